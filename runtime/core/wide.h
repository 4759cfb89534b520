/* Whole numbers of 256 bits, for exact sums of products and for decimals. Arithmetic is modulo 2^256, so that it also
 * serves two's complement. May be included by runtime/core, runtime/agg. */
#ifndef KQ_WIDE_H
#define KQ_WIDE_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 kq_u128;
__extension__ typedef __int128 kq_i128;

enum { KQ_WIDE_WORDS = 4 };
typedef struct kq_wide {
    uint64_t w[KQ_WIDE_WORDS]; /* lowest word first */
} kq_wide;

kq_wide kq_wide_of(kq_u128 v);
kq_wide kq_wide_signed(kq_i128 v);
kq_wide kq_wide_add(kq_wide a, kq_wide b);
kq_wide kq_wide_subtract(kq_wide a, kq_wide b);
kq_wide kq_wide_multiply(kq_wide a, kq_wide b);
/* As numbers without a sign: < 0, 0, > 0. */
int kq_wide_compare(kq_wide a, kq_wide b);
/* Quotient and rest without a sign; b is not 0. */
kq_wide kq_wide_divide(kq_wide a, kq_wide b, kq_wide *rest);
/* a /= by, which is not 0; the rest. */
uint64_t kq_wide_divide_small(kq_wide *a, uint64_t by);
/* The nearest double, as two's complement. */
double kq_wide_double(kq_wide a);
static inline bool kq_wide_is_zero(kq_wide a) { return (a.w[0] | a.w[1] | a.w[2] | a.w[3]) == 0; }
static inline bool kq_wide_is_u128(kq_wide a) { return (a.w[2] | a.w[3]) == 0; }
static inline kq_u128 kq_wide_low(kq_wide a) { return (kq_u128)a.w[1] << 64 | a.w[0]; }

#endif
