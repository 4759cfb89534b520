/* From a file's text to a plan, pass by pass. A pass that reports errors is the last one, except that a rule's metadata
 * is always checked. Emitting is the caller's, who knows the names that go into the C file. */
#include "driver.h"

#include "lint.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct run {
    struct compilation *c;
    const struct compile_options *o;
    struct timespec start;
};

static void begin(struct run *r) { clock_gettime(CLOCK_MONOTONIC, &r->start); }

void print_pass_time(const char *pass, const struct timespec *start, const struct timespec *end) {
    double ms = (double)(end->tv_sec - start->tv_sec) * 1e3 + (double)(end->tv_nsec - start->tv_nsec) / 1e6;
    fprintf(stderr, "%-16s %8.3f ms\n", pass, ms);
}

/* Reports the time of the pass that began last. True when no error has been reported, which is when to go on. */
static bool end(struct run *r, const char *name) {
    if (r->o->time_passes) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        print_pass_time(name, &r->start, &now);
    }
    return diag_errors(r->c->diag) == 0;
}

static bool disabled(const struct run *r, const char *name) {
    for (size_t i = 0; i < r->o->disabled_count; i++)
        if (strcmp(r->o->disabled_passes[i], name) == 0 || strcmp(r->o->disabled_passes[i], "all") == 0) return true;
    return false;
}

bool pass_can_be_disabled(const char *name) {
    if (strcmp(name, "all") == 0) return true;
    for (const struct plan_pass *p = plan_passes; p->name; p++)
        if (strcmp(p->name, name) == 0) return true;
    return false;
}

/* ---- the passes, in order ------------------------------------------------------------------------------------------
 */

static bool read_rule(struct run *r) { /* file -> rule and query, with the query's places in the file */
    struct compilation *c = r->c;
    begin(r);
    bool ok = rule_read(c->arena, &c->source, &c->rule, c->diag);
    return end(r, "rule") && ok;
}

static bool parse(struct run *r) { /* query -> AST */
    struct compilation *c = r->c;
    begin(r);
    c->ast = syntax_parse(c->arena, c->source.query, c->diag);
    return end(r, "parse");
}

static bool bind(struct run *r) { /* AST -> names and types in the AST */
    struct compilation *c = r->c;
    begin(r);
    struct schema *schema = r->o->schema ? r->o->schema : schema_new(c->arena);
    c->bound = sema_bind(c->arena, c->ast, schema, c->diag);
    return end(r, "bind");
}

static void lint(struct run *r) { /* advice about a query that binds */
    struct compilation *c = r->c;
    begin(r);
    sema_lint(&(struct lint){.arena = c->arena, .diag = c->diag, .query_period = c->rule.query_period}, c->ast);
    end(r, "lint");
}

static bool lower(struct run *r) { /* typed AST -> plan */
    struct compilation *c = r->c;
    begin(r);
    c->plan = plan_lower(c->arena, c->bound, c->ast, c->rule.is_rule, c->diag);
    return end(r, "lower") && c->plan;
}

static bool optimise(struct run *r) { /* plan -> plan; plan/passes.c has the list and the reasons for its order */
    for (const struct plan_pass *p = plan_passes; p->name; p++) {
        if (disabled(r, p->name)) continue;
        begin(r);
        p->run(r->c->arena, r->c->plan);
        if (!end(r, p->name)) return false;
    }
    return true;
}

static bool cut_pipelines(struct run *r) { /* plan -> fused push pipelines */
    begin(r);
    plan_pipelines(r->c->arena, r->c->plan);
    return end(r, "pipelines");
}

/* Rule fields, and the result columns that they name. Needs no plan: what is not compiled yet hides no mistake. */
static void check_metadata(struct run *r) {
    struct compilation *c = r->c;
    if (!c->rule.is_rule) return;
    begin(r);
    const struct row_type *row = c->bound && diag_errors(c->diag) == 0 ? sema_result(c->bound) : NULL;
    bool known = row && !row->open;
    size_t n = known ? row->n : 0;
    const char **names = ARENA_ARRAY(c->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) names[i] = row->cols[i]->name;
    diag_as_warnings(c->diag, !r->o->metadata_errors);
    rule_check_metadata(&c->rule, known ? names : NULL, n, c->diag);
    diag_as_warnings(c->diag, false);
    end(r, "metadata");
}

static void run_passes(struct run *r) {
    if (!read_rule(r)) return;
    bool ok = parse(r) && bind(r);
    if (ok) lint(r);
    if (r->o->stop == STOP_AFTER_BIND) return;
    check_metadata(r);
    if (ok && lower(r) && optimise(r)) cut_pipelines(r);
}

/* ---- entry ---------------------------------------------------------------------------------------------------------
 */

struct compilation *compile_text(const char *path, struct text file, const struct compile_options *o) {
    struct arena *a = arena_new();
    struct compilation *c = ARENA_NEW(a, struct compilation);
    c->arena = a;
    c->source.path = arena_strdup(a, path);
    c->source.file = text_of(arena_strndup(a, file.p, file.n), file.n);
    c->diag = diag_new(a, &c->source);
    for (size_t i = 0; i < o->no_warn_count; i++) diag_disable(c->diag, o->no_warn[i]);
    struct run r = {c, o, {0, 0}};
    run_passes(&r);
    return c;
}

void compilation_free(struct compilation *c) { arena_free(c->arena); }
