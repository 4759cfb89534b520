/* Visits expressions and operators; knows all the places of the tree where they stand. */
#include "ast_walk.h"

static void walk_list(const struct ast_visitor *v, ast_expr_list *list) {
    for (size_t i = 0; i < list->n; i++) ast_walk_expr(v, list->v[i]);
}

static void walk_named(const struct ast_visitor *v, struct ast_named *n) {
    if (!n) return;
    ast_walk_expr(v, n->value);
    ast_walk_expr(v, n->extra);
    ast_walk_expr(v, n->to);
}

static void walk_named_list(const struct ast_visitor *v, ast_named_list *list) {
    for (size_t i = 0; i < list->n; i++) walk_named(v, list->v[i]);
}

static void walk_schema(const struct ast_visitor *v, struct ast_schema *s) {
    for (size_t i = 0; s && i < s->columns.n; i++) {
        ast_walk_expr(v, s->columns.v[i].fallback);
        walk_schema(v, s->columns.v[i].table);
    }
}

void ast_walk_expr(const struct ast_visitor *v, struct ast_expr *e) {
    if (!e || (v->expr && !v->expr(v->context, e))) return;
    switch (e->kind) {
    case EX_PATH: ast_walk_expr(v, e->u.path.object); break;
    case EX_INDEX:
        ast_walk_expr(v, e->u.index.object);
        ast_walk_expr(v, e->u.index.index);
        break;
    case EX_CALL:
        ast_walk_expr(v, e->u.call.object);
        walk_named_list(v, &e->u.call.args);
        break;
    case EX_UNARY: ast_walk_expr(v, e->u.op.left); break;
    case EX_BINARY:
        ast_walk_expr(v, e->u.op.left);
        ast_walk_expr(v, e->u.op.right);
        break;
    case EX_IN:
        ast_walk_expr(v, e->u.in.left);
        walk_list(v, &e->u.in.items);
        break;
    case EX_BETWEEN:
        ast_walk_expr(v, e->u.between.left);
        ast_walk_expr(v, e->u.between.low);
        ast_walk_expr(v, e->u.between.high);
        break;
    case EX_PAREN: ast_walk_expr(v, e->u.inner); break;
    case EX_SUBQUERY: ast_walk_query(v, e->u.query); break;
    case EX_DATATABLE:
    case EX_EXTERNALDATA:
        walk_list(v, &e->u.data.values);
        walk_named_list(v, &e->u.data.properties);
        break;
    default: break; /* leaves */
    }
}

static void walk_parts(const struct ast_visitor *v, struct ast_part *part) {
    ast_walk_expr(v, part->a);
    ast_walk_expr(v, part->b);
    walk_named_list(v, &part->items);
    if (part->query) ast_walk_query(v, part->query);
    for (size_t i = 0; i < part->parts.n; i++) walk_parts(v, part->parts.v[i]);
}

void ast_walk_op(const struct ast_visitor *v, struct ast_op *op) {
    if (v->op && !v->op(v->context, op)) return;
    for (size_t i = 0; i < op->params.n; i++) ast_walk_expr(v, op->params.v[i].value);
    ast_walk_expr(v, op->a);
    walk_named_list(v, &op->items);
    walk_named(v, op->axis);
    ast_walk_expr(v, op->b);
    ast_walk_expr(v, op->c);
    walk_named_list(v, &op->by);
    walk_list(v, &op->on);
    walk_schema(v, op->schema);
    walk_named_list(v, &op->with);
    if (op->query) ast_walk_query(v, op->query);
    if (op->script) ast_walk_script(v, op->script);
    for (size_t i = 0; i < op->parts.n; i++) walk_parts(v, op->parts.v[i]);
}

void ast_walk_query(const struct ast_visitor *v, struct ast_query *q) {
    ast_walk_expr(v, q->source);
    for (size_t i = 0; i < q->ops.n; i++) ast_walk_op(v, q->ops.v[i]);
}

void ast_walk_script(const struct ast_visitor *v, struct ast_script *s) {
    for (size_t i = 0; i < s->statements.n; i++) {
        struct ast_statement *st = s->statements.v[i];
        ast_walk_expr(v, st->value);
        walk_schema(v, st->parameters);
        walk_list(v, &st->tables);
        if (!st->function) continue;
        walk_schema(v, st->function->parameters);
        if (st->function->body) ast_walk_script(v, st->function->body);
    }
}
