/* Units of up to UNIT_DETECTORS detectors are compiled in parallel with the C compiler, linked with the runtime and
 * kqbatch_main.c, and driven through job files (see kqbatch_main.c). */
#include "batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef KQTEST_CC
#define KQTEST_CC "cc"
#endif
#ifndef KQTEST_CFLAGS
#define KQTEST_CFLAGS "-O0"
#endif
#ifndef KQTEST_LDFLAGS
#define KQTEST_LDFLAGS "-lm"
#endif
#ifndef KQTEST_INCLUDE
#define KQTEST_INCLUDE "runtime/include"
#endif
#ifndef KQTEST_ARCHIVE
#define KQTEST_ARCHIVE "libkqlrt.a"
#endif
#ifndef KQTEST_BATCH_MAIN
#define KQTEST_BATCH_MAIN "tests/tools/kqbatch_main.c"
#endif

enum { UNIT_DETECTORS = 40 };
#define WARNINGS "-std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Werror"

static const char *setting(const char *name, const char *fallback) {
    const char *v = getenv(name);
    return v && *v ? v : fallback;
}

struct toolchain toolchain_from_environment(void) {
    return (struct toolchain){
        .cc = setting("KQTEST_CC", KQTEST_CC),
        .cflags = setting("KQTEST_CFLAGS", KQTEST_CFLAGS),
        .ldflags = setting("KQTEST_LDFLAGS", KQTEST_LDFLAGS),
        .include = setting("KQTEST_INCLUDE", KQTEST_INCLUDE),
        .archive = setting("KQTEST_ARCHIVE", KQTEST_ARCHIVE),
        .main_source = setting("KQTEST_BATCH_MAIN", KQTEST_BATCH_MAIN),
    };
}

/* Runs shell commands, at most `parallel` at a time; status[i] is 0 for success. */
static bool run_commands(const char **commands, size_t n, unsigned parallel, int *status) {
    size_t next = 0, running = 0;
    pid_t *pid = calloc(n ? n : 1, sizeof *pid);
    if (!pid) return false;
    while (next < n || running) {
        if (next < n && running < parallel) {
            pid_t p = fork();
            if (p < 0) break;
            if (p == 0) {
                execl("/bin/sh", "sh", "-c", commands[next], (char *)NULL);
                _exit(127);
            }
            pid[next++] = p;
            running++;
            continue;
        }
        int st;
        pid_t p = wait(&st);
        if (p < 0 && errno != EINTR) break;
        for (size_t i = 0; i < next; i++)
            if (p > 0 && pid[i] == p) status[i] = st, running--;
    }
    bool ok = next == n && !running;
    free(pid);
    return ok;
}

static bool write_text(const char *path, const char *p, size_t n) {
    FILE *f = fopen(path, "wb");
    bool ok = f && (n == 0 || fwrite(p, 1, n, f) == n);
    if (f && fclose(f) != 0) ok = false;
    if (!ok) perror(path);
    return ok;
}

static const char *compile_command(const struct batch *b, const char *source, const char *object, const char *log) {
    const struct toolchain *t = &b->tools;
    return arena_printf(b->a, "%s %s %s -I'%s' -c '%s' -o '%s' >'%s' 2>&1", t->cc, WARNINGS, t->cflags, t->include,
                        source, object, log);
}

/* Writes detectors [from, to) that have no failure into one unit. */
static bool write_unit(const struct batch *b, size_t from, size_t to, const char *path) {
    struct strbuf s = {0};
    for (size_t i = from; i < to; i++)
        if (!b->detectors.v[i].failure) {
            strbuf_put(&s, b->detectors.v[i].c.p, b->detectors.v[i].c.n);
            strbuf_putc(&s, '\n');
        }
    if (!s.n) strbuf_puts(&s, "typedef int kqtest_empty_unit;\n");
    bool ok = write_text(path, s.p, s.n);
    strbuf_free(&s);
    return ok;
}

/* A unit failed: compile its detectors one by one and remember the culprits' messages. */
static void find_failures(struct batch *b, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        const char *source = arena_printf(b->a, "%s/one%zu.c", b->dir, i);
        const char *log = arena_printf(b->a, "%s/one%zu.log", b->dir, i);
        int status = 0;
        const char *command = compile_command(b, source, "/dev/null", log);
        if (b->detectors.v[i].failure || !write_unit(b, i, i + 1, source)) continue;
        if (run_commands(&command, 1, 1, &status) && status == 0) continue;
        size_t n;
        char *text = read_file(log, &n);
        b->detectors.v[i].failure = text ? arena_strndup(b->a, text, n < 2000 ? n : 2000) : "the C compiler failed";
        free(text);
    }
}

