/* Kernels over the inside of JSON strings. Part of every kernel file, compiled anew in each. */
#ifndef KQ_STRING_BODY_H
#define KQ_STRING_BODY_H

#include "block16.h"
#include "block64.h"
#include "kernels.h"

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

#endif
