/* kqlc build and kqlc run: a rule as a program; `run` keeps the programs in a cache and starts them at once. */
#include "toolchain.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Rule -> C. False: reported. */
static bool make_source(struct command_line *c, const char *path, const char *c_name, struct strbuf *out) {
    c->compile.stop = STOP_NEVER;
    struct compilation *k = compile_file(c, path);
    if (!k) return false;
    bool ok = print_diagnostics(c, k);
    if (ok) emit_text(c, k, path, c_name, out);
    compilation_free(k);
    return ok;
}

int cmd_build(struct command_line *c) {
    if (c->paths.n == 0) return usage_error(c, "nothing to build");
    string_list files = {0};
    if (!expand_paths(c, &files)) return EXIT_ERRORS;
    if (files.n == 0) return failure("no rules in there");
    if (files.n > 1) return failure("several rules in one detector (a pack) are not supported yet: name one rule");

    const char *path = files.v[0], *stem = path_stem(c->arena, path);
    const char *output = c->output ? c->output : stem;
    struct stat st;
    if (stat(output, &st) == 0 && S_ISDIR(st.st_mode))
        return failure("%s is a folder: name the detector with -o", output);
    if (strcmp(output, path) == 0) return failure("%s is the rule itself: name the detector with -o", output);
    struct toolchain tools;
    if (!toolchain_find(c->arena, c->cc, &tools)) return EXIT_ERRORS;
    struct build b = {.c_name = arena_printf(c->arena, "%s.c", stem),
                      .output = output,
                      .optimise = "-O2",
                      .debug = c->debug ? arena_printf(c->arena, "%s.debug", output) : NULL};
    struct strbuf source = {0};
    bool ok = make_source(c, path, b.c_name, &source) && toolchain_fit(c->arena, &tools, &source) &&
              toolchain_build(c->arena, &tools, &source, &b);
    strbuf_free(&source);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}

/* ---- the cache of `run` --------------------------------------------------------------------------------------------
 */

#define CACHE_PROGRAMS 64

static bool make_folder(const char *path) { return mkdir(path, 0700) == 0 || errno == EEXIST; }

/* $XDG_CACHE_HOME/kqlc, ~/.cache/kqlc, or a folder of our own in /tmp. NULL: reported. */
static const char *cache_folder(struct arena *a) {
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *base = NULL;
    if (xdg && xdg[0] == '/') {
        base = xdg;
    } else if (home && home[0] == '/') {
        base = arena_printf(a, "%s/.cache", home);
    }
    const char *folder = base ? arena_printf(a, "%s/kqlc", base) : NULL;
    if (!folder || !make_folder(base) || !make_folder(folder) || access(folder, W_OK) != 0) {
        folder = arena_printf(a, "/tmp/kqlc-cache-%lu", (unsigned long)getuid());
        make_folder(folder);
    }
    struct stat st; /* programs are run from here: nobody else may have put them there */
    if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == getuid() && (st.st_mode & 022) == 0)
        return folder;
    failure("%s: not a folder of our own; set XDG_CACHE_HOME", folder);
    return NULL;
}

struct cached {
    const char *path;
    struct timespec used;
};

static int by_age(const void *a, const void *b) {
    const struct cached *l = a, *r = b;
    if (l->used.tv_sec != r->used.tv_sec) return l->used.tv_sec < r->used.tv_sec ? -1 : 1;
    if (l->used.tv_nsec != r->used.tv_nsec) return l->used.tv_nsec < r->used.tv_nsec ? -1 : 1;
    return strcmp(l->path, r->path);
}

/* Keeps the CACHE_PROGRAMS ones that were used last. A program that is running survives being unlinked. */
static void trim_cache(struct arena *a, const char *folder) {
    DIR *dir = opendir(folder);
    if (!dir) return;
    string_list paths = {0};
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        if (entry->d_name[0] != '.') string_add(a, &paths, arena_printf(a, "%s/%s", folder, entry->d_name));
    closedir(dir);
    struct cached *all = ARENA_ARRAY(a, struct cached, paths.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < paths.n; i++) {
        struct stat st;
        if (lstat(paths.v[i], &st) != 0 || !S_ISREG(st.st_mode)) continue;
        all[n++] = (struct cached){paths.v[i], st.st_mtim};
    }
    if (n <= CACHE_PROGRAMS) return;
    qsort(all, n, sizeof *all, by_age);
    for (size_t i = 0; i < n - CACHE_PROGRAMS; i++) unlink(all[i].path);
}

static const char *cached_program(struct command_line *c, const char *path, const char *stem) {
    struct arena *a = c->arena;
    struct toolchain tools;
    const char *folder = cache_folder(a);
    if (!folder || !toolchain_find(a, c->cc, &tools)) return NULL;
    struct strbuf key = {0}, source = {0};
    const char *c_name = arena_printf(a, "%s.c", stem), *program = NULL;
    if (make_source(c, path, c_name, &source) && toolchain_fit(a, &tools, &source)) {
        strbuf_puts(&key, toolchain_identity(a, &tools, "-O1"));
        strbuf_putc(&key, '\n');
        strbuf_put(&key, source.p, source.n);
        XXH128_hash_t h = XXH3_128bits(key.p, key.n);
        program = arena_printf(a, "%s/%016" PRIx64 "%016" PRIx64, folder, (uint64_t)h.high64, (uint64_t)h.low64);
        struct build b = {.c_name = c_name, .output = program, .optimise = "-O1"};
        if (access(program, X_OK) == 0) {
            utimensat(AT_FDCWD, program, NULL, 0); /* used now */
        } else if (toolchain_build(a, &tools, &source, &b)) {
            trim_cache(a, folder);
        } else {
            program = NULL;
        }
    }
    strbuf_free(&source);
    strbuf_free(&key);
    return program;
}

int cmd_run(struct command_line *c) {
    if (c->paths.n == 0) return usage_error(c, "say which rule to run");
    const char *path = c->paths.v[0], *stem = path_stem(c->arena, path);
    const char *program = cached_program(c, path, stem);
    if (!program) return EXIT_ERRORS;
    char **argv = ARENA_ARRAY(c->arena, char *, 2 * c->watchlists.n + c->rest.n + 2), **next = argv;
    *next++ = arena_strdup(c->arena, stem);        /* the name that its messages begin with */
    for (size_t i = 0; i < c->watchlists.n; i++) { /* that declare columns hold the rows too */
        *next++ = arena_strdup(c->arena, "--watchlist");
        *next++ = arena_strdup(c->arena, c->watchlists.v[i]);
    }
    for (size_t i = 0; i < c->rest.n; i++) *next++ = arena_strdup(c->arena, c->rest.v[i]);
    fflush(NULL);
    execv(program, argv);
    return failure("%s: %s", program, strerror(errno));
}