static bool compile_units(struct batch *b, size_t units, const char **objects) {
    const char **commands = ARENA_ARRAY(b->a, const char *, units);
    int *status = ARENA_ARRAY(b->a, int, units);
    for (size_t u = 0; u < units; u++) {
        size_t from = u * UNIT_DETECTORS, to = from + UNIT_DETECTORS;
        if (to > b->detectors.n) to = b->detectors.n;
        const char *source = arena_printf(b->a, "%s/unit%zu.c", b->dir, u);
        objects[u] = arena_printf(b->a, "%s/unit%zu.o", b->dir, u);
        commands[u] = compile_command(b, source, objects[u], arena_printf(b->a, "%s/unit%zu.log", b->dir, u));
        if (!write_unit(b, from, to, source)) return false;
    }
    if (!run_commands(commands, units, b->parallel, status)) return false;
    for (size_t u = 0; u < units; u++) {
        if (status[u] == 0) continue;
        size_t from = u * UNIT_DETECTORS, to = from + UNIT_DETECTORS;
        if (to > b->detectors.n) to = b->detectors.n;
        find_failures(b, from, to);
        int again = 0;
        if (!write_unit(b, from, to, arena_printf(b->a, "%s/unit%zu.c", b->dir, u)) ||
            !run_commands(&commands[u], 1, 1, &again) || again != 0) {
            fprintf(stderr, "kqtest: %s/unit%zu.c does not compile as a whole; see unit%zu.log there\n", b->dir, u, u);
            return false;
        }
    }
    return true;
}

static bool write_index(const struct batch *b, const char *path) {
    struct strbuf s = {0};
    strbuf_puts(&s, "#include <kq/kq.h>\n");
    for (size_t i = 0; i < b->detectors.n; i++)
        if (!b->detectors.v[i].failure) strbuf_printf(&s, "extern const kq_detector %s;\n", b->detectors.v[i].symbol);
    strbuf_puts(&s, "extern const kq_detector *const kqtest_detectors[];\nextern const size_t kqtest_detector_count;\n"
                    "const kq_detector *const kqtest_detectors[] = {\n");
    for (size_t i = 0; i < b->detectors.n; i++) {
        const struct batch_detector *d = &b->detectors.v[i];
        strbuf_printf(&s, "    %s%s,\n", d->failure ? "" : "&", d->failure ? "NULL" : d->symbol);
    }
    strbuf_printf(&s, "    NULL};\nconst size_t kqtest_detector_count = %zu;\n", b->detectors.n);
    bool ok = write_text(path, s.p, s.n);
    strbuf_free(&s);
    return ok;
}

bool batch_build(struct batch *b) {
    size_t units = (b->detectors.n + UNIT_DETECTORS - 1) / UNIT_DETECTORS;
    const char **objects = ARENA_ARRAY(b->a, const char *, units + 1);
    if (!compile_units(b, units, objects)) return false;

    const char *index = arena_printf(b->a, "%s/index.c", b->dir);
    const char *log = arena_printf(b->a, "%s/link.log", b->dir);
    if (!write_index(b, index)) return false;
    b->program = arena_printf(b->a, "%s/batch", b->dir);
    struct strbuf s = {0};
    strbuf_printf(&s, "%s %s -D_GNU_SOURCE -I'%s' '%s' '%s'", b->tools.cc, b->tools.cflags, b->tools.include, index,
                  b->tools.main_source);
    for (size_t u = 0; u < units; u++) strbuf_printf(&s, " '%s'", objects[u]);
    strbuf_printf(&s, " %s %s -o '%s' >'%s' 2>&1", b->tools.archive, b->tools.ldflags, b->program, log);
    const char *command = s.p;
    int status = 0;
    bool ok = run_commands(&command, 1, 1, &status) && status == 0;
    strbuf_free(&s);
    if (!ok) {
        size_t n;
        char *text = read_file(log, &n);
        fprintf(stderr, "kqtest: linking the batch failed:\n%.*s\n", (int)(text ? (n < 6000 ? n : 6000) : 0),
                text ? text : "");
        free(text);
    }
    return ok;
}

/* Reads "<line> <status>" lines; the jobs of share `s` are s, s+shares, ... */
static bool read_results(const char *path, struct batch_job *jobs, size_t n, size_t s, size_t shares) {
    FILE *f = fopen(path, "r");
    if (!f) return false;
    size_t line, seen = 0;
    int status;
    while (fscanf(f, "%zu %d", &line, &status) == 2)
        if (s + line * shares < n) jobs[s + line * shares].status = status, seen++;
    fclose(f);
    return seen == (n - s + shares - 1) / shares;
}

bool batch_run(const struct batch *b, struct batch_job *jobs, size_t n) {
    size_t shares = b->parallel < n ? b->parallel : n;
    const char **commands = ARENA_ARRAY(b->a, const char *, shares + 1);
    int *status = ARENA_ARRAY(b->a, int, shares + 1);
    for (size_t s = 0; s < shares; s++) {
        struct strbuf text = {0};
        for (size_t i = s; i < n; i += shares) {
            strbuf_printf(&text, "%zu\t%s\t%s\t%s", jobs[i].detector, jobs[i].in, jobs[i].out, jobs[i].err);
            if (*jobs[i].args) strbuf_printf(&text, "\t%s", jobs[i].args);
            strbuf_putc(&text, '\n');
            jobs[i].status = -1;
        }
        const char *path = arena_printf(b->a, "%s/jobs%zu", b->dir, s);
        bool ok = write_text(path, text.p, text.n);
        strbuf_free(&text);
        if (!ok) return false;
        commands[s] = arena_printf(b->a, "cd '%s' && ./batch jobs%zu >results%zu", b->dir, s, s);
    }
    if (!run_commands(commands, shares, b->parallel, status)) return false;
    bool ok = true;
    for (size_t s = 0; s < shares; s++)
        if (!read_results(arena_printf(b->a, "%s/results%zu", b->dir, s), jobs, n, s, shares)) ok = false;
    if (!ok) fprintf(stderr, "kqtest: the batch program ended early\n");
    return ok;
}
