/* mv-expand and mv-apply (kql.md 5.7): a column takes the place of the one whose name it has. */
#include "mv_items.h"

/* `to typeof(T)`: its type; a type that does not exist is reported, and the column's is not known. */
static kq_type cast_type(struct binder *b, const struct ast_expr *to) {
    (void)b;
    return to->kind == EX_TYPEOF ? to->u.type_literal.type : KQ_T_NONE;
}

/* The name that the item declares: its own, or that of a plain column. */
static struct ast_name declared_name(const struct binder *b, const struct ast_named *item) {
    if (item->names.n) return item->names.v[0];
    const struct ast_expr *e = item->value;
    while (e->kind == EX_PAREN) e = e->u.inner;
    bool column = e->kind == EX_NAME && e->symbol && ((const struct name_symbol *)e->symbol)->column;
    (void)b;
    return column ? (struct ast_name){e->u.name.name, item->span} : (struct ast_name){NULL, item->span};
}

static void expand_item(struct binder *b, struct projection *p, const struct ast_named *item) {
    bind_expr(b, item->value);
    need_type(b, item->value, item->span, KQ_T_DYNAMIC, "mv-expand");
    if (item->names.n > 1) {
        diag_report(b->diag, DIAG_E0312, span_join(item->names.v[0].span, item->names.v[item->names.n - 1].span));
        return;
    }
    kq_type type = item->to ? cast_type(b, item->to) : item->value->type;
    struct ast_name name = declared_name(b, item);
    if (name.text)
        project_explicit(b, p, name, type);
    else
        project_derived(b, p, result_name(b, item->value), type);
}

void bind_expanded(struct binder *b, const struct ast_op *op, struct row_type *out) {
    struct projection p = {.replaces = true, .out = row_copy(b, b->at.row)};
    for (size_t i = 0; i < op->items.n; i++) expand_item(b, &p, op->items.v[i]);
    const char *index = param_text(op_param(op, "with_itemindex"));
    if (index) {
        p.replaces = false;
        project_derived(b, &p, index, KQ_T_LONG);
    }
    if (op->limit) {
        kq_type t = bind_expr(b, op->limit);
        if (t != KQ_T_NONE && t != KQ_T_INT && t != KQ_T_LONG)
            diag_report(b->diag, DIAG_E0415, op->limit->span, "limit", "an integer", type_with_article(b, t));
    }
    *out = p.out;
    out->open = b->at.row->open;
}

void bind_mv_expand(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    bind_expanded(b, op->ast, &op->out);
}
