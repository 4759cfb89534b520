/* --schema files in JSON: {"Table":{"Column":"type", ...}, ...}. Read with the runtime's JSON, the order of columns
 * kept. */
#include "schema_internal.h"

#include "dyn.h"
#include "jsonscan.h"

#include <string.h>

/* For messages: the key's first place behind `from`. Keys with escapes are not found: NULL. */
static const char *place_of_key(const struct schema_file *f, const char *from, kq_str key) {
    const char *end = f->text.p + f->text.n;
    for (const char *p = from; p && (p = memchr(p, '"', (size_t)(end - p))) != NULL; p++)
        if ((size_t)(end - p) > key.n + 1u && memcmp(p + 1, key.p, key.n) == 0 && p[key.n + 1u] == '"') return p;
    return NULL;
}

/* For messages: where a text that is no JSON stops being an object of objects. */
static const char *first_wrong(const char *p, const char *end, int depth) {
    p = kq_json_skip_space(p, end);
    if (p == end || *p != '{') return p;
    p = kq_json_skip_space(p + 1, end);
    while (p < end && *p == '"') {
        const char *q = kq_json_skip_string(p, end, NULL);
        if (!q) return p;
        q = kq_json_skip_space(q, end);
        if (q == end || *q != ':') return q;
        p = kq_json_skip_space(q + 1, end);
        q = kq_json_skip_value(p, end, 0);
        if (!q) return p < end && *p == '{' && depth < 2 ? first_wrong(p, end, depth + 1) : p;
        p = kq_json_skip_space(q, end);
        if (p == end || *p != ',') break;
        p = kq_json_skip_space(p + 1, end);
    }
    return p;
}

static bool fail_at(struct schema *s, const struct schema_file *f, const char *at, char **error, const char *what,
                    kq_str where) {
    return schema_fail(s, f, at, error, "%s%s%.*s%s", what, where.n ? " '" : "", (int)(where.n > 200 ? 200 : where.n),
                       where.n ? where.p : "", where.n ? "'" : "");
}

static bool fail(struct schema *s, const struct schema_file *f, char **error, const char *what, kq_str where) {
    return fail_at(s, f, NULL, error, what, where);
}

static bool load_table(struct schema *s, const struct schema_file *f, kq_arena *mem, const kq_member *m, char **error) {
    kq_dyn bag = kq_dyn_expand(mem, m->value);
    if (bag.tag != KQ_DYN_BAG)
        return fail_at(s, f, place_of_key(f, f->text.p, m->key), error,
                       "a table must be an object of columns, which is not so for", m->key);
    if (m->key.n == 0 || memchr(m->key.p, 0, m->key.n))
        return fail(s, f, error, "a table has no name", (kq_str){NULL, 0});
    struct schema_column *columns = ARENA_ARRAY(schema_arena(s), struct schema_column, bag.n + 1u);
    for (uint32_t i = 0; i < bag.n; i++) {
        const kq_member *c = &bag.u.members[i];
        kq_type t = c->value.tag == KQ_DYN_STRING ? type_from_name(c->value.u.s.p, c->value.u.s.n) : KQ_T_NONE;
        if (t == KQ_T_NONE)
            return fail_at(s, f, place_of_key(f, place_of_key(f, f->text.p, m->key), c->key), error,
                           "not a KQL type: column", c->key);
        if (c->key.n == 0 || memchr(c->key.p, 0, c->key.n)) return fail(s, f, error, "a column has no name in", m->key);
        columns[i] = (struct schema_column){intern(c->key.p, c->key.n), t};
    }
    schema_put(s, intern(m->key.p, m->key.n), columns, bag.n);
    return true;
}

bool schema_load_json(struct schema *s, const struct schema_file *f, char **error) {
    kq_arena *mem = kq_arena_new();
    kq_dyn root;
    bool ok = kq_dyn_parse(mem, (kq_str){f->text.p, f->text.n}, &root);
    if (ok) root = kq_dyn_expand(mem, root);
    if (!ok || root.tag != KQ_DYN_BAG)
        ok = fail_at(s, f, first_wrong(f->text.p, f->text.p + f->text.n, 0), error, "not a JSON object of tables",
                     (kq_str){NULL, 0});
    else
        for (uint32_t i = 0; ok && i < root.n; i++) ok = load_table(s, f, mem, &root.u.members[i], error);
    kq_arena_free(mem);
    return ok;
}
