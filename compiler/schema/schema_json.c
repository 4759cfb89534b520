/* --schema files: {"Table":{"Column":"type", ...}, ...}. Read with the runtime's JSON, the order of columns kept. */
#include "schema_internal.h"

#include <kq/abi.h>

#include "dyn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool fail(char **error, struct arena *a, const char *path, const char *what, kq_str where) {
    *error = arena_printf(a, "%s: %s%s%.*s%s", path, what, where.n ? " '" : "", (int)(where.n > 200 ? 200 : where.n),
                          where.n ? where.p : "", where.n ? "'" : "");
    return false;
}

static bool load_table(struct schema *s, kq_arena *mem, const kq_member *m, const char *path, char **error) {
    struct arena *a = schema_arena(s);
    kq_dyn bag = kq_dyn_expand(mem, m->value);
    if (bag.tag != KQ_DYN_BAG)
        return fail(error, a, path, "a table must be an object of columns, which is not so for", m->key);
    if (m->key.n == 0 || memchr(m->key.p, 0, m->key.n))
        return fail(error, a, path, "a table has no name", (kq_str){NULL, 0});
    struct schema_column *columns = ARENA_ARRAY(a, struct schema_column, bag.n + 1u);
    for (uint32_t i = 0; i < bag.n; i++) {
        const kq_member *c = &bag.u.members[i];
        kq_type t = c->value.tag == KQ_DYN_STRING ? type_from_name(c->value.u.s.p, c->value.u.s.n) : KQ_T_NONE;
        if (t == KQ_T_NONE) return fail(error, a, path, "not a KQL type: column", c->key);
        if (c->key.n == 0 || memchr(c->key.p, 0, c->key.n))
            return fail(error, a, path, "a column has no name in", m->key);
        columns[i] = (struct schema_column){intern(c->key.p, c->key.n), t};
    }
    schema_put(s, intern(m->key.p, m->key.n), columns, bag.n);
    return true;
}

bool schema_load(struct schema *s, const char *path, char **error) {
    struct arena *a = schema_arena(s);
    size_t size = 0;
    char *text = read_file(path, &size);
    if (!text) return fail(error, a, path, strerror(errno), (kq_str){NULL, 0});
    size_t skip = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    kq_arena *mem = kq_arena_new();
    kq_dyn root;
    bool ok = kq_dyn_parse(mem, (kq_str){text + skip, size - skip}, &root);
    if (ok) root = kq_dyn_expand(mem, root);
    if (!ok || root.tag != KQ_DYN_BAG)
        ok = fail(error, a, path, "not a JSON object of tables", (kq_str){NULL, 0});
    else
        for (uint32_t i = 0; ok && i < root.n; i++) ok = load_table(s, mem, &root.u.members[i], path, error);
    kq_arena_free(mem);
    free(text);
    return ok;
}
