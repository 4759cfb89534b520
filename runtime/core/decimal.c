/* Arithmetic of decimal.h. Coefficients have at most 34 digits; products, and sums of what stands at most 42 digits
 * apart, fit 256 bits exactly. Every result is rounded once, in finish(). */
#include "decimal.h"

#include "wide.h"

enum { DIGITS = 34, REACH = 42, LARGEST = 6144, SMALLEST = -6143 };

static const uint64_t small_powers[] = {UINT64_C(1),
                                        UINT64_C(10),
                                        UINT64_C(100),
                                        UINT64_C(1000),
                                        UINT64_C(10000),
                                        UINT64_C(100000),
                                        UINT64_C(1000000),
                                        UINT64_C(10000000),
                                        UINT64_C(100000000),
                                        UINT64_C(1000000000),
                                        UINT64_C(10000000000),
                                        UINT64_C(100000000000),
                                        UINT64_C(1000000000000),
                                        UINT64_C(10000000000000),
                                        UINT64_C(100000000000000),
                                        UINT64_C(1000000000000000),
                                        UINT64_C(10000000000000000),
                                        UINT64_C(100000000000000000),
                                        UINT64_C(1000000000000000000),
                                        UINT64_C(10000000000000000000)};

/* 10^n, n <= 38 */
static kq_u128 power(unsigned n) { return n < 20 ? small_powers[n] : (kq_u128)small_powers[19] * small_powers[n - 19]; }
/* 10^n, n <= 76 */
static kq_wide wide_power(unsigned n) {
    return n <= 38 ? kq_wide_of(power(n)) : kq_wide_multiply(kq_wide_of(power(38)), kq_wide_of(power(n - 38)));
}

static kq_u128 coefficient(kq_decimal v) { return (kq_u128)v.high << 64 | v.low; }

static int count_digits(kq_u128 v) {
    int n = 0;
    while (n <= 38 && v >= power((unsigned)n)) n++;
    return n;
}

/* Of the digit before the last, `digit` and whether anything but 0 follows: round half to even. */
static bool rounds_up(bool odd, uint64_t digit, bool more) { return digit > 5 || (digit == 5 && (more || odd)); }

/* The value of a coefficient within 10^34 in its one form. */
static kq_decimal normal(bool negative, kq_u128 v, int64_t exponent) {
    if (v == 0) return (kq_decimal){.null = false};
    while ((v & 0xff) == 0 && v % small_powers[8] == 0) v /= small_powers[8], exponent += 8;
    while (v % 10 == 0) v /= 10, exponent++;
    const int64_t magnitude = exponent + count_digits(v) - 1;
    if (magnitude > LARGEST) return kq_null_decimal();
    if (magnitude < SMALLEST) return (kq_decimal){.null = false};
    return (kq_decimal){(uint64_t)v, (uint64_t)(v >> 64), (int32_t)exponent, negative, false};
}

/* v * 10^exponent, and a little more than that when `more`, rounded to 34 digits. */
static kq_decimal finish(bool negative, kq_wide v, int64_t exponent, bool more) {
    const kq_wide limit = kq_wide_of(power(DIGITS)), far = wide_power(DIGITS + 16);
    while (kq_wide_compare(v, far) >= 0) {
        more |= kq_wide_divide_small(&v, small_powers[15]) != 0;
        exponent += 15;
    }
    uint64_t digit = 0;
    while (kq_wide_compare(v, limit) >= 0) {
        more |= digit != 0;
        digit = kq_wide_divide_small(&v, 10);
        exponent++;
    }
    return normal(negative, kq_wide_low(v) + rounds_up(v.w[0] & 1, digit, more), exponent);
}

kq_decimal kq_decimal_make(bool negative, kq_u128 digits, int64_t exponent) {
    return finish(negative, kq_wide_of(digits), exponent, false);
}

/* ---- arithmetic */

kq_decimal kq_decimal_negate(kq_decimal v) {
    if (!v.null && !kq_decimal_is_zero(v)) v.negative = !v.negative;
    return v;
}

/* v / 10^n with what is left over as `more` */
static kq_wide shift_down(kq_u128 v, int64_t n, bool *more) {
    if (n > 38) {
        *more = v != 0;
        return kq_wide_of(0);
    }
    *more = v % power((unsigned)n) != 0;
    return kq_wide_of(v / power((unsigned)n));
}

kq_decimal kq_decimal_add(kq_decimal a, kq_decimal b) {
    if (a.null || b.null) return kq_null_decimal();
    if (kq_decimal_is_zero(a)) return b;
    if (kq_decimal_is_zero(b)) return a;
    if (a.exponent < b.exponent) {
        const kq_decimal swap = a;
        a = b;
        b = swap;
    }
    const int64_t gap = (int64_t)a.exponent - b.exponent, shift = gap < REACH ? gap : REACH;
    bool more = false;
    const kq_wide left = kq_wide_multiply(kq_wide_of(coefficient(a)), wide_power((unsigned)shift));
    kq_wide right = shift_down(coefficient(b), gap - shift, &more);
    if (a.negative == b.negative) return finish(a.negative, kq_wide_add(left, right), a.exponent - shift, more);
    if (kq_wide_compare(left, right) < 0)
        return finish(b.negative, kq_wide_subtract(right, left), a.exponent - shift, false);
    if (more) right = kq_wide_add(right, kq_wide_of(1)); /* the difference is that much and a little more */
    return finish(a.negative, kq_wide_subtract(left, right), a.exponent - shift, more);
}

