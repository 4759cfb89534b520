/* Checks one file and renders what is wrong with it. Runs in a worker process: everything it leaves behind is in the
 * result. */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void check_result_free(struct check_result *r) {
    strbuf_free(&r->body);
    strbuf_free(&r->notes);
    strbuf_free(&r->counts);
}

/* ---- counts --------------------------------------------------------------------------------------------------------
 */

struct count_head { /* followed by the construct's bytes */
    uint32_t code, severity, times, length;
};

static void put_count(struct strbuf *out, enum diag_code code, enum diag_severity severity, size_t times,
                      const char *construct) {
    size_t n = construct ? strlen(construct) : 0;
    struct count_head head = {code, severity, (uint32_t)times, (uint32_t)n};
    strbuf_put(out, (const char *)&head, sizeof head);
    if (n) strbuf_put(out, construct, n);
}

bool check_count_next(struct text *counts, struct check_count *c) {
    struct count_head head;
    if (counts->n < sizeof head) return false;
    memcpy(&head, counts->p, sizeof head);
    if (counts->n - sizeof head < head.length || head.code >= DIAG_COUNT) return false;
    *c = (struct check_count){(enum diag_code)head.code, (enum diag_severity)head.severity, head.times,
                              text_of(counts->p + sizeof head, head.length)};
    *counts = text_of(counts->p + sizeof head + head.length, counts->n - sizeof head - head.length);
    return true;
}

/* Reports with a construct one by one, the others, and those that were only counted, by code. */
static void put_counts(const struct diag *d, struct strbuf *out) {
    size_t single[DIAG_COUNT] = {0};
    enum diag_severity severity[DIAG_COUNT];
    for (enum diag_code c = 0; c < DIAG_COUNT; c++) severity[c] = diag_severity(c);
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        severity[item->code] = item->severity;
        if (!item->construct) continue;
        put_count(out, item->code, item->severity, 1, item->construct);
        single[item->code]++;
    }
    for (enum diag_code c = 0; c < DIAG_COUNT; c++)
        if (diag_count_of(d, c) > single[c]) put_count(out, c, severity[c], diag_count_of(d, c) - single[c], NULL);
}

/* ---- rendering -----------------------------------------------------------------------------------------------------
 */

static void put_encoded(struct strbuf *out, const char *path) {
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("/-._~", c);
        strbuf_printf(out, plain ? "%c" : "%%%02X", c);
    }
}

/* RFC 3986: relative below the current folder, which is what code scanning services want; else as a file URI. */
static void put_uri(struct strbuf *out, const char *path) {
    if (path[0] == '/') {
        char *cwd = getcwd(NULL, 0);
        size_t n = cwd ? strlen(cwd) : 0;
        if (n > 1 && strncmp(path, cwd, n) == 0 && path[n] == '/')
            path += n + 1;
        else
            strbuf_puts(out, "file://");
        free(cwd);
    }
    while (strncmp(path, "./", 2) == 0) path += 2;
    put_encoded(out, path);
}

static void render(const struct check_options *o, const struct diag *d, const char *path, struct check_result *r) {
    put_counts(d, &r->counts);
    if (o->format == CHECK_TEXT) {
        diag_put_text(d, &r->body, o->colour);
    } else if (o->format == CHECK_JSON) {
        diag_put_json_items(d, &r->body, 0);
    } else {
        struct strbuf uri = {0};
        put_uri(&uri, path);
        diag_put_sarif_results(d, uri.p, &r->body, 0);
        diag_put_sarif_notifications(d, uri.p, &r->notes, 0);
        strbuf_free(&uri);
    }
}

/* ---- one file ------------------------------------------------------------------------------------------------------
 */

static const char *shown(const char *path) { return strcmp(path, "-") == 0 ? "<stdin>" : path; }

/* Folders hold other YAML too (workbooks, parsers without a query): it is passed over; broken YAML is not. */
static bool lacks_query(const struct compilation *k) {
    return !k->ast && diag_count(k->diag) > 0 && diag_at(k->diag, 0)->code == DIAG_E0102;
}

void check_one(const struct check_options *o, struct found_file file, struct check_result *r) {
    bool from_stdin = strcmp(file.path, "-") == 0; /* may take its time */
    if (!from_stdin) alarm(o->time_limit);
    size_t n = 0;
    char *text = read_file(file.path, &n);
    if (!text) {
        check_failed(o, file.path, DIAG_E0001, strerror(errno), r);
        alarm(0);
        return;
    }
    if (from_stdin) alarm(o->time_limit);
    struct compilation *k = compile_text(shown(file.path), text_of(text, n), &o->line->compile);
    free(text);
    r->passed_over = file.in_folder && lacks_query(k);
    if (!r->passed_over) {
        if (o->line->allow_unsupported) diag_allow_unsupported(k->diag);
        if (o->line->warnings_as_errors) diag_promote_warnings(k->diag);
        render(o, k->diag, k->source.path, r);
    }
    compilation_free(k);
    alarm(0);
}

void check_failed(const struct check_options *o, const char *path, enum diag_code code, const char *why,
                  struct check_result *r) {
    struct arena *a = arena_new();
    struct source source = {.path = shown(path)};
    struct diag *d = diag_new(a, &source);
    diag_report(d, code, (struct span){0, 0, true}, why);
    render(o, d, source.path, r);
    arena_free(a);
}

void check_timed_out(const struct check_options *o, const char *path, struct check_result *r) {
    struct arena *a = arena_new();
    struct source source = {.path = shown(path)};
    struct diag *d = diag_new(a, &source);
    diag_report(d, DIAG_E0003, (struct span){0, 0, true}, o->time_limit);
    render(o, d, source.path, r);
    arena_free(a);
}
