/* datatable and externaldata: tables that the query itself describes (kql.md 5.2). */
#include "columns.h"

static void check_count(struct binder *b, const struct ast_expr *e, size_t columns) {
    size_t n = e->u.data.values.n;
    if (columns == 0 || n % columns == 0) return;
    struct span span = span_join(e->u.data.values.v[0]->span, e->u.data.values.v[n - 1]->span);
    diag_report(b->diag, DIAG_E0418, span, n, columns);
    if (columns == 1) return;
    diag_hint(b->diag, "rows stand one behind the other: %zu values are missing", columns - n % columns);
}

void bind_data(struct binder *b, struct ast_expr *e) {
    struct row_type row = {0};
    if (e->u.data.schema) columns_from_schema(b, e->u.data.schema, &row);
    for (size_t i = 0; i < e->u.data.values.n; i++) bind_expr(b, e->u.data.values.v[i]);
    bool external = e->kind == EX_EXTERNALDATA;
    if (!external && e->u.data.schema) check_count(b, e, row.n);
    e->table = query_of_row(b, external ? SOURCE_SUPPLIED : SOURCE_VALUES, external ? "externaldata" : "datatable", row,
                            e->span);
    e->table->data = e;
}
