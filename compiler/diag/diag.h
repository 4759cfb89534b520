/* Diagnostics: a sink that collects, sorts by place and prints "file:line:col: error[CODE slug]: text" with the source
 * line and a caret. Every code stands once in errors.def. */
#ifndef KQLC_DIAG_H
#define KQLC_DIAG_H

#include "base.h"

#include <stdio.h>

enum diag_code {
#define KQ_DIAG(code, severity, slug, format, hint) DIAG_##code,
#include "errors.def"
    DIAG_COUNT
};
enum diag_severity { SEV_ERROR, SEV_WARNING };

struct diag;

/* The sink borrows `source`, which may be filled in later but must be before printing. */
struct diag *diag_new(struct arena *a, const struct source *source);
/* Reports. Arguments are those of the code's format; both return false so that callers can `return diag_report(...)`.
 * A second report of the same code at the same span is dropped. diag_hint appends "help: ..." to the last report. */
bool diag_report(struct diag *d, enum diag_code code, struct span span, ...);
bool diag_hint(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t diag_errors(const struct diag *d);
/* For hints that name a line of the file. */
const struct source *diag_source(const struct diag *d);
size_t diag_warnings(const struct diag *d);
/* Turns a warning code off ("W0401" or its slug). False: no such warning. */
bool diag_disable(struct diag *d, const char *code_or_slug);
/* While on, errors are recorded as warnings: `emit`, `build` and `run` report a rule's metadata so (DESIGN section 4).
 */
void diag_as_warnings(struct diag *d, bool on);
void diag_print_text(const struct diag *d, FILE *f, bool colour);
/* "2 errors, 1 warning" and a line end; nothing when there are none. */
void diag_print_summary(const struct diag *d, FILE *f);
/* One JSON array of {"file","line","column","endLine","endColumn","severity","code","slug","message","help"}. */
void diag_put_json(const struct diag *d, struct strbuf *out);
/* The same without the brackets, for one array over several files: a comma goes first when `already` items stand in
 * front. Returns the new count of items. */
size_t diag_put_json_items(const struct diag *d, struct strbuf *out, size_t already);

/* For tests and tools: iterate in source order. */
struct diag_item {
    enum diag_code code;
    struct span span;
    const char *message; /* formatted, without place and code */
    const char *hint;    /* or NULL */
    enum diag_severity severity;
};
size_t diag_count(const struct diag *d);
const struct diag_item *diag_at(const struct diag *d, size_t i);
const char *diag_code_name(enum diag_code c); /* "E0301" */
const char *diag_slug(enum diag_code c);      /* "unknown-column" */
enum diag_severity diag_severity(enum diag_code c);

#endif
