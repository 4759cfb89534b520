/* tdigest, its merging, and the functions that ask it. Microsoft's sketch is opaque; ours is {"tdigest":[value,weight,
 * ...]} with the values in order, so that answers are exact. What has another form gives null.
 * docs: tdigest-aggregation-function.md, percentrank-tdigest-function.md, rank-tdigest-function.md. */
#include "arrays.h"
#include "dyn.h"
#include "ranked.h"

void kq_digest_add(kq_ctx *x, kq_digest *s, kq_tag tag, int64_t key, kq_long weight) {
    if (s->tag != KQ_DYN_NULL && s->tag != tag) tag = KQ_DYN_BAG;
    s->tag = tag;
    if (tag != KQ_DYN_BAG) kq_ranked_add(x, &s->ranked, key, weight);
}

static void merge(kq_ctx *x, kq_digest *s, const kq_digest *other) {
    if (other->tag == KQ_DYN_NULL) return;
    s->tag = s->tag == KQ_DYN_NULL || s->tag == other->tag ? other->tag : KQ_DYN_BAG;
    if (s->tag != KQ_DYN_BAG) kq_ranked_merge(x, &s->ranked, &other->ranked);
}

static const kq_str name = KQ_LIT("tdigest");

static kq_dyn digest_of(kq_arena *a, kq_tag tag, const struct kq_ranked_values *r) {
    if (r->n > UINT32_MAX / 2) return kq_null_dynamic();
    kq_dyn *items = kq_alloc(a, 2 * (size_t)r->n * sizeof *items + 1);
    for (uint32_t i = 0; i < r->n; i++) {
        items[2 * i] = kq_ranked_box(tag, r->v[i].key);
        items[2 * i + 1] = kq_dyn_long(r->v[i].weight);
    }
    kq_member *member = kq_alloc(a, sizeof *member);
    *member = (kq_member){name, kq_dyn_array(items, 2 * r->n)};
    return kq_dyn_bag(member, 1);
}

/* A digest's values, sorted, in x->row. False: it is none, or its values are of several types. */
static bool read_digest(kq_ctx *x, kq_dyn d, kq_tag *tag, struct kq_ranked_values *r) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_dyn_is_bag(d) || !kq_elements(x, kq_dyn_get(x->row, d, name), &items, &n) || n % 2) return false;
    *r = (struct kq_ranked_values){.v = kq_alloc(x->row, (n + 1) * sizeof *r->v), .cap = n};
    *tag = n ? items[0].tag : KQ_DYN_NULL;
    for (uint32_t i = 0; i < n; i += 2) {
        const kq_dyn v = items[i], weight = items[i + 1];
        const bool number = v.tag == KQ_DYN_LONG || v.tag == KQ_DYN_REAL;
        if (v.tag != *tag || !(number || v.tag == KQ_DYN_DATETIME || v.tag == KQ_DYN_TIMESPAN)) return false;
        if (weight.tag != KQ_DYN_LONG || weight.u.i < 1) return false;
        r->v[r->n++] = (kq_ranked_value){v.tag == KQ_DYN_REAL ? kq_real_key(v.u.r) : v.u.i, weight.u.i};
    }
    kq_ranked_sort(r);
    return true;
}

/* ---- aggregates */

static kq_dyn final(kq_ctx *x, const kq_digest *s) {
    if (s->tag == KQ_DYN_BAG || !s->ranked.values) return kq_null_dynamic();
    kq_ranked_sort(s->ranked.values);
    return digest_of(x->row, s->tag, s->ranked.values);
}

#define KQ_DEFINE_DIGEST(NAME)                                                                    \
    void NAME##_init(kq_ctx *x, kq_digest *s) { (void)x, *s = (kq_digest){{NULL}, KQ_DYN_NULL}; } \
    void NAME##_merge(kq_ctx *x, kq_digest *s, const kq_digest *other) { merge(x, s, other); }    \
    kq_dyn NAME##_final(kq_ctx *x, const kq_digest *s) { return final(x, s); }
KQ_DEFINE_DIGEST(kq_tdigest_long)
KQ_DEFINE_DIGEST(kq_tdigest_weight_long)
KQ_DEFINE_DIGEST(kq_tdigest_real)
KQ_DEFINE_DIGEST(kq_tdigest_weight_real)
KQ_DEFINE_DIGEST(kq_tdigest_timespan)
KQ_DEFINE_DIGEST(kq_tdigest_weight_timespan)
KQ_DEFINE_DIGEST(kq_tdigest_datetime)
KQ_DEFINE_DIGEST(kq_tdigest_weight_datetime)
KQ_DEFINE_DIGEST(kq_tdigest_merge_all)

