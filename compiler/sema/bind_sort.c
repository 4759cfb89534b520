/* sort and top: the order of rows; columns stay (kql.md 5.3). top takes a dynamic key, sort does not. */
#include "operators.h"

void bind_sort(struct binder *b, struct bound_op *op) {
    const ast_named_list *keys = &op->ast->items;
    check_op_params(b, op->ast);
    bind_items(b, keys);
    if (check_values(b, keys)) check_not_dynamic(b, keys, "sort");
    pass_row(b, op);
}

void bind_top(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    bind_integer(b, op->ast->count, "top");
    bind_items(b, &op->ast->items);
    check_values(b, &op->ast->items);
    pass_row(b, op);
}
