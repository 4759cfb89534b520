/* extend, serialize and print: new columns and their names (kql.md 5.1, 5.2). All expressions see the input row. */
#include "operators.h"

static void project_items(struct binder *b, struct bound_op *op, struct projection *p) {
    const ast_named_list *items = &op->ast->items;
    bind_items(b, items);
    check_values(b, items);
    for (size_t i = 0; i < items->n; i++) project_item(b, p, items->v[i], &op->defs);
}

/* An existing column is replaced in its place. */
void bind_extend(struct binder *b, struct bound_op *op) {
    struct projection p = {.replaces = true};
    if (b->at.row) project_row(b, &p, b->at.row, false);
    project_items(b, op, &p);
    set_row(b, op, &p.out);
}

/* serialize x = row_number(): like extend, but a name that is taken gets a number. */
void bind_serialize(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    check_op_params(b, op->ast);
    if (b->at.row) project_row(b, &p, b->at.row, false);
    project_items(b, op, &p);
    set_row(b, op, &p.out);
}

/* print derives no names: print_<position> (kql.md 5.1). */
void bind_print(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    const ast_named_list *items = &op->ast->items;
    const struct row_type *outer = b->at.row;
    b->at.row = NULL;
    bind_items(b, items);
    for (size_t i = 0; i < items->n; i++) {
        struct ast_named *item = items->v[i];
        if (item->value->table) report_table(b, item);
        p.unnamed = intern_s(arena_printf(b->arena, "print_%zu", i));
        project_item(b, &p, item, &op->defs);
    }
    op->out = p.out;
    b->at.row = outer;
}
