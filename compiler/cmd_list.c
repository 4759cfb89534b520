/* kqlc list: what is supported, from the catalogues, so that the answer cannot be out of date. */
#include "command.h"

#include <stdlib.h>
#include <string.h>

static const char *const tabular[] = {
#define AST_OP(kind, name) name,
#include "ast.def"
};

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void add_catalogue(struct command_line *c, enum cat_family f, string_list *names) {
    for (size_t i = 0; i < catalog_count(f); i++) {
        const char *name = catalog_at(f, i)->name;
        if (name[0] != '$') string_add(c->arena, names, name); /* $...: the compiler's own conversions */
    }
}

int cmd_list(struct command_line *c) {
    string_list names = {0};
    const char *what = c->paths.n == 1 ? c->paths.v[0] : "";
    if (strcmp(what, "functions") == 0) {
        add_catalogue(c, CAT_FUNCTION, &names);
    } else if (strcmp(what, "aggregates") == 0) {
        add_catalogue(c, CAT_AGGREGATE, &names);
    } else if (strcmp(what, "operators") == 0) {
        add_catalogue(c, CAT_OPERATOR, &names);
        for (size_t i = 0; i < OP_UNSUPPORTED; i++) string_add(c->arena, &names, tabular[i]);
    } else if (strcmp(what, "tables") == 0) {
        struct schema *s = schema_new(c->arena);
        for (size_t i = 0; i < schema_count(s); i++) string_add(c->arena, &names, schema_at(s, i)->name);
    } else {
        return usage_error(c, "say what to list");
    }
    if (names.n) qsort(names.v, names.n, sizeof *names.v, by_text);
    struct strbuf out = {0};
    for (size_t i = 0; i < names.n; i++)
        if (i == 0 || strcmp(names.v[i], names.v[i - 1]) != 0) strbuf_printf(&out, "%s\n", names.v[i]);
    bool ok = write_all(NULL, &out);
    strbuf_free(&out);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}
