/* block64.h with NEON (every 64-bit Arm). */
#ifndef KQ_BLOCK64_NEON_H
#define KQ_BLOCK64_NEON_H

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

typedef struct kq_b64 {
    uint8x16_t v[4];
} kq_b64;

#define KQ_B64_EACH(r, expression) \
    kq_b64 r;                      \
    _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) r.v[i] = (expression)

static inline kq_b64 kq_b64_load(const char *p) {
    KQ_B64_EACH(r, vld1q_u8((const uint8_t *)(const void *)p + 16 * i));
    return r;
}
static inline void kq_b64_store(char *p, kq_b64 a) {
    for (int i = 0; i < 4; i++) vst1q_u8((uint8_t *)(void *)p + 16 * i, a.v[i]);
}
static inline kq_b64 kq_b64_fill(uint8_t c) {
    KQ_B64_EACH(r, vdupq_n_u8(c));
    return r;
}
static inline kq_b64 kq_b64_or(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, vorrq_u8(a.v[i], b.v[i]));
    return r;
}
static inline kq_b64 kq_b64_and(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, vandq_u8(a.v[i], b.v[i]));
    return r;
}
static inline kq_b64 kq_b64_xor(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, veorq_u8(a.v[i], b.v[i]));
    return r;
}
/* Bytes that are 0x00 or 0xFF: one bit of each, summed pairwise into bytes of a mask. */
static inline uint64_t kq_b64_bits(kq_b64 a) {
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t w = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(a.v[0], w), vandq_u8(a.v[1], w));
    uint8x16_t high = vpaddq_u8(vandq_u8(a.v[2], w), vandq_u8(a.v[3], w));
    uint8x16_t sum = vpaddq_u8(low, high);
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}
static inline uint64_t kq_b64_tops(kq_b64 a) {
    KQ_B64_EACH(r, vcgeq_u8(a.v[i], vdupq_n_u8(0x80)));
    return kq_b64_bits(r);
}
static inline uint64_t kq_b64_same(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, vceqq_u8(a.v[i], b.v[i]));
    return kq_b64_bits(r);
}
static inline uint64_t kq_b64_eq(kq_b64 a, uint8_t c) { return kq_b64_same(a, kq_b64_fill(c)); }
static inline uint64_t kq_b64_zeros(kq_b64 a) { return kq_b64_eq(a, 0); }
static inline uint64_t kq_b64_below(kq_b64 a, uint8_t c) {
    KQ_B64_EACH(r, vcltq_u8(a.v[i], vdupq_n_u8(c)));
    return kq_b64_bits(r);
}
static inline kq_b64 kq_b64_high(kq_b64 a) {
    KQ_B64_EACH(r, vshrq_n_u8(a.v[i], 4));
    return r;
}
static inline kq_b64 kq_b64_lookup(kq_b64 table, kq_b64 index) {
    KQ_B64_EACH(r, vqtbl1q_u8(table.v[0], index.v[i]));
    return r;
}
typedef struct kq_b64_table {
    uint8x16_t low, high;
} kq_b64_table;
static inline kq_b64_table kq_b64_table_load(const kq_byte_table *t) {
    return (kq_b64_table){vld1q_u8(t->low), vld1q_u8(t->high)};
}
static inline kq_b64 kq_b64_sets(kq_b64_table t, kq_b64 a) {
    KQ_B64_EACH(
        r, vandq_u8(vqtbl1q_u8(t.low, vandq_u8(a.v[i], vdupq_n_u8(15))), vqtbl1q_u8(t.high, vshrq_n_u8(a.v[i], 4))));
    return r;
}
static inline kq_b64 kq_b64_sets_of_any(kq_b64_table t, kq_b64 a) { return kq_b64_sets(t, a); }
/* By the low half of a byte: the only white space, and the only one of {}:, (brackets folded), that ends so. */
static inline void kq_b64_json(kq_b64 a, uint64_t *structural, uint64_t *word) {
    static const uint8_t space_table[16] = {' ', 255,  255,  255, 255, 255,  255, 255,
                                            255, '\t', '\n', 255, 255, '\r', 255, 0};
    static const uint8_t mark_table[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0};
    uint8x16_t spaces = vld1q_u8(space_table), marks = vld1q_u8(mark_table);
    kq_b64 s, w;
    for (int i = 0; i < 4; i++) {
        uint8x16_t low = vandq_u8(a.v[i], vdupq_n_u8(15));
        s.v[i] = vceqq_u8(vqtbl1q_u8(marks, low), vorrq_u8(a.v[i], vdupq_n_u8(0x20)));
        w.v[i] = vorrq_u8(s.v[i], vceqq_u8(vqtbl1q_u8(spaces, low), a.v[i]));
    }
    *structural = kq_b64_bits(s);
    *word = ~kq_b64_bits(w);
}
/* One bit for each high half that may go with the low half: 2x, 5x, 6x, 7x. */
static inline uint64_t kq_b64_escapes(kq_b64 a) {
    static const uint8_t low_table[16] = {0, 0, 13, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1};
    static const uint8_t high_table[16] = {0, 0, 1, 0, 0, 2, 4, 8};
    uint8x16_t low = vld1q_u8(low_table), high = vld1q_u8(high_table);
    KQ_B64_EACH(r,
                vtstq_u8(vqtbl1q_u8(low, vandq_u8(a.v[i], vdupq_n_u8(15))), vqtbl1q_u8(high, vshrq_n_u8(a.v[i], 4))));
    return kq_b64_bits(r);
}
static inline uint64_t kq_b64_odd(kq_b64 a) {
    KQ_B64_EACH(r, vcltq_s8(vreinterpretq_s8_u8(a.v[i]), vdupq_n_s8(0x20)));
    return kq_b64_bits(r);
}
static inline kq_b64 kq_b64_least(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, vreinterpretq_u8_s8(vminq_s8(vreinterpretq_s8_u8(a.v[i]), vreinterpretq_s8_u8(b.v[i]))));
    return r;
}
static inline kq_b64 kq_b64_sets_rough(kq_b64_table t, kq_b64 a) {
    KQ_B64_EACH(r, vqtbl1q_u8(t.low, vandq_u8(a.v[i], vdupq_n_u8(15))));
    return r;
}
#undef KQ_B64_EACH

static inline uint64_t kq_prefix_xor(uint64_t m) {
    for (unsigned shift = 1; shift < 64; shift *= 2) m ^= m << shift;
    return m;
}

#endif
