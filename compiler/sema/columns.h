/* Lists of columns: unique names, tables brought to one row, declared columns. Used by the operators that join several
 * tables or have columns of their own (union, search, find, plug-ins, parse-kv, datatable). Included by: sema. */
#ifndef KQLC_COLUMNS_H
#define KQLC_COLUMNS_H

#include "sema_internal.h"

typedef VEC(const struct row_type *) row_list;

/* ---- name_table.c: names, interned, with a number each */

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

/* ---- unify_columns.c: one row out of several */

/* Columns of one name and type become one; of one name and several types, one for each type: a_int, a_long (kql.md
 * 5.6). Columns that stand alone stay as they are. */
struct row_type unify_name_type(struct binder *b, const row_list *tables);
/* The same for the legs of op, which notes in op->gathered and op->samples where the columns come from. */
struct row_type gather_name_type(struct binder *b, struct bound_op *op);
/* Columns of one name become one: int and long a long, other mixtures a dynamic. */
struct row_type unify_name(struct binder *b, const row_list *tables);
/* Columns whose names are in all tables, as above. */
struct row_type common_columns(struct binder *b, const row_list *tables);
/* A repeated name gets a number that no other column has: c, c, c1 become c, c2, c1. */
struct row_type unique_columns(struct binder *b, const struct row_type *row);

/* ---- bind_union.c: lists of tables */

/* `items` (union's legs, the tables of `in (...)`); patterns stand for the workspace's tables. */
void add_tables(struct binder *b, const ast_named_list *items, bound_legs *legs);
/* All tables of the workspace, and views. */
void add_all_tables(struct binder *b, bound_legs *legs);
/* Their rows. */
void rows_of_legs(struct binder *b, const bound_legs *legs, row_list *rows);

/* ---- column_lists.c */

/* Appends the columns that a schema declares; a second one of a name is E0304. */
void columns_from_schema(struct binder *b, const struct ast_schema *s, struct row_type *row);

/* A column of parse and parse-kv, filled by that part, behind op->out. An input column of that name and type holds the
 * new value in its place; Microsoft's binder counts the new column as one more all the same (the next extend names it
 * name1), and so does this. */
void add_parsed_column(struct binder *b, struct bound_op *op, const char *name, kq_type type, size_t part);

/* Binds a column that rows are grouped by (E0308, E0410). NULL: it is none. */
struct column *bind_key(struct binder *b, struct ast_expr *e, const char *what);

/* Reports an expression whose type is known and not the one wanted (E0415). */
bool need_type(struct binder *b, const struct ast_expr *e, struct span span, kq_type want, const char *what);

/* ---- subqueries.c: what may stand in an operator's sub-query. Reports each operator outside `allowed` (E0220); a
 * query without operators is reported too (kql.md 5.11). */
enum subquery_operators { OPERATORS_PIPED, OPERATORS_FORK };
void check_subquery(struct binder *b, const struct ast_query *q, enum subquery_operators allowed);

/* ---- bind_graph.c: what a graph is made of */

struct graph_type {
    struct row_type edges, nodes;
    bool has_nodes; /* false: nodes have no columns */
};

/* The graph piped into op; a table is reported (E0217). Never NULL. */
const struct graph_type *piped_graph(struct binder *b, const struct ast_op *op);

#endif
