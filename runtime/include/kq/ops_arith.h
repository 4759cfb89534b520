/* Arithmetic on long, real, datetime and timespan, inline. Part of <kq/ops.h>; do not include it directly.
 * Any null operand gives null. Long and timespan wrap in two's complement, without undefined behaviour; a datetime
 * outside year 1 to 9999 is null; integer division by zero is null (kql.md 2.3; docs: numerical-operators.md,
 * datetime-timespan-arithmetic.md). */
#ifndef KQ_OPS_ARITH_H
#define KQ_OPS_ARITH_H

#include <kq/ops_null.h>

/* ---- building blocks on plain values ---- */

static inline int64_t kq_wrap_add(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
static inline int64_t kq_wrap_sub(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
static inline int64_t kq_wrap_mul(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }
/* b != 0; truncates toward zero; INT64_MIN / -1 wraps to INT64_MIN. */
static inline int64_t kq_wrap_div(int64_t a, int64_t b) { return b == -1 ? kq_wrap_sub(0, a) : a / b; }
/* b != 0; the result is in [0, |b|), whatever the signs (docs: -14 % 12 is 10, 14 % -12 is 2). */
static inline int64_t kq_positive_mod(int64_t a, int64_t b) {
    if (b == -1) return 0;
    int64_t m = a % b;
    if (m >= 0) return m;
    return b > 0 ? m + b : m - b;
}
static inline bool kq_datetime_in_range(int64_t ticks) { return ticks >= 0 && ticks <= KQ_DATETIME_MAX; }
static inline kq_datetime kq_datetime_or_null(int64_t ticks) {
    return kq_datetime_in_range(ticks) ? kq_mk_datetime(ticks) : kq_null_datetime();
}
/* To the nearest tick, half away from zero; null when it is not a number or leaves 64 bits. */
static inline kq_timespan kq_timespan_from_real(double ticks) {
    double shifted = ticks < 0 ? ticks - 0.5 : ticks + 0.5;
    if (!(shifted > -9223372036854775808.0 && shifted < 9223372036854775808.0)) return kq_null_timespan();
    /* Above 2^52 adding 0.5 is inexact, and the value has no fraction to round. */
    bool whole = ticks >= 4503599627370496.0 || ticks <= -4503599627370496.0;
    return kq_mk_timespan((int64_t)(whole ? ticks : shifted));
}
/* x - floor(x / m) * |m| without libm in the header: defined in runtime/fn/math.c. */
double kq_real_positive_mod(double a, double b);

/* ---- long ---- */

static inline kq_long kq_add_long(kq_ctx *x, kq_long a, kq_long b) {
    return (void)x, a.null || b.null ? kq_null_long() : kq_mk_long(kq_wrap_add(a.v, b.v));
}
static inline kq_long kq_sub_long(kq_ctx *x, kq_long a, kq_long b) {
    return (void)x, a.null || b.null ? kq_null_long() : kq_mk_long(kq_wrap_sub(a.v, b.v));
}
static inline kq_long kq_mul_long(kq_ctx *x, kq_long a, kq_long b) {
    return (void)x, a.null || b.null ? kq_null_long() : kq_mk_long(kq_wrap_mul(a.v, b.v));
}
static inline kq_long kq_div_long(kq_ctx *x, kq_long a, kq_long b) {
    return (void)x, a.null || b.null || b.v == 0 ? kq_null_long() : kq_mk_long(kq_wrap_div(a.v, b.v));
}
static inline kq_long kq_mod_long(kq_ctx *x, kq_long a, kq_long b) {
    return (void)x, a.null || b.null || b.v == 0 ? kq_null_long() : kq_mk_long(kq_positive_mod(a.v, b.v));
}
/* A non-constant int becomes a long under unary minus. */
static inline kq_long kq_neg_int(kq_ctx *x, kq_int a) {
    return (void)x, a.null ? kq_null_long() : kq_mk_long(-(int64_t)a.v);
}
static inline kq_long kq_neg_long(kq_ctx *x, kq_long a) {
    return (void)x, a.null ? a : kq_mk_long(kq_wrap_sub(0, a.v));
}
static inline kq_long kq_plus_long(kq_ctx *x, kq_long a) { return (void)x, a; }

/* ---- real: IEEE 754 ---- */

static inline kq_real kq_add_real(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(a.v + b.v);
}
static inline kq_real kq_sub_real(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(a.v - b.v);
}
static inline kq_real kq_mul_real(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(a.v * b.v);
}
/* x/0 is an infinity, 0/0 is NaN; UBSan's float-divide-by-zero is not part of -fsanitize=undefined. */
static inline kq_real kq_div_real(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(a.v / b.v);
}
static inline kq_real kq_mod_real(kq_ctx *x, kq_real a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real(kq_real_positive_mod(a.v, b.v));
}
static inline kq_real kq_neg_real(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(-a.v); }
static inline kq_real kq_plus_real(kq_ctx *x, kq_real a) { return (void)x, a; }

/* ---- timespan ---- */

static inline kq_timespan kq_add_timespan(kq_ctx *x, kq_timespan a, kq_timespan b) {
    return (void)x, a.null || b.null ? kq_null_timespan() : kq_mk_timespan(kq_wrap_add(a.v, b.v));
}
static inline kq_timespan kq_sub_timespan(kq_ctx *x, kq_timespan a, kq_timespan b) {
    return (void)x, a.null || b.null ? kq_null_timespan() : kq_mk_timespan(kq_wrap_sub(a.v, b.v));
}
static inline kq_timespan kq_mul_timespan_long(kq_ctx *x, kq_timespan a, kq_long b) {
    return (void)x, a.null || b.null ? kq_null_timespan() : kq_mk_timespan(kq_wrap_mul(a.v, b.v));
}
static inline kq_timespan kq_mul_long_timespan(kq_ctx *x, kq_long a, kq_timespan b) {
    return kq_mul_timespan_long(x, b, a);
}
static inline kq_timespan kq_mul_timespan_real(kq_ctx *x, kq_timespan a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_timespan() : kq_timespan_from_real((double)a.v * b.v);
}
static inline kq_timespan kq_mul_real_timespan(kq_ctx *x, kq_real a, kq_timespan b) {
    return kq_mul_timespan_real(x, b, a);
}
/* 1d / 1h is the real 24.0. */
static inline kq_real kq_div_timespan(kq_ctx *x, kq_timespan a, kq_timespan b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real((double)a.v / (double)b.v);
}
static inline kq_timespan kq_div_timespan_long(kq_ctx *x, kq_timespan a, kq_long b) {
    return (void)x, a.null || b.null || b.v == 0 ? kq_null_timespan() : kq_mk_timespan(kq_wrap_div(a.v, b.v));
}
static inline kq_timespan kq_div_timespan_real(kq_ctx *x, kq_timespan a, kq_real b) {
    return (void)x, a.null || b.null ? kq_null_timespan() : kq_timespan_from_real((double)a.v / b.v);
}
static inline kq_timespan kq_mod_timespan(kq_ctx *x, kq_timespan a, kq_timespan b) {
    return (void)x, a.null || b.null || b.v == 0 ? kq_null_timespan() : kq_mk_timespan(kq_positive_mod(a.v, b.v));
}
static inline kq_timespan kq_neg_timespan(kq_ctx *x, kq_timespan a) {
    return (void)x, a.null ? a : kq_mk_timespan(kq_wrap_sub(0, a.v));
}
static inline kq_timespan kq_plus_timespan(kq_ctx *x, kq_timespan a) { return (void)x, a; }

/* ---- datetime ---- */

static inline kq_datetime kq_add_datetime_timespan(kq_ctx *x, kq_datetime a, kq_timespan b) {
    int64_t r;
    (void)x;
    if (a.null || b.null || __builtin_add_overflow(a.v, b.v, &r)) return kq_null_datetime();
    return kq_datetime_or_null(r);
}
static inline kq_datetime kq_add_timespan_datetime(kq_ctx *x, kq_timespan a, kq_datetime b) {
    return kq_add_datetime_timespan(x, b, a);
}
static inline kq_datetime kq_sub_datetime_timespan(kq_ctx *x, kq_datetime a, kq_timespan b) {
    int64_t r;
    (void)x;
    if (a.null || b.null || __builtin_sub_overflow(a.v, b.v, &r)) return kq_null_datetime();
    return kq_datetime_or_null(r);
}
static inline kq_timespan kq_sub_datetime(kq_ctx *x, kq_datetime a, kq_datetime b) {
    return (void)x, a.null || b.null ? kq_null_timespan() : kq_mk_timespan(kq_wrap_sub(a.v, b.v));
}
static inline kq_real kq_div_datetime_timespan(kq_ctx *x, kq_datetime a, kq_timespan b) {
    return (void)x, a.null || b.null ? kq_null_real() : kq_mk_real((double)a.v / (double)b.v);
}
static inline kq_timespan kq_mod_datetime_timespan(kq_ctx *x, kq_datetime a, kq_timespan b) {
    return (void)x, a.null || b.null || b.v == 0 ? kq_null_timespan() : kq_mk_timespan(kq_positive_mod(a.v, b.v));
}

/* One value per run: every reference sees the same now (docs: now-function.md; kql.md 7.1). */
static inline kq_datetime kq_now(kq_ctx *x) { return kq_datetime_or_null(x->now); }
static inline kq_datetime kq_now_offset(kq_ctx *x, kq_timespan d) { return kq_add_datetime_timespan(x, kq_now(x), d); }
static inline kq_datetime kq_ago(kq_ctx *x, kq_timespan d) { return kq_sub_datetime_timespan(x, kq_now(x), d); }

/* ---- bin: the largest multiple of the bin size that is not above the value (docs: bin-function.md) ----
 * A bin size that is zero or negative gives null, and so does a bin that starts below the type's range. */

static inline bool kq_bin_ticks(int64_t v, int64_t size, int64_t *out) {
    if (size <= 0) return false;
    return !__builtin_sub_overflow(v, kq_positive_mod(v, size), out);
}
static inline kq_long kq_bin_long(kq_ctx *x, kq_long v, kq_long size) {
    int64_t r;
    (void)x;
    return v.null || size.null || !kq_bin_ticks(v.v, size.v, &r) ? kq_null_long() : kq_mk_long(r);
}
static inline kq_int kq_bin_int(kq_ctx *x, kq_int v, kq_int size) {
    int64_t r;
    (void)x;
    if (v.null || size.null || !kq_bin_ticks(v.v, size.v, &r) || r < INT32_MIN) return kq_null_int();
    return kq_mk_int((int32_t)r);
}
static inline kq_timespan kq_bin_timespan(kq_ctx *x, kq_timespan v, kq_timespan size) {
    int64_t r;
    (void)x;
    return v.null || size.null || !kq_bin_ticks(v.v, size.v, &r) ? kq_null_timespan() : kq_mk_timespan(r);
}
/* From 0001-01-01, a Monday: bin(t, 7d) starts weeks on Monday. */
static inline kq_datetime kq_bin_datetime(kq_ctx *x, kq_datetime v, kq_timespan size) {
    int64_t r;
    (void)x;
    return v.null || size.null || !kq_bin_ticks(v.v, size.v, &r) ? kq_null_datetime() : kq_mk_datetime(r);
}

static inline kq_long kq_abs_long(kq_ctx *x, kq_long a) { return a.v < 0 ? kq_neg_long(x, a) : a; }
static inline kq_long kq_abs_int(kq_ctx *x, kq_int a) {
    return (void)x, a.null ? kq_null_long() : kq_mk_long(a.v < 0 ? -(int64_t)a.v : (int64_t)a.v);
}
static inline kq_real kq_abs_real(kq_ctx *x, kq_real a) {
    return (void)x, a.null ? a : kq_mk_real(__builtin_fabs(a.v));
}
static inline kq_timespan kq_abs_timespan(kq_ctx *x, kq_timespan a) { return a.v < 0 ? kq_neg_timespan(x, a) : a; }
/* round and ceiling of whole numbers */
static inline kq_int kq_round_int(kq_ctx *x, kq_int a) { return (void)x, a; }
static inline kq_long kq_round_long(kq_ctx *x, kq_long a) { return (void)x, a; }

#endif
