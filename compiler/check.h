/* The parts of `kqlc check`: one file's result, the worker processes, the summary, the progress line. Included by
 * cmd_check.c, check_*.c and progress.c. */
#ifndef KQLC_CHECK_H
#define KQLC_CHECK_H

#include "command.h"

enum check_format { CHECK_TEXT, CHECK_JSON, CHECK_SARIF };

struct check_options {
    const struct command_line *line;
    enum check_format format;
    bool colour;
    unsigned jobs;
    unsigned time_limit; /* seconds for one file; 0: none */
};

/* What one file gave: bytes to print, and what the summary counts. Travels through a pipe. */
struct check_result {
    bool passed_over;     /* YAML found in a folder that has no query */
    struct strbuf body;   /* diagnostics in the format asked for; items of an array without the commas around them */
    struct strbuf notes;  /* SARIF: notifications, likewise */
    struct strbuf counts; /* struct check_count records, see check_count_next */
};
void check_result_free(struct check_result *r);

void check_one(const struct check_options *o, struct found_file file, struct check_result *r);
/* The result for a file that kqlc could not look at: `code` is an E00 with one argument. */
void check_failed(const struct check_options *o, const char *path, enum diag_code code, const char *why,
                  struct check_result *r);
/* The same for E0003. */
void check_timed_out(const struct check_options *o, const char *path, struct check_result *r);

struct check_count {
    enum diag_code code;
    enum diag_severity severity;
    size_t times;
    struct text construct; /* may be empty */
};
/* Takes the next record off `counts`. False: there is none. */
bool check_count_next(struct text *counts, struct check_count *c);

/* ---- workers: results come in the order of the files, whichever process made them */
typedef void check_sink(void *state, size_t index, const struct check_result *r);
struct progress;
/* False: a worker failed in a way that is no file's (reported). */
bool check_all(const struct check_options *o, const struct found_file *files, size_t n, check_sink *sink, void *state,
               struct progress *progress);

/* ---- summary */
struct summary_item { /* one record of one file */
    enum diag_code code;
    enum diag_severity severity;
    const char *construct; /* interned; "" for none */
    size_t times, file;
};
struct summary {
    struct arena *arena;
    size_t files, clean, with_errors, unsupported_only; /* files = the sum of the others */
    size_t errors, unsupported, warnings;               /* reports; unsupported ones are not among the errors */
    size_t fatal;                                       /* what makes the exit status 1 */
    VEC(struct summary_item) items;
};
void summary_add(struct summary *s, const struct check_result *r);
/* `long_form`: with the tables of codes and constructs. */
void summary_put_text(struct summary *s, struct strbuf *out, bool long_form);
void summary_put_json(struct summary *s, struct strbuf *out);

/* ---- progress: a line on standard error, once the work has taken half a second */
struct progress {
    bool on;        /* off: the functions do nothing */
    bool shown;     /* a line stands on the terminal */
    int64_t start;  /* milliseconds */
    int64_t latest; /* when it was last drawn */
};
struct progress progress_new(bool on);
void progress_show(struct progress *p, size_t done, size_t all);
void progress_clear(struct progress *p);

#endif
