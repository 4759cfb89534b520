/* rows_near: the rows within a number of rows of one that meets a condition (docs: rows-near-plugin.md). A row is near
 * when the count of those that meet it has grown on the way to the row from so many rows before it; the same with the
 * rows turned round, for those that come before. */
#include "lower.h"
#include "px.h"
#include "select.h"

static struct px *number(struct lowering *l, int64_t v, struct span span) {
    return px_constant(l->arena, kq_box_long(kq_mk_long(v)), span);
}

static struct px *pair(struct lowering *l, const char *op, struct px *a, struct px *b, struct span span) {
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    args[0] = a;
    args[1] = b;
    return px_call(l->arena, select_pair(op, a->type, b->type), args, 2, span);
}

static struct column *window(struct lowering *l, struct plan_op **rows, const char *function, struct px *value,
                             struct px *second, struct px *third) {
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 3);
    args[0] = value;
    args[1] = second;
    args[2] = third;
    return lower_add_window(l, rows, function, args, third ? 3 : 2, KQ_T_LONG);
}

/* Whether one of the `reach` rows before this one meets the condition, or it itself does; rows come in their order. */
static struct px *met_before(struct lowering *l, struct plan_op **rows, struct column *met, uint64_t reach,
                             struct span span) {
    struct px *no = px_constant(l->arena, kq_box_bool(kq_mk_bool(false)), span);
    struct px *distance = number(l, reach < INT64_MAX ? (int64_t)reach + 1 : INT64_MAX, span);
    struct column *sum = window(l, rows, "row_cumsum", px_column(l->arena, met, span), no, NULL);
    struct px *now = px_column(l->arena, sum, span);
    struct column *then = window(l, rows, "prev", now, distance, number(l, 0, span));
    return pair(l, "!=", now, px_column(l->arena, then, span), span);
}

static void turn(struct lowering *l, struct plan_op **rows, struct column *order, bool descending, struct span span) {
    struct plan_op *op = lower_op(l, PO_SORT, span, *rows);
    op->order = ARENA_ARRAY(l->arena, struct po_order, 1);
    op->order[op->order_count++] = (struct po_order){order, descending, !descending};
    op->cols = (*rows)->cols;
    op->col_count = (*rows)->col_count;
    *rows = op;
}

struct plan_op *lower_rows_near(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct span span = b->ast->span;
    const struct ast_expr *call = b->ast->call, *condition = lower_plugin_arg(call, "Condition", 0),
                          *before = lower_plugin_arg(call, "NumRows", 1),
                          *behind = lower_plugin_arg(call, "NumRowsAfter", 2);
    if (!l->ordered) lower_refuse(l, DIAG_E0427, call->u.call.name_span, "rows_near");
    if (!condition || !before || b->ast->schema)
        lower_refuse(l, DIAG_U0001, span, "evaluate rows_near with declared columns");
    if (l->failed) return input;
    const char *what = "evaluate rows_near with a number of rows";
    const uint64_t reach_back = lower_count_of(l, before, what),
                   reach_on = behind ? lower_count_of(l, behind, what) : reach_back;
    struct px *meets = lower_node(l, PX_CASE, KQ_T_LONG, span);
    meets->n = 3;
    meets->args = ARENA_ARRAY(l->arena, struct px *, 3);
    meets->args[0] = lower_convert(l, lower_expr(l, condition), KQ_T_BOOL);
    meets->args[1] = number(l, 1, span);
    meets->args[2] = number(l, 0, span);
    if (l->failed) return input;
    struct plan_op *rows = input;
    struct column *met = lower_add_column(l, &rows, "met", meets);
    struct px *no = px_constant(l->arena, kq_box_bool(kq_mk_bool(false)), span);
    struct column *place = window(l, &rows, "row_number", number(l, 1, span), no, NULL);
    struct px *near = met_before(l, &rows, met, reach_on, span);
    turn(l, &rows, place, true, span);
    near = pair(l, "or", near, met_before(l, &rows, met, reach_back, span), span);
    turn(l, &rows, place, false, span);
    struct plan_op *op = lower_op(l, PO_WHERE, span, rows);
    op->predicate = near;
    op->cols = input->cols;
    op->col_count = input->col_count;
    return op;
}
