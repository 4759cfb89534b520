/* The kernel that looks for needles. Part of every kernel file, compiled anew in each. */
#ifndef KQ_NEEDLES_BODY_H
#define KQ_NEEDLES_BODY_H

#include "block16.h"
#include "block64.h"
#include "kernels.h"

static bool is_set(const uint64_t *hits, uint32_t i) { return hits[i / 64] >> (i % 64) & 1; }
static void set(uint64_t *hits, uint32_t i) { hits[i / 64] |= UINT64_C(1) << (i % 64); }

static kq_v16 escape_starts(const char *p) {
    return kq_v16_eq(kq_v16_load(p), kq_v16_fill('\\')) & kq_v16_eq(kq_v16_load(p + 1), kq_v16_fill('u'));
}

static kq_v16 needle_starts(const kq_needle *needle, const char *p) {
    kq_v16 fold = kq_v16_fill(0x20);
    kq_v16 a = kq_v16_eq(kq_v16_load(p + needle->at[0]) | fold, kq_v16_fill(needle->probe[0]));
    kq_v16 b = kq_v16_eq(kq_v16_load(p + needle->at[1]) | fold, kq_v16_fill(needle->probe[1]));
    return a & b;
}

/* Looks closely at 64 bytes in which some probe matched. */
static __attribute__((noinline)) bool verify(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits) {
    for (const char *stop = p + 64; p < stop && p < end; p += 16) {
        for (uint32_t m = kq_v16_mask(escape_starts(p)); m; m &= m - 1) {
            const char *at = p + kq_lowest_bit(m);
            if (at < end && kq_escape_hides(at, end)) return true;
        }
        for (uint32_t i = 0; i < s->count; i++) {
            if (is_set(hits, i)) continue;
            for (uint32_t m = kq_v16_mask(needle_starts(&s->needles[i], p)); m; m &= m - 1) {
                const char *at = p + kq_lowest_bit(m);
                if (at >= end || !kq_needle_matches(&s->needles[i], at, end)) continue;
                set(hits, i);
                break;
            }
        }
    }
    return false;
}

/* Inlined once for each small count, so that the probe bytes stay in registers. */
static inline __attribute__((always_inline)) bool find_few(const kq_needle_set *s, uint32_t count, const char *p,
                                                           const char *end, uint64_t *hits) {
    for (; p < end; p += 64) {
        kq_v16 any = kq_v16_fill(0);
        for (int b = 0; b < 64; b += 16) {
            any |= escape_starts(p + b);
            for (uint32_t i = 0; i < count; i++) any |= needle_starts(&s->needles[i], p + b);
        }
        if (kq_v16_mask(any) && verify(s, p, end, hits)) return true;
    }
    return false;
}

static bool find_escape(const char *p, const char *end) {
    for (; p < end; p += 64) {
        kq_v16 any = (escape_starts(p) | escape_starts(p + 16)) | (escape_starts(p + 32) | escape_starts(p + 48));
        if (!kq_v16_mask(any)) continue;
        for (int b = 0; b < 64; b += 16)
            for (uint32_t m = kq_v16_mask(escape_starts(p + b)); m; m &= m - 1) {
                const char *at = p + b + kq_lowest_bit(m);
                if (at < end && kq_escape_hides(at, end)) return true;
            }
    }
    return false;
}

/* Wu-Manber: the window of min_length bytes ends at p + 2; shift 0 means that a needle may begin at the window. */
static bool find_many(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits) {
    if (find_escape(p, end)) return true;
    size_t lead = s->min_length - 2;
    if ((size_t)(end - p) < s->min_length) return false;
    for (const char *at = p + lead; end - at >= 2;) {
        uint32_t a = (uint8_t)at[0] | 0x20u, b = (uint8_t)at[1] | 0x20u;
        uint32_t bucket = (a << 5 ^ b) & (KQ_NEEDLE_BUCKETS - 1);
        if (s->shift[bucket]) {
            at += s->shift[bucket];
            continue;
        }
        for (uint32_t i = s->first[bucket]; i; i = s->next[i - 1])
            if (!is_set(hits, i - 1) && kq_needle_matches(&s->needles[i - 1], at - lead, end)) set(hits, i - 1);
        at++;
    }
    return false;
}

static bool find_needles(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits) {
    switch (s->count) {
    case 0: return find_escape(p, end);
    case 1: return find_few(s, 1, p, end, hits);
    case 2: return find_few(s, 2, p, end, hits);
    case 3: return find_few(s, 3, p, end, hits);
    case 4: return find_few(s, 4, p, end, hits);
    case 5: return find_few(s, 5, p, end, hits);
    case 6: return find_few(s, 6, p, end, hits);
    default: return find_many(s, p, end, hits);
    }
}

#endif
