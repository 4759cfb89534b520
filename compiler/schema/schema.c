/* The tables a query may read: the built-in list, found by binary search, and those of --schema files, which go first.
 * Columns are interned and expanded only for tables that are asked for. */
#include "schema.h"

#include "builtin.h"
#include "schema_internal.h"

#include <string.h>

/* A name in table order, with its rows in builtin_rows or, when `table` is set, already expanded. */
struct entry {
    const char *name;
    size_t first, count; /* of builtin_rows, without the table's own row */
    struct schema_table *table;
};

struct schema {
    struct arena *arena;
    VEC(struct entry) entries; /* in byte order of name */
};

struct schema *schema_new(struct arena *a) {
    struct schema *s = ARENA_NEW(a, struct schema);
    s->arena = a;
    for (size_t i = 0; i < builtin_row_count; i++) {
        if (builtin_rows[i].type == KQ_T_NONE)
            VEC_PUSH(a, &s->entries, ((struct entry){builtin_rows[i].name, i + 1, 0, NULL}));
        else
            s->entries.v[s->entries.n - 1].count++;
    }
    return s;
}

/* The first entry whose name is not less than `name`. */
static size_t lower_bound(const struct schema *s, const char *name) {
    size_t low = 0, high = s->entries.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(s->entries.v[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static const struct schema_table *expand(struct schema *s, struct entry *e) {
    if (e->table) return e->table;
    struct schema_column *columns = ARENA_ARRAY(s->arena, struct schema_column, e->count + 1);
    for (size_t i = 0; i < e->count; i++) {
        columns[i].name = intern_s(builtin_rows[e->first + i].name);
        columns[i].type = builtin_rows[e->first + i].type;
    }
    e->table = ARENA_NEW(s->arena, struct schema_table);
    *e->table = (struct schema_table){intern_s(e->name), columns, e->count};
    return e->table;
}

void schema_put(struct schema *s, const char *name, const struct schema_column *columns, size_t n) {
    struct schema_table *t = ARENA_NEW(s->arena, struct schema_table);
    *t = (struct schema_table){intern_s(name), columns, n};
    size_t at = lower_bound(s, name);
    if (at < s->entries.n && strcmp(s->entries.v[at].name, name) == 0) {
        s->entries.v[at].table = t;
        return;
    }
    VEC_PUSH(s->arena, &s->entries, ((struct entry){0}));
    memmove(&s->entries.v[at + 1], &s->entries.v[at], (s->entries.n - 1 - at) * sizeof s->entries.v[0]);
    s->entries.v[at] = (struct entry){t->name, 0, 0, t};
}

struct arena *schema_arena(struct schema *s) {
    return s->arena;
}

const struct schema_table *schema_find(struct schema *s, const char *name) {
    size_t at = lower_bound(s, name);
    if (at == s->entries.n || strcmp(s->entries.v[at].name, name) != 0) return NULL;
    return expand(s, &s->entries.v[at]);
}

const char *schema_suggest(struct schema *s, const char *name) {
    const char *best = NULL;
    size_t limit = strlen(name) / 3 + 1, best_distance = limit + 1;
    for (size_t i = 0; i < s->entries.n && best_distance > 0; i++) {
        /* edit_distance ignores case, so a name that differs in case only is at distance 0 and wins */
        size_t d = edit_distance(name, s->entries.v[i].name, limit);
        if (d < best_distance) {
            best_distance = d;
            best = s->entries.v[i].name;
        }
    }
    return best;
}

size_t schema_count(struct schema *s) { return s->entries.n; }

const struct schema_table *schema_at(struct schema *s, size_t i) {
    return i < s->entries.n ? expand(s, &s->entries.v[i]) : NULL;
}
