/* The text side of the emitter. A back-reference (#line N "file.c") needs the number of the line that follows, which is
 * known only when all parts of the file are in place: it is written as a mark and resolved by cw_finish. No text from
 * the rule can hold the mark, since both escapers write control characters out. */
#include "cwriter.h"

#include <stdio.h>
#include <string.h>

#define BACK_MARK '\001'
#define LINE_WIDTH 116

void cw_free(struct cwriter *w) { strbuf_free(&w->out); }

static void back_to_c(struct cwriter *w) {
    if (!w->mapped) return;
    w->mapped = false;
    strbuf_putc(&w->out, BACK_MARK);
    strbuf_putc(&w->out, '\n');
}

static void put_indent(struct cwriter *w, int extra) {
    for (int i = 0; i < w->indent * 4 + extra; i++) strbuf_putc(&w->out, ' ');
}

static void put_line(struct cwriter *w, const char *fmt, va_list args) {
    back_to_c(w);
    if (fmt[0] != '#') put_indent(w, 0); /* directives start in column 1 */
    strbuf_vprintf(&w->out, fmt, args);
    strbuf_putc(&w->out, '\n');
}

void cw_line(struct cwriter *w, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    put_line(w, fmt, args);
    va_end(args);
}

void cw_open(struct cwriter *w, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    put_line(w, fmt, args);
    va_end(args);
    w->indent++;
}

void cw_close(struct cwriter *w, const char *tail) {
    w->indent--;
    cw_line(w, "}%s", tail);
}

void cw_blank(struct cwriter *w) {
    back_to_c(w);
    strbuf_putc(&w->out, '\n');
}

/* Where to break `text` so that its first part fits `width`: behind ", " or before " ? ", " : ", " && " and " || ",
 * outside string literals. Returns the length of the first part; the whole length when there is no place. */
static size_t break_at(const char *text, size_t width) {
    size_t n = strlen(text), best = 0;
    if (n <= width) return n;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        if (quoted) {
            if (text[i] == '\\') {
                i++;
            } else if (text[i] == '"') {
                quoted = false;
            }
            continue;
        }
        if (i > width && best > 0) break;
        if (text[i] == '"') quoted = true;
        if (text[i] == ',' && text[i + 1] == ' ') best = i + 1;
        if (text[i] == ' ' && (strncmp(text + i + 1, "&& ", 3) == 0 || strncmp(text + i + 1, "|| ", 3) == 0)) best = i;
        if (text[i] == ' ' && (text[i + 1] == '?' || text[i + 1] == ':') && text[i + 2] == ' ') best = i;
    }
    return best > 0 ? best : n;
}

void cw_statement(struct cwriter *w, uint32_t kql_line, const char *text) {
    if (!w->line_directives || kql_line == 0) {
        back_to_c(w);
    } else if (!w->mapped || w->kql_line != kql_line) {
        strbuf_printf(&w->out, "#line %u ", kql_line);
        c_put_string(&w->out, w->kql_name, strlen(w->kql_name));
        strbuf_putc(&w->out, '\n');
        w->mapped = true;
        w->kql_line = kql_line;
    }
    int extra = 0;
    while (*text) {
        size_t n = break_at(text, (size_t)(LINE_WIDTH - w->indent * 4 - extra));
        put_indent(w, extra);
        strbuf_put(&w->out, text, n);
        strbuf_putc(&w->out, '\n');
        if (w->mapped) w->kql_line++;
        text += n;
        while (*text == ' ') text++;
        extra = 4;
    }
}

void cw_append(struct cwriter *w, const struct cwriter *part) {
    back_to_c(w);
    strbuf_put(&w->out, part->out.p ? part->out.p : "", part->out.n);
    w->mapped = part->mapped;
    w->kql_line = part->kql_line;
}

void cw_finish(const struct cwriter *w, const char *c_name, struct strbuf *out) {
    unsigned line = 1;
    const char *p = w->out.p, *end = p + w->out.n;
    while (p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p)), *next = stop ? stop + 1 : end;
        if (*p == BACK_MARK) { /* a line of its own */
            strbuf_printf(out, "#line %u ", line + 1);
            c_put_string(out, c_name, strlen(c_name));
            p++;
        }
        strbuf_put(out, p, (size_t)(next - p));
        line++;
        p = next;
    }
}

void c_put_string(struct strbuf *b, const char *p, size_t n) {
    strbuf_putc(b, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == '"' || c == '\\') {
            strbuf_putc(b, '\\');
            strbuf_putc(b, (char)c);
        } else if (c == '?' && i > 0 && p[i - 1] == '?') {
            strbuf_puts(b, "\\?"); /* "??/" and its kin are trigraphs in C11 */
        } else if (c == '\n') {
            strbuf_puts(b, "\\n");
        } else if (c == '\t') {
            strbuf_puts(b, "\\t");
        } else if (c < 0x20 || c >= 0x7f) {
            strbuf_printf(b, "\\%03o", (unsigned)c);
        } else {
            strbuf_putc(b, (char)c);
        }
    }
    strbuf_putc(b, '"');
}

/* Length of the valid UTF-8 sequence at p and its code point; 0: not valid. */
static size_t utf8_at(const char *p, size_t n, uint32_t *cp) {
    unsigned char c = (unsigned char)p[0];
    size_t len = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 0;
    if (len == 0 || len > n) return 0;
    uint32_t v = len == 4 ? c & 0x07u : len == 3 ? c & 0x0fu : c & 0x1fu;
    for (size_t i = 1; i < len; i++) {
        unsigned char t = (unsigned char)p[i];
        if ((t & 0xc0) != 0x80) return 0;
        v = v << 6 | (t & 0x3fu);
    }
    *cp = v;
    return len;
}

void c_put_comment(struct strbuf *b, const char *p, size_t n, size_t limit) {
    size_t start = b->n;
    char last = ' '; /* leading white space is dropped; also keeps a '/' from meeting the comment's own '*' */
    bool space = false;
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)p[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = last != ' ';
            i++;
            continue;
        }
        if (limit > 0 && b->n - start >= limit) {
            strbuf_puts(b, " ...");
            return;
        }
        /* Comment ends and starts, and trigraphs. A blank between them cannot be undone by a line splice, because line
         * ends never get here. */
        if ((last == '*' && c == '/') || (last == '/' && c == '*') || (last == '?' && c == '?')) space = true;
        if (space) strbuf_putc(b, ' ');
        space = false;
        uint32_t cp = 0;
        size_t len = 1;
        if (c < 0x20) {
            strbuf_printf(b, "^%c", (char)(c + 64));
        } else if (c < 0x7f) {
            strbuf_putc(b, (char)c);
        } else if ((len = utf8_at(p + i, n - i, &cp)) != 0) {
            strbuf_printf(b, "<U+%04X>", cp); /* also keeps bidirectional controls out of the source */
        } else {
            len = 1;
            strbuf_printf(b, "<%02X>", (unsigned)c);
        }
        last = b->p[b->n - 1];
        i += len;
    }
    /* a backslash would splice the line when the caller ends it here */
    if (last == '\\' || last == '/' || last == '*') strbuf_putc(b, ' ');
}

void c_put_identifier(struct strbuf *b, const char *p, size_t n, size_t limit) {
    for (size_t i = 0; i < n && i < limit; i++) {
        char c = p[i];
        bool keep = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
        strbuf_putc(b, keep ? c : '_');
    }
}
