/* C identifiers made from names of the rule, unique in a scope, and other small maps from texts. Hashed, because a
 * query may have thousands of columns of one name. */
#include "emit_internal.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static size_t slot_in(const struct text_map *m, const char *key) {
    size_t i = (size_t)XXH3_64bits(key, strlen(key)) & (m->cap - 1);
    while (m->slots[i].key && strcmp(m->slots[i].key, key) != 0) i = (i + 1) & (m->cap - 1);
    return i;
}

static void grow(struct arena *a, struct text_map *m) {
    struct text_map wider = {.cap = m->cap ? m->cap * 2 : 16, .n = m->n};
    wider.slots = ARENA_ARRAY(a, struct text_entry, wider.cap);
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key) wider.slots[slot_in(&wider, m->slots[i].key)] = m->slots[i];
    *m = wider;
}

struct text_entry *text_map_at(struct arena *a, struct text_map *m, const char *key) {
    if ((m->n + 1) * 2 > m->cap) grow(a, m);
    struct text_entry *e = &m->slots[slot_in(m, key)];
    if (!e->key) {
        e->key = key;
        m->n++;
    }
    return e;
}

static bool taken(const struct text_map *m, const char *name) { return m->cap && m->slots[slot_in(m, name)].key; }

const char *names_unique(struct arena *a, struct text_map *set, const char *lead, const char *name) {
    struct strbuf b = {0};
    strbuf_puts(&b, lead);
    c_put_identifier(&b, name, strlen(name), 64);
    const char *base = arena_strdup(a, b.p);
    strbuf_free(&b);
    bool first = !taken(set, base);
    if (first && name[0]) {
        text_map_at(a, set, base)->number = 1;
        return base;
    }
    for (;;) { /* name_2, name_3, ...; for a mere lead t1, t2, ... */
        unsigned n = ++text_map_at(a, set, base)->number;
        const char *result = name[0] ? arena_printf(a, "%s_%u", base, n) : arena_printf(a, "%s%u", base, n);
        if (taken(set, result)) continue;
        text_map_at(a, set, result)->number = 1;
        return result;
    }
}
