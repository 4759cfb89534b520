/* union (kql.md 5.6): the piped input is the first leg; columns are matched by name and type. */
#include "columns.h"
#include "operators.h"

struct pattern_leg {
    struct binder *b;
    bound_legs *legs;
};

static void push_table(void *context, const struct schema_table *t) {
    struct pattern_leg *leg = context;
    struct bound_query *q = query_of_table(leg->b, t, (struct span){0, 0, false});
    q->source.open = q->out.open = t->open;
    VEC_PUSH(leg->b->arena, leg->legs, ((struct bound_leg){q, &q->out, t->name}));
}

/* Views that scripts declare match too, but give no columns: so does Microsoft's binder. */
static bool add_matching_views(const struct binder *b, const char *pattern, bound_legs *legs) {
    bool any = false;
    for (const struct local *l = b->at.scope->locals; l; l = l->outer) {
        if (l->kind != LOCAL_FUNCTION || !l->function->is_view || !wildcard_matches(pattern, l->name)) continue;
        any = true;
        if (l->used) *l->used = true;
        VEC_PUSH(b->arena, legs, ((struct bound_leg){.name = l->name}));
    }
    return any;
}

static void add_pattern(struct binder *b, const struct ast_expr *e, bound_legs *legs) {
    struct pattern_leg leg = {b, legs};
    const char *pattern = e->kind == EX_STAR ? "*" : e->u.name.name;
    bool any = schema_match(b->schema, pattern, push_table, &leg) > 0;
    if (add_matching_views(b, pattern, legs) || any || b->syntax_errors) return;
    diag_report(b->diag, DIAG_E0302, e->span, pattern);
}

/* A view of the script without parameters: a call of it. */
static void push_view(struct binder *b, const struct local *l, bound_legs *legs) {
    if (l->kind != LOCAL_FUNCTION || !l->function->is_view || l->function->parameters->columns.n) return;
    struct ast_expr *e = ARENA_NEW(b->arena, struct ast_expr);
    *e = (struct ast_expr){.kind = EX_NAME, .span = l->span};
    e->u.name.name = l->name;
    struct bound_query *q = bind_table(b, e);
    VEC_PUSH(b->arena, legs, ((struct bound_leg){q, &q->out, l->name}));
}

void add_all_tables(struct binder *b, bound_legs *legs) {
    struct pattern_leg leg = {b, legs};
    schema_match(b->schema, "*", push_table, &leg);
    for (const struct local *l = b->at.scope->locals; l; l = l->outer) push_view(b, l, legs);
}

/* A table is called by its name, or as `as` at its end says. */
static const char *leg_name(const struct bound_query *q, const struct ast_expr *e) {
    if (q->kind == SOURCE_TABLE && !q->ops.n) return q->table->name;
    if (e->kind == EX_NAME) return e->u.name.name;
    if (e->kind == EX_PATH && !e->u.path.wildcard) return e->u.path.name;
    if (e->kind == EX_CALL && !e->u.call.object) return e->u.call.name;
    if (e->kind != EX_SUBQUERY || !e->u.query->ops.n) return NULL;
    const struct ast_op *last = e->u.query->ops.v[e->u.query->ops.n - 1];
    return last->kind == OP_AS ? last->name.text : NULL;
}

/* A leg in which something is left out is left out as a whole. */
static void add_table(struct binder *b, struct ast_expr *e, bound_legs *legs) {
    bool left_out = b->left_out;
    b->left_out = false;
    struct bound_query *q = bind_table(b, e);
    q->left_out = b->left_out;
    b->left_out = left_out;
    VEC_PUSH(b->arena, legs, ((struct bound_leg){q, &q->out, leg_name(q, without_parentheses(e))}));
}

void add_tables(struct binder *b, const ast_named_list *items, bound_legs *legs) {
    for (size_t i = 0; i < items->n; i++) {
        struct ast_expr *e = items->v[i]->value;
        const struct ast_expr *inner = without_parentheses(e);
        if (inner->kind == EX_WILDCARD || inner->kind == EX_STAR)
            add_pattern(b, inner, legs);
        else
            add_table(b, e, legs);
    }
}

/* What is known of a leg that is left out: not the columns that only its query names. */
static const struct row_type *known_columns(struct binder *b, const struct row_type *row) {
    struct row_type *known = ARENA_NEW(b->arena, struct row_type);
    known->open = row->open;
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->type != KQ_T_NONE) row_push(b, known, row->cols[i]);
    return known;
}

void rows_of_legs(struct binder *b, const bound_legs *legs, row_list *rows) {
    for (size_t i = 0; i < legs->n; i++) {
        const struct bound_leg *leg = &legs->v[i];
        if (!leg->row) continue;
        const bool there = !leg->query || !leg->query->left_out;
        VEC_PUSH(b->arena, rows, there ? leg->row : known_columns(b, leg->row));
    }
}

/* isfuzzy=true lets unknown tables pass; a union inside says so for itself. */
static bool is_fuzzy(const struct binder *b, const struct ast_op *op) {
    const struct ast_param *p = op_param_either(op, "isfuzzy", "__isFuzzy");
    if (!p || !p->value || p->value->kind != EX_BOOL || p->value->u.lit.value.null) return b->fuzzy;
    return p->value->u.lit.value.u.b;
}

/* A union around goes without one of which nothing is there. */
static bool all_left_out(const bound_legs *legs) {
    for (size_t i = 0; i < legs->n; i++)
        if (!legs->v[i].query || !legs->v[i].query->left_out) return false;
    return legs->n > 0;
}

static bool has_like(const struct row_type *row, const struct column *c) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == c->name && row->cols[i]->type == c->type) return true;
    return false;
}

/* kind=inner: the columns that all legs have (docs: union-operator); Microsoft's binder takes it for outer. */
static void keep_common(struct bound_op *op) {
    size_t n = 0;
    for (size_t i = 0; i < op->gathered.n; i++) {
        bool common = true;
        for (size_t k = 0; k < op->legs.n && common; k++)
            common = !op->legs.v[k].row || op->legs.v[k].row->open || has_like(op->legs.v[k].row, op->samples.v[i]);
        if (!common) continue;
        op->gathered.v[n] = op->gathered.v[i];
        op->samples.v[n++] = op->samples.v[i];
    }
    op->gathered.n = op->samples.n = n;
}

void bind_union(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    if (b->at.row) VEC_PUSH(b->arena, &op->legs, ((struct bound_leg){.row = b->at.row}));
    bool outer_fuzzy = b->fuzzy;
    b->fuzzy = is_fuzzy(b, op->ast);
    add_tables(b, &op->ast->items, &op->legs);
    b->fuzzy = outer_fuzzy;
    b->left_out = b->left_out || all_left_out(&op->legs);
    bool open = gather_name_type(b, op).open;
    const char *kind = param_word(op_param(op->ast, "kind"));
    if (kind == intern_s("inner")) keep_common(op);
    const char *name = param_text(op_param_either(op->ast, "withsource", "with_source"));
    if (name) op->source = column_new(b, name, KQ_T_STRING);
    if (name) row_push(b, &op->out, op->source);
    for (size_t i = 0; i < op->gathered.n; i++) row_push(b, &op->out, op->gathered.v[i]);
    op->out.open = open;
}
