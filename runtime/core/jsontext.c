/* Strings of JSON both ways: unescaping and writing (declared in jsonscan.h). */
#include <string.h>

#include "jsonscan.h"
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

/* The character of a \u escape, p behind the u; a low surrogate that follows its high one is taken with it. */
static const char *read_escape(const char *p, const char *end, uint32_t *cp) {
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

/* Copies up to the next backslash, words at a time (a call of memchr and memcpy per run costs more: in JSON inside
 * strings a backslash comes every dozen bytes). Returns where it stopped; *o moves on. The word stores stay inside the
 * output, which is as long as the input and never ahead of it. */
static const char *copy_run(char **o, const char *p, const char *end) {
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    while (end - p >= 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        uint64_t x = w ^ ones * '\\';
        if (((x - ones) & ~x & high) != 0) break;
        memcpy(*o, &w, 8);
        *o += 8;
        p += 8;
    }
    while (p < end && *p != '\\') *(*o)++ = *p++;
    return p;
}

kq_str kq_json_unescape(kq_arena *a, const char *p, size_t n) {
    if (n == 0) return kq_mk_string(p, n);
    /* Never longer than the input: \uXXXX is six bytes for at most three. */
    kq_mark mark = kq_arena_mark(a);
    char *out = kq_alloc(a, n), *o = out;
    const char *end = p + n, *start = p;
    p = copy_run(&o, p, end);
    if (p == end) {
        kq_arena_release(a, mark);
        return kq_mk_string(start, n);
    }
    while (p < end) {
        p++;
        if (p == end) break;
        char c = *p++;
        switch (c) {
        case 'b': *o++ = '\b'; break;
        case 'f': *o++ = '\f'; break;
        case 'n': *o++ = '\n'; break;
        case 'r': *o++ = '\r'; break;
        case 't': *o++ = '\t'; break;
        case 'u': {
            uint32_t cp;
            char bytes[4];
            p = read_escape(p, end, &cp);
            size_t length = kq_utf8_put(bytes, cp);
            memcpy(o, bytes, length);
            o += length;
            break;
        }
        default: *o++ = c; break; /* quote, backslash, slash */
        }
        p = copy_run(&o, p, end);
    }
    return kq_mk_string(out, (size_t)(o - out));
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
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            p++;
            continue;
        }
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
            p = read_escape(p, end, &cp);
            put_character(b, cp);
        } else {
            if (backslash[1] != '/') kq_buf_putc(b, '\\');
            kq_buf_putc(b, backslash[1]);
        }
    }
    kq_buf_putc(b, '"');
}
