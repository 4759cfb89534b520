/* range: one column; its type comes from the bounds and the step (kql.md 5.2). */
#include "operators.h"
#include "signature.h"

static bool is_summable(kq_type t) { return t != KQ_T_NONE && type_is_summable(t); }

static kq_type bind_bound(struct binder *b, struct ast_expr *e, const char *what) {
    if (!e) return KQ_T_NONE;
    bind_any(b, e);
    if (e->table || !type_is_summable(e->type))
        diag_report(b->diag, DIAG_E0415, e->span, what, "a number, datetime or timespan", kind_of_value(b, e));
    return e->type;
}

static void check_step(struct binder *b, const struct ast_expr *e) {
    const struct ast_expr *literal = e ? bound_literal(e) : NULL;
    if (!literal || (literal->kind != EX_LONG && literal->kind != EX_INT)) return;
    if (!literal->u.lit.value.null && literal->u.lit.value.u.i == 0)
        diag_report(b->diag, DIAG_E0409, e->span, "0", "a step");
}

static kq_type range_type(struct binder *b, const struct ast_op *op, kq_type from, kq_type to, kq_type step) {
    kq_type bounds = from == KQ_T_NONE ? to : to == KQ_T_NONE ? from : common_type(from, to);
    if (!is_summable(bounds)) return is_summable(step) ? step : KQ_T_NONE;
    if (!is_summable(step)) return bounds;
    if (bounds == KQ_T_INT && step == KQ_T_INT) return KQ_T_INT;
    kq_type sum = type_of_sum(bounds, step);
    if (sum != KQ_T_NONE) return sum;
    diag_report(b->diag, DIAG_E0415, op->step->span, "the step",
                bounds == KQ_T_DATETIME ? "a timespan" : "what can be added", type_with_article(b, step));
    return step;
}

void bind_range(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    struct place saved = b->at;
    b->at.row = NULL;
    kq_type from = bind_bound(b, ast->from, "the start of range");
    kq_type to = bind_bound(b, ast->to, "the end of range");
    kq_type step = bind_bound(b, ast->step, "the step");
    check_step(b, ast->step);
    b->at = saved;
    const char *name = ast->name.text ? ast->name.text : intern_s("");
    row_push(b, &op->out, column_new(b, name, range_type(b, ast, from, to, step)));
}
