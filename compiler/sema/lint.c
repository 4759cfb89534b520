/* Walks a bound script and offers each place to the checks that care. */
#include "lint.h"

#include "ast_walk.h"

#include <string.h>

bool lint_calls(const struct ast_expr *e, const char *function) {
    const struct call_symbol *symbol = e->kind == EX_CALL ? e->symbol : NULL;
    return symbol && symbol->decl && strcmp(symbol->decl->name, function) == 0;
}

static bool visit(void *context, struct ast_expr *e) {
    struct lint *l = context;
    switch (e->kind) {
    case EX_BINARY:
        lint_contains(l, e);
        lint_regex(l, e);
        lint_case(l, e);
        lint_now(l, e);
        lint_window(l, e);
        lint_weekday(l, e);
        lint_conditions(l, e);
        lint_both_sides(l, e);
        break;
    case EX_IN:
        lint_case(l, e);
        lint_weekday(l, e);
        break;
    case EX_BETWEEN: lint_window(l, e); break;
    default: break;
    }
    return true;
}

void sema_lint(const struct lint *l, struct ast_script *s) {
    struct lint copy = *l; /* the visitor's context is not const */
    struct ast_visitor v = {.expr = visit, .context = &copy};
    ast_walk_script(&v, s);
}
