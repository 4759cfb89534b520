/* A look-up in one of the state's hash tables: the same lines for groups and for join keys. */
#include "emit_internal.h"

void put_look_up(struct emitter *e, struct cwriter *w, const char *table, const char *entry, const char *var,
                 const struct entry_keys *k) {
    struct strbuf same = {0};
    cw_line(w, "uint64_t h = KQ_HASH_SEED;");
    for (size_t i = 0; i < k->n; i++) {
        const char *suffix = c_suffix(k->types[i]);
        cw_statement(w, 0, fmt(e, "h = kq_hash_%s(h, %s);", suffix, k->values[i]));
        strbuf_printf(&same, "%skq_same_%s(%s->%s, %s)", i ? " && " : "", suffix, var, k->fields[i], k->values[i]);
    }
    cw_line(w, "uint32_t it = kq_table_first(&s->%s, h);", table);
    cw_line(w, "struct %s%s *%s;", e->o->prefix, entry, var);
    const char *test = k->n == 1 ? fmt(e, "!%s", same.p) : fmt(e, "!(%s)", same.p);
    cw_statement(w, 0, fmt(e, "while ((%s = kq_table_next(&s->%s, h, &it)) != NULL && %s) {}", var, table, test));
    strbuf_free(&same);
}
