/* Heights, lists and named expressions for the grammar's actions. */
#include "ast_build.h"

#include <string.h>

/* ---- heights: no tree grows higher than SYNTAX_MAX_DEPTH, so later passes may recurse */
unsigned ast_higher(unsigned a, unsigned b) { return a > b ? a : b; }

uint16_t ast_height(struct parser *p, struct span span, unsigned children) {
    if (children + 1 <= SYNTAX_MAX_DEPTH) return (uint16_t)(children + 1);
    struct span last = {span.end ? span.end - 1 : 0, span.end, false};
    if (!p->too_deep) syntax_report(p, DIAG_E0210, last, SYNTAX_MAX_DEPTH);
    p->too_deep = true;
    return 0;
}

struct ast_expr *ast_grown(struct parser *p, struct ast_expr *e, unsigned children) {
    e->depth = ast_height(p, e->span, children);
    if (e->depth == 0) e->kind = EX_ERROR;
    return e;
}

unsigned ast_exprs_depth(const ast_expr_list *l) {
    unsigned d = 0;
    for (size_t i = 0; i < l->n; i++) d = ast_higher(d, l->v[i]->depth);
    return d;
}

unsigned ast_named_depth(const ast_named_list *l) {
    unsigned d = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct ast_named *n = l->v[i];
        d = ast_higher(d, n->value->depth);
        if (n->extra) d = ast_higher(d, n->extra->depth);
        if (n->to) d = ast_higher(d, n->to->depth);
    }
    return d;
}

/* ---- lists */
ast_named_list ast_named_append(struct parser *p, ast_named_list list, struct ast_named *item) {
    VEC_PUSH(p->arena, &list, item);
    return list;
}

ast_expr_list ast_exprs_append(struct parser *p, ast_expr_list list, struct ast_expr *item) {
    VEC_PUSH(p->arena, &list, item);
    return list;
}

ast_part_list ast_parts_append(struct parser *p, ast_part_list list, struct ast_part *item) {
    VEC_PUSH(p->arena, &list, item);
    return list;
}

struct ast_name ast_name_of(struct token t) {
    return (struct ast_name){t.name, t.span};
}

ast_name_list ast_names_append(struct parser *p, ast_name_list list, struct token name) {
    VEC_PUSH(p->arena, &list, ast_name_of(name));
    return list;
}

/* ---- named expressions */
struct ast_named *ast_unnamed(struct parser *p, struct ast_expr *value) {
    struct ast_named *n = ARENA_NEW(p->arena, struct ast_named);
    n->value = value;
    n->span = value->span;
    return n;
}

struct ast_named *ast_named(struct parser *p, struct token name, struct ast_expr *value) {
    return ast_named_tuple(p, name, ast_names_append(p, (ast_name_list){0}, name), value);
}

struct ast_named *ast_named_tuple(struct parser *p, struct token open, ast_name_list names, struct ast_expr *value) {
    struct ast_named *n = ast_unnamed(p, value);
    n->names = names;
    n->span = span_join(open.span, value->span);
    return n;
}

struct ast_named *ast_order(struct parser *p, struct ast_named *n, struct token direction) {
    (void)p;
    n->order = direction.kind == TK_ASC          ? ORDER_ASC
               : direction.kind == TK_DESC       ? ORDER_DESC
               : direction.kind == TK_GRANNY_ASC ? ORDER_GRANNY_ASC
                                                 : ORDER_GRANNY_DESC;
    n->span = span_join(n->span, direction.span);
    return n;
}

struct ast_named *ast_nulls(struct parser *p, struct ast_named *n, struct token place) {
    (void)p;
    n->nulls = place.kind == TK_FIRST ? NULLS_FIRST : NULLS_LAST;
    n->span = span_join(n->span, place.span);
    return n;
}

struct ast_named *ast_series_default(struct parser *p, struct ast_named *n, struct ast_named *value) {
    (void)p;
    n->extra = value->value;
    n->span = span_join(n->span, value->span);
    return n;
}

struct ast_named *ast_expanded_to(struct parser *p, struct ast_named *n, struct ast_expr *type) {
    (void)p;
    n->to = type;
    n->span = span_join(n->span, type->span);
    return n;
}

/* find: a column with the type it is read as */
struct ast_named *ast_found(struct parser *p, struct token name, struct token type) {
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    e->kind = EX_TYPEOF;
    e->span = type.span;
    e->u.type_literal.type = ast_type_of(p, type);
    return ast_expanded_to(p, ast_unnamed(p, ast_name(p, name)), ast_grown(p, e, 0));
}

/* find: pack(*) */
struct ast_named *ast_found_pack(struct parser *p, struct token name, struct token star, struct token close) {
    ast_named_list args = ast_named_append(p, (ast_named_list){0}, ast_unnamed(p, ast_star(p, star)));
    return ast_unnamed(p, ast_call(p, name, args, close));
}

struct ast_named *ast_member_as(struct parser *p, struct ast_expr *table, struct token pipe, struct ast_op *as) {
    return ast_unnamed(p, ast_pipeline(p, table, ast_pipe(p, NULL, ast_piped(pipe, as))));
}

ast_named_list ast_unnamed_list(struct parser *p, ast_expr_list values) {
    ast_named_list list = {0};
    for (size_t i = 0; i < values.n; i++) VEC_PUSH(p->arena, &list, ast_unnamed(p, values.v[i]));
    return list;
}

/* render's old `by a, b`: a property whose value is a list of names */
struct ast_named *ast_render_by(struct parser *p, struct token by, ast_name_list names) {
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    e->kind = EX_NAME;
    e->span = names.v[0].span;
    e->u.name.name = names.v[0].text;
    struct ast_named *n = ast_unnamed(p, ast_grown(p, e, 0));
    n->names = names;
    n->names.v[0] = (struct ast_name){intern_s("by"), by.span};
    n->span = span_join(by.span, names.v[names.n - 1].span);
    return n;
}
