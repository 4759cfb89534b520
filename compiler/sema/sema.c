/* Names and types of a whole script: the entry of this folder. */
#include "sema_internal.h"

struct column *bound_column(struct bound *b, const char *name, kq_type type) {
    struct column *c = ARENA_NEW(b->arena, struct column);
    *c = (struct column){.id = b->next_column++, .name = name, .type = type};
    return c;
}

/* Limits are noticed deep inside expanded calls, where nothing is reported; so they are reported here. */
static void report_limits(struct binder *b, const struct ast_script *script) {
    if (b->operators > MAX_OPERATORS)
        diag_report(b->diag, DIAG_U0007, script->span, (int)MAX_OPERATORS, "operators and calls");
    else if (b->nested_calls)
        diag_report(b->diag, DIAG_U0007, script->span, (int)MAX_CALL_NESTING, "nested calls");
}

struct bound *sema_bind(struct arena *a, struct ast_script *script, struct schema *schema, struct diag *d) {
    struct bound *bound = ARENA_NEW(a, struct bound);
    bound->arena = a;
    struct binder b = {
        .arena = a, .schema = schema, .diag = d, .bound = bound, .script = script, .syntax_errors = diag_errors(d) > 0};
    struct scope scope;
    b.at.row_name = "";
    scope_enter(&b, &scope);
    bind_script(&b, script, &bound->value);
    if (bound->value) bound->query = bound->value->table;
    report_limits(&b, script);
    return bound;
}

const struct row_type *sema_result(const struct bound *b) { return b->query ? &b->query->out : NULL; }
