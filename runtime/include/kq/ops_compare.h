/* Equality, order and between, inline. Part of <kq/ops.h>; do not include it directly.
 * docs: null-values.md (null == v is false, null != v is true, null with null is null; order with null is null),
 * numerical-operators.md, between-operator.md */
#ifndef KQ_OPS_COMPARE_H
#define KQ_OPS_COMPARE_H

#include <kq/bytes.h>
#include <kq/ops_arith.h>

#include <string.h>

#define KQ_DEFINE_EQUALITY(T, SAME)                                                         \
    static inline kq_bool kq_eq_##T(kq_ctx *x, kq_##T a, kq_##T b) {                        \
        (void)x;                                                                            \
        if (a.null || b.null) return a.null && b.null ? kq_null_bool() : kq_mk_bool(false); \
        return kq_mk_bool(SAME);                                                            \
    }                                                                                       \
    static inline kq_bool kq_ne_##T(kq_ctx *x, kq_##T a, kq_##T b) {                        \
        (void)x;                                                                            \
        if (a.null || b.null) return a.null && b.null ? kq_null_bool() : kq_mk_bool(true);  \
        return kq_mk_bool(!(SAME));                                                         \
    }

KQ_DEFINE_EQUALITY(bool, a.v == b.v)
KQ_DEFINE_EQUALITY(int, a.v == b.v)
KQ_DEFINE_EQUALITY(long, a.v == b.v)
/* IEEE on purpose: NaN == NaN is false (kql.md 2.3). */
KQ_DEFINE_EQUALITY(real, a.v == b.v)
KQ_DEFINE_EQUALITY(decimal, kq_decimal_compare(a, b) == 0)
KQ_DEFINE_EQUALITY(datetime, a.v == b.v)
KQ_DEFINE_EQUALITY(timespan, a.v == b.v)
KQ_DEFINE_EQUALITY(guid, memcmp(a.b, b.b, sizeof a.b) == 0)
#undef KQ_DEFINE_EQUALITY

/* Strings: ordinal, case-sensitive, never null. */
static inline kq_bool kq_eq_string(kq_ctx *x, kq_str a, kq_str b) {
    (void)x;
    return kq_mk_bool(a.n == b.n && kq_bytes_equal(a.p, b.p, a.n));
}
static inline kq_bool kq_ne_string(kq_ctx *x, kq_str a, kq_str b) { return kq_mk_bool(!kq_eq_string(x, a, b).v); }

#define KQ_DEFINE_ORDER(T)                                                                                         \
    static inline kq_bool kq_lt_##T(kq_ctx *x, kq_##T a, kq_##T b) {                                               \
        return (void)x, a.null || b.null ? kq_null_bool() : kq_mk_bool(a.v < b.v);                                 \
    }                                                                                                              \
    static inline kq_bool kq_le_##T(kq_ctx *x, kq_##T a, kq_##T b) {                                               \
        return (void)x, a.null || b.null ? kq_null_bool() : kq_mk_bool(a.v <= b.v);                                \
    }                                                                                                              \
    static inline kq_bool kq_gt_##T(kq_ctx *x, kq_##T a, kq_##T b) {                                               \
        return (void)x, a.null || b.null ? kq_null_bool() : kq_mk_bool(a.v > b.v);                                 \
    }                                                                                                              \
    static inline kq_bool kq_ge_##T(kq_ctx *x, kq_##T a, kq_##T b) {                                               \
        return (void)x, a.null || b.null ? kq_null_bool() : kq_mk_bool(a.v >= b.v);                                \
    }                                                                                                              \
    static inline kq_bool kq_between_##T(kq_ctx *x, kq_##T a, kq_##T lo, kq_##T hi) {                              \
        return (void)x, a.null || lo.null || hi.null ? kq_null_bool() : kq_mk_bool(a.v >= lo.v && a.v <= hi.v);    \
    }                                                                                                              \
    static inline kq_bool kq_not_between_##T(kq_ctx *x, kq_##T a, kq_##T lo, kq_##T hi) {                          \
        return (void)x, a.null || lo.null || hi.null ? kq_null_bool() : kq_mk_bool(!(a.v >= lo.v && a.v <= hi.v)); \
    }

KQ_DEFINE_ORDER(int)
KQ_DEFINE_ORDER(long)
KQ_DEFINE_ORDER(real)
KQ_DEFINE_ORDER(datetime)
KQ_DEFINE_ORDER(timespan)
#undef KQ_DEFINE_ORDER

#define KQ_DEFINE_DECIMAL_ORDER(NAME, OVER)                                                              \
    static inline kq_bool kq_##NAME##_decimal(kq_ctx *x, kq_decimal a, kq_decimal b) {                   \
        return (void)x, a.null || b.null ? kq_null_bool() : kq_mk_bool(kq_decimal_compare(a, b) OVER 0); \
    }
KQ_DEFINE_DECIMAL_ORDER(lt, <)
KQ_DEFINE_DECIMAL_ORDER(le, <=)
KQ_DEFINE_DECIMAL_ORDER(gt, >)
KQ_DEFINE_DECIMAL_ORDER(ge, >=)
#undef KQ_DEFINE_DECIMAL_ORDER
static inline kq_bool kq_between_decimal(kq_ctx *x, kq_decimal a, kq_decimal lo, kq_decimal hi) {
    (void)x;
    if (a.null || lo.null || hi.null) return kq_null_bool();
    return kq_mk_bool(kq_decimal_compare(a, lo) >= 0 && kq_decimal_compare(a, hi) <= 0);
}
static inline kq_bool kq_not_between_decimal(kq_ctx *x, kq_decimal a, kq_decimal lo, kq_decimal hi) {
    return kq_not(x, kq_between_decimal(x, a, lo, hi));
}

/* dt between (start .. timespan): up to start + timespan. Saturates instead of leaving datetime's range: an end past
 * 9999 must not turn the test into null. */
static inline kq_bool kq_between_datetime_timespan(kq_ctx *x, kq_datetime a, kq_datetime lo, kq_timespan d) {
    (void)x;
    if (a.null || lo.null || d.null) return kq_null_bool();
    int64_t hi;
    if (__builtin_add_overflow(lo.v, d.v, &hi)) hi = d.v < 0 ? INT64_MIN : INT64_MAX;
    return kq_mk_bool(a.v >= lo.v && a.v <= hi);
}
static inline kq_bool kq_not_between_datetime_timespan(kq_ctx *x, kq_datetime a, kq_datetime lo, kq_timespan d) {
    return kq_not(x, kq_between_datetime_timespan(x, a, lo, d));
}

#endif
