/* Shared by the files that bind one tabular operator each: lists of items, checks, calls with several values.
 * Included by: sema. */
#ifndef KQLC_OPERATORS_H
#define KQLC_OPERATORS_H

#include "projection.h"

/* ---- items.c: lists of `value`, `name = value`, `value desc` */

void bind_item(struct binder *b, struct ast_named *item);
void bind_items(struct binder *b, const ast_named_list *items);
/* A value in which aggregates stand and are not recorded: a measure of top-nested, pivot's aggregate. */
void bind_aggregated(struct binder *b, struct ast_expr *e);
/* "... is a table, not a value" (Microsoft's KS108), at the item. */
void report_table(struct binder *b, const struct ast_named *item);
/* Reports the first item that is a table (Microsoft looks no further). False: there was one, or an item whose error is
 * reported already. */
bool check_values(struct binder *b, const ast_named_list *items);
/* Reports the first item that is dynamic; `what` names the operator. */
bool check_not_dynamic(struct binder *b, const ast_named_list *items, const char *what);
/* It has no type because of an error, which is reported; not because an open row or a column does not tell, and not
 * because it has several values. */
bool is_error(struct binder *b, const struct ast_expr *e);
/* (a) = e, (a, b) = e */
bool is_bracketed(const struct ast_named *item);
/* Binds e and reports a value that is not an integer (take, top, ...). */
void bind_integer(struct binder *b, struct ast_expr *e, const char *what);
/* Binds what must be a column of the input (bind_take.c). False: it is not, and that is reported. */
bool bind_column_of(struct binder *b, struct ast_expr *e);
/* The input column that e is: a name, one in parentheses, or a conversion that changes nothing (tostring of a string).
 * NULL: something else. */
struct column *column_of(const struct ast_expr *e);
/* The same for a plain name only. */
struct column *named_column(const struct ast_expr *e);
/* The output is the input row: at the end, since names may have been added to an open one. */
void pass_row(struct binder *b, struct bound_op *op);
/* A new row of the operator's, open when the input is. */
void set_row(struct binder *b, struct bound_op *op, const struct row_type *row);

/* ---- tuples.c: calls that give several values */

struct tuple_field {
    const char *name;
    kq_type type;
    const struct column *origin; /* the input column that it is, or NULL */
    struct bound_arg arg;        /* arg_max, take_any: what it is the value of */
    const struct shape *shape;
};
typedef VEC(struct tuple_field) tuple_fields;
/* The values of a bound call, seen through parentheses. keys: the input columns that summarize's keys are, or NULL.
 * False: e is not such a call. */
bool call_fields(struct binder *b, const struct ast_expr *e, const column_list *keys, tuple_fields *out);
/* `series_stats(a)[2]`: the value that a whole number picks. False: e is none of that. field->type KQ_T_NONE: no such
 * value, or which one is not known. */
bool call_field_at(struct binder *b, const struct ast_expr *e, struct tuple_field *field);
/* The type of such a call inside an expression: that of its only value, KQ_T_NONE when it has several. False: not one.
 */
bool tuple_call_type(struct binder *b, const struct ast_expr *e, kq_type *type);

/* row_values.c: those of arg_max, arg_min, take_any and their old forms. */
void row_value_fields(struct binder *b, const struct catalog_decl *decl, const ast_named_list *args,
                      const column_list *keys, tuple_fields *out);

/* What x + step gives on an axis (bind_make_series.c). KQ_T_NONE: not defined. */
kq_type type_of_sum(kq_type x, kq_type step);

/* ---- params.c */

/* Names and values of kind=..., hint.strategy=..., and of `with (...)`. */
void check_op_params(struct binder *b, const struct ast_op *op);

/* ---- join_keys.c */

/* The conditions of join and lookup: fills in op->left_keys and op->right_keys. */
void bind_join_keys(struct binder *b, struct bound_op *op, const struct row_type *right);

#endif
