/* Compares kqlc's plan and C for a rule with the checked-in texts. Few rules on purpose: a golden diff is reviewed like
 * hand-written code, and many goldens become noise. */
#include "golden.h"

#include "driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool compare(struct arena *a, const char *path, const struct strbuf *got, bool update) {
    if (update) {
        FILE *f = fopen(path, "wb");
        bool ok = f && fwrite(got->p, 1, got->n, f) == got->n;
        if (f && fclose(f) != 0) ok = false;
        if (!ok) perror(path);
        return ok;
    }
    size_t n;
    char *old = read_file(path, &n);
    if (!old) return printf("FAIL %s: missing (kqtest --update writes it)\n", path), false;
    bool same = n == got->n && memcmp(old, got->p, n) == 0;
    if (!same) {
        size_t at = 0, line = 1;
        while (at < n && at < got->n && old[at] == got->p[at])
            if (old[at++] == '\n') line++;
        const char *new_path =
            arena_printf(a, "/tmp/kqtest-golden-%s", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
        FILE *f = fopen(new_path, "wb");
        if (f) {
            fwrite(got->p, 1, got->n, f);
            fclose(f);
        }
        printf("FAIL %s: differs from line %zu on; the new text is in %s\n", path, line, new_path);
    }
    free(old);
    return same;
}

bool golden_check(const char *rule_path, bool update) {
    size_t n;
    char *data = read_file(rule_path, &n);
    if (!data) return perror(rule_path), false;
    struct arena *a = arena_new();
    struct compile_options o = {.schema = schema_new(a), .stop = STOP_NEVER};
    struct compilation *c = compile_text(rule_path, text_of(data, n), &o);
    bool ok = diag_errors(c->diag) == 0;
    if (!ok) {
        printf("FAIL %s: does not compile\n", rule_path);
        diag_print_text(c->diag, stdout, false);
    } else {
        const char *slash = strrchr(rule_path, '/');
        const char *base = slash ? slash + 1 : rule_path;
        const char *stem = arena_strndup(a, base, strcspn(base, "."));
        const char *dir = slash ? arena_strndup(a, rule_path, (size_t)(slash - rule_path)) : ".";
        struct strbuf plan = {0}, unit = {0};
        plan_explain_text(c->plan, c->source.query, &plan);
        struct emit_options e = {.output_name = arena_printf(a, "%s.c", stem),
                                 .rule_name = arena_printf(a, "tests/golden/%s", base),
                                 .prefix = "",
                                 .symbol = "kq_detector_main",
                                 .line_directives = true};
        emit_unit(c->plan, &c->rule, &c->source, &e, &unit);
        ok = compare(a, arena_printf(a, "%s/%s.plan", dir, stem), &plan, update);
        ok &= compare(a, arena_printf(a, "%s/%s.c", dir, stem), &unit, update);
        strbuf_free(&plan);
        strbuf_free(&unit);
    }
    compilation_free(c);
    arena_free(a);
    free(data);
    return ok;
}
