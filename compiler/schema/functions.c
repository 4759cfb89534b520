/* The registry of functions: in name order, found by binary search, completed when they are asked for. */
#include "functions.h"

#include "builtin.h"
#include "schema_internal.h"

#include <string.h>

static size_t lower_bound(const struct function_table *t, const char *name) {
    size_t low = 0, high = t->entries.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(t->entries.v[mid].f.name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

void function_put(struct schema *s, struct function_entry e) {
    struct function_table *t = schema_functions(s);
    size_t at = lower_bound(t, e.f.name);
    if (at == t->entries.n || strcmp(t->entries.v[at].f.name, e.f.name) != 0) {
        VEC_PUSH(schema_arena(s), &t->entries, e);
        memmove(&t->entries.v[at + 1], &t->entries.v[at], (t->entries.n - 1 - at) * sizeof e);
    }
    t->entries.v[at] = e;
}

void function_put_body(struct schema *s, const struct schema_file *f, const char *at, struct text name,
                       const char *params, const char *body) {
    struct function_entry e = {.f = {.name = intern(name.p, name.n), .params = params, .kind = FN_BODY, .body = body}};
    e.f.origin = arena_printf(schema_arena(s), "%s:%zu", f->path, schema_file_line(f, at));
    function_put(s, e);
}

void functions_add_builtin(struct schema *s) {
    for (size_t i = 0; i < builtin_function_count; i++) {
        const struct builtin_function *b = &builtin_functions[i];
        struct schema_function f = {.name = intern_s(b->name), .params = b->shape->params, .kind = b->shape->kind};
        function_put(s, (struct function_entry){.f = f, .shape = b->shape});
    }
}

static void complete_builtin(struct arena *a, struct function_entry *e) {
    const struct builtin_shape *shape = e->shape;
    struct schema_column *columns = ARENA_ARRAY(a, struct schema_column, shape->column_count);
    for (size_t i = 0; i < shape->column_count; i++)
        columns[i] = (struct schema_column){intern_s(shape->columns[i].name), shape->columns[i].type};
    e->f.columns = columns;
    e->f.column_count = shape->column_count;
    e->shape = NULL;
}

const struct schema_function *schema_function_at(const struct schema *s, size_t i) {
    struct function_table *t = schema_functions(s);
    if (i >= t->entries.n) return NULL;
    struct function_entry *e = &t->entries.v[i];
    if (e->shape) complete_builtin(schema_arena(s), e);
    if (e->file) function_complete_json(schema_arena(s), e);
    return &e->f;
}

const struct schema_function *schema_function_find(const struct schema *s, const char *name) {
    struct function_table *t = schema_functions(s);
    size_t at = lower_bound(t, name);
    if (at == t->entries.n || strcmp(t->entries.v[at].f.name, name) != 0) return NULL;
    return schema_function_at(s, at);
}

size_t schema_function_count(const struct schema *s) { return schema_functions(s)->entries.n; }

const char *schema_function_suggest(const struct schema *s, const char *name) {
    const struct function_table *t = schema_functions(s);
    struct closest c = closest_to(name);
    for (size_t i = 0; i < t->entries.n; i++) closest_consider(&c, t->entries.v[i].f.name);
    return c.name;
}
