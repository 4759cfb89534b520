/* Growing text buffers on malloc and comparisons of texts. A buffer is NUL-terminated after every put. */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool text_eq(struct text a, struct text b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

bool text_is(struct text a, const char *s) { return text_eq(a, text_of(s, strlen(s))); }

void strbuf_free(struct strbuf *b) {
    free(b->p);
    *b = (struct strbuf){0};
}

static void reserve(struct strbuf *b, size_t extra) {
    if (extra >= SIZE_MAX / 2 - b->n) abort();
    size_t need = b->n + extra + 1;
    if (need <= b->cap) return;
    size_t cap = b->cap ? b->cap : 128;
    while (cap < need) cap *= 2;
    char *p = realloc(b->p, cap);
    if (!p) {
        fputs("kqlc: out of memory\n", stderr);
        abort();
    }
    b->p = p;
    b->cap = cap;
}

void strbuf_put(struct strbuf *b, const char *p, size_t n) {
    reserve(b, n);
    if (n) memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = 0;
}

void strbuf_puts(struct strbuf *b, const char *s) { strbuf_put(b, s, strlen(s)); }

void strbuf_putc(struct strbuf *b, char c) { strbuf_put(b, &c, 1); }

void strbuf_vprintf(struct strbuf *b, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    reserve(b, 128);
    int n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
    if (n > 0 && (size_t)n >= b->cap - b->n) {
        reserve(b, (size_t)n);
        vsnprintf(b->p + b->n, b->cap - b->n, fmt, again);
    }
    va_end(again);
    if (n > 0) b->n += (size_t)n;
}

void strbuf_printf(struct strbuf *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    strbuf_vprintf(b, fmt, ap);
    va_end(ap);
}

/* Length of the valid UTF-8 sequence at p (1-4), or 0. Well-formedness as in Unicode table 3-7. */
static size_t utf8_sequence(const unsigned char *p, const unsigned char *end) {
    size_t left = (size_t)(end - p);
    unsigned char c = p[0];
    if (c < 0x80) return 1;
    if (c >= 0xC2 && c <= 0xDF) return left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
        if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
        if (c == 0xE0 && p[1] < 0xA0) return 0;
        if (c == 0xED && p[1] > 0x9F) return 0;
        return 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (left < 4 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || (p[3] & 0xC0) != 0x80) return 0;
        if (c == 0xF0 && p[1] < 0x90) return 0;
        if (c == 0xF4 && p[1] > 0x8F) return 0;
        return 4;
    }
    return 0;
}

void strbuf_json(struct strbuf *b, const char *s, size_t n) {
    strbuf_putc(b, '"');
    const unsigned char *p = (const unsigned char *)(s ? s : ""), *end = p + n;
    while (p < end) {
        switch (*p) {
        case '"': strbuf_puts(b, "\\\""); break;
        case '\\': strbuf_puts(b, "\\\\"); break;
        case '\n': strbuf_puts(b, "\\n"); break;
        case '\r': strbuf_puts(b, "\\r"); break;
        case '\t': strbuf_puts(b, "\\t"); break;
        default:
            if (*p < 0x20) {
                strbuf_printf(b, "\\u%04x", *p);
            } else {
                size_t k = utf8_sequence(p, end);
                if (k == 0) {
                    strbuf_puts(b, "\xEF\xBF\xBD");
                } else {
                    strbuf_put(b, (const char *)p, k);
                    p += k - 1;
                }
            }
        }
        p++;
    }
    strbuf_putc(b, '"');
}
