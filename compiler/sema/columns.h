/* Lists of columns: unique names, tables brought to one row, declared columns. Used by the operators that join several
 * tables or have columns of their own (union, search, find, plug-ins, parse-kv, datatable). */
#ifndef KQLC_COLUMNS_H
#define KQLC_COLUMNS_H

#include "sema_internal.h"

typedef VEC(const struct row_type *) row_list;

/* A table of names with a number each; names are interned. */
struct name_table {
    struct arena *arena;
    struct name_slot {
        const char *name;
        size_t number;
    } * slots;
    size_t used, capacity;
};
/* The number of a name, or NULL. The pointer lives until the next name is added. */
size_t *name_table_find(const struct name_table *t, const char *name);
size_t *name_table_add(struct name_table *t, const char *name, size_t number);
/* The name itself the first time, then name1, name2, ...: the first that is free. */
const char *name_table_unique(struct name_table *t, const char *name);

/* Columns of one name and type become one; of one name and several types, one for each type: a_int, a_long (kql.md
 * 5.6). Columns that stand alone stay as they are. */
struct row_type unify_name_type(struct binder *b, const row_list *tables);
/* Columns of one name become one: int and long a long, other mixtures a dynamic. */
struct row_type unify_name(struct binder *b, const row_list *tables);
/* Columns whose names are in all tables, as above. */
struct row_type common_columns(struct binder *b, const row_list *tables);
/* A repeated name gets a number that no other column has: c, c, c1 become c, c2, c1. */
struct row_type unique_columns(struct binder *b, const struct row_type *row);

/* The rows of `items` (union's legs, the tables of `in (...)`); patterns stand for the workspace's tables. */
void add_tables(struct binder *b, const ast_named_list *items, row_list *tables);
/* Those of all tables of the workspace. */
void add_all_tables(struct binder *b, row_list *tables);

/* Appends the columns that a schema declares; a second one of a name is E0304. */
void columns_from_schema(struct binder *b, const struct ast_schema *s, struct row_type *row);

/* A column of parse and parse-kv. An input column of that name and type holds the new value in its place; Microsoft's
 * binder counts the new column as one more all the same (the next extend names it name1), and so does this. */
void add_parsed_column(struct binder *b, struct row_type *row, const char *name, kq_type type);

/* The text of a parameter's value, a bare word or a string; NULL: neither, or no parameter. */
const char *param_text(const struct ast_param *p);

/* Operators' sub-queries: what may stand in them. Reports each operator outside `allowed` (E0220); a query without
 * operators is reported too (kql.md 5.11). */
enum subquery_operators { OPERATORS_PIPED, OPERATORS_FORK };
void check_subquery(struct binder *b, const struct ast_query *q, enum subquery_operators allowed);

/* A name for a row, reached with a dot (graph-match's nodes, scan's steps), and for a column of another row. They stand
 * in the block of names that was entered last (scope_enter). */
void declare_row(struct binder *b, struct ast_name name, const struct row_type *row);
void declare_column(struct binder *b, struct column *c, struct span span);

/* Binds a column that rows are grouped by (E0308, E0410). NULL: it is none. */
struct column *bind_key(struct binder *b, struct ast_expr *e, const char *what);

/* Reports an expression whose type is known and not the one wanted (E0415). */
bool need_type(struct binder *b, const struct ast_expr *e, struct span span, kq_type want, const char *what);

/* What a graph is made of (make-graph). */
struct graph_type {
    struct row_type edges, nodes;
    bool has_nodes; /* false: nodes have no columns */
};

/* The graph piped into op; a table is reported (E0217). Never NULL. */
const struct graph_type *piped_graph(struct binder *b, const struct ast_op *op);

/* Result columns of plug-ins, by families; call is bound. False: the plug-in is not of this family. */
bool plugin_rows(struct binder *b, const struct ast_expr *call,
                 struct row_type *out); /* bag_unpack, pivot, narrow, ... */
bool plugin_lookup(struct binder *b, const struct ast_expr *call, struct row_type *out); /* ipv4_lookup, geo_*_lookup */
bool plugin_activity(struct binder *b, const struct ast_expr *call,
                     struct row_type *out); /* users, sessions, funnels */
bool plugin_external(struct binder *b, const struct ast_expr *call,
                     struct row_type *out); /* python, sql_request, ... */

#endif
