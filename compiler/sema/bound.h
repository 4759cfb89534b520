/* What sema records about a script, for the lowering to the plan (plan/lower*.c). Expressions stay in the AST, with
 * `type` and `symbol` filled in; rows, new columns and aggregates stand here, beside the operators.
 *
 * EX_NAME: symbol is a struct name_symbol. EX_CALL, EX_UNARY, EX_BINARY, EX_IN, EX_BETWEEN, EX_PATH, EX_INDEX: symbol
 * is the catalogue row; each operand converts to the row's parameter class. iff, case, coalesce: operands convert to
 * the expression's own type. EX_BETWEEN's row takes (left, low, high); EX_PATH's (object, name). */
#ifndef KQLC_BOUND_H
#define KQLC_BOUND_H

#include "sema.h"

struct bound_let;

struct name_symbol { /* one of the two */
    struct column *column;
    const struct bound_let *let; /* a scalar one */
};

struct bound_let {
    const struct ast_let *ast;
    size_t index;            /* sees only the lets before it */
    struct ast_expr *scalar; /* bound; NULL: tabular, or `let x = <not compiled>` */
    struct ast_query *tabular;
    bool failed; /* reported; references stay silent */
};

struct bound_def { /* a new column and its value */
    struct column *col;
    struct ast_expr *value;
    struct column *copy; /* set instead of value: a plain copy of this column */
};
typedef VEC(struct bound_def) bound_defs;

struct bound_arg { /* of an aggregate: an expression, or a column that `*` stands for */
    struct ast_expr *expr;
    struct column *col;
};

struct bound_agg {
    const struct ast_expr *call;
    const struct catalog_row *row;
    VEC(struct bound_arg) args;
    VEC(struct column *) outs; /* one; arg_max, arg_min, take_any: one for each argument */
};

struct bound_query;

struct bound_op {
    const struct ast_op *ast;
    struct row_type out;
    bound_defs defs; /* EXTEND: new columns. PROJECT: all. SUMMARIZE: keys */
    VEC(struct bound_agg) aggs;
    bound_defs results; /* SUMMARIZE with values around aggregates: all result columns; else empty */
    struct bound_query *right;
    VEC(struct column *) left_keys, right_keys; /* inputs' columns; types equal or int with long */
    VEC(struct column *) join_from;             /* for each of out: the input's column */
    VEC(bool) join_left;
};

struct bound_query {
    const struct ast_query *ast;
    const struct schema_table *table; /* a scan; NULL for print, or with `inner` */
    struct bound_query *inner;        /* (sub-query), or a let's query */
    bound_defs print;
    struct row_type source; /* the row before the first operator */
    VEC(struct bound_op *) ops;
    struct row_type out;
};

struct bound {
    struct arena *arena;
    struct bound_query *query;
    VEC(struct bound_let *) lets;
    uint32_t next_column;
};

struct column *bound_column(struct bound *b, const char *name, kq_type type);
/* The value of a literal: its constant, seen through parentheses and scalar lets; NULL when it is not one. */
const struct ast_expr *bound_literal(const struct ast_expr *e);
/* Text to a value of type `to` by the rules of to<T>(string). False: it cannot be converted (null). */
bool bound_convert_text(struct text s, kq_type to, kq_value *out);

#endif
