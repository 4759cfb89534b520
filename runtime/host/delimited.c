/* From rows of delimited text to JSON records (delimited.h). */
#include "delimited.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "jsonscan.h"
#include "run.h"

typedef struct field {
    size_t at, n; /* in `texts` */
} field;

typedef enum place { AT_FIELD, IN_PLAIN, IN_QUOTES, BEHIND_QUOTE } place;

typedef struct rows {
    kq_lane *lane;
    const kq_supplied *declared; /* the names of the fields; NULL: the first row has them */
    kq_layout layout;
    char delimiter;
    bool named, skip; /* the names are known; the next row is passed over */
    kq_buf *names;    /* the keys as JSON strings, with their quotes */
    size_t name_count;
    kq_buf texts; /* of the row that is being read */
    field *fields;
    size_t count, capacity;
    size_t looked; /* bytes of the row that are looked at, up to where `place` holds */
    place place;
    kq_buf out;   /* records, one a line */
    kq_str wrong; /* the row with too many fields, in the reader's window */
} rows;

static bool ends_with(const char *p, size_t n, const char *ending) {
    size_t k = strlen(ending);
    return n > k && strncasecmp(p + n - k, ending, k) == 0;
}

kq_layout kq_layout_of(const char *path, char *delimiter) {
    size_t n = strlen(path);
    if (ends_with(path, n, ".gz")) n -= 3;
    if (ends_with(path, n, ".zst")) n -= 4;
    *delimiter = ends_with(path, n, ".csv") ? ',' : ends_with(path, n, ".tsv") ? '\t' : '|';
    return *delimiter != '|' || ends_with(path, n, ".psv") ? KQ_LAYOUT_DELIMITED : KQ_LAYOUT_JSON;
}

/* ---- one row ------------------------------------------------------------------------------------------------------
 */

/* The end of the row that begins at p, without its newline; NULL: not in there yet. Goes on where it stopped. */
static const char *row_end(rows *r, const char *p, const char *end, bool at_end) {
    const char *q = p + r->looked;
    if (r->layout == KQ_LAYOUT_LINES) {
        q = q < end ? memchr(q, '\n', (size_t)(end - q)) : NULL;
        r->looked = (size_t)(end - p);
        return q ? q : at_end && end > p ? end : NULL;
    }
    for (; q < end; q++) {
        const char c = *q;
        if (r->place == IN_QUOTES) {
            if (c == '"') r->place = BEHIND_QUOTE;
        } else if (c == '\n') {
            return q;
        } else if (c == r->delimiter) {
            r->place = AT_FIELD;
        } else if (c == '"' && r->place != IN_PLAIN) {
            r->place = IN_QUOTES;
        } else {
            r->place = IN_PLAIN;
        }
    }
    r->looked = (size_t)(end - p);
    return at_end && end > p ? end : NULL;
}

static void add_field(rows *r, size_t at) {
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? r->capacity * 2 : 32;
        field *grown = realloc(r->fields, r->capacity * sizeof *grown);
        if (!grown) kq_fatal("out of memory");
        r->fields = grown;
    }
    r->fields[r->count++] = (field){at, r->texts.n - at};
}

static void cut_fields(rows *r, const char *p, const char *end) {
    r->count = 0;
    r->texts.n = 0;
    if (end > p && end[-1] == '\r') end--;
    if (r->layout == KQ_LAYOUT_LINES) {
        kq_buf_put(&r->texts, p, (size_t)(end - p));
        add_field(r, 0);
        return;
    }
    for (;; p++) {
        size_t at = r->texts.n;
        if (p < end && *p == '"') {
            for (p++; p < end && (*p != '"' || (p + 1 < end && p[1] == '"')); p++) {
                if (*p == '"') p++;
                kq_buf_putc(&r->texts, *p);
            }
            if (p < end) p++;
        }
        const char *next = p < end ? memchr(p, r->delimiter, (size_t)(end - p)) : NULL;
        if (!next) next = end;
        kq_buf_put(&r->texts, p, (size_t)(next - p));
        add_field(r, at);
        p = next;
        if (p == end) return;
    }
}

/* ---- names and records --------------------------------------------------------------------------------------------
 */

static void name_field(rows *r, kq_str name) {
    kq_buf *grown = realloc(r->names, (r->name_count + 1) * sizeof *grown);
    if (!grown) kq_fatal("out of memory");
    r->names = grown;
    r->names[r->name_count] = (kq_buf){0};
    kq_json_put_string(&r->names[r->name_count++], name);
}

static kq_str text_of(const rows *r, size_t i) {
    return (kq_str){r->texts.n ? r->texts.p + r->fields[i].at : "", r->fields[i].n};
}

typedef enum verdict { ROW_TAKEN, ROW_WRONG, ROW_ENDS /* the input is of no use */ } verdict;

/* Columns that the query needs and the file does not have would be null without a word. */
static bool has_required(rows *r) {
    const kq_supplied *s = r->lane->part->input->supplied;
    for (uint32_t c = 0; s && c < s->column_count; c++) {
        size_t i = 0;
        while (i < r->count &&
               (r->fields[i].n != s->columns[c].n || memcmp(text_of(r, i).p, s->columns[c].p, s->columns[c].n) != 0))
            i++;
        if (i < r->count) continue;
        r->lane->part->trouble = "it has no column that the query reads; its first row must name them all";
        return false;
    }
    return true;
}

