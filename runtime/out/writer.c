/* The row writer of writer.h. */
#include "writer.h"

#include <stdlib.h>
#include <string.h>

#include "jsonscan.h"
#include "utf8.h"
#include "valuetext.h"

static void *allocate(size_t count, size_t size) {
    void *p = calloc(count + 1, size);
    if (!p) kq_fatal("out of memory");
    return p;
}

/* ---- ndjson and json ----------------------------------------------------------------------------------------------
 */

static void prepare_names(kq_writer *w) {
    w->name_end = allocate(w->column_count, sizeof *w->name_end);
    for (uint32_t i = 0; i < w->column_count; i++) {
        kq_buf_putc(&w->names, i == 0 ? '{' : ',');
        kq_json_put_string(&w->names, w->columns[i].name);
        kq_buf_putc(&w->names, ':');
        w->name_end[i] = w->names.n;
    }
}

static void put_ndjson(kq_writer *w, kq_buf *b, const kq_value *values) {
    size_t from = 0;
    for (uint32_t i = 0; i < w->column_count; i++) {
        kq_buf_put(b, w->names.p + from, w->name_end[i] - from);
        from = w->name_end[i];
        kq_put_value_json(b, &values[i]);
    }
    kq_buf_puts(b, w->column_count ? "}\n" : "{}\n");
}

static void put_json_head(kq_writer *w, kq_buf *b) {
    kq_buf_puts(b, "{\"columns\":[");
    for (uint32_t i = 0; i < w->column_count; i++) {
        kq_buf_puts(b, i == 0 ? "{\"name\":" : ",{\"name\":");
        kq_json_put_string(b, w->columns[i].name);
        kq_buf_puts(b, ",\"type\":\"");
        kq_buf_puts(b, kq_type_text(w->columns[i].type));
        kq_buf_puts(b, "\"}");
    }
    kq_buf_puts(b, "],\"rows\":[");
}

static void put_json(kq_writer *w, kq_buf *b, const kq_value *values) {
    kq_buf_puts(b, w->rows == 0 ? "\n[" : ",\n[");
    for (uint32_t i = 0; i < w->column_count; i++) {
        if (i > 0) kq_buf_putc(b, ',');
        kq_put_value_json(b, &values[i]);
    }
    kq_buf_putc(b, ']');
}

/* ---- csv (RFC 4180) -----------------------------------------------------------------------------------------------
 */

/* Quotes the field that begins at `from` when it needs it. */
static void finish_field(kq_buf *b, size_t from) {
    bool quote = false;
    size_t quotes = 0;
    for (size_t i = from; i < b->n; i++) {
        char c = b->p[i];
        if (c == '"') quotes++;
        quote |= c == '"' || c == ',' || c == '\n' || c == '\r';
    }
    if (!quote) return;
    kq_buf_reserve(b, quotes + 2);
    size_t to = b->n + quotes + 2;
    size_t end = b->n;
    b->n = to;
    b->p[--to] = '"';
    while (end > from) {
        char c = b->p[--end];
        b->p[--to] = c;
        if (c == '"') b->p[--to] = '"';
    }
    b->p[from] = '"';
}

static void put_csv_head(kq_writer *w, kq_buf *b) {
    for (uint32_t i = 0; i < w->column_count; i++) {
        if (i > 0) kq_buf_putc(b, ',');
        size_t from = b->n;
        kq_buf_put_str(b, w->columns[i].name);
        finish_field(b, from);
    }
    kq_buf_puts(b, "\r\n");
}

static void put_csv(kq_writer *w, kq_buf *b, const kq_value *values) {
    for (uint32_t i = 0; i < w->column_count; i++) {
        if (i > 0) kq_buf_putc(b, ',');
        size_t from = b->n;
        kq_put_value_text(b, &values[i]);
        finish_field(b, from);
    }
    kq_buf_puts(b, "\r\n");
}

/* ---- table --------------------------------------------------------------------------------------------------------
 */

/* Appends the text as one cell: control characters, which could break the layout or command the terminal, are written
 * as escapes. */
static void put_cell(kq_writer *w, uint32_t column, kq_str text) {
    static const char hex[] = "0123456789abcdef";
    kq_buf *b = &w->cells;
    size_t width = 0;
    const char *end = text.n ? text.p + text.n : text.p;
    for (const char *p = text.p; p < end;) {
        uint32_t c = kq_utf8_next(&p, end);
        char out[8];
        size_t n;
        if (c == '\n' || c == '\r' || c == '\t') {
            out[0] = '\\';
            out[1] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
            n = 2;
        } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            memcpy(out, "\\x", 2);
            out[2] = hex[c >> 4];
            out[3] = hex[c & 15];
            n = 4;
        } else {
            n = kq_utf8_put(out, c);
            width++;
            kq_buf_put(b, out, n);
            continue;
        }
        width += n;
        kq_buf_put(b, out, n);
    }
    kq_buf_putc(b, '\n');
    if (width > w->width[column]) w->width[column] = width;
}

