/* kqlc run: a rule as a program that is started at once, from the cache when nothing has changed. */
#include "cache.h"
#include "toolchain.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What compiles quickly counts here: a query is run over a small file more often than over a large one, and what is hot
 * stands in the runtime. */
#define OPTIMISE "-O1"

extern char **environ;

/* ---- what a program depends on -------------------------------------------------------------------------------------
 */

/* The linker's digest of this kqlc. */
static int put_build_id(struct dl_phdr_info *info, size_t size, void *out) {
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_NOTE) continue;
        const char *p = (const char *)(info->dlpi_addr + segment->p_vaddr), *end = p + segment->p_memsz;
        while ((size_t)(end - p) >= sizeof(ElfW(Nhdr))) {
            ElfW(Nhdr) note;
            memcpy(&note, p, sizeof note);
            size_t name = ((size_t)note.n_namesz + 3) & ~(size_t)3, text = ((size_t)note.n_descsz + 3) & ~(size_t)3;
            if ((size_t)(end - p) < sizeof note + name + text) break;
            p += sizeof note;
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(p, "GNU", 4) == 0)
                strbuf_put(out, p + name, note.n_descsz);
            p += name + text;
        }
    }
    return 1; /* the first object is the program itself */
}

/* A piece of a key, with its length in front: pieces cannot run into each other. */
static void put_piece(struct strbuf *key, const char *p, size_t n) {
    strbuf_printf(key, "%zu:", n);
    if (n) strbuf_put(key, p, n);
}

static void put_schema_file(void *key, const char *path, struct text text) {
    put_piece(key, path, strlen(path));
    put_piece(key, text.p, text.n);
}

/* All that the C of a query comes from: kqlc, options, files of names, the query and what it is called. */
static void put_origin(struct strbuf *key, struct command_line *c, const char *path, struct text query) {
    struct strbuf id = {0};
    dl_iterate_phdr(put_build_id, &id);
    struct stat st;
    if (!id.n && stat("/proc/self/exe", &st) == 0)
        strbuf_printf(&id, "%lld %lld.%09ld", (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    put_piece(key, id.p, id.n);
    strbuf_free(&id);
    for (size_t i = 0; i < c->given.n; i++) put_piece(key, c->given.v[i], strlen(c->given.v[i]));
    schema_each_file(c->compile.schema, put_schema_file, key);
    const char *shown = path_shown(c->arena, path), *stem = path_stem(c->arena, path);
    put_piece(key, shown, strlen(shown));
    put_piece(key, stem, strlen(stem));
    put_piece(key, query.p, query.n);
}

/* ---- from the query to an open program -----------------------------------------------------------------------------
 */

struct job {
    struct command_line *c;
    const char *path, *c_name;
    struct text query;
    struct toolchain tools;
    struct cache cache;
};

static bool build(const struct job *j, const struct strbuf *source, const char *output) {
    struct build b = {.c_name = j->c_name, .output = output, .optimise = OPTIMISE};
    struct toolchain tools = j->tools;
    return toolchain_fit(j->c->arena, &tools, source) && toolchain_build(j->c->arena, &tools, source, &b);
}

/* A program that is gone when it ends. */
static int build_once(const struct job *j, const struct strbuf *source) {
    const char *tmp = getenv("TMPDIR");
    char *output = arena_printf(j->c->arena, "%s/kqlc-run-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    int fd = mkstemp(output);
    if (fd < 0) return failure("%s: %s", output, strerror(errno)), -1;
    close(fd); /* the program takes its place */
    fd = build(j, source, output) ? open(output, O_RDONLY | O_CLOEXEC) : -1;
    unlink(output);
    return fd;
}

/* `link`: the second name of the program, or NULL. */
static int build_cached(struct job *j, const struct strbuf *source, const char *identity, const char *link) {
    struct arena *a = j->c->arena;
    struct strbuf key = {0};
    put_piece(&key, identity, strlen(identity));
    put_piece(&key, source->p, source->n);
    const char *program = cache_path(a, &j->cache, "", &key);
    strbuf_free(&key);
    int fd = cache_use(program);
    if (fd < 0) {
        const char *near = cache_near(a, program);
        if (!build(j, source, near)) return -1;
        fd = open(near, O_RDONLY | O_CLOEXEC); /* before somebody else's trimming can see it */
        if (fd < 0 || rename(near, program) != 0) failure("%s: %s", program, strerror(errno));
        cache_trim(a, &j->cache);
    }
    if (fd >= 0 && link) cache_link(a, program, link);
    return fd;
}

/* -1: reported. */
static int compile_program(struct job *j, bool keep, const char *identity, const char *link) {
    struct strbuf source = {0};
    struct compilation *k = compile_read(j->c, j->path, j->query);
    int fd = -1;
    if (emit_program(j->c, k, j->path, j->c_name, &source)) {
        bool silent = diag_count(k->diag) == 0; /* warnings are printed each time: that needs compiling */
        fd = keep ? build_cached(j, &source, identity, silent ? link : NULL) : build_once(j, &source);
    }
    compilation_free(k);
    strbuf_free(&source);
    return fd;
}

static int open_program(struct job *j) {
    struct command_line *c = j->c;
    if (c->no_cache || j->cache.limit == 0) return compile_program(j, false, NULL, NULL);
    const char *identity = toolchain_identity(c->arena, &j->tools, OPTIMISE);
    struct strbuf key = {0};
    put_piece(&key, identity, strlen(identity));
    put_origin(&key, c, j->path, j->query);
    const char *link = cache_path(c->arena, &j->cache, "q", &key);
    strbuf_free(&key);
    int fd = c->compile.time_passes ? -1 : cache_use(link);
    return fd >= 0 ? fd : compile_program(j, true, identity, link);
}

int cmd_run(struct command_line *c) {
    if (c->paths.n == 0) return usage_error(c, "say which rule to run");
    const char *path = c->paths.v[0], *stem = path_stem(c->arena, path);
    size_t n = 0;
    char *text = read_file(path, &n);
    if (!text) return failure("%s: %s", path, strerror(errno));
    struct job j = {.c = c, .path = path, .c_name = arena_printf(c->arena, "%s.c", stem), .query = text_of(text, n)};
    c->compile.stop = STOP_NEVER;
    bool ready = toolchain_find(c->arena, c->cc, &j.tools) && (c->no_cache || cache_open(c->arena, &j.cache));
    int fd = ready ? open_program(&j) : -1;
    free(text);
    if (fd < 0) return EXIT_ERRORS;
    char **argv = ARENA_ARRAY(c->arena, char *, 2 * c->watchlists.n + c->rest.n + 2), **next = argv;
    *next++ = arena_strdup(c->arena, stem);        /* the name that its messages begin with */
    for (size_t i = 0; i < c->watchlists.n; i++) { /* that declare columns hold the rows too */
        *next++ = arena_strdup(c->arena, "--watchlist");
        *next++ = arena_strdup(c->arena, c->watchlists.v[i]);
    }
    for (size_t i = 0; i < c->rest.n; i++) *next++ = arena_strdup(c->arena, c->rest.v[i]);
    fflush(NULL);
    fexecve(fd, argv, environ);
    return failure("%s: %s", stem, strerror(errno));
}
