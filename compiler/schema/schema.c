/* The tables a query may read: the built-in list, and those of --schema files, which replace built-in ones of the same
 * name. Found by binary search; columns are interned and expanded only for tables that are asked for. */
#include "schema.h"

#include "builtin.h"
#include "schema_internal.h"

#include <string.h>

/* A table with its rows in builtin_rows or, when `table` is set, already expanded. */
struct entry {
    const char *name;
    size_t first, count; /* of builtin_rows, without the table's own row */
    struct schema_table *table;
};

struct schema {
    struct arena *arena;
    enum schema_dialect dialect;
    VEC(struct entry) entries; /* as declared */
    VEC(size_t) by_name;       /* indices of entries in byte order of name */
    struct function_table *functions;
    watchlist_table *watchlists;
    VEC(struct schema_file) files; /* that were loaded */
    void *binder_slot;
};

/* The first place of by_name whose name is not less than `name`. */
static size_t lower_bound(const struct schema *s, const char *name) {
    size_t low = 0, high = s->by_name.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(s->entries.v[s->by_name.v[mid]].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct entry *entry_at(const struct schema *s, size_t place) { return &s->entries.v[s->by_name.v[place]]; }

static struct entry *find(const struct schema *s, const char *name) {
    size_t at = lower_bound(s, name);
    return at < s->by_name.n && strcmp(entry_at(s, at)->name, name) == 0 ? entry_at(s, at) : NULL;
}

static void add(struct schema *s, struct entry e) {
    size_t index = s->entries.n, last = s->by_name.n;
    bool behind = last == 0 || strcmp(entry_at(s, last - 1)->name, e.name) < 0; /* nearly all of tables.def */
    size_t at = behind ? last : lower_bound(s, e.name);
    VEC_PUSH(s->arena, &s->entries, e);
    VEC_PUSH(s->arena, &s->by_name, index);
    memmove(&s->by_name.v[at + 1], &s->by_name.v[at], (s->by_name.n - 1 - at) * sizeof s->by_name.v[0]);
    s->by_name.v[at] = index;
}

struct schema *schema_new(struct arena *a) {
    struct schema *s = ARENA_NEW(a, struct schema);
    s->arena = a;
    s->functions = ARENA_NEW(a, struct function_table);
    s->watchlists = ARENA_NEW(a, watchlist_table);
    for (size_t i = 0; i < builtin_row_count;) {
        size_t first = i + 1, end = first;
        while (end < builtin_row_count && builtin_rows[end].type != KQ_T_NONE) end++;
        add(s, (struct entry){builtin_rows[i].name, first, end - first, NULL});
        i = end;
    }
    functions_add_builtin(s);
    return s;
}

/* ---- dialects ------------------------------------------------------------------------------------------------------
 */

bool schema_dialect_from_name(const char *name, enum schema_dialect *out) {
    if (strcmp(name, "sentinel") == 0) return *out = DIALECT_SENTINEL, true;
    if (strcmp(name, "m365") == 0) return *out = DIALECT_M365, true;
    return false;
}

void schema_set_dialect(struct schema *s, enum schema_dialect d) { s->dialect = d; }

static const struct builtin_xdr *xdr_of(const struct schema *s, const char *table) {
    if (s->dialect != DIALECT_M365) return NULL;
    for (size_t i = 0; i < builtin_xdr_count; i++)
        if (strcmp(builtin_xdr[i].table, table) == 0) return &builtin_xdr[i];
    return NULL;
}

/* ---- looking up ----------------------------------------------------------------------------------------------------
 */

static const struct schema_table *expand(const struct schema *s, struct entry *e) {
    if (e->table) return e->table;
    const struct builtin_xdr *more = xdr_of(s, e->name);
    struct schema_column *columns = ARENA_ARRAY(s->arena, struct schema_column, e->count + 2);
    size_t n = 0;
    if (more && more->first.name) columns[n++] = (struct schema_column){intern_s(more->first.name), more->first.type};
    for (size_t i = 0; i < e->count; i++) {
        const struct builtin_row *row = &builtin_rows[e->first + i];
        columns[n++] = (struct schema_column){intern_s(row->name), row->type};
    }
    if (more && more->last.name) columns[n++] = (struct schema_column){intern_s(more->last.name), more->last.type};
    e->table = ARENA_NEW(s->arena, struct schema_table);
    *e->table = (struct schema_table){intern_s(e->name), columns, n, false};
    return e->table;
}

void schema_put(struct schema *s, const char *name, const struct schema_column *columns, size_t n) {
    struct schema_table *t = ARENA_NEW(s->arena, struct schema_table);
    *t = (struct schema_table){intern_s(name), columns, n, false};
    struct entry *e = find(s, name);
    if (e)
        e->table = t;
    else
        add(s, (struct entry){t->name, 0, 0, t});
}

struct arena *schema_arena(const struct schema *s) {
    return s->arena;
}
struct function_table *schema_functions(const struct schema *s) {
    return s->functions;
}
watchlist_table *schema_watchlists(const struct schema *s) { return s->watchlists; }

const struct schema_table *schema_find(struct schema *s, const char *name) {
    struct entry *e = find(s, name);
    return e ? expand(s, e) : NULL;
}

const char *schema_suggest(struct schema *s, const char *name) {
    struct closest c = closest_to(name);
    for (size_t i = 0; i < s->by_name.n; i++) closest_consider(&c, entry_at(s, i)->name);
    return c.name;
}

size_t schema_match(const struct schema *s, const char *pattern,
                    void (*visit)(void *context, const struct schema_table *t), void *context) {
    size_t n = 0;
    for (size_t i = 0; i < s->entries.n; i++) {
        if (!wildcard_matches(pattern, s->entries.v[i].name)) continue;
        n++;
        if (visit) visit(context, expand(s, &s->entries.v[i]));
    }
    return n;
}

size_t schema_count(struct schema *s) { return s->by_name.n; }

const struct schema_table *schema_at(struct schema *s, size_t i) {
    return i < s->by_name.n ? expand(s, entry_at(s, i)) : NULL;
}

void **schema_binder_slot(struct schema *s) { return &s->binder_slot; }

void schema_file_loaded(struct schema *s, const struct schema_file *f) { VEC_PUSH(s->arena, &s->files, *f); }

void schema_each_file(const struct schema *s, void (*visit)(void *context, const char *path, struct text text),
                      void *context) {
    for (size_t i = 0; i < s->files.n; i++) visit(context, s->files.v[i].path, s->files.v[i].text);
}
