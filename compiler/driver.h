/* The ordered passes for one rule; used by kqlc's commands and by the test tools. */
#ifndef KQLC_DRIVER_H
#define KQLC_DRIVER_H

#include "emit.h"
#include "syntax.h"

struct compile_options {
    struct schema *schema;              /* NULL: the built-in tables */
    const char *const *disabled_passes; /* names; "all" */
    size_t disabled_count;
    const char *const *no_warn; /* warning codes or slugs to leave out */
    size_t no_warn_count;
    bool time_passes;
    bool metadata_errors; /* `check`: metadata problems are errors */
    enum { STOP_AFTER_BIND, STOP_AFTER_PLAN, STOP_NEVER } stop;
};
struct compilation { /* everything lives in arena */
    struct arena *arena;
    struct source source;
    struct diag *diag;
    struct rule rule;
    struct ast_script *ast; /* NULL when the pass that makes it did not run; likewise bound and plan */
    struct bound *bound;
    struct plan *plan;
};
/* Compiles file text already in memory (path is for messages and for its extension). NULL never; check diag_errors. */
struct compilation *compile_text(const char *path, struct text file, const struct compile_options *o);
void compilation_free(struct compilation *c);
/* One line of --time-passes, on stderr. */
struct timespec;
void print_pass_time(const char *pass, const struct timespec *start, const struct timespec *end);
/* Whether `name` is "all" or a pass that can be switched off. */
bool pass_can_be_disabled(const char *name);

#endif
