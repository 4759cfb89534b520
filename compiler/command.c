/* What the commands share: options, operands, compiling one file, printing its diagnostics. */
#include "command.h"

#include "functions.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int usage_error(const struct command_line *c, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    fputs("kqlc: ", stderr);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fprintf(stderr, "\nusage: kqlc %s %s%s\n", c->command->name, c->command->options ? "[OPTION]... " : "",
            c->command->operands);
    return EXIT_USAGE;
}

int failure(const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    fputs("kqlc: ", stderr);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    return EXIT_ERRORS;
}

void string_add(struct arena *a, string_list *l, const char *s) {
    if ((l->n & (l->n + 1)) == 0) { /* room for the next power of two */
        const char **grown = ARENA_ARRAY(a, const char *, (l->n + 1) * 2);
        if (l->n) memcpy(grown, l->v, l->n * sizeof *grown);
        l->v = grown;
    }
    l->v[l->n++] = s;
}

/* ---- options -------------------------------------------------------------------------------------------------------
 */

static struct schema *schema_of(struct command_line *c) {
    if (!c->compile.schema) c->compile.schema = schema_new(c->arena);
    return c->compile.schema;
}

/* Options that declare names for the query; 0: it is none of them. Otherwise as `store`. */
static int store_names(struct command_line *c, const char *name, const char *value, int *status) {
    static const struct {
        const char *name;
        bool (*load)(struct schema *s, const char *value, char **error);
    } files[] = {
        {"--schema", schema_load}, {"--functions", schema_functions_load}, {"--watchlist", schema_watchlist_add}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(name, files[i].name) != 0) continue;
        char *error = NULL;
        if (files[i].load(schema_of(c), value, &error)) return 1;
        *status = failure("%s", error); /* a file that cannot be used is no wrong usage */
        return -1;
    }
    if (strcmp(name, "--dialect") != 0) return 0;
    enum schema_dialect dialect = DIALECT_SENTINEL;
    if (!schema_dialect_from_name(value, &dialect))
        return usage_error(c, "--dialect takes sentinel or m365, not '%s'", value), -1;
    schema_set_dialect(schema_of(c), dialect);
    return 1;
}

/* Stores one option. 1: done, 0: not an option of this command, -1: wrong (reported, *status set). */
static int store(struct command_line *c, const char *name, const char *value, int *status) {
    unsigned set = c->command->options;
    *status = EXIT_USAGE;
    if ((set & OPT_FORMAT) && strcmp(name, "--format") == 0) {
        c->format = value;
    } else if ((set & OPT_OUTPUT) && strcmp(name, "-o") == 0) {
        c->output = value;
    } else if ((set & OPT_CC) && strcmp(name, "--cc") == 0) {
        c->cc = value;
    } else if ((set & OPT_DUMP) && strcmp(name, "--dump") == 0) {
        c->dump = value;
    } else if ((set & OPT_TABLE) && strcmp(name, "--table") == 0) {
        c->table = value;
    } else if (!(set & OPT_QUERY)) {
        return 0;
    } else if (strcmp(name, "--no-warn") == 0) {
        struct source none = {0};
        if (!diag_disable(diag_new(c->arena, &none), value))
            return usage_error(c, "--no-warn: no warning '%s'", value), -1;
        string_add(c->arena, &c->no_warn, value);
    } else if (strcmp(name, "--disable-pass") == 0) {
        if (!pass_can_be_disabled(value)) return usage_error(c, "--disable-pass: no pass '%s'", value), -1;
        string_add(c->arena, &c->disabled, value);
    } else {
        return store_names(c, name, value, status);
    }
    return 1;
}

static bool flag(struct command_line *c, const char *name) {
    unsigned set = c->command->options;
    if ((set & OPT_QUERY) && strcmp(name, "--time-passes") == 0) return c->compile.time_passes = true;
    if ((set & OPT_CC) && strcmp(name, "--debug") == 0) return c->debug = true;
    if ((set & OPT_LINE) && strcmp(name, "--no-line") == 0) return c->no_line = true;
    return false;
}

static void print_command_help(const struct command *c) {
    printf("usage: kqlc %s %s%s\n\n%c%s.\n\n%s", c->name, c->options ? "[OPTION]... " : "", c->operands,
           c->summary[0] - ('a' - 'A'), c->summary + 1, c->help);
}

