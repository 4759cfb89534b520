/* The table of contents of sema/, and the binder's state. Nothing in sema fails: after an error types are KQ_T_NONE and
 * rows are open, and both keep quiet what only follows from the error.
 *
 * - a script: sema.c is the entry; bind_script.c statements, scopes.c the names that they define, warn_unused_let.c
 * - user functions (user_call.h): bind_function.c, call_arguments.c; those of the schema: bind_stored.c, stored.c
 * - a query: bind_query.c; bind_<op>.c each operator (operators.h, projection.h), bind_small.c those that hardly touch
 *   the row; rows.c and open_rows.c rows, columns.h lists of columns
 * - an expression: bind_expr.c; names.c and paths.c names; bind_call.c, bind_table_call.c, bind_operator.c
 * - a call's types: catalog.c the .def files, signature.c their signatures, call_match.c, check_call.c, call_result.c
 * - plug-ins (plugins.h): bind_evaluate.c, plugin_binding.c arguments, plugin_<family>.c results
 * - messages: name_reports.c, message_text.c, signature_text.c
 * - advice, after binding (lint.h): lint*.c
 *
 * Included by: sema. */
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
    const struct graph_type *graph_match; /* where and project of graph-match: its graph, else NULL */
    struct bound_op *summarize; /* takes the aggregates found in AGGREGATES_ALLOWED; NULL: they are not recorded */
    unsigned calls, depth;      /* nesting of user functions; their bodies' heights together */
    const struct call_frame *frames;
    const struct bound_query *query; /* the pipeline being bound, as far as it is: what is piped into the operator */
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
    const struct ast_script *script; /* NULL: a stored function's body; for hints alone */
    struct place at;
    size_t operators;   /* and calls of user functions; over MAX_OPERATORS nothing more is bound */
    bool nested_calls;  /* over MAX_CALL_NESTING or MAX_EXPANDED_DEPTH */
    struct diag *quiet; /* takes what is reported inside expanded calls: their bodies were checked where they stand */
    struct expansion expansion;
    size_t default_names;    /* Column1, Column2, ... go through a whole script or body */
    struct name_table *seen; /* projection.c: names that a row has, marked with the number of the question */
    size_t seen_stamp;
    bool fuzzy;         /* inside `union isfuzzy=true`: unknown tables and functions are left out */
    bool left_out;      /* and there was one */
    bool syntax_errors; /* names may be missing that the parser had to skip: unknown ones are not reported */
};

/* ---- expressions (bind_expr.c) */

/* Binds e, a value or a table: sets e->type, or e->table. */
void bind_any(struct binder *b, struct ast_expr *e);
/* Binds e, which must be a value; returns e->type. A table is reported (Microsoft's "Scalar value expected"). */
kq_type bind_expr(struct binder *b, struct ast_expr *e);
/* Binds e, which must be a bool. `what` is for the message: "graph-match". */
void bind_bool(struct binder *b, struct ast_expr *e, const char *what);

/* ---- kinds of expressions, each in a file of its own: for bind_any, which calls them */

void bind_name(struct binder *b, struct ast_expr *e);        /* names.c */
void bind_path(struct binder *b, struct ast_expr *e);        /* paths.c: $left.x, database('d').T, a dynamic's member */
void bind_call(struct binder *b, struct ast_expr *e);        /* bind_call.c: the catalogues', then others' */
void bind_data(struct binder *b, struct ast_expr *e);        /* bind_data.c: datatable and externaldata */
kq_type bind_operator(struct binder *b, struct ast_expr *e); /* bind_operator.c; operands are bound */

/* ---- calls (bind_call.c) */

bool is_aggregate(const struct binder *b, const struct ast_expr *e); /* a call of an aggregate */
/* A value where one is an aggregate's result, in AGGREGATES_ALLOWED; for SPECIAL ones args are bound, outs are left to
 * the operator. */
kq_type bind_aggregate(struct binder *b, struct ast_expr *e, struct bound_agg *out);
/* The call behind evaluate: binds and checks its arguments over b->at.row. NULL: there is no such plug-in (reported).
 */
const struct catalog_decl *bind_plugin(struct binder *b, struct ast_expr *call);
/* toscalar, materialize, table, database, cluster, workspace, ...: functions over tables (bind_table_call.c). False:
 * none of them. */
bool bind_table_call(struct binder *b, struct ast_expr *e);
enum entity entity_of(const struct ast_expr *e); /* of a bound expression (paths.c) */

/* ---- names (names.c, open_rows.c, match_columns.c) */

/* The column, or a report and NULL. An open row gets a column of unknown type: copy a row after binding what stands
 * over it, not before. */
struct column *use_column(struct binder *b, const struct row_type *row, const char *name, struct span span);
/* Rows that come from the same open thing have what was found in any of them before (Microsoft's table symbols). */
struct column *find_in_open_row(struct binder *b, struct row_type *row, const char *name);
void share_row(struct binder *b, const void *key, struct row_type *row);
/* Columns that a name or a pattern (`Sec*`, `*`) stands for, in row order; a plain name that is unknown is reported. */
typedef VEC(struct column *) column_list;
void match_columns(struct binder *b, const struct ast_expr *e, column_list *out);

/* ---- blocks of names (scopes.c) */

