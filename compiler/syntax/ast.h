/* The KQL syntax tree. Built by the grammar, immutable afterwards except the fields marked [sema].
 * Included by: syntax, sema, plan (lowering), driver (dump). */
#ifndef KQLC_AST_H
#define KQLC_AST_H

#include "base.h"

#include <kq/value.h>

/* Nesting allowed in a query, and height allowed of an expression: more is reported as an error. */
#define SYNTAX_MAX_DEPTH 1000

struct ast_expr;
struct ast_query;
struct ast_script;
struct bound_query; /* [sema] */
typedef VEC(struct ast_expr *) ast_expr_list;

/* ---- pieces ----------------------------------------------------------------------------------------------------- */

struct ast_name {
    const char *text; /* interned; NULL: none */
    struct span span;
};
typedef VEC(struct ast_name) ast_name_list;

enum ast_order { ORDER_DEFAULT, ORDER_ASC, ORDER_DESC, ORDER_GRANNY_ASC, ORDER_GRANNY_DESC };
enum ast_nulls { NULLS_DEFAULT, NULLS_FIRST, NULLS_LAST };

/* `name = expr`, `(n1, n2) = expr` or just `expr`, in lists of operators and in calls. */
struct ast_named {
    ast_name_list names; /* 0, 1 or several */
    struct ast_expr *value;
    struct span span;
    enum ast_order order;   /* sort, top, project-reorder, scan: `expr desc` */
    enum ast_nulls nulls;   /* `expr nulls last` */
    struct ast_expr *extra; /* make-series: default = extra */
    struct ast_expr *to;    /* mv-expand, mv-apply: `to typeof(T)`, an EX_TYPEOF */
};
typedef VEC(struct ast_named *) ast_named_list;

/* (a:long, *, b:string = "x"): columns of datatable, externaldata, parse-kv, typeof; parameters of functions. */
struct ast_column {
    struct ast_name name; /* none for `*` */
    kq_type type;         /* KQ_T_NONE: `*`, a table (`table` set), or a type that does not exist (reported) */
    struct span type_span;
    struct ast_schema *table;  /* function parameters: T:(a:long, *) */
    struct ast_expr *fallback; /* parameters, scan declarations: their default */
};
struct ast_schema {
    VEC(struct ast_column) columns;
    struct span span;
    bool star; /* has a `*` among columns */
};

/* ---- expressions ------------------------------------------------------------------------------------------------ */
enum ast_expr_kind {
#define AST_EXPR(kind, name) EX_##kind,
#include "ast.def"
};

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
        struct { /* EX_NAME: a plain or bracketed name. EX_WILDCARD: a pattern with `*` (`Sec*`, `*_d`) */
            const char *name;
            bool bracketed;
        } name;
        struct { /* EX_PATH: object.name; wildcard: database('d').Sec*, name is the pattern */
            struct ast_expr *object;
            const char *name;
            struct span name_span;
            bool wildcard;
        } path;
        struct { /* EX_INDEX: object[index] */
            struct ast_expr *object, *index;
        } index;
        struct { /* EX_CALL: name(args), or object.name(args); args may be named. `entity_group [a, b]` is a call of
                    "entity_group" */
            struct ast_expr *object; /* NULL: a plain call */
            const char *name;
            struct span name_span;
            ast_named_list args;
        } call;
        struct { /* EX_UNARY: op is "-" or "+"; EX_BINARY: op is the operator's normal spelling: "+" "==" "has" "and" */
            const char *op; /* interned */
            struct span op_span;
            struct ast_expr *left, *right; /* unary: left only */
        } op;
        struct { /* EX_IN: left op (items): in !in in~ !in~ has_any has_all; an item may be a sub-query or a table */
            const char *op;
            struct span op_span;
            struct ast_expr *left;
            ast_expr_list items;
        } in;
        struct { /* EX_BETWEEN: left between|!between (low .. high) */
            bool negated;
            struct span op_span;
            struct ast_expr *left, *low, *high;
        } between;
        struct ast_expr *inner;  /* EX_PAREN */
        struct ast_query *query; /* EX_SUBQUERY: a pipeline (T | ...), or one that starts with an operator */
        struct {                 /* EX_TYPEOF: typeof(long), or typeof(a:long, *) with a schema */
            kq_type type;
            struct ast_schema *schema;
        } type_literal;
        struct { /* EX_DATATABLE: values row by row. EX_EXTERNALDATA: values are the URIs */
            struct ast_schema *schema;
            ast_expr_list values;
            ast_named_list properties; /* with (name = value, ...) */
        } data;
        /* EX_STAR: nothing; EX_ERROR: a syntax error was reported here */
    } u;
    uint16_t depth;     /* height of the tree below; the parser keeps it under SYNTAX_MAX_DEPTH, so recursion is safe */
    kq_type type;       /* [sema] KQ_T_NONE: not known (an error was reported, or an open schema), or a table */
    const void *symbol; /* [sema] EX_NAME: struct name_symbol; EX_CALL: struct call_symbol (bound.h) */
    const struct shape *shape; /* [sema] type is dynamic: what is known of it (shape.h); NULL: nothing */
    struct bound_query *table; /* [sema] the value is a table: its query */
};

