/* The diagnostics sink: collects reports, drops exact duplicates, sorts by place, and keeps the counts. Printing is in
 * diag_text.c and diag_json.c. */
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

bool diag_report(struct diag *d, enum diag_code code, struct span span, ...) {
    d->last = NULL;
    if (d->disabled[code]) return false;
    for (size_t i = 0; i < d->items.n; i++)
        if (d->items.v[i]->code == code && same_span(d->items.v[i]->span, span)) return false;
    enum diag_severity severity = d->as_warnings ? SEV_WARNING : rows[code].severity;
    d->counts[severity]++;
    if (d->items.n >= KEEP_AT_MOST) return false;
    struct diag_item *item = ARENA_NEW(d->arena, struct diag_item);
    va_list ap;
    va_start(ap, span);
    *item = (struct diag_item){code, span, arena_vprintf(d->arena, rows[code].format, ap), rows[code].hint, severity};
    va_end(ap);
    /* A default hint with a conversion in it is only a template for diag_hint. */
    if (item->hint && strchr(item->hint, '%')) item->hint = NULL;
    VEC_PUSH(d->arena, &d->items, item);
    d->last = item;
    d->sorted = false;
    return false;
}

bool diag_hint(struct diag *d, const char *fmt, ...) {
    if (!d->last) return false;
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(d->arena, fmt, ap);
    va_end(ap);
    bool is_default = d->last->hint == rows[d->last->code].hint;
    d->last->hint = !d->last->hint || is_default ? text : arena_printf(d->arena, "%s; %s", d->last->hint, text);
    return false;
}

size_t diag_errors(const struct diag *d) { return d->counts[SEV_ERROR]; }

size_t diag_warnings(const struct diag *d) { return d->counts[SEV_WARNING]; }

bool diag_disable(struct diag *d, const char *code_or_slug) {
    bool found = false;
    for (size_t i = 0; i < DIAG_COUNT; i++) {
        if (rows[i].severity != SEV_WARNING) continue;
        if (strcmp(rows[i].name, code_or_slug) != 0 && strcmp(rows[i].slug, code_or_slug) != 0) continue;
        d->disabled[i] = found = true;
    }
    return found;
}

void diag_as_warnings(struct diag *d, bool on) { d->as_warnings = on; }

/* Sorting needs each item's place in the file, since spans of the query and of the file come mixed. */
struct placed {
    struct diag_item *item;
    uint32_t line, col;
    size_t order;
};

static int by_place(const void *x, const void *y) {
    const struct placed *a = x, *b = y;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    if (a->col != b->col) return a->col < b->col ? -1 : 1;
    /* In an inexact query all places are the key's: keep the query's own order. */
    if (!a->item->span.in_file && !b->item->span.in_file && a->item->span.start != b->item->span.start)
        return a->item->span.start < b->item->span.start ? -1 : 1;
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
