/* The kernels for any machine. "Scalar" is by name only: the loops use sixteen-byte vectors that every 64-bit machine
 * has (block16.h), so that no libc memchr is needed, which is slow under musl. */
#include "block16.h"
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

/* ---- needles ------------------------------------------------------------------------------------------------------
 */

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

/* ---- strings ------------------------------------------------------------------------------------------------------
 */

static bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/* Behind the escape whose backslash is at p, or NULL (RFC 8259 section 7). */
static const char *skip_escape(const char *p, const char *end) {
    if (end - p < 2) return NULL;
    switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return p + 2;
    case 'u':
        if (end - p < 6) return NULL;
        return is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) && is_hex(p[5]) ? p + 6 : NULL;
    default: return NULL;
    }
}

static bool is_continuation(char c) { return ((uint8_t)c & 0xC0) == 0x80; }

/* Behind the UTF-8 sequence that starts at the non-ASCII byte p, or NULL (RFC 3629: no overlong form, no surrogate,
 * nothing above U+10FFFF). */
static const char *skip_utf8(const char *p, const char *end) {
    uint8_t lead = (uint8_t)p[0];
    if (lead < 0xC2 || lead > 0xF4) return NULL;
    int n = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (end - p < n) return NULL;
    for (int i = 1; i < n; i++)
        if (!is_continuation(p[i])) return NULL;
    uint8_t second = (uint8_t)p[1];
    if (lead == 0xE0 && second < 0xA0) return NULL;
    if (lead == 0xED && second > 0x9F) return NULL;
    if (lead == 0xF0 && second < 0x90) return NULL;
    if (lead == 0xF4 && second > 0x8F) return NULL;
    return p + n;
}

/* Which of 64 bytes are quotes, backslashes, and bytes that need a closer look (control characters, non-ASCII). */
typedef struct string_masks {
    uint64_t quote, backslash, odd;
} string_masks;

static inline string_masks classify(const char *p) {
    string_masks m = {0, 0, 0};
    for (int i = 0; i < 64; i += 16) {
        kq_v16 v = kq_v16_load(p + i);
        m.quote |= (uint64_t)kq_v16_mask(kq_v16_eq(v, kq_v16_fill('"'))) << i;
        m.backslash |= (uint64_t)kq_v16_mask(kq_v16_eq(v, kq_v16_fill('\\'))) << i;
        m.odd |= (uint64_t)kq_v16_mask(kq_v16_below(v, kq_v16_fill(0x20)) | v) << i;
    }
    return m;
}

/* Behind the non-ASCII run at p; NULL at a control character or at bytes that are not UTF-8. */
static const char *skip_odd(const char *p, const char *end) {
    if ((uint8_t)*p < 0x20) return NULL;
    do p = skip_utf8(p, end);
    while (p && p < end && (uint8_t)*p >= 0x80);
    return p;
}

/* Escapes are taken from the masks of their block, without loading again behind each: JSON text inside a string holds
 * a backslash every few bytes. What lies behind `end` can only lengthen the string, and is then refused. */
static const char *skip_string(const char *p, const char *end, bool *escaped) {
    while (p < end) {
        string_masks m = classify(p);
        const char *next = p + 64;
        while (m.backslash) {
            unsigned at = (unsigned)__builtin_ctzll(m.backslash);
            uint64_t bit = m.backslash & (0 - m.backslash);
            if ((m.quote | m.odd) & (bit - 1)) break;
            if (p + at >= end) return NULL;
            *escaped = true;
            const char *behind = skip_escape(p + at, end);
            if (!behind) return NULL;
            if (at == 63) {
                next = behind;
                m.backslash = 0;
                break;
            }
            m.backslash &= ~(bit | bit << 1);
            m.quote &= ~(bit << 1);
        }
        uint64_t stop = m.quote | m.odd;
        if (!stop) {
            p = next;
            continue;
        }
        p += __builtin_ctzll(stop);
        if (p >= end) return NULL;
        if (*p == '"') return p;
        p = skip_odd(p, end);
        if (!p) return NULL;
    }
    return NULL;
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

const kq_kernels kq_kernels_scalar = {"scalar", find_byte, find_needles, skip_string, find_structural};
