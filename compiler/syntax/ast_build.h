/* What the grammar's actions call. Nodes live in the parser's arena. For syntax/ only. */
#ifndef KQLC_AST_BUILD_H
#define KQLC_AST_BUILD_H

#include "parser.h"

struct op_params {
    VEC(struct ast_param) list;
};

struct chain_link {
    struct token op;
    struct ast_expr *term;
};
struct chain { /* terms joined by `and` or by `or` */
    struct ast_expr *first;
    VEC(struct chain_link) rest;
};

/* ---- heights (ast_build.c). Sets the height over the children; a tree that grows too high becomes an error node
   (reported once). */
struct ast_expr *ast_grown(struct parser *p, struct ast_expr *e, unsigned children);
/* children + 1, or 0 when that is too high (reported once). */
uint16_t ast_height(struct parser *p, struct span span, unsigned children);
unsigned ast_higher(unsigned a, unsigned b);
unsigned ast_exprs_depth(const ast_expr_list *l);
unsigned ast_named_depth(const ast_named_list *l);
unsigned ast_schema_depth(const struct ast_schema *s);

/* ---- lists (ast_build.c) */
ast_named_list ast_named_append(struct parser *p, ast_named_list list, struct ast_named *item);
ast_expr_list ast_exprs_append(struct parser *p, ast_expr_list list, struct ast_expr *item);
ast_name_list ast_names_append(struct parser *p, ast_name_list list, struct token name);
ast_part_list ast_parts_append(struct parser *p, ast_part_list list, struct ast_part *item);
struct ast_name ast_name_of(struct token t);

/* ---- named expressions (ast_build.c) */
struct ast_named *ast_unnamed(struct parser *p, struct ast_expr *value);
struct ast_named *ast_named(struct parser *p, struct token name, struct ast_expr *value);
struct ast_named *ast_named_tuple(struct parser *p, struct token open, ast_name_list names, struct ast_expr *value);
struct ast_named *ast_order(struct parser *p, struct ast_named *n, struct token direction);
struct ast_named *ast_nulls(struct parser *p, struct ast_named *n, struct token place);
struct ast_named *ast_series_default(struct parser *p, struct ast_named *n, struct ast_named *value);
struct ast_named *ast_expanded_to(struct parser *p, struct ast_named *n, struct ast_expr *type);
struct ast_named *ast_found(struct parser *p, struct token name, struct token type);
struct ast_named *ast_found_pack(struct parser *p, struct token name, struct token star, struct token close);
/* `T | as N` among the tables of search and find */
struct ast_named *ast_member_as(struct parser *p, struct ast_expr *table, struct token pipe, struct ast_op *as);
ast_named_list ast_unnamed_list(struct parser *p, ast_expr_list values);
struct ast_named *ast_render_by(struct parser *p, struct token by, ast_name_list names);

/* ---- schemas (ast_build_schema.c) */
kq_type ast_type_of(struct parser *p, struct token type); /* reports unknown types */
struct ast_schema *ast_schema(struct parser *p);
struct ast_schema *ast_schema_append(struct parser *p, struct ast_schema *s, struct ast_column c);
struct ast_schema *ast_schema_span(struct parser *p, struct ast_schema *s, struct token open, struct token close);
struct ast_column ast_column(struct parser *p, struct token name, struct token type);
struct ast_column ast_column_star(struct parser *p, struct token star);
struct ast_column ast_parameter(struct parser *p, struct token name, struct token type, struct ast_expr *fallback);
struct ast_column ast_parameter_table(struct token name, struct ast_schema *table, struct ast_expr *fallback);

/* ---- statements (ast_build_statement.c) */
void ast_script_done(struct parser *p, struct ast_script *s);
void ast_parameters_done(struct parser *p, struct ast_schema *s);
struct ast_script *ast_block(struct parser *p, struct ast_script *block, struct ast_statement *s);
struct ast_statement *ast_let_value(struct parser *p, struct token let, struct token name, struct ast_expr *value);
struct ast_statement *ast_let_function(struct parser *p, struct token let, struct token name, struct ast_function *f);
struct ast_statement *ast_set(struct parser *p, struct token set, struct token name, struct ast_expr *value);
struct ast_statement *ast_query_parameters(struct parser *p, struct token declare, struct ast_schema *parameters,
                                           struct token close);
struct ast_statement *ast_restrict(struct parser *p, struct token k, ast_named_list tables, struct token close);
struct ast_statement *ast_alias(struct parser *p, struct token k, struct token name, struct ast_expr *database);
struct ast_statement *ast_pattern(struct parser *p, struct token k, struct token name, struct ast_schema *parameters);
struct ast_statement *ast_pattern_rules(struct parser *p, struct token k, struct token name,
                                        struct ast_schema *parameters, struct token close);
