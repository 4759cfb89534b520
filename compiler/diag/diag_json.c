/* Diagnostics as JSON, for editors and CI. Lines and columns are those of the file; columns count bytes from 1. */
#include "diag.h"
#include "diag_internal.h"

#include <string.h>

static void put_field(struct strbuf *out, const char *name, const char *value) {
    strbuf_printf(out, "\"%s\":", name);
    strbuf_json(out, value, strlen(value));
    strbuf_putc(out, ',');
}

static void put_extent(struct strbuf *out, struct extent e) {
    strbuf_printf(out, "\"line\":%u,\"column\":%u,\"endLine\":%u,\"endColumn\":%u,", (unsigned)e.from.line,
                  (unsigned)e.from.col, (unsigned)e.to.line, (unsigned)e.to.col);
}

static void put_text_or_null(struct strbuf *out, const char *s) {
    if (s)
        strbuf_json(out, s, strlen(s));
    else
        strbuf_puts(out, "null");
}

static void put_hints(struct strbuf *out, const struct diag_item *item) {
    strbuf_puts(out, "\"help\":");
    put_text_or_null(out, item->hint);
    strbuf_puts(out, ",\"hints\":[");
    for (size_t i = 0; i < item->hints.n; i++) {
        if (i) strbuf_putc(out, ',');
        strbuf_json(out, item->hints.v[i], strlen(item->hints.v[i]));
    }
    strbuf_puts(out, "],");
}

static void put_related(const struct diag *d, struct strbuf *out, const struct diag_item *item) {
    strbuf_puts(out, "\"related\":[");
    for (size_t i = 0; i < item->related.n; i++) {
        const char *message = item->related.v[i].message;
        strbuf_puts(out, i ? ",{" : "{");
        put_extent(out, diag_extent(d, item->related.v[i].span));
        strbuf_puts(out, "\"message\":");
        strbuf_json(out, message, strlen(message));
        strbuf_putc(out, '}');
    }
    strbuf_puts(out, "],");
}

size_t diag_put_json_items(const struct diag *d, struct strbuf *out, size_t already) {
    for (size_t i = 0; i < diag_count(d); i++, already++) {
        const struct diag_item *item = diag_at(d, i);
        strbuf_puts(out, already ? ",\n{" : "{");
        put_field(out, "file", d->source && d->source->path ? d->source->path : "");
        put_extent(out, diag_extent(d, item->span));
        put_field(out, "severity", item->severity == SEV_ERROR ? "error" : "warning");
        put_field(out, "code", diag_code_name(item->code));
        put_field(out, "slug", diag_slug(item->code));
        put_field(out, "message", item->message);
        put_hints(out, item);
        put_related(d, out, item);
        strbuf_puts(out, "\"construct\":");
        put_text_or_null(out, item->construct);
        strbuf_putc(out, '}');
    }
    return already;
}

void diag_put_json(const struct diag *d, struct strbuf *out) {
    strbuf_putc(out, '[');
    diag_put_json_items(d, out, 0);
    strbuf_putc(out, ']');
}
