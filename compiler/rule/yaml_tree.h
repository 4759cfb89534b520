/* A YAML document with places in bytes, for rule/ and schema/ only. Aliases point at nodes and are never expanded, so a
 * file with many of them costs no more than its text. */
#ifndef KQLC_YAML_TREE_H
#define KQLC_YAML_TREE_H

#include "rule.h"

#include <yaml.h>

struct yaml_tree {
    struct arena *arena;
    const struct source *source;
    struct diag *diag; /* NULL: report nothing (is it a rule at all?) */
    yaml_document_t document;
    uint32_t *lines; /* byte offsets at which libyaml's lines begin */
    size_t line_count;
};

/* Parses source->file. False after an error (E0101, E0124); otherwise the root may still be missing. */
bool yaml_tree_load(struct yaml_tree *t);
void yaml_tree_free(struct yaml_tree *t);
yaml_node_t *yaml_tree_root(struct yaml_tree *t);
yaml_node_t *yaml_tree_node(struct yaml_tree *t, int id);
/* The place of a node; of a block scalar's, its indicator `|` only. */
struct span yaml_tree_span(const struct yaml_tree *t, const yaml_node_t *node);
/* Byte offset of libyaml's mark. */
uint32_t yaml_tree_offset(const struct yaml_tree *t, yaml_mark_t mark);

/* Line map of a literal block scalar (STYLE 2d) whose text is source->query; false when it cannot be exact. */
bool srcmap_literal(struct yaml_tree *t, struct source *source, const yaml_node_t *node);
/* The same for the other styles: quoted, plain and folded (`>`) scalars. */
bool srcmap_folded(struct yaml_tree *t, struct source *source, const yaml_node_t *node);
/* All of the query stands at the value's place. */
void srcmap_at(struct yaml_tree *t, struct source *source, struct span span);

#endif
