/* datatable: rows that stand in the query. Each value is folded to a constant of its column's type (docs:
 * datatable-operator.md); text in another type's column is converted as by tolong and its kin. */
#include "lower.h"
#include "px.h"

struct plan_op *lower_values(struct lowering *l, const struct bound_query *q) {
    struct plan_op *op = lower_op(l, PO_VALUES, q->source_span, NULL);
    const ast_expr_list *values = &q->data->u.data.values;
    lower_set_columns(l, op, q->source.cols, q->source.n);
    op->table_cols = op->cols;
    op->table_col_count = op->col_count;
    if (op->col_count == 0) return op;
    op->row_count = values->n / op->col_count;
    op->values = ARENA_ARRAY(l->arena, const kq_value *, values->n + 1);
    for (size_t i = 0; i < op->row_count * op->col_count; i++) {
        const struct ast_expr *e = values->v[i];
        struct px *v = px_folded(l->arena, lower_convert(l, lower_expr(l, e), op->cols[i % op->col_count]->type));
        op->values[i] = &v->value;
        if (v->kind != PX_CONST) lower_refuse(l, DIAG_U0005, e->span, "a datatable with a value that is not constant");
    }
    return op;
}
