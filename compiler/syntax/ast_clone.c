/* Deep copies of syntax trees: a let's query is bound anew at each reference, a function's body at each call. What sema
 * fills in (types, symbols, tables) is not copied. One copier for all operators: fields that one has not are empty. */
#include "syntax.h"

struct copier {
    struct arena *a;
    const struct span *at; /* where all of the copy stands; NULL: where the original does */
};

static void place(const struct copier *k, struct span *span) {
    if (k->at) *span = *k->at;
}

static struct ast_expr *clone_expr(const struct copier *k, const struct ast_expr *e);
static struct ast_script *copy_script(const struct copier *k, const struct ast_script *s);
static struct ast_query *clone_query(const struct copier *k, const struct ast_query *q);

static ast_expr_list clone_exprs(const struct copier *k, const ast_expr_list *from) {
    ast_expr_list out = {0};
    for (size_t i = 0; i < from->n; i++) VEC_PUSH(k->a, &out, clone_expr(k, from->v[i]));
    return out;
}

static struct ast_named *clone_one(const struct copier *k, const struct ast_named *from) {
    if (!from) return NULL;
    struct ast_named *n = ARENA_NEW(k->a, struct ast_named);
    *n = *from;
    place(k, &n->span);
    n->names.v = NULL;
    n->names.n = n->names.cap = 0;
    for (size_t i = 0; i < from->names.n; i++) {
        struct ast_name name = from->names.v[i];
        place(k, &name.span);
        VEC_PUSH(k->a, &n->names, name);
    }
    n->value = clone_expr(k, from->value);
    n->extra = clone_expr(k, from->extra);
    n->to = clone_expr(k, from->to);
    return n;
}

static ast_named_list clone_named(const struct copier *k, const ast_named_list *from) {
    ast_named_list out = {0};
    for (size_t i = 0; i < from->n; i++) VEC_PUSH(k->a, &out, clone_one(k, from->v[i]));
    return out;
}

static struct ast_schema *clone_schema(const struct copier *k, const struct ast_schema *s) {
    if (!s) return NULL;
    struct ast_schema *c = ARENA_NEW(k->a, struct ast_schema);
    *c = *s;
    c->columns.v = NULL;
    c->columns.n = c->columns.cap = 0;
    for (size_t i = 0; i < s->columns.n; i++) {
        struct ast_column column = s->columns.v[i];
        column.table = clone_schema(k, column.table);
        column.fallback = clone_expr(k, column.fallback);
        place(k, &column.name.span);
        VEC_PUSH(k->a, &c->columns, column);
    }
    return c;
}

static void clone_children(const struct copier *k, struct ast_expr *c, const struct ast_expr *e) {
    switch (e->kind) {
    case EX_PATH:
        c->u.path.object = clone_expr(k, e->u.path.object);
        place(k, &c->u.path.name_span);
        break;
    case EX_INDEX:
        c->u.index.object = clone_expr(k, e->u.index.object);
        c->u.index.index = clone_expr(k, e->u.index.index);
        break;
    case EX_CALL:
        c->u.call.object = clone_expr(k, e->u.call.object);
        c->u.call.args = clone_named(k, &e->u.call.args);
        place(k, &c->u.call.name_span);
        break;
    case EX_UNARY:
    case EX_BINARY:
        c->u.op.left = clone_expr(k, e->u.op.left);
        c->u.op.right = clone_expr(k, e->u.op.right);
        place(k, &c->u.op.op_span);
        break;
    case EX_IN:
        c->u.in.left = clone_expr(k, e->u.in.left);
        c->u.in.items = clone_exprs(k, &e->u.in.items);
        place(k, &c->u.in.op_span);
        break;
    case EX_BETWEEN:
        c->u.between.left = clone_expr(k, e->u.between.left);
        c->u.between.low = clone_expr(k, e->u.between.low);
        c->u.between.high = clone_expr(k, e->u.between.high);
        place(k, &c->u.between.op_span);
        break;
    case EX_PAREN: c->u.inner = clone_expr(k, e->u.inner); break;
    case EX_SUBQUERY: c->u.query = clone_query(k, e->u.query); break;
    case EX_TYPEOF: c->u.type_literal.schema = clone_schema(k, e->u.type_literal.schema); break;
    case EX_DATATABLE:
    case EX_EXTERNALDATA:
        c->u.data.schema = clone_schema(k, e->u.data.schema);
        c->u.data.values = clone_exprs(k, &e->u.data.values);
        c->u.data.properties = clone_named(k, &e->u.data.properties);
        break;
    default: break;
    }
}

