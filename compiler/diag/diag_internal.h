/* The sink's fields, for diag/ only. */
#ifndef KQLC_DIAG_INTERNAL_H
#define KQLC_DIAG_INTERNAL_H

#include "diag.h"

struct diag {
    struct arena *arena;
    const struct source *source;
    VEC(struct diag_item *) items;
    struct diag_item *last;           /* what diag_hint adds to; NULL when the last report was dropped */
    size_t counts[2][DIAG_COUNT + 1]; /* by enum diag_severity and code, reports beyond the kept ones included */
    bool disabled[DIAG_COUNT + 1];
    bool as_warnings;
    bool sorted;
};

/* First and last place of a span in the file; 1:1 when there is no source. */
struct extent {
    struct position from, to;
};
struct extent diag_extent(const struct diag *d, struct span span);

/* The code's hint, unless it is only a template for diag_hint; or NULL. */
const char *diag_default_hint(enum diag_code c);

#endif
