/* Output columns and their names, by the rules of Microsoft's ProjectionBuilder and Binder_Projection.cs (kql.md 5.1):
 * a name that is given twice is an error, a derived one gets a number, a plain column counts as a given name. */
#include "columns.h"
#include "operators.h"

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
struct column *project_incoming(struct binder *b, struct projection *p, struct incoming in, bool replace,
                                const char **name) {
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
struct column *declare_incoming(struct binder *b, struct projection *p, struct incoming in, bool replace,
                                struct span span) {
    if (has_name(p->declared.v, p->declared.n, in.name)) {
        diag_report(b->diag, DIAG_E0304, span, in.name);
        return NULL;
    }
    struct column *c = project_incoming(b, p, in, replace, &in.name);
    VEC_PUSH(b->arena, &p->declared, in.name);
    return c;
}

struct column *project_explicit(struct binder *b, struct projection *p, struct ast_name name, kq_type type) {
    return declare_incoming(b, p, (struct incoming){.name = name.text, .type = type}, p->replaces, name.span);
}

/* Column1, Column2, ...: the next that means nothing here. */
static const char *default_name(struct binder *b, const struct projection *p) {
    const char *name;
    do name = intern_s(arena_printf(b->arena, "Column%zu", ++b->default_names));
    while (find_local(b, name) || (p->replaces && b->at.row && find_column(b->at.row, name)));
    return name;
}

struct column *project_derived(struct binder *b, struct projection *p, const char *name, kq_type type) {
    if (!name) name = p->unnamed ? p->unnamed : default_name(b, p);
    return project_incoming(b, p, (struct incoming){.name = name, .type = type}, p->replaces, &name);
}

struct column *project_column(struct binder *b, struct projection *p, struct column *c, struct span span) {
    return declare_incoming(b, p, (struct incoming){c->name, c->type, c, c, c->shape}, false, span);
}

void project_once(struct binder *b, struct projection *p, struct column *c) {
    const char *name;
    project_incoming(b, p, (struct incoming){c->name, c->type, c, c, c->shape}, false, &name);
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
