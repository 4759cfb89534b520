/* The runtime that belongs to this kqlc stands beside it: <prefix>/bin/kqlc, <prefix>/lib/kqlc/{include,musl,glibc};
 * the build tree has the same shape. Programs are started with an argument vector, never through a shell: file names
 * come from users. */
#include "toolchain.h"

#include "emit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool exists(const char *path) { return access(path, F_OK) == 0; }

static const char *find_prefix(struct arena *a) {
    const char *home = getenv("KQLC_HOME");
    if (home && *home) return home;
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0) return "/usr/local";
    path[n] = 0;
    for (int up = 0; up < 2; up++) { /* <prefix>/bin/kqlc */
        char *slash = strrchr(path, '/');
        if (slash) *slash = 0;
    }
    return arena_strdup(a, path);
}

static bool on_path(const char *program) {
    if (strchr(program, '/')) return access(program, X_OK) == 0;
    const char *path = getenv("PATH");
    if (!path) path = "/usr/local/bin:/usr/bin:/bin";
    while (*path) {
        const char *end = strchrnul(path, ':');
        char candidate[PATH_MAX];
        int n = snprintf(candidate, sizeof candidate, "%.*s/%s", (int)(end - path), path, program);
        if (n > 0 && (size_t)n < sizeof candidate && access(candidate, X_OK) == 0) return true;
        path = *end ? end + 1 : end;
    }
    return false;
}

bool toolchain_find(struct arena *a, const char *cc, struct toolchain *t) {
    const char *prefix = find_prefix(a);
    const char *musl = arena_printf(a, "%s/lib/kqlc/musl/libkqlrt.a", prefix);
    t->folder = arena_printf(a, "%s/lib/kqlc", prefix);
    t->include = arena_printf(a, "%s/lib/kqlc/include", prefix);
    t->archive = arena_printf(a, "%s/lib/kqlc/glibc/libkqlrt.a", prefix);
    t->cc = cc ? cc : KQLC_DEFAULT_CC;
    t->chosen = cc != NULL;
    t->is_static = KQLC_RUNTIME_FLAGS[0] == 0; /* sanitised runtimes cannot be linked statically */
    bool wants_musl = cc ? strstr(cc, "musl") != NULL : true;
    if (KQLC_HAVE_MUSL && wants_musl && exists(musl) && on_path(cc ? cc : "musl-gcc")) {
        t->archive = musl;
        t->cc = cc ? cc : "musl-gcc";
    }
    if (!exists(arena_printf(a, "%s/kq/kq.h", t->include)) || !exists(t->archive)) {
        failure("the runtime is not in %s/lib/kqlc; set KQLC_HOME to the folder that kqlc is installed in", prefix);
        return false;
    }
    if (on_path(t->cc)) return true;
    failure("no C compiler '%s': install gcc (Debian: apt install build-essential) or name one with --cc", t->cc);
    return false;
}

bool toolchain_fit(struct arena *a, struct toolchain *t, const struct strbuf *source) {
    t->regex = source->n > 0 && strstr(source->p, "\n" EMIT_REGEX_INCLUDE "\n") != NULL;
    if (!t->regex) return true;
    t->archive = arena_printf(a, "%s/glibc/libkqlrt.a", t->folder);
    if (!strstr(t->cc, "musl")) return true;
    if (t->chosen) {
        failure("regular expressions need RE2, which is C++ for glibc: %s cannot link it; leave --cc out", t->cc);
        return false;
    }
    t->cc = KQLC_DEFAULT_CC;
    if (on_path(t->cc)) return true;
    failure("regular expressions need a C compiler for glibc, and there is no '%s': name one with --cc", t->cc);
    return false;
}

/* ---- running programs ----------------------------------------------------------------------------------------------
 */

