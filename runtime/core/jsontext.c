/* Strings of JSON both ways: unescaping and writing (declared in jsonscan.h). */
#include <string.h>

#include "arena.h"
#include "block16.h"
#include "jsonscan.h"
#include "textkernels.h"
#include "utf8.h"

/* The four hexadecimal digits at p; at most the bytes before `end` are read, what is no digit counts as 0. */
static uint32_t read_unit(const char *p, const char *end) {
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        int d = p + i < end ? kq_ascii_hex((unsigned char)p[i]) : 0;
        v = v << 4 | (uint32_t)(d < 0 ? 0 : d);
    }
    return v;
}

const char *kq_json_read_unit(const char *p, const char *end, uint32_t *cp) {
    uint32_t unit = read_unit(p, end);
    p = end - p < 4 ? end : p + 4;
    if (unit >= 0xD800 && unit <= 0xDBFF && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
        uint32_t low = read_unit(p + 2, end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *cp = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return p + 6;
        }
    }
    *cp = unit; /* kq_utf8_put turns a lone surrogate into U+FFFD */
    return p;
}

static bool has_backslash(const char *p, size_t n) {
    size_t i = 0;
    for (; n - i >= 16; i += 16)
        if (kq_v16_mask(kq_v16_eq(kq_v16_load(p + i), kq_v16_fill('\\')))) return true;
    for (; i < n; i++)
        if (p[i] == '\\') return true;
    return false;
}

kq_str kq_json_unescape(kq_arena *a, const char *p, size_t n) {
    if (!has_backslash(p, n)) return kq_mk_string(p, n);
    /* Never longer than the input: \uXXXX is six bytes for at most three. */
    char *out = kq_alloc(a, n + KQ_UNESCAPE_SLACK);
    size_t length = (size_t)(kq_text->unescape(out, p, p + n) - out);
    kq_arena_shrink(a, out, length);
    return kq_mk_string(out, length);
}

static void put_control(kq_buf *b, unsigned char c) {
    static const char digits[] = "0123456789abcdef";
    static const char letters[] = "btn.fr"; /* from 8 on; 11 has none */
    kq_buf_putc(b, '\\');
    if (c >= 8 && c <= 13 && c != 11) {
        kq_buf_putc(b, letters[c - 8]);
    } else {
        kq_buf_puts(b, "u00");
        kq_buf_putc(b, digits[c >> 4]);
        kq_buf_putc(b, digits[c & 15]);
    }
}

void kq_json_put_string(kq_buf *b, kq_str s) {
    const char *p = s.p, *end = s.n ? s.p + s.n : s.p, *run = p;
    kq_buf_reserve(b, s.n + 2);
    kq_buf_putc(b, '"');
    while ((p = kq_json_skip_plain(p, end)) < end) {
        unsigned char c = (unsigned char)*p;
        const char *start = p;
        if (c < 0x80) {
            p++;
        } else {
            kq_utf8_next(&p, end);
            if (kq_utf8_valid(start, (size_t)(p - start))) continue;
        }
        kq_buf_put(b, run, (size_t)(start - run));
        run = p;
        if (c >= 0x80) {
            kq_buf_puts(b, "\xEF\xBF\xBD");
        } else if (c < 0x20) {
            put_control(b, c);
        } else {
            kq_buf_putc(b, '\\');
            kq_buf_putc(b, (char)c);
        }
    }
    kq_buf_put(b, run, (size_t)(end - run));
    kq_buf_putc(b, '"');
}

/* A character that was escaped, in its minimal form. */
static void put_character(kq_buf *b, uint32_t cp) {
    if (cp < 0x20) {
        put_control(b, (unsigned char)cp);
        return;
    }
    char bytes[4];
    if (cp == '"' || cp == '\\') kq_buf_putc(b, '\\');
    kq_buf_put(b, bytes, kq_utf8_put(bytes, cp));
}

void kq_json_put_escaped(kq_buf *b, kq_str raw) {
    const char *p = raw.p, *end = raw.n ? raw.p + raw.n : raw.p;
    kq_buf_reserve(b, raw.n + 2);
    kq_buf_putc(b, '"');
    while (p < end) {
        const char *backslash = memchr(p, '\\', (size_t)(end - p));
        if (!backslash || end - backslash < 2) {
            kq_buf_put(b, p, (size_t)(end - p));
            break;
        }
        kq_buf_put(b, p, (size_t)(backslash - p));
        p = backslash + 2;
        if (backslash[1] == 'u') {
            uint32_t cp;
            p = kq_json_read_unit(p, end, &cp);
            put_character(b, cp);
        } else {
            if (backslash[1] != '/') kq_buf_putc(b, '\\');
            kq_buf_putc(b, backslash[1]);
        }
    }
    kq_buf_putc(b, '"');
}
