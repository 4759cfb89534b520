/* Diagnostics: a sink that collects, sorts by place and prints "file:line:col: error[CODE slug]: text" with the source
 * line and a caret. Every code stands once in errors.def.
 * Included by: every folder but base. */
#ifndef KQLC_DIAG_H
#define KQLC_DIAG_H

#include "base.h"

#include <stdarg.h>
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
/* Reports. Arguments are those of the code's format; all return false so that callers can `return diag_report(...)`.
 * A second report of the same code at the same span is dropped; what follows it is dropped with it. */
bool diag_report(struct diag *d, enum diag_code code, struct span span, ...);
bool diag_vreport(struct diag *d, enum diag_code code, struct span span, va_list arguments);
/* A way out, for the last report: stands beside the caret. Several hints may follow each other; the first one replaces
 * the code's default hint. */
bool diag_hint(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "did you mean 'x'?", when there is something close. */
void diag_did_you_mean(struct diag *d, const struct closest *c);
/* A second place that explains the last report ("first given here"), shown with its own line and caret. */
bool diag_note(struct diag *d, struct span span, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Names what is missing in kqlc, for a U code: summaries count by it. Left out where the code's format starts with a
 * quoted %s: that argument is taken. */
bool diag_construct(struct diag *d, const char *name);
size_t diag_errors(const struct diag *d);
const struct source *diag_source(const struct diag *d);
/* For hints that name a line of the file; 0 without a source. */
unsigned diag_line(const struct diag *d, struct span span);
size_t diag_warnings(const struct diag *d);
/* Turns a warning code off ("W0401" or its slug). False: no such warning. */
bool diag_disable(struct diag *d, const char *code_or_slug);
/* While on, errors are recorded as warnings: `emit`, `build` and `run` report a rule's metadata so (DESIGN section 4).
 */
void diag_as_warnings(struct diag *d, bool on);
/* Both change what has been reported so far, and the counts; call them when nothing more is to be reported.
 * Constructs that are not compiled yet (U codes) become warnings; warnings (W codes) become errors. */
void diag_allow_unsupported(struct diag *d);
void diag_promote_warnings(struct diag *d);
void diag_print_text(const struct diag *d, FILE *f, bool colour);
/* The same into a buffer. */
void diag_put_text(const struct diag *d, struct strbuf *out, bool colour);
/* Text from a rule as it may reach a terminal: control characters become '?'. */
void diag_put_clean(struct strbuf *out, const char *p, size_t n);
/* "2 errors, 1 warning" and a line end; nothing when there are none. */
void diag_print_summary(const struct diag *d, FILE *f);
/* One JSON array of {"file","line","column","endLine","endColumn","severity","code","slug","message","help","hints",
 * "related","construct"}: help is all hints in one text or null; related is an array of {"line","column","endLine",
 * "endColumn","message"}; construct is a text for U codes that name one, else null. */
void diag_put_json(const struct diag *d, struct strbuf *out);
/* The same without the brackets, for one array over several files: a comma goes first when `already` items stand in
 * front. Returns the new count of items. */
size_t diag_put_json_items(const struct diag *d, struct strbuf *out, size_t already);
/* SARIF 2.1.0 (OASIS standard), in pieces like those of JSON: the results of one file, the notifications of one file
 * (E00: kqlc could not look at it), and the rules, one for each code, to which the results refer by index. `uri` is the
 * file's, already percent-encoded. Columns count UTF-16 units, as most readers of SARIF do. */
size_t diag_put_sarif_results(const struct diag *d, const char *uri, struct strbuf *out, size_t already);
size_t diag_put_sarif_notifications(const struct diag *d, const char *uri, struct strbuf *out, size_t already);
void diag_put_sarif_rules(struct strbuf *out);

/* For tests and tools: iterate in source order. */
struct diag_related {
    struct span span;
    const char *message;
};
struct diag_item {
    enum diag_code code;
    struct span span;
    const char *message; /* formatted, without place and code */
    const char *hint;    /* all hints in one text, or NULL */
    enum diag_severity severity;
    const char *construct; /* U codes: what is not compiled yet, or NULL */
    VEC(const char *) hints;
    VEC(struct diag_related) related;
};
size_t diag_count(const struct diag *d);
const struct diag_item *diag_at(const struct diag *d, size_t i);
const char *diag_code_name(enum diag_code c); /* "E0301" */
const char *diag_slug(enum diag_code c);      /* "unknown-column" */
enum diag_severity diag_severity(enum diag_code c);
bool diag_is_unsupported(enum diag_code c); /* the U family */
bool diag_is_internal(enum diag_code c);    /* the E00 family: nothing is said about the rule itself */
/* Reports of one code, those beyond the kept ones included. */
size_t diag_count_of(const struct diag *d, enum diag_code c);
/* The code or slug of a warning that is most like `name`; NULL when none is. */
const char *diag_closest_warning(const char *name);

#endif
