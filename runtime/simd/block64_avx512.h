/* block64.h with AVX-512 (BW, VL, VBMI, as of Ice Lake and Zen 4). */
#ifndef KQ_BLOCK64_AVX512_H
#define KQ_BLOCK64_AVX512_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

typedef __m512i kq_b64;

static inline kq_b64 kq_b64_load(const char *p) { return _mm512_loadu_si512((const void *)p); }
static inline void kq_b64_store(char *p, kq_b64 a) { _mm512_storeu_si512((void *)p, a); }
static inline kq_b64 kq_b64_fill(uint8_t c) { return _mm512_set1_epi8((char)c); }
static inline kq_b64 kq_b64_or(kq_b64 a, kq_b64 b) { return _mm512_or_si512(a, b); }
static inline kq_b64 kq_b64_and(kq_b64 a, kq_b64 b) { return _mm512_and_si512(a, b); }
static inline kq_b64 kq_b64_xor(kq_b64 a, kq_b64 b) { return _mm512_xor_si512(a, b); }
static inline uint64_t kq_b64_tops(kq_b64 a) { return _mm512_movepi8_mask(a); }
static inline uint64_t kq_b64_same(kq_b64 a, kq_b64 b) { return _mm512_cmpeq_epi8_mask(a, b); }
static inline uint64_t kq_b64_eq(kq_b64 a, uint8_t c) { return kq_b64_same(a, kq_b64_fill(c)); }
static inline uint64_t kq_b64_zeros(kq_b64 a) { return _mm512_testn_epi8_mask(a, a); }
static inline uint64_t kq_b64_below(kq_b64 a, uint8_t c) { return _mm512_cmplt_epu8_mask(a, kq_b64_fill(c)); }
static inline kq_b64 kq_b64_high(kq_b64 a) { return _mm512_and_si512(_mm512_srli_epi16(a, 4), _mm512_set1_epi8(15)); }
static inline kq_b64 kq_b64_lookup(kq_b64 table, kq_b64 index) { return _mm512_shuffle_epi8(table, index); }

/* Only here: the bytes that `inside` marks, without touching the others; the bytes that `keep` marks moved together;
 * and c where `at` marks. */
#define KQ_B64_COMPRESS
static inline kq_b64 kq_b64_load_masked(const char *p, uint64_t inside) { return _mm512_maskz_loadu_epi8(inside, p); }
static inline kq_b64 kq_b64_compress(kq_b64 a, uint64_t keep) { return _mm512_maskz_compress_epi8(keep, a); }
static inline kq_b64 kq_b64_put(kq_b64 a, uint64_t at, char c) {
    return _mm512_mask_mov_epi8(a, at, _mm512_set1_epi8(c));
}

typedef struct kq_b64_table {
    __m512i low, high; /* of the 128 entries */
} kq_b64_table;
static inline kq_b64_table kq_b64_table_load(const kq_byte_table *t) {
    return (kq_b64_table){_mm512_loadu_si512(t->ascii), _mm512_loadu_si512(t->ascii + 64)};
}
static inline kq_b64 kq_b64_sets(kq_b64_table t, kq_b64 a) { return _mm512_permutex2var_epi8(t.low, a, t.high); }
static inline kq_b64 kq_b64_sets_of_any(kq_b64_table t, kq_b64 a) { return kq_b64_sets(t, a); }
static inline kq_b64 kq_b64_sets_rough(kq_b64_table t, kq_b64 a) { return kq_b64_sets(t, a); }
static inline uint64_t kq_prefix_xor(uint64_t m) {
    __m128i all = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m), all, 0));
}

/* 1: {}[]:,  2: white space  4: may follow a backslash */
static const uint8_t kq_json_classes[128] __attribute__((aligned(64))) = {
    ['\t'] = 2, ['\n'] = 2, ['\r'] = 2, [' '] = 2, ['"'] = 4, [','] = 1, ['/'] = 4, [':'] = 1, ['['] = 1, ['\\'] = 4,
    [']'] = 1,  ['b'] = 4,  ['f'] = 4,  ['n'] = 4, ['r'] = 4, ['t'] = 4, ['u'] = 4, ['{'] = 1, ['}'] = 1};

/* An index of seven bits into the table: one instruction. */
static inline __m512i kq_b64_classes(kq_b64 a) {
    return _mm512_permutex2var_epi8(_mm512_load_si512(kq_json_classes), a, _mm512_load_si512(kq_json_classes + 64));
}
static inline void kq_b64_json(kq_b64 a, uint64_t *structural, uint64_t *word) {
    __m512i classes = kq_b64_classes(a);
    *structural = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(1));
    *word = _mm512_testn_epi8_mask(classes, _mm512_set1_epi8(3));
}
static inline uint64_t kq_b64_escapes(kq_b64 a) {
    return _mm512_test_epi8_mask(kq_b64_classes(a), _mm512_set1_epi8(4));
}
static inline uint64_t kq_b64_odd(kq_b64 a) { return _mm512_cmplt_epi8_mask(a, _mm512_set1_epi8(0x20)); }
static inline kq_b64 kq_b64_least(kq_b64 a, kq_b64 b) { return _mm512_min_epi8(a, b); }

#endif