kq_decimal kq_decimal_subtract(kq_decimal a, kq_decimal b) { return kq_decimal_add(a, kq_decimal_negate(b)); }

kq_decimal kq_decimal_multiply(kq_decimal a, kq_decimal b) {
    if (a.null || b.null) return kq_null_decimal();
    const kq_wide v = kq_wide_multiply(kq_wide_of(coefficient(a)), kq_wide_of(coefficient(b)));
    return finish(a.negative != b.negative, v, (int64_t)a.exponent + b.exponent, false);
}

/* The dividend gets so many zeros that the quotient has 35 digits or 36. */
kq_decimal kq_decimal_divide(kq_decimal a, kq_decimal b) {
    if (a.null || b.null || kq_decimal_is_zero(b)) return kq_null_decimal();
    const int zeros = DIGITS + 1 - count_digits(coefficient(a)) + count_digits(coefficient(b));
    kq_wide rest;
    const kq_wide v = kq_wide_divide(kq_wide_multiply(kq_wide_of(coefficient(a)), wide_power((unsigned)zeros)),
                                     kq_wide_of(coefficient(b)), &rest);
    return finish(a.negative != b.negative, v, (int64_t)a.exponent - b.exponent - zeros, !kq_wide_is_zero(rest));
}

static kq_u128 multiply_modulo(kq_u128 a, kq_u128 b, kq_u128 by) {
    kq_wide rest;
    kq_wide_divide(kq_wide_multiply(kq_wide_of(a), kq_wide_of(b)), kq_wide_of(by), &rest);
    return kq_wide_low(rest);
}

/* a * 10^n modulo `by` */
static kq_u128 scaled_modulo(kq_u128 a, int64_t n, kq_u128 by) {
    kq_u128 result = a % by;
    for (kq_u128 ten = 10 % by; n; n >>= 1) {
        if (n & 1) result = multiply_modulo(result, ten, by);
        ten = multiply_modulo(ten, ten, by);
    }
    return result;
}

kq_decimal kq_decimal_modulo(kq_decimal a, kq_decimal b) {
    if (a.null || b.null || kq_decimal_is_zero(b)) return kq_null_decimal();
    const int64_t gap = (int64_t)a.exponent - b.exponent;
    kq_decimal rest;
    if (gap >= 0) {
        rest = normal(false, scaled_modulo(coefficient(a), gap, coefficient(b)), b.exponent);
    } else if (-gap > REACH) { /* |a| < |b| */
        rest = a;
        rest.negative = false;
    } else {
        kq_wide left;
        const kq_wide by = kq_wide_multiply(kq_wide_of(coefficient(b)), wide_power((unsigned)-gap));
        kq_wide_divide(kq_wide_of(coefficient(a)), by, &left);
        rest = normal(false, kq_wide_low(left), a.exponent);
    }
    if (!a.negative || kq_decimal_is_zero(rest)) return rest;
    b.negative = false;
    return kq_decimal_subtract(b, rest);
}

/* ---- order and rounding */

static int sign_of(kq_decimal v) { return kq_decimal_is_zero(v) ? 0 : v.negative ? -1 : 1; }

int kq_decimal_compare(kq_decimal a, kq_decimal b) {
    const int sign = sign_of(a);
    if (sign != sign_of(b)) return sign < sign_of(b) ? -1 : 1;
    if (sign == 0) return 0;
    const kq_u128 left = coefficient(a), right = coefficient(b);
    const int64_t over = (int64_t)a.exponent + count_digits(left) - b.exponent - count_digits(right);
    if (over) return over > 0 ? sign : -sign;
    /* as many digits in front of the point, so that the exponents are less than 34 apart */
    const int gap = a.exponent - b.exponent;
    const int c = kq_wide_compare(kq_wide_multiply(kq_wide_of(left), wide_power(gap > 0 ? (unsigned)gap : 0)),
                                  kq_wide_multiply(kq_wide_of(right), wide_power(gap < 0 ? (unsigned)-gap : 0)));
    return sign * c;
}

/* The digits down to 10^-places, which is above the last one; whether the rest is less or more than half a unit, and
 * whether there is any. */
static kq_u128 cut(kq_decimal v, int64_t places, int *compare_half, bool *any) {
    const int64_t drop = -places - v.exponent;
    const kq_u128 c = coefficient(v);
    if (drop > 38) {
        *any = c != 0;
        *compare_half = -1;
        return 0;
    }
    const kq_u128 unit = power((unsigned)drop), rest = c % unit;
    *any = rest != 0;
    *compare_half = rest < unit - rest ? -1 : rest > unit - rest;
    return c / unit;
}

kq_decimal kq_decimal_round(kq_decimal v, int64_t places) {
    if (places > -SMALLEST + DIGITS) return v;
    if (places < -LARGEST - 1) places = -LARGEST - 1;
    if (v.null || v.exponent >= -places) return v;
    int half;
    bool any;
    const kq_u128 c = cut(v, places, &half, &any);
    return normal(v.negative, c + (half >= 0), -places);
}

kq_decimal kq_decimal_floor(kq_decimal v) {
    if (v.null || v.exponent >= 0) return v;
    int half;
    bool any;
    const kq_u128 c = cut(v, 0, &half, &any);
    return normal(v.negative, c + (any && v.negative), 0);
}
