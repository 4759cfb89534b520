/* make_list and its variants: values in input order, the first ones when there are more than the limit (kql.md 5.4, 8;
 * docs: make-list-aggregation-function.md). Nulls are skipped, except in make_list_with_nulls. */
#include "list.h"

#include <kq/keep.h>

#include "arena.h"

uint32_t kq_list_limit(kq_long size) {
    if (size.null || size.v > KQ_MAX_COLLECTED) return KQ_MAX_COLLECTED;
    return size.v < 0 ? 0 : (uint32_t)size.v;
}

/* A size that the query asks for is no loss; the language's own limits are. */
static bool is_full(kq_ctx *x, kq_list *l, uint32_t limit) {
    l->limit = limit;
    if (l->n < limit) return false;
    if (limit == KQ_MAX_COLLECTED || limit == KQ_MAX_COLLECTED_OLD) x->left_out++;
    return true;
}

bool kq_list_append(kq_ctx *x, kq_list *l, kq_dyn kept, uint32_t limit) {
    if (is_full(x, l, limit)) return false;
    if (l->n == l->cap) {
        /* 1, 3, 6, 12: most groups are small, and there may be very many of them. */
        uint32_t cap = l->cap > 1 ? 2 * l->cap : l->cap ? 3 : 1;
        l->items = kq_arena_grow(x->state, l->items, l->cap * sizeof *l->items, cap * sizeof *l->items);
        l->cap = cap;
    }
    l->items[l->n++] = kept;
    return true;
}

bool kq_list_add(kq_ctx *x, kq_list *l, kq_dyn v, uint32_t limit) {
    return !is_full(x, l, limit) && kq_list_append(x, l, kq_keep_dynamic(x->state, v), limit);
}

static void step(kq_ctx *x, kq_list *l, kq_dyn v, uint32_t limit) {
    if (v.tag != KQ_DYN_NULL) kq_list_add(x, l, v, limit);
}

/* The contents of `other` are taken over as they are. */
static void merge(kq_ctx *x, kq_list *l, const kq_list *other) {
    if (l->n == 0)
        *l = *other;
    else
        for (uint32_t i = 0; i < other->n; i++) kq_list_append(x, l, other->items[i], other->limit);
}

#define KQ_DEFINE_LIST(NAME)                                                                \
    void NAME##_init(kq_ctx *x, kq_list *l) { (void)x, *l = (kq_list){NULL, 0, 0, 0}; }     \
    void NAME##_merge(kq_ctx *x, kq_list *l, const kq_list *other) { merge(x, l, other); }  \
    kq_dyn NAME##_final(kq_ctx *x, const kq_list *l) {                                      \
        return (void)x, (kq_dyn){.tag = KQ_DYN_ARRAY, .n = l->n, .u = {.items = l->items}}; \
    }

KQ_DEFINE_LIST(kq_make_list)
KQ_DEFINE_LIST(kq_make_list_size)
KQ_DEFINE_LIST(kq_makelist)
KQ_DEFINE_LIST(kq_make_list_if)
KQ_DEFINE_LIST(kq_make_list_if_size)
KQ_DEFINE_LIST(kq_make_list_with_nulls)

void kq_make_list_step(kq_ctx *x, kq_list *l, kq_dyn v) { step(x, l, v, KQ_MAX_COLLECTED); }
void kq_make_list_size_step(kq_ctx *x, kq_list *l, kq_dyn v, kq_long size) { step(x, l, v, kq_list_limit(size)); }
void kq_makelist_step(kq_ctx *x, kq_list *l, kq_dyn v) { step(x, l, v, KQ_MAX_COLLECTED_OLD); }
void kq_make_list_if_step(kq_ctx *x, kq_list *l, kq_dyn v, kq_bool p) {
    if (kq_true(p)) step(x, l, v, KQ_MAX_COLLECTED);
}
void kq_make_list_if_size_step(kq_ctx *x, kq_list *l, kq_dyn v, kq_bool p, kq_long size) {
    if (kq_true(p)) step(x, l, v, kq_list_limit(size));
}
void kq_make_list_with_nulls_step(kq_ctx *x, kq_list *l, kq_dyn v) { kq_list_add(x, l, v, KQ_MAX_COLLECTED); }
