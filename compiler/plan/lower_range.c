/* range: a row for each value between two bounds. One row that has no columns is in front, so that the bounds are
 * values of a row like any others (docs: range-operator.md). */
#include "lower.h"
#include "px.h"

struct plan_op *lower_range(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    struct plan_op *op = lower_op(l, PO_RANGE, ast->span, input);
    const kq_type type = b->out.cols[0]->type, step = type == KQ_T_DATETIME ? KQ_T_TIMESPAN : type;
    lower_set_columns(l, op, b->out.cols, b->out.n);
    if (type == KQ_T_DECIMAL) lower_refuse(l, DIAG_U0004, ast->span);
    if (type == KQ_T_DATETIME && ast->step->type == KQ_T_DATETIME)
        lower_refuse(l, DIAG_U0001, ast->step->span, "range with a time as its step");
    if (l->failed) return op;
    op->outs = op->cols;
    op->out_count = 1;
    op->exprs = ARENA_ARRAY(l->arena, struct px *, 3);
    op->expr_count = 3;
    op->exprs[0] = lower_convert(l, lower_expr(l, ast->from), type);
    op->exprs[1] = lower_convert(l, lower_expr(l, ast->to), type);
    op->exprs[2] = lower_convert(l, lower_expr(l, ast->step), step);
    return op;
}
