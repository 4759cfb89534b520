/* Diagnostics as JSON, for editors and CI. Lines and columns are those of the file; columns count bytes from 1. */
#include "diag.h"
#include "diag_internal.h"

#include <string.h>

static void put_field(struct strbuf *out, const char *name, const char *value) {
    strbuf_printf(out, "\"%s\":", name);
    strbuf_json(out, value, strlen(value));
    strbuf_putc(out, ',');
}

size_t diag_put_json_items(const struct diag *d, struct strbuf *out, size_t already) {
    for (size_t i = 0; i < diag_count(d); i++, already++) {
        const struct diag_item *item = diag_at(d, i);
        struct position from = {.line = 1, .col = 1, .line_text = {"", 0}}, to = from;
        if (d->source) {
            from = source_locate(d->source, item->span.start, item->span.in_file);
            to = source_locate(d->source, item->span.end, item->span.in_file);
        }
        if (already) strbuf_putc(out, ',');
        strbuf_putc(out, '{');
        put_field(out, "file", d->source && d->source->path ? d->source->path : "");
        strbuf_printf(out, "\"line\":%u,\"column\":%u,\"endLine\":%u,\"endColumn\":%u,", (unsigned)from.line,
                      (unsigned)from.col, (unsigned)to.line, (unsigned)to.col);
        put_field(out, "severity", item->severity == SEV_ERROR ? "error" : "warning");
        put_field(out, "code", diag_code_name(item->code));
        put_field(out, "slug", diag_slug(item->code));
        put_field(out, "message", item->message);
        strbuf_puts(out, "\"help\":");
        if (item->hint)
            strbuf_json(out, item->hint, strlen(item->hint));
        else
            strbuf_puts(out, "null");
        strbuf_putc(out, '}');
    }
    return already;
}

void diag_put_json(const struct diag *d, struct strbuf *out) {
    strbuf_putc(out, '[');
    diag_put_json_items(d, out, 0);
    strbuf_putc(out, ']');
}
