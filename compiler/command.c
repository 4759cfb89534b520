/* What the commands share: options, operands, compiling one file, printing its diagnostics. */
#include "command.h"

#include "functions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
        if (strcmp(name, "--watchlist") == 0) string_add(c->arena, &c->watchlists, value);
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

static int no_such_warning(const struct command_line *c, const char *name) {
    for (enum diag_code code = 0; code < DIAG_COUNT; code++)
        if (strcmp(diag_code_name(code), name) == 0 || strcmp(diag_slug(code), name) == 0)
            return usage_error(c, "--no-warn: %s %s is an error; only warnings can be left out", diag_code_name(code),
                               diag_slug(code));
    const char *closest = diag_closest_warning(name);
    return closest ? usage_error(c, "--no-warn: no warning '%s'; did you mean '%s'?", name, closest)
                   : usage_error(c, "--no-warn: no warning '%s'; kqlc check --help lists them", name);
}

/* A whole number from 1 to `most`. */
static bool number_of(const char *value, unsigned most, unsigned *n) {
    size_t digits = strspn(value, "0123456789");
    unsigned long long v = digits && digits < 10 ? strtoull(value, NULL, 10) : 0;
    *n = (unsigned)v;
    return !value[digits] && v > 0 && v <= most;
}

/* The options of `kqlc check` alone; returns as `store` does. */
static int store_check(struct command_line *c, const char *name, const char *value) {
    if (strcmp(name, "--jobs") == 0) {
        if (number_of(value, 256, &c->jobs)) return 1;
        return usage_error(c, "--jobs takes a number from 1 to 256"), -1;
    }
    if (strcmp(name, "--time-limit") == 0) {
        if (number_of(value, 86400, &c->time_limit)) return 1;
        return usage_error(c, "--time-limit takes seconds, from 1 to 86400"), -1;
    }
    return 0;
}

static int store_color(struct command_line *c, const char *value) {
    c->color = value;
    if (strcmp(value, "auto") == 0 || strcmp(value, "always") == 0 || strcmp(value, "never") == 0) return 1;
    return usage_error(c, "--color takes auto, always or never"), -1;
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
    } else if (strcmp(name, "--color") == 0) {
        return store_color(c, value);
    } else if (strcmp(name, "--no-warn") == 0) {
        struct source none = {0};
        if (!diag_disable(diag_new(c->arena, &none), value)) return no_such_warning(c, value), -1;
        string_add(c->arena, &c->no_warn, value);
    } else if (strcmp(name, "--disable-pass") == 0) {
        if (!pass_can_be_disabled(value)) return usage_error(c, "--disable-pass: no pass '%s'", value), -1;
        string_add(c->arena, &c->disabled, value);
    } else {
        int names = store_names(c, name, value, status);
        return names == 0 && set & OPT_CHECK ? store_check(c, name, value) : names;
    }
    return 1;
}

static bool flag(struct command_line *c, const char *name) {
    unsigned set = c->command->options;
    if ((set & OPT_QUERY) && strcmp(name, "--time-passes") == 0) return c->compile.time_passes = true;
    if ((set & OPT_CC) && (set & OPT_LINE) && strcmp(name, "--debug") == 0) return c->debug = true;
    if ((set & OPT_REST) && strcmp(name, "--no-cache") == 0) return c->no_cache = true;
    if ((set & OPT_LINE) && strcmp(name, "--no-line") == 0) return c->no_line = true;
    if (!(set & OPT_CHECK)) return false;
    if (strcmp(name, "--allow-unsupported") == 0) return c->allow_unsupported = true;
    if (strcmp(name, "--warnings-as-errors") == 0) return c->warnings_as_errors = true;
    if (strcmp(name, "--no-progress") == 0) return c->no_progress = true;
    if (strcmp(name, "--summary") == 0) return c->summary = SUMMARY_ON, true;
    if (strcmp(name, "--no-summary") == 0) return c->summary = SUMMARY_OFF, true;
    return false;
}

static void print_command_help(const struct command *c) {
    printf("usage: kqlc %s %s%s\n\n%c%s.\n\n%s", c->name, c->options ? "[OPTION]... " : "", c->operands,
           c->summary[0] - ('a' - 'A'), c->summary + 1, c->help);
    if (!(c->options & OPT_CHECK)) return;
    puts("\nWarnings, for --no-warn:");
    for (enum diag_code code = 0; code < DIAG_COUNT; code++)
        if (diag_severity(code) == SEV_WARNING) printf("  %s  %s\n", diag_code_name(code), diag_slug(code));
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
        string_add(c->arena, &c->given, arg);
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
        if (!equals) string_add(c->arena, &c->given, argv[++i]);
    }
    if (c->command->options & OPT_QUERY) schema_of(c); /* one for all files */
    c->compile.no_warn = c->no_warn.v;
    c->compile.no_warn_count = c->no_warn.n;
    c->compile.disabled_passes = c->disabled.v;
    c->compile.disabled_count = c->disabled.n;
    *status = EXIT_CLEAN;
    return true;
}

struct compilation *compile_file(struct command_line *c, const char *path) {
    size_t n = 0;
    char *text = read_file(path, &n);
    if (!text) {
        failure("%s: %s", path, strerror(errno));
        return NULL;
    }
    struct compilation *k = compile_read(c, path, text_of(text, n));
    free(text);
    return k;
}

struct compilation *compile_read(struct command_line *c, const char *path, struct text text) {
    return compile_text(strcmp(path, "-") == 0 ? "<stdin>" : path, text, &c->compile);
}

bool emit_program(struct command_line *c, const struct compilation *k, const char *path, const char *c_name,
                  struct strbuf *out) {
    bool ok = print_diagnostics(c, k);
    if (ok) emit_text(c, k, path, c_name, out);
    return ok;
}

bool colour_wanted(const struct command_line *c) {
    if (c->color && strcmp(c->color, "auto") != 0) return strcmp(c->color, "always") == 0;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM"); /* https://no-color.org */
    return isatty(STDERR_FILENO) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

bool print_diagnostics(const struct command_line *c, const struct compilation *k) {
    diag_print_text(k->diag, stderr, colour_wanted(c));
    return diag_errors(k->diag) == 0;
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
