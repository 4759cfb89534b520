/* Visits expressions and operators; knows all the places of the tree where they stand. */
#include "ast_walk.h"

void ast_each_operand(const struct ast_expr *e, void (*visit)(void *context, struct ast_expr *operand), void *context) {
    switch (e->kind) {
    case EX_PAREN: visit(context, e->u.inner); break;
    case EX_PATH: visit(context, e->u.path.object); break;
    case EX_INDEX:
        visit(context, e->u.index.object);
        visit(context, e->u.index.index);
        break;
    case EX_UNARY: visit(context, e->u.op.left); break;
    case EX_BINARY:
        visit(context, e->u.op.left);
        visit(context, e->u.op.right);
        break;
    case EX_IN:
        visit(context, e->u.in.left);
        for (size_t i = 0; i < e->u.in.items.n; i++) visit(context, e->u.in.items.v[i]);
        break;
    case EX_BETWEEN:
        visit(context, e->u.between.left);
        visit(context, e->u.between.low);
        visit(context, e->u.between.high);
        break;
    case EX_CALL:
        if (e->u.call.object) visit(context, e->u.call.object);
        for (size_t i = 0; i < e->u.call.args.n; i++) visit(context, e->u.call.args.v[i]->value);
        break;
    default: break;
    }
}

static void walk_expr(const struct ast_visitor *v, struct ast_expr *e);
static void walk_query(const struct ast_visitor *v, struct ast_query *q);

static void walk_list(const struct ast_visitor *v, ast_expr_list *list) {
    for (size_t i = 0; i < list->n; i++) walk_expr(v, list->v[i]);
}

static void walk_named(const struct ast_visitor *v, struct ast_named *n) {
    if (!n) return;
    walk_expr(v, n->value);
    walk_expr(v, n->extra);
    walk_expr(v, n->to);
}

static void walk_named_list(const struct ast_visitor *v, ast_named_list *list) {
    for (size_t i = 0; i < list->n; i++) walk_named(v, list->v[i]);
}

static void walk_schema(const struct ast_visitor *v, struct ast_schema *s) {
    for (size_t i = 0; s && i < s->columns.n; i++) {
        walk_expr(v, s->columns.v[i].fallback);
        walk_schema(v, s->columns.v[i].table);
    }
}

static void walk_operand(void *visitor, struct ast_expr *e) { walk_expr(visitor, e); }

static void walk_expr(const struct ast_visitor *v, struct ast_expr *e) {
    if (!e || (v->expr && !v->expr(v->context, e))) return;
    struct ast_visitor visitor = *v;
    ast_each_operand(e, walk_operand, &visitor);
    if (e->kind == EX_SUBQUERY) walk_query(v, e->u.query);
    if (e->kind != EX_DATATABLE && e->kind != EX_EXTERNALDATA) return;
    walk_list(v, &e->u.data.values);
    walk_named_list(v, &e->u.data.properties);
}

static void walk_parts(const struct ast_visitor *v, struct ast_part *part) {
    walk_expr(v, part->a);
    walk_expr(v, part->b);
    walk_named_list(v, &part->items);
    if (part->query) walk_query(v, part->query);
    for (size_t i = 0; i < part->parts.n; i++) walk_parts(v, part->parts.v[i]);
}

static void walk_op(const struct ast_visitor *v, struct ast_op *op) {
    if (v->op && !v->op(v->context, op)) return;
    for (size_t i = 0; i < op->params.n; i++) walk_expr(v, op->params.v[i].value);
    walk_expr(v, op->a);
    walk_named_list(v, &op->items);
    walk_named(v, op->axis);
    walk_expr(v, op->b);
    walk_expr(v, op->c);
    walk_named_list(v, &op->by);
    walk_list(v, &op->on);
    walk_schema(v, op->schema);
    walk_named_list(v, &op->with);
    if (op->query) walk_query(v, op->query);
    if (op->script) ast_walk_script(v, op->script);
    for (size_t i = 0; i < op->parts.n; i++) walk_parts(v, op->parts.v[i]);
}

static void walk_query(const struct ast_visitor *v, struct ast_query *q) {
    walk_expr(v, q->source);
    for (size_t i = 0; i < q->ops.n; i++) walk_op(v, q->ops.v[i]);
}

void ast_walk_script(const struct ast_visitor *v, struct ast_script *s) {
    for (size_t i = 0; i < s->statements.n; i++) {
        struct ast_statement *st = s->statements.v[i];
        walk_expr(v, st->value);
        walk_schema(v, st->parameters);
        walk_list(v, &st->tables);
        if (!st->function) continue;
        walk_schema(v, st->function->parameters);
        if (st->function->body) ast_walk_script(v, st->function->body);
    }
}