struct ast_statement *ast_query_statement(struct parser *p, struct ast_expr *value);
struct ast_function *ast_function_start(struct parser *p, struct token first, bool is_view);
struct ast_function *ast_function(struct parser *p, struct ast_function *f, struct ast_schema *parameters,
                                  struct ast_script *body, struct token close);

/* ---- pipelines (ast_build_query.c). `pipes` is a pipeline under construction, without a source. */
struct ast_op *ast_piped(struct token pipe, struct ast_op *op);
struct ast_query *ast_pipe(struct parser *p, struct ast_query *pipes, struct ast_op *op);
struct ast_query *ast_pipe_front(struct parser *p, struct ast_op *first, struct ast_query *pipes);
struct ast_query *ast_sub(struct parser *p, struct ast_op *first);
/* Puts the source (NULL: none) before the operators; an EX_SUBQUERY. */
struct ast_expr *ast_pipeline(struct parser *p, struct ast_expr *source, struct ast_query *pipes);

/* ---- operators (ast_build_op.c): the head, then one call a clause */
struct op_params ast_param(struct parser *p, struct op_params params, struct token name, struct ast_expr *value);
struct ast_op *ast_op(struct parser *p, struct token keyword, const struct op_params *params);
struct ast_op *ast_op_error(struct parser *p, struct token t);
struct ast_op *ast_op_ends(struct parser *p, struct ast_op *op, struct token last);
struct ast_op *ast_op_name(struct parser *p, struct ast_op *op, struct token name);
struct ast_op *ast_op_a(struct parser *p, struct ast_op *op, struct ast_named *value);
struct ast_op *ast_op_a_expr(struct parser *p, struct ast_op *op, struct ast_expr *value);
struct ast_op *ast_op_limit(struct parser *p, struct ast_op *op, struct ast_expr *limit);
struct ast_op *ast_op_items(struct parser *p, struct ast_op *op, ast_named_list items);
struct ast_op *ast_op_item(struct parser *p, struct ast_op *op, struct ast_named *item);
struct ast_op *ast_op_by(struct parser *p, struct ast_op *op, ast_named_list by);
struct ast_op *ast_op_on(struct parser *p, struct ast_op *op, ast_expr_list on);
struct ast_op *ast_op_with(struct parser *p, struct ast_op *op, ast_named_list with);
struct ast_op *ast_op_schema(struct parser *p, struct ast_op *op, struct ast_schema *schema);
struct ast_op *ast_op_query(struct parser *p, struct ast_op *op, struct ast_query *q, struct token close);
struct ast_op *ast_op_script(struct parser *p, struct ast_op *op, struct ast_script *s, struct token close);
struct ast_op *ast_op_part(struct parser *p, struct ast_op *op, struct ast_part *part);
struct ast_op *ast_op_parts(struct parser *p, struct ast_op *op, ast_part_list parts);

/* ---- clauses of single operators (ast_build_clause.c) */
struct ast_op *ast_op_where(struct parser *p, struct ast_op *op, struct ast_named *predicate);
struct ast_op *ast_op_join_where(struct parser *p, struct ast_op *op, struct ast_expr *predicate);
struct ast_op *ast_op_of(struct parser *p, struct ast_op *op, struct ast_named *count, struct ast_named *of,
                         struct ast_named *by);
struct ast_op *ast_op_bin(struct parser *p, struct ast_op *op, struct token name, struct ast_expr *value);
struct ast_op *ast_op_id(struct parser *p, struct ast_op *op, struct token name, struct ast_expr *value);
struct ast_op *ast_op_range(struct parser *p, struct ast_op *op, struct ast_expr *from, struct ast_expr *to,
                            struct ast_expr *step);
struct ast_op *ast_series_axis(struct parser *p, struct ast_op *op, struct ast_named *axis);
struct ast_op *ast_series_step(struct parser *p, struct ast_op *op, struct ast_expr *from, struct ast_expr *to,
                               struct ast_expr *step);
struct ast_op *ast_series_range(struct parser *p, struct ast_op *op, struct ast_named *from, struct ast_named *to,
                                struct ast_named *step, struct token close);
struct ast_op *ast_find_away(struct parser *p, struct ast_op *op, ast_named_list away);
struct ast_op *ast_find_smart(struct parser *p, struct ast_op *op, struct token smart);
struct ast_op *ast_facet_with(struct parser *p, struct ast_op *op, struct ast_op *with);
struct ast_op *ast_render_with(struct parser *p, struct ast_op *op, ast_named_list more);
struct ast_op *ast_make_graph(struct parser *p, struct ast_op *op, struct ast_expr *from, struct token edge,
                              struct ast_expr *to);
