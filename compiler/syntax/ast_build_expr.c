/* Builds expression nodes for the grammar's actions. Keeps each tree's height under SYNTAX_MAX_DEPTH, so that later
 * passes may recurse. */
#include "ast_build.h"

#include <string.h>

static struct ast_expr *node(struct parser *p, enum ast_expr_kind kind, struct span span) {
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    e->kind = kind;
    e->span = span;
    return e;
}

struct ast_expr *ast_name(struct parser *p, struct token name) {
    struct ast_expr *e = node(p, EX_NAME, name.span);
    e->u.name.name = name.name;
    e->u.name.bracketed = name.bracketed;
    return ast_grown(p, e, 0);
}

struct ast_expr *ast_wildcard(struct parser *p, struct token pattern) {
    struct ast_expr *e = node(p, EX_WILDCARD, pattern.span);
    e->u.name.name = pattern.name;
    return ast_grown(p, e, 0);
}

/* database('d').Sec* */
struct ast_expr *ast_wildcard_path(struct parser *p, struct ast_expr *object, struct token pattern) {
    struct ast_expr *e = ast_path(p, object, pattern);
    e->u.path.wildcard = true;
    return e;
}

struct ast_expr *ast_literal(struct parser *p, struct token t) {
    (void)p;
    return t.lit;
}

struct ast_expr *ast_star(struct parser *p, struct token t) {
    return ast_grown(p, node(p, EX_STAR, t.span), 0);
}

struct ast_expr *ast_error(struct parser *p, struct token t) {
    return node(p, EX_ERROR, t.span);
}

struct ast_expr *ast_typeof(struct parser *p, struct token k, struct token name, struct token close) {
    struct ast_expr *e = node(p, EX_TYPEOF, span_join(k.span, close.span));
    e->u.type_literal.type = ast_type_of(p, name);
    return ast_grown(p, e, 0);
}

struct ast_expr *ast_typeof_schema(struct parser *p, struct token k, struct ast_schema *s, struct token close) {
    struct ast_expr *e = node(p, EX_TYPEOF, span_join(k.span, close.span));
    e->u.type_literal.schema = s;
    return ast_grown(p, e, ast_schema_depth(s));
}

/* ---- datatable, externaldata, entity groups */
struct ast_expr *ast_data(struct parser *p, enum ast_expr_kind kind, struct token k, struct ast_schema *schema) {
    struct ast_expr *e = node(p, kind, span_join(k.span, schema->span));
    e->u.data.schema = schema;
    return ast_grown(p, e, ast_schema_depth(schema));
}

struct ast_expr *ast_data_values(struct parser *p, struct ast_expr *e, ast_expr_list values, struct token close) {
    e->span = span_join(e->span, close.span);
    if (e->kind == EX_ERROR) return e;
    e->u.data.values = values;
    return ast_grown(p, e, ast_higher(e->depth - 1u, ast_exprs_depth(&values)));
}

struct ast_expr *ast_data_properties(struct parser *p, struct ast_expr *e, ast_named_list properties,
                                     struct token close) {
    e->span = span_join(e->span, close.span);
    if (e->kind == EX_ERROR) return e;
    e->u.data.properties = properties;
    return ast_grown(p, e, ast_higher(e->depth - 1u, ast_named_depth(&properties)));
}

/* entity_group [a, b]: a call of its keyword, which no function has as its name */
struct ast_expr *ast_entity_group(struct parser *p, struct token k, ast_expr_list members, struct token close) {
    ast_named_list args = {0};
    for (size_t i = 0; i < members.n; i++) args = ast_named_append(p, args, ast_unnamed(p, members.v[i]));
    return ast_call(p, k, args, close);
}

struct ast_expr *ast_paren(struct parser *p, struct token open, struct ast_expr *value, struct token close) {
    struct span span = span_join(open.span, close.span);
    if (value->kind == EX_SUBQUERY) { /* the parentheses belong to the sub-query */
        value->span = span;
        return value;
    }
    struct ast_expr *e = node(p, value->kind == EX_ERROR ? EX_ERROR : EX_PAREN, span);
    e->u.inner = value;
    return ast_grown(p, e, value->depth);
}

struct ast_expr *ast_call(struct parser *p, struct token name, ast_named_list args, struct token close) {
    struct ast_expr *e = node(p, EX_CALL, span_join(name.span, close.span));
    e->u.call.name = name.name;
    e->u.call.name_span = name.span;
    e->u.call.args = args;
    return ast_grown(p, e, ast_named_depth(&args));
}

