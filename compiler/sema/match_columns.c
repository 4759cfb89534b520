/* Columns named by an operator itself: `project-away a, Sec*`. */
#include "sema_internal.h"

static void match_pattern(struct binder *b, const struct row_type *row, const struct ast_expr *e, column_list *out) {
    size_t before = out->n;
    for (size_t i = 0; i < row->n; i++)
        if (e->kind == EX_STAR || wildcard_matches(e->u.name.name, row->cols[i]->name))
            VEC_PUSH(b->arena, out, row->cols[i]);
    if (out->n == before && !row->open && e->kind == EX_WILDCARD)
        report_unknown_column(b, row, b->at.row_name, e->u.name.name, e->span);
}

void match_columns(struct binder *b, const struct ast_expr *e, column_list *out) {
    static const struct row_type no_row;
    const struct row_type *row = b->at.row ? b->at.row : &no_row;
    e = without_parentheses(e);
    if (e->kind == EX_NAME) {
        struct column *c = use_column(b, row, e->u.name.name, e->span);
        if (c) VEC_PUSH(b->arena, out, c);
    } else if (e->kind == EX_STAR || e->kind == EX_WILDCARD) {
        match_pattern(b, row, e, out);
    } /* else what the parser has reported: the grammar takes nothing else */
}
