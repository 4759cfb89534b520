/* UTF-8 and characters: decoding with replacement, classes and case mapping by binary search in the generated range
 * tables, ASCII folding. */
#include "utf8.h"

#include <string.h>

#include "block16.h"
#include "unicode_tables.h"

/* How many bytes may follow the lead byte, and the bounds of the first of them (Unicode 15, table 3-7). */
static int lead_info(unsigned char lead, unsigned char *low, unsigned char *high) {
    *low = 0x80;
    *high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) return 1;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (lead == 0xE0) *low = 0xA0;
        if (lead == 0xED) *high = 0x9F; /* no surrogates */
        return 2;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (lead == 0xF0) *low = 0x90;
        if (lead == 0xF4) *high = 0x8F; /* up to U+10FFFF */
        return 3;
    }
    return 0;
}

/* Decodes one non-ASCII sequence; *valid tells a well-formed U+FFFD from a replacement. */
static uint32_t decode(const char **p, const char *end, bool *valid) {
    unsigned char lead = (unsigned char)**p, low, high;
    (*p)++;
    *valid = false;
    int more = lead_info(lead, &low, &high);
    if (!more) return KQ_REPLACEMENT;
    uint32_t cp = lead & (0x3Fu >> more);
    for (int i = 0; i < more; i++) {
        if (*p == end) return KQ_REPLACEMENT;
        unsigned char c = (unsigned char)**p;
        if (c < low || c > high) return KQ_REPLACEMENT;
        cp = cp << 6 | (c & 0x3Fu);
        (*p)++;
        low = 0x80;
        high = 0xBF;
    }
    *valid = true;
    return cp;
}

uint32_t kq_utf8_next(const char **p, const char *end) {
    unsigned char c = (unsigned char)**p;
    if (c < 0x80) {
        (*p)++;
        return c;
    }
    bool valid;
    return decode(p, end, &valid);
}

size_t kq_utf8_put(char *dst, uint32_t cp) {
    if (cp < 0x80) {
        dst[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        dst[0] = (char)(0xC0 | cp >> 6);
        dst[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = KQ_REPLACEMENT;
    if (cp < 0x10000) {
        dst[0] = (char)(0xE0 | cp >> 12);
        dst[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        dst[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    dst[0] = (char)(0xF0 | cp >> 18);
    dst[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    dst[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    dst[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

/* Past the ASCII bytes at p, eight at a time. */
static const char *skip_ascii(const char *p, const char *end) {
    while (end - p >= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        if (word & UINT64_C(0x8080808080808080)) break;
        p += 8;
    }
    while (p < end && (unsigned char)*p < 0x80) p++;
    return p;
}

bool kq_utf8_valid(const char *p, size_t n) {
    if (!n) return true;
    const char *end = p + n;
    while ((p = skip_ascii(p, end)) < end) {
        bool valid;
        decode(&p, end, &valid);
        if (!valid) return false;
    }
    return true;
}

size_t kq_utf8_length(kq_str s) {
    if (!s.n) return 0;
    size_t length = 0;
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        const char *ascii_end = skip_ascii(p, end);
        length += (size_t)(ascii_end - p);
        p = ascii_end;
        if (p < end) {
            kq_utf8_next(&p, end);
            length++;
        }
    }
    return length;
}

bool kq_char_is_alnum(uint32_t cp) {
    if (cp < 0x80) return kq_ascii_is_alnum((unsigned char)cp);
    size_t low = 0, high = kq_unicode_alnum_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t start = kq_unicode_alnum[middle] & 0x1FFFFF;
        if (cp < start) {
            high = middle;
        } else if (cp - start > kq_unicode_alnum[middle] >> 21) {
            low = middle + 1;
        } else {
            return true;
        }
    }
    return false;
}

static uint32_t map_case(const kq_case_run *runs, size_t count, uint32_t cp) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t start = runs[middle].run & 0x1FFFFF, last = runs[middle].run >> 21 & 0x3FF;
        uint32_t shift = runs[middle].run >> 31; /* stride 2 */
        if (cp < start) {
            high = middle;
        } else if (cp - start > last << shift) {
            low = middle + 1;
        } else if ((cp - start) & shift) {
            return cp;
        } else {
            return cp + (uint32_t)runs[middle].delta;
        }
    }
    return cp;
}

uint32_t kq_char_lower(uint32_t cp) {
    if (cp < 0x80) return kq_ascii_lower((unsigned char)cp);
    return map_case(kq_unicode_lower, kq_unicode_lower_count, cp);
}

uint32_t kq_char_upper(uint32_t cp) {
    if (cp < 0x80) return kq_ascii_upper((unsigned char)cp);
    return map_case(kq_unicode_upper, kq_unicode_upper_count, cp);
}

/* A-Z as a-z, sixteen bytes at a time. */
static inline kq_v16 lower16(kq_v16 v) {
    kq_v16 upper = kq_v16_below(v - kq_v16_fill('A'), kq_v16_fill(26));
    return v | (upper & kq_v16_fill(0x20));
}

static inline bool same_fold16(const char *a, const char *b) {
    return kq_v16_mask(kq_v16_eq(lower16(kq_v16_load(a)), lower16(kq_v16_load(b)))) == 0xFFFF;
}

/* The same for eight bytes: without their top bits, 'A' and more, and 'Z' and less, reach the top bit of a sum. */
static inline uint64_t lower8(uint64_t w) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    uint64_t low = w & ~tops;
    return w | (((low + ones * (0x80 - 'A')) ^ (low + ones * (0x80 - 'Z' - 1))) & ~w & tops) >> 2;
}

static inline bool same_fold8(const char *a, const char *b) {
    uint64_t x, y;
    memcpy(&x, a, 8);
    memcpy(&y, b, 8);
    return lower8(x) == lower8(y);
}

bool kq_ascii_same_fold(const char *a, const char *b, size_t n) {
    if (n >= 16) {
        for (size_t i = 0; i + 16 < n; i += 16)
            if (!same_fold16(a + i, b + i)) return false;
        return same_fold16(a + n - 16, b + n - 16); /* overlaps the one before */
    }
    if (n >= 8) return same_fold8(a, b) && same_fold8(a + n - 8, b + n - 8);
    for (size_t i = 0; i < n; i++)
        if (kq_ascii_lower((unsigned char)a[i]) != kq_ascii_lower((unsigned char)b[i])) return false;
    return true;
}

bool kq_ascii_equal_fold(kq_str a, kq_str b) { return a.n == b.n && kq_ascii_same_fold(a.p, b.p, a.n); }

/* Copies with the letters of one case, `from` and 25 more, brought to the other; false at the first non-ASCII byte. */
static bool map_ascii(char *to, const char *p, size_t n, uint8_t from) {
    size_t i = 0;
    for (; n - i >= 16; i += 16) {
        kq_v16 v = kq_v16_load(p + i);
        if (kq_v16_mask(v)) return false;
        v ^= kq_v16_below(v - kq_v16_fill(from), kq_v16_fill(26)) & kq_v16_fill(0x20);
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c >= 0x80) return false;
        to[i] = (char)((unsigned char)(c - from) < 26 ? c ^ 0x20 : c);
    }
    return true;
}

bool kq_ascii_to_lower(char *to, const char *p, size_t n) { return map_ascii(to, p, n, 'A'); }
bool kq_ascii_to_upper(char *to, const char *p, size_t n) { return map_ascii(to, p, n, 'a'); }

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

kq_str kq_ascii_trim(kq_str s) {
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1])) s.n--;
    return s;
}
