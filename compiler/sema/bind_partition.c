/* partition, __partitionby, fork, facet: operators with sub-queries over the rows piped in (kql.md 5.11).
 */
#include "columns.h"
#include "operators.h"

/* The rows of a script's last query; NULL: it has none. */
static const struct row_type *script_rows(struct binder *b, struct ast_script *script) {
    struct ast_expr *value = NULL;
    b->at.row = NULL; /* a whole query: it names its tables itself */
    bind_script(b, script, &value);
    if (!value) return NULL;
    if (!value->table && value->kind != EX_ERROR) diag_report(b->diag, DIAG_E0217, value->span);
    return value->table ? &value->table->out : NULL;
}

void bind_partition(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    static const struct row_type no_row;
    const struct row_type *input = b->at.row ? b->at.row : &no_row;
    struct column *key = ast->key ? bind_key(b, ast->key, "partition") : NULL;
    struct place saved = b->at;
    struct scope scope;
    scope_enter(b, &scope);
    if (key) declare_column(b, key, ast->key->span);
    if (key) VEC_PUSH(b->arena, &op->left_keys, key);
    op->out = row_copy(b, input);
    if (ast->script) {
        const struct row_type *rows = script_rows(b, ast->script);
        if (rows) op->out = *rows;
    } else if (ast->query) {
        check_subquery(b, ast->query, OPERATORS_PIPED);
        op->right = bind_query(b, ast->query);
        op->out = op->right->out;
    }
    b->at = saved;
}

void bind_partition_by(struct binder *b, struct bound_op *op) {
    struct place saved = b->at;
    if (op->ast->key) bind_key(b, op->ast->key, "partition");
    if (op->ast->query) {
        check_subquery(b, op->ast->query, OPERATORS_PIPED);
        op->right = bind_query(b, op->ast->query);
        op->out = op->right->out;
    }
    b->at = saved;
}

/* fork and facet give several tables: nothing that comes behind them has columns to work on. */
void bind_fork(struct binder *b, struct bound_op *op) {
    struct place saved = b->at;
    for (size_t i = 0; i < op->ast->parts.n; i++) {
        struct ast_query *q = op->ast->parts.v[i]->query;
        if (!q) continue;
        check_subquery(b, q, OPERATORS_FORK);
        b->at = saved;
        bind_query(b, q);
    }
    b->at = saved;
}

void bind_facet(struct binder *b, struct bound_op *op) {
    struct place saved = b->at;
    for (size_t i = 0; i < op->ast->items.n; i++) bind_key(b, op->ast->items.v[i]->value, "facet");
    if (op->ast->query) {
        check_subquery(b, op->ast->query, OPERATORS_FORK);
        bind_query(b, op->ast->query);
    }
    b->at = saved;
}
