/* hll, its merging, and dcount_hll. Microsoft's sketch is opaque and approximate; ours is {"hll":[value,...]}, the
 * different values themselves, so that counts are exact, which lies within every error bound that the docs give. The
 * accuracy is ignored. What has another form gives null.
 * docs: hll-aggregation-function.md, hll-merge-function.md, dcount-hll-function.md. */
#include "arrays.h"
#include "dyn.h"
#include "list.h"

static const kq_str name = KQ_LIT("hll");

static kq_dyn hll_of(kq_arena *a, kq_dyn values) {
    kq_member *member = kq_alloc(a, sizeof *member);
    *member = (kq_member){name, values};
    return kq_dyn_bag(member, 1);
}

static kq_dyn values_of(kq_ctx *x, kq_dyn d) {
    return kq_dyn_is_bag(d) ? kq_dyn_get(x->row, d, name) : kq_null_dynamic();
}

/* ---- aggregates */

#define KQ_DEFINE_HLL(NAME)                                                                     \
    void NAME##_init(kq_ctx *x, kq_set *s) { (void)x, *s = (kq_set){.slots = NULL}; }           \
    void NAME##_merge(kq_ctx *x, kq_set *s, const kq_set *other) { kq_set_merge(x, s, other); } \
    kq_dyn NAME##_final(kq_ctx *x, const kq_set *s) { return hll_of(x->row, kq_dyn_array(s->list.items, s->list.n)); }
KQ_DEFINE_HLL(kq_hll)
KQ_DEFINE_HLL(kq_hll_accuracy)
KQ_DEFINE_HLL(kq_hll_if)
KQ_DEFINE_HLL(kq_hll_if_accuracy)
KQ_DEFINE_HLL(kq_hll_merge_all)

/* The values are gathered as dcount gathers them. */
void kq_hll_step(kq_ctx *x, kq_set *s, kq_dyn v) { kq_dcount_step(x, s, v); }
void kq_hll_accuracy_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_long accuracy) {
    kq_dcount_accuracy_step(x, s, v, accuracy);
}
void kq_hll_if_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p) { kq_dcountif_step(x, s, v, p); }
void kq_hll_if_accuracy_step(kq_ctx *x, kq_set *s, kq_dyn v, kq_bool p, kq_long accuracy) {
    kq_dcountif_accuracy_step(x, s, v, p, accuracy);
}
void kq_hll_merge_all_step(kq_ctx *x, kq_set *s, kq_dyn d) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, values_of(x, d), &items, &n)) return;
    for (uint32_t i = 0; i < n; i++) kq_set_add(x, s, items[i], KQ_LARGEST_SET);
}

/* ---- functions */

kq_dyn kq_merge_hlls(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_dyn *values = kq_alloc(x->row, n * sizeof *values);
    for (size_t i = 0; i < n; i++) {
        values[i] = values_of(x, args[i]);
        if (!kq_dyn_is_array(values[i])) return kq_null_dynamic();
    }
    return hll_of(x->row, kq_set_union(x, values, n));
}

kq_long kq_dcount_hll(kq_ctx *x, kq_dyn d) {
    int64_t n;
    return kq_dyn_length(values_of(x, d), &n) ? kq_mk_long(n) : kq_null_long();
}
