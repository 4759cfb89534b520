/* Walking over a scalar's bytes in the YAML file, for the source maps. Included by: rule. */
#ifndef KQLC_SRCMAP_H
#define KQLC_SRCMAP_H

#include "yaml_tree.h"

/* A place in the file with its line and column, lines by LF as everywhere in messages. */
struct walker {
    const char *file;
    uint32_t at, end, line, line_start;
};

struct walker walker_at(const struct source *source, uint32_t offset);
void walker_advance(struct walker *w, uint32_t to);
/* The line break at the walker: its bytes in the file, 0: none; and what libyaml makes of it. */
uint32_t walker_break(const struct walker *w, const char **becomes);
/* From a block scalar's indicator to the first line of its text. The block's indentation. */
uint32_t walker_enter_block(struct walker *w, uint32_t parent_column);

#endif
