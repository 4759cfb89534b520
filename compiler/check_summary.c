/* The summary at the end of `kqlc check`: files by outcome, reports by code, constructs that are not compiled yet. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_SHOWN = 25 }; /* of each table; JSON has all */

void summary_add(struct summary *s, const struct check_result *r) {
    struct text counts = r->counts.p ? text_of(r->counts.p, r->counts.n) : text_of("", 0);
    struct check_count c;
    bool mistakes = false, unsupported = false;
    if (r->passed_over) return;
    while (check_count_next(&counts, &c)) {
        struct summary_item item = {c.code, c.severity, intern(c.construct.p, c.construct.n), c.times, s->files};
        VEC_PUSH(s->arena, &s->items, item);
        if (c.severity == SEV_ERROR) s->fatal += c.times;
        if (diag_is_unsupported(c.code)) {
            unsupported = true;
            s->unsupported += c.times;
        } else if (c.severity == SEV_ERROR) {
            mistakes = true;
            s->errors += c.times;
        } else {
            s->warnings += c.times;
        }
    }
    s->files++;
    *(mistakes ? &s->with_errors : unsupported ? &s->unsupported_only : &s->clean) += 1;
}

/* ---- rows: the items of one code and construct together ------------------------------------------------------------
 */

struct row {
    enum diag_code code;
    const char *construct;
    size_t times, files;
};
typedef VEC(struct row) row_list;

enum part { ERRORS, UNSUPPORTED, WARNINGS };

static enum part part_of(const struct summary_item *item) {
    return diag_is_unsupported(item->code) ? UNSUPPORTED : item->severity == SEV_WARNING ? WARNINGS : ERRORS;
}

static int by_kind(const void *x, const void *y) {
    const struct summary_item *a = x, *b = y;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    if (a->construct != b->construct) return strcmp(a->construct, b->construct);
    return a->file < b->file ? -1 : a->file > b->file;
}

/* The most frequent first. What is missing is ranked by files: that many more would compile with it. */
static int by_weight(const void *x, const void *y) {
    const struct row *a = x, *b = y;
    bool by_files = diag_is_unsupported(a->code);
    size_t p = by_files ? a->files : a->times, q = by_files ? b->files : b->times;
    if (p != q) return p > q ? -1 : 1;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return strcmp(a->construct, b->construct);
}

static row_list rows_of(struct summary *s, enum part part) {
    row_list rows = {0};
    if (s->items.n) qsort(s->items.v, s->items.n, sizeof *s->items.v, by_kind);
    for (size_t i = 0; i < s->items.n; i++) {
        const struct summary_item *item = &s->items.v[i], *before = i ? item - 1 : NULL;
        if (part_of(item) != part) continue;
        bool same = before && before->code == item->code && before->construct == item->construct;
        if (!same) {
            struct row row = {item->code, item->construct, 0, 0};
            VEC_PUSH(s->arena, &rows, row);
        }
        struct row *row = &rows.v[rows.n - 1];
        row->times += item->times;
        if (!same || before->file != item->file) row->files++;
    }
    if (rows.n) qsort(rows.v, rows.n, sizeof *rows.v, by_weight);
    return rows;
}

/* ---- text ----------------------------------------------------------------------------------------------------------
 */

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

static void put_row(struct strbuf *out, const struct row *row, enum part part) {
    const char *code = diag_code_name(row->code), *slug = diag_slug(row->code);
    if (part == UNSUPPORTED) {
        strbuf_printf(out, "%8zu file%s %s %s%s", row->files, row->files == 1 ? ", " : "s,", code, slug,
                      *row->construct ? ": " : "");
        diag_put_clean(out, row->construct, strlen(row->construct));
        if (row->times > row->files) strbuf_printf(out, " (%zu times)", row->times);
    } else {
        strbuf_printf(out, "%8zu  %s %s", row->times, code, slug);
        if (row->times > row->files) strbuf_printf(out, " (%zu file%s)", row->files, plural(row->files));
    }
    strbuf_putc(out, '\n');
}

static void put_table(struct summary *s, struct strbuf *out, enum part part, const char *title) {
    row_list rows = rows_of(s, part);
    if (rows.n == 0) return;
    strbuf_printf(out, "%s:\n", title);
    for (size_t i = 0; i < rows.n && i < ROWS_SHOWN; i++) put_row(out, &rows.v[i], part);
    if (rows.n > ROWS_SHOWN) strbuf_printf(out, "     ... and %zu more; --format json has all\n", rows.n - ROWS_SHOWN);
}

void summary_put_text(struct summary *s, struct strbuf *out, bool long_form) {
    if (long_form) {
        put_table(s, out, ERRORS, "errors");
        put_table(s, out, UNSUPPORTED, "not compiled yet");
        put_table(s, out, WARNINGS, "warnings");
    }
    strbuf_printf(out, "%zu file%s checked: ", s->files, plural(s->files));
    if (long_form)
        strbuf_printf(out, "%zu clean, %zu with errors, %zu not compiled yet; ", s->clean, s->with_errors,
                      s->unsupported_only);
    strbuf_printf(out, "%zu error%s, ", s->errors, plural(s->errors));
    if (s->unsupported)
        strbuf_printf(out, "%zu construct%s not compiled yet, ", s->unsupported, plural(s->unsupported));
    strbuf_printf(out, "%zu warning%s\n", s->warnings, plural(s->warnings));
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------
 */

static void put_json_rows(struct summary *s, struct strbuf *out, enum part part, const char *name) {
    row_list rows = rows_of(s, part);
    strbuf_printf(out, ",\n\"%s\":[", name);
    for (size_t i = 0; i < rows.n; i++) {
        const struct row *row = &rows.v[i];
        strbuf_printf(out, "%s\n{\"code\":\"%s\",\"slug\":\"%s\",", i ? "," : "", diag_code_name(row->code),
                      diag_slug(row->code));
        if (part == UNSUPPORTED) {
            strbuf_puts(out, "\"construct\":");
            if (*row->construct)
                strbuf_json(out, row->construct, strlen(row->construct));
            else
                strbuf_puts(out, "null");
            strbuf_putc(out, ',');
        }
        strbuf_printf(out, "\"count\":%zu,\"files\":%zu}", row->times, row->files);
    }
    strbuf_putc(out, ']');
}

void summary_put_json(struct summary *s, struct strbuf *out) {
    strbuf_printf(out,
                  "{\"files\":%zu,\"clean\":%zu,\"withErrors\":%zu,\"unsupportedOnly\":%zu,"
                  "\"errors\":%zu,\"unsupported\":%zu,\"warnings\":%zu",
                  s->files, s->clean, s->with_errors, s->unsupported_only, s->errors, s->unsupported, s->warnings);
    put_json_rows(s, out, ERRORS, "errorsByCode");
    put_json_rows(s, out, UNSUPPORTED, "unsupportedByConstruct");
    put_json_rows(s, out, WARNINGS, "warningsByCode");
    strbuf_putc(out, '}');
}