static struct ast_expr *clone_expr(const struct copier *k, const struct ast_expr *e) {
    if (!e) return NULL;
    struct ast_expr *c = ARENA_NEW(k->a, struct ast_expr);
    *c = *e;
    place(k, &c->span);
    c->type = KQ_T_NONE;
    c->symbol = NULL;
    c->table = NULL;
    clone_children(k, c, e);
    return c;
}

static struct ast_part *clone_part(const struct copier *k, const struct ast_part *t) {
    struct ast_part *c = ARENA_NEW(k->a, struct ast_part);
    *c = *t;
    place(k, &c->span);
    place(k, &c->name.span);
    c->a = clone_expr(k, t->a);
    c->b = clone_expr(k, t->b);
    c->items = clone_named(k, &t->items);
    c->query = clone_query(k, t->query);
    c->parts.v = NULL;
    c->parts.n = c->parts.cap = 0;
    for (size_t i = 0; i < t->parts.n; i++) VEC_PUSH(k->a, &c->parts, clone_part(k, t->parts.v[i]));
    return c;
}

static struct ast_op *clone_op(const struct copier *k, const struct ast_op *op) {
    struct ast_op *c = ARENA_NEW(k->a, struct ast_op);
    *c = *op;
    place(k, &c->span);
    place(k, &c->keyword.span);
    place(k, &c->name.span);
    c->params.v = NULL;
    c->params.n = c->params.cap = 0;
    for (size_t i = 0; i < op->params.n; i++) {
        struct ast_param param = {op->params.v[i].name, clone_expr(k, op->params.v[i].value)};
        VEC_PUSH(k->a, &c->params, param);
    }
    c->a = clone_expr(k, op->a);
    c->b = clone_expr(k, op->b);
    c->c = clone_expr(k, op->c);
    c->axis = clone_one(k, op->axis);
    c->items = clone_named(k, &op->items);
    c->by = clone_named(k, &op->by);
    c->away = clone_named(k, &op->away);
    c->on = clone_exprs(k, &op->on);
    c->schema = clone_schema(k, op->schema);
    c->with = clone_named(k, &op->with);
    c->query = clone_query(k, op->query);
    c->script = copy_script(k, op->script);
    c->parts = (ast_part_list){0};
    for (size_t i = 0; i < op->parts.n; i++) VEC_PUSH(k->a, &c->parts, clone_part(k, op->parts.v[i]));
    return c;
}

static struct ast_query *clone_query(const struct copier *k, const struct ast_query *q) {
    if (!q) return NULL;
    struct ast_query *c = ARENA_NEW(k->a, struct ast_query);
    *c = *q;
    place(k, &c->span);
    c->source = clone_expr(k, q->source);
    c->ops.v = NULL;
    c->ops.n = c->ops.cap = 0;
    for (size_t i = 0; i < q->ops.n; i++) VEC_PUSH(k->a, &c->ops, clone_op(k, q->ops.v[i]));
    return c;
}

static struct ast_statement *clone_statement(const struct copier *k, const struct ast_statement *s) {
    struct ast_statement *c = ARENA_NEW(k->a, struct ast_statement);
    *c = *s;
    place(k, &c->span);
    place(k, &c->name.span);
    c->value = clone_expr(k, s->value);
    c->parameters = clone_schema(k, s->parameters);
    c->tables = clone_exprs(k, &s->tables);
    if (!s->function) return c;
    c->function = ARENA_NEW(k->a, struct ast_function);
    *c->function = *s->function;
    c->function->parameters = clone_schema(k, s->function->parameters);
    c->function->body = copy_script(k, s->function->body);
    place(k, &c->function->span);
    return c;
}

static struct ast_script *copy_script(const struct copier *k, const struct ast_script *s) {
    if (!s) return NULL;
    struct ast_script *c = ARENA_NEW(k->a, struct ast_script);
    *c = *s;
    place(k, &c->span);
    c->statements.v = NULL;
    c->statements.n = c->statements.cap = 0;
    for (size_t i = 0; i < s->statements.n; i++) VEC_PUSH(k->a, &c->statements, clone_statement(k, s->statements.v[i]));
    return c;
}

struct ast_script *clone_script(struct arena *a, const struct ast_script *s) {
    return copy_script(&(struct copier){a, NULL}, s);
}

struct ast_schema *clone_schema_at(struct arena *a, const struct ast_schema *s, struct span at) {
    return clone_schema(&(struct copier){a, &at}, s);
}

struct ast_script *clone_script_at(struct arena *a, const struct ast_script *s, struct span at) {
    return copy_script(&(struct copier){a, &at}, s);
}
