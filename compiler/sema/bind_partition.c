/* partition, __partitionby, fork, facet, macro-expand: operators with sub-queries over the rows piped in (kql.md 5.11). */
#include "columns.h"
#include "operators.h"

/* A key of groups: a column, not dynamic. */
static struct column *bind_key(struct binder *b, struct ast_expr *e, const char *what) {
    bind_any(b, e);
    const struct name_symbol *symbol = e->kind == EX_NAME ? e->symbol : NULL;
    struct column *c = symbol ? symbol->column : NULL;
    if (!c) {
        bool reported = e->kind == EX_ERROR || (e->kind == EX_NAME && e->type == KQ_T_NONE && !e->table);
        if (e->kind == EX_PATH && e->type == KQ_T_NONE) reported = true;
        if (!reported) diag_report(b->diag, DIAG_E0308, e->span);
    } else if (c->type == KQ_T_DYNAMIC) {
        diag_report(b->diag, DIAG_E0410, e->span, what);
    }
    return c;
}

/* The sub-query sees the key as a value too. */
static void declare_key(struct binder *b, const struct column *c, struct span span) {
    if (!c) return;
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.outer = b->at.locals,
                        .kind = LOCAL_SCALAR,
                        .name = c->name,
                        .span = span,
                        .type = c->type,
                        .is_parameter = true};
    l->used = ARENA_NEW(b->arena, bool);
    b->at.locals = l;
}

/* The rows of a script's last query; NULL: it has none. */
static const struct row_type *script_rows(struct binder *b, struct ast_script *script) {
    struct ast_expr *value = NULL;
    b->at.row = NULL;
    bind_script(b, script, &value);
    if (!value) return NULL;
    if (!value->table && value->kind != EX_ERROR) diag_report(b->diag, DIAG_E0217, value->span);
    return value->table ? &value->table->out : NULL;
}

void bind_partition(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    const struct row_type *input = b->at.row;
    struct column *key = ast->key ? bind_key(b, ast->key, "partition") : NULL;
    struct place saved = b->at;
    op->out = row_copy(b, input);
    if (ast->script) {
        if (ast->key) declare_key(b, key, ast->key->span);
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

/* The members of an entity group are not known to the compiler: what their tables hold is open. */
void bind_macro_expand(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    op->out.open = true;
}
