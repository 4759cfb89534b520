/* mv-expand: a row for each element of its dynamic values (kql.md 5.7). */
#include "lower.h"

#include <string.h>

/* The old spelling gives at most that many rows for one (docs: mv-expand-operator). */
enum { OLD_LIMIT = 128 };

bool lower_has_word(const struct ast_op *op, const char *name, const char *word) {
    for (size_t i = 0; i < op->params.n; i++) {
        const struct ast_expr *value = op->params.v[i].value;
        if (strcmp(op->params.v[i].name.text, name) != 0 || !value || value->kind != EX_NAME) continue;
        if (strcmp(value->u.name.name, word) == 0) return true;
    }
    return false;
}

void lower_items(struct lowering *l, const struct bound_op *b, struct plan_op *op) {
    const struct ast_op *ast = b->ast;
    struct po_expand *x = op->expand = ARENA_NEW(l->arena, struct po_expand);
    x->pairs = lower_has_word(ast, "kind", "array") || lower_has_word(ast, "bagexpansion", "array");
    x->limited = ast->limit || strcmp(ast->keyword.text, "mvexpand") == 0;
    x->limit = ast->limit ? lower_count_of(l, ast->limit, "a limit") : OLD_LIMIT;
    op->exprs = ARENA_ARRAY(l->arena, struct px *, b->defs.n + 1);
    op->outs = ARENA_ARRAY(l->arena, struct column *, b->defs.n + 1);
    for (size_t i = 0; i < b->defs.n; i++) {
        struct column *c = b->defs.v[i].col;
        if (!lower_carries(c)) lower_refuse(l, DIAG_U0005, b->defs.v[i].value->span, c->name);
        op->exprs[op->expr_count++] = lower_convert(l, lower_expr(l, b->defs.v[i].value), KQ_T_DYNAMIC);
        op->outs[op->out_count++] = lower_instance(l, c);
    }
    x->count = b->defs.n;
    x->index = b->index != NULL;
    if (b->index) op->outs[op->out_count++] = lower_instance(l, b->index);
}

struct plan_op *lower_expand(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_EXPAND, b->ast->span, input);
    lower_items(l, b, op);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}
