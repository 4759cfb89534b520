/* Builds statements, functions and blocks for the grammar's actions. */
#include "ast_build.h"

void ast_script_done(struct parser *p, struct ast_script *s) { p->script = s; }

void ast_parameters_done(struct parser *p, struct ast_schema *s) { p->parameters = s; }

static struct ast_statement *statement(struct parser *p, enum ast_statement_kind kind, struct span span) {
    struct ast_statement *s = ARENA_NEW(p->arena, struct ast_statement);
    s->kind = kind;
    s->span = span;
    return s;
}

static struct ast_statement *named(struct parser *p, enum ast_statement_kind kind, struct token k, struct token name,
                                   struct span end) {
    struct ast_statement *s = statement(p, kind, span_join(k.span, end));
    s->name = ast_name_of(name);
    return s;
}

static unsigned statement_depth(const struct ast_statement *s) {
    unsigned d = ast_higher(s->value ? s->value->depth : 0, ast_schema_depth(s->parameters));
    if (s->function) d = ast_higher(d, ast_schema_depth(s->function->parameters));
    if (s->function && s->function->body) d = ast_higher(d, s->function->body->depth);
    return ast_higher(d, ast_exprs_depth(&s->tables));
}

/* Empty statements (NULL) leave no trace. */
struct ast_script *ast_block(struct parser *p, struct ast_script *block, struct ast_statement *s) {
    if (!block) block = ARENA_NEW(p->arena, struct ast_script);
    if (!s) return block;
    block->span = block->statements.n ? span_join(block->span, s->span) : s->span;
    uint16_t depth = ast_height(p, s->span, statement_depth(s));
    if (depth == 0)
        s = statement(p, ST_ERROR, s->span);
    else if (depth > block->depth)
        block->depth = depth;
    VEC_PUSH(p->arena, &block->statements, s);
    return block;
}

struct ast_statement *ast_let_value(struct parser *p, struct token let, struct token name, struct ast_expr *value) {
    struct ast_statement *s = named(p, ST_LET, let, name, value->span);
    s->value = value;
    return s;
}

struct ast_statement *ast_let_function(struct parser *p, struct token let, struct token name, struct ast_function *f) {
    struct ast_statement *s = named(p, ST_LET, let, name, f->span);
    s->function = f;
    return s;
}

struct ast_statement *ast_set(struct parser *p, struct token set, struct token name, struct ast_expr *value) {
    struct ast_statement *s = named(p, ST_SET, set, name, value ? value->span : name.span);
    s->value = value;
    return s;
}

struct ast_statement *ast_query_parameters(struct parser *p, struct token declare, struct ast_schema *parameters,
                                           struct token close) {
    struct ast_statement *s = statement(p, ST_PARAMETERS, span_join(declare.span, close.span));
    s->parameters = parameters;
    return s;
}

struct ast_statement *ast_restrict(struct parser *p, struct token k, ast_named_list tables, struct token close) {
    struct ast_statement *s = statement(p, ST_RESTRICT, span_join(k.span, close.span));
    for (size_t i = 0; i < tables.n; i++) VEC_PUSH(p->arena, &s->tables, tables.v[i]->value);
    return s;
}

struct ast_statement *ast_alias(struct parser *p, struct token k, struct token name, struct ast_expr *database) {
    struct ast_statement *s = named(p, ST_ALIAS, k, name, database->span);
    s->value = database;
    return s;
}

struct ast_statement *ast_pattern(struct parser *p, struct token k, struct token name, struct ast_schema *parameters) {
    struct ast_statement *s = named(p, ST_PATTERN, k, name, parameters ? parameters->span : name.span);
    s->parameters = parameters;
    return s;
}

/* The rules of a pattern are read and dropped: patterns are refused by name. */
struct ast_statement *ast_pattern_rules(struct parser *p, struct token k, struct token name,
                                        struct ast_schema *parameters, struct token close) {
    struct ast_statement *s = ast_pattern(p, k, name, parameters);
    s->span = span_join(k.span, close.span);
    return s;
}

struct ast_statement *ast_query_statement(struct parser *p, struct ast_expr *value) {
    struct ast_statement *s = statement(p, value->kind == EX_ERROR ? ST_ERROR : ST_QUERY, value->span);
    s->value = value;
    return s;
}

/* ---- functions */
struct ast_function *ast_function_start(struct parser *p, struct token first, bool is_view) {
    struct ast_function *f = ARENA_NEW(p->arena, struct ast_function);
    f->is_view = is_view;
    f->span = first.span;
    return f;
}

struct ast_function *ast_function(struct parser *p, struct ast_function *f, struct ast_schema *parameters,
                                  struct ast_script *body, struct token close) {
    (void)p;
    f->parameters = parameters;
    f->body = body;
    f->span = span_join(f->span, close.span);
    return f;
}
