/* scan: a state machine over ordered rows. Steps are rows with the declared columns; each has its condition and
 * assignments. */
#include "columns.h"
#include "operators.h"

/* `name = value`: the name is a declared column (Microsoft takes any name in scope). */
static void bind_assignment(struct binder *b, const struct ast_named *a, const struct row_type *step) {
    if (a->names.n && !step->open && !find_column(step, a->names.v[0].text)) {
        struct ast_name name = a->names.v[0];
        report_unknown_column(b, step, "the columns that scan declares", name.text, name.span);
    }
    bind_expr(b, a->value);
}

static void bind_step(struct binder *b, const struct ast_part *step, const struct row_type *row) {
    if (step->a) bind_expr(b, step->a);
    for (size_t i = 0; i < step->items.n; i++) bind_assignment(b, step->items.v[i], row);
}

static void bind_all(struct binder *b, const ast_named_list *items) {
    for (size_t i = 0; i < items->n; i++) bind_expr(b, items->v[i]->value);
}

static void bind_defaults(struct binder *b, const struct ast_schema *schema) {
    for (size_t i = 0; i < schema->columns.n; i++)
        if (schema->columns.v[i].fallback) bind_expr(b, schema->columns.v[i].fallback);
}

void bind_scan(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    bind_all(b, &ast->items);
    bind_all(b, &ast->by);
    struct row_type *step_row = ARENA_NEW(b->arena, struct row_type);
    struct row_type state = {0};
    struct place saved = b->at;
    struct scope scope;
    scope_enter(b, &scope);
    if (ast->schema) {
        bind_defaults(b, ast->schema);
        columns_from_schema(b, ast->schema, &state);
        for (size_t i = 0; i < state.n; i++) declare_column(b, state.cols[i], ast->schema->span);
    }
    if (b->at.row) *step_row = row_copy(b, b->at.row);
    for (size_t i = 0; i < state.n; i++) row_push(b, step_row, state.cols[i]);
    for (size_t i = 0; i < ast->parts.n; i++) declare_row(b, ast->parts.v[i]->name, step_row);
    for (size_t i = 0; i < ast->parts.n; i++) bind_step(b, ast->parts.v[i], step_row);
    b->at = saved;
    op->out = row_copy(b, step_row);
    const char *match = param_text(op_param(ast, "with_match_id"));
    row_push(b, &op->out, column_new(b, match ? match : intern_s("match_id"), KQ_T_LONG));
}
