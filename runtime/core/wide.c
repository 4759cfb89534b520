/* Arithmetic of wide.h, word by word. */
#include "wide.h"

#include <math.h>

kq_wide kq_wide_of(kq_u128 v) { return (kq_wide){{(uint64_t)v, (uint64_t)(v >> 64), 0, 0}}; }

kq_wide kq_wide_signed(kq_i128 v) {
    const uint64_t fill = v < 0 ? UINT64_MAX : 0;
    return (kq_wide){{(uint64_t)v, (uint64_t)((kq_u128)v >> 64), fill, fill}};
}

kq_wide kq_wide_add(kq_wide a, kq_wide b) {
    uint64_t carry = 0;
    for (int i = 0; i < KQ_WIDE_WORDS; i++) {
        const kq_u128 sum = (kq_u128)a.w[i] + b.w[i] + carry;
        a.w[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return a;
}

kq_wide kq_wide_subtract(kq_wide a, kq_wide b) {
    for (int i = 0; i < KQ_WIDE_WORDS; i++) b.w[i] = ~b.w[i];
    return kq_wide_add(kq_wide_add(a, b), kq_wide_of(1));
}

kq_wide kq_wide_multiply(kq_wide a, kq_wide b) {
    kq_wide out = {{0}};
    for (int i = 0; i < KQ_WIDE_WORDS; i++) {
        uint64_t carry = 0;
        for (int k = 0; i + k < KQ_WIDE_WORDS; k++) {
            const kq_u128 sum = (kq_u128)a.w[i] * b.w[k] + out.w[i + k] + carry;
            out.w[i + k] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
    }
    return out;
}

int kq_wide_compare(kq_wide a, kq_wide b) {
    for (int i = KQ_WIDE_WORDS - 1; i >= 0; i--)
        if (a.w[i] != b.w[i]) return a.w[i] < b.w[i] ? -1 : 1;
    return 0;
}

uint64_t kq_wide_divide_small(kq_wide *a, uint64_t by) {
    uint64_t rest = 0;
    for (int i = KQ_WIDE_WORDS - 1; i >= 0; i--) {
        const kq_u128 part = (kq_u128)rest << 64 | a->w[i];
        a->w[i] = (uint64_t)(part / by);
        rest = (uint64_t)(part % by);
    }
    return rest;
}

/* Bit by bit, as on paper. The rest never loses its highest bit: it is below b, and one bit comes in at a time. */
kq_wide kq_wide_divide(kq_wide a, kq_wide b, kq_wide *rest) {
    kq_wide quotient = {{0}}, r = {{0}};
    if (kq_wide_is_u128(a) && kq_wide_is_u128(b)) {
        *rest = kq_wide_of(kq_wide_low(a) % kq_wide_low(b));
        return kq_wide_of(kq_wide_low(a) / kq_wide_low(b));
    }
    for (int bit = 64 * KQ_WIDE_WORDS - 1; bit >= 0; bit--) {
        const bool over = r.w[KQ_WIDE_WORDS - 1] >> 63;
        r = kq_wide_add(r, r);
        r.w[0] |= a.w[bit / 64] >> (bit % 64) & 1;
        if (!over && kq_wide_compare(r, b) < 0) continue;
        r = kq_wide_subtract(r, b);
        quotient.w[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    *rest = r;
    return quotient;
}

/* Rounded once: the two highest words that are in use, with what is below them as a sticky bit. */
double kq_wide_double(kq_wide a) {
    const bool negative = a.w[KQ_WIDE_WORDS - 1] >> 63;
    if (negative) a = kq_wide_subtract((kq_wide){{0}}, a);
    int top = KQ_WIDE_WORDS - 1;
    while (top > 1 && a.w[top] == 0) top--;
    kq_u128 high = (kq_u128)a.w[top] << 64 | a.w[top - 1];
    for (int i = 0; i + 1 < top; i++) high |= a.w[i] != 0;
    const double v = ldexp((double)high, 64 * (top - 1));
    return negative ? -v : v;
}