/* Runs argv with standard output and error going to `log`; returns its exit status, -1 when it cannot be started. */
static int run(char *const argv[], const char *log) {
    posix_spawn_file_actions_t files;
    if (posix_spawn_file_actions_init(&files) != 0) return -1;
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    pid_t pid = 0;
    int error = posix_spawnp(&pid, argv[0], &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) {
        errno = error;
        return -1;
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void arg(struct arena *a, string_list *args, const char *s) { string_add(a, args, s); }
/* The vector as execvp wants it. */
static char *const *vector(struct arena *a, string_list *args) {
    char **v = ARENA_ARRAY(a, char *, args->n + 1);
    for (size_t i = 0; i < args->n; i++) v[i] = arena_strdup(a, args->v[i]);
    return v;
}

static void print_log(const char *path) {
    size_t n = 0;
    char *text = read_file(path, &n);
    if (text) fwrite(text, 1, n, stderr);
    free(text);
}

/* ---- building ------------------------------------------------------------------------------------------------------
 */

static void runtime_flags(struct arena *a, string_list *args) {
    for (const char *p = KQLC_RUNTIME_FLAGS; *p;) {
        const char *end = strchrnul(p, ' ');
        if (end > p) arg(a, args, arena_strndup(a, p, (size_t)(end - p)));
        p = *end ? end + 1 : end;
    }
}

struct workspace {
    const char *folder, *source, *log, *program;
};

static bool compile(struct arena *a, const struct toolchain *t, const struct build *b, const struct workspace *w) {
    string_list args = {0};
    arg(a, &args, t->cc);
    arg(a, &args, "-std=gnu11");
    arg(a, &args, b->optimise);
    if (b->debug) arg(a, &args, "-g");
    if (b->debug) arg(a, &args, arena_printf(a, "-ffile-prefix-map=%s/=", w->folder)); /* same bytes every time */
    arg(a, &args, "-ffunction-sections");
    arg(a, &args, "-fdata-sections");
    arg(a, &args, "-I");
    arg(a, &args, t->include);
    runtime_flags(a, &args);
    arg(a, &args, "-o");
    arg(a, &args, w->program);
    arg(a, &args, w->source);
    if (t->regex) arg(a, &args, arena_printf(a, "%s/glibc/libkqlre.a", t->folder));
    arg(a, &args, t->archive);
    if (t->regex) arg(a, &args, arena_printf(a, "%s/glibc/libre2.a", t->folder));
    if (t->regex) arg(a, &args, "-lstdc++");
    arg(a, &args, "-lm");
    arg(a, &args, "-pthread");
    arg(a, &args, "-Wl,--gc-sections");
    if (t->is_static) {
        arg(a, &args, "-static");
        arg(a, &args, "-fno-pie");
        arg(a, &args, "-no-pie");
        arg(a, &args, "-fno-asynchronous-unwind-tables");
        /* One segment for code and constants: no page is half empty between them. */
        arg(a, &args, "-Wl,-z,noseparate-code");
    }
    if (t->is_static && !b->debug) arg(a, &args, "-s");
    int status = run(vector(a, &args), w->log);
    if (status == 0) return true;
    if (status < 0) {
        failure("cannot run %s: %s", t->cc, strerror(errno));
        return false;
    }
    print_log(w->log);
    failure("internal error: %s does not take the generated C, kept in %s", t->cc, w->source);
    return false;
}

/* Moves debug information out of the program when objcopy is there; otherwise it stays inside. */
static void split_debug(struct arena *a, const struct build *b, const struct workspace *w) {
    if (!on_path("objcopy")) return;
    string_list keep = {0}, strip = {0};
    const char *const keep_args[] = {"objcopy", "--only-keep-debug", w->program, b->debug};
    for (size_t i = 0; i < sizeof keep_args / sizeof *keep_args; i++) arg(a, &keep, keep_args[i]);
    arg(a, &strip, "objcopy");
    arg(a, &strip, "--strip-all");
    arg(a, &strip, arena_printf(a, "--add-gnu-debuglink=%s", b->debug));
    arg(a, &strip, w->program);
    if (run(vector(a, &keep), w->log) != 0 || run(vector(a, &strip), w->log) != 0) print_log(w->log);
}

/* Renames, or copies when the target is on another file system. */
static bool move(struct arena *a, const char *from, const char *to) {
    if (rename(from, to) == 0) return true;
    if (errno != EXDEV) return false;
    size_t n = 0;
    char *bytes = read_file(from, &n);
    char *near = arena_printf(a, "%s.XXXXXX", to);
    int fd = bytes ? mkstemp(near) : -1;
    bool ok = fd >= 0;
    for (size_t done = 0; ok && done < n;) {
        ssize_t w = write(fd, bytes + done, n - done);
        ok = w > 0;
        if (ok) done += (size_t)w;
    }
    mode_t mask = umask(0);
    umask(mask);
    ok = ok && fchmod(fd, 0777 & ~mask) == 0;
    if (fd >= 0) close(fd);
    ok = ok && rename(near, to) == 0;
    if (fd >= 0 && !ok) unlink(near);
    free(bytes);
    return ok;
}

bool toolchain_build(struct arena *a, const struct toolchain *t, const struct strbuf *source, const struct build *b) {
    const char *tmp = getenv("TMPDIR");
    struct workspace w;
    char *folder = arena_printf(a, "%s/kqlc-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(folder)) {
        failure("%s: %s", folder, strerror(errno));
        return false;
    }
    w.folder = folder;
    w.source = arena_printf(a, "%s/%s", folder, b->c_name);
    w.log = arena_printf(a, "%s/log", folder);
    w.program = arena_printf(a, "%s/program", folder);
    bool written = write_all(w.source, source);
    bool compiled = written && compile(a, t, b, &w);
    bool ok = compiled;
    if (ok && b->debug) split_debug(a, b, &w);
    if (ok && !move(a, w.program, b->output)) {
        failure("%s: %s", b->output, strerror(errno));
        ok = false;
    }
    unlink(w.log);
    unlink(w.program);
    if (written && !compiled) return false; /* the source is kept for the report */
    unlink(w.source);
    rmdir(w.folder);
    return ok;
}

static void put_file_identity(struct strbuf *b, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) return;
    strbuf_printf(b, " %s:%lld:%lld.%09ld", path, (long long)st.st_size, (long long)st.st_mtim.tv_sec,
                  st.st_mtim.tv_nsec);
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

const char *toolchain_identity(struct arena *a, const struct toolchain *t, const char *optimise) {
    struct strbuf b = {0};
    strbuf_printf(&b, "%s %s %s %s %d", KQLC_VERSION, t->cc, optimise, KQLC_RUNTIME_FLAGS, t->is_static);
    put_file_identity(&b, t->archive);
    /* what a program with regular expressions is linked with, whether this one is or not: its C is not known yet */
    put_file_identity(&b, arena_printf(a, "%s/glibc/libkqlrt.a", t->folder));
    put_file_identity(&b, arena_printf(a, "%s/glibc/libkqlre.a", t->folder));
    const char *folder = arena_printf(a, "%s/kq", t->include);
    DIR *dir = opendir(folder);
    string_list names = {0};
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir))
        if (entry->d_name[0] != '.') string_add(a, &names, arena_strdup(a, entry->d_name));
    if (dir) closedir(dir);
    if (names.n) qsort(names.v, names.n, sizeof *names.v, by_name);
    for (size_t i = 0; i < names.n; i++) put_file_identity(&b, arena_printf(a, "%s/%s", folder, names.v[i]));
    const char *text = arena_strdup(a, b.p);
    strbuf_free(&b);
    return text;
}
