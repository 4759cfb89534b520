/* Between lower.c (operators) and lower_expr.c (expressions): from sema's bound script to the plan.
 * Included by: plan. */
#ifndef KQLC_LOWER_H
#define KQLC_LOWER_H

#include "bound.h"
#include "plan.h"

/* A call of a window function in the operator being lowered. */
struct lowered_window {
    const struct catalog_row *row;
    struct px *args[4];
    size_t n;
    struct column *out;
    unsigned level; /* 1: its arguments hold no such call */
    struct span span;
};
typedef VEC(struct px *) px_list;
typedef VEC(struct column *) bound_columns;
struct pending_join; /* lower_subquery.c */
struct shared_table; /* lower_shared.c */

typedef VEC(struct column *) column_vec;
struct lowered_steps; /* lower_steps.c */

struct lowering {
    struct arena *arena;
    struct bound *bound;
    struct diag *diag;
    struct plan_op *unique_join; /* an innerunique join with nothing but filters since, in the query being lowered */
    const struct bound_op *summarize; /* while its results are lowered: aggregate calls are its columns */
    size_t nodes, depth, references;
    bool failed; /* something was refused */
    bool over;   /* a limit was passed: lowering stops */
    bool is_rule;
    struct lowered_steps *steps; /* of scan, while their expressions are lowered */
    bool found;                  /* columns have been given a type that sema does not know: see lower_settle_types */
    bool ordered;                /* the rows that the operator being lowered takes are in an order */
    VEC(struct lowered_window) windows; /* of the operator being lowered */
    bool asks_ingestion;                /* the query calls ingestion_time(): scans bring it along (lower_ingestion.c) */
    const struct plan_op *rows;         /* whose rows the expressions being lowered see */
    bool left_out;   /* a union goes without a table that is not there: columns that it might have had do not count */
    bool open_table; /* the columns of a table that is read are not known */
    struct plan_op *piped;           /* what a sub-query that is piped into takes */
    const struct bound_query *query; /* being lowered, and */
    size_t at;                       /* the number of its operator */
    /* While a tabular let is lowered for one reference: the reference's own columns for those of the let, by column
       id. NULL: the columns themselves. */
    struct column **instance;
    size_t instance_size;
    /* Joins that sub-queries need below the operator being lowered; those from operator_mark on are its own. */
    VEC(struct pending_join) pending;
    size_t operator_mark;
    VEC(struct shared_table) shared; /* tables that are worked out once */
    const struct row_type *row;      /* the input of the operator being lowered: what `*` stands for */
};

/* Limits on what scalar lets may expand to; beyond, U0007. */
enum { MAX_EXPRESSION_NODES = 500000, MAX_EXPRESSION_DEPTH = 2000, MAX_REFERENCES = 1000 };

/* Reports what is not compiled yet, as diag_report does; lowering goes on, so that one run tells all. */
#define lower_refuse(l, ...) ((l)->failed = true, (void)diag_report((l)->diag, __VA_ARGS__))
/* refuse.c: everything that the query reaches and that is not compiled yet. False: something was refused. */
bool plan_refuse(struct lowering *l, const struct bound *b, const struct ast_script *s);
/* The column that stands for c in the instance being lowered. */
struct column *lower_instance(struct lowering *l, struct column *c);

struct plan_op *lower_op(struct lowering *l, enum po_kind kind, struct span span, struct plan_op *input);
/* The operator's columns, those that can be carried: those of unknown type are left out, and a use of
 * them is refused where it stands. */
bool lower_carries(const struct column *c);
void lower_set_columns(struct lowering *l, struct plan_op *op, struct column *const *cols, size_t n);
void lower_set_defs(struct lowering *l, struct plan_op *op, const bound_defs *defs);

/* lower_ingestion.c: ingestion_time(). The scan with the time as a column of its own; that column handed on by the
 * operators whose rows are those of a table; the call. */
