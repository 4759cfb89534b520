/* Between the files of sema/: the binder's state and its parts. Nothing in sema fails: after an error types are
 * KQ_T_NONE and rows are open, and both keep quiet what only follows from the error. */
#ifndef KQLC_SEMA_INTERNAL_H
#define KQLC_SEMA_INTERNAL_H

#include "bound.h"
#include "functions.h"

enum aggregates {
    AGGREGATES_REFUSED, /* ordinary row scope */
    AGGREGATES_ALLOWED, /* a value of summarize, make-series, ...: columns only inside aggregates */
    AGGREGATES_INSIDE   /* an aggregate's argument: columns, no aggregates */
};

struct dropped { /* a column that an earlier operator of the pipeline left out */
    const char *name;
    struct span op;
};

/* A block of names: a script, a function's body. Changes as statements are bound, also by `as` inside a query, so that
 * what stands behind sees it; places only point to it. */
struct scope {
    const struct local *locals; /* innermost first */
    const struct local *outer;  /* where those of the blocks around begin */
};

struct call_frame { /* user functions being expanded, innermost first: a stored function may not call itself */
    const struct call_frame *outer;
    const struct schema_function *stored;
};

/* Where an expression stands. Saved and put back as a whole: `struct place saved = b->at; ...; b->at = saved;` */
struct place {
    struct scope *scope;          /* never NULL */
    const struct row_type *row;   /* NULL: no row (print, let) */
    const struct row_type *right; /* $right, in the conditions of join and lookup */
    const char *row_name;         /* for messages: "SecurityEvent", "the result of 'project'" */
    VEC(struct dropped) dropped;
    enum aggregates aggregates;
    bool graph_match;           /* where and project of graph-match: functions over nodes and edges are known */
    struct bound_op *summarize; /* takes the aggregates found in AGGREGATES_ALLOWED; NULL: they are not recorded */
    unsigned calls, depth;      /* nesting of user functions; their bodies' heights together */
    const struct call_frame *frames;
    struct span input; /* what is piped into the operator, from the query's start: for reports on the left side */
    const struct ast_expr *tabular; /* stands where a table is expected: unknown, it is an unknown table */
};

/* Limits on what calls of user functions may expand to; beyond, U0007. The last one keeps recursion off the stack's
 * end. */
enum { MAX_OPERATORS = 20000, MAX_CALL_NESTING = 100, MAX_EXPANDED_DEPTH = 3000 };

/* About the stored function whose body is being bound. */
struct expansion {
    bool depends; /* what it gives depends on the call: on a table that it is given, or on table(name) */
    bool cut;     /* a call inside was left out, because it calls itself */
};

struct binder {
    struct arena *arena;
    struct schema *schema;
    struct diag *diag;
    struct bound *bound;
    struct place at;
    size_t operators;   /* and calls of user functions; over MAX_OPERATORS nothing more is bound */
    bool nested_calls;  /* over MAX_CALL_NESTING or MAX_EXPANDED_DEPTH */
    struct diag *quiet; /* takes what is reported inside expanded calls: their bodies were checked where they stand */
    struct expansion expansion;
    size_t default_names; /* Column1, Column2, ... go through a whole script or body */
    bool fuzzy;           /* inside `union isfuzzy=true`: unknown tables and functions are left out */
    bool syntax_errors;   /* names may be missing that the parser had to skip: unknown ones are not reported */
};

/* ---- expressions (bind_expr.c, bind_call.c, bind_operator.c) */

/* Binds e, a value or a table: sets e->type, or e->table. */
void bind_any(struct binder *b, struct ast_expr *e);
/* Binds e, which must be a value; returns e->type. A table is reported (Microsoft's "Scalar value expected"). */
kq_type bind_expr(struct binder *b, struct ast_expr *e);
/* Binds e, which must be a bool. `what` is for the message: "graph-match". */
void bind_bool(struct binder *b, struct ast_expr *e, const char *what);
/* datatable and externaldata (bind_data.c): sets e->table. */
void bind_data(struct binder *b, struct ast_expr *e);
/* The call behind evaluate: binds and checks its arguments over b->at.row. NULL: there is no such plug-in (reported).
 */
const struct catalog_decl *bind_plugin(struct binder *b, struct ast_expr *call);
/* Operators; operands are bound. */
kq_type bind_operator(struct binder *b, struct ast_expr *e);
/* Calls of catalogue functions and aggregates; everything else is asked of bind_user_call. */
void bind_call(struct binder *b, struct ast_expr *e);
/* A plug-in's call behind evaluate: binds the arguments over b->at.row and checks them. NULL: there is no such plug-in.
 */
