/* block64.h for any machine, in the compiler's sixteen-byte vectors. */
#ifndef KQ_BLOCK64_SCALAR_H
#define KQ_BLOCK64_SCALAR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "block16.h"

/* A call would cost more than the operation. */
#define KQ_B64_OP static inline __attribute__((always_inline))

typedef struct kq_b64 {
    kq_v16 v[4];
} kq_b64;

#define KQ_B64_EACH(r, expression) \
    kq_b64 r;                      \
    _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) r.v[i] = (expression)

KQ_B64_OP kq_b64 kq_b64_load(const char *p) {
    KQ_B64_EACH(r, kq_v16_load(p + 16 * i));
    return r;
}
KQ_B64_OP void kq_b64_store(char *p, kq_b64 a) { memcpy(p, a.v, sizeof a.v); }
KQ_B64_OP kq_b64 kq_b64_fill(uint8_t c) {
    KQ_B64_EACH(r, kq_v16_fill(c));
    return r;
}
KQ_B64_OP kq_b64 kq_b64_or(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, a.v[i] | b.v[i]);
    return r;
}
KQ_B64_OP kq_b64 kq_b64_and(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, a.v[i] & b.v[i]);
    return r;
}
KQ_B64_OP kq_b64 kq_b64_xor(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, a.v[i] ^ b.v[i]);
    return r;
}
KQ_B64_OP uint64_t kq_b64_tops(kq_b64 a) {
    uint64_t m = 0;
    _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) m |= (uint64_t)kq_v16_mask(a.v[i]) << (16 * i);
    return m;
}
KQ_B64_OP uint64_t kq_b64_same(kq_b64 a, kq_b64 b) {
    KQ_B64_EACH(r, kq_v16_eq(a.v[i], b.v[i]));
    return kq_b64_tops(r);
}
KQ_B64_OP uint64_t kq_b64_eq(kq_b64 a, uint8_t c) { return kq_b64_same(a, kq_b64_fill(c)); }
KQ_B64_OP uint64_t kq_b64_zeros(kq_b64 a) { return kq_b64_eq(a, 0); }
KQ_B64_OP uint64_t kq_b64_below(kq_b64 a, uint8_t c) {
    KQ_B64_EACH(r, kq_v16_below(a.v[i], kq_v16_fill(c)));
    return kq_b64_tops(r);
}
KQ_B64_OP kq_b64 kq_b64_high(kq_b64 a) {
    KQ_B64_EACH(r, a.v[i] >> 4);
    return r;
}
KQ_B64_OP kq_b64 kq_b64_lookup(kq_b64 table, kq_b64 index) {
    kq_b64 r;
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 16; k++) r.v[i][k] = table.v[0][index.v[i][k] & 15];
    return r;
}
/* There are no look-ups here that are worth having: needles_body.h does without. */
#define KQ_B64_NO_TABLES
KQ_B64_OP void kq_b64_json(kq_b64 a, uint64_t *structural, uint64_t *word) {
    /* [ { differ in bit 5 only, as do ] } */
    KQ_B64_EACH(folded, a.v[i] | kq_v16_fill(0x20));
    KQ_B64_EACH(marks, kq_v16_eq(folded.v[i], kq_v16_fill('{')) | kq_v16_eq(folded.v[i], kq_v16_fill('}')) |
                           kq_v16_eq(a.v[i], kq_v16_fill(':')) | kq_v16_eq(a.v[i], kq_v16_fill(',')));
    KQ_B64_EACH(others, marks.v[i] | kq_v16_eq(a.v[i], kq_v16_fill(' ')) | kq_v16_eq(a.v[i], kq_v16_fill('\t')) |
                            kq_v16_eq(a.v[i], kq_v16_fill('\n')) | kq_v16_eq(a.v[i], kq_v16_fill('\r')));
    *structural = kq_b64_tops(marks);
    *word = ~kq_b64_tops(others);
}
KQ_B64_OP uint64_t kq_b64_escapes(kq_b64 a) {
    KQ_B64_EACH(r, kq_v16_eq(a.v[i], kq_v16_fill('"')) | kq_v16_eq(a.v[i], kq_v16_fill('\\')) |
                       kq_v16_eq(a.v[i], kq_v16_fill('/')) | kq_v16_eq(a.v[i], kq_v16_fill('b')) |
                       kq_v16_eq(a.v[i], kq_v16_fill('f')) | kq_v16_eq(a.v[i], kq_v16_fill('n')) |
                       kq_v16_eq(a.v[i], kq_v16_fill('r')) | kq_v16_eq(a.v[i], kq_v16_fill('t')) |
                       kq_v16_eq(a.v[i], kq_v16_fill('u')));
    return kq_b64_tops(r);
}
KQ_B64_OP uint64_t kq_b64_odd(kq_b64 a) {
    typedef int8_t signed_v16 __attribute__((vector_size(16)));
    KQ_B64_EACH(r, (kq_v16)((signed_v16)a.v[i] < (signed_v16)kq_v16_fill(0x20)));
    return kq_b64_tops(r);
}
KQ_B64_OP kq_b64 kq_b64_least(kq_b64 a, kq_b64 b) {
    typedef int8_t signed_v16 __attribute__((vector_size(16)));
    KQ_B64_EACH(below, (kq_v16)((signed_v16)a.v[i] < (signed_v16)b.v[i]));
    KQ_B64_EACH(r, (a.v[i] & below.v[i]) | (b.v[i] & ~below.v[i]));
    return r;
}
#undef KQ_B64_EACH

KQ_B64_OP uint64_t kq_prefix_xor(uint64_t m) {
    for (unsigned shift = 1; shift < 64; shift *= 2) m ^= m << shift;
    return m;
}

#endif
