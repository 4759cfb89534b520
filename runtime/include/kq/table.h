/* Hash table for group-by, distinct and join keys. The table stores fixed-size entries that the generated code lays
 * out (keys first, then state); it keeps them in insertion order and never moves them. Equality of keys is the
 * caller's: it walks the entries with an equal hash, in the order of their insertion.
 *
 *   uint32_t it = kq_table_first(&t, h);
 *   struct group *g;
 *   while ((g = kq_table_next(&t, h, &it)) != NULL && !same(g, ...)) {}
 *   if (!g) { g = kq_table_insert(&t, h); ... }
 */
#ifndef KQ_TABLE_H
#define KQ_TABLE_H

#include <kq/abi.h>

typedef struct kq_table_slot {
    uint32_t hash;  /* upper half of the 64-bit hash; its low bits give the first place to look */
    uint32_t index; /* entry number + 1; 0 = free */
} kq_table_slot;

typedef struct kq_table {
    kq_arena *arena;
    kq_table_slot *slots;
    uint32_t mask;
    uint32_t count; /* entries */
    uint32_t entry_size;
    uint32_t chunk_count;
    char **chunks; /* KQ_TABLE_CHUNK entries each */
} kq_table;

#define KQ_TABLE_CHUNK 256u

/* entry_size in bytes. Entries are zeroed when inserted and 8-byte aligned. Memory comes from `arena`, that of the
 * slots from the system. */
void kq_table_init(kq_table *t, kq_arena *arena, size_t entry_size);
void kq_table_free(kq_table *t);
void *kq_table_insert(kq_table *t, uint64_t hash);

static inline uint32_t kq_table_first(const kq_table *t, uint64_t hash) { return (uint32_t)(hash >> 32) & t->mask; }

static inline void *kq_table_at(const kq_table *t, uint32_t i) {
    return t->chunks[i / KQ_TABLE_CHUNK] + (size_t)(i % KQ_TABLE_CHUNK) * t->entry_size;
}

static inline void *kq_table_next(const kq_table *t, uint64_t hash, uint32_t *it) {
    if (!t->slots) return NULL;
    uint32_t h = (uint32_t)(hash >> 32);
    for (;;) {
        kq_table_slot s = t->slots[*it];
        if (!s.index) return NULL;
        *it = (*it + 1) & t->mask;
        if (s.hash == h) return kq_table_at(t, s.index - 1);
    }
}

/* A list of fixed-size rows in insertion order that never move (join sides, buffered rows). */
typedef struct kq_rows {
    kq_arena *arena;
    char **chunks;
    size_t count;
    uint32_t row_size;
    uint32_t chunk_count;
} kq_rows;

void kq_rows_init(kq_rows *r, kq_arena *arena, size_t row_size);
void kq_rows_free(kq_rows *r);
void *kq_rows_push(kq_rows *r); /* zeroed */
/* Copies of the other list's rows, in order, behind ours, up to `limit` rows in all. */
void kq_rows_append(kq_rows *r, const kq_rows *other, uint64_t limit);
static inline void *kq_rows_at(const kq_rows *r, size_t i) {
    return r->chunks[i / KQ_TABLE_CHUNK] + (i % KQ_TABLE_CHUNK) * r->row_size;
}

#endif
