/* make_bag: one bag of all members, the first value of each key (kql.md 5.4, 8; docs: make-bag-aggregation-function.md,
 * "arbitrary"). What is no bag is left out. */
#include <kq/keep.h>

#include "arena.h"
#include "dyn.h"
#include "list.h"

/* The place for a key's value, or NULL: the key is there already, or the bag is full. */
static kq_dyn *enter(kq_ctx *x, kq_growing_bag *b, kq_str key, uint32_t limit) {
    const uint32_t n = b->keys.list.n, cap = b->keys.list.cap;
    kq_set_add(x, &b->keys, kq_dyn_string(key), limit);
    if (b->keys.list.n == n) return NULL;
    if (b->keys.list.cap != cap) /* the values grow with the keys */
        b->values = kq_arena_grow(x->state, b->values, cap * sizeof *b->values, b->keys.list.cap * sizeof *b->values);
    return &b->values[n];
}

static void step(kq_ctx *x, kq_growing_bag *b, kq_dyn d, uint32_t limit) {
    if (!kq_dyn_is_bag(d)) return;
    d = kq_dyn_expand(x->row, d);
    for (uint32_t i = 0; i < d.n; i++) {
        kq_dyn *value = enter(x, b, d.u.members[i].key, limit);
        if (value) *value = kq_keep_dynamic(x->state, d.u.members[i].value);
    }
}

/* The values of `other` are taken over as they are. */
static void merge(kq_ctx *x, kq_growing_bag *b, const kq_growing_bag *other) {
    const kq_list *keys = &other->keys.list;
    if (b->keys.list.n == 0) {
        *b = *other;
        return;
    }
    for (uint32_t i = 0; i < keys->n; i++) {
        kq_dyn *value = enter(x, b, keys->items[i].u.s, keys->limit);
        if (value) *value = other->values[i];
    }
}

static kq_dyn final(kq_ctx *x, const kq_growing_bag *b) {
    const kq_list *keys = &b->keys.list;
    kq_member *members = kq_alloc(x->row, (keys->n + 1) * sizeof *members);
    for (uint32_t i = 0; i < keys->n; i++) members[i] = (kq_member){keys->items[i].u.s, b->values[i]};
    return kq_dyn_bag(members, keys->n);
}

#define KQ_DEFINE_BAG(NAME)                                                                              \
    void NAME##_init(kq_ctx *x, kq_growing_bag *b) { (void)x, *b = (kq_growing_bag){.values = NULL}; }   \
    void NAME##_merge(kq_ctx *x, kq_growing_bag *b, const kq_growing_bag *other) { merge(x, b, other); } \
    kq_dyn NAME##_final(kq_ctx *x, const kq_growing_bag *b) { return final(x, b); }
KQ_DEFINE_BAG(kq_make_bag)
KQ_DEFINE_BAG(kq_make_bag_size)
KQ_DEFINE_BAG(kq_make_bag_if)
KQ_DEFINE_BAG(kq_make_bag_if_size)

void kq_make_bag_step(kq_ctx *x, kq_growing_bag *b, kq_dyn d) { step(x, b, d, KQ_MAX_COLLECTED); }
void kq_make_bag_size_step(kq_ctx *x, kq_growing_bag *b, kq_dyn d, kq_long size) { step(x, b, d, kq_list_limit(size)); }
void kq_make_bag_if_step(kq_ctx *x, kq_growing_bag *b, kq_dyn d, kq_bool p) {
    if (kq_true(p)) step(x, b, d, KQ_MAX_COLLECTED);
}
void kq_make_bag_if_size_step(kq_ctx *x, kq_growing_bag *b, kq_dyn d, kq_bool p, kq_long size) {
    if (kq_true(p)) step(x, b, d, kq_list_limit(size));
}
