/* Sixteen bytes at a time with the compiler's portable vector types: load, compare, bit mask. With x86-64's baseline
 * (SSE2) the mask is one instruction; elsewhere it is a multiplication. For the scalar kernels and for loops that are
 * too short for a call through a table of kernels. May be included by every folder of the runtime. */
#ifndef KQ_BLOCK16_H
#define KQ_BLOCK16_H

#include <stdint.h>
#include <string.h>

typedef uint8_t kq_v16 __attribute__((vector_size(16)));

static inline kq_v16 kq_v16_load(const char *p) {
    kq_v16 v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline kq_v16 kq_v16_fill(uint8_t c) { return (kq_v16){c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c}; }

/* All bits of a byte are set where the condition holds. */
static inline kq_v16 kq_v16_eq(kq_v16 a, kq_v16 b) { return (kq_v16)(a == b); }
static inline kq_v16 kq_v16_below(kq_v16 a, kq_v16 b) { return (kq_v16)(a < b); }

/* Bit i is the top bit of byte i. */
static inline uint32_t kq_v16_mask(kq_v16 v) {
#if defined(__SSE2__) && !defined(KQ_NO_SSE2)
    typedef char v16qi __attribute__((vector_size(16)));
    return (uint32_t)__builtin_ia32_pmovmskb128((v16qi)v);
#else
    uint32_t mask = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t half[2];
    memcpy(half, &v, sizeof half);
    for (int i = 0; i < 2; i++) {
        uint64_t tops = half[i] & UINT64_C(0x8080808080808080);
        mask |= (uint32_t)((tops >> 7) * UINT64_C(0x0102040810204080) >> 56) << (8 * i);
    }
#else
    for (unsigned i = 0; i < 16; i++) mask |= (uint32_t)(v[i] >> 7) << i;
#endif
    return mask;
#endif
}

static inline unsigned kq_lowest_bit(uint32_t mask) { return (unsigned)__builtin_ctz(mask); }

#endif
