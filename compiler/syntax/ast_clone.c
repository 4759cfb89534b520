/* Deep copies of syntax trees: a let's query is bound anew at each reference, a function's body at each call. What sema
 * fills in (types, symbols, tables) is not copied. One copier for all operators: fields that one has not are empty. */
#include "syntax.h"

static struct ast_expr *clone_expr(struct arena *a, const struct ast_expr *e);
static struct ast_query *clone_query(struct arena *a, const struct ast_query *q);

static ast_expr_list clone_exprs(struct arena *a, const ast_expr_list *from) {
    ast_expr_list out = {0};
    for (size_t i = 0; i < from->n; i++) VEC_PUSH(a, &out, clone_expr(a, from->v[i]));
    return out;
}

static struct ast_named *clone_one(struct arena *a, const struct ast_named *from) {
    if (!from) return NULL;
    struct ast_named *n = ARENA_NEW(a, struct ast_named);
    *n = *from;
    n->value = clone_expr(a, from->value);
    n->extra = clone_expr(a, from->extra);
    n->to = clone_expr(a, from->to);
    return n;
}

static ast_named_list clone_named(struct arena *a, const ast_named_list *from) {
    ast_named_list out = {0};
    for (size_t i = 0; i < from->n; i++) VEC_PUSH(a, &out, clone_one(a, from->v[i]));
    return out;
}

static struct ast_schema *clone_schema(struct arena *a, const struct ast_schema *s) {
    if (!s) return NULL;
    struct ast_schema *c = ARENA_NEW(a, struct ast_schema);
    *c = *s;
    c->columns.v = NULL;
    c->columns.n = c->columns.cap = 0;
    for (size_t i = 0; i < s->columns.n; i++) {
        struct ast_column column = s->columns.v[i];
        column.table = clone_schema(a, column.table);
        column.fallback = clone_expr(a, column.fallback);
        VEC_PUSH(a, &c->columns, column);
    }
    return c;
}

static void clone_children(struct arena *a, struct ast_expr *c, const struct ast_expr *e) {
    switch (e->kind) {
    case EX_PATH: c->u.path.object = clone_expr(a, e->u.path.object); break;
    case EX_INDEX:
        c->u.index.object = clone_expr(a, e->u.index.object);
        c->u.index.index = clone_expr(a, e->u.index.index);
        break;
    case EX_CALL:
        c->u.call.object = clone_expr(a, e->u.call.object);
        c->u.call.args = clone_named(a, &e->u.call.args);
        break;
    case EX_UNARY:
    case EX_BINARY:
        c->u.op.left = clone_expr(a, e->u.op.left);
        c->u.op.right = clone_expr(a, e->u.op.right);
        break;
    case EX_IN:
        c->u.in.left = clone_expr(a, e->u.in.left);
        c->u.in.items = clone_exprs(a, &e->u.in.items);
        break;
    case EX_BETWEEN:
        c->u.between.left = clone_expr(a, e->u.between.left);
        c->u.between.low = clone_expr(a, e->u.between.low);
        c->u.between.high = clone_expr(a, e->u.between.high);
        break;
    case EX_PAREN: c->u.inner = clone_expr(a, e->u.inner); break;
    case EX_SUBQUERY: c->u.query = clone_query(a, e->u.query); break;
    case EX_TYPEOF: c->u.type_literal.schema = clone_schema(a, e->u.type_literal.schema); break;
    case EX_DATATABLE:
    case EX_EXTERNALDATA:
        c->u.data.schema = clone_schema(a, e->u.data.schema);
        c->u.data.values = clone_exprs(a, &e->u.data.values);
        c->u.data.properties = clone_named(a, &e->u.data.properties);
        break;
    default: break;
    }
}

static struct ast_expr *clone_expr(struct arena *a, const struct ast_expr *e) {
    if (!e) return NULL;
    struct ast_expr *c = ARENA_NEW(a, struct ast_expr);
    *c = *e;
    c->type = KQ_T_NONE;
    c->symbol = NULL;
    c->table = NULL;
    clone_children(a, c, e);
    return c;
}

static struct ast_part *clone_part(struct arena *a, const struct ast_part *t) {
    struct ast_part *c = ARENA_NEW(a, struct ast_part);
    *c = *t;
    c->a = clone_expr(a, t->a);
    c->b = clone_expr(a, t->b);
    c->items = clone_named(a, &t->items);
    c->query = clone_query(a, t->query);
    c->parts.v = NULL;
    c->parts.n = c->parts.cap = 0;
    for (size_t i = 0; i < t->parts.n; i++) VEC_PUSH(a, &c->parts, clone_part(a, t->parts.v[i]));
    return c;
}

static struct ast_op *clone_op(struct arena *a, const struct ast_op *op) {
    struct ast_op *c = ARENA_NEW(a, struct ast_op);
    *c = *op;
    c->params.v = NULL;
    c->params.n = c->params.cap = 0;
    for (size_t i = 0; i < op->params.n; i++) {
        struct ast_param param = {op->params.v[i].name, clone_expr(a, op->params.v[i].value)};
        VEC_PUSH(a, &c->params, param);
    }
    c->a = clone_expr(a, op->a);
    c->b = clone_expr(a, op->b);
    c->c = clone_expr(a, op->c);
    c->axis = clone_one(a, op->axis);
    c->items = clone_named(a, &op->items);
    c->by = clone_named(a, &op->by);
    c->away = clone_named(a, &op->away);
    c->on = clone_exprs(a, &op->on);
    c->schema = clone_schema(a, op->schema);
    c->with = clone_named(a, &op->with);
    c->query = clone_query(a, op->query);
    c->script = clone_script(a, op->script);
    c->parts = (ast_part_list){0};
    for (size_t i = 0; i < op->parts.n; i++) VEC_PUSH(a, &c->parts, clone_part(a, op->parts.v[i]));
    return c;
}

static struct ast_query *clone_query(struct arena *a, const struct ast_query *q) {
    if (!q) return NULL;
    struct ast_query *c = ARENA_NEW(a, struct ast_query);
    *c = *q;
    c->source = clone_expr(a, q->source);
    c->ops.v = NULL;
    c->ops.n = c->ops.cap = 0;
    for (size_t i = 0; i < q->ops.n; i++) VEC_PUSH(a, &c->ops, clone_op(a, q->ops.v[i]));
    return c;
}

static struct ast_statement *clone_statement(struct arena *a, const struct ast_statement *s) {
    struct ast_statement *c = ARENA_NEW(a, struct ast_statement);
    *c = *s;
    c->value = clone_expr(a, s->value);
    c->parameters = clone_schema(a, s->parameters);
    c->tables = clone_exprs(a, &s->tables);
    if (!s->function) return c;
    c->function = ARENA_NEW(a, struct ast_function);
    *c->function = *s->function;
    c->function->parameters = clone_schema(a, s->function->parameters);
    c->function->body = clone_script(a, s->function->body);
    return c;
}

struct ast_script *clone_script(struct arena *a, const struct ast_script *s) {
    if (!s) return NULL;
    struct ast_script *c = ARENA_NEW(a, struct ast_script);
    *c = *s;
    c->statements.v = NULL;
    c->statements.n = c->statements.cap = 0;
    for (size_t i = 0; i < s->statements.n; i++) VEC_PUSH(a, &c->statements, clone_statement(a, s->statements.v[i]));
    return c;
}
