/* Declared columns, and small checks of columns and values that several operators share. */
#include "columns.h"
#include "operators.h"

void columns_from_schema(struct binder *b, const struct ast_schema *s, struct row_type *row) {
    struct name_table declared = {.arena = b->arena};
    for (size_t i = 0; i < s->columns.n; i++) {
        const struct ast_column *c = &s->columns.v[i];
        if (!c->name.text) continue;
        if (name_table_find(&declared, c->name.text)) {
            diag_report(b->diag, DIAG_E0304, c->name.span, c->name.text);
            continue;
        }
        name_table_add(&declared, c->name.text, i);
        row_push(b, row, column_new(b, c->name.text, c->type));
    }
}

static struct column *parsed_column(struct binder *b, struct bound_op *op, const char *name, kq_type type,
                                    size_t part) {
    struct column *c = column_new(b, name, type);
    VEC_PUSH(b->arena, &op->parsed, ((struct bound_parsed){c, part}));
    return c;
}

void add_parsed_column(struct binder *b, struct bound_op *op, const char *name, kq_type type, size_t part) {
    struct row_type *row = &op->out;
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == name && row->cols[i]->type == type)
            row->cols[i] = parsed_column(b, op, name, type, part);
    row_push(b, row, parsed_column(b, op, name, type, part));
}

bool need_type(struct binder *b, const struct ast_expr *e, struct span span, kq_type want, const char *what) {
    if (e->type == want || e->type == KQ_T_NONE) return true;
    if (want == KQ_T_BOOL) return diag_report(b->diag, DIAG_E0404, span, what, type_with_article(b, e->type));
    return diag_report(b->diag, DIAG_E0415, span, what, type_with_article(b, want), type_with_article(b, e->type));
}

struct column *bind_key(struct binder *b, struct ast_expr *e, const char *what) {
    bind_any(b, e);
    struct column *c = e->kind == EX_NAME ? named_column(e) : NULL;
    bool unknown = e->kind == EX_ERROR || (e->type == KQ_T_NONE && !e->table);
    if (!c && !unknown) diag_report(b->diag, DIAG_E0308, e->span);
    if (c && c->type == KQ_T_DYNAMIC) diag_report(b->diag, DIAG_E0410, e->span, what);
    return c;
}
