/* The .case runner. Every run case is compiled with all optimisations on and with all off, the C of many cases is
 * built into one program, and each case runs with several chunk sizes, thread counts and kernels, with and without the
 * prefilter, and in parts that are merged: all of them must give the same bytes, and those must be the expected rows.
 * Cases that expect diagnostics or a plan stop after compiling.
 *
 * Usage: kqtest [--filter TEXT] [--keep] [--jobs N] [--update] [--list] PATH...
 *        kqtest --compare EXPECTED ACTUAL    compares two NDJSON files as the rows of a case are compared
 *        kqtest --subset EXPECTED ACTUAL     likewise, but EXPECTED may leave keys out */
#include "batch.h"
#include "casefile.h"
#include "driver.h"
#include "functions.h"
#include "golden.h"
#include "jsoncmp.h"
#include "kernels.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct settings {
    const char *filter;
    bool keep, update, list;
    unsigned jobs;
};

struct run_config {
    const char *name, *args;
    const char *kernel; /* the fastest one instead where the machine has none of that name; NULL: the fastest */
};
static const struct run_config run_configs[] = {
    {"default", "", NULL}, /* the only one of a case without input */
    {"no-prefilter", "\t--no-prefilter", NULL},
    {"chunk 1", "\t--chunk-size\t1", NULL},
    {"chunk 1, no-prefilter", "\t--chunk-size\t1\t--no-prefilter", NULL},
    {"chunk 7", "\t--chunk-size\t7", NULL},
    {"chunk 7, no-prefilter", "\t--chunk-size\t7\t--no-prefilter", NULL},
    {"chunk 4096", "\t--chunk-size\t4096", NULL},
    {"chunk 4096, no-prefilter", "\t--chunk-size\t4096\t--no-prefilter", NULL},
    /* bits: before which records a new part begins */
    {"merged parts", "\t--merge-cuts\t0x26", NULL},
    {"merged parts, no-prefilter", "\t--no-prefilter\t--merge-cuts\t0xfffd", NULL},
    {"merged parts, one empty", "\t--chunk-size\t4096\t--merge-cuts\t0x29", NULL},
    /* the chunk size also is the least that a thread is started for */
    {"2 threads", "\t--threads\t2\t--chunk-size\t64", NULL},
    {"3 threads, no-prefilter", "\t--threads\t3\t--chunk-size\t1\t--no-prefilter", NULL},
    {"scalar kernel", "\t--kernel\tscalar\t--chunk-size\t61", "scalar"},
    {"scalar kernel, no-prefilter", "\t--kernel\tscalar\t--no-prefilter", "scalar"},
    {"avx2 kernel", "\t--kernel\tavx2\t--chunk-size\t61", "avx2"},
    {"avx2 kernel, no-prefilter", "\t--kernel\tavx2\t--no-prefilter", "avx2"},
};
enum { RUN_CONFIGS = sizeof run_configs / sizeof *run_configs };

static const char *const all_passes[] = {"all"};
struct compile_config {
    const char *name;
    size_t disabled;
};
static const struct compile_config compile_configs[] = {{"optimised", 0}, {"passes off", 1}};
enum { COMPILE_CONFIGS = 2 };

struct case_state {
    const struct test_case *c;
    bool failed, skipped, runs;
    size_t detector[COMPILE_CONFIGS];
    size_t first_job, configs;
};

struct run {
    struct arena *a;
    struct settings set;
    const char *dir;
    case_list cases;
    struct case_state *state;
    struct batch batch;
    VEC(struct batch_job) jobs;
    size_t golden_passed, golden_failed;
};

