/* What sema records about a script, for the lowering to the plan (plan/lower*.c). Expressions stay in the AST, with
 * `type`, `symbol` and `table` filled in; rows, new columns and aggregates stand here, beside the operators.
 * Included by: sema, plan. */
#ifndef KQLC_BOUND_H
#define KQLC_BOUND_H

#include "sema.h"

/* ---- names that a script itself defines: let, parameters, `as`, and what some operators put in scope */
enum local_kind {
    LOCAL_SCALAR,
    LOCAL_TABLE,
    LOCAL_FUNCTION,
    LOCAL_ENTITY, /* a database or a cluster: let db = database("d") */
    LOCAL_COLUMN, /* an outer row's column: the key inside `partition by key (...)`, a column that scan declares */
    LOCAL_ROW,    /* a row that is reached with a dot: a step of scan, a node or an edge of graph-match */
    LOCAL_PATTERN /* declare pattern */
};

/* What is not a value but has members: database("d").T */
enum entity { ENTITY_NONE, ENTITY_DATABASE, ENTITY_OTHER_DATABASE /* its tables are not known */, ENTITY_CLUSTER };

struct local {
    const struct local *outer; /* the one declared before it: what it can see. A list, innermost first */
    enum local_kind kind;
    const char *name;
    struct span span;                    /* of the name; for messages */
    kq_type type;                        /* SCALAR */
    struct ast_expr *scalar;             /* SCALAR: the bound value; NULL: a parameter whose value is not known */
    struct bound_query *table;           /* TABLE: bound once; a reference has fresh columns (bound_query.local) */
    const struct ast_function *function; /* FUNCTION: bound anew, on a copy, at each call */
    enum entity entity;                  /* ENTITY */
    struct column *column;               /* COLUMN */
    const struct row_type *row;          /* ROW */
    size_t parameters;                   /* PATTERN: how many it has */
    bool is_let, is_parameter;
    bool *used; /* for the warning about unused lets */
};

/* symbol of EX_NAME, and of an EX_PATH that is not a member of a dynamic value; one of these is set */
struct name_symbol {
    struct column *column;
    const struct local *local;        /* a scalar one (or a function without parameters, then `call`) */
    const struct schema_table *table; /* ast_expr.table is set too */
    const struct call_symbol *call;   /* a function called without brackets */
    const struct row_type *row;       /* $left, $right, or a local of kind ROW: has a meaning in front of a dot only */
};

/* Calls that the binder treats itself (bind_table_call.c). Their arguments are bound: the table of toscalar and
 * materialize is args.v[0]->value->table. */
enum table_call {
    TABLE_CALL_NONE,
#define TABLE_CALL(id, name, min, max) TABLE_CALL_##id,
#include "table_calls.def"
};

/* symbol of EX_CALL */
struct call_symbol {
    enum table_call table_call;
    enum entity entity;                   /* database(...), cluster(...), workspace(...) */
    const struct catalog_decl *decl;      /* a function or an aggregate of the catalogues; NULL: a user's function */
    struct column *column;                /* column_ifexists, iscolumnexists: the column; NULL: there is none */
    const struct local *function;         /* a let function */
    const struct schema_function *stored; /* of --functions, or built in (ASIM) */
    bool maybe;                           /* column_ifexists: whether there is such a column the data tells */
    struct ast_script *body;              /* user's function with a body: its bound copy */
    struct ast_expr *result;              /* the body's last expression, bound (scalar functions) */
    VEC(const struct local *) parameters; /* with a body: the parameters as locals, with their arguments as values */
};

/* ---- queries */
struct bound_def { /* a new column and its value */
    struct column *col;
    struct ast_expr *value;
    struct column *copy; /* set instead of value: a plain copy of this column */
    /* value is a call of several values (series_stats): 1 + the index of the one that col takes. 0: the whole value. */
    size_t field;
};
typedef VEC(struct bound_def) bound_defs;

struct bound_arg { /* of an aggregate: an expression, or a column that `*` stands for */
    struct ast_expr *expr;
    struct column *col;
};

struct bound_agg {
    const struct ast_expr *call;
    const struct catalog_decl *decl;
    VEC(struct bound_arg) args;
    VEC(struct column *) outs; /* one; arg_max, arg_min, take_any: one for each argument; percentiles: one each */
};

struct bound_leg {              /* one of the tables of union, search, find */
    struct bound_query *query;  /* NULL: the piped input */
    const struct row_type *row; /* its columns; NULL: a view that a pattern found, which gives none */
    const char *name;           /* what withsource shows; NULL: it has no name */
};
typedef VEC(struct bound_leg) bound_legs;

