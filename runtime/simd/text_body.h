/* Kernels over text in memory: unescaping and substring search (textkernels.h). Part of every kernel file, compiled
 * anew in each. Unlike input blocks, a text has nothing readable behind it: every load lies inside it, the last block
 * overlaps the one before it or is taken from a copy. */
#ifndef KQ_TEXT_BODY_H
#define KQ_TEXT_BODY_H

#include <kq/bytes.h>

#include "block16.h"
#include "block64.h"
#include "jsonscan.h"
#include "textkernels.h"
#include "utf8.h"

/* ---- unescape -----------------------------------------------------------------------------------------------------
 */

/* What a backslash and this character stand for; every other character stands for itself. */
static inline char plain_escape(char c) {
    static const char stands_for[256] = {['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
    char other = stands_for[(uint8_t)c];
    return other ? other : c;
}

/* Sixteen bytes at a time, at least once, up to sixteen more than n. */
static inline void copy_run(char *to, const char *from, size_t n) {
    size_t i = 0;
    do {
        kq_v16 v = kq_v16_load(from + i);
        memcpy(to + i, &v, sizeof v);
        i += 16;
    } while (i < n);
}

#if defined(KQ_B64_COMPRESS)
/* Which of the backslashes begin an escape: every other one of a run (simdjson's find_escaped; the block begins
 * outside of an escape). */
static inline uint64_t escaping(uint64_t backslash) {
    const uint64_t odd = UINT64_C(0xAAAAAAAAAAAAAAAA);
    uint64_t even_series = ((backslash << 1) | odd) - backslash;
    return (even_series ^ odd) & backslash;
}

/* All escapes of 64 bytes at once, by taking the backslashes out. False at a \u, which the other way is for. */
static inline bool compress_block(char **out, const char **p, const char *end) {
    uint64_t inside = kq_b64_inside(*p, end);
    kq_b64 v = kq_b64_load_masked(*p, inside);
    uint64_t starts = escaping(kq_b64_eq(v, '\\')), escaped = starts << 1;
    if (escaped & kq_b64_eq(v, 'u')) return false;
    if (starts >> 63) { /* its other half is in the next block */
        starts ^= UINT64_C(1) << 63;
        inside &= ~(UINT64_C(1) << 63);
    }
    kq_b64 text = kq_b64_put(v, escaped & kq_b64_eq(v, 'n'), '\n');
    text = kq_b64_put(text, escaped & kq_b64_eq(v, 'r'), '\r');
    text = kq_b64_put(text, escaped & kq_b64_eq(v, 't'), '\t');
    text = kq_b64_put(text, escaped & kq_b64_eq(v, 'b'), '\b');
    text = kq_b64_put(text, escaped & kq_b64_eq(v, 'f'), '\f');
    uint64_t keep = inside & ~starts;
    kq_b64_store(*out, kq_b64_compress(text, keep));
    *out += __builtin_popcountll(keep);
    *p += __builtin_popcountll(inside);
    return true;
}
#endif

/* Takes up to 64 bytes at p; eighty can be read. Returns what follows them, behind an escape that began in them. */
static inline const char *unescape_block(char **out, const char *p, const char *end) {
    kq_b64 v = kq_b64_load(p);
    uint64_t inside = kq_b64_inside(p, end), backslash = kq_b64_eq(v, '\\') & inside;
    const char *stop = end - p < 64 ? end : p + 64, *run = p;
    char *o = *out;
    if (!backslash) {
        kq_b64_store(o, v);
        *out = o + (stop - p);
        return stop;
    }
    do {
        const char *escape = p + __builtin_ctzll(backslash);
        copy_run(o, run, (size_t)(escape - run));
        o += escape - run;
        run = escape + 2;
        if (escape + 1 == end) {
            run = end;
        } else if (escape[1] == 'u') {
            uint32_t cp;
            run = kq_json_read_unit(run, end, &cp);
            o += kq_utf8_put(o, cp);
        } else {
            *o++ = plain_escape(escape[1]);
        }
        backslash = run - p < 64 ? backslash & ~UINT64_C(0) << (run - p) : 0;
    } while (backslash);
    if (run < stop) {
        copy_run(o, run, (size_t)(stop - run));
        o += stop - run;
        run = stop;
    }
    *out = o;
    return run;
}

static char *unescape(char *out, const char *p, const char *end) {
    for (;;) {
#if defined(KQ_B64_COMPRESS)
        while (p < end && compress_block(&out, &p, end)) {
        }
#endif
        if (end - p < 80) break;
        p = unescape_block(&out, p, end);
    }
    if (p == end) return out;
    char tail[160] = {0};
    size_t n = (size_t)(end - p);
    kq_bytes_copy(tail, p, n);
    for (p = tail; p < tail + n;) p = unescape_block(&out, p, tail + n);
    return out;
}

/* ---- search -------------------------------------------------------------------------------------------------------
 */

/* The bit that a letter's two cases differ in; nothing for other characters. */
static inline uint8_t case_bit(char c) { return (uint8_t)((c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? 0x20 : 0); }

/* The first and the last byte of the needle, which a position must match before the rest is compared. */
typedef struct text_probe {
    const char *needle;
    size_t n;
    uint8_t first, last, first_case, last_case;
    bool fold;
} text_probe;

static inline bool probe_matches(const text_probe *t, const char *p) {
    if (t->n <= 2) return true;
    return t->fold ? kq_ascii_same_fold(p + 1, t->needle + 1, t->n - 2)
                   : kq_bytes_equal(p + 1, t->needle + 1, t->n - 2);
}

static inline const char *probe_first(const text_probe *t, const char *p, uint64_t candidates) {
    for (; candidates; candidates &= candidates - 1) {
        const char *at = p + __builtin_ctzll(candidates);
        if (probe_matches(t, at)) return at;
    }
    return NULL;
}

static inline uint64_t probe64(const text_probe *t, const char *p) {
    kq_b64 first = kq_b64_load(p), last = kq_b64_load(p + t->n - 1);
    if (t->fold) {
        first = kq_b64_or(first, kq_b64_fill(t->first_case));
        last = kq_b64_or(last, kq_b64_fill(t->last_case));
    }
    return kq_b64_eq(first, t->first) & kq_b64_eq(last, t->last);
}

static inline uint64_t probe16(const text_probe *t, const char *p) {
    kq_v16 first = kq_v16_load(p), last = kq_v16_load(p + t->n - 1);
    if (t->fold) {
        first |= kq_v16_fill(t->first_case);
        last |= kq_v16_fill(t->last_case);
    }
    return kq_v16_mask(kq_v16_eq(first, kq_v16_fill(t->first)) & kq_v16_eq(last, kq_v16_fill(t->last)));
}

static inline bool probe1(const text_probe *t, const char *p) {
    return ((uint8_t)p[0] | t->first_case) == t->first && ((uint8_t)p[t->n - 1] | t->last_case) == t->last;
}

/* As many positions at a time as there are; the last block ends at the last position. */
static inline const char *search_text(const text_probe *t, const char *p, const char *end) {
    if ((size_t)(end - p) < t->n) return NULL;
    const char *last = end - t->n, *found;
    size_t positions = (size_t)(last - p) + 1;
    if (positions >= 64) {
        for (; last - p >= 64; p += 64)
            if ((found = probe_first(t, p, probe64(t, p)))) return found;
        return probe_first(t, last - 63, probe64(t, last - 63));
    }
    if (positions >= 16) {
        for (; last - p >= 16; p += 16)
            if ((found = probe_first(t, p, probe16(t, p)))) return found;
        return probe_first(t, last - 15, probe16(t, last - 15));
    }
    for (; p <= last; p++)
        if (probe1(t, p) && probe_matches(t, p)) return p;
    return NULL;
}

static const char *find_text(const char *p, const char *end, const char *needle, size_t n) {
    const text_probe t = {needle, n, (uint8_t)needle[0], (uint8_t)needle[n - 1], 0, 0, false};
    return search_text(&t, p, end);
}

static const char *find_text_fold(const char *p, const char *end, const char *needle, size_t n) {
    uint8_t first_case = case_bit(needle[0]), last_case = case_bit(needle[n - 1]);
    const text_probe t = {
        needle,    n,   (uint8_t)(needle[0] | (char)first_case), (uint8_t)(needle[n - 1] | (char)last_case), first_case,
        last_case, true};
    return search_text(&t, p, end);
}

#endif
