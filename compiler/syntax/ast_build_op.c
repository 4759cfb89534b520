/* Builds tabular operators for the grammar's actions: the head, then what each clause sets. */
#include "ast_build.h"

#include <string.h>

static enum ast_op_kind kind_of(int token) {
    static const struct {
        int token;
        enum ast_op_kind kind;
    } kinds[] = {
#define TABULAR(kind, keyword, bind, place) {TK_##kind, OP_##kind},
#include "tabular.def"
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].token == token) return kinds[i].kind;
    return OP_ERROR;
}

struct op_params ast_param(struct parser *p, struct op_params params, struct token name, struct ast_expr *value) {
    VEC_PUSH(p->arena, &params.list, ((struct ast_param){ast_name_of(name), value}));
    return params;
}

/* What the operator holds now has this height. */
static void grow(struct parser *p, struct ast_op *op, struct span span, unsigned children) {
    uint16_t depth = ast_height(p, span, children);
    if (depth == 0) op->kind = OP_ERROR;
    if (depth > op->depth) op->depth = depth;
}

static void extend(struct parser *p, struct ast_op *op, struct span span, unsigned children) {
    op->span = span_join(op->span, span);
    grow(p, op, span, children);
}

struct ast_op *ast_op(struct parser *p, struct token keyword, const struct op_params *params) {
    struct ast_op *op = ARENA_NEW(p->arena, struct ast_op);
    op->kind = kind_of(keyword.kind);
    op->span = keyword.span;
    op->keyword = ast_name_of(keyword);
    if (!params || params->list.n == 0) return op;
    op->params.v = params->list.v;
    op->params.n = params->list.n;
    op->params.cap = params->list.cap;
    for (size_t i = 0; i < op->params.n; i++) extend(p, op, op->params.v[i].value->span, op->params.v[i].value->depth);
    return op;
}

struct ast_op *ast_op_error(struct parser *p, struct token t) {
    struct ast_op *op = ARENA_NEW(p->arena, struct ast_op);
    op->kind = OP_ERROR;
    op->span = t.span;
    return op;
}

struct ast_op *ast_op_ends(struct parser *p, struct ast_op *op, struct token last) {
    (void)p;
    op->span = span_join(op->span, last.span);
    return op;
}

struct ast_op *ast_op_name(struct parser *p, struct ast_op *op, struct token name) {
    op->name = ast_name_of(name);
    return ast_op_ends(p, op, name);
}

struct ast_op *ast_op_a_expr(struct parser *p, struct ast_op *op, struct ast_expr *value) {
    op->a = value;
    extend(p, op, value->span, value->depth);
    return op;
}

/* Where Microsoft's grammar lets the expression have a name, which means nothing. */
struct ast_op *ast_op_a(struct parser *p, struct ast_op *op, struct ast_named *value) {
    return ast_op_a_expr(p, op, value->value);
}

struct ast_op *ast_op_limit(struct parser *p, struct ast_op *op, struct ast_expr *limit) {
    op->b = limit;
    extend(p, op, limit->span, limit->depth);
    return op;
}

static void extend_named(struct parser *p, struct ast_op *op, const ast_named_list *l) {
    if (l->n) extend(p, op, l->v[l->n - 1]->span, ast_named_depth(l));
}

struct ast_op *ast_op_items(struct parser *p, struct ast_op *op, ast_named_list items) {
    op->items = items;
    extend_named(p, op, &items);
    return op;
}

struct ast_op *ast_op_item(struct parser *p, struct ast_op *op, struct ast_named *item) {
    return ast_op_items(p, op, ast_named_append(p, op->items, item));
}

struct ast_op *ast_op_by(struct parser *p, struct ast_op *op, ast_named_list by) {
    op->by = by;
    extend_named(p, op, &by);
    return op;
}

struct ast_op *ast_op_with(struct parser *p, struct ast_op *op, ast_named_list with) {
    op->with = with;
    extend_named(p, op, &with);
    return op;
}

struct ast_op *ast_op_on(struct parser *p, struct ast_op *op, ast_expr_list on) {
    op->on = on;
    extend(p, op, on.v[on.n - 1]->span, ast_exprs_depth(&on));
    return op;
}

struct ast_op *ast_op_schema(struct parser *p, struct ast_op *op, struct ast_schema *schema) {
    op->schema = schema;
    extend(p, op, schema->span, ast_schema_depth(schema));
    return op;
}

struct ast_op *ast_op_query(struct parser *p, struct ast_op *op, struct ast_query *q, struct token close) {
    op->query = q;
    extend(p, op, close.span, q->depth);
    return op;
}

struct ast_op *ast_op_script(struct parser *p, struct ast_op *op, struct ast_script *s, struct token close) {
    op->script = s;
    extend(p, op, close.span, s->depth);
    return op;
}

static unsigned part_depth(const struct ast_part *part) {
    unsigned d = ast_named_depth(&part->items);
    if (part->a) d = ast_higher(d, part->a->depth);
    if (part->b) d = ast_higher(d, part->b->depth);
    if (part->query) d = ast_higher(d, part->query->depth);
    for (size_t i = 0; i < part->parts.n; i++) d = ast_higher(d, part_depth(part->parts.v[i]) + 1); /* one level */
    return d;
}

struct ast_op *ast_op_part(struct parser *p, struct ast_op *op, struct ast_part *part) {
    op->parts = ast_parts_append(p, op->parts, part);
    extend(p, op, part->span, part_depth(part));
    return op;
}

struct ast_op *ast_op_parts(struct parser *p, struct ast_op *op, ast_part_list parts) {
    for (size_t i = 0; i < parts.n; i++) ast_op_part(p, op, parts.v[i]);
    return op;
}
