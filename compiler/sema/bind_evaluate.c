/* evaluate: the plug-in's columns, or those that are declared behind it (kql.md 5.11). */
#include "columns.h"
#include "operators.h"
#include "plugins.h"

static bool declares(const struct ast_schema *s, const char *name) {
    for (size_t i = 0; i < s->columns.n; i++)
        if (s->columns.v[i].name.text == name) return true;
    return false;
}

/* `: (*, a:long)`: what the plug-in gives, without the names declared, then these. A name declared twice counts once.
 */
static struct row_type declared_row(struct binder *b, const struct ast_schema *s, const struct row_type *given) {
    struct row_type out = {0};
    for (size_t i = 0; s->star && i < given->n; i++)
        if (!declares(s, given->cols[i]->name)) row_push(b, &out, given->cols[i]);
    struct name_table names = {.arena = b->arena};
    for (size_t i = 0; i < s->columns.n; i++) {
        const struct ast_column *c = &s->columns.v[i];
        if (!c->name.text || name_table_find(&names, c->name.text)) continue;
        name_table_add(&names, c->name.text, i);
        row_push(b, &out, column_new(b, c->name.text, c->type));
    }
    return out;
}

static struct row_type plugin_row(struct binder *b, struct bound_op *op, struct ast_expr *call) {
    struct row_type out = {.open = true};
    if (call->kind != EX_CALL || !bind_plugin(b, call)) return out;
    bool known = plugin_rows(b, call, &out) || plugin_lookup(b, op, call, &out) || plugin_activity(b, call, &out) ||
                 plugin_external(b, call, &out);
    if (!known) out = (struct row_type){.open = true};
    return out;
}

void bind_evaluate(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    static const struct row_type no_row;
    struct place saved = b->at;
    if (!b->at.row) b->at.row = &no_row;
    struct row_type given = plugin_row(b, op, ast->call);
    if (!ast->schema && ast->call->kind == EX_CALL && plugin_is(ast->call, "bag_unpack"))
        plugin_unpack_constant(b, ast->call, &given);
    b->at = saved;
    op->out = ast->schema ? declared_row(b, ast->schema, &given) : given;
}
