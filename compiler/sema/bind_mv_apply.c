/* mv-apply (kql.md 5.7): the sub-query sees the expanded row; out come the columns that were not expanded and those of
 * the sub-query. */
#include "mv_items.h"

static bool is_expanded(const struct ast_op *op, const struct column *c) {
    for (size_t i = 0; i < op->items.n; i++)
        if (!op->items.v[i]->names.n && named_column(op->items.v[i]->value) == c) return true;
    return false;
}

/* A name that parse gave a second time gets a number. */
static void add_kept(struct binder *b, const struct ast_op *op, const struct row_type *input, struct row_type *out) {
    struct name_table names = {.arena = b->arena};
    for (size_t i = 0; i < input->n; i++) {
        struct column *c = input->cols[i];
        if (is_expanded(op, c)) continue;
        const char *name = name_table_unique(&names, c->name);
        row_push(b, out, name == c->name ? c : column_new(b, name, c->type));
    }
}

static size_t place_of(const struct row_type *row, const char *name) {
    size_t i = 0;
    while (i < row->n && row->cols[i]->name != name) i++;
    return i;
}

/* The sub-query's column of a name that stayed replaces it in its place. */
static void add_results(struct binder *b, struct row_type *out, const struct row_type *results) {
    for (size_t i = 0; i < results->n; i++) {
        struct column *c = results->cols[i];
        size_t at = place_of(out, c->name);
        if (at < out->n)
            out->cols[at] = c;
        else
            row_push(b, out, c);
    }
}

void bind_mv_apply(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    struct row_type expanded = {0};
    bind_expanded(b, op, &expanded);
    static const struct row_type no_row;
    const struct row_type *input = b->at.row ? b->at.row : &no_row;
    add_kept(b, op->ast, input, &op->out);
    op->out.open = input->open;
    if (!op->ast->query) return;
    check_subquery(b, op->ast->query, OPERATORS_PIPED);
    struct place saved = b->at;
    b->at.row = &expanded;
    op->right = bind_query(b, op->ast->query);
    b->at = saved;
    add_results(b, &op->out, &op->right->out);
}