static void put_record(rows *r) {
    kq_buf *b = &r->out;
    kq_buf_putc(b, '{');
    for (size_t i = 0; i < r->count; i++) {
        if (i > 0) kq_buf_putc(b, ',');
        kq_buf_put(b, r->names[i].p, r->names[i].n);
        kq_buf_putc(b, ':');
        kq_json_put_string(b, text_of(r, i));
    }
    kq_buf_putc(b, '}');
}

/* Takes the row [p, end) and as many lines as it has. */
static verdict take_row(rows *r, const char *p, const char *end) {
    const bool empty = p == end || (end - p == 1 && *p == '\r');
    verdict v = ROW_TAKEN;
    r->looked = 0;
    r->place = AT_FIELD;
    if (!empty) cut_fields(r, p, end);
    if (empty) {
        v = ROW_TAKEN;
    } else if (r->skip) {
        r->skip = false;
    } else if (!r->named) {
        if (!has_required(r)) return ROW_ENDS;
        for (size_t i = 0; i < r->count; i++) name_field(r, text_of(r, i));
        r->named = true;
    } else if (r->count > r->name_count) {
        return ROW_WRONG;
    } else {
        put_record(r);
    }
    const char *newline = p;
    while (newline < end && (newline = memchr(newline, '\n', (size_t)(end - newline))) != NULL)
        kq_buf_putc(&r->out, '\n'), newline++;
    kq_buf_putc(&r->out, '\n');
    return v;
}

/* The whole rows from p on, up to one that is wrong: `*from` is behind what was taken. */
static verdict take_rows(rows *r, const char **from, const char *end, bool at_end) {
    const char *p = *from;
    r->out.n = 0;
    for (const char *to; p < end && (to = row_end(r, p, end, at_end)) != NULL;) {
        verdict v = take_row(r, p, to);
        *from = p;
        if (v != ROW_TAKEN) {
            r->wrong = (kq_str){p, (size_t)(to - p)};
            return v;
        }
        *from = p = to < end ? to + 1 : to;
    }
    if ((size_t)(end - p) <= r->lane->run->options->max_record) return ROW_TAKEN;
    r->lane->part->trouble = "a row is longer than --max-record";
    return ROW_ENDS;
}

/* Hands the records to the lane. */
static kq_drained drain(rows *r, bool at_end) {
    kq_buf_reserve(&r->out, KQ_READER_PADDING);
    memset(r->out.p + r->out.n, 0, KQ_READER_PADDING);
    kq_view text = {r->out.p, r->out.p + r->out.n, at_end};
    kq_drained drained = kq_lane_drain(r->lane, &text);
    r->lane->part->lines = r->lane->splitter.line - 1;
    return drained;
}

/* A row with too many fields. False when the run must end. */
static bool pass_over(rows *r) {
    const uint64_t line = r->lane->splitter.line;
    const char *p = r->wrong.p, *end = p + r->wrong.n;
    for (uint64_t n = 1; p; n++) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (p) p++;
        r->lane->splitter.line = line + n;
    }
    return kq_lane_reject(r->lane, line, "more fields than the first row has names", r->wrong);
}

static void start(rows *r, kq_lane *lane) {
    const kq_input *input = lane->part->input;
    const kq_supplied *s = input->supplied;
    *r = (rows){.lane = lane, .layout = input->layout, .delimiter = input->delimiter};
    if (!s || s->header) return;
    r->named = true;
    r->skip = s->skip_first;
    for (uint32_t i = 0; i < s->column_count; i++) name_field(r, s->columns[i]);
}

static void skip_mark(kq_reader *reader) {
    const char *p = reader->buffer + reader->begin;
    if (reader->end - reader->begin >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) reader->begin += 3;
}

/* All whole rows that the reader holds. False when the run, or the input, is over. */
static bool take_window(rows *r, kq_reader *reader) {
    const char *end = reader->buffer + reader->end;
    for (;;) {
        const char *p = reader->buffer + reader->begin;
        verdict v = take_rows(r, &p, end, reader->at_end);
        reader->begin = (size_t)(p - reader->buffer);
        if (drain(r, reader->at_end && v == ROW_TAKEN) != KQ_DRAINED_MORE || v == ROW_ENDS) return false;
        if (v == ROW_TAKEN) return true;
        if (!pass_over(r)) return false;
        reader->begin += r->wrong.n + (p + r->wrong.n < end);
    }
}

void kq_delimited_read(kq_lane *lane, kq_reader *reader, bool regular) {
    kq_part *part = lane->part;
    kq_out *out = lane->ctx->out;
    rows r;
    start(&r, lane);
    for (bool first = true, begun = false;; first = false) {
        if (!begun && (reader->end - reader->begin >= 3 || reader->at_end)) {
            begun = true;
            skip_mark(reader);
        }
        if (begun && !take_window(&r, reader)) break;
        if (!first && !lane->settle(lane, false)) break;
        if (!regular && out) kq_sink_flush(&out->sink);
        uint64_t before = reader->total;
        if (!kq_reader_fill(reader)) part->trouble = reader->error;
        kq_run_has_read(lane->run, reader->total - before);
    }
    kq_lane_gather(lane);
    for (size_t i = 0; i < r.name_count; i++) kq_buf_free(&r.names[i]);
    free(r.names);
    free(r.fields);
    kq_buf_free(&r.texts);
    kq_buf_free(&r.out);
}
