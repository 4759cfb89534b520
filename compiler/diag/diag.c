/* The diagnostics sink: collects reports, drops exact duplicates, sorts by place, and keeps the counts. Printing is in
 * diag_text.c, diag_json.c and diag_sarif.c. */
#include "diag.h"
#include "diag_internal.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *slug, *format, *hint;
    enum diag_severity severity;
} rows[DIAG_COUNT + 1] = {
#define KQ_DIAG(code, severity_, slug_, format_, hint_) {#code, slug_, format_, hint_, severity_},
#include "errors.def"
    {"", "", "", NULL, SEV_ERROR},
};

/* A hostile rule must not make megabytes of messages: beyond this many, reports are only counted. */
enum { KEEP_AT_MOST = 500 };

struct diag *diag_new(struct arena *a, const struct source *source) {
    struct diag *d = ARENA_NEW(a, struct diag);
    d->arena = a;
    d->source = source;
    return d;
}

static bool same_span(struct span a, struct span b) {
    return a.start == b.start && a.end == b.end && a.in_file == b.in_file;
}

const struct source *diag_source(const struct diag *d) { return d->source; }

unsigned diag_line(const struct diag *d, struct span span) {
    return d->source ? source_locate(d->source, span.start, span.in_file).line : 0;
}

/* What is missing, where the catalogue's format starts with it: "the operator '%s' ...". */
static const char *construct_of(struct diag *d, enum diag_code code, va_list ap) {
    const char *conversion = strchr(rows[code].format, '%');
    if (!diag_is_unsupported(code) || !conversion || strncmp(conversion, "%s'", 3) != 0) return NULL;
    return arena_strdup(d->arena, va_arg(ap, const char *));
}

const char *diag_default_hint(enum diag_code c) {
    return rows[c].hint && !strchr(rows[c].hint, '%') ? rows[c].hint
                                                      : NULL; /* a conversion: a template for diag_hint */
}

static void add_hint(struct diag *d, struct diag_item *item, const char *text) {
    VEC_PUSH(d->arena, &item->hints, text);
    item->hint = item->hints.n == 1 ? text : arena_printf(d->arena, "%s; %s", item->hint, text);
}

bool diag_vreport(struct diag *d, enum diag_code code, struct span span, va_list arguments) {
    d->last = NULL;
    if (d->disabled[code]) return false;
    for (size_t i = 0; i < d->items.n; i++)
        if (d->items.v[i]->code == code && same_span(d->items.v[i]->span, span)) return false;
    enum diag_severity severity = d->as_warnings ? SEV_WARNING : rows[code].severity;
    d->counts[severity][code]++;
    if (d->items.n >= KEEP_AT_MOST) return false;
    struct diag_item *item = ARENA_NEW(d->arena, struct diag_item);
    item->code = code;
    item->span = span;
    item->severity = severity;
    va_list ap;
    va_copy(ap, arguments);
    item->message = arena_vprintf(d->arena, rows[code].format, ap);
    va_end(ap);
    va_copy(ap, arguments);
    item->construct = construct_of(d, code, ap);
    va_end(ap);
    if (diag_default_hint(code)) add_hint(d, item, diag_default_hint(code));
    VEC_PUSH(d->arena, &d->items, item);
    d->last = item;
    d->sorted = false;
    return false;
}

bool diag_report(struct diag *d, enum diag_code code, struct span span, ...) {
    va_list ap;
    va_start(ap, span);
    diag_vreport(d, code, span, ap);
    va_end(ap);
    return false;
}

bool diag_hint(struct diag *d, const char *fmt, ...) {
    if (!d->last) return false;
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    if (d->last->hint == rows[d->last->code].hint) d->last->hints.n = 0; /* the default gives way */
    add_hint(d, d->last, text);
    return false;
}

void diag_did_you_mean(struct diag *d, const struct closest *c) {
    if (c->name) diag_hint(d, "did you mean '%s'?", c->name);
}

bool diag_note(struct diag *d, struct span span, const char *fmt, ...) {
    if (!d->last) return false;
    va_list ap;
    va_start(ap, fmt);
    struct diag_related note = {span, arena_vprintf(d->arena, fmt, ap)};
    va_end(ap);
    VEC_PUSH(d->arena, &d->last->related, note);
    return false;
}

bool diag_construct(struct diag *d, const char *name) {
    if (d->last) d->last->construct = arena_strdup(d->arena, name);
    return false;
}

static size_t total(const struct diag *d, enum diag_severity severity) {
    size_t n = 0;
    for (size_t i = 0; i < DIAG_COUNT; i++) n += d->counts[severity][i];
    return n;
}

