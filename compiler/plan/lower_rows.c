/* Operators that choose, order and count rows. sort, top and take are one plan operator; count and distinct are groups
 * of a kind. */
#include "lower.h"
#include "px.h"

#include <string.h>

uint64_t lower_count_of(struct lowering *l, const struct ast_expr *e, const char *what) {
    struct px *n = px_folded(l->arena, lower_convert(l, lower_expr(l, e), KQ_T_LONG));
    if (n->kind != PX_CONST || n->value.null)
        lower_refuse(l, DIAG_U0001, e->span, arena_printf(l->arena, "%s that is not a constant", what));
    else if (n->value.u.i > 0)
        return (uint64_t)n->value.u.i;
    return 0;
}

/* The number of rows that take and top ask for is part of the plan. */
static void set_limit(struct lowering *l, struct plan_op *op, const struct ast_op *from) {
    op->limited = true;
    op->limit = lower_count_of(l, from->count, arena_printf(l->arena, "%s with a number of rows", from->keyword.text));
}

void lower_order(struct lowering *l, struct plan_op *op, const struct ast_op *from) {
    struct plan_op *input = op->input, *extend = lower_op(l, PO_EXTEND, from->span, input);
    const size_t n = from->items.n;
    op->order = ARENA_ARRAY(l->arena, struct po_order, n + 1);
    extend->defs = ARENA_ARRAY(l->arena, struct po_def, n + 1);
    extend->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + n + 1);
    extend->col_count = input->col_count;
    memcpy(extend->cols, input->cols, input->col_count * sizeof *extend->cols);
    for (size_t i = 0; i < n; i++) {
        const struct ast_named *item = from->items.v[i];
        struct px *e = lower_expr(l, item->value);
        const bool up = item->order == ORDER_ASC;
        if (item->order == ORDER_GRANNY_ASC || item->order == ORDER_GRANNY_DESC)
            lower_refuse(l, DIAG_U0001, item->span, arena_printf(l->arena, "%s by granny-asc", from->keyword.text));
        if (e->type == KQ_T_DYNAMIC)
            lower_refuse(l, DIAG_U0001, item->span,
                         arena_printf(l->arena, "%s by a dynamic value", from->keyword.text));
        if (e->kind != PX_COL) {
            struct column *c = bound_column(l->bound, arena_printf(l->arena, "%s_key", from->keyword.text), e->type);
            extend->defs[extend->def_count++] = (struct po_def){c, e};
            extend->cols[extend->col_count++] = c;
            e = px_column(l->arena, c, item->span);
        }
        /* descending by default; nulls are less than all values (docs: sort-operator) */
        bool first = item->nulls == NULLS_DEFAULT ? up : item->nulls == NULLS_FIRST;
        op->order[op->order_count++] = (struct po_order){e->col, !up, first};
    }
    if (extend->def_count > 0) op->input = extend;
}

struct plan_op *lower_sort(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SORT, b->ast->span, input);
    lower_order(l, op, b->ast);
    if (b->ast->kind == OP_TOP) set_limit(l, op, b->ast);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}

struct plan_op *lower_take(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SORT, b->ast->span, input);
    set_limit(l, op, b->ast);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}

struct plan_op *lower_count(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, b->ast->span, input);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    op->aggs = ARENA_ARRAY(l->arena, struct po_agg, 1);
    op->agg_count = 1;
    op->aggs[0] = (struct po_agg){.row = catalog_find(CAT_AGGREGATE, intern_s("count")),
                                  .outs = op->cols,
                                  .out_count = op->col_count,
                                  .span = b->ast->span};
    return op;
}

struct plan_op *lower_distinct(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, b->ast->span, input);
    lower_set_defs(l, op, &b->defs);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    /* without a column other rows would be equal */
    if (op->def_count != b->out.n && !l->failed) lower_refuse(l, DIAG_U0005, b->ast->span, "a column of unknown type");
    return op;
}

/* The first values that come, each once. */
struct plan_op *lower_sample_distinct(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *groups = lower_op(l, PO_SUMMARIZE, b->ast->span, input);
    struct plan_op *op = lower_op(l, PO_SORT, b->ast->span, groups);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    groups->cols = op->cols;
    groups->col_count = op->col_count;
    groups->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    groups->def_count = op->col_count;
    if (op->col_count == 1) groups->defs[0] = (struct po_def){op->cols[0], lower_expr(l, b->ast->of)};
    if (op->col_count != 1 && !l->failed) lower_refuse(l, DIAG_U0005, b->ast->span, "a column of unknown type");
    set_limit(l, op, b->ast);
    return op;
}

/* No row goes on. */
struct plan_op *lower_consume(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SORT, b->ast->span, input);
    op->limited = true;
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}
