/* Sets of dynamic values in x->state: distinct by type and deep equality, in order of first appearance. Small ones are
 * compared one by one, large ones have an index of hashes. */
#include <string.h>

#include "arena.h"
#include "dyn.h"
#include "list.h"

static void index_item(kq_set *s, uint32_t item) {
    uint32_t at = (uint32_t)s->hashes[item] & s->mask;
    while (s->slots[at]) at = (at + 1) & s->mask;
    s->slots[at] = item + 1;
}

/* Indexes all items anew, with room for as many again. */
static void rebuild_index(kq_ctx *x, kq_set *s) {
    uint32_t slots = 4 * KQ_SET_LINEAR;
    while (slots < 4 * s->list.n) slots *= 2;
    size_t old = s->slots ? (size_t)s->mask + 1 : 0;
    s->slots = kq_arena_grow(x->state, s->slots, old * sizeof *s->slots, slots * sizeof *s->slots);
    memset(s->slots, 0, slots * sizeof *s->slots);
    s->mask = slots - 1;
    for (uint32_t i = 0; i < s->list.n; i++) index_item(s, i);
}

static bool is_item(kq_ctx *x, const kq_set *s, uint32_t item, uint64_t hash, kq_dyn v) {
    return s->hashes[item] == hash && kq_dyn_equal(x->row, s->list.items[item], v);
}

static uint32_t find_item(kq_ctx *x, const kq_set *s, uint64_t hash, kq_dyn v) {
    if (!s->slots) {
        for (uint32_t i = 0; i < s->list.n; i++)
            if (is_item(x, s, i, hash, v)) return i;
        return KQ_NO_ITEM;
    }
    for (uint32_t at = (uint32_t)hash & s->mask; s->slots[at]; at = (at + 1) & s->mask)
        if (is_item(x, s, s->slots[at] - 1, hash, v)) return s->slots[at] - 1;
    return KQ_NO_ITEM;
}

uint32_t kq_set_find(kq_ctx *x, const kq_set *s, kq_dyn v) { return find_item(x, s, kq_dyn_hash(x->row, v), v); }

typedef bool append(kq_ctx *x, kq_list *l, kq_dyn v, uint32_t limit);

static void add_hashed(kq_ctx *x, kq_set *s, kq_dyn v, uint64_t hash, uint32_t limit, append *put) {
    uint32_t n = s->list.n, cap = s->list.cap;
    if (find_item(x, s, hash, v) != KQ_NO_ITEM || !put(x, &s->list, v, limit)) {
        s->list.limit = limit;
        return;
    }
    if (s->list.cap != cap) { /* the list has grown; the hashes grow with it */
        s->hashes = kq_arena_grow(x->state, s->hashes, cap * sizeof *s->hashes, s->list.cap * sizeof *s->hashes);
    }
    s->hashes[n] = hash;
    if (!s->slots ? s->list.n > KQ_SET_LINEAR : s->list.n > (s->mask + 1) / 2) {
        rebuild_index(x, s);
    } else if (s->slots) {
        index_item(s, n);
    }
}

void kq_set_add(kq_ctx *x, kq_set *s, kq_dyn v, uint32_t limit) {
    if (v.tag != KQ_DYN_NULL) add_hashed(x, s, v, kq_dyn_hash(x->row, v), limit, kq_list_add);
}

void kq_set_merge(kq_ctx *x, kq_set *s, const kq_set *other) {
    const kq_list *l = &other->list;
    if (s->list.n == 0)
        *s = *other;
    else
        for (uint32_t i = 0; i < l->n; i++) add_hashed(x, s, l->items[i], other->hashes[i], l->limit, kq_list_append);
}
