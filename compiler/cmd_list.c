/* kqlc list: what is known and what runs, from the catalogues, so that the answer cannot be out of date. The table in
 * README.md is this command's, too. */
#include "command.h"

#include "functions.h"
#include "refusals.h"

#include <stdlib.h>
#include <string.h>

struct listed {
    const char *name;
    bool runs; /* false: names and types are known, execution is not there yet */
};
typedef VEC(struct listed) listed_names;

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct listed *)a)->name, ((const struct listed *)b)->name);
}

static void add(struct command_line *c, listed_names *names, const char *name, bool runs) {
    VEC_PUSH(c->arena, names, ((struct listed){name, runs}));
}

static void add_declared(struct command_line *c, enum cat_family f, listed_names *names) {
    for (size_t i = 0; i < catalog_decl_count(f); i++) {
        const struct catalog_decl *d = catalog_decl_at(f, i);
        /* $...: the compiler's own conversions; __...: Microsoft's own */
        if (d->name[0] != '$' && strncmp(d->name, "__", 2) != 0) add(c, names, d->name, d->rows != NULL);
    }
}

static void add_tabular(struct command_line *c, listed_names *names) {
    static const struct {
        const char *keyword;
        enum ast_op_kind kind;
    } rows[] = {
#define TABULAR(kind, keyword, bind, place) {keyword, OP_##kind},
#define TABULAR_ALIAS(keyword, kind) {keyword, OP_##kind},
#include "tabular.def"
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(rows[i].keyword, "__", 2) != 0) add(c, names, rows[i].keyword, plan_runs(rows[i].kind));
}

static void add_plugins(struct command_line *c, listed_names *names) {
#define KQ_PLUGIN(name, signatures, doc) add(c, names, name, plan_runs_plugin(name));
#include "plugins.def"
}

static void add_tables(struct command_line *c, listed_names *names) {
    struct schema *s = schema_new(c->arena);
    for (size_t i = 0; i < schema_count(s); i++) add(c, names, schema_at(s, i)->name, true);
}

static void add_table_functions(struct command_line *c, listed_names *names) {
    struct schema *s = schema_new(c->arena);
    for (size_t i = 0; i < schema_function_count(s); i++) add(c, names, schema_function_at(s, i)->name, false);
}

static void add_functions(struct command_line *c, listed_names *names) { add_declared(c, CAT_FUNCTION, names); }
static void add_aggregates(struct command_line *c, listed_names *names) { add_declared(c, CAT_AGGREGATE, names); }
static void add_operators(struct command_line *c, listed_names *names) { add_declared(c, CAT_OPERATOR, names); }

static const struct list {
    const char *name, *title; /* of the README's row; NULL: not in the table */
    void (*add)(struct command_line *c, listed_names *names);
} lists[] = {
    {"tabular", "tabular operators", add_tabular},
    {"operators", "scalar operators", add_operators},
    {"functions", "scalar functions", add_functions},
    {"aggregates", "aggregates", add_aggregates},
    {"plugins", "plug-ins of `evaluate`", add_plugins},
    {"table-functions", NULL, add_table_functions},
    {"tables", NULL, add_tables},
};
enum { LISTS = sizeof lists / sizeof *lists };

static void collect(struct command_line *c, const struct list *l, listed_names *names) {
    l->add(c, names);
    if (names->n) qsort(names->v, names->n, sizeof *names->v, by_name);
    size_t kept = 0;
    for (size_t i = 0; i < names->n; i++)
        if (i == 0 || strcmp(names->v[i].name, names->v[i - 1].name) != 0) names->v[kept++] = names->v[i];
    names->n = kept;
}

static const char *why(const struct list *l, const struct listed *n) {
    const char *reason = n->runs ? NULL : refusal_reason(l->name, n->name);
    return reason ? reason : "not yet";
}

