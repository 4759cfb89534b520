/* percentiles and tdigest: the values themselves with their weights, so that ranks are exact (kql.md 5.4, 8). Equal
 * values share one entry: the state grows with the number of different values, not of rows. Part of <kq/agg.h>; do not
 * include it directly. docs: percentiles-aggregation-function.md. */
#ifndef KQ_AGG_RANKED_H
#define KQ_AGG_RANKED_H

#include <kq/ops.h>

/* `values` is in x->state; NULL: no value yet. */
typedef struct kq_ranked {
    struct kq_ranked_values *values;
} kq_ranked;

/* Weights below 1 and null weights leave the value out. */
void kq_ranked_add(kq_ctx *x, kq_ranked *s, int64_t key, kq_long weight);
void kq_ranked_merge(kq_ctx *x, kq_ranked *s, const kq_ranked *other);
/* The value of rank ceil(percentile / 100 * total weight), the first one for 0. False: there is no value, or no such
 * percentile. */
bool kq_ranked_at(const kq_ranked *s, kq_real percentile, int64_t *key);

/* Whole numbers that are in the order of the reals, NaN below all others, and back. -0.0 is 0.0. */
int64_t kq_real_key(double v);
double kq_key_real(int64_t key);

/* For each percentile of an array its value; null over nothing. TAG: of the elements. */
kq_dyn kq_ranked_array(kq_ctx *x, const kq_ranked *s, kq_dyn percentiles, kq_tag tag);

#define KQ_DEFINE_RANKED(NAME)                                                             \
    typedef kq_ranked NAME##_state;                                                        \
    static inline void NAME##_init(kq_ctx *x, kq_ranked *s) { (void)x, s->values = NULL; } \
    static inline void NAME##_merge(kq_ctx *x, kq_ranked *s, const kq_ranked *other) { kq_ranked_merge(x, s, other); }

/* percentile, percentiles: final gives one; the array forms give all. The w forms take a weight. */
#define KQ_DEFINE_RANKED_RESULTS(ONE, ARRAY, T, VALUE, TAG)                         \
    static inline kq_##T ONE##_final(kq_ctx *x, const kq_ranked *s, kq_real p) {    \
        int64_t key;                                                                \
        (void)x;                                                                    \
        return kq_ranked_at(s, p, &key) ? kq_mk_##T(VALUE(key)) : kq_null_##T();    \
    }                                                                               \
    static inline kq_dyn ARRAY##_final(kq_ctx *x, const kq_ranked *s, kq_dyn all) { \
        return kq_ranked_array(x, s, all, TAG);                                     \
    }
#define KQ_DEFINE_RANKED_STEP(NAME, T, KEY)                             \
    KQ_DEFINE_RANKED(NAME)                                              \
    static inline void NAME##_step(kq_ctx *x, kq_ranked *s, kq_##T v) { \
        if (!v.null) kq_ranked_add(x, s, KEY(v.v), kq_mk_long(1));      \
    }
#define KQ_DEFINE_RANKED_STEP_WEIGHT(NAME, T, KEY)                                      \
    KQ_DEFINE_RANKED(NAME)                                                              \
    static inline void NAME##_step(kq_ctx *x, kq_ranked *s, kq_##T v, kq_long weight) { \
        if (!v.null) kq_ranked_add(x, s, KEY(v.v), weight);                             \
    }
#define KQ_DEFINE_PERCENTILES(T, KEY, VALUE, TAG)                                        \
    KQ_DEFINE_RANKED_STEP(kq_percentile_##T, T, KEY)                                     \
    KQ_DEFINE_RANKED_STEP(kq_percentiles_array_##T, T, KEY)                              \
    KQ_DEFINE_RANKED_RESULTS(kq_percentile_##T, kq_percentiles_array_##T, T, VALUE, TAG) \
    KQ_DEFINE_RANKED_STEP_WEIGHT(kq_percentilew_##T, T, KEY)                             \
    KQ_DEFINE_RANKED_STEP_WEIGHT(kq_percentilesw_array_##T, T, KEY)                      \
    KQ_DEFINE_RANKED_RESULTS(kq_percentilew_##T, kq_percentilesw_array_##T, T, VALUE, TAG)
#define KQ_AS_KEY(v) (v)
KQ_DEFINE_PERCENTILES(long, KQ_AS_KEY, KQ_AS_KEY, KQ_DYN_LONG)
KQ_DEFINE_PERCENTILES(datetime, KQ_AS_KEY, KQ_AS_KEY, KQ_DYN_DATETIME)
KQ_DEFINE_PERCENTILES(timespan, KQ_AS_KEY, KQ_AS_KEY, KQ_DYN_TIMESPAN)
KQ_DEFINE_PERCENTILES(real, kq_real_key, kq_key_real, KQ_DYN_REAL)

/* tdigest and its merging: the same values as {"tdigest":[value,weight,...]}, a form of our own: exact where Kusto's
 * opaque array is approximate. Values of different types do not merge: the result is null. */
typedef struct kq_digest {
    kq_ranked ranked;
    kq_tag tag; /* of the values; KQ_DYN_NULL: none yet; KQ_DYN_BAG: of several types */
} kq_digest;
void kq_digest_add(kq_ctx *x, kq_digest *s, kq_tag tag, int64_t key, kq_long weight);

#define KQ_DECLARE_DIGEST(NAME)                                         \
    typedef kq_digest NAME##_state;                                     \
    void NAME##_init(kq_ctx *x, kq_digest *s);                          \
    void NAME##_merge(kq_ctx *x, kq_digest *s, const kq_digest *other); \
    kq_dyn NAME##_final(kq_ctx *x, const kq_digest *s);
#define KQ_DEFINE_TDIGEST(T, KEY, TAG)                                                                   \
    KQ_DECLARE_DIGEST(kq_tdigest_##T)                                                                    \
    static inline void kq_tdigest_##T##_step(kq_ctx *x, kq_digest *s, kq_##T v) {                        \
        if (!v.null) kq_digest_add(x, s, TAG, KEY(v.v), kq_mk_long(1));                                  \
    }                                                                                                    \
    KQ_DECLARE_DIGEST(kq_tdigest_weight_##T)                                                             \
    static inline void kq_tdigest_weight_##T##_step(kq_ctx *x, kq_digest *s, kq_##T v, kq_long weight) { \
        if (!v.null) kq_digest_add(x, s, TAG, KEY(v.v), weight);                                         \
    }
KQ_DEFINE_TDIGEST(long, KQ_AS_KEY, KQ_DYN_LONG)
KQ_DEFINE_TDIGEST(timespan, KQ_AS_KEY, KQ_DYN_TIMESPAN)
KQ_DEFINE_TDIGEST(datetime, KQ_AS_KEY, KQ_DYN_DATETIME)
KQ_DEFINE_TDIGEST(real, kq_real_key, KQ_DYN_REAL)
KQ_DECLARE_DIGEST(kq_tdigest_merge_all)

#endif
