/* The KQL syntax tree. Built by the grammar, immutable afterwards except the fields marked [sema].
 * Included by: syntax, sema, plan (lowering), driver (dump). */
#ifndef KQLC_AST_H
#define KQLC_AST_H

#include "base.h"

#include <kq/value.h>

struct column;      /* [sema] */
struct catalog_row; /* [sema] */

/* Nesting allowed in a query, and height allowed of an expression: more is reported as an error. */
#define SYNTAX_MAX_DEPTH 1000

/* ---- expressions ------------------------------------------------------------------------------------------------ */
enum ast_expr_kind {
#define AST_EXPR(kind, name) EX_##kind,
#include "ast.def"
};

struct ast_expr;
struct ast_query;
typedef VEC(struct ast_expr *) ast_expr_list;

/* `name = expr`, `(n1, n2) = expr` or just `expr`, in extend, project, summarize, by, print and in calls. */
struct ast_named {
    const char **names; /* interned; 0, 1 or several */
    struct span *name_spans;
    size_t name_count;
    struct ast_expr *value;
    struct span span;
};
typedef VEC(struct ast_named *) ast_named_list;

struct ast_expr {
    enum ast_expr_kind kind;
    struct span span;
    union {
        /* EX_BOOL EX_INT EX_LONG EX_REAL EX_DATETIME EX_TIMESPAN EX_GUID EX_DECIMAL(text in s): the literal's value.
           null literals (`int(null)`) have value.null. EX_STRING: text in s, escapes resolved, adjacent ones joined.
           EX_DYNAMIC: value.u.d built in the rule's arena as nodes. EX_DATETIME with now_literal: `datetime()`. */
        struct {
            kq_value value;
            struct text s;
            bool now_literal;
        } lit;
        struct { /* EX_NAME: a plain or bracketed name */
            const char *name;
            bool bracketed;
        } name;
        struct { /* EX_PATH: object.name */
            struct ast_expr *object;
            const char *name;
            struct span name_span;
        } path;
        struct { /* EX_INDEX: object[index] */
            struct ast_expr *object, *index;
        } index;
        struct { /* EX_CALL: name(args); EX_CALL args may be named */
            const char *name;
            struct span name_span;
            ast_named_list args;
        } call;
        struct { /* EX_UNARY: op is "-" or "+"; EX_BINARY: op is the token's text: "+" "==" "has" "!contains_cs" "and"
                    ... */
            const char *op; /* interned */
            struct span op_span;
            struct ast_expr *left, *right; /* unary: left only */
        } op;
        struct { /* EX_IN: left op (items): in !in in~ !in~ has_any has_all; items or a sub-query */
            const char *op;
            struct span op_span;
            struct ast_expr *left;
            ast_expr_list items;
            struct ast_query *query;
        } in;
        struct { /* EX_BETWEEN: left between|!between (low .. high) */
            bool negated;
            struct span op_span;
            struct ast_expr *left, *low, *high;
        } between;
        struct ast_expr *inner;  /* EX_PAREN */
        struct ast_query *query; /* EX_SUBQUERY: (T | ...) as a value, and toscalar's argument */
        kq_type type_literal;    /* EX_TYPEOF */
        /* EX_STAR: nothing; EX_ERROR: a syntax error was reported here */
    } u;
    uint16_t depth;     /* height of the tree below; the parser keeps it under SYNTAX_MAX_DEPTH, so recursion is safe */
    kq_type type;       /* [sema] */
    const void *symbol; /* [sema] EX_NAME: its column or let; EX_CALL, EX_UNARY, EX_BINARY, EX_IN: its catalogue row */
};

/* ---- tabular operators ------------------------------------------------------------------------------------------ */
enum ast_op_kind {
#define AST_OP(kind, name) OP_##kind,
#include "ast.def"
};

enum ast_join_kind {
    JOIN_INNERUNIQUE, /* the default */
    JOIN_INNER,
    JOIN_LEFTOUTER,
    JOIN_RIGHTOUTER,
    JOIN_FULLOUTER,
    JOIN_LEFTSEMI,
    JOIN_RIGHTSEMI,
    JOIN_LEFTANTI, /* anti, leftantisemi */
    JOIN_RIGHTANTI /* rightantisemi */
};

struct ast_join_key { /* `name`, or $left.left == $right.right */
    const char *left, *right;
    struct span left_span, right_span;
};

struct ast_op {
    enum ast_op_kind kind;
    struct span span; /* from the pipe to the end of the operator */
    union {
        struct ast_expr *predicate; /* OP_WHERE */
        struct {
            ast_named_list items;
        } list; /* OP_EXTEND OP_PROJECT OP_PRINT */
        struct {
            ast_named_list aggs, by;
        } summarize;
        struct {
            enum ast_join_kind kind;
            bool kind_given;
            struct ast_query *right;
            VEC(struct ast_join_key) keys;
        } join;
        struct {
            const char *name;
            struct span name_span;
        } unsupported; /* OP_UNSUPPORTED: operator's keyword(s) */
    } u;
};

/* A pipeline: a source and its operators. */
enum ast_source_kind {
    SRC_TABLE,
    SRC_PRINT,
    SRC_QUERY,       /* (sub-query) | ..., materialize(sub-query) */
    SRC_UNSUPPORTED, /* union, datatable, a function that gives a table, ... */
    SRC_ERROR        /* a syntax error was reported here */
};

struct ast_query {
    enum ast_source_kind source;
    const char *table; /* SRC_TABLE: a table's or a let's name; SRC_UNSUPPORTED: what it is ("union", "datatable") */
    struct span source_span;
    ast_named_list print;    /* SRC_PRINT */
    struct ast_query *inner; /* SRC_QUERY */
    struct ast_expr *call;   /* SRC_UNSUPPORTED: f(x) as a table, an EX_CALL; table is then the function's name */
    VEC(struct ast_op *) ops;
    struct span span;
    uint16_t depth; /* as in ast_expr */
};

struct ast_let {
    const char *name;
    struct span name_span, span;
    struct ast_expr *scalar;   /* let x = expr; NULL when tabular */
    struct ast_query *tabular; /* let x = T | ...; a plain name may be either: then scalar is EX_NAME */
    const char *unsupported;   /* "function", "tabular let": recognised, not compiled yet */
};

struct ast_script {
    VEC(struct ast_let *) lets;
    struct ast_query *query; /* NULL after an error */
};

#endif
