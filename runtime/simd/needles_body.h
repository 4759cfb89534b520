/* The kernels that look for needles. Part of every kernel file, compiled anew in each.
 *
 * Each needle has a window of a few adjacent bytes. A table for each byte of the window says which buckets'
 * needles may have a byte there, so that a few look-ups and an "and" tell for 64 places at once at which of them a
 * window may begin, whatever the number of needles (the method of Hyperscan's Teddy; Wang et al., "Hyperscan: A Fast
 * Multi-pattern Regex Matcher for Modern CPUs", NSDI 2019). These places are then compared byte by byte. The escapes
 * that may hide a needle are one more bucket; so are the newlines with white space behind, of which find_line wants to
 * know, where a bit is left. */
#ifndef KQ_NEEDLES_BODY_H
#define KQ_NEEDLES_BODY_H

#include <string.h>

#include "block16.h"
#include "block64.h"
#include "kernels.h"

#ifndef KQ_B64_NO_TABLES

typedef struct window_tables {
    kq_b64_table byte[KQ_WINDOW_MAX];
} window_tables;

static inline __attribute__((always_inline)) window_tables load_tables(const kq_needle_set *s, uint32_t window) {
    window_tables t;
    for (uint32_t i = 0; i < window; i++) t.byte[i] = kq_b64_table_load(&s->tables[i]);
    return t;
}

/* At which of the 64 bytes from p on a window may begin. */
static inline __attribute__((always_inline)) uint64_t window_starts(const window_tables *t, uint32_t window,
                                                                    const char *p) {
    kq_b64 sets = kq_b64_and(kq_b64_sets(t->byte[0], kq_b64_load(p)), kq_b64_sets(t->byte[1], kq_b64_load(p + 1)));
    if (window == KQ_WINDOW_MIN) sets = kq_b64_and(sets, kq_b64_sets_rough(t->byte[2], kq_b64_load(p + 2)));
    for (uint32_t i = 2; window > KQ_WINDOW_MIN && i < window; i++)
        sets = kq_b64_and(sets, kq_b64_sets_of_any(t->byte[i], kq_b64_load(p + i)));
    return ~kq_b64_zeros(sets);
}

#else

/* Without look-ups: a few needles are compared one by one, of more each byte's sets are taken from memory. */
#define FEW_NEEDLES 6u

typedef struct window_tables {
    const kq_needle_set *set;
    bool is_few;
    uint32_t few; /* of the windows below */
    kq_v16 three[FEW_NEEDLES + 1][3];
} window_tables;

static window_tables load_tables(const kq_needle_set *s, uint32_t window) {
    window_tables t;
    (void)window;
    t.set = s;
    t.is_few = s->count <= FEW_NEEDLES;
    t.few = t.is_few && s->count > 0 ? s->count + 1 : 0;
    for (uint32_t k = 0; k < t.few; k++) {
        const char *text = k < s->count ? s->needles[k].text + s->needles[k].at : "u00";
        for (int i = 0; i < 3; i++) t.three[k][i] = kq_v16_fill((uint8_t)text[i]);
    }
    return t;
}

static inline uint32_t few_windows(const window_tables *t, const char *p) {
    const kq_v16 fold = kq_v16_fill(0x20);
    kq_v16 a = kq_v16_load(p), b = kq_v16_load(p + 1), c = kq_v16_load(p + 2) | fold;
    kq_v16 any = kq_v16_eq(a, kq_v16_fill('\n')) & kq_v16_below(b, kq_v16_fill(' ' + 1));
    a |= fold;
    b |= fold;
    for (uint32_t k = 0; k < t->few; k++)
        any |= kq_v16_eq(a, t->three[k][0]) & kq_v16_eq(b, t->three[k][1]) & kq_v16_eq(c, t->three[k][2]);
    return kq_v16_mask(any);
}

static inline uint64_t window_starts(const window_tables *t, uint32_t window, const char *p) {
    const kq_byte_table *tables = t->set->tables;
    uint64_t mask = 0;
    (void)window;
    if (t->is_few) {
        _Pragma("GCC unroll 4") for (int i = 0; i < 64; i += 16) mask |= (uint64_t)few_windows(t, p + i) << i;
        return mask;
    }
    for (int i = 0; i < 64; i++, p++) {
        uint8_t sets = tables[0].ascii[p[0] & 127] & tables[1].ascii[p[1] & 127] & tables[2].ascii[p[2] & 127];
        mask |= (uint64_t)(sets != 0) << i;
    }
    return mask;
}

#endif

/* Where a search stands and what it has found. */
typedef struct needle_search {
    const kq_needle_set *set;
    const char *begin, *end;
    uint64_t *hits; /* NULL: stop at the first needle or white space behind a newline */
    bool hidden;    /* at an escape that could hide a needle */
} needle_search;