static void report(struct case_state *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void report(struct case_state *s, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    printf("FAIL %s:%u: %s\n     ", s->c->path, s->c->line, s->c->title);
    vprintf(fmt, ap);
    printf("\n");
    va_end(ap);
    s->failed = true;
}

/* ---- compiling --------------------------------------------------------------------------------------------------- */

/* "a:long, b:string" as {"T":{"a":"long","b":"string"}} in a file, the form that --schema takes. */
static bool load_tables(struct run *r, struct case_state *s, size_t index, struct schema *schema) {
    for (size_t i = 0; i < s->c->tables.n; i++) {
        const struct case_table *t = &s->c->tables.v[i];
        struct strbuf b = {0};
        strbuf_puts(&b, "{");
        strbuf_json(&b, t->name, strlen(t->name));
        strbuf_puts(&b, ":{");
        bool first = true;
        for (const char *p = t->columns; *p;) {
            p += strspn(p, " ,\t");
            size_t n = strcspn(p, ","), name = n;
            while (name && p[name - 1] != ':') name--; /* names may hold blanks and colons */
            if (name < 2) break;
            const char *type = p + name;
            if (!first) strbuf_puts(&b, ",");
            first = false;
            strbuf_json(&b, p, name - 1);
            strbuf_puts(&b, ":");
            type += strspn(type, " ");
            strbuf_json(&b, type, strcspn(type, ", "));
            p += n;
        }
        strbuf_puts(&b, "}}\n");
        const char *path = arena_printf(r->a, "%s/schema%zu_%zu.json", r->dir, index, i);
        FILE *f = fopen(path, "wb");
        bool ok = f && fwrite(b.p, 1, b.n, f) == b.n;
        if (f && fclose(f) != 0) ok = false;
        strbuf_free(&b);
        char *error = NULL;
        if (!ok || !schema_load(schema, path, &error)) {
            report(s, "schema of %s: %s", t->name, error ? error : "cannot write");
            free(error);
            return false;
        }
    }
    return true;
}

static const char *case_file(struct run *r, size_t index, const char *name, const char *text) {
    const char *path = arena_printf(r->a, "%s/case%zu_%s", r->dir, index, name);
    FILE *f = fopen(path, "wb");
    if (!f) return NULL;
    bool ok = fputs(text, f) >= 0;
    return fclose(f) == 0 && ok ? path : NULL;
}

/* The names that a case brings beside its tables: functions, a watchlist, a dialect. */
static bool load_names(struct run *r, struct case_state *s, size_t index, struct schema *schema) {
    const struct test_case *c = s->c;
    char *error = NULL;
    bool ok = true;
    enum schema_dialect dialect;
    if (c->dialect) {
        ok = schema_dialect_from_name(c->dialect, &dialect);
        if (ok) schema_set_dialect(schema, dialect);
    }
    if (ok && c->functions) {
        const char *path = case_file(r, index, "functions.kql", c->functions);
        ok = path && schema_functions_load(schema, path, &error);
    }
    if (ok && c->watchlist) {
        const char *path = case_file(r, index, "watchlist.csv", c->watchlist);
        ok = path && schema_watchlist_add(schema, arena_printf(r->a, "%s=%s", c->watchlist_name, path), &error);
    }
    if (!ok) report(s, "cannot load: %s", error ? error : "a name that is not known, or a file that cannot be written");
    free(error);
    return ok;
}

static void check_diags(struct run *r, struct case_state *s, const struct compilation *k) {
    bool *seen = ARENA_ARRAY(r->a, bool, diag_count(k->diag) + 1);
    for (size_t i = 0; i < s->c->diags.n; i++) {
        const struct case_diag *e = &s->c->diags.v[i];
        bool found = false;
        struct strbuf near = {0};
        for (size_t j = 0; j < diag_count(k->diag) && !found; j++) {
            const struct diag_item *d = diag_at(k->diag, j);
            if (seen[j] || strcmp(diag_code_name(d->code), e->code) != 0) continue;
            if ((d->severity == SEV_WARNING) != e->warning) continue;
            struct position from = source_locate(&k->source, d->span.start, d->span.in_file);
            struct position to = source_locate(&k->source, d->span.end, d->span.in_file);
            found = !e->line ||
                    (from.line == e->line && from.col == e->col && to.line == e->end_line && to.col == e->end_col);
            if (found)
                seen[j] = true;
            else
                strbuf_printf(&near, "; it is at %u:%u-%u:%u", from.line, from.col, to.line, to.col);
        }
        if (!found) {
            report(s, "expected %s %s @ %u:%u-%u:%u%s", e->warning ? "warning" : "error", e->code, e->line, e->col,
                   e->end_line, e->end_col, near.n ? near.p : "");
            diag_print_text(k->diag, stdout, false);
        }
        strbuf_free(&near);
    }
    for (size_t j = 0; j < diag_count(k->diag) && !s->failed; j++) {
        if (seen[j] || diag_at(k->diag, j)->severity == SEV_WARNING) continue;
        report(s, "%s", s->c->diags.n ? "further errors:" : "does not compile:");
        diag_print_text(k->diag, stdout, false);
    }
    for (size_t i = 0; i < s->c->absent.n; i++) {
        for (size_t j = 0; j < diag_count(k->diag); j++) {
            if (strcmp(diag_code_name(diag_at(k->diag, j)->code), s->c->absent.v[i]) != 0) continue;
            report(s, "%s is reported", s->c->absent.v[i]);
            diag_print_text(k->diag, stdout, false);
            break;
        }
    }
    for (size_t i = 0; i < s->c->messages.n; i++) {
        bool found = false;
        for (size_t j = 0; j < diag_count(k->diag); j++) {
            const struct diag_item *d = diag_at(k->diag, j);
            found |= strstr(d->message, s->c->messages.v[i]) || (d->hint && strstr(d->hint, s->c->messages.v[i]));
        }
        if (found) continue;
        report(s, "no message contains: %s", s->c->messages.v[i]);
        diag_print_text(k->diag, stdout, false);
    }
}

static void check_schema(struct run *r, struct case_state *s, const struct compilation *k) {
    struct strbuf b = {0};
    const struct row_type *row = sema_result(k->bound);
    (void)r;
    for (size_t i = 0; row && i < row->n; i++)
        strbuf_printf(&b, "%s%s:%s", i ? ", " : "", row->cols[i]->name, column_type_name(row->cols[i]));
    if (row && row->open) strbuf_printf(&b, "%s...", row->n ? ", " : "");
    if (strcmp(b.p ? b.p : "", s->c->result_schema) != 0)
        report(s, "result columns: expected %s\n                got      %s", s->c->result_schema, b.p ? b.p : "");
    strbuf_free(&b);
}

/* Cases about names and types alone need no plan, and may use what is not compiled yet. */
static bool stops_after_bind(const struct test_case *c) {
    return c->result_schema && !c->has_expect && !c->has_exit && !c->stderr_has.n && !c->stderr_lacks.n &&
           !c->plan_has.n && !c->plan_lacks.n;
}

static void check_plan(struct run *r, struct case_state *s, const struct compilation *k) {
    struct strbuf b = {0};
    (void)r;
    plan_dump(k->plan, &b);
    plan_explain_text(k->plan, k->source.query, &b);
    for (size_t i = 0; i < s->c->plan_has.n; i++)
        if (!strstr(b.p, s->c->plan_has.v[i])) report(s, "the plan does not contain: %s\n%s", s->c->plan_has.v[i], b.p);
    for (size_t i = 0; i < s->c->plan_lacks.n; i++)
        if (strstr(b.p, s->c->plan_lacks.v[i])) report(s, "the plan contains: %s\n%s", s->c->plan_lacks.v[i], b.p);
    strbuf_free(&b);
}

static void compile_case(struct run *r, size_t index) {
    struct case_state *s = &r->state[index];
    const struct test_case *c = s->c;
    struct arena *scratch = arena_new();
    struct schema *schema = schema_new(scratch);
    bool errors_expected = false;
    for (size_t i = 0; i < c->diags.n; i++) errors_expected |= !c->diags.v[i].warning;
    s->runs = !errors_expected && (c->has_expect || c->has_exit || c->stderr_has.n || c->stderr_lacks.n);

    bool bound_only = stops_after_bind(c);
    if (load_tables(r, s, index, schema) && load_names(r, s, index, schema)) {
        /* The same path for both configurations: it must not show in the rows. */
        const char *path = arena_printf(r->a, "case%zu.%s", index, c->is_rule ? "yaml" : "kql");
        size_t configs = s->runs ? COMPILE_CONFIGS : 1;
        for (size_t k = 0; k < configs && !s->failed; k++) {
            struct compile_options o = {.schema = schema,
                                        .disabled_passes = all_passes,
                                        .disabled_count = compile_configs[k].disabled,
                                        .metadata_errors = c->check,
                                        .stop = bound_only ? STOP_AFTER_BIND : STOP_NEVER};
            struct compilation *done = compile_text(path, c->source, &o);
            if (k == 0) check_diags(r, s, done);
            /* Columns have names and types in spite of errors elsewhere. */
            if (k == 0 && c->result_schema && done->bound) check_schema(r, s, done);
            if (!errors_expected && diag_errors(done->diag) == 0 && (done->plan || bound_only)) {
                if (k == 0 && (c->plan_has.n || c->plan_lacks.n)) check_plan(r, s, done);
                if (s->runs) {
                    const char *symbol = arena_printf(r->a, "kqtest_d%zu", r->batch.detectors.n);
                    struct emit_options e = {.output_name = "batch.c",
                                             .rule_name = path,
                                             .prefix = arena_printf(r->a, "d%zu_", r->batch.detectors.n),
                                             .symbol = symbol,
                                             .line_directives = false};
                    struct strbuf text = {0};
                    emit_unit(done->plan, &done->rule, &done->source, &e, &text);
                    struct batch_detector d = {text_of(arena_strndup(r->a, text.p, text.n), text.n), symbol, NULL};
                    strbuf_free(&text);
                    s->detector[k] = r->batch.detectors.n;
                    VEC_PUSH(r->a, &r->batch.detectors, d);
                }
            } else if (!errors_expected && !s->failed) {
                report(s, "no plan with %s", compile_configs[k].name);
                diag_print_text(done->diag, stdout, false);
            }
            compilation_free(done);
        }
    }
    arena_free(scratch);
}

/* ---- running ------------------------------------------------------------------------------------------------------
 */

static bool write_input(const char *path, struct text bytes) {
    FILE *f = fopen(path, "wb");
    bool ok = f && (!bytes.n || fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
    if (f && fclose(f) != 0) ok = false;
    if (!ok) perror(path);
    return ok;
}

/* Options and inputs of a case, tab-separated as the batch program wants them. */
static const char *job_args(struct run *r, const struct test_case *c, size_t index, const char **in) {
    struct strbuf b = {0};
    const char *dir = arena_printf(r->a, "%s/c%zu", r->dir, index);
    *in = "/dev/null";
    if (!strstr(c->options, "--rows") && !strstr(c->options, "--alerts")) strbuf_puts(&b, "--rows");
    if (!strstr(c->options, "--format")) strbuf_printf(&b, "%s--format\tndjson", b.n ? "\t" : "");
    for (const char *p = c->options + strspn(c->options, " "); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        strbuf_printf(&b, "%s%.*s", b.n ? "\t" : "", (int)n, p);
        p += n;
    }
    bool ok = c->inputs.n == 0 || mkdir(dir, 0700) == 0;
    for (size_t i = 0; i < c->inputs.n && ok; i++) {
        const struct case_input *k = &c->inputs.v[i];
        const char *path = k->kind == INPUT_FILE ? arena_printf(r->a, "%s/%s", dir, k->name)
                                                 : arena_printf(r->a, "%s/in%zu.ndjson", dir, i);
        ok = write_input(path, k->bytes);
        if (k->kind == INPUT_TABLE)
            strbuf_printf(&b, "\t%s=%s", k->name, path);
        else if (k->kind == INPUT_FILE)
            strbuf_printf(&b, "\t%s", path);
        else
            *in = path, strbuf_puts(&b, "\t-");
    }
    const char *args = arena_strndup(r->a, b.p ? b.p : "", b.n);
    strbuf_free(&b);
    return ok ? args : NULL;
}

static const char *config_args(const struct run_config *c) {
    return c->kernel && !kq_kernels_select(c->kernel) ? "" : c->args;
}

static void add_jobs(struct run *r, size_t index) {
    struct case_state *s = &r->state[index];
    const char *in, *args = job_args(r, s->c, index, &in);
    if (!args) {
        report(s, "cannot write the inputs");
        return;
    }
    s->first_job = r->jobs.n;
    s->configs = s->c->inputs.n ? RUN_CONFIGS : 1;
    for (size_t k = 0; k < COMPILE_CONFIGS; k++)
        for (size_t i = 0; i < s->configs; i++) {
            struct batch_job j = {.detector = s->detector[k],
                                  .in = in,
                                  .out = arena_printf(r->a, "%s/o%zu", r->dir, r->jobs.n),
                                  .err = arena_printf(r->a, "%s/e%zu", r->dir, r->jobs.n),
                                  .args = arena_printf(r->a, "%s%s", args, config_args(&run_configs[i]))};
            VEC_PUSH(r->a, &r->jobs, j);
        }
}

static struct text file_text(struct run *r, const char *path) {
    size_t n = 0;
    char *p = read_file(path, &n);
    struct text t = text_of(arena_strndup(r->a, p ? p : "", p ? n : 0), p ? n : 0);
    free(p);
    return t;
}

static bool check_output(struct run *r, struct case_state *s, const struct batch_job *j, const char *how) {
    const struct test_case *c = s->c;
    struct text err = file_text(r, j->err), out = file_text(r, j->out);
    if (j->status != c->exit_status) {
        report(s, "%s: exit status %d, expected %d\n%.3000s", how, j->status, c->exit_status, err.p);
        return false;
    }
    for (size_t i = 0; i < c->stderr_has.n; i++)
        if (!strstr(err.p, c->stderr_has.v[i]))
            return report(s, "%s: stderr does not contain: %s\n%s", how, c->stderr_has.v[i], err.p), false;
    for (size_t i = 0; i < c->stderr_lacks.n; i++)
        if (strstr(err.p, c->stderr_lacks.v[i]))
            return report(s, "%s: stderr contains: %s\n%s", how, c->stderr_lacks.v[i], err.p), false;
    if (!c->has_expect) return true;
    const char *why = NULL;
    const char *format = strstr(c->options, "--format ");
    bool document = format && !strncmp(format, "--format json", 13);
    bool rows = !format || !strncmp(format, "--format ndjson", 15);
    if (rows && !json_rows_equal(r->a, c->expect, out, c->order, &why)) return report(s, "%s: %s", how, why), false;
    if (rows) return true;
    /* Other formats: json is one document over any number of lines; the rest compares as text, CRLF as LF. */
    struct strbuf text = {0};
    for (size_t i = 0; i < out.n; i++)
        if (out.p[i] != '\r' && !(document && out.p[i] == '\n')) strbuf_putc(&text, out.p[i]);
    while (text.n && text.p[text.n - 1] == '\n') text.n--;
    struct text got = text_of(text.p, text.n);
    bool same = document ? json_rows_equal(r->a, c->expect, got, EXPECT_ORDERED, &why) : text_eq(got, c->expect);
    if (!same) report(s, "%s: output differs:\n%.*s", how, (int)out.n, out.p);
    strbuf_free(&text);
    return same;
}

static void check_case(struct run *r, size_t index) {
    struct case_state *s = &r->state[index];
    for (size_t k = 0; k < COMPILE_CONFIGS; k++) {
        const char *failure = r->batch.detectors.v[s->detector[k]].failure;
        if (failure) {
            report(s, "%s: the emitted C does not compile:\n%s", compile_configs[k].name, failure);
            return;
        }
    }
    const struct batch_job *first = &r->jobs.v[s->first_job];
    struct text out = file_text(r, first->out);
    for (size_t k = 0; k < COMPILE_CONFIGS; k++)
        for (size_t i = 0; i < s->configs; i++) {
            const struct batch_job *j = &r->jobs.v[s->first_job + k * s->configs + i];
            const char *how = arena_printf(r->a, "%s, %s", compile_configs[k].name, run_configs[i].name);
            if (!check_output(r, s, j, how)) return;
            if (!text_eq(out, file_text(r, j->out))) {
                report(s, "%s: other bytes than %s, %s", how, compile_configs[0].name, run_configs[0].name);
                return;
            }
        }
}

/* ---- paths and main -----------------------------------------------------------------------------------------------
 */

static bool has_suffix(const char *s, const char *suffix) {
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && !strcmp(s + n - m, suffix);
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static bool add_path(struct run *r, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return perror(path), false;
    if (!S_ISDIR(st.st_mode)) {
        size_t added;
        if (has_suffix(path, ".yaml")) {
            if (golden_check(path, r->set.update))
                r->golden_passed++;
            else
                r->golden_failed++;
            return true;
        }
        return casefile_read(r->a, path, &r->cases, &added);
    }
    struct dirent **list;
    int n = scandir(path, &list, NULL, by_name);
    bool ok = n >= 0;
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        const char *sub = arena_printf(r->a, "%s/%s", path, name);
        bool wanted = has_suffix(name, ".case") || has_suffix(name, ".yaml") ||
                      (name[0] != '.' && stat(sub, &st) == 0 && S_ISDIR(st.st_mode));
        if (wanted && !add_path(r, sub)) ok = false;
        free(list[i]);
    }
    if (n >= 0) free(list);
    return ok;
}

static int finish(struct run *r) {
    size_t passed = r->golden_passed, failed = r->golden_failed, skipped = 0;
    for (size_t i = 0; i < r->cases.n; i++) {
        if (r->state[i].skipped)
            skipped++;
        else if (r->state[i].failed)
            failed++;
        else
            passed++;
    }
    if (r->set.keep)
        printf("kept %s\n", r->dir);
    else if (system(arena_printf(r->a, "rm -rf '%s'", r->dir)) != 0)
        fprintf(stderr, "kqtest: cannot remove %s\n", r->dir);
    printf("%zu passed, %zu failed, %zu skipped\n", passed, failed, skipped);
    return failed ? 1 : 0;
}

static int run_all(struct run *r) {
    r->state = ARENA_ARRAY(r->a, struct case_state, r->cases.n + 1);
    bool any = false;
    for (size_t i = 0; i < r->cases.n; i++) {
        struct case_state *s = &r->state[i];
        s->c = r->cases.v[i];
        s->skipped =
            (r->set.filter && !strstr(s->c->title, r->set.filter) && !strstr(s->c->path, r->set.filter)) || s->c->skip;
        if (s->c->skip) printf("SKIPPED %s:%u: %s: %s\n", s->c->path, s->c->line, s->c->title, s->c->skip);
        if (r->set.list && !s->skipped) printf("%s:%u: %s\n", s->c->path, s->c->line, s->c->title);
        if (r->set.list) s->skipped = true;
        if (!s->skipped) compile_case(r, i);
        s->runs = s->runs && !s->failed && !s->skipped;
        any |= s->runs;
    }
    fflush(stdout);
    if (any) {
        for (size_t i = 0; i < r->cases.n; i++)
            if (r->state[i].runs) add_jobs(r, i);
        if (!batch_build(&r->batch)) return 1;
        struct batch_job *todo = ARENA_ARRAY(r->a, struct batch_job, r->jobs.n + 1);
        size_t *from = ARENA_ARRAY(r->a, size_t, r->jobs.n + 1), n = 0;
        for (size_t i = 0; i < r->jobs.n; i++)
            if (!r->batch.detectors.v[r->jobs.v[i].detector].failure) from[n] = i, todo[n++] = r->jobs.v[i];
        if (!batch_run(&r->batch, todo, n)) return 1;
        for (size_t i = 0; i < n; i++) r->jobs.v[from[i]].status = todo[i].status;
        for (size_t i = 0; i < r->cases.n; i++)
            if (r->state[i].runs && !r->state[i].failed) check_case(r, i);
    }
    return finish(r);
}

static int usage(void) {
    fprintf(stderr, "usage: kqtest [--filter TEXT] [--keep] [--jobs N] [--update] [--list] PATH...\n"
                    "       kqtest --compare|--subset EXPECTED ACTUAL\n");
    return 2;
}

static int compare_files(const char *expected, const char *actual, enum case_order order) {
    struct arena *a = arena_new();
    struct run r = {.a = a};
    const char *why = "";
    bool same = access(expected, R_OK) == 0 && access(actual, R_OK) == 0 &&
                json_rows_equal(a, file_text(&r, expected), file_text(&r, actual), order, &why);
    if (!same) printf("%s and %s differ: %s\n", expected, actual, *why ? why : "cannot read");
    arena_free(a);
    return same ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc == 4 && !strcmp(argv[1], "--compare")) return compare_files(argv[2], argv[3], EXPECT_ORDERED);
    if (argc == 4 && !strcmp(argv[1], "--subset")) return compare_files(argv[2], argv[3], EXPECT_SUBSET);
    struct run r = {.a = arena_new(), .set = {.jobs = 2}};
    bool ok = true;
    int paths = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i < argc; i++) { /* options first: they hold for all paths */
        if (!strcmp(argv[i], "--keep"))
            r.set.keep = true;
        else if (!strcmp(argv[i], "--update"))
            r.set.update = true;
        else if (!strcmp(argv[i], "--list"))
            r.set.list = true;
        else if (!strcmp(argv[i], "--filter") && i + 1 < argc)
            r.set.filter = argv[++i];
        else if (!strcmp(argv[i], "--jobs") && i + 1 < argc)
            r.set.jobs = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (argv[i][0] == '-')
            return usage();
        else
            paths++;
    }
    if (!paths || !r.set.jobs) return usage();
    char dir[] = "/tmp/kqtest.XXXXXX";
    if (!mkdtemp(dir)) return perror(dir), 1;
    r.dir = dir;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--filter") || !strcmp(argv[i], "--jobs"))
            i++;
        else if (argv[i][0] != '-' && !add_path(&r, argv[i]))
            ok = false;
    }
    r.batch = (struct batch){.a = r.a, .tools = toolchain_from_environment(), .dir = r.dir, .parallel = r.set.jobs};
    int status = run_all(&r);
    arena_free(r.a);
    return ok ? status : 1;
}
