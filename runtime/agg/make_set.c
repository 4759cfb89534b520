/* make_set and dcount: distinct values by type and deep equality, in order of first appearance (kql.md 5.4, 8). dcount
 * is exact, which lies within every error bound that the docs give. Nulls are skipped; "" is a value. */
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

static bool has_item(kq_ctx *x, const kq_set *s, uint64_t hash, kq_dyn v) {
    if (!s->slots) {
        for (uint32_t i = 0; i < s->list.n; i++)
            if (is_item(x, s, i, hash, v)) return true;
        return false;
    }
    for (uint32_t at = (uint32_t)hash & s->mask; s->slots[at]; at = (at + 1) & s->mask)
        if (is_item(x, s, s->slots[at] - 1, hash, v)) return true;
    return false;
}

typedef bool append(kq_ctx *x, kq_list *l, kq_dyn v, uint32_t limit);

static void add_hashed(kq_ctx *x, kq_set *s, kq_dyn v, uint64_t hash, uint32_t limit, append *put) {
    uint32_t n = s->list.n, cap = s->list.cap;
    if (n >= limit || has_item(x, s, hash, v) || !put(x, &s->list, v, limit)) {
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

static void add(kq_ctx *x, kq_set *s, kq_dyn v, uint32_t limit) {
    if (v.tag != KQ_DYN_NULL) add_hashed(x, s, v, kq_dyn_hash(x->row, v), limit, kq_list_add);
}

/* The elements of an array come into the set one by one (docs: make-set-aggregation-function.md). */
static void step(kq_ctx *x, kq_set *s, kq_dyn v, uint32_t limit) {
    if (!kq_dyn_is_array(v)) {
        add(x, s, v, limit);
        return;
    }
    v = kq_dyn_expand(x->row, v);
    for (uint32_t i = 0; i < v.n; i++) add(x, s, v.u.items[i], limit);
}

static void merge(kq_ctx *x, kq_set *s, const kq_set *other) {
    const kq_list *l = &other->list;
    if (s->list.n == 0)
        *s = *other;
    else
        for (uint32_t i = 0; i < l->n; i++) add_hashed(x, s, l->items[i], other->hashes[i], l->limit, kq_list_append);
}

#define KQ_DEFINE_SET_BASE(NAME)                                                 \
    void NAME##_init(kq_ctx *x, kq_set *s) { (void)x, memset(s, 0, sizeof *s); } \
    void NAME##_merge(kq_ctx *x, kq_set *s, const kq_set *other) { merge(x, s, other); }
#define KQ_DEFINE_SET(NAME)  \
    KQ_DEFINE_SET_BASE(NAME) \
    kq_dyn NAME##_final(kq_ctx *x, const kq_set *s) { return (void)x, kq_dyn_array(s->list.items, s->list.n); }

KQ_DEFINE_SET(kq_make_set)
KQ_DEFINE_SET(kq_make_set_size)
KQ_DEFINE_SET(kq_makeset)
KQ_DEFINE_SET(kq_make_set_if)
KQ_DEFINE_SET(kq_make_set_if_size)

void kq_make_set_step(kq_ctx *x, kq_set *s, kq_dyn v) { step(x, s, v, KQ_MAX_COLLECTED); }
void kq_make_set_size_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_long size) { step(x, s, v, kq_list_limit(size)); }
void kq_makeset_step(kq_ctx *x, kq_set *s, kq_dyn v) { step(x, s, v, KQ_MAX_COLLECTED_OLD); }
void kq_make_set_if_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p) {
    if (kq_true(p)) step(x, s, v, KQ_MAX_COLLECTED);
}
void kq_make_set_if_size_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p, kq_long size) {
    if (kq_true(p)) step(x, s, v, kq_list_limit(size));
}

/* ---- dcount: the size of the set, without a limit and without flattening. The accuracy is ignored. ---- */

#define DCOUNT_LIMIT (UINT32_MAX / 8) /* what 32-bit item numbers and their index can hold */

#define KQ_DEFINE_DCOUNT(NAME) \
    KQ_DEFINE_SET_BASE(NAME)   \
    kq_long NAME##_final(kq_ctx *x, const kq_set *s) { return (void)x, kq_mk_long(s->list.n); }

KQ_DEFINE_DCOUNT(kq_dcount)
KQ_DEFINE_DCOUNT(kq_dcount_accuracy)
KQ_DEFINE_DCOUNT(kq_dcountif)
KQ_DEFINE_DCOUNT(kq_dcountif_accuracy)

void kq_dcount_step(kq_ctx *x, kq_set *s, kq_dyn v) { add(x, s, v, DCOUNT_LIMIT); }
void kq_dcount_accuracy_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_long accuracy) {
    (void)accuracy;
    add(x, s, v, DCOUNT_LIMIT);
}
void kq_dcountif_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p) {
    if (kq_true(p)) add(x, s, v, DCOUNT_LIMIT);
}
void kq_dcountif_accuracy_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p, kq_long accuracy) {
    (void)accuracy;
    if (kq_true(p)) add(x, s, v, DCOUNT_LIMIT);
}