/* What stands inside the parentheses around e. As strchr does: what is const to the caller stays so. */
static inline struct ast_expr *without_parentheses(const struct ast_expr *e) {
    while (e->kind == EX_PAREN) e = e->u.inner;
    return (struct ast_expr *)e;
}

/* ---- tabular operators ------------------------------------------------------------------------------------------ */
enum ast_op_kind {
    OP_ERROR, /* a syntax error was reported here */
#define TABULAR(kind, keyword, bind, place) OP_##kind,
#include "tabular.def"
    OP_COUNT_OF_KINDS
};

/* One of several clauses of an operator. */
enum ast_part_kind {
    PART_STAR,    /* parse: `*` */
    PART_TEXT,    /* parse: a, the text to find */
    PART_COLUMN,  /* parse: name and type (KQ_T_NONE: none given, string) */
    PART_LEVEL,   /* top-nested: [a] of items[0] [with others = b] by items[1] */
    PART_STEP,    /* scan: step name [optional] [output=...]: a => items (assignments) */
    PART_BRANCH,  /* fork: [name =] (query) */
    PART_TABLE,   /* make-graph: with a on b;  graph-to-table: option is "nodes" or "edges", items its parameters */
    PART_NODE,    /* graph-match: (name) */
    PART_EDGE,    /* graph-match: -[name*low..high]->; optional: it has a `*`, a and b the range or NULL */
    PART_PATTERN, /* graph-match: parts */
};
struct ast_part {
    enum ast_part_kind kind;
    struct span span;
    struct ast_name name;
    kq_type type;
    struct span type_span;
    bool optional;
    const char *option; /* scan: output=last|all|none. edges: "-->", "<--", "--" */
    struct ast_expr *a, *b;
    ast_named_list items;
    struct ast_query *query;
    VEC(struct ast_part *) parts;
};
typedef VEC(struct ast_part *) ast_part_list;

/* Also summarize's old `bin=1h`, mv-apply's `id guid(...)` and make-graph's `with_node_id=n`, wherever they stand. */
struct ast_param { /* kind=inner, hint.strategy=shuffle, withsource=T, with_itemindex=i, isfuzzy=true, flags=i */
    struct ast_name name;
    struct ast_expr *value; /* a literal, or an EX_NAME for a bare word */
};

/* One node for all operators: what an operator has none of stays empty. Copies, dumps and walks need no case per
 * operator. `a`, `b`, `c` have names that say what they are. */
