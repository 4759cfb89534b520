/* getschema: a row for each column of the input, which itself is not read (docs: getschema-operator.md); assert-schema:
 * the rows go on when their columns are the declared ones. */
#include "lower.h"

#include <string.h>

/* The .NET type that Kusto names for a type. */
static const char *data_type(kq_type t) {
    switch (t) {
    case KQ_T_BOOL: return "System.SByte";
    case KQ_T_INT: return "System.Int32";
    case KQ_T_LONG: return "System.Int64";
    case KQ_T_REAL: return "System.Double";
    case KQ_T_DECIMAL: return "System.Data.SqlTypes.SqlDecimal";
    case KQ_T_DATETIME: return "System.DateTime";
    case KQ_T_TIMESPAN: return "System.TimeSpan";
    case KQ_T_STRING: return "System.String";
    case KQ_T_GUID: return "System.Guid";
    case KQ_T_DYNAMIC:
    case KQ_T_NONE: break;
    }
    return "System.Object";
}

static kq_value text(const char *s) { return kq_box_string((kq_str){s, strlen(s)}); }

/* kind=csl: one text, as it stands in a declaration: "a:long,b:string" */
static const char *declaration(struct lowering *l, const struct row_type *row) {
    const char *s = "";
    for (size_t i = 0; i < row->n; i++)
        s = arena_printf(l->arena, "%s%s%s:%s", s, i > 0 ? "," : "", row->cols[i]->name, type_name(row->cols[i]->type));
    return s;
}

struct plan_op *lower_getschema(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_VALUES, b->ast->span, NULL);
    const struct row_type *row = &b->input;
    (void)input;
    lower_set_columns(l, op, b->out.cols, b->out.n);
    op->table_cols = op->cols;
    op->table_col_count = op->col_count;
    if (row->open) lower_refuse(l, DIAG_U0001, b->ast->span, "getschema of rows whose columns are not known");
    const bool one = op->col_count == 1;
    const size_t rows = one ? 1 : row->n;
    kq_value *values = ARENA_ARRAY(l->arena, kq_value, rows * op->col_count + 1);
    op->values = ARENA_ARRAY(l->arena, const kq_value *, rows * op->col_count + 1);
    op->row_count = rows;
    for (size_t i = 0; i < rows * op->col_count; i++) op->values[i] = &values[i];
    if (one) values[0] = text(declaration(l, row));
    for (size_t i = 0; !one && i < rows; i++) {
        kq_value *v = &values[i * op->col_count];
        v[0] = text(row->cols[i]->name);
        v[1] = kq_box_long(kq_mk_long((int64_t)i));
        v[2] = text(data_type(row->cols[i]->type));
        v[3] = text(type_name(row->cols[i]->type));
    }
    return op;
}

/* What happens to rows with other columns is documented nowhere: only equal ones pass. */
struct plan_op *lower_assert_schema(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_schema *schema = b->ast->schema;
    const struct row_type *row = &b->out;
    bool same = schema && !row->open && schema->columns.n == row->n;
    for (size_t i = 0; same && i < row->n; i++)
        same = schema->columns.v[i].name.text == row->cols[i]->name && schema->columns.v[i].type == row->cols[i]->type;
    if (!same)
        lower_refuse(l, DIAG_U0001, b->ast->span,
                     arena_printf(l->arena, "assert-schema over rows of (%s)", declaration(l, row)));
    return input;
}
