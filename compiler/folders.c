/* Operands that are folders: the rules in them, sorted by path. */
#include "command.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEEPEST = 64 };

struct walk {
    struct command_line *c;
    found_files *files;
    bool bare_queries;
    struct stat above[DEEPEST]; /* the folders that the walk is in: a link back to one of them is not followed */
};

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

static bool is_wanted(const struct walk *w, const char *name) {
    if (ends_with(name, ".test.yaml") || ends_with(name, ".test.yml")) return false;
    if (ends_with(name, ".yaml") || ends_with(name, ".yml")) return true;
    return w->bare_queries && (ends_with(name, ".kql") || ends_with(name, ".csl"));
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* The names in a folder, sorted; hidden ones are left out. */
static bool list_folder(struct command_line *c, const char *folder, string_list *names) {
    DIR *dir = opendir(folder);
    if (!dir) return false;
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        if (entry->d_name[0] != '.') string_add(c->arena, names, arena_strdup(c->arena, entry->d_name));
    closedir(dir);
    if (names->n) qsort(names->v, names->n, sizeof *names->v, by_name);
    return true;
}

static bool is_above(const struct walk *w, const struct stat *st, int depth) {
    for (int i = 0; i < depth; i++)
        if (w->above[i].st_dev == st->st_dev && w->above[i].st_ino == st->st_ino) return true;
    return false;
}

/* A folder that cannot be read does not stop the walk, but makes it false. */
static bool walk_folder(struct walk *w, const char *folder, const struct stat *self, int depth) {
    string_list names = {0};
    if (is_above(w, self, depth)) return true;
    if (depth >= DEEPEST || !list_folder(w->c, folder, &names)) {
        failure("%s: %s", folder, depth < DEEPEST ? strerror(errno) : "folders nest too deep");
        return false;
    }
    w->above[depth] = *self;
    bool ok = true;
    for (size_t i = 0; i < names.n; i++) {
        const char *slash = ends_with(folder, "/") ? "" : "/";
        const char *path = arena_printf(w->c->arena, "%s%s%s", folder, slash, names.v[i]);
        struct stat st;
        if (stat(path, &st) != 0) continue; /* a link to nowhere */
        if (S_ISDIR(st.st_mode)) {
            ok &= walk_folder(w, path, &st, depth + 1);
        } else if (S_ISREG(st.st_mode) && is_wanted(w, names.v[i])) {
            struct found_file file = {path, true};
            VEC_PUSH(w->c->arena, w->files, file);
        }
    }
    return ok;
}

bool find_files(struct command_line *c, bool bare_queries, found_files *files) {
    struct walk *w = ARENA_NEW(c->arena, struct walk);
    *w = (struct walk){.c = c, .files = files, .bare_queries = bare_queries};
    bool ok = true;
    for (size_t i = 0; i < c->paths.n; i++) {
        struct stat st;
        const char *path = c->paths.v[i];
        if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            ok &= walk_folder(w, path, &st, 0);
        } else {
            struct found_file file = {path, false};
            VEC_PUSH(c->arena, files, file);
        }
    }
    return ok;
}

/* Folders hold other YAML too (workbooks, parsers without a query): they are passed over; broken YAML is not. */
static bool lacks_query(const char *path) {
    size_t n = 0;
    char *text = read_file(path, &n);
    if (!text) return false;
    struct arena *a = arena_new();
    struct source source = {.path = path, .file = {text, n}};
    struct diag *d = diag_new(a, &source);
    struct rule rule = {0};
    bool lacks = !rule_read(a, &source, &rule, d) && diag_count(d) > 0 && diag_at(d, 0)->code == DIAG_E0102;
    arena_free(a);
    free(text);
    return lacks;
}

bool expand_paths(struct command_line *c, string_list *files) {
    found_files found = {0};
    if (!find_files(c, false, &found)) return false;
    for (size_t i = 0; i < found.n; i++)
        if (!found.v[i].in_folder || !lacks_query(found.v[i].path)) string_add(c->arena, files, found.v[i].path);
    return true;
}
