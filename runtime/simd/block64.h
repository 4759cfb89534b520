/* Sixty-four bytes at a time: the vector operations that the kernels' bodies are written in, one set for each
 * instruction set. Which one is meant follows from the flags that the including file is compiled with (CMakeLists.txt
 * gives avx2.c and avx512.c theirs). A mask has bit i for byte i. Loads may cross the end of a text: whoever passes one
 * guarantees KQ_PADDING readable bytes behind it.
 *
 *   kq_b64_load(p)         kq_b64_fill(c)       kq_b64_or/and/xor(a, b)
 *   kq_b64_eq(a, c)        mask of the bytes equal to c
 *   kq_b64_same(a, b)      mask of the bytes equal in a and b
 *   kq_b64_below(a, c)     mask of the bytes below c, unsigned
 *   kq_b64_tops(a)         mask of the bytes >= 0x80
 *   kq_b64_zeros(a)        mask of the bytes that are 0
 *   kq_b64_lookup(t, i)    table[i & 15] for each byte of i, which must be < 16; t repeats its 16 bytes four times
 *   kq_b64_high(a)         each byte >> 4
 *   kq_b64_table_load(t)   a byte table ready for
 *   kq_b64_sets(t, a)      for each byte of a its set, with elements too many perhaps; bytes >= 0x80: any set
 *   kq_b64_sets_of_any     the same for all bytes
 *   kq_b64_sets_rough      the same for all bytes, the cheapest way
 *   kq_b64_store(p, a)
 *   kq_b64_odd(a)          mask of the bytes below 0x20 or >= 0x80
 *   kq_b64_least(a, b)     for each byte: what kq_b64_odd marks where it marks it in a or b
 *   kq_b64_json(a, s, w)   *s: mask of the bytes {}[]:, and *w: of those that are neither these nor JSON white space;
 *                          what it says about bytes that kq_b64_odd marks and that are not white space is undefined
 *   kq_b64_escapes(a)      mask of the bytes that may follow a backslash in a JSON string; undefined where >= 0x80
 *   kq_prefix_xor(m)       bit i: parity of the bits 0..i of m */
#ifndef KQ_BLOCK64_H
#define KQ_BLOCK64_H

#include "byte_table.h"

#if defined(__AVX512BW__) && defined(__AVX512VBMI__)
#include "block64_avx512.h"
#elif defined(__AVX2__)
#include "block64_avx2.h"
#elif defined(__aarch64__) && !defined(KQ_NO_NEON)
#include "block64_neon.h"
#else
#include "block64_scalar.h"
#endif

/* The n bytes at p (n < 64), spaces behind them. */
static inline kq_b64 kq_b64_load_spaced(const char *p, size_t n) {
    static const uint64_t edge[16] = {~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0),
                                      ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0)};
    kq_b64 inside = kq_b64_load((const char *)edge + 64 - n), space = kq_b64_fill(' ');
    return kq_b64_xor(space, kq_b64_and(inside, kq_b64_xor(space, kq_b64_load(p))));
}

/* Mask of the bytes of the block at p that lie before end; p < end. */
static inline uint64_t kq_b64_inside(const char *p, const char *end) {
    size_t n = (size_t)(end - p);
    return n >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

#endif
