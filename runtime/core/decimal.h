/* Decimal numbers: up to 34 significant digits and a power of ten, rounded half to even (docs: decimal.md, "128-bit
 * wide"; the digits, the rounding and the range are those of IEEE 754 decimal128 [assumed]). A value has one form: no
 * zeros at the end of its digits, so that equal values are equal bytes. Results are null where an operand is, and
 * beyond the range. May be included by every folder of the runtime and the compiler's folding. */
#ifndef KQ_DECIMAL_H
#define KQ_DECIMAL_H

#include "buf.h"
#include "wide.h"

/* digits * 10^exponent, rounded. */
kq_decimal kq_decimal_make(bool negative, kq_u128 digits, int64_t exponent);

/* todecimal of text: digits, a point, an exponent, white space around; false for anything else. */
bool kq_parse_decimal(kq_str s, kq_decimal *out);
/* Digits and at most one point, never an exponent: 1.5, -20, 0.001. Of a null nothing. */
void kq_put_decimal(kq_buf *b, kq_decimal v);
kq_str kq_decimal_text(kq_arena *a, kq_decimal v);

kq_decimal kq_decimal_from_long(int64_t v);
/* The number that the real's text shows (kql.md 2.5); NaN and infinities give null. */
kq_decimal kq_decimal_from_real(double v);
/* Truncates toward zero; false outside of a long. */
bool kq_decimal_to_long(kq_decimal v, int64_t *out);
/* The nearest real. */
double kq_decimal_to_real(kq_decimal v);

kq_decimal kq_decimal_add(kq_decimal a, kq_decimal b);
kq_decimal kq_decimal_subtract(kq_decimal a, kq_decimal b);
kq_decimal kq_decimal_multiply(kq_decimal a, kq_decimal b);
/* Null when b is 0. */
kq_decimal kq_decimal_divide(kq_decimal a, kq_decimal b);
/* In 0 ... |b|, exact but for the last digit; null when b is 0 (kql.md 2.3). */
kq_decimal kq_decimal_modulo(kq_decimal a, kq_decimal b);
kq_decimal kq_decimal_negate(kq_decimal v);
/* With so many digits behind the point, half away from zero; negative: zeros in front of it. */
kq_decimal kq_decimal_round(kq_decimal v, int64_t places);
kq_decimal kq_decimal_floor(kq_decimal v);

static inline bool kq_decimal_is_zero(kq_decimal v) { return (v.low | v.high) == 0; }

#endif