struct ast_op *ast_op_node_id(struct parser *p, struct ast_op *op, struct token name, struct token value);
struct ast_op *ast_graph_partition(struct parser *p, struct ast_op *op, struct ast_expr *key, struct ast_query *q,
                                   struct token close);

/* ---- parts of operators (ast_build_part.c) */
struct ast_part *ast_part(struct parser *p, enum ast_part_kind kind, struct token t);
struct ast_part *ast_part_text(struct parser *p, struct token t);
struct ast_part *ast_part_column(struct parser *p, struct token name, const struct token *type);
struct ast_part *ast_level(struct parser *p, struct token of, struct ast_named *count, struct ast_named *column);
struct ast_part *ast_level_by(struct parser *p, struct ast_part *level, struct ast_expr *others, struct ast_named *by);
struct ast_part *ast_step_name(struct parser *p, struct token k, struct token name, bool optional);
struct ast_part *ast_step_output(struct parser *p, struct ast_part *step, struct token output);
struct ast_part *ast_step(struct parser *p, struct ast_part *step, struct ast_expr *condition,
                          const ast_named_list *assignments);
/* a fork's branch that is a query of its own */
struct ast_query *ast_branch_of(struct parser *p, struct ast_expr *source, struct ast_query *pipes);
struct ast_part *ast_branch(struct parser *p, struct token open, const struct token *name, struct ast_query *q,
                            struct token close);
struct ast_part *ast_node_table(struct parser *p, struct ast_expr *table, struct ast_expr *id);
struct ast_part *ast_output_table(struct parser *p, struct token what, const struct token *name,
                                  const struct op_params *params);
struct ast_part *ast_graph_path(struct parser *p, struct ast_part *node);
struct ast_part *ast_graph_path_append(struct parser *p, struct ast_part *path, struct ast_part *edge,
                                       struct ast_part *node);
struct ast_part *ast_node(struct parser *p, struct token open, const struct token *name, struct token close);
struct ast_part *ast_edge(struct parser *p, struct token t, const struct token *name);
struct ast_part *ast_edge_range(struct parser *p, struct ast_part *edge, struct ast_expr *low, struct ast_expr *high);
struct ast_part *ast_edge_close(struct parser *p, struct ast_part *edge, struct token t);

/* ---- expressions (ast_build_expr.c) */
struct ast_expr *ast_name(struct parser *p, struct token name);
struct ast_expr *ast_wildcard(struct parser *p, struct token pattern);
struct ast_expr *ast_wildcard_path(struct parser *p, struct ast_expr *object, struct token pattern);
struct ast_expr *ast_literal(struct parser *p, struct token t);
struct ast_expr *ast_star(struct parser *p, struct token t);
struct ast_expr *ast_error(struct parser *p, struct token t);
struct ast_expr *ast_typeof(struct parser *p, struct token k, struct token name, struct token close);
struct ast_expr *ast_typeof_schema(struct parser *p, struct token k, struct ast_schema *s, struct token close);
struct ast_expr *ast_data(struct parser *p, enum ast_expr_kind kind, struct token k, struct ast_schema *schema);
struct ast_expr *ast_data_values(struct parser *p, struct ast_expr *e, ast_expr_list values, struct token close);
struct ast_expr *ast_data_properties(struct parser *p, struct ast_expr *e, ast_named_list properties,
                                     struct token close);
struct ast_expr *ast_entity_group(struct parser *p, struct token k, ast_expr_list members, struct token close);
struct ast_expr *ast_paren(struct parser *p, struct token open, struct ast_expr *value, struct token close);
struct ast_expr *ast_call(struct parser *p, struct token name, ast_named_list args, struct token close);
/* toscalar(query), totable(query), materialize(query) */
struct ast_expr *ast_call_of(struct parser *p, struct token name, struct ast_expr *query, struct token close);
struct ast_expr *ast_method(struct parser *p, struct ast_expr *object, struct token name, ast_named_list args,
                            struct token close);
struct ast_expr *ast_path(struct parser *p, struct ast_expr *object, struct token name);
struct ast_expr *ast_index(struct parser *p, struct ast_expr *object, struct ast_expr *index, struct token close);
struct ast_expr *ast_unary(struct parser *p, struct token op, struct ast_expr *operand);
struct ast_expr *ast_binary(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *right);
/* a and b and c: long chains become balanced trees, so that their height does not grow with their length */
struct chain ast_chain_start(struct ast_expr *first);
struct chain ast_chain_append(struct parser *p, struct chain chain, struct token op, struct ast_expr *term);
struct ast_expr *ast_chain(struct parser *p, const struct chain *chain);
struct ast_expr *ast_in(struct parser *p, struct ast_expr *left, struct token op, ast_expr_list items,
                        struct token close);
struct ast_expr *ast_between(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *low,
                             struct ast_expr *high, struct token close);

#endif
