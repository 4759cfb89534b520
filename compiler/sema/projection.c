/* Output columns and their names, by the rules of Microsoft's ProjectionBuilder and Binder_Projection.cs (kql.md 5.1):
 * a name that is given twice is an error, a derived one gets a number, a plain column counts as a given name. */
#include "columns.h"
#include "operators.h"

/* A column on its way out. */
struct incoming {
    const char *name;
    kq_type type;
    const struct column *origin; /* the input column that it is, NULL: a new value */
    struct column *as_is;        /* goes out itself, unless it gets another name. NULL: a new column does */
    const struct shape *shape;   /* of a dynamic */
};

static bool has_name(const char *const *names, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (names[i] == name) return true; /* names are interned */
    return false;
}

/* A projection that is searched more often gets a table of its names: one column added to a wide row needs none, and
 * tables for thousands of such operators would take much room. */
enum { SEARCHES_WITHOUT_INDEX = 64 };

static void make_index(struct binder *b, struct projection *p) {
    p->index = ARENA_NEW(b->arena, struct name_table);
    p->index->arena = b->arena;
    for (size_t i = 0; i < p->out.n; i++) name_table_add(p->index, p->out.cols[i]->name, i);
}

/* Where the name is in the output, out.n when it is not. */
static size_t index_of(struct binder *b, struct projection *p, const char *name) {
    if (!p->index && p->searches++ >= SEARCHES_WITHOUT_INDEX) make_index(b, p);
    if (p->index) {
        const size_t *at = name_table_find(p->index, name);
        return at && *at < p->out.n ? *at : p->out.n;
    }
    size_t i = 0;
    while (i < p->out.n && p->out.cols[i]->name != name) i++;
    return i;
}

static bool is_taken(struct binder *b, struct projection *p, const char *name) {
    return index_of(b, p, name) < p->out.n || has_name(p->gone.v, p->gone.n, name);
}

static const char *unique_name(struct binder *b, struct projection *p, const char *name) {
    if (!is_taken(b, p, name)) return name;
    size_t at = 0;
    while (at < p->suffixes.n && p->suffixes.v[at].name != name) at++;
    if (at == p->suffixes.n) VEC_PUSH(b->arena, &p->suffixes, ((struct suffix){name, 0}));
    const char *numbered;
    do numbered = intern_s(arena_printf(b->arena, "%s%u", name, ++p->suffixes.v[at].last));
    while (is_taken(b, p, numbered));
    return numbered;
}

static bool is_skipped(const struct projection *p, const struct column *c) {
    if (!c) return false;
    for (size_t i = 0; i < p->skipped.n; i++)
        if (p->skipped.v[i] == c) return true;
    for (size_t i = 0; p->kept && i < p->kept->n; i++)
        if (p->kept->cols[i] == c) return true;
    return false;
}

/* Microsoft's Add. NULL: left out. *name becomes the final one. */
static struct column *add(struct binder *b, struct projection *p, struct incoming in, bool replace, const char **name) {
    *name = in.name;
    if (!*in.name || is_skipped(p, in.origin)) return NULL;
    size_t at = replace ? index_of(b, p, in.name) : p->out.n;
    if (at == p->out.n) *name = unique_name(b, p, in.name);
    if (*name != in.name) in.as_is = NULL, in.origin = NULL;
    struct column *c = in.as_is ? in.as_is : column_shaped(b, *name, in.type, in.shape);
    const struct column *origin = in.origin ? in.origin : c;
    if (at < p->out.n) {
        p->replaced = p->out.cols[at];
        p->out.cols[at] = c;
        if (!p->kept) p->origins.v[at] = origin;
    } else {
        row_push(b, &p->out, c);
        if (!p->kept) VEC_PUSH(b->arena, &p->origins, origin);
        if (p->index) *name_table_add(p->index, *name, at) = at;
    }
    return c;
}

/* Microsoft's Declare: NULL and E0304 when the name was given before; NULL when it is left out. */
static struct column *declare(struct binder *b, struct projection *p, struct incoming in, bool replace,
                              struct span span) {
    if (has_name(p->declared.v, p->declared.n, in.name)) {
        diag_report(b->diag, DIAG_E0304, span, in.name);
        return NULL;
    }
    struct column *c = add(b, p, in, replace, &in.name);
    VEC_PUSH(b->arena, &p->declared, in.name);
    return c;
}

struct column *project_explicit(struct binder *b, struct projection *p, struct ast_name name, kq_type type) {
    return declare(b, p, (struct incoming){.name = name.text, .type = type}, p->replaces, name.span);
}

struct column *project_derived(struct binder *b, struct projection *p, const char *name, kq_type type) {
    if (!name) name = p->unnamed ? p->unnamed : default_name(b, p);
    return add(b, p, (struct incoming){.name = name, .type = type}, p->replaces, &name);
}

struct column *project_column(struct binder *b, struct projection *p, struct column *c, struct span span) {
    return declare(b, p, (struct incoming){c->name, c->type, c, c, c->shape}, false, span);
}

void project_once(struct binder *b, struct projection *p, struct column *c) {
    const char *name;
    add(b, p, (struct incoming){c->name, c->type, c, c, c->shape}, false, &name);
    VEC_PUSH(b->arena, &p->skipped, c);
}

/* parse may give a name a second time. One table of names serves all such questions of a script. */
static bool has_repeated_name(struct binder *b, const struct row_type *row) {
    if (!b->seen) b->seen = ARENA_NEW(b->arena, struct name_table);
    b->seen->arena = b->arena;
    b->seen_stamp++;
    for (size_t i = 0; i < row->n; i++) {
        size_t *stamp = name_table_add(b->seen, row->cols[i]->name, 0);
        if (*stamp == b->seen_stamp) return true;
        *stamp = b->seen_stamp;
    }
    return false;
}

