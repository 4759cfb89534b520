/* Joins that the operator being lowered needs below it: lower_pending.c keeps them, lower_subquery.c asks for them.
 * Included by: plan. */
#ifndef KQLC_PENDING_JOIN_H
#define KQLC_PENDING_JOIN_H

#include "lower.h"

struct pending_join {
    const void *subquery; /* the same one, in the same instance, is joined once for an operator */
    struct column **instance;
    struct plan_op *join;        /* its right side, keys and kind; the left side is not known yet */
    bound_columns keys;          /* computed for each row of the left side: new columns ... */
    px_list values;              /* ... and their values; the join's keys are the first ones */
    struct column *from, *value; /* what it brings: a column of the right side, under a new name */
    struct column *flag;         /* NULL, or one of `keys` that is read above the join */
};

struct column *lower_new_column(struct lowering *l, const char *name, kq_type type);
/* op's columns are its input's; there is room for more. */
void lower_pass_columns(struct lowering *l, struct plan_op *op, const struct plan_op *input, size_t more);
/* `input` with more columns. */
struct plan_op *lower_extended(struct lowering *l, struct plan_op *input, const bound_columns *cols,
                               const px_list *values, struct span span);
/* The column that the same sub-query brings already, or NULL. */
struct column *lower_find_pending(const struct lowering *l, const void *subquery);
/* A left outer join without keys; valid until the next one. */
struct pending_join *lower_new_pending(struct lowering *l, const void *subquery, struct span span);
/* A key of the join: `left` is computed for the rows of the operator, `right` is a column of the right side. */
void lower_add_key(struct lowering *l, struct pending_join *p, struct px *left, struct column *right);

#endif
