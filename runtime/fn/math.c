/* Numbers: real modulo and bin, round, ceiling, isnan and its kin, max_of and min_of. What is shorter than a call is
 * inline in <kq/ops_arith.h>. Any null argument gives null, except in max_of and min_of. */
#include <kq/ops.h>

#include <math.h>

/* 0 <= N % D < abs(D), as for integers (kql.md 2.3); IEEE otherwise: % 0 is NaN. */
double kq_real_positive_mod(double a, double b) {
    double m = fmod(a, b);
    if (m < 0) {
        m += fabs(b);
        if (m >= fabs(b)) m = 0; /* a tiny negative rest was rounded up to the divisor */
    }
    return m;
}

kq_real kq_bin_real(kq_ctx *x, kq_real v, kq_real size) {
    (void)x;
    if (v.null || size.null || !(size.v > 0)) return kq_null_real();
    return kq_mk_real(floor(v.v / size.v) * size.v);
}

/* Half away from zero (kql.md 6, round). */
kq_real kq_round_real(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(round(a.v)); }

kq_real kq_ceiling_real(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(ceil(a.v)); }

/* Scales, rounds and scales back: round(2.15, 1) is 2.2 (docs: round-function.md) although 2.15 is a little less. */
kq_real kq_round_real_precision(kq_ctx *x, kq_real a, kq_long precision) {
    (void)x;
    if (a.null || precision.null) return kq_null_real();
    if (precision.v > 308) return a;
    if (precision.v < -308) return kq_mk_real(isfinite(a.v) ? 0.0 : a.v);
    double scale = pow(10.0, fabs((double)precision.v));
    double scaled = precision.v >= 0 ? a.v * scale : a.v / scale;
    if (!isfinite(scaled)) return a;
    scaled = round(scaled);
    return kq_mk_real(precision.v >= 0 ? scaled / scale : scaled * scale);
}

kq_long kq_round_long_precision(kq_ctx *x, kq_long a, kq_long precision) {
    (void)x;
    if (a.null || precision.null) return kq_null_long();
    if (precision.v >= 0) return a;
    if (precision.v < -19) return kq_mk_long(0);
    uint64_t unit = 1; /* 10^19 still fits */
    for (int64_t i = precision.v; i < 0; i++) unit *= 10;
    uint64_t magnitude = a.v < 0 ? 0 - (uint64_t)a.v : (uint64_t)a.v;
    uint64_t rest = magnitude % unit, rounded = magnitude - rest;
    if (rest >= unit - rest) rounded += unit;
    if (rounded > (uint64_t)INT64_MAX) return kq_null_long();
    return kq_mk_long(a.v < 0 ? -(int64_t)rounded : (int64_t)rounded);
}

kq_int kq_round_int_precision(kq_ctx *x, kq_int a, kq_long precision) {
    return kq_toint_long(x, kq_round_long_precision(x, kq_tolong_int(x, a), precision));
}

kq_bool kq_isnan(kq_ctx *x, kq_real a) { return (void)x, a.null ? kq_null_bool() : kq_mk_bool(isnan(a.v) != 0); }
kq_bool kq_isinf(kq_ctx *x, kq_real a) { return (void)x, a.null ? kq_null_bool() : kq_mk_bool(isinf(a.v) != 0); }
kq_bool kq_isfinite(kq_ctx *x, kq_real a) { return (void)x, a.null ? kq_null_bool() : kq_mk_bool(isfinite(a.v) != 0); }

/* A value beats null; null only when all are (docs: max-of-function.md). A number beats NaN, as in max(). */
#define KQ_DEFINE_BEST_OF(T)                                                                            \
    kq_##T kq_max_of_##T(kq_ctx *x, const kq_##T *args, size_t n) {                                     \
        (void)x;                                                                                        \
        kq_##T best = args[0];                                                                          \
        for (size_t i = 1; i < n; i++)                                                                  \
            if (!args[i].null && (best.null || best.v < args[i].v || best.v != best.v)) best = args[i]; \
        return best;                                                                                    \
    }                                                                                                   \
    kq_##T kq_min_of_##T(kq_ctx *x, const kq_##T *args, size_t n) {                                     \
        (void)x;                                                                                        \
        kq_##T best = args[0];                                                                          \
        for (size_t i = 1; i < n; i++)                                                                  \
            if (!args[i].null && (best.null || best.v > args[i].v || best.v != best.v)) best = args[i]; \
        return best;                                                                                    \
    }

KQ_DEFINE_BEST_OF(bool)
KQ_DEFINE_BEST_OF(int)
KQ_DEFINE_BEST_OF(long)
KQ_DEFINE_BEST_OF(real)
KQ_DEFINE_BEST_OF(datetime)
KQ_DEFINE_BEST_OF(timespan)

/* Strings by bytes. */
kq_str kq_max_of_string(kq_ctx *x, const kq_str *args, size_t n) {
    kq_str best = args[0];
    for (size_t i = 1; i < n; i++)
        if (kq_strcmp(x, args[i], best).v > 0) best = args[i];
    return best;
}
kq_str kq_min_of_string(kq_ctx *x, const kq_str *args, size_t n) {
    kq_str best = args[0];
    for (size_t i = 1; i < n; i++)
        if (kq_strcmp(x, args[i], best).v < 0) best = args[i];
    return best;
}
