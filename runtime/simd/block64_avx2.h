/* block64.h with AVX2 (x86-64-v3: with BMI and PCLMUL). */
#ifndef KQ_BLOCK64_AVX2_H
#define KQ_BLOCK64_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

typedef struct kq_b64 {
    __m256i a, b;
} kq_b64;

static inline kq_b64 kq_b64_load(const char *p) {
    return (kq_b64){_mm256_loadu_si256((const __m256i *)(const void *)p),
                    _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}
static inline void kq_b64_store(char *p, kq_b64 v) {
    _mm256_storeu_si256((__m256i *)(void *)p, v.a);
    _mm256_storeu_si256((__m256i *)(void *)(p + 32), v.b);
}
static inline kq_b64 kq_b64_fill(uint8_t c) {
    __m256i v = _mm256_set1_epi8((char)c);
    return (kq_b64){v, v};
}
static inline kq_b64 kq_b64_or(kq_b64 x, kq_b64 y) {
    return (kq_b64){_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)};
}
static inline kq_b64 kq_b64_and(kq_b64 x, kq_b64 y) {
    return (kq_b64){_mm256_and_si256(x.a, y.a), _mm256_and_si256(x.b, y.b)};
}
static inline kq_b64 kq_b64_xor(kq_b64 x, kq_b64 y) {
    return (kq_b64){_mm256_xor_si256(x.a, y.a), _mm256_xor_si256(x.b, y.b)};
}
static inline uint64_t kq_b64_tops(kq_b64 x) {
    return (uint32_t)_mm256_movemask_epi8(x.a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(x.b) << 32;
}
static inline uint64_t kq_b64_same(kq_b64 x, kq_b64 y) {
    return kq_b64_tops((kq_b64){_mm256_cmpeq_epi8(x.a, y.a), _mm256_cmpeq_epi8(x.b, y.b)});
}
static inline uint64_t kq_b64_eq(kq_b64 x, uint8_t c) { return kq_b64_same(x, kq_b64_fill(c)); }
static inline uint64_t kq_b64_zeros(kq_b64 x) { return kq_b64_eq(x, 0); }
static inline uint64_t kq_b64_below(kq_b64 x, uint8_t c) { /* max(x, c) == x where x >= c */
    __m256i v = _mm256_set1_epi8((char)c);
    return ~kq_b64_same((kq_b64){_mm256_max_epu8(x.a, v), _mm256_max_epu8(x.b, v)}, x);
}
static inline kq_b64 kq_b64_high(kq_b64 x) {
    __m256i low = _mm256_set1_epi8(15);
    return (kq_b64){_mm256_and_si256(_mm256_srli_epi16(x.a, 4), low), _mm256_and_si256(_mm256_srli_epi16(x.b, 4), low)};
}
static inline kq_b64 kq_b64_lookup(kq_b64 table, kq_b64 index) {
    return (kq_b64){_mm256_shuffle_epi8(table.a, index.a), _mm256_shuffle_epi8(table.b, index.b)};
}
typedef struct kq_b64_table {
    kq_b64 low, high;
} kq_b64_table;
static inline kq_b64 kq_b64_repeat(const uint8_t *sixteen) {
    __m256i v = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)sixteen));
    return (kq_b64){v, v};
}
static inline kq_b64_table kq_b64_table_load(const kq_byte_table *t) {
    return (kq_b64_table){kq_b64_repeat(t->low), kq_b64_repeat(t->high)};
}
static inline kq_b64 kq_b64_sets(kq_b64_table t, kq_b64 x) {
    /* The instruction takes the low nibble by itself, but gives 0 for bytes >= 0x80. */
    return kq_b64_and(kq_b64_lookup(t.low, x), kq_b64_lookup(t.high, kq_b64_high(x)));
}
static inline kq_b64 kq_b64_sets_of_any(kq_b64_table t, kq_b64 x) {
    kq_b64 high = kq_b64_high(x), low = kq_b64_and(x, kq_b64_fill(15));
    return kq_b64_and(kq_b64_lookup(t.low, low), kq_b64_lookup(t.high, high));
}
static inline kq_b64 kq_b64_sets_rough(kq_b64_table t, kq_b64 a) {
    return kq_b64_lookup(t.low, kq_b64_and(a, kq_b64_fill(15)));
}
static inline uint64_t kq_prefix_xor(uint64_t m) {
    __m128i all = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m), all, 0));
}

/* By the low half of a byte: the only white space, and the only one of {}:, (brackets folded), that ends so; a byte
 * >= 0x80 looks up 0. */
static inline void kq_b64_json(kq_b64 x, uint64_t *structural, uint64_t *word) {
    const __m256i spaces = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(' ', -1, -1, -1, -1, -1, -1, -1, -1, '\t', '\n', -1, -1, '\r', -1, 0));
    const __m256i marks =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0));
    kq_b64 folded = kq_b64_or(x, kq_b64_fill(0x20));
    kq_b64 s = {_mm256_cmpeq_epi8(_mm256_shuffle_epi8(marks, x.a), folded.a),
                _mm256_cmpeq_epi8(_mm256_shuffle_epi8(marks, x.b), folded.b)};
    kq_b64 w = {_mm256_cmpeq_epi8(_mm256_shuffle_epi8(spaces, x.a), x.a),
                _mm256_cmpeq_epi8(_mm256_shuffle_epi8(spaces, x.b), x.b)};
    *structural = kq_b64_tops(s);
    *word = ~kq_b64_tops(kq_b64_or(s, w));
}
/* One bit for each high half that may go with the low half: 2x, 5x, 6x, 7x. */
static inline uint64_t kq_b64_escapes(kq_b64 x) {
    const __m256i low = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 13, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0));
    kq_b64 h = kq_b64_high(x);
    return ~kq_b64_zeros((kq_b64){_mm256_and_si256(_mm256_shuffle_epi8(low, x.a), _mm256_shuffle_epi8(high, h.a)),
                                  _mm256_and_si256(_mm256_shuffle_epi8(low, x.b), _mm256_shuffle_epi8(high, h.b))});
}
static inline uint64_t kq_b64_odd(kq_b64 x) {
    __m256i v = _mm256_set1_epi8(0x20);
    return kq_b64_tops((kq_b64){_mm256_cmpgt_epi8(v, x.a), _mm256_cmpgt_epi8(v, x.b)});
}
static inline kq_b64 kq_b64_least(kq_b64 x, kq_b64 y) {
    return (kq_b64){_mm256_min_epi8(x.a, y.a), _mm256_min_epi8(x.b, y.b)};
}

#endif
