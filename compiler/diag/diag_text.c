/* Diagnostics as text: "file:line:col: error[CODE slug]: message", the source line, and a caret line with the hint.
 * Rule text is hostile: control characters never reach the terminal. */
#include "diag.h"
#include "diag_internal.h"

#include <string.h>

enum { EXCERPT = 160 }; /* bytes of a long line that are shown */

static const char *const severity_names[] = {"error", "warning"};
static const char *const severity_colours[] = {"\033[1;31m", "\033[1;35m"};

static void put_clean(FILE *f, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        /* C1 controls in UTF-8 are C2 80..9F. */
        bool c1 = c == 0xC2 && i + 1 < n && (unsigned char)p[i + 1] < 0xA0;
        if (c1) i++;
        fputc((c < 0x20 && c != '\t') || c == 0x7F || c1 ? '?' : c, f);
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

static void put_excerpt(FILE *f, struct excerpt e, const char *hint, const char *colour) {
    if (e.col > e.line.n) e.col = e.line.n;
    if (e.end_col > e.line.n) e.end_col = e.line.n;
    size_t from = 0, to = e.line.n;
    if (to > EXCERPT) {
        from = e.col > EXCERPT / 2 ? e.col - EXCERPT / 2 : 0;
        while (from > 0 && continues(e.line.p[from])) from--;
        to = e.line.n - from > EXCERPT ? from + EXCERPT : e.line.n;
        while (to < e.line.n && continues(e.line.p[to])) to++;
    }
    if (e.end_col > to) e.end_col = to;
    if (e.number)
        fprintf(f, "%5u | ", (unsigned)e.number);
    else
        fputs("      | ", f);
    if (from) fputs("...", f);
    put_clean(f, e.line.p + from, to - from);
    if (to < e.line.n) fputs("...", f);
    fputs("\n      | ", f);
    if (from) fputs("   ", f);
    for (size_t i = from; i < e.col; i++)
        if (!continues(e.line.p[i])) fputc(e.line.p[i] == '\t' ? '\t' : ' ', f);
    fputs(colour, f);
    fputc('^', f);
    for (size_t i = e.col + 1; i < e.end_col; i++)
        if (!continues(e.line.p[i])) fputc('^', f);
    if (*colour) fputs("\033[0m", f);
    if (hint) {
        fputc(' ', f);
        put_clean(f, hint, strlen(hint));
    }
    fputc('\n', f);
}

void diag_print_text(const struct diag *d, FILE *f, bool colour) {
    const char *path = d->source && d->source->path ? d->source->path : "<query>";
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        const char *tint = colour ? severity_colours[item->severity] : "";
        struct position at = {.line = 1, .col = 1, .line_text = {"", 0}};
        if (d->source) at = source_locate(d->source, item->span.start, item->span.in_file);
        put_clean(f, path, strlen(path));
        fprintf(f, ":%u:%u: %s%s[%s %s]%s: ", (unsigned)at.line, (unsigned)at.col, tint, severity_names[item->severity],
                diag_code_name(item->code), diag_slug(item->code), colour ? "\033[0m" : "");
        put_clean(f, item->message, strlen(item->message));
        fputc('\n', f);
        if (d->source) put_excerpt(f, excerpt_of(d->source, item->span), item->hint, tint);
    }
    size_t kept = diag_count(d), all = diag_errors(d) + diag_warnings(d);
    if (all > kept) fprintf(f, "... and %zu more\n", all - kept);
}

void diag_print_summary(const struct diag *d, FILE *f) {
    size_t e = diag_errors(d), w = diag_warnings(d);
    if (e) fprintf(f, "%zu error%s%s", e, e == 1 ? "" : "s", w ? ", " : "");
    if (w) fprintf(f, "%zu warning%s", w, w == 1 ? "" : "s");
    if (e || w) fputc('\n', f);
}