struct ast_expr *ast_call_of(struct parser *p, struct token name, struct ast_expr *query, struct token close) {
    return ast_call(p, name, ast_named_append(p, (ast_named_list){0}, ast_unnamed(p, query)), close);
}

/* cluster('c').database('d').f(x); on other objects the binder refuses it: KQL has no methods. */
struct ast_expr *ast_method(struct parser *p, struct ast_expr *object, struct token name, ast_named_list args,
                            struct token close) {
    struct ast_expr *e = ast_call(p, name, args, close);
    e->u.call.object = object;
    e->span.start = object->span.start;
    return ast_grown(p, e, ast_higher(object->depth, ast_named_depth(&args)));
}

struct ast_expr *ast_path(struct parser *p, struct ast_expr *object, struct token name) {
    struct ast_expr *e = node(p, EX_PATH, span_join(object->span, name.span));
    e->u.path.object = object;
    e->u.path.name = name.name;
    e->u.path.name_span = name.span;
    return ast_grown(p, e, object->depth);
}

struct ast_expr *ast_index(struct parser *p, struct ast_expr *object, struct ast_expr *index, struct token close) {
    struct ast_expr *e = node(p, EX_INDEX, span_join(object->span, close.span));
    e->u.index.object = object;
    e->u.index.index = index;
    return ast_grown(p, e, ast_higher(object->depth, index->depth));
}

struct ast_expr *ast_unary(struct parser *p, struct token op, struct ast_expr *operand) {
    struct ast_expr *e = node(p, EX_UNARY, span_join(op.span, operand->span));
    e->u.op.op = op.name;
    e->u.op.op_span = op.span;
    e->u.op.left = operand;
    return ast_grown(p, e, operand->depth);
}

struct ast_expr *ast_binary(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *right) {
    struct ast_expr *e = node(p, EX_BINARY, span_join(left->span, right->span));
    e->u.op.op = op.name;
    e->u.op.op_span = op.span;
    e->u.op.left = left;
    e->u.op.right = right;
    return ast_grown(p, e, ast_higher(left->depth, right->depth));
}

/* ---- chains */
enum { CHAIN_MAX = 32 }; /* longer ones are balanced; `and` and `or` are associative, nulls included (kql.md 2.2) */

struct chain ast_chain_start(struct ast_expr *first) {
    return (struct chain){.first = first};
}

struct chain ast_chain_append(struct parser *p, struct chain chain, struct token op, struct ast_expr *term) {
    VEC_PUSH(p->arena, &chain.rest, ((struct chain_link){op, term}));
    return chain;
}

/* The terms from `from` to `to` inclusive; term 0 is `first`, term i is rest.v[i - 1]. */
static struct ast_expr *balanced(struct parser *p, const struct chain *c, size_t from, size_t to) {
    if (from == to) return from ? c->rest.v[from - 1].term : c->first;
    size_t middle = from + (to - from) / 2;
    struct ast_expr *left = balanced(p, c, from, middle), *right = balanced(p, c, middle + 1, to);
    return ast_binary(p, left, c->rest.v[middle].op, right);
}

struct ast_expr *ast_chain(struct parser *p, const struct chain *chain) {
    if (chain->rest.n > CHAIN_MAX) return balanced(p, chain, 0, chain->rest.n);
    struct ast_expr *e = chain->first;
    for (size_t i = 0; i < chain->rest.n; i++) e = ast_binary(p, e, chain->rest.v[i].op, chain->rest.v[i].term);
    return e;
}

struct ast_expr *ast_in(struct parser *p, struct ast_expr *left, struct token op, ast_expr_list items,
                        struct token close) {
    struct ast_expr *e = node(p, EX_IN, span_join(left->span, close.span));
    e->u.in.op = op.name;
    e->u.in.op_span = op.span;
    e->u.in.left = left;
    e->u.in.items = items;
    return ast_grown(p, e, ast_higher(left->depth, ast_exprs_depth(&items)));
}

struct ast_expr *ast_between(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *low,
                             struct ast_expr *high, struct token close) {
    struct ast_expr *e = node(p, EX_BETWEEN, span_join(left->span, close.span));
    e->u.between.negated = op.name[0] == '!';
    e->u.between.op_span = op.span;
    e->u.between.left = left;
    e->u.between.low = low;
    e->u.between.high = high;
    return ast_grown(p, e, ast_higher(left->depth, ast_higher(low->depth, high->depth)));
}
