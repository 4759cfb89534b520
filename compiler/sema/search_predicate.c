/* The condition of search and find (kql.md 5.11): "x" means `* has "x"`, also below and, or and parentheses. */
#include "search_predicate.h"

#include "signature.h"

static bool is_logical(const struct ast_expr *e) {
    return e->kind == EX_BINARY && (e->u.op.op == intern_s("and") || e->u.op.op == intern_s("or"));
}

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
    } else if (is_logical(e)) {
        bind_search_predicate(b, e->u.op.left);
        bind_search_predicate(b, e->u.op.right);
        e->type = bind_operator(b, e);
    } else if (e->kind == EX_STRING || e->kind == EX_NAME) {
        bind_term(b, e);
    } else {
        bind_comparison(b, e);
    }
}

void for_operands(const struct ast_expr *e, void (*visit)(void *context, const struct ast_expr *operand),
                  void *context) {
    switch (e->kind) {
    case EX_PAREN: visit(context, e->u.inner); break;
    case EX_PATH: visit(context, e->u.path.object); break;
    case EX_INDEX:
        visit(context, e->u.index.object);
        visit(context, e->u.index.index);
        break;
    case EX_UNARY: visit(context, e->u.op.left); break;
    case EX_BINARY:
        visit(context, e->u.op.left);
        visit(context, e->u.op.right);
        break;
    case EX_IN:
        visit(context, e->u.in.left);
        for (size_t i = 0; i < e->u.in.items.n; i++) visit(context, e->u.in.items.v[i]);
        break;
    case EX_BETWEEN:
        visit(context, e->u.between.left);
        visit(context, e->u.between.low);
        visit(context, e->u.between.high);
        break;
    case EX_CALL:
        if (e->u.call.object) visit(context, e->u.call.object);
        for (size_t i = 0; i < e->u.call.args.n; i++) visit(context, e->u.call.args.v[i]->value);
        break;
    default: break;
    }
}

static void find_everywhere(void *context, const struct ast_expr *e) {
    bool *found = context;
    *found = *found || looks_everywhere(e);
}

bool looks_everywhere(const struct ast_expr *e) {
    if (e->kind == EX_STAR || is_term(e)) return true;
    bool found = false;
    for_operands(e, find_everywhere, &found);
    return found;
}

struct found_columns {
    struct binder *b;
    column_list *out;
};

static void collect(void *context, const struct ast_expr *e) {
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
    for_operands(e, collect, &f);
}
