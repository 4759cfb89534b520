/* narrow: a row for each cell of the input, with the number of its row, the name of its column and its value as text
 * (docs: narrow-plugin.md). The rows are numbered as they come, and each is expanded over a list of names and a list of
 * texts side by side. */
#include "lower.h"
#include "px.h"

#include <string.h>

static struct px *names_of(struct lowering *l, const struct bound_op *b) {
    const struct row_type *row = l->row;
    struct px **names = ARENA_ARRAY(l->arena, struct px *, row->n);
    for (size_t i = 0; i < row->n; i++) {
        const kq_str name = {row->cols[i]->name, strlen(row->cols[i]->name)};
        names[i] = lower_convert(l, px_constant(l->arena, kq_box_string(name), b->ast->span), KQ_T_DYNAMIC);
    }
    return lower_array(l, names, row->n, b->ast->span);
}

static struct px *texts_of(struct lowering *l, const struct bound_op *b) {
    const struct row_type *row = l->row;
    struct px **texts = ARENA_ARRAY(l->arena, struct px *, row->n);
    for (size_t i = 0; i < row->n; i++) {
        struct px *text = lower_convert(l, lower_column(l, row->cols[i], b->ast->call->span), KQ_T_STRING);
        texts[i] = lower_convert(l, text, KQ_T_DYNAMIC);
    }
    return lower_array(l, texts, row->n, b->ast->span);
}

/* The column of a cell that has that name. */
static struct px *cell_value(struct lowering *l, const struct bound_op *b, const struct column *c,
                             struct column *const *made) {
    static const char *const names[] = {"Row", "Column", "Value"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(c->name, names[i]) == 0) return px_column(l->arena, made[i], b->ast->span);
    lower_refuse(l, DIAG_U0005, b->ast->call->span, c->name);
    return lower_null(l, c->type, b->ast->span);
}

struct plan_op *lower_narrow(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct span span = b->ast->span;
    if (l->row->open || l->row->n == 0) lower_refuse(l, DIAG_U0005, b->ast->call->span, "narrow of an open table");
    if (l->failed) return input;
    struct px **start = ARENA_ARRAY(l->arena, struct px *, 2);
    start[0] = px_constant(l->arena, kq_box_long(kq_mk_long(0)), span);
    start[1] = px_constant(l->arena, kq_box_bool(kq_mk_bool(false)), span);
    struct column *number = lower_add_window(l, &input, "row_number", start, 2, KQ_T_LONG);
    struct plan_op *cells = lower_op(l, PO_EXPAND, span, input);
    cells->expand = ARENA_NEW(l->arena, struct po_expand);
    cells->expand->count = 2;
    cells->exprs = ARENA_ARRAY(l->arena, struct px *, 2);
    cells->exprs[cells->expr_count++] = names_of(l, b);
    cells->exprs[cells->expr_count++] = texts_of(l, b);
    cells->outs = ARENA_ARRAY(l->arena, struct column *, 2);
    cells->outs[cells->out_count++] = bound_column(l->bound, "Column", KQ_T_STRING);
    cells->outs[cells->out_count++] = bound_column(l->bound, "Value", KQ_T_STRING);
    struct column *made[] = {number, cells->outs[0], cells->outs[1]};
    cells->cols = ARENA_ARRAY(l->arena, struct column *, 3);
    memcpy(cells->cols, made, sizeof made);
    cells->col_count = 3;
    struct plan_op *op = lower_op(l, PO_PROJECT, span, cells);
    lower_set_columns(l, op, b->out.cols, b->out.n); /* which a declaration may have chosen */
    op->defs = ARENA_ARRAY(l->arena, struct po_def, op->col_count + 1);
    for (size_t i = 0; i < op->col_count && !l->failed; i++) {
        struct px *e = cell_value(l, b, op->cols[i], made);
        op->defs[op->def_count++] = (struct po_def){op->cols[i], lower_convert(l, e, op->cols[i]->type)};
    }
    return op;
}
