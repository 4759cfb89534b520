/* The condition of search and find (kql.md 5.11): "x" means `* has "x"`, also below and, or and parentheses. */
#include "search_predicate.h"

#include "ast_walk.h"
#include "signature.h"

/* A constant text claims to be a condition: written out, or by a name (`search x` with a let or a parameter x). */
static void bind_term(struct binder *b, struct ast_expr *e) {
    bind_expr(b, e);
    if (e->type == KQ_T_STRING && is_constant(e)) e->type = KQ_T_BOOL;
}

static bool is_term(const struct ast_expr *e) {
    if (e->type != KQ_T_BOOL) return false;
    const struct name_symbol *symbol = e->kind == EX_NAME ? e->symbol : NULL;
    return e->kind == EX_STRING || (symbol && symbol->local && symbol->local->type == KQ_T_STRING);
}

/* `* has "x"`: the star stands for the columns, as one dynamic value. */
static void bind_comparison(struct binder *b, struct ast_expr *e) {
    if (e->kind != EX_BINARY || e->u.op.left->kind != EX_STAR) {
        bind_expr(b, e);
        return;
    }
    e->u.op.left->type = KQ_T_DYNAMIC;
    bind_expr(b, e->u.op.right);
    e->type = bind_operator(b, e);
}

void bind_search_predicate(struct binder *b, struct ast_expr *e) {
    if (e->kind == EX_STAR) {
        e->type = KQ_T_BOOL;
    } else if (e->kind == EX_PAREN) {
        bind_search_predicate(b, e->u.inner);
        e->type = e->u.inner->type;
    } else if (e->kind == EX_BINARY && is_logical(e->u.op.op)) {
        bind_search_predicate(b, e->u.op.left);
        bind_search_predicate(b, e->u.op.right);
        e->type = bind_operator(b, e);
    } else if (e->kind == EX_STRING || e->kind == EX_NAME) {
        bind_term(b, e);
    } else {
        bind_comparison(b, e);
    }
}

static void find_everywhere(void *context, struct ast_expr *e) {
    bool *found = context;
    *found = *found || looks_everywhere(e);
}

bool looks_everywhere(const struct ast_expr *e) {
    if (e->kind == EX_STAR || is_term(e)) return true;
    bool found = false;
    ast_each_operand(e, find_everywhere, &found);
    return found;
}

struct found_columns {
    struct binder *b;
    column_list *out;
};

static void collect(void *context, struct ast_expr *e) {
    struct found_columns *f = context;
    columns_in(f->b, e, f->out);
}

void columns_in(struct binder *b, const struct ast_expr *e, column_list *out) {
    if (e->kind == EX_NAME) {
        const struct name_symbol *symbol = e->symbol;
        if (symbol && symbol->column) VEC_PUSH(b->arena, out, symbol->column);
        return;
    }
    struct found_columns f = {b, out};
    ast_each_operand(e, collect, &f);
}
