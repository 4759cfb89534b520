/* Diagnostics as text: "file:line:col: error[CODE slug]: message", the source line, a caret line with the hint, further
 * hints below it, and second places as "file:line:col: note: message" with a line of their own. Rule text is hostile:
 * control characters never reach the terminal. */
#include "diag.h"
#include "diag_internal.h"

#include <string.h>

enum { EXCERPT = 160 }; /* bytes of a long line that are shown */

static const char *const severity_names[] = {"error", "warning"};
static const char *const severity_colours[] = {"\033[1;31m", "\033[1;35m"};

static const char *const note_colour = "\033[1;36m";

void diag_put_clean(struct strbuf *out, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        /* C1 controls in UTF-8 are C2 80..9F. */
        bool c1 = c == 0xC2 && i + 1 < n && (unsigned char)p[i + 1] < 0xA0;
        if (c1) i++;
        strbuf_putc(out, (c < 0x20 && c != '\t') || c == 0x7F || c1 ? '?' : (char)c);
    }
}

static bool continues(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* The line and the columns [col, end_col) (0-based bytes) that a report points at. */
struct excerpt {
    struct text line;
    size_t col, end_col;
    uint32_t number; /* 0: do not print */
};

/* The excerpt from the query itself, for folded and quoted scalars, whose lines are not those of the file. */
static struct excerpt excerpt_of_query(const struct source *s, struct span span) {
    size_t n = s->query.n, at = span.start < n ? span.start : n, start = at, end = at;
    while (start > 0 && s->query.p[start - 1] != '\n') start--;
    while (end < n && s->query.p[end] != '\n') end++;
    return (struct excerpt){text_of(s->query.p + start, end - start), at - start, span.end - start, 0};
}

static struct excerpt excerpt_of(const struct source *s, struct span span) {
    if (!span.in_file && !s->exact && s->query.p) return excerpt_of_query(s, span);
    struct position from = source_locate(s, span.start, span.in_file);
    struct position to = source_locate(s, span.end, span.in_file);
    size_t col = from.col - 1, end = to.line == from.line ? to.col - 1 : from.line_text.n;
    return (struct excerpt){from.line_text, col, end, from.line};
}

/* The part of a long line that is shown: around the place, whole characters. */
static void cut(const struct excerpt *e, size_t *from, size_t *to) {
    *from = 0;
    *to = e->line.n;
    if (e->line.n <= EXCERPT) return;
    *from = e->col > EXCERPT / 2 ? e->col - EXCERPT / 2 : 0;
    while (*from > 0 && continues(e->line.p[*from])) --*from;
    *to = e->line.n - *from > EXCERPT ? *from + EXCERPT : e->line.n;
    while (*to < e->line.n && continues(e->line.p[*to])) ++*to;
}

static void put_carets(struct strbuf *out, const struct excerpt *e, size_t from, const char *colour) {
    strbuf_puts(out, "\n      | ");
    if (from) strbuf_puts(out, "   ");
    for (size_t i = from; i < e->col; i++)
        if (!continues(e->line.p[i])) strbuf_putc(out, e->line.p[i] == '\t' ? '\t' : ' ');
    strbuf_puts(out, colour);
    strbuf_putc(out, '^');
    for (size_t i = e->col + 1; i < e->end_col; i++)
        if (!continues(e->line.p[i])) strbuf_putc(out, '^');
    if (*colour) strbuf_puts(out, "\033[0m");
}

static void put_excerpt(struct strbuf *out, struct excerpt e, const char *const *hints, size_t n, const char *colour) {
    if (e.col > e.line.n) e.col = e.line.n;
    if (e.end_col > e.line.n) e.end_col = e.line.n;
    size_t from, to;
    cut(&e, &from, &to);
    if (e.end_col > to) e.end_col = to;
    if (e.number)
        strbuf_printf(out, "%5u | ", (unsigned)e.number);
    else
        strbuf_puts(out, "      | ");
    if (from) strbuf_puts(out, "...");
    diag_put_clean(out, e.line.p + from, to - from);
    if (to < e.line.n) strbuf_puts(out, "...");
    put_carets(out, &e, from, colour);
    for (size_t i = 0; i < n; i++) { /* the first beside the caret, others below */
        strbuf_puts(out, i ? "\n      | help: " : " ");
        diag_put_clean(out, hints[i], strlen(hints[i]));
    }
    strbuf_putc(out, '\n');
}

static void put_place(const struct diag *d, struct strbuf *out, struct span span) {
    const char *path = d->source && d->source->path ? d->source->path : "<query>";
    struct position at = diag_extent(d, span).from;
    diag_put_clean(out, path, strlen(path));
    strbuf_printf(out, ":%u:%u: ", (unsigned)at.line, (unsigned)at.col);
}

static void put_item(const struct diag *d, struct strbuf *out, const struct diag_item *item, bool colour) {
    const char *tint = colour ? severity_colours[item->severity] : "", *end = colour ? "\033[0m" : "";
    bool has_lines = d->source && d->source->file.p;
    if (has_lines) put_place(d, out, item->span);
    strbuf_printf(out, "%s%s[%s %s]%s: ", tint, severity_names[item->severity], diag_code_name(item->code),
                  diag_slug(item->code), end);
    if (!has_lines && d->source && d->source->path) { /* the file could not be looked at: no line to name */
        diag_put_clean(out, d->source->path, strlen(d->source->path));
        strbuf_puts(out, ": ");
    }
    diag_put_clean(out, item->message, strlen(item->message));
    strbuf_putc(out, '\n');
    if (has_lines) {
        put_excerpt(out, excerpt_of(d->source, item->span), item->hints.v, item->hints.n, tint);
    } else {
        for (size_t i = 0; i < item->hints.n; i++) strbuf_printf(out, "      | help: %s\n", item->hints.v[i]);
    }
    for (size_t i = 0; i < item->related.n; i++) {
        const struct diag_related *note = &item->related.v[i];
        put_place(d, out, note->span);
        strbuf_printf(out, "%snote%s: ", colour ? note_colour : "", end);
        diag_put_clean(out, note->message, strlen(note->message));
        strbuf_putc(out, '\n');
        if (has_lines) put_excerpt(out, excerpt_of(d->source, note->span), NULL, 0, colour ? note_colour : "");
    }
}

void diag_put_text(const struct diag *d, struct strbuf *out, bool colour) {
    size_t kept = diag_count(d), all = diag_errors(d) + diag_warnings(d);
    for (size_t i = 0; i < kept; i++) put_item(d, out, diag_at(d, i), colour);
    if (all > kept) strbuf_printf(out, "... and %zu more\n", all - kept);
}

void diag_print_text(const struct diag *d, FILE *f, bool colour) {
    struct strbuf out = {0};
    diag_put_text(d, &out, colour);
    if (out.n) fwrite(out.p, 1, out.n, f);
    strbuf_free(&out);
}

void diag_print_summary(const struct diag *d, FILE *f) {
    size_t e = diag_errors(d), w = diag_warnings(d);
    if (e) fprintf(f, "%zu error%s%s", e, e == 1 ? "" : "s", w ? ", " : "");
    if (w) fprintf(f, "%zu warning%s", w, w == 1 ? "" : "s");
    if (e || w) fputc('\n', f);
}