static bool is_set(const uint64_t *hits, uint32_t i) { return hits[i / 64] >> (i % 64) & 1; }

/* A window may begin at p. True when the search is over. */
static inline __attribute__((always_inline)) bool check_place(needle_search *s, const char *p) {
    const kq_needle_set *set = s->set;
    uint32_t three = kq_trigram_hash(kq_trigram_fold(p));
    if (!(set->beginnings[three / 64] >> (three % 64) & 1)) return false;
    uint32_t buckets = set->tables[0].ascii[p[0] & 127] & set->tables[1].ascii[p[1] & 127];
    for (uint32_t i = 2; i < set->window; i++) buckets &= set->tables[i].ascii[p[i] & 127];
    if (buckets & KQ_ESCAPE_BIT && p > s->begin && p[-1] == '\\' && kq_escape_hides(p - 1, s->end)) {
        s->hidden = true;
        return true;
    }
    uint64_t word;
    memcpy(&word, p, sizeof word);
    word |= UINT64_C(0x2020202020202020);
    for (uint32_t rest = buckets & (KQ_ESCAPE_BIT - 1); rest; rest &= rest - 1) {
        unsigned bucket = (unsigned)__builtin_ctz(rest);
        for (uint32_t k = set->first[bucket]; k < set->first[bucket + 1]; k++) {
            uint32_t i = set->members[k];
            const kq_needle *needle = &set->needles[i];
            if ((word ^ needle->word) & needle->mask) continue;
            if ((size_t)(p - s->begin) < needle->at || (s->hits && is_set(s->hits, i))) continue;
            if (!kq_needle_matches(needle, p - needle->at, s->end)) continue;
            if (!s->hits) return true;
            s->hits[i / 64] |= UINT64_C(1) << (i % 64);
        }
    }
    return false;
}

/* Looks closely at the places of the block at p that are in `mask`, in turn: where the search is over, or NULL. */
static __attribute__((noinline)) const char *check_block(needle_search *s, uint64_t mask, const char *p) {
    for (; mask; mask &= mask - 1) {
        const char *at = p + __builtin_ctzll(mask);
        if (*at == '\n') {
            if (!s->hits && s->end - at > 1 && (at[1] == ' ' || at[1] == '\t' || at[1] == '\r' || at[1] == '\n'))
                return at + 1;
        } else if (check_place(s, at)) {
            return at;
        }
    }
    return NULL;
}

/* Inlined once for each length of window, so that the tables stay in registers. */
static inline __attribute__((always_inline)) const char *
find_in_lines(const kq_needle_set *set, uint32_t window, const char *p, const char *end, uint64_t *newlines) {
    needle_search s = {set, p, end, NULL, false};
    window_tables t = load_tables(set, window);
    uint64_t lines = 0;
    for (; p < end; p += 64) {
        uint64_t newline = kq_b64_eq(kq_b64_load(p), '\n');
        uint64_t mask = window_starts(&t, window, p);
        if (window > KQ_WINDOW_MIN) mask |= newline & kq_b64_below(kq_b64_load(p + 1), ' ' + 1);
        if (end - p < 64) {
            newline &= kq_b64_inside(p, end);
            mask &= kq_b64_inside(p, end);
        }
        if (mask) {
            const char *at = check_block(&s, mask, p);
            if (at) {
                if (at < p + 64) newline &= (UINT64_C(1) << (at - p)) - 1;
                *newlines += lines + (unsigned)__builtin_popcountll(newline);
                return at;
            }
            t = load_tables(set, window); /* cheaper than to keep them across the call */
        }
        lines += (unsigned)__builtin_popcountll(newline);
    }
    *newlines += lines;
    return end;
}

static const char *find_line(const kq_needle_set *s, const char *p, const char *end, uint64_t *newlines) {
    switch (s->window) {
    case 3: return find_in_lines(s, 3, p, end, newlines);
    case 4: return find_in_lines(s, 4, p, end, newlines);
    default: return find_in_lines(s, 6, p, end, newlines);
    }
}

static inline __attribute__((always_inline)) bool find_all_needles(const kq_needle_set *set, uint32_t window,
                                                                   const char *p, const char *end, uint64_t *hits) {
    needle_search s = {set, p, end, hits, false};
    window_tables t = load_tables(set, window);
    for (; p < end; p += 64) {
        uint64_t mask = window_starts(&t, window, p);
        if (end - p < 64) mask &= kq_b64_inside(p, end);
        if (!mask) continue;
        if (check_block(&s, mask, p)) return s.hidden;
        t = load_tables(set, window);
    }
    return false;
}

static bool find_needles(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits) {
    switch (s->window) {
    case 3: return find_all_needles(s, 3, p, end, hits);
    case 4: return find_all_needles(s, 4, p, end, hits);
    default: return find_all_needles(s, 6, p, end, hits);
    }
}

#endif
