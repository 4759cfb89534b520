/* parse-kv (kql.md 5.8): the declared keys become columns, in the place of input columns of the same name. */
#include "columns.h"
#include "operators.h"

static void set_declared(struct binder *b, struct row_type *row, const struct row_type *keys) {
    for (size_t i = 0; i < keys->n; i++) {
        size_t at = 0;
        while (at < row->n && row->cols[at]->name != keys->cols[i]->name) at++;
        if (at < row->n)
            row->cols[at] = keys->cols[i];
        else
            row_push(b, row, keys->cols[i]);
    }
}

void bind_parse_kv(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    bind_expr(b, ast->text);
    if (b->at.row) op->out = row_copy(b, b->at.row);
    struct row_type keys = {0};
    if (ast->schema) columns_from_schema(b, ast->schema, &keys);
    set_declared(b, &op->out, &keys);
}
