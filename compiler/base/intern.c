/* Interned names: one process-wide table, so that equal names are equal pointers. Names live until the process ends;
 * the table is reachable from a static, so leak checkers stay quiet. Not thread-safe: the compiler has one thread. */
#include "base.h"

#include <stdlib.h>
#include <string.h>

struct name {
    struct name *next;
    uint64_t hash;
    size_t n;
    char *s;
};

static struct {
    struct name **buckets;
    size_t cap, count;
    struct arena *arena;
} table;

/* FNV-1a: short names, no need for more. */
static uint64_t hash_bytes(const char *p, size_t n) {
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * UINT64_C(1099511628211);
    return h;
}

static void grow(void) {
    size_t cap = table.cap ? table.cap * 2 : 4096;
    struct name **buckets = calloc(cap, sizeof(struct name *));
    if (!buckets) abort();
    for (size_t i = 0; i < table.cap; i++) {
        for (struct name *e = table.buckets[i]; e;) {
            struct name *next = e->next;
            e->next = buckets[e->hash & (cap - 1)];
            buckets[e->hash & (cap - 1)] = e;
            e = next;
        }
    }
    free(table.buckets);
    table.buckets = buckets;
    table.cap = cap;
}

const char *intern(const char *p, size_t n) {
    if (table.count >= table.cap) grow();
    if (!table.arena) table.arena = arena_new();
    uint64_t h = hash_bytes(p, n);
    struct name **slot = &table.buckets[h & (table.cap - 1)];
    for (struct name *e = *slot; e; e = e->next)
        if (e->hash == h && e->n == n && (n == 0 || memcmp(e->s, p, n) == 0)) return e->s;
    struct name *e = ARENA_NEW(table.arena, struct name);
    *e = (struct name){*slot, h, n, arena_strndup(table.arena, p, n)};
    *slot = e;
    table.count++;
    return e->s;
}

const char *intern_s(const char *s) { return intern(s, strlen(s)); }
