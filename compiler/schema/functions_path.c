/* --functions PATH: which reader takes a file, and folders. */
#include "schema_internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { MAX_FOLDER_DEPTH = 64 };
enum file_kind { FILE_OTHER, FILE_JSON, FILE_YAML, FILE_KQL };

static enum file_kind kind_of(const char *path) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    if (!dot) return FILE_OTHER;
    if (strcasecmp(dot, ".json") == 0) return FILE_JSON;
    if (strcasecmp(dot, ".yaml") == 0 || strcasecmp(dot, ".yml") == 0) return FILE_YAML;
    bool kql = strcasecmp(dot, ".kql") == 0 || strcasecmp(dot, ".csl") == 0 || strcasecmp(dot, ".txt") == 0;
    return kql ? FILE_KQL : FILE_OTHER;
}

static bool load_file(struct schema *s, const char *path, bool named, char **error) {
    struct schema_file f;
    enum file_kind kind = kind_of(path);
    bool found = true;
    if (!schema_file_read(s, path, &f, error)) return false;
    if (kind == FILE_OTHER) { /* a pipe, a temporary file: told by its first character */
        const char *first = f.text.p + strspn(f.text.p, " \t\r\n");
        kind = *first == '{' ? FILE_JSON : FILE_KQL;
    }
    if (kind == FILE_JSON) return functions_load_json(s, &f, error);
    if (kind == FILE_KQL) return functions_load_kql(s, &f, error);
    if (!functions_load_yaml(s, &f, &found, error)) return false;
    return found || !named || schema_fail(s, &f, NULL, error, "no FunctionQuery and no ParserQuery");
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool load_folder(struct schema *s, const char *folder, int depth, char **error) {
    struct arena *a = schema_arena(s);
    struct schema_file place = {.path = folder};
    DIR *dir = depth < MAX_FOLDER_DEPTH ? opendir(folder) : NULL;
    if (!dir)
        return schema_fail(s, &place, NULL, error, "%s",
                           depth < MAX_FOLDER_DEPTH ? strerror(errno) : "folders nest too deep");
    VEC(const char *) paths = {0};
    size_t n = strlen(folder);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir))
        if (e->d_name[0] != '.')
            VEC_PUSH(a, &paths, arena_printf(a, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", e->d_name));
    closedir(dir);
    if (paths.n) qsort(paths.v, paths.n, sizeof *paths.v, by_name);
    bool ok = true;
    for (size_t i = 0; i < paths.n && ok; i++) {
        struct stat st;
        if (stat(paths.v[i], &st) != 0) continue;
        if (S_ISDIR(st.st_mode))
            ok = load_folder(s, paths.v[i], depth + 1, error);
        else if (kind_of(paths.v[i]) != FILE_OTHER)
            ok = load_file(s, paths.v[i], false, error);
    }
    return ok;
}

bool schema_functions_load(struct schema *s, const char *path, char **error) {
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return load_folder(s, path, 0, error);
    return load_file(s, path, true, error);
}
