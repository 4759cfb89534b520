/* Copies of a let's query, one for each reference: types, symbols and columns differ from place to place. */
#include "sema_internal.h"

static struct ast_expr *clone_expr(struct arena *a, const struct ast_expr *e);

static ast_expr_list clone_exprs(struct arena *a, const ast_expr_list *from) {
    ast_expr_list out = {0};
    for (size_t i = 0; i < from->n; i++) VEC_PUSH(a, &out, clone_expr(a, from->v[i]));
    return out;
}

static ast_named_list clone_named(struct arena *a, const ast_named_list *from) {
    ast_named_list out = {0};
    for (size_t i = 0; i < from->n; i++) {
        struct ast_named *n = ARENA_NEW(a, struct ast_named);
        *n = *from->v[i];
        n->value = clone_expr(a, n->value);
        VEC_PUSH(a, &out, n);
    }
    return out;
}

static struct ast_expr *clone_expr(struct arena *a, const struct ast_expr *e) {
    if (!e) return NULL;
    struct ast_expr *c = ARENA_NEW(a, struct ast_expr);
    *c = *e;
    c->type = KQ_T_NONE;
    c->symbol = NULL;
    switch (e->kind) {
    case EX_PATH: c->u.path.object = clone_expr(a, e->u.path.object); break;
    case EX_INDEX:
        c->u.index.object = clone_expr(a, e->u.index.object);
        c->u.index.index = clone_expr(a, e->u.index.index);
        break;
    case EX_CALL: c->u.call.args = clone_named(a, &e->u.call.args); break;
    case EX_UNARY:
    case EX_BINARY:
        c->u.op.left = clone_expr(a, e->u.op.left);
        c->u.op.right = clone_expr(a, e->u.op.right);
        break;
    case EX_IN:
        c->u.in.left = clone_expr(a, e->u.in.left);
        c->u.in.items = clone_exprs(a, &e->u.in.items);
        c->u.in.query = e->u.in.query ? clone_query(a, e->u.in.query) : NULL;
        break;
    case EX_BETWEEN:
        c->u.between.left = clone_expr(a, e->u.between.left);
        c->u.between.low = clone_expr(a, e->u.between.low);
        c->u.between.high = clone_expr(a, e->u.between.high);
        break;
    case EX_PAREN: c->u.inner = clone_expr(a, e->u.inner); break;
    case EX_SUBQUERY: c->u.query = clone_query(a, e->u.query); break;
    default: break;
    }
    return c;
}

static struct ast_op *clone_op(struct arena *a, const struct ast_op *op) {
    struct ast_op *c = ARENA_NEW(a, struct ast_op);
    *c = *op;
    switch (op->kind) {
    case OP_WHERE: c->u.predicate = clone_expr(a, op->u.predicate); break;
    case OP_EXTEND:
    case OP_PROJECT:
    case OP_PRINT: c->u.list.items = clone_named(a, &op->u.list.items); break;
    case OP_SUMMARIZE:
        c->u.summarize.aggs = clone_named(a, &op->u.summarize.aggs);
        c->u.summarize.by = clone_named(a, &op->u.summarize.by);
        break;
    case OP_JOIN: c->u.join.right = clone_query(a, op->u.join.right); break;
    case OP_UNSUPPORTED: break;
    }
    return c;
}

struct ast_query *clone_query(struct arena *a, const struct ast_query *q) {
    struct ast_query *c = ARENA_NEW(a, struct ast_query);
    *c = *q;
    c->print = clone_named(a, &q->print);
    c->inner = q->inner ? clone_query(a, q->inner) : NULL;
    c->ops.v = NULL;
    c->ops.n = c->ops.cap = 0;
    for (size_t i = 0; i < q->ops.n; i++) VEC_PUSH(a, &c->ops, clone_op(a, q->ops.v[i]));
    return c;
}
