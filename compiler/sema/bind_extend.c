/* extend, serialize and print: new columns and their names (kql.md 5.1, 5.2). All expressions see the input row. */
#include "operators.h"

static void extend(struct binder *b, struct bound_op *op, struct projection *p) {
    const ast_named_list *items = &op->ast->items;
    bind_items(b, items);
    check_values(b, items);
    if (b->at.row) project_row(b, p, b->at.row, false);
    for (size_t i = 0; i < items->n; i++) project_item(b, p, items->v[i], &op->defs);
    set_row(b, op, &p->out);
}

/* An existing column is replaced in its place. */
void bind_extend(struct binder *b, struct bound_op *op) { extend(b, op, &(struct projection){.replaces = true}); }

/* serialize x = row_number(): like extend, but a name that is taken gets a number. */
void bind_serialize(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    extend(b, op, &(struct projection){0});
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
