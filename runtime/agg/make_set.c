/* make_set and dcount: distinct values by type and deep equality, in order of first appearance (kql.md 5.4, 8). dcount
 * is exact, which lies within every error bound that the docs give. Nulls are skipped; "" is a value. */
#include <string.h>

#include "dyn.h"
#include "list.h"

/* The elements of an array come into the set one by one (docs: make-set-aggregation-function.md). */
static void step(kq_ctx *x, kq_set *s, kq_dyn v, uint32_t limit) {
    if (!kq_dyn_is_array(v)) {
        kq_set_add(x, s, v, limit);
        return;
    }
    v = kq_dyn_expand(x->row, v);
    for (uint32_t i = 0; i < v.n; i++) kq_set_add(x, s, v.u.items[i], limit);
}

#define KQ_DEFINE_SET_BASE(NAME)                                                 \
    void NAME##_init(kq_ctx *x, kq_set *s) { (void)x, memset(s, 0, sizeof *s); } \
    void NAME##_merge(kq_ctx *x, kq_set *s, const kq_set *other) { kq_set_merge(x, s, other); }
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

#define KQ_DEFINE_DCOUNT(NAME) \
    KQ_DEFINE_SET_BASE(NAME)   \
    kq_long NAME##_final(kq_ctx *x, const kq_set *s) { return (void)x, kq_mk_long(s->list.n); }

KQ_DEFINE_DCOUNT(kq_dcount)
KQ_DEFINE_DCOUNT(kq_dcount_accuracy)
KQ_DEFINE_DCOUNT(kq_dcountif)
KQ_DEFINE_DCOUNT(kq_dcountif_accuracy)

void kq_dcount_step(kq_ctx *x, kq_set *s, kq_dyn v) { kq_set_add(x, s, v, KQ_LARGEST_SET); }
void kq_dcount_accuracy_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_long accuracy) {
    (void)accuracy;
    kq_set_add(x, s, v, KQ_LARGEST_SET);
}
void kq_dcountif_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p) {
    if (kq_true(p)) kq_set_add(x, s, v, KQ_LARGEST_SET);
}
void kq_dcountif_accuracy_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p, kq_long accuracy) {
    (void)accuracy;
    if (kq_true(p)) kq_set_add(x, s, v, KQ_LARGEST_SET);
}