static void put_cells(kq_writer *w, const kq_value *values) {
    kq_buf text = {0};
    for (uint32_t i = 0; i < w->column_count; i++) {
        text.n = 0;
        kq_put_value_text(&text, &values[i]);
        put_cell(w, i, (kq_str){text.p, text.n});
    }
    kq_buf_free(&text);
}

static void put_spaces(kq_buf *b, size_t n, char c) {
    while (n-- > 0) kq_buf_putc(b, c);
}

static void put_table(kq_writer *w) {
    kq_buf *b = &w->sink->buffer;
    const char *p = w->cells.p;
    for (uint64_t row = 0; row <= w->rows; row++) {
        for (uint32_t i = 0; i < w->column_count; i++) {
            const char *end = strchr(p, '\n');
            size_t n = (size_t)(end - p);
            kq_buf_put(b, p, n);
            if (i + 1 < w->column_count) put_spaces(b, w->width[i] - kq_utf8_length((kq_str){p, n}) + 2, ' ');
            p = end + 1;
        }
        kq_buf_putc(b, '\n');
        for (uint32_t i = 0; row == 0 && i < w->column_count; i++) {
            put_spaces(b, w->width[i], '-');
            kq_buf_puts(b, i + 1 < w->column_count ? "  " : "\n");
        }
        kq_sink_settle(w->sink);
    }
}

/* ---- all formats --------------------------------------------------------------------------------------------------
 */

static void prepare(kq_writer *w, kq_sink *sink, kq_format format, const kq_column *columns, uint32_t column_count) {
    memset(w, 0, sizeof *w);
    w->sink = sink;
    w->format = format;
    w->columns = columns;
    w->column_count = column_count;
    if (format == KQ_FORMAT_NDJSON) prepare_names(w);
    if (format == KQ_FORMAT_TABLE) w->width = allocate(column_count, sizeof *w->width);
}

void kq_writer_open(kq_writer *w, kq_sink *sink, kq_format format, const kq_column *columns, uint32_t column_count) {
    prepare(w, sink, format, columns, column_count);
    switch (format) {
    case KQ_FORMAT_NDJSON: break;
    case KQ_FORMAT_JSON: put_json_head(w, &sink->buffer); break;
    case KQ_FORMAT_CSV: put_csv_head(w, &sink->buffer); break;
    case KQ_FORMAT_TABLE:
        for (uint32_t i = 0; i < column_count; i++) put_cell(w, i, columns[i].name);
        break;
    }
}

void kq_writer_open_part(kq_writer *w, kq_sink *sink, const kq_writer *whole) {
    prepare(w, sink, whole->format, whole->columns, whole->column_count);
}

static void move_text(kq_buf *to, kq_buf *from) {
    if (from->n > 0) kq_buf_put(to, from->p, from->n);
    from->n = 0;
}

void kq_writer_take(kq_writer *w, kq_writer *part) {
    if (part->rows == 0) return;
    /* A part writes its first row like the first of all. */
    if (w->format == KQ_FORMAT_JSON && w->rows > 0) kq_buf_putc(&w->sink->buffer, ',');
    move_text(&w->sink->buffer, &part->sink->buffer);
    move_text(&w->cells, &part->cells);
    for (uint32_t i = 0; w->format == KQ_FORMAT_TABLE && i < w->column_count; i++)
        if (part->width[i] > w->width[i]) w->width[i] = part->width[i];
    w->rows += part->rows;
    part->rows = 0;
    kq_sink_settle(w->sink);
}

void kq_writer_row(kq_writer *w, const kq_value *values) {
    kq_buf *b = &w->sink->buffer;
    switch (w->format) {
    case KQ_FORMAT_NDJSON: put_ndjson(w, b, values); break;
    case KQ_FORMAT_JSON: put_json(w, b, values); break;
    case KQ_FORMAT_CSV: put_csv(w, b, values); break;
    case KQ_FORMAT_TABLE: put_cells(w, values); break;
    }
    w->rows++;
    kq_sink_settle(w->sink);
}

void kq_writer_close(kq_writer *w) {
    if (w->format == KQ_FORMAT_JSON) kq_buf_puts(&w->sink->buffer, w->rows ? "\n]}\n" : "]}\n");
    if (w->format == KQ_FORMAT_TABLE) {
        kq_buf_putc(&w->cells, '\0');
        put_table(w);
    }
}

void kq_writer_free(kq_writer *w) {
    kq_buf_free(&w->names);
    kq_buf_free(&w->cells);
    free(w->name_end);
    free(w->width);
    w->name_end = w->width = NULL;
}
