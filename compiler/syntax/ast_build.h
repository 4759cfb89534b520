/* What the grammar's actions call: one function a production. Nodes live in the parser's arena. For syntax/ only. */
#ifndef KQLC_AST_BUILD_H
#define KQLC_AST_BUILD_H

#include "parser.h"

struct name_list {
    VEC(const char *) names;
    VEC(struct span) spans;
};

struct op_params {     /* kind=... of a join; hints are read and dropped */
    struct token kind; /* kind 0: none */
};

/* statements (ast_build.c) */
void ast_let_value(struct parser *p, struct token let, struct token name, struct ast_expr *value);
void ast_let_function(struct parser *p, struct token let, struct token name, struct token function);
void ast_other_statement(struct parser *p, struct token t);
void ast_query_statement(struct parser *p, struct ast_expr *value);

/* queries (ast_build.c) */
struct ast_query *ast_source(struct parser *p, struct ast_expr *e);
struct ast_query *ast_source_print(struct parser *p, struct token print, ast_named_list items);
struct ast_query *ast_source_other(struct parser *p, struct token t);
/* A pipeline under construction: operators collected in a query without a source. op NULL: was an error. */
struct ast_query *ast_pipe(struct parser *p, struct ast_query *pipes, struct token pipe, struct ast_op *op);
/* Puts the source before the operators (pipes NULL: none); an EX_SUBQUERY. */
struct ast_expr *ast_pipeline(struct parser *p, struct ast_query *source, struct ast_query *pipes);

/* tabular operators (ast_build_op.c) */
struct ast_op *ast_op_where(struct parser *p, struct token k, struct ast_expr *predicate);
struct ast_op *ast_op_list(struct parser *p, enum ast_op_kind kind, struct token k, ast_named_list items);
struct ast_op *ast_op_summarize(struct parser *p, struct token k, const ast_named_list *aggs, const ast_named_list *by);
struct ast_op *ast_op_join(struct parser *p, struct token k, struct op_params params, struct ast_expr *right,
                           ast_expr_list keys);
struct ast_op *ast_op_other(struct parser *p, struct token k);
struct ast_op *ast_op_error(struct parser *p, struct token t);
struct op_params ast_param_kind(struct op_params params, struct token kind);

/* lists */
ast_named_list ast_named_append(struct parser *p, ast_named_list list, struct ast_named *item);
ast_expr_list ast_exprs_append(struct parser *p, ast_expr_list list, struct ast_expr *item);
struct name_list ast_names_append(struct parser *p, struct name_list list, struct token name);
struct ast_named *ast_unnamed(struct parser *p, struct ast_expr *value);
struct ast_named *ast_named(struct parser *p, struct token name, struct ast_expr *value);
struct ast_named *ast_named_tuple(struct parser *p, struct token open, struct name_list names, struct ast_expr *value);

/* expressions (ast_build_expr.c) */
struct token ast_bracketed_name(struct parser *p, struct token open, struct token string, struct token close);
/* Sets the height over the children; a tree that grows too high becomes an error node (reported once). */
struct ast_expr *ast_grown(struct parser *p, struct ast_expr *e, unsigned children);
struct ast_expr *ast_name(struct parser *p, struct token name);
struct ast_expr *ast_literal(struct parser *p, struct token t);
struct ast_expr *ast_star(struct parser *p, struct token t);
struct ast_expr *ast_error(struct parser *p, struct token t);
struct ast_expr *ast_typeof(struct parser *p, struct token k, struct token name, struct token close);
struct ast_expr *ast_paren(struct parser *p, struct token open, struct ast_expr *value, struct token close);
struct ast_expr *ast_call(struct parser *p, struct token name, ast_named_list args, struct token close);
struct ast_expr *ast_method(struct parser *p, struct ast_expr *object, struct token name, ast_named_list args,
                            struct token close);
struct ast_expr *ast_path(struct parser *p, struct ast_expr *object, struct token name);
struct ast_expr *ast_index(struct parser *p, struct ast_expr *object, struct ast_expr *index, struct token close);
struct ast_expr *ast_unary(struct parser *p, struct token op, struct ast_expr *operand);
struct ast_expr *ast_binary(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *right);
struct ast_expr *ast_in(struct parser *p, struct ast_expr *left, struct token op, ast_expr_list items,
                        struct token close);
struct ast_expr *ast_between(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *low,
                             struct ast_expr *high, struct token close);

#endif