struct plan_op *lower_ingestion_scan(struct lowering *l, struct plan_op *scan);
void lower_ingestion_carry(struct lowering *l, enum ast_op_kind kind, struct plan_op *op, const struct plan_op *input);
/* The same for a union, when all of its legs tell. */
void lower_ingestion_legs(struct lowering *l, struct plan_op *op);
struct px *lower_ingestion_time(struct lowering *l, const struct ast_expr *e);

/* The value as a new column of an EXTEND over *input. */
struct column *lower_add_column(struct lowering *l, struct plan_op **input, const char *name, struct px *e);

/* lower_calls.c: calls that depend on more than the values of their arguments */
struct px *lower_pack_all(struct lowering *l, const struct ast_expr *e);
/* A bag of columns under their names. */
struct px *lower_pack_columns(struct lowering *l, struct column *const *columns, size_t n, struct span span);
struct px *lower_bag_pack_columns(struct lowering *l, const struct ast_expr *e);
struct px *lower_assert(struct lowering *l, const struct ast_expr *e);

/* lower_where.c, lower_summarize.c, lower_join.c */
struct plan_op *lower_where(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_summarize(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_join(struct lowering *l, const struct bound_op *b, struct plan_op *left);

/* lower_rows.c: operators that choose, order and count rows */
struct plan_op *lower_sort(struct lowering *l, const struct bound_op *b, struct plan_op *input); /* and top */
/* The columns to order by (from->items) of op, a SORT: those of the input, and new ones below it for other values. */
void lower_order(struct lowering *l, struct plan_op *op, const struct ast_op *from);
struct plan_op *lower_take(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_count(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_distinct(struct lowering *l, const struct bound_op *b, struct plan_op *input);

/* lower_expand.c */
struct plan_op *lower_expand(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* lower_apply.c */
struct plan_op *lower_apply(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_partition(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* The items of mv-expand and mv-apply: op's exprs, outs and expand. */
void lower_items(struct lowering *l, const struct bound_op *b, struct plan_op *op);
/* A number that is part of the plan; below zero it is 0. What is no constant is refused, as `what`. */
uint64_t lower_count_of(struct lowering *l, const struct ast_expr *e, const char *what);

/* lower_parse.c, lower_parse_kv.c */
struct plan_op *lower_parse(struct lowering *l, const struct bound_op *b, struct plan_op *input); /* and parse-where */
struct plan_op *lower_parse_kv(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* A PARSE whose values are still to be told; what the binder noted about its columns is there. */
struct plan_op *lower_parse_op(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* A regular expression of an operator, compiled to see whether it is one; NULL: refused, at that place. The caller
 * frees it (check_regex.c). */
struct kq_regex *lower_check_pattern(struct lowering *l, struct text pattern, struct span place);
/* Whether the operator has the parameter with that bare word. */
bool lower_has_word(const struct ast_op *op, const char *name, const char *word);

/* lower_search.c, lower_find.c */
struct plan_op *lower_search(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_find(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* Their condition as one of `where`: texts that stand alone are looked for in every column. */
struct ast_expr *lower_search_condition(struct lowering *l, const struct ast_op *op);

/* lower_union.c */
/* What withsource and $table call the piped rows, the i-th leg. */
const char *lower_name_of_input(const struct lowering *l, size_t i);
/* What they call the i-th leg. Whether its rows are read; a leg whose columns are not known is refused. */
const char *lower_name_of_leg(const struct lowering *l, const struct bound_leg *leg, size_t i);
bool lower_has_leg(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg);
struct plan_op *lower_union(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* The rows of the legs, under op->gathered (and op->source). `input`: the piped one, or NULL. NULL: no leg is there. */
struct plan_op *lower_legs(struct lowering *l, const struct bound_op *b, struct plan_op *input);

/* A table: its source and operators. */
struct plan_op *lower_query(struct lowering *l, const struct bound_query *q);
/* Constants (lower_expr.c). */
struct px *lower_text(struct lowering *l, const char *text, struct span span);
struct px *lower_string(struct lowering *l, const char *p, size_t n, struct span span);
/* lower_list.c: e is EX_IN */
struct px *lower_in(struct lowering *l, const struct ast_expr *e);
struct px *lower_null(struct lowering *l, kq_type type, struct span span);
struct plan_op *lower_sample_distinct(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_consume(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_getschema(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_assert_schema(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_make_series(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* A SUMMARIZE with b's keys (defs) and aggregates. */
struct plan_op *lower_groups(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_evaluate(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_bag_unpack(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_pivot(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_ip_lookup(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_narrow(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_rows_near(struct lowering *l, const struct bound_op *b, struct plan_op *input);
/* The argument of a plug-in with that name, or at that place among those without one; NULL: it is not there. The column
 * that argument i names, or NULL. */
const struct ast_expr *lower_plugin_arg(const struct ast_expr *call, const char *name, size_t position);
struct column *lower_plugin_column(const struct ast_expr *call, size_t i);
/* lower_found.c: the columns that the operators behind the one being lowered name and that it does not declare; they,
 * and those of its row without a type, get `type`. */
void lower_found_columns(struct lowering *l, kq_type type, column_vec *out);
/* Whether an open row has all its columns: an operator has chosen them. */
bool lower_is_complete(const struct bound_query *q);
/* Whether an operator makes the column. */
bool lower_is_made(const struct plan_op *op, const struct column *c);
/* Gives types to what is made of such columns, in an operator that is lowered next. */
void lower_settle_types(const struct bound_op *op);
struct plan_op *lower_steps(struct lowering *l, const struct bound_op *b, struct plan_op *input); /* scan */
/* e is EX_PATH: `s1.Ts` in a step of scan. NULL: something else. */
struct px *lower_step_column(struct lowering *l, const struct ast_expr *e);
struct plan_op *lower_top_nested(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_top_hitters(struct lowering *l, const struct bound_op *b, struct plan_op *input);
struct plan_op *lower_range(struct lowering *l, const struct bound_op *b, struct plan_op *input);

/* lower_window.c. Whether a call is one of a window function; it as a column, for which lower_put_windows makes an
 * operator between `op`, lowered from one operator of the query, and that one's input; it gives what `op` sees then. */
bool lower_is_window(const struct catalog_decl *decl);
struct px *lower_window(struct lowering *l, const struct ast_expr *e, const struct catalog_decl *decl);
struct plan_op *lower_put_windows(struct lowering *l, struct plan_op *op, struct plan_op *input);
/* A WINDOW on top of *rows with one such function, of constants and columns in front of it; its column. */
struct column *lower_add_window(struct lowering *l, struct plan_op **rows, const char *function, struct px **args,
                                size_t count, kq_type type);
/* Whether the rows that an operator gives are in an order, if those that it takes are or are not. */
bool lower_keeps_order(enum ast_op_kind kind, bool ordered);

/* A new node; over the limit of nodes lowering stops. */
struct px *lower_node(struct lowering *l, enum px_kind kind, kq_type type, struct span span);
/* Never NULL; what was refused is a null constant. */
struct px *lower_expr(struct lowering *l, const struct ast_expr *e);
struct px *lower_column(struct lowering *l, struct column *c, struct span span);
/* A call of several values (series_stats): an array of them. */
struct px *lower_several(struct lowering *l, const struct ast_expr *e);
/* Element `index` of such an array, as a dynamic. */
struct px *lower_field(struct lowering *l, struct px *values, size_t index);
/* iff(condition, value, null); pack_array(items). */
struct px *lower_where_true(struct lowering *l, const struct ast_expr *value, const struct ast_expr *condition,
                            struct span span);
struct px *lower_array(struct lowering *l, struct px **items, size_t n, struct span span);
/* `e` as a value of that type, through the conversion functions of the catalogue. */
struct px *lower_convert(struct lowering *l, struct px *e, kq_type to);
/* lower_supplied.c: externaldata, watchlists, functions without a body. */
struct plan_op *lower_supplied(struct lowering *l, const struct bound_query *q);
/* lower_mapping.c: the columns `cols` from a scan of JSON, as the property ingestionMapping of externaldata says. */
struct plan_op *lower_mapped(struct lowering *l, const struct ast_named *property, struct plan_op *scan,
                             struct column *const *cols, size_t n);
/* lower.c: a scan of rows like q's source. */
struct plan_op *lower_scan(struct lowering *l, const struct bound_query *q, const char *table);
struct px *lower_constant(struct lowering *l, kq_value v, struct span span);
struct px *lower_null(struct lowering *l, kq_type type, struct span span);
struct px *lower_node(struct lowering *l, enum px_kind kind, kq_type type, struct span span);
/* A call of a row of the catalogues; arguments have its parameters' types. */
struct px *lower_row(struct lowering *l, const struct catalog_row *row, struct px **args, size_t n, struct span span);
/* lower_by_name.c: e is EX_BINARY with a `*` on its left; a call of column_ifexists or its kin; of column_names_of; the
 * names of project-by-names are checked. */
struct px *lower_star(struct lowering *l, const struct ast_expr *e);
struct px *lower_column_question(struct lowering *l, const struct ast_expr *e, const struct call_symbol *symbol);
struct px *lower_column_names(struct lowering *l, const struct ast_expr *e);
void lower_check_names(struct lowering *l, const struct ast_op *op);
/* lower.c: the operators of a query, from its source on */
struct plan_op *lower_query(struct lowering *l, const struct bound_query *q);

/* What stands apart from the query around it: it sees no columns of that, and has columns of its own. */
struct lower_scope {
    struct column **instance;
    size_t instance_size, operator_mark;
    const struct bound_op *summarize;
    struct plan_op *piped;
};
struct lower_scope lower_enter(struct lowering *l);
void lower_leave(struct lowering *l, const struct lower_scope *outside);

/* ---- lower_shared.c: tables that are worked out once, by what they are lowered from */
struct plan_op *lower_shared(const struct lowering *l, const void *key); /* NULL: not yet */
struct plan_op *lower_share(struct lowering *l, const void *key, struct plan_op *table);
/* A place that reads one, with columns of its own; the one that stands for column c of the table. */
struct plan_op *lower_read(struct lowering *l, const void *key, struct span span);
struct column *lower_read_column(const struct plan_op *read, const struct column *c);
struct plan_op *lower_materialized(struct lowering *l, const struct bound_query *q);
/* The whole plan: `root`, and above it what several places read. */
struct plan_op *lower_shares(struct lowering *l, struct plan_op *root);

/* lower_constant_rows.c: the values of column c in the first `most` rows of `op`, when they are known now. False: not.
 */
bool lower_constant_rows(struct lowering *l, const struct plan_op *op, struct column *c, size_t most, px_list *out);

/* ---- lower_subquery.c */
/* The joins pending from `mark` on go on top of *input; and below `top`, the operator that was lowered over `input`. */
void lower_attach(struct lowering *l, size_t mark, struct plan_op **input);
struct plan_op *lower_attach_below(struct lowering *l, size_t mark, struct plan_op *top, struct plan_op *input);
/* Whether a pending join brings that column, and what they compute for the rows that they join. */
bool lower_is_pending(const struct lowering *l, size_t mark, const struct column *c);
void lower_pending_values(const struct lowering *l, size_t mark, px_list *out);
/* What they compute, in terms of other columns: a px_map and its context. */
void lower_rewrite_pending(struct lowering *l, size_t mark, struct px *(*map)(void *, struct column *), void *context);
struct px *lower_toscalar(struct lowering *l, const struct ast_expr *e);
/* A list operator's items: single ones of one type, dynamic lists, and answers that are there already. */
struct list_parts {
    px_list items, dynamics, found;
    bool constants; /* there is a list of single items, if an empty one */
};
/* `item`, a table in the list of e; its first column as that type. */
void lower_table_item(struct lowering *l, const struct ast_expr *e, const struct ast_expr *item, kq_type type,
                      struct list_parts *parts);
kq_type lower_table_item_type(const struct ast_expr *item);
/* lower_values.c: the rows of a datatable. */
struct plan_op *lower_values(struct lowering *l, const struct bound_query *q);
struct px *lower_param(struct lowering *l, const struct ast_expr *e, enum cat_param want);

#endif