static void put_text(const struct list *l, const listed_names *names, struct strbuf *out) {
    for (size_t i = 0; i < names->n; i++) {
        const struct listed *n = &names->v[i];
        if (n->runs)
            strbuf_printf(out, "%s\n", n->name);
        else
            strbuf_printf(out, "%-32s binds, is refused: %s\n", n->name, why(l, n));
    }
}

static void put_json(const struct list *l, const listed_names *names, struct strbuf *out) {
    strbuf_puts(out, "[");
    for (size_t i = 0; i < names->n; i++) {
        const struct listed *n = &names->v[i];
        strbuf_puts(out, i ? ",\n{\"name\":" : "{\"name\":");
        strbuf_json(out, n->name, strlen(n->name));
        strbuf_printf(out, ",\"runs\":%s", n->runs ? "true" : "false");
        if (!n->runs) {
            strbuf_puts(out, ",\"why\":");
            strbuf_json(out, why(l, n), strlen(why(l, n)));
        }
        strbuf_putc(out, '}');
    }
    strbuf_puts(out, "]\n");
}

static size_t count(const listed_names *names, bool runs) {
    size_t n = 0;
    for (size_t i = 0; i < names->n; i++) n += names->v[i].runs == runs;
    return n;
}

/* Names that are refused, those of one reason in one row. */
static void put_refused(struct command_line *c, const struct list *l, const listed_names *names, struct strbuf *out) {
    bool *done = ARENA_ARRAY(c->arena, bool, names->n + 1);
    for (size_t i = 0; i < names->n; i++) {
        if (names->v[i].runs || done[i]) continue;
        strbuf_printf(out, "| %s |", l->title);
        for (size_t k = i; k < names->n; k++) {
            if (names->v[k].runs || strcmp(why(l, &names->v[k]), why(l, &names->v[i])) != 0) continue;
            strbuf_printf(out, " `%s`", names->v[k].name);
            done[k] = true;
        }
        strbuf_printf(out, " | %s |\n", why(l, &names->v[i]));
    }
}

/* The README's tables: what runs, and what does not and why. */
static void put_markdown(struct command_line *c, struct strbuf *out) {
    struct strbuf refused = {0};
    strbuf_puts(out, "| | run | refused | those that run |\n|---|---|---|---|\n");
    for (size_t i = 0; i < LISTS; i++) {
        if (!lists[i].title) continue;
        listed_names names = {0};
        collect(c, &lists[i], &names);
        strbuf_printf(out, "| %s | %zu | %zu |", lists[i].title, count(&names, true), count(&names, false));
        for (size_t k = 0; k < names.n; k++)
            if (names.v[k].runs) strbuf_printf(out, " `%s`", names.v[k].name);
        strbuf_puts(out, " |\n");
        put_refused(c, &lists[i], &names, &refused);
    }
    strbuf_puts(out, "\n| | refused with `U…`; names and types are checked | why |\n|---|---|---|\n");
    strbuf_put(out, refused.p ? refused.p : "", refused.n);
    strbuf_free(&refused);
}

int cmd_list(struct command_line *c) {
    const char *format = c->format ? c->format : "text";
    bool text = strcmp(format, "text") == 0, json = strcmp(format, "json") == 0;
    if (!text && !json && strcmp(format, "markdown") != 0)
        return usage_error(c, "--format takes text, json or markdown");
    struct strbuf out = {0};
    if (!text && !json) {
        if (c->paths.n) return usage_error(c, "--format markdown lists everything");
        put_markdown(c, &out);
    } else {
        size_t i = 0;
        while (i < LISTS && (c->paths.n != 1 || strcmp(c->paths.v[0], lists[i].name) != 0)) i++;
        if (i == LISTS && c->paths.n == 1) return usage_error(c, "nothing called '%s' to list", c->paths.v[0]);
        if (i == LISTS) return usage_error(c, "say what to list");
        listed_names names = {0};
        collect(c, &lists[i], &names);
        (json ? put_json : put_text)(&lists[i], &names, &out);
    }
    bool ok = write_all(NULL, &out);
    strbuf_free(&out);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}
