/* Kernels that look for single bytes. Part of every kernel file (scalar.c, avx2.c, ...), compiled anew in each. */
#ifndef KQ_FIND_BODY_H
#define KQ_FIND_BODY_H

#include "block16.h"
#include "block64.h"
#include "kernels.h"

static const char *find_byte(const char *p, const char *end, char c) {
    kq_v16 want = kq_v16_fill((uint8_t)c);
    for (; p < end; p += 64) {
        kq_v16 e0 = kq_v16_eq(kq_v16_load(p), want), e1 = kq_v16_eq(kq_v16_load(p + 16), want);
        kq_v16 e2 = kq_v16_eq(kq_v16_load(p + 32), want), e3 = kq_v16_eq(kq_v16_load(p + 48), want);
        if (!kq_v16_mask((e0 | e1) | (e2 | e3))) continue;
        uint64_t mask = (uint64_t)kq_v16_mask(e0) | (uint64_t)kq_v16_mask(e1) << 16 | (uint64_t)kq_v16_mask(e2) << 32 |
                        (uint64_t)kq_v16_mask(e3) << 48;
        const char *at = p + __builtin_ctzll(mask);
        return at < end ? at : end;
    }
    return end;
}

static const char *find_last_byte(const char *p, const char *end, char c) {
    uint64_t mask;
    while (end - p >= 64) {
        end -= 64;
        mask = kq_b64_eq(kq_b64_load(end), (uint8_t)c);
        if (mask) return end + 63 - __builtin_clzll(mask);
    }
    if (end == p) return NULL;
    mask = kq_b64_eq(kq_b64_load(p), (uint8_t)c) & kq_b64_inside(p, end);
    return mask ? p + 63 - __builtin_clzll(mask) : NULL;
}

static size_t count_byte(const char *p, const char *end, char c) {
    size_t n = 0;
    for (; p < end; p += 64)
        n += (unsigned)__builtin_popcountll(kq_b64_eq(kq_b64_load(p), (uint8_t)c) & kq_b64_inside(p, end));
    return n;
}

static const char *find_structural(const char *p, const char *end) {
    for (; p < end; p += 16) {
        kq_v16 v = kq_v16_load(p);
        /* [ { differ in bit 5 only, as do ] }. */
        kq_v16 folded = v | kq_v16_fill(0x20);
        kq_v16 found = kq_v16_eq(v, kq_v16_fill('"')) | kq_v16_eq(v, kq_v16_fill('\\')) |
                       kq_v16_eq(v, kq_v16_fill('\n')) | kq_v16_eq(folded, kq_v16_fill('{')) |
                       kq_v16_eq(folded, kq_v16_fill('}'));
        uint32_t mask = kq_v16_mask(found);
        if (!mask) continue;
        const char *at = p + kq_lowest_bit(mask);
        return at < end ? at : end;
    }
    return end;
}

#endif
