/* union (kql.md 5.6): the piped input is the first leg; columns are matched by name and type. */
#include "columns.h"
#include "operators.h"

/* A pattern's tables. Views that scripts declare match too, but give no columns: so does Microsoft's binder. */
struct pattern_leg {
    struct binder *b;
    row_list *legs;
};

static void push_table(void *context, const struct schema_table *t) {
    struct pattern_leg *leg = context;
    struct binder *b = leg->b;
    struct row_type *row = ARENA_NEW(b->arena, struct row_type);
    for (size_t i = 0; i < t->column_count; i++)
        row_push(b, row, column_new(b, t->columns[i].name, t->columns[i].type));
    row->open = t->open;
    VEC_PUSH(b->arena, leg->legs, row);
}

static bool matches_view(const struct binder *b, const char *pattern) {
    bool any = false;
    for (const struct local *l = b->at.scope->locals; l; l = l->outer) {
        if (l->kind != LOCAL_FUNCTION || !l->function->is_view || !wildcard_matches(pattern, l->name)) continue;
        any = true;
        if (l->used) *l->used = true;
    }
    return any;
}

static void add_pattern(struct binder *b, const struct ast_expr *e, row_list *legs) {
    struct pattern_leg leg = {b, legs};
    const char *pattern = e->kind == EX_STAR ? "*" : e->u.name.name;
    bool any = schema_match(b->schema, pattern, push_table, &leg) > 0;
    if (matches_view(b, pattern) || any || b->syntax_errors) return;
    diag_report(b->diag, DIAG_E0302, e->span, pattern);
}

/* A view of the script without parameters: a call of it. */
static void push_view(struct binder *b, const struct local *l, row_list *tables) {
    if (l->kind != LOCAL_FUNCTION || !l->function->is_view || l->function->parameters->columns.n) return;
    struct ast_expr *e = ARENA_NEW(b->arena, struct ast_expr);
    *e = (struct ast_expr){.kind = EX_NAME, .span = l->span};
    e->u.name.name = l->name;
    VEC_PUSH(b->arena, tables, &bind_table(b, e)->out);
}

void add_all_tables(struct binder *b, row_list *tables) {
    struct pattern_leg leg = {b, tables};
    schema_match(b->schema, "*", push_table, &leg);
    for (const struct local *l = b->at.scope->locals; l; l = l->outer) push_view(b, l, tables);
}

void add_tables(struct binder *b, const ast_named_list *items, row_list *legs) {
    for (size_t i = 0; i < items->n; i++) {
        struct ast_expr *e = items->v[i]->value;
        const struct ast_expr *inner = without_parentheses(e);
        if (inner->kind == EX_WILDCARD || inner->kind == EX_STAR)
            add_pattern(b, inner, legs);
        else
            VEC_PUSH(b->arena, legs, &bind_table(b, e)->out);
    }
}

/* isfuzzy=true lets unknown tables pass; a union inside says so for itself. */
static bool is_fuzzy(const struct binder *b, const struct ast_op *op) {
    const struct ast_param *p = op_param_either(op, "isfuzzy", "__isFuzzy");
    if (!p || !p->value || p->value->kind != EX_BOOL || p->value->u.lit.value.null) return b->fuzzy;
    return p->value->u.lit.value.u.b;
}

void bind_union(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    row_list legs = {0};
    if (b->at.row) VEC_PUSH(b->arena, &legs, b->at.row);
    bool outer_fuzzy = b->fuzzy;
    b->fuzzy = is_fuzzy(b, op->ast);
    add_tables(b, &op->ast->items, &legs);
    b->fuzzy = outer_fuzzy;
    struct row_type all = unify_name_type(b, &legs);
    const char *name = param_text(op_param_either(op->ast, "withsource", "with_source"));
    if (name) row_push(b, &op->out, column_new(b, name, KQ_T_STRING));
    for (size_t i = 0; i < all.n; i++) row_push(b, &op->out, all.cols[i]);
    op->out.open = all.open;
}
