/* Builds column lists, parameter lists and types for the grammar's actions. */
#include "ast_build.h"
#include "type_names.h"

#include <string.h>

kq_type ast_type_of(struct parser *p, struct token type) {
    kq_type t = type_from_name(type.name, strlen(type.name));
    if (t != KQ_T_NONE) return t;
    syntax_report(p, DIAG_E0206, type.span, arena_printf(p->arena, "no type '%s'", type.name));
    if (syntax_quiet(p, type.span)) return KQ_T_NONE;
    struct closest c = closest_within(type.name, 2);
    type_consider_names(&c);
    diag_did_you_mean(p->diag, &c);
    return KQ_T_NONE;
}

struct ast_schema *ast_schema(struct parser *p) {
    return ARENA_NEW(p->arena, struct ast_schema);
}

struct ast_schema *ast_schema_append(struct parser *p, struct ast_schema *s, struct ast_column c) {
    if (!c.name.text) s->star = true;
    struct span last = c.fallback ? c.fallback->span : c.table ? c.table->span : c.type_span;
    s->span = span_join(s->columns.n ? s->span : c.name.text ? c.name.span : c.type_span, last);
    VEC_PUSH(p->arena, &s->columns, c);
    return s;
}

struct ast_schema *ast_schema_span(struct parser *p, struct ast_schema *s, struct token open, struct token close) {
    (void)p;
    s->span = span_join(open.span, close.span);
    return s;
}

struct ast_column ast_column(struct parser *p, struct token name, struct token type) {
    return (struct ast_column){.name = ast_name_of(name), .type = ast_type_of(p, type), .type_span = type.span};
}

struct ast_column ast_column_star(struct parser *p, struct token star) {
    (void)p;
    return (struct ast_column){.type_span = star.span};
}

struct ast_column ast_parameter(struct parser *p, struct token name, struct token type, struct ast_expr *fallback) {
    struct ast_column c = ast_column(p, name, type);
    c.fallback = fallback;
    return c;
}

struct ast_column ast_parameter_table(struct token name, struct ast_schema *table, struct ast_expr *fallback) {
    return (struct ast_column){
        .name = ast_name_of(name), .type_span = table->span, .table = table, .fallback = fallback};
}

unsigned ast_schema_depth(const struct ast_schema *s) {
    unsigned d = 0;
    for (size_t i = 0; s && i < s->columns.n; i++) {
        const struct ast_column *c = &s->columns.v[i];
        if (c->fallback) d = ast_higher(d, c->fallback->depth);
        if (c->table) d = ast_higher(d, ast_schema_depth(c->table) + 1);
    }
    return d;
}