struct ast_op {
    enum ast_op_kind kind;
    struct span span;        /* from the pipe to the end of the operator */
    struct ast_name keyword; /* as written ("filter", "order") */
    VEC(struct ast_param) params;
    union {
        struct ast_expr *a;
        struct ast_expr *predicate; /* where; search; find; graph-match */
        struct ast_expr *count;     /* take, sample, sample-distinct, top, top-hitters: how many */
        struct ast_expr *text;      /* parse, parse-kv: what is parsed; reduce: by */
        struct ast_expr *call;      /* evaluate, invoke */
        struct ast_expr *right;     /* join, lookup: the right side */
        struct ast_expr *from;      /* range, make-series; make-graph: source node */
        struct ast_expr *key;       /* partition: by; macro-expand: the entity group */
    };
    union {
        struct ast_expr *b;
        struct ast_expr *of;    /* sample-distinct, top-hitters */
        struct ast_expr *to;    /* range, make-series; make-graph: target node */
        struct ast_expr *limit; /* mv-expand, mv-apply; partition: what the keys are `in` */
    };
    union {
        struct ast_expr *c;
        struct ast_expr *step;    /* range, make-series */
        struct ast_expr *measure; /* top-hitters: by; make-graph: partitioned-by, over `query` */
    };
    bool in_range;          /* make-series: in range(from, to, step) */
    bool star;              /* facet/find: `project ..., pack(*)`; parse-kv etc.: unused */
    bool smart;             /* find: project-smart */
    struct ast_name name;   /* where x = predicate, as, count as, range's column, render's chart, macro-expand's scope,
                               partition's scope */
    struct ast_named *axis; /* make-series: on */
    ast_named_list items;   /* the main list: extend, project*, summarize's aggregates, sort and top keys, distinct,
                               mv-expand's and mv-apply's columns, make-series' aggregates, union's tables, facet's
                               columns, find's project, graph-match's project, serialize, print, scan's order by */
    ast_named_list by;   /* summarize, make-series: by; scan: partition by; search and find: the tables of `in (...)` */
    ast_named_list away; /* find: project-away */
    ast_expr_list on;    /* join, lookup: the conditions */
    struct ast_schema *schema; /* evaluate's result, parse-kv, scan's declare, assert-schema */
    ast_named_list with;       /* render, parse-kv, reduce: with (name = value, ...) */
    struct ast_query *query;   /* mv-apply: on (...); partition: (...); facet: with (...). Its source is NULL and its
                                  operators take the row in scope */
    struct ast_script *script; /* macro-expand and partition { ... } */
    ast_part_list parts;
    uint16_t depth;
};

/* A pipeline: `source | op | op`, or one that starts with an operator (print, range, union, ...): source NULL. */
struct ast_query {
    struct ast_expr *source;
    VEC(struct ast_op *) ops;
    struct span span;
    bool piped_into; /* an operator's sub-query: the first operator takes the outer row */
    uint16_t depth;  /* as in ast_expr */
};

/* ---- statements ------------------------------------------------------------------------------------------------- */
struct ast_function { /* (parameters) { body } */
    struct ast_schema *parameters;
    struct ast_script *body;
    bool is_view;
    struct span span;
};

enum ast_statement_kind {
#define AST_STATEMENT(kind, name) ST_##kind,
#include "ast.def"
};

struct ast_statement {
    enum ast_statement_kind kind;
    struct span span;
    struct ast_name name;          /* LET, SET, ALIAS, PATTERN */
    struct ast_expr *value;        /* LET name = value; QUERY; SET; ALIAS (the database) */
    struct ast_function *function; /* LET name = (...) {...} */
    struct ast_schema *parameters; /* PARAMETERS, PATTERN */
    ast_expr_list tables;          /* RESTRICT */
};

struct ast_script { /* a whole text, or a function's body: statements; a query is one of them, usually the last */
    VEC(struct ast_statement *) statements;
    struct span span;
    uint16_t depth;
};

#endif