static struct row_type with_unique_names(struct binder *b, const struct row_type *row) {
    struct name_table names = {.arena = b->arena};
    struct row_type unique = row_copy(b, row);
    for (size_t i = 0; i < row->n; i++) {
        const char *name = name_table_unique(&names, row->cols[i]->name);
        if (name != row->cols[i]->name) unique.cols[i] = column_new(b, name, row->cols[i]->type);
    }
    return unique;
}

void project_row(struct binder *b, struct projection *p, const struct row_type *row, bool given) {
    p->out = has_repeated_name(b, row) ? with_unique_names(b, row) : row_copy(b, row);
    for (size_t i = 0; given && i < row->n; i++) VEC_PUSH(b->arena, &p->declared, p->out.cols[i]->name);
    p->kept = row;
}

void project_skip_all(struct binder *b, struct projection *p) {
    for (size_t i = 0; i < p->origins.n; i++) VEC_PUSH(b->arena, &p->skipped, p->origins.v[i]);
}

struct column *project_rename(struct binder *b, struct projection *p, const char *old, struct ast_name name) {
    size_t at = index_of(b, p, old);
    if (at == p->out.n) return NULL; /* renamed before: Microsoft ignores it */
    if (has_name(p->declared.v, p->declared.n, name.text)) {
        diag_report(b->diag, DIAG_E0304, name.span, name.text);
        return NULL;
    }
    struct column *c = column_like(b, name.text, p->out.cols[at]);
    p->out.cols[at] = c;
    VEC_PUSH(b->arena, &p->declared, name.text);
    VEC_PUSH(b->arena, &p->gone, old);
    if (p->index) {
        *name_table_find(p->index, old) = SIZE_MAX;
        *name_table_add(p->index, name.text, at) = at;
    }
    return c;
}

const char *default_name(struct binder *b, const struct projection *p) {
    const char *name;
    do name = intern_s(arena_printf(b->arena, "Column%zu", ++b->default_names));
    while (find_local(b, name) || (p->replaces && b->at.row && find_column(b->at.row, name)));
    return name;
}

/* ---- items */

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

static void place(struct binder *b, const struct item *i, struct column *c) {
    place_def(b, i, (struct bound_def){c, i->ast->value, NULL});
}

static kq_type type_in(const struct projection *p, kq_type t) { return p->type ? p->type : t; }

/* make-series makes arrays of other values. */
static const struct shape *shape_in(const struct projection *p, const struct shape *s) { return p->type ? NULL : s; }

static void place_given(struct binder *b, const struct item *i, size_t name, kq_type t, const struct shape *shape,
                        bool replace) {
    struct ast_name n = i->ast->names.v[name];
    struct incoming in = {.name = n.text, .type = type_in(i->p, t), .shape = shape_in(i->p, shape)};
    place(b, i, declare(b, i->p, in, replace, n.span));
}

/* A value of a call that has no name of its own in the query. make-series does not change its type. */
static void place_field(struct binder *b, const struct item *i, const struct tuple_field *f) {
    const struct ast_expr *call = i->ast->value;
    const struct call_symbol *symbol = call->kind == EX_CALL ? call->symbol : NULL;
    struct incoming in = {.name = f->name, .type = f->type, .origin = f->origin, .shape = f->shape};
    if (symbol && symbol->decl && *symbol->decl->prefix) {
        in.name = intern_s(arena_printf(b->arena, "%s_%s", symbol->decl->prefix, f->name));
        in.origin = NULL;
    }
    place(b, i, add(b, i->p, in, false, &in.name));
}

/* name = value, and (name) = value, which replaces less. */
static void place_named(struct binder *b, const struct item *i, const tuple_fields *fields, bool bracketed) {
    const struct ast_expr *value = i->ast->value;
    bool replace = i->p->replaces;
    if (named_column(value) || (fields && !bracketed)) replace = true;
    if (!fields) {
        place_given(b, i, 0, value->type, value->shape, replace);
        return;
    }
    size_t given = i->ast->names.n, print = i->p->unnamed != NULL;
    for (size_t f = 0; f < fields->n; f++) {
        if (f < given)
            place_given(b, i, f, fields->v[f].type, fields->v[f].shape, replace);
        else if (!print)
            place_field(b, i, &fields->v[f]);
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
    place(b, i, declare(b, p, in, false, i->ast->value->span));
}

static void place_star(struct binder *b, const struct item *i) {
    for (size_t c = 0; b->at.row && c < b->at.row->n; c++) {
        struct column *from = b->at.row->cols[c];
        const char *name;
        struct column *to =
            add(b, i->p, (struct incoming){from->name, from->type, from, NULL, from->shape}, true, &name);
        place_def(b, i, (struct bound_def){to, NULL, from});
    }
}

static void place_unnamed(struct binder *b, const struct item *i, const tuple_fields *fields) {
    struct projection *p = i->p;
    const struct ast_expr *value = i->ast->value;
    kq_type t = value->type;
    if (fields && value->kind == EX_CALL && !(p->unnamed && fields->n == 1)) {
        for (size_t f = 0; f < fields->n; f++) place_field(b, i, &fields->v[f]);
        return;
    }
    const struct shape *shape = value->shape;
    if (fields && fields->n == 1) t = fields->v[0].type, shape = fields->v[0].shape;
    struct column *c = project_derived(b, p, p->unnamed ? NULL : result_name(b, value), type_in(p, t));
    if (c) c->shape = shape_in(p, shape);
    place(b, i, c);
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
