/* Files that the command line names: reading them into the schema's arena, and messages with their lines. */
#include "schema_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool schema_fail(struct schema *s, const struct schema_file *f, const char *at, char **error, const char *fmt, ...) {
    struct arena *a = schema_arena(s);
    va_list args;
    va_start(args, fmt);
    const char *message = arena_vprintf(a, fmt, args);
    va_end(args);
    if (at)
        *error = arena_printf(a, "%s:%zu: %s", f->path, schema_file_line(f, at), message);
    else
        *error = arena_printf(a, "%s: %s", f->path, message);
    return false;
}

bool schema_file_read(struct schema *s, const char *path, struct schema_file *f, char **error) {
    struct arena *a = schema_arena(s);
    size_t n = 0;
    *f = (struct schema_file){.path = arena_strdup(a, path)};
    char *text = read_file(path, &n);
    if (!text) return schema_fail(s, f, NULL, error, "%s", strerror(errno));
    size_t skip = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    f->text = text_of(arena_strndup(a, text + skip, n - skip), n - skip);
    free(text);
    schema_file_loaded(s, f);
    return true;
}

size_t schema_file_line(const struct schema_file *f, const char *at) {
    size_t line = 1;
    for (const char *p = f->text.p; (p = memchr(p, '\n', (size_t)(at - p))) != NULL; p++) line++;
    return line;
}

bool schema_load(struct schema *s, const char *path, char **error) {
    struct schema_file f;
    if (!schema_file_read(s, path, &f, error)) return false;
    size_t blank = strspn(f.text.p, " \t\r\n");
    bool json = f.text.p[blank] == '{' || f.text.p[blank] == '[' || f.text.p[blank] == 0;
    return json ? schema_load_json(s, &f, error) : schema_load_csv(s, &f, error);
}