struct bound_parsed { /* a column of parse and parse-kv, and the number of the part or key that fills it */
    struct column *col;
    size_t part;
};

struct bound_op {
    const struct ast_op *ast;
    struct row_type out;
    /* What follows is filled in for the operators that the plan stage executes; others have their row alone. */
    bound_defs defs; /* EXTEND: new columns. PROJECT: all. SUMMARIZE: keys. PRINT: all */
    VEC(struct bound_agg) aggs;
    bound_defs results; /* SUMMARIZE with values around aggregates: all result columns; else empty */
    struct bound_query *right;
    enum join_kind join_kind;
    VEC(struct column *) left_keys, right_keys; /* inputs' columns; types equal or int with long. PARTITION: by */
    VEC(struct column *) join_from;             /* for each of out: the input's column */
    VEC(bool) join_left;
    bool nonempty;                   /* MAKE_SERIES: kind=nonempty. Its keys are defs, aggs those in its items */
    struct column *index;            /* MV_EXPAND, MV_APPLY: with_itemindex. Their items are defs */
    VEC(struct bound_parsed) parsed; /* PARSE, PARSE_WHERE, PARSE_KV */
    bound_legs legs;                 /* UNION, SEARCH; FIND: those that can have a row */
    struct column *source;           /* the column that names the leg; NULL: none */
    VEC(struct column *)
    gathered;                     /* the columns that the legs fill (FIND: that its condition sees), and for each ... */
    VEC(struct column *) samples; /* ... one of a leg: others fill it with theirs of this name and type. Not of FIND */
    struct row_type input;        /* GETSCHEMA: the row that it describes */
    VEC(struct bound_op *) levels; /* TOP_NESTED: the aggs of each */
};

enum bound_source {
    SOURCE_NONE,     /* the first operator starts the query, or takes the outer row (ast_query.piped_into) */
    SOURCE_TABLE,    /* a scan of `table` */
    SOURCE_LOCAL,    /* a reference to the tabular local `local`: `source` holds fresh columns, in the order of
                        local->table->out */
    SOURCE_INNER,    /* (sub-query), materialize(sub-query): `inner`; `source` is inner->out */
    SOURCE_VALUES,   /* datatable: `data` */
    SOURCE_SUPPLIED, /* rows that stand in no table of events: `data` (externaldata), `watchlist`, or those of a
                        function without a body (`call`), read as a table of its name */
    SOURCE_OTHER,    /* everything else: `what` names it for the refusal ("datatable", "_GetWatchlist", "f") */
    SOURCE_ERROR     /* reported, or not known; source is open */
};

struct bound_query {
    const struct ast_query *ast; /* NULL: a plain expression (a table's name, a call) used as a table */
    enum bound_source kind;
    struct span source_span;
    const char *what;
    const struct schema_table *table;
    const struct local *local;
    struct bound_query *inner;
    bool materialized;           /* SOURCE_INNER: materialize(inner) */
    const struct ast_expr *data; /* SOURCE_VALUES: the EX_DATATABLE; its values are row after row of `source` */
    struct ast_expr *call;       /* SOURCE_OTHER: a call of a function that gives a table; symbol is a call_symbol */
    const char *watchlist;       /* SOURCE_SUPPLIED: the alias */
    bool filters_unknown;        /* SOURCE_SUPPLIED: what an argument of the call does is not known */
    bool left_out;               /* isfuzzy: something in it is not there, so that a union goes without it */
    struct row_type source;      /* the row before the first operator */
    VEC(struct bound_op *) ops;
    struct row_type out;
};

struct shared_row { /* of an open function's results, or an open table named by text */
    const void *key;
    struct row_type *row;
};

typedef VEC(struct shared_row) shared_rows;

struct bound {
    struct arena *arena;
    struct bound_query *query; /* the last query statement; NULL: none, or a value */
    struct ast_expr *value;    /* the last query statement, as an expression */
    uint32_t next_column;
    shared_rows shared;
};

struct column *bound_column(struct bound *b, const char *name, kq_type type);
/* The value of a literal: its constant, seen through parentheses and scalar lets; NULL when it is not one. */
const struct ast_expr *bound_literal(const struct ast_expr *e);
/* The same for texts, interned. e may be NULL. */
const char *bound_text(const struct ast_expr *e);
/* int -> long -> real; dynamic beside a typed value takes its type; KQ_T_NONE: nothing in common. */
kq_type common_type(kq_type a, kq_type b);

#endif