bool parse_options(struct command_line *c, int argc, char **argv, int *status) {
    bool options_end = false;
    for (int i = 2; i < argc; i++) {
        const char *arg = argv[i];
        if (options_end || arg[0] != '-' || arg[1] == 0) {
            string_add(c->arena, &c->paths, arg);
            if (!(c->command->options & OPT_REST)) continue;
            while (++i < argc) string_add(c->arena, &c->rest, argv[i]);
            break;
        }
        if (strcmp(arg, "--") == 0) {
            options_end = true;
            continue;
        }
        if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            print_command_help(c->command);
            *status = EXIT_CLEAN;
            return false;
        }
        if (flag(c, arg)) continue;
        const char *equals = strncmp(arg, "--", 2) == 0 ? strchr(arg, '=') : NULL;
        const char *name = equals ? arena_strndup(c->arena, arg, (size_t)(equals - arg)) : arg;
        const char *value = equals ? equals + 1 : i + 1 < argc ? argv[i + 1] : NULL;
        int stored = store(c, name, value ? value : "", status);
        if (stored < 0) return false;
        if (stored == 0 || !value) {
            *status = usage_error(c, stored ? "option %s needs a value" : "no option %s", name);
            return false;
        }
        if (!equals) i++;
    }
    if (c->command->options & OPT_QUERY) schema_of(c); /* one for all files */
    c->compile.no_warn = c->no_warn.v;
    c->compile.no_warn_count = c->no_warn.n;
    c->compile.disabled_passes = c->disabled.v;
    c->compile.disabled_count = c->disabled.n;
    *status = EXIT_CLEAN;
    return true;
}

/* ---- operands ------------------------------------------------------------------------------------------------------
 */

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

static bool is_rule_file(const char *name) {
    if (ends_with(name, ".test.yaml") || ends_with(name, ".test.yml")) return false;
    return ends_with(name, ".yaml") || ends_with(name, ".yml");
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

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool walk(struct command_line *c, const char *folder, string_list *files, int depth) {
    DIR *dir = depth < 64 ? opendir(folder) : NULL;
    if (!dir) {
        failure("%s: %s", folder, depth < 64 ? strerror(errno) : "folders nest too deep");
        return false;
    }
    string_list names = {0};
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        if (entry->d_name[0] != '.') string_add(c->arena, &names, arena_strdup(c->arena, entry->d_name));
    closedir(dir);
    if (names.n) qsort(names.v, names.n, sizeof *names.v, by_name);
    bool ok = true;
    for (size_t i = 0; i < names.n && ok; i++) {
        const char *path = arena_printf(c->arena, "%s%s%s", folder, ends_with(folder, "/") ? "" : "/", names.v[i]);
        struct stat st;
        if (stat(path, &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) {
            ok = walk(c, path, files, depth + 1);
        } else if (is_rule_file(names.v[i]) && !lacks_query(path)) {
            string_add(c->arena, files, path);
        }
    }
    return ok;
}

bool expand_paths(struct command_line *c, string_list *files) {
    for (size_t i = 0; i < c->paths.n; i++) {
        struct stat st;
        const char *path = c->paths.v[i];
        if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
            string_add(c->arena, files, path);
        } else if (!walk(c, path, files, 0)) {
            return false;
        }
    }
    return true;
}

struct compilation *compile_file(struct command_line *c, const char *path) {
    size_t n = 0;
    char *text = read_file(path, &n);
    if (!text) {
        failure("%s: %s", path, strerror(errno));
        return NULL;
    }
    struct compilation *k = compile_text(strcmp(path, "-") == 0 ? "<stdin>" : path, text_of(text, n), &c->compile);
    free(text);
    return k;
}

bool print_diagnostics(const struct compilation *c) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool colour = isatty(STDERR_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
    diag_print_text(c->diag, stderr, colour);
    return diag_errors(c->diag) == 0;
}

bool write_all(const char *path, const struct strbuf *b) {
    bool to_stdout = !path || strcmp(path, "-") == 0;
    FILE *f = to_stdout ? stdout : fopen(path, "wb");
    bool ok = f && fwrite(b->p ? b->p : "", 1, b->n, f) == b->n;
    if (f && (to_stdout ? fflush(f) : fclose(f)) != 0) ok = false;
    if (!ok) failure("%s: %s", to_stdout ? "standard output" : path, strerror(errno));
    return ok;
}

/* ---- names ---------------------------------------------------------------------------------------------------------
 */

const char *path_stem(struct arena *a, const char *path) {
    if (strcmp(path, "-") == 0) return "detector";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return dot && dot > name ? arena_strndup(a, name, (size_t)(dot - name)) : arena_strdup(a, name);
}

const char *path_shown(struct arena *a, const char *path) {
    if (strcmp(path, "-") == 0) return "<stdin>";
    if (path[0] == '/') { /* below the current folder: from there; elsewhere: the name alone */
        char *cwd = getcwd(NULL, 0);
        size_t n = cwd ? strlen(cwd) : 0;
        bool below = n > 1 && strncmp(path, cwd, n) == 0 && path[n] == '/';
        const char *shown = below ? path + n : strrchr(path, '/');
        free(cwd);
        while (*shown == '/') shown++;
        return arena_strdup(a, shown);
    }
    while (strncmp(path, "./", 2) == 0) {
        path += 2;
        while (*path == '/') path++;
    }
    return arena_strdup(a, path);
}

void emit_text(struct command_line *c, const struct compilation *k, const char *path, const char *output_name,
               struct strbuf *out) {
    struct emit_options o = {.output_name = output_name,
                             .rule_name = path_shown(c->arena, path),
                             .prefix = "",
                             .symbol = "kq_detector_main",
                             .line_directives = !c->no_line};
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    emit_unit(k->plan, &k->rule, &k->source, &o, out);
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (c->compile.time_passes) print_pass_time("emit", &start, &end);
}