void kq_tdigest_merge_all_step(kq_ctx *x, kq_digest *s, kq_dyn d) {
    struct kq_ranked_values r;
    kq_tag tag;
    if (!read_digest(x, d, &tag, &r)) return;
    for (uint32_t i = 0; i < r.n; i++) kq_digest_add(x, s, tag, r.v[i].key, kq_mk_long(r.v[i].weight));
}

/* ---- functions */

/* Null when one of them is no digest or they hold different types. */
kq_dyn kq_merge_tdigest(kq_ctx *x, const kq_dyn *args, size_t n) {
    struct kq_ranked_values all = {.v = NULL}, *parts = kq_alloc(x->row, n * sizeof *parts);
    kq_tag tag = KQ_DYN_NULL;
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        kq_tag of;
        if (!read_digest(x, args[i], &of, &parts[i])) return kq_null_dynamic();
        if (of != KQ_DYN_NULL && tag != KQ_DYN_NULL && of != tag) return kq_null_dynamic();
        if (of != KQ_DYN_NULL) tag = of;
        total += parts[i].n;
    }
    if (total > UINT32_MAX / 2) return kq_null_dynamic();
    all.v = kq_alloc(x->row, (total + 1) * sizeof *all.v);
    for (size_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < parts[i].n; k++) all.v[all.n++] = parts[i].v[k];
    kq_ranked_sort(&all);
    return digest_of(x->row, tag, &all);
}

kq_dyn kq_percentile_tdigest(kq_ctx *x, kq_dyn d, kq_real percentile) {
    struct kq_ranked_values r;
    kq_tag tag;
    int64_t key;
    if (!read_digest(x, d, &tag, &r) || !kq_ranked_find(&r, percentile, &key)) return kq_null_dynamic();
    return kq_ranked_box(tag, key);
}

kq_dyn kq_percentiles_array_tdigest(kq_ctx *x, kq_dyn d, kq_dyn percentiles) {
    struct kq_ranked_values r;
    kq_tag tag;
    if (!read_digest(x, d, &tag, &r)) return kq_null_dynamic();
    return kq_ranked_array(x, &(kq_ranked){&r}, percentiles, tag);
}

kq_dyn kq_percentiles_list_tdigest(kq_ctx *x, const kq_dyn *args, size_t n) {
    if (n > UINT32_MAX) return kq_null_dynamic();
    return kq_percentiles_array_tdigest(x, args[0], kq_dyn_array(args + 1, (uint32_t)n - 1));
}

/* How many values are at most `value`. False: no digest, an empty one, or a value of another type. */
static bool count_up_to(kq_ctx *x, kq_dyn d, kq_dyn value, double *up_to, double *total) {
    struct kq_ranked_values r;
    kq_tag tag;
    if (!read_digest(x, d, &tag, &r) || r.n == 0) return false;
    if (tag == KQ_DYN_REAL && value.tag == KQ_DYN_LONG) value = kq_dyn_real((double)value.u.i);
    const bool between = tag == KQ_DYN_LONG && value.tag == KQ_DYN_REAL;
    if (value.tag != tag && !between) return false;
    kq_total seen = 0;
    for (uint32_t i = 0; i < r.n; i++) {
        const bool within = between ? (double)r.v[i].key <= value.u.r
                                    : r.v[i].key <= (tag == KQ_DYN_REAL ? kq_real_key(value.u.r) : value.u.i);
        if (!within) break;
        seen += (uint64_t)r.v[i].weight;
    }
    *up_to = (double)seen;
    *total = (double)kq_ranked_total(&r);
    return true;
}

kq_real kq_rank_tdigest(kq_ctx *x, kq_dyn d, kq_dyn value) {
    double up_to, total;
    return count_up_to(x, d, value, &up_to, &total) ? kq_mk_real(up_to) : kq_null_real();
}

kq_real kq_percentrank_tdigest(kq_ctx *x, kq_dyn d, kq_dyn value) {
    double up_to, total;
    return count_up_to(x, d, value, &up_to, &total) ? kq_mk_real(100 * up_to / total) : kq_null_real();
}
