/* parse-kv (kql.md 5.8): the declared keys become columns. */
#include "columns.h"
#include "operators.h"

void bind_parse_kv(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    bind_expr(b, ast->text);
    if (b->at.row) op->out = row_copy(b, b->at.row);
    struct row_type keys = {0};
    if (ast->schema) columns_from_schema(b, ast->schema, &keys);
    for (size_t i = 0; i < keys.n; i++) add_parsed_column(b, op, keys.cols[i]->name, keys.cols[i]->type, i);
}
