/* kqlc check: everything that is wrong with each rule, metadata included; text, JSON or SARIF. */
#include "check.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TIME_LIMIT = 30 }; /* seconds; the slowest published rule takes milliseconds */

/* ---- the document, written as results come in ----------------------------------------------------------------------
 */

struct document {
    const struct check_options *o;
    struct summary summary;
    struct progress progress;
    struct strbuf notes; /* SARIF notifications, for the end */
    bool with_summary, has_items;
};

static void put(FILE *f, const struct strbuf *b) {
    if (b->n) fwrite(b->p, 1, b->n, f);
}

static void open_document(const struct document *doc) {
    if (doc->o->format == CHECK_JSON) {
        fputs(doc->with_summary ? "{\"diagnostics\":[" : "[", stdout);
    } else if (doc->o->format == CHECK_SARIF) {
        struct strbuf rules = {0};
        diag_put_sarif_rules(&rules);
        printf("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n"
               "\"tool\":{\"driver\":{\"name\":\"kqlc\",\"version\":\"%s\",\"semanticVersion\":\"%s\",\"rules\":[\n",
               KQLC_VERSION, KQLC_VERSION);
        put(stdout, &rules);
        fputs("]}},\n\"columnKind\":\"utf16CodeUnits\",\n\"results\":[", stdout);
        strbuf_free(&rules);
    }
}

static void add_result(void *state, size_t index, const struct check_result *r) {
    struct document *doc = state;
    (void)index;
    summary_add(&doc->summary, r);
    if (r->notes.n) {
        if (doc->notes.n) strbuf_puts(&doc->notes, ",\n");
        strbuf_put(&doc->notes, r->notes.p, r->notes.n);
    }
    if (r->body.n == 0) return;
    progress_clear(&doc->progress);
    if (doc->o->format == CHECK_TEXT) {
        put(stderr, &r->body);
        return;
    }
    fputs(doc->has_items ? ",\n" : "\n", stdout);
    put(stdout, &r->body);
    doc->has_items = true;
}

static void close_document(struct document *doc) {
    struct strbuf out = {0};
    if (doc->o->format == CHECK_TEXT) {
        summary_put_text(&doc->summary, &out, doc->with_summary);
        put(stderr, &out);
    } else if (doc->o->format == CHECK_JSON) {
        fputs(doc->has_items ? "\n]" : "]", stdout);
        if (doc->with_summary) {
            strbuf_puts(&out, ",\n\"summary\":");
            summary_put_json(&doc->summary, &out);
            strbuf_putc(&out, '}');
        }
        strbuf_putc(&out, '\n');
        put(stdout, &out);
    } else {
        strbuf_printf(&out, "%s],\n\"invocations\":[{\"executionSuccessful\":%s,\"toolExecutionNotifications\":[",
                      doc->has_items ? "\n" : "", doc->notes.n ? "false" : "true");
        if (doc->notes.n) strbuf_put(&out, doc->notes.p, doc->notes.n);
        strbuf_puts(&out, "]}],\n\"properties\":{\"summary\":");
        summary_put_json(&doc->summary, &out);
        strbuf_puts(&out, "}}]}\n");
        put(stdout, &out);
    }
    strbuf_free(&out);
}

/* ---- options -------------------------------------------------------------------------------------------------------
 */

static bool parse_format(const char *name, enum check_format *format) {
    static const char *const names[] = {"text", "json", "sarif"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *format = (enum check_format)i;
        return true;
    }
    return false;
}

static unsigned processors(void) {
    cpu_set_t set; /* those that this process may use, which can be fewer than there are */
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return (unsigned)CPU_COUNT(&set);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

/* By the command line alone, not by what a folder happens to hold: the shape of JSON depends on it. */
static bool summary_wanted(const struct command_line *c, const found_files *files) {
    if (c->summary != SUMMARY_AUTO) return c->summary == SUMMARY_ON;
    return c->paths.n > 1 || files->n != 1 || files->v[0].in_folder;
}

int cmd_check(struct command_line *c) {
    struct check_options o = {.line = c, .colour = colour_wanted(c)};
    if (c->format && !parse_format(c->format, &o.format)) return usage_error(c, "--format takes text, json or sarif");
    if (c->paths.n == 0) return usage_error(c, "nothing to check");
    o.jobs = c->jobs ? c->jobs : processors();
    if (c->compile.time_passes) o.jobs = 1; /* or the times of several files come mixed */
    o.time_limit = c->time_limit ? c->time_limit : TIME_LIMIT;
    c->compile.stop = STOP_NEVER;
    c->compile.metadata_errors = true;
    if (!c->compile.schema) c->compile.schema = schema_new(c->arena); /* once, for all workers */

    found_files files = {0};
    bool ok = find_files(c, true, &files);
    struct document doc = {.o = &o, .with_summary = summary_wanted(c, &files)};
    doc.summary.arena = c->arena;
    doc.progress = progress_new(!c->no_progress && isatty(STDERR_FILENO));
    open_document(&doc);
    ok &= check_all(&o, files.v, files.n, add_result, &doc, &doc.progress);
    close_document(&doc);
    strbuf_free(&doc.notes);
    if (fflush(stdout) != 0 || ferror(stdout)) return failure("standard output: cannot be written");
    return ok && doc.summary.fatal == 0 ? EXIT_CLEAN : EXIT_ERRORS;
}

int cmd_test(struct command_line *c) {
    (void)c;
    fputs("kqlc: `kqlc test` is not there yet; `kqlc run FILE EVENTS` runs a rule over sample events\n", stderr);
    return EXIT_USAGE;
}
