/* kqlc schema, kqlc explain and the dumps: what the compiler has made of a query, without building it. */
#include "command.h"

#include <stdio.h>
#include <string.h>

static bool format_is_json(struct command_line *c, bool *json) {
    const char *format = c->format ? c->format : "text";
    *json = strcmp(format, "json") == 0;
    if (*json || strcmp(format, "text") == 0) return true;
    usage_error(c, "--format takes text or json");
    return false;
}

int cmd_schema(struct command_line *c) {
    bool json = false;
    if (!format_is_json(c, &json)) return EXIT_USAGE;
    if (c->paths.n != 1) return usage_error(c, "one file is needed");
    c->compile.stop = STOP_AFTER_BIND;
    struct compilation *k = compile_file(c, c->paths.v[0]);
    if (!k) return EXIT_ERRORS;
    bool ok = print_diagnostics(c, k);
    if (ok) {
        const struct row_type *r = sema_result(k->bound);
        struct strbuf out = {0};
        if (json) strbuf_puts(&out, "[");
        for (size_t i = 0; r && i < r->n; i++) { /* let statements alone have no result */
            const char *name = r->cols[i]->name, *type = column_type_name(r->cols[i]);
            if (json) {
                strbuf_puts(&out, i ? ",{\"name\":" : "{\"name\":");
                strbuf_json(&out, name, strlen(name));
                strbuf_printf(&out, ",\"type\":\"%s\"}", type);
            } else {
                strbuf_printf(&out, "%s: %s\n", name, type);
            }
        }
        if (json) strbuf_puts(&out, "]\n");
        ok = write_all(NULL, &out);
        strbuf_free(&out);
    }
    compilation_free(k);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}

/* --dump: prints what the named stage has made, also when a later one reported errors. */
static int dump(struct command_line *c) {
    const char *what = c->dump;
    bool known = strcmp(what, "ast") == 0 || strcmp(what, "typed") == 0 || strcmp(what, "plan") == 0 ||
                 strcmp(what, "c") == 0 || strcmp(what, "tokens") == 0;
    if (!known) return usage_error(c, "--dump takes ast, typed, plan, c or tokens");
    if (c->paths.n != 1) return usage_error(c, "--dump needs one file");
    bool front = strcmp(what, "plan") != 0 && strcmp(what, "c") != 0;
    c->compile.stop = front ? STOP_AFTER_BIND : STOP_NEVER;
    struct compilation *k = compile_file(c, c->paths.v[0]);
    if (!k) return EXIT_ERRORS;
    struct strbuf out = {0};
    if (strcmp(what, "tokens") == 0) {
        syntax_dump_tokens(k->source.query, &out);
    } else if (front && k->ast) {
        ast_dump(k->ast, &out);
    } else if (strcmp(what, "plan") == 0 && k->plan) {
        plan_dump(k->plan, &out);
    } else if (strcmp(what, "c") == 0 && k->plan && diag_errors(k->diag) == 0) {
        const char *name = arena_printf(c->arena, "%s.c", path_stem(c->arena, c->paths.v[0]));
        emit_text(c, k, c->paths.v[0], name, &out);
    }
    bool ok = print_diagnostics(c, k);
    ok = write_all(NULL, &out) && ok;
    strbuf_free(&out);
    compilation_free(k);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}

int cmd_explain(struct command_line *c) {
    bool json = false;
    if (c->dump) return dump(c);
    if (!format_is_json(c, &json)) return EXIT_USAGE;
    if (c->paths.n != 1) return usage_error(c, "one file is needed");
    c->compile.stop = STOP_NEVER;
    struct compilation *k = compile_file(c, c->paths.v[0]);
    if (!k) return EXIT_ERRORS;
    bool ok = print_diagnostics(c, k);
    if (ok) {
        struct strbuf out = {0};
        (json ? plan_explain_json : plan_explain_text)(k->plan, k->source.query, &out);
        ok = write_all(NULL, &out);
        strbuf_free(&out);
    }
    compilation_free(k);
    return ok ? EXIT_CLEAN : EXIT_ERRORS;
}
