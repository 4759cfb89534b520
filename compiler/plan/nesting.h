/* The pieces of a top-nested while it is lowered: lower_top_nested.c makes the values that are kept, lower_others.c the
 * rows of what is left. Included by: plan. */
#ifndef KQLC_NESTING_H
#define KQLC_NESTING_H

#include "lower.h"

struct nesting {
    struct lowering *l;
    const struct bound_op *b;
    struct column **values, **measures; /* of each level so far, in the rows that are being put together */
};

/* The level's clause: its value and its measure are items, `a` the number of values, `b` what the others are called. */
const struct ast_part *nesting_part(const struct nesting *n, size_t level);
/* One more column of *rows. */
struct column *nesting_extend(const struct nesting *n, struct plan_op **rows, const char *name, struct px *e);
/* One text for several values, which no others have. */
struct px *nesting_path(const struct nesting *n, struct column *const *values, size_t count);
/* The rows in front of the operator once more, with columns of their own: those of the instance being lowered. */
struct plan_op *nesting_input(const struct nesting *n);
/* The value of a level's measure, over groups made from the level's aggregates. */
struct px *nesting_measure(const struct nesting *n, size_t level);
/* The first `levels` levels: a row for each value that is kept, below its parents. Sets n's values and measures, for
 * which there is room. NULL: refused. */
struct plan_op *nesting_kept(struct nesting *n, size_t levels);

/* lower_others.c: rows made of n's values and measures and those of what is left at each level that names others, under
 * the operator's columns. */
struct plan_op *nesting_with_others(const struct nesting *n, struct plan_op *rows);

#endif
