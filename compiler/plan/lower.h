/* Between lower.c (operators) and lower_expr.c (expressions): from sema's bound script to the plan. */
#ifndef KQLC_LOWER_H
#define KQLC_LOWER_H

#include "bound.h"
#include "plan.h"

struct lowering {
    struct arena *arena;
    struct bound *bound;
    struct diag *diag;
    const struct bound_op *summarize; /* while its results are lowered: aggregate calls are its columns */
    size_t nodes, depth;
    bool failed;
    bool is_rule;
};

/* Limits on what scalar lets may expand to; beyond, U0007. */
enum { MAX_EXPRESSION_NODES = 500000, MAX_EXPRESSION_DEPTH = 2000 };

/* Never NULL; after an error that was reported, a null constant and l->failed. */
struct px *lower_expr(struct lowering *l, const struct ast_expr *e);
struct px *lower_column(struct lowering *l, struct column *c, struct span span);
/* `e` as a value of that type, through the conversion functions of the catalogue. */
struct px *lower_convert(struct lowering *l, struct px *e, kq_type to);
struct px *lower_param(struct lowering *l, const struct ast_expr *e, enum cat_param want);

#endif
