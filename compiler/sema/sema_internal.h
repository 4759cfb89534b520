/* Between the files of sema/: the binder's state and its passes. */
#ifndef KQLC_SEMA_INTERNAL_H
#define KQLC_SEMA_INTERNAL_H

#include "bound.h"

enum aggregates {
    AGGREGATES_REFUSED, /* ordinary row scope */
    AGGREGATES_ALLOWED, /* a value of summarize: columns only inside aggregates */
    AGGREGATES_INSIDE   /* an aggregate's argument: columns, no aggregates */
};

struct dropped { /* a column that an earlier operator of the pipeline left out */
    const char *name;
    struct span op;
};

struct suffix { /* unique_name: the last number given to a name in a row, so that many equal names stay cheap */
    const struct row_type *row;
    const char *base;
    unsigned last;
};

/* Limits on what let references may expand to; beyond, U0007. */
enum { MAX_OPERATORS = 2000, MAX_LET_NESTING = 100 };

struct binder {
    struct arena *arena;
    struct schema *schema;
    struct diag *diag;
    struct bound *bound;
    /* scope of the expression being bound */
    const struct row_type *row; /* NULL: no row (print, let) */
    const char *row_name;       /* for messages: "SecurityEvent", "the result of 'project'" */
    VEC(struct dropped) dropped;
    enum aggregates aggregates;
    struct bound_op *summarize; /* takes the aggregates found in AGGREGATES_ALLOWED */
    size_t let_limit;           /* lets with a smaller index are visible */
    size_t operators, let_depth;
    VEC(struct suffix) suffixes;
    bool syntax_errors; /* then names may be missing that the parser had to skip: unknown ones are not reported */
};

/* infer_types.c: fills type and symbol; KQ_T_NONE after an error that was reported. */
kq_type bind_expr(struct binder *b, struct ast_expr *e);
/* resolve_call.c */
kq_type bind_call(struct binder *b, struct ast_expr *e);
kq_type bind_aggregate(struct binder *b, struct ast_expr *e, struct bound_agg **out);
/* resolve_operator.c; operands are bound already and none is KQ_T_NONE */
kq_type bind_binary(struct binder *b, struct ast_expr *e);
kq_type bind_unary(struct binder *b, struct ast_expr *e);
kq_type bind_in(struct binder *b, struct ast_expr *e);
kq_type bind_between(struct binder *b, struct ast_expr *e);
/* resolve_names.c */
kq_type bind_name(struct binder *b, struct ast_expr *e);
struct column *find_column(const struct row_type *row, const char *name);
void report_unknown_column(struct binder *b, const struct row_type *row, const char *row_name, const char *name,
                           struct span span);
const struct bound_let *find_let(const struct binder *b, const char *name);
/* result_names.c: the name of an unnamed value, or NULL (kql.md 5.1) */
const char *result_name(struct binder *b, const struct ast_expr *e);
/* `base`, or base1, base2, ... when it is taken in `row`. */
const char *unique_name(struct binder *b, const struct row_type *row, const char *base);
const char *numbered_name(struct binder *b, const struct row_type *row, size_t *counter);
void row_push(struct binder *b, struct row_type *row, struct column *c);
/* bind_query.c */
struct bound_query *bind_query(struct binder *b, struct ast_query *q);
/* bind_columns.c, bind_summarize.c, bind_join.c: one tabular operator each; false after an error */
bool bind_extend(struct binder *b, struct bound_op *op, const ast_named_list *items);
bool bind_project(struct binder *b, struct bound_op *op, const ast_named_list *items);
bool bind_print(struct binder *b, struct bound_query *q);
bool bind_summarize(struct binder *b, struct bound_op *op);
/* A join's right side is a query of its own: no row is in scope there. NULL after an error. */
struct bound_query *bind_right_side(struct binder *b, struct ast_query *ast);
bool bind_join(struct binder *b, struct bound_op *op);
/* clone.c: a copy without types and symbols */
struct ast_query *clone_query(struct arena *a, const struct ast_query *q);

/* overloads.c */
enum { COST_NEVER = 1 << 24 }; /* above any sum of costs: a query is at most 4 MiB */
/* How far an argument of type `have` is from a parameter: 0 exact, more for widening, COST_NEVER: not accepted. */
int conversion_cost(kq_type have, enum cat_param want);
const char *types_text(struct binder *b, const kq_type *types, size_t n, const char *last_joiner);
const char *signatures_text(struct binder *b, const struct catalog_row *first);
/* int -> long -> real; dynamic beside a typed value takes its type; KQ_T_NONE: nothing in common. */
kq_type common_type(kq_type a, kq_type b);
bool is_unsupported_function(const char *name);
bool is_partial_function(const char *name);
bool is_table_function(const char *name);
const char *type_with_article(struct binder *b, kq_type t);

#endif