const struct catalog_decl *bind_plugin(struct binder *b, struct ast_expr *call);
/* plugin_binding.c, for bind_plugin: binds the arguments; the call without options that stand anywhere. */
void bind_plugin_args(struct binder *b, struct ast_expr *call);
struct ast_expr *plugin_without_options(struct binder *b, struct ast_expr *call);
bool is_aggregate(const struct binder *b, const struct ast_expr *e); /* a call of an aggregate */
/* A value where one is an aggregate's result, in AGGREGATES_ALLOWED; for SPECIAL ones args are bound, outs are left to
 * the operator. */
kq_type bind_aggregate(struct binder *b, struct ast_expr *e, struct bound_agg *out);

/* ---- names (names.c, scopes.c) */
/* EX_DATATABLE, EX_EXTERNALDATA: sets e->table. */
void bind_data(struct binder *b, struct ast_expr *e);
void bind_name(struct binder *b, struct ast_expr *e); /* EX_NAME: value or table */
void bind_path(struct binder *b, struct ast_expr *e); /* EX_PATH: $left.x, database('d').T, member of a dynamic */
struct column *find_column(const struct row_type *row, const char *name); /* NULL: none */
/* Rows that come from the same open thing have what was found in any of them before (Microsoft's table symbols). */
struct column *find_in_open_row(struct binder *b, struct row_type *row, const char *name);
void share_row(struct binder *b, const void *key, struct row_type *row);
/* The column, or a report and NULL. An open row gets a column of unknown type: copy a row after binding what stands
 * over it, not before. */
struct column *use_column(struct binder *b, const struct row_type *row, const char *name, struct span span);
/* Columns that a name or a pattern (`Sec*`, `*`) stands for, in row order; a plain name that is unknown is reported. */
typedef VEC(struct column *) column_list;
void match_columns(struct binder *b, const struct ast_expr *e, column_list *out);
bool name_matches(const char *pattern, const char *name); /* `*` any text */
const struct local *find_local(const struct binder *b, const char *name);
/* Adds it to the block in scope, over one of the same name. */
void declare_local(struct binder *b, struct local *l);
/* The same for a let: a second one of the same name in the block is E0305. */
void declare_let(struct binder *b, struct local *l);
/* `as`, and others that put a table in scope. */
void declare_table(struct binder *b, struct ast_name name, struct bound_query *q);
/* A block of its own: struct scope s; struct place saved = b->at; scope_enter(b, &s); ...; b->at = saved; */
void scope_enter(struct binder *b, struct scope *s);

/* ---- scripts and user functions (bind_script.c, bind_function.c) */
/* Statements in order; the last value or table in *value. */
void bind_script(struct binder *b, struct ast_script *s, struct ast_expr **value);
void warn_unused_lets(struct binder *b); /* of the block in scope; at its end */
/* A call (or a name without brackets: args NULL) of a let function or a stored one. False: there is none. */
bool bind_user_call(struct binder *b, struct ast_expr *e, ast_named_list *args);
void bind_stored_call(struct binder *b, struct ast_expr *e, const struct schema_function *f, ast_named_list *args);
bool stored_is_callable(struct binder *b, const struct schema_function *f); /* without arguments */
/* What stands behind the dot of a database. */
void bind_database_member(struct binder *b, struct ast_expr *e, enum entity database, const char *name,
                          struct span span);
enum entity entity_of(const struct ast_expr *e); /* of a bound expression */
/* toscalar, materialize, table, database, cluster, workspace, ...: functions over tables. False: none of them. */
bool bind_table_call(struct binder *b, struct ast_expr *e);

/* ---- queries (bind_query.c) */
/* Binds e, which must be a table (E0217), without a row in scope. Never NULL. */
struct bound_query *bind_table(struct binder *b, struct ast_expr *e);
/* The same where a scalar is no error: the source of a pipeline. NULL: e is a value; e->type says which. */
struct bound_query *bind_source(struct binder *b, struct ast_expr *e);
/* A pipeline. piped_into: takes b->at.row. Never NULL. */
struct bound_query *bind_query(struct binder *b, struct ast_query *q);
/* A reference to something that gives a table, as a query without operators. */
struct bound_query *query_of_row(struct binder *b, enum bound_source kind, const char *what, struct row_type row,
                                 struct span span);