size_t diag_errors(const struct diag *d) { return total(d, SEV_ERROR); }

size_t diag_warnings(const struct diag *d) { return total(d, SEV_WARNING); }

size_t diag_count_of(const struct diag *d, enum diag_code c) {
    return d->counts[SEV_ERROR][c] + d->counts[SEV_WARNING][c];
}

/* ---- changing severities -------------------------------------------------------------------------------------------
 */

static void change(struct diag *d, enum diag_code code, enum diag_severity to) {
    enum diag_severity from = to == SEV_ERROR ? SEV_WARNING : SEV_ERROR;
    d->counts[to][code] += d->counts[from][code];
    d->counts[from][code] = 0;
    for (size_t i = 0; i < d->items.n; i++)
        if (d->items.v[i]->code == code) d->items.v[i]->severity = to;
    d->sorted = false;
}

void diag_allow_unsupported(struct diag *d) {
    for (enum diag_code c = 0; c < DIAG_COUNT; c++)
        if (diag_is_unsupported(c)) change(d, c, SEV_WARNING);
}

void diag_promote_warnings(struct diag *d) {
    for (enum diag_code c = 0; c < DIAG_COUNT; c++)
        if (rows[c].severity == SEV_WARNING) change(d, c, SEV_ERROR);
}

bool diag_disable(struct diag *d, const char *code_or_slug) {
    bool found = false;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        if (rows[i].severity != SEV_WARNING) continue;
        if (strcmp(rows[i].name, code_or_slug) != 0 && strcmp(rows[i].slug, code_or_slug) != 0) continue;
        d->disabled[i] = found = true;
    }
    return found;
}

const char *diag_closest_warning(const char *name) {
    struct closest slug = closest_to(name), code = closest_within(name, 1);
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        if (rows[i].severity != SEV_WARNING) continue;
        closest_consider(&slug, rows[i].slug);
        closest_consider(&code, rows[i].name);
    }
    return slug.name ? slug.name : code.name;
}

void diag_as_warnings(struct diag *d, bool on) { d->as_warnings = on; }

/* ---- order ---------------------------------------------------------------------------------------------------------
 */

/* Sorting needs each item's place in the file, since spans of the query and of the file come mixed. */
struct placed {
    struct diag_item *item;
    uint32_t line, col;
    size_t order;
};

struct extent diag_extent(const struct diag *d, struct span span) {
    struct position start = {.line = 1, .col = 1, .line_text = {"", 0}};
    if (!d->source) return (struct extent){start, start};
    return (struct extent){source_locate(d->source, span.start, span.in_file),
                           source_locate(d->source, span.end, span.in_file)};
}

static int by_place(const void *x, const void *y) {
    const struct placed *a = x, *b = y;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->col != b->col) return a->col < b->col ? -1 : 1;
    /* In an inexact query all places are the key's: keep the query's own order. */
    if (!a->item->span.in_file && !b->item->span.in_file && a->item->span.start != b->item->span.start)
        return a->item->span.start < b->item->span.start ? -1 : 1;
    if (a->item->severity != b->item->severity) return a->item->severity < b->item->severity ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

static void sort_items(struct diag *d) {
    d->sorted = true;
    if (d->items.n < 2 || !d->source) return;
    struct placed *placed = ARENA_ARRAY(d->arena, struct placed, d->items.n);
    for (size_t i = 0; i < d->items.n; i++) {
        struct diag_item *item = d->items.v[i];
        struct position at = source_locate(d->source, item->span.start, item->span.in_file);
        placed[i] = (struct placed){item, at.line, at.col, i};
    }
    qsort(placed, d->items.n, sizeof *placed, by_place);
    for (size_t i = 0; i < d->items.n; i++) d->items.v[i] = placed[i].item;
}

size_t diag_count(const struct diag *d) { return d->items.n; }

const struct diag_item *diag_at(const struct diag *d, size_t i) {
    /* Sorting is lazy and invisible: the sink itself is never a const object. */
    if (!d->sorted) sort_items((struct diag *)(uintptr_t)d);
    return i < d->items.n ? d->items.v[i] : NULL;
}

const char *diag_code_name(enum diag_code c) { return rows[c].name; }

const char *diag_slug(enum diag_code c) { return rows[c].slug; }

enum diag_severity diag_severity(enum diag_code c) { return rows[c].severity; }

bool diag_is_unsupported(enum diag_code c) { return rows[c].name[0] == 'U'; }

bool diag_is_internal(enum diag_code c) { return strncmp(rows[c].name, "E00", 3) == 0; }
