/* variance, stdev and covariance. Whole numbers: exact sums, so that the result depends neither on order nor on how the
 * input was cut. Reals: running means (Welford), in input order. Part of <kq/agg.h>; do not include it directly.
 * docs: variance-aggregation-function.md and its kin. */
#ifndef KQ_AGG_MOMENTS_H
#define KQ_AGG_MOMENTS_H

#include <kq/ops.h>

/* Sums of x, of y and of x*y: two's complement, lowest word first, wide enough for 2^63 pairs. */
typedef struct kq_whole_moments {
    int64_t n;
    uint64_t x[2], y[2], xy[4];
} kq_whole_moments;
void kq_whole_moments_add(kq_whole_moments *s, int64_t x, int64_t y);
void kq_whole_moments_merge(kq_whole_moments *s, const kq_whole_moments *other);

typedef struct kq_real_moments {
    int64_t n;
    double x, y; /* means */
    double xy;   /* sum of (x - mean x) * (y - mean y) */
} kq_real_moments;
void kq_real_moments_add(kq_real_moments *s, double x, double y);
void kq_real_moments_merge(kq_real_moments *s, const kq_real_moments *other);

/* The covariance: of a sample, divided by n - 1 and 0 for one pair, or of a whole population, divided by n. `none`: the
 * result over nothing. */
kq_real kq_whole_covariance(const kq_whole_moments *s, bool population, kq_real none);
kq_real kq_real_covariance(const kq_real_moments *s, bool population, kq_real none);
static inline kq_real kq_root(kq_real v) { return v.null ? v : kq_mk_real(__builtin_sqrt(v.v)); }

#define KQ_DEFINE_MOMENTS_BASE(NAME, MOMENTS, RESULT)                                               \
    typedef MOMENTS NAME##_state;                                                                   \
    static inline void NAME##_init(kq_ctx *x, NAME##_state *s) { (void)x, *s = (MOMENTS){.n = 0}; } \
    static inline void NAME##_merge(kq_ctx *x, NAME##_state *s, const NAME##_state *other) {        \
        (void)x, MOMENTS##_merge(s, other);                                                         \
    }                                                                                               \
    static inline kq_real NAME##_final(kq_ctx *x, const NAME##_state *s) { return (void)x, RESULT; }

#define KQ_DEFINE_SPREAD(NAME, T, MOMENTS, RESULT)                         \
    KQ_DEFINE_MOMENTS_BASE(NAME, MOMENTS, RESULT)                          \
    static inline void NAME##_step(kq_ctx *x, NAME##_state *s, kq_##T v) { \
        (void)x;                                                           \
        if (!v.null) MOMENTS##_add(s, v.v, v.v);                           \
    }

/* Pairs with a null in them are left out. */
#define KQ_DEFINE_COVARIANCE(NAME, IF, T, MOMENTS, RESULT)                                  \
    KQ_DEFINE_MOMENTS_BASE(NAME, MOMENTS, RESULT)                                           \
    static inline void NAME##_step(kq_ctx *x, NAME##_state *s, kq_##T a, kq_##T b) {        \
        (void)x;                                                                            \
        if (!a.null && !b.null) MOMENTS##_add(s, a.v, b.v);                                 \
    }                                                                                       \
    KQ_DEFINE_MOMENTS_BASE(IF, MOMENTS, RESULT)                                             \
    static inline void IF##_step(kq_ctx *x, IF##_state *s, kq_##T a, kq_##T b, kq_bool p) { \
        if (kq_true(p)) NAME##_step(x, s, a, b);                                            \
    }

#define KQ_DEFINE_ALL_MOMENTS(T, OF)                                                                              \
    KQ_DEFINE_SPREAD(kq_variance_##T, T, kq_##OF##_moments, kq_##OF##_covariance(s, false, kq_mk_real(0)))        \
    KQ_DEFINE_SPREAD(kq_variancep_##T, T, kq_##OF##_moments, kq_##OF##_covariance(s, true, kq_null_real()))       \
    KQ_DEFINE_SPREAD(kq_stdev_##T, T, kq_##OF##_moments, kq_root(kq_##OF##_covariance(s, false, kq_mk_real(0))))  \
    KQ_DEFINE_SPREAD(kq_stdevp_##T, T, kq_##OF##_moments, kq_root(kq_##OF##_covariance(s, true, kq_null_real()))) \
    KQ_DEFINE_IF(kq_variance_##T, kq_varianceif_##T, kq_##T, kq_real)                                             \
    KQ_DEFINE_IF(kq_variancep_##T, kq_variancepif_##T, kq_##T, kq_real)                                           \
    KQ_DEFINE_IF(kq_stdev_##T, kq_stdevif_##T, kq_##T, kq_real)                                                   \
    KQ_DEFINE_COVARIANCE(kq_covariance_##T, kq_covarianceif_##T, T, kq_##OF##_moments,                            \
                         kq_##OF##_covariance(s, false, kq_null_real()))                                          \
    KQ_DEFINE_COVARIANCE(kq_covariancep_##T, kq_covariancepif_##T, T, kq_##OF##_moments,                          \
                         kq_##OF##_covariance(s, true, kq_null_real()))

/* Whole numbers have their exact sums, reals the running means. */
KQ_DEFINE_ALL_MOMENTS(long, whole)
KQ_DEFINE_ALL_MOMENTS(real, real)

#endif
