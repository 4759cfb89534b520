/* String literals (kql.md 1, "Strings"; docs: string.md): plain ones with exactly the documented escapes, verbatim
 * ones, multi-line ones, each with an optional h. */
#include "parser.h"

#include <string.h>

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Reads exactly n hexadecimal digits; false when there are fewer. */
static bool read_hex(const char *p, const char *end, int n, uint32_t *value) {
    *value = 0;
    if (end - p < n) return false;
    for (int i = 0; i < n; i++) {
        int d = hex_digit(p[i]);
        if (d < 0) return false;
        *value = *value << 4 | (uint32_t)d;
    }
    return true;
}

static char *put_utf8(char *out, uint32_t c) {
    if (c >= 0xD800 && c <= 0xDFFF) c = 0xFFFD; /* a lone surrogate is no character */
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* \uXXXX, with the low half of a pair if it follows. Returns past what was read, or NULL. */
static const char *read_u16(const char *p, const char *end, uint32_t *value) {
    uint32_t low;
    if (!read_hex(p, end, 4, value)) return NULL;
    p += 4;
    if (*value >= 0xD800 && *value <= 0xDBFF && end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
        read_hex(p + 2, end, 4, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        *value = 0x10000 + ((*value - 0xD800) << 10) + (low - 0xDC00);
        p += 6;
    }
    return p;
}

/* The escape at p, behind its backslash. Returns past it, or NULL when it is none. */
static const char *read_escape(const char *p, const char *end, uint32_t *value) {
    static const char names[] = "\\'\"abfnrtv", values[] = "\\'\"\a\b\f\n\r\t\v";
    const char *simple = p < end && *p ? strchr(names, *p) : NULL;
    if (simple) {
        *value = (unsigned char)values[simple - names];
        return p + 1;
    }
    if (p < end && *p == 'u') return read_u16(p + 1, end, value);
    if (p < end && *p == 'U') return read_hex(p + 1, end, 8, value) && *value <= 0x10FFFF ? p + 9 : NULL;
    if (p < end && *p == 'x') return read_hex(p + 1, end, 2, value) ? p + 3 : NULL;
    if (p < end && *p >= '0' && *p <= '7') { /* octal: up to three digits, at most \377 */
        const char *start = p;
        *value = 0;
        while (p < end && p - start < 3 && *p >= '0' && *p <= '7' && *value * 8 + (uint32_t)(*p - '0') <= 255)
            *value = *value * 8 + (uint32_t)(*p++ - '0');
        return p;
    }
    return NULL;
}

static struct text plain_value(struct parser *p, const char *s, const char *end) {
    char *start = arena_alloc(p->arena, (size_t)(end - s) + 1), *out = start;
    while (s < end) {
        uint32_t c = 0;
        if (*s != '\\') {
            *out++ = *s++;
            continue;
        }
        const char *next = read_escape(s + 1, end, &c);
        if (next) {
            out = put_utf8(out, c); /* never longer than the escape itself: at least 2 bytes for 2, 6 for 3 */
            s = next;
            continue;
        }
        const char *stop = s + 2; /* the backslash and one character */
        while (stop < end && ((unsigned char)*stop & 0xC0) == 0x80) stop++;
        uint32_t at = (uint32_t)(s - p->text.p);
        struct span span = {at, at + (uint32_t)(stop - s), false};
        syntax_report(p, DIAG_E0204, span, arena_strndup(p->arena, s, (size_t)(stop - s)));
        while (s < stop) *out++ = *s++;
    }
    return text_of(start, (size_t)(out - start));
}

static struct text verbatim_value(struct parser *p, const char *s, const char *end, char quote) {
    char *start = arena_alloc(p->arena, (size_t)(end - s) + 1), *out = start;
    while (s < end) {
        if (*s == quote) s++; /* doubled */
        *out++ = *s++;
    }
    return text_of(start, (size_t)(out - start));
}

struct text string_value(struct parser *p, struct span span) {
    const char *s = p->text.p + span.start, *end = p->text.p + span.end;
    if (*s == 'h' || *s == 'H') s++; /* obfuscated in logs only */
    if (*s == '@') return verbatim_value(p, s + 2, end - 1, s[1]);
    if (*s == '`' || *s == '~') return text_of(s + 3, (size_t)(end - s) - 6);
    return plain_value(p, s + 1, end - 1);
}

/* ---- from a value back to its literal */

struct literal_inside { /* the text between the quotes, and what stands for something else in it */
    const char *s, *end;
    char doubled; /* the quote of a verbatim literal, 0: none */
    bool escapes;
};

static bool find_form(const char *s, const char *end, struct literal_inside *f) {
    if (s < end && (*s == 'h' || *s == 'H')) s++;
    bool verbatim = s < end && *s == '@', many = s < end && (*s == '`' || *s == '~');
    if (verbatim) s++;
    ptrdiff_t quotes = many ? 3 : 1;
    if (end - s < 2 * quotes || (!many && *s != '"' && *s != '\'')) return false;
    *f = (struct literal_inside){s + quotes, end - quotes, verbatim ? *s : (char)0, !verbatim && !many};
    return true;
}

/* Passes over what stands for one or more bytes of the value; returns how many, and compares them. */
static size_t pass_unit(struct literal_inside *f, const char *value, size_t left, bool *same) {
    char bytes[4] = {*f->s}, *behind = bytes + 1;
    uint32_t c;
    const char *next = f->escapes && *f->s == '\\' ? read_escape(f->s + 1, f->end, &c) : NULL;
    if (next) {
        behind = put_utf8(bytes, c);
        f->s = next;
    } else {
        f->s += f->doubled && *f->s == f->doubled ? 2 : 1;
    }
    size_t n = (size_t)(behind - bytes);
    *same = n <= left && memcmp(bytes, value, n) == 0;
    return n;
}

struct span string_literal_part(struct text query, struct span literal, struct text value, size_t from, size_t to) {
    struct literal_inside f;
    struct span part = literal;
    if (literal.in_file || literal.end > query.n || literal.start >= literal.end) return literal;
    if (!find_form(query.p + literal.start, query.p + literal.end, &f)) return literal;
    size_t at = 0;
    bool same = true;
    while (f.s < f.end && at < value.n && same) {
        uint32_t place = (uint32_t)(f.s - query.p);
        if (at <= from) part.start = place;
        at += pass_unit(&f, value.p + at, value.n - at, &same);
        if (at <= to || part.end == literal.end) part.end = (uint32_t)(f.s - query.p);
    }
    if (!same || at != value.n || f.s != f.end) return literal;
    if (from >= value.n) part.start = part.end = (uint32_t)(f.end - query.p); /* at the end: the closing quote */
    if (part.end <= part.start) part.end = part.start + 1;
    return part;
}