/* struct scope s; struct place saved = b->at; scope_enter(b, &s); ...; b->at = saved; */
void scope_enter(struct binder *b, struct scope *s);
const struct local *find_local(const struct binder *b, const char *name);
/* Adds it to the block in scope, over one of the same name. */
void declare_local(struct binder *b, struct local *l);
/* The same for a let: a second one of the same name in the block is E0305. */
void declare_let(struct binder *b, struct local *l);
/* `as`, and others that put a table in scope. */
void declare_table(struct binder *b, struct ast_name name, struct bound_query *q);
/* A row, reached with a dot (graph-match's nodes, scan's steps), and a column of another row. */
void declare_row(struct binder *b, struct ast_name name, const struct row_type *row);
void declare_column(struct binder *b, struct column *c, struct span span);

/* ---- scripts and user functions (bind_script.c, bind_function.c, bind_stored.c) */

/* Statements in order; the last value or table in *value. */
void bind_script(struct binder *b, struct ast_script *s, struct ast_expr **value);
void warn_unused_lets(struct binder *b); /* of the block in scope; at its end */
/* A call (or a name without brackets: args NULL) of a let function or a stored one. False: there is none. */
bool bind_user_call(struct binder *b, struct ast_expr *e, ast_named_list *args);
void bind_stored_call(struct binder *b, struct ast_expr *e, const struct schema_function *f, ast_named_list *args);
bool stored_is_callable(struct binder *b, const struct schema_function *f); /* without arguments */

/* ---- queries (bind_query.c) */

/* Binds e, which must be a table (E0217), without a row in scope. Never NULL. */
struct bound_query *bind_table(struct binder *b, struct ast_expr *e);
/* The same where a scalar is no error: the source of a pipeline. NULL: e is a value; e->type says which. */
struct bound_query *bind_source(struct binder *b, struct ast_expr *e);
/* A pipeline. piped_into: takes b->at.row. Never NULL. */
struct bound_query *bind_query(struct binder *b, struct ast_query *q);

/* ---- queries that are nothing but a row: references to something that gives a table (rows.c) */

struct bound_query *query_of_row(struct binder *b, enum bound_source kind, const char *what, struct row_type row,
                                 struct span span);
struct bound_query *query_of_table(struct binder *b, const struct schema_table *t, struct span span);
struct bound_query *query_of_local(struct binder *b, const struct local *l, struct span span);
struct bound_query *query_of_query(struct binder *b, const char *what, struct bound_query *inner, struct span span);
/* What is piped into the operator being bound, as a query of its own: for `as` and invoke. `what` names it for a
 * refusal where that is not one: in the sub-query of an operator. */
struct bound_query *query_of_input(struct binder *b, const char *what, struct span span);
void share_query(struct binder *b, const void *key, struct bound_query *q); /* share_row of one without operators */
struct bound_query *query_unknown(struct binder *b, const char *what, struct span span); /* an open row */

/* ---- rows and columns (rows.c) */

struct column *find_column(const struct row_type *row, const char *name); /* NULL: none */
void row_push(struct binder *b, struct row_type *row, struct column *c);
struct row_type row_copy(struct binder *b, const struct row_type *row);
struct row_type row_refresh(struct binder *b, const struct row_type *row); /* the same names and types, new columns */
struct row_type row_of_columns(struct binder *b, const struct schema_column *columns, size_t n, bool open);
struct row_type row_of_schema(struct binder *b, const struct ast_schema *schema); /* `*` gives nothing */
struct column *column_new(struct binder *b, const char *name, kq_type type);
/* What is known of a dynamic goes with it (shape.h). */
struct column *column_shaped(struct binder *b, const char *name, kq_type type, const struct shape *shape);
struct column *column_like(struct binder *b, const char *name, const struct column *from); /* the same kind of value */

/* ---- names of values without one, or NULL (result_names.c) */

const char *result_name(struct binder *b, const struct ast_expr *e);
/* The same for a value that is not a whole item of project and the like: an argument. */
const char *inner_name(struct binder *b, const struct ast_expr *e);

/* ---- tabular operators: bind_<op>.c each; b->at.row is the input; sets op->out (and what bound.h lists) */

#define TABULAR(kind, keyword, bind, place) void bind_##bind(struct binder *b, struct bound_op *op);
#include "tabular.def"
/* A parameter of an operator (kind=..., withsource=...), or NULL. Names are compared as written (params.c). */
const struct ast_param *op_param(const struct ast_op *op, const char *name);
/* One that has two spellings: withsource=..., with_source=... */
const struct ast_param *op_param_either(const struct ast_op *op, const char *name, const char *other);
/* Its value when that is a bare word; a bare word or a string. NULL: it is not, or there is no parameter. */
const char *param_word(const struct ast_param *p);
const char *param_text(const struct ast_param *p);

/* ---- messages (name_reports.c); nothing is said after syntax errors */

void report_unknown_table(struct binder *b, const char *name, struct span span);
void report_unknown_name(struct binder *b, const char *name, struct span span);
void report_unknown_function(struct binder *b, const char *name, struct span span);
void report_unknown_column(struct binder *b, const struct row_type *row, const char *row_name, const char *name,
                           struct span span);

/* ---- texts in messages (message_text.c) */

/* What stands there instead of what is needed: "a long", "an int"; "a table". */
const char *type_with_article(struct binder *b, kq_type t);
const char *kind_of_value(struct binder *b, const struct ast_expr *e);
/* "1 argument", "1 to 3 arguments", "at least 3 arguments" (most is SIZE_MAX) */
const char *count_of_arguments(struct arena *a, size_t least, size_t most);

#endif
