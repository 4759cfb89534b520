/* Items of projections: `name = e`, `(a, b) = e` or `e` and the columns that they give, by the rules of Microsoft's
 * Binder_Projection.cs (kql.md 5.1). */
#include "operators.h"

struct item {
    struct projection *p;
    const struct ast_named *ast;
    bound_defs *defs; /* or NULL */
};

/* The value of a column that was replaced is not needed any more. */
static void drop_replaced(struct projection *p, bound_defs *defs) {
    size_t kept = 0;
    for (size_t i = 0; p->replaced && i < defs->n; i++)
        if (defs->v[i].col != p->replaced) defs->v[kept++] = defs->v[i];
    if (p->replaced) defs->n = kept;
    p->replaced = NULL;
}

static void place_def(struct binder *b, const struct item *i, struct bound_def def) {
    VEC_PUSH(b->arena, &i->p->placed, def.col);
    if (!i->defs) return;
    drop_replaced(i->p, i->defs);
    if (def.col) VEC_PUSH(b->arena, i->defs, def);
}

static void place(struct binder *b, const struct item *i, struct column *c, size_t field) {
    place_def(b, i, (struct bound_def){.col = c, .value = i->ast->value, .field = field});
}

static kq_type type_in(const struct projection *p, kq_type t) { return p->type ? p->type : t; }

/* make-series makes arrays of other values. */
static const struct shape *shape_in(const struct projection *p, const struct shape *s) { return p->type ? NULL : s; }

/* field: as in bound_def, here and below. */
static void place_given(struct binder *b, const struct item *i, size_t name, kq_type t, const struct shape *shape,
                        bool replace, size_t field) {
    struct ast_name n = i->ast->names.v[name];
    struct incoming in = {.name = n.text, .type = type_in(i->p, t), .shape = shape_in(i->p, shape)};
    place(b, i, declare_incoming(b, i->p, in, replace, n.span), field);
}

/* A value of a call that has no name of its own in the query. make-series does not change its type. */
static void place_field(struct binder *b, const struct item *i, const struct tuple_field *f, size_t field) {
    const struct ast_expr *call = i->ast->value;
    const struct call_symbol *symbol = call->kind == EX_CALL ? call->symbol : NULL;
    struct incoming in = {.name = f->name, .type = f->type, .origin = f->origin, .shape = f->shape};
    if (symbol && symbol->decl && *symbol->decl->prefix) {
        in.name = intern_s(arena_printf(b->arena, "%s_%s", symbol->decl->prefix, f->name));
        in.origin = NULL;
    }
    place(b, i, project_incoming(b, i->p, in, false, &in.name), field);
}

/* A call with one value (array_sort_asc of one array) is that value. */
static size_t field_of(const tuple_fields *fields, size_t f) { return fields->n > 1 ? f + 1 : 0; }

/* name = value, and (name) = value, which replaces less. */
static void place_named(struct binder *b, const struct item *i, const tuple_fields *fields, bool bracketed) {
    const struct ast_expr *value = i->ast->value;
    bool replace = i->p->replaces;
    if (named_column(value) || (fields && !bracketed)) replace = true;
    if (!fields) {
        place_given(b, i, 0, value->type, value->shape, replace, 0);
        return;
    }
    size_t given = i->ast->names.n, print = i->p->unnamed != NULL;
    for (size_t f = 0; f < fields->n; f++) {
        if (f < given)
            place_given(b, i, f, fields->v[f].type, fields->v[f].shape, replace, field_of(fields, f));
        else if (!print)
            place_field(b, i, &fields->v[f], field_of(fields, f));
    }
    for (size_t n = fields->n; n < given && bracketed; n++)
        diag_report(b->diag, DIAG_E0306, i->ast->names.v[n].span, i->ast->names.v[n].text);
}

static void place_names(struct binder *b, const struct item *i, const tuple_fields *fields) {
    const ast_name_list *names = &i->ast->names;
    bool bracketed = is_bracketed(i->ast);
    if (!fields && names->n > 1) {
        struct span span = span_join(i->ast->span, names->v[names->n - 1].span);
        diag_report(b->diag, DIAG_E0312, span);
        return;
    }
    place_named(b, i, fields, bracketed);
}

static void place_plain(struct binder *b, const struct item *i, struct column *c) {
    struct projection *p = i->p;
    bool same = type_in(p, c->type) == c->type;
    struct incoming in = {c->name, type_in(p, c->type), same ? c : NULL, NULL, shape_in(p, c->shape)};
    place(b, i, declare_incoming(b, p, in, false, i->ast->value->span), 0);
}

static void place_star(struct binder *b, const struct item *i) {
    for (size_t c = 0; b->at.row && c < b->at.row->n; c++) {
        struct column *from = b->at.row->cols[c];
        const char *name;
        struct column *to =
            project_incoming(b, i->p, (struct incoming){from->name, from->type, from, NULL, from->shape}, true, &name);
        place_def(b, i, (struct bound_def){.col = to, .copy = from});
    }
}

static void place_unnamed(struct binder *b, const struct item *i, const tuple_fields *fields) {
    struct projection *p = i->p;
    const struct ast_expr *value = i->ast->value;
    kq_type t = value->type;
    if (fields && value->kind == EX_CALL && !(p->unnamed && fields->n == 1)) {
        for (size_t f = 0; f < fields->n; f++) place_field(b, i, &fields->v[f], field_of(fields, f));
        return;
    }
    const struct shape *shape = value->shape;
    if (fields && fields->n == 1) t = fields->v[0].type, shape = fields->v[0].shape;
    struct column *c = project_derived(b, p, p->unnamed ? NULL : result_name(b, value), type_in(p, t));
    if (c) c->shape = shape_in(p, shape);
    place(b, i, c, 0);
}

void project_item(struct binder *b, struct projection *p, const struct ast_named *ast, bound_defs *defs) {
    struct item i = {p, ast, defs};
    p->placed.n = 0;
    /* beside check_values, which reports the first one of a list */
    if (ast->value->table && !ast->names.n) report_table(b, ast);
    tuple_fields fields = {0};
    bool several = call_fields(b, ast->value, p->keys, &fields);
    struct column *column = column_of(ast->value);
    if (ast->names.n)
        place_names(b, &i, several ? &fields : NULL);
    else if (ast->value->kind == EX_STAR)
        place_star(b, &i);
    else if (column)
        place_plain(b, &i, column);
    else
        place_unnamed(b, &i, several ? &fields : NULL);
}
