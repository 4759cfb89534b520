/* --schema files in JSON: {"Table":{"Column":"type", ...}, ...}. Read with the runtime's JSON, the order of columns
 * kept. */
#include "schema_internal.h"

#include "dyn.h"

#include <string.h>

static bool fail(struct schema *s, const struct schema_file *f, char **error, const char *what, kq_str where) {
    return schema_fail(s, f, NULL, error, "%s%s%.*s%s", what, where.n ? " '" : "", (int)(where.n > 200 ? 200 : where.n),
                       where.n ? where.p : "", where.n ? "'" : "");
}

static bool load_table(struct schema *s, const struct schema_file *f, kq_arena *mem, const kq_member *m, char **error) {
    kq_dyn bag = kq_dyn_expand(mem, m->value);
    if (bag.tag != KQ_DYN_BAG)
        return fail(s, f, error, "a table must be an object of columns, which is not so for", m->key);
    if (m->key.n == 0 || memchr(m->key.p, 0, m->key.n))
        return fail(s, f, error, "a table has no name", (kq_str){NULL, 0});
    struct schema_column *columns = ARENA_ARRAY(schema_arena(s), struct schema_column, bag.n + 1u);
    for (uint32_t i = 0; i < bag.n; i++) {
        const kq_member *c = &bag.u.members[i];
        kq_type t = c->value.tag == KQ_DYN_STRING ? type_from_name(c->value.u.s.p, c->value.u.s.n) : KQ_T_NONE;
        if (t == KQ_T_NONE) return fail(s, f, error, "not a KQL type: column", c->key);
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
        ok = fail(s, f, error, "not a JSON object of tables", (kq_str){NULL, 0});
    else
        for (uint32_t i = 0; ok && i < root.n; i++) ok = load_table(s, f, mem, &root.u.members[i], error);
    kq_arena_free(mem);
    return ok;
}