struct bound_query *query_of_table(struct binder *b, const struct schema_table *t, struct span span);
struct bound_query *query_of_local(struct binder *b, const struct local *l, struct span span);
struct bound_query *query_of_query(struct binder *b, const char *what, struct bound_query *inner, struct span span);
void share_query(struct binder *b, const void *key, struct bound_query *q); /* share_row of one without operators */
struct bound_query *query_unknown(struct binder *b, const char *what, struct span span); /* an open row */

/* ---- rows and projections (rows.c, projection.c) */
struct suffix {
    const char *name;
    unsigned last;
};
void row_push(struct binder *b, struct row_type *row, struct column *c);
struct row_type row_copy(struct binder *b, const struct row_type *row);
struct row_type row_refresh(struct binder *b, const struct row_type *row); /* the same names and types, new columns */
struct row_type row_of_columns(struct binder *b, const struct schema_column *columns, size_t n, bool open);
struct row_type row_of_schema(struct binder *b, const struct ast_schema *schema); /* `*` gives nothing */
struct column *column_new(struct binder *b, const char *name, kq_type type);
/* What is known of a dynamic goes with it (shape.h). */
struct column *column_shaped(struct binder *b, const char *name, kq_type type, const struct shape *shape);
struct column *column_like(struct binder *b, const char *name, const struct column *from); /* the same kind of value */

/* Output columns under Microsoft's naming rules (kql.md 5.1). Zeroed, it is an empty one; fields are projection.c's,
 * but for those that say how. */
struct projection {
    struct row_type out;
    VEC(const char *) declared;         /* names given explicitly in this operator */
    VEC(const char *) gone;             /* names that were renamed: still taken */
    VEC(struct suffix) suffixes;        /* the last number behind each name */
    VEC(const struct column *) origins; /* for each of out: the column that it is, itself when it is new */
    VEC(const struct column *) skipped; /* columns that are not added (again) */
    const struct row_type *kept;        /* these neither */
    const struct column *replaced;      /* by the last addition */
    VEC(struct column *) placed;        /* by project_item: a column for each value of the item; NULL: left out */
    bool replaces;                      /* how: extend: an existing name is replaced in its place */
    kq_type type;                       /* how: make-series: all columns have this type */
    const char *unnamed;                /* how: print: the name of a value without one */
    const column_list *keys;            /* how: summarize: the columns that the keys are */
};
/* An explicit name: a second one is E0304 (and NULL). */
struct column *project_explicit(struct binder *b, struct projection *p, struct ast_name name, kq_type type);
/* A derived name, made unique with 1, 2, ...; NULL: ColumnN. */
struct column *project_derived(struct binder *b, struct projection *p, const char *name, kq_type type);
/* An input column as it is (or NULL and E0304 when its name was given already). */
struct column *project_column(struct binder *b, struct projection *p, struct column *c, struct span span);
/* `name = e`, `(a, b) = e` or `e`, bound already, by the rules of Microsoft's projections: compound results
 * (percentiles, series_fit_line, arg_max) give several columns. Appends to *defs (may be NULL). */
void project_item(struct binder *b, struct projection *p, const struct ast_named *item, bound_defs *defs);

/* ---- result names (result_names.c): the name of an unnamed value, or NULL */
const char *result_name(struct binder *b, const struct ast_expr *e);
/* The same for a value that is not a whole item of project and the like: an argument. */
const char *inner_name(struct binder *b, const struct ast_expr *e);

/* ---- tabular operators: bind_<op>.c each; b->at.row is the input; sets op->out (and what bound.h lists) */
#define TABULAR(kind, keyword, bind, place) void bind_##bind(struct binder *b, struct bound_op *op);
#include "tabular.def"
/* A parameter of an operator (kind=..., withsource=...), or NULL. Names are compared as written. */
const struct ast_param *op_param(const struct ast_op *op, const char *name);

/* ---- messages (name_reports.c); nothing is said after syntax errors */
void report_unknown_table(struct binder *b, const char *name, struct span span);
void report_unknown_name(struct binder *b, const char *name, struct span span);
void report_unknown_function(struct binder *b, const char *name, struct span span);
void report_unknown_column(struct binder *b, const struct row_type *row, const char *row_name, const char *name,
                           struct span span);
const char *type_with_article(struct binder *b, kq_type t); /* "a long", "an int" */

#endif
