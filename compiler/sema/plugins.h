/* Plug-ins of evaluate (plugins.def): the arguments of their calls, and the columns that they give.
 * Included by: sema. */
#ifndef KQLC_PLUGINS_H
#define KQLC_PLUGINS_H

#include "columns.h"

/* ---- plugin_binding.c, for bind_plugin */

/* Binds the arguments. */
void bind_plugin_args(struct binder *b, struct ast_expr *call);
/* The call without options that stand anywhere, for the check against the signature. */
struct ast_expr *plugin_without_options(struct binder *b, struct ast_expr *call);

/* ---- plugin_args.c: arguments, bound already */

size_t plugin_arg_count(const struct ast_expr *call);
/* NULL: there are not so many. */
const struct ast_expr *plugin_arg(const struct ast_expr *call, size_t i);
/* The column that an argument names; NULL: none, or `name = value`. */
struct column *plugin_column(const struct ast_expr *call, size_t i);
/* `true`, alone or named: return_unmatched = true. */
bool plugin_is_bool(const struct ast_expr *call, size_t i);
/* Appends a row's columns, a column, or new ones: "count:long dcount:long". */
void plugin_add_row(struct binder *b, struct row_type *out, const struct row_type *row);
void plugin_add_column(struct binder *b, struct row_type *out, struct column *c);
void plugin_add_new(struct binder *b, struct row_type *out, const char *names_and_types);
static inline bool plugin_is(const struct ast_expr *call, const char *name) {
    return call->u.call.name == intern_s(name);
}

/* ---- plugin_<family>.c: result columns, of a bound call. False: the plug-in is not of this family */

bool plugin_rows(struct binder *b, const struct ast_expr *call, struct row_type *out); /* pivot, narrow, ... */
/* ipv4_lookup, ... Sets op->join_from and join_left. */
bool plugin_lookup(struct binder *b, struct bound_op *op, const struct ast_expr *call, struct row_type *out);
bool plugin_activity(struct binder *b, const struct ast_expr *call, struct row_type *out); /* users, sessions */
bool plugin_external(struct binder *b, const struct ast_expr *call, struct row_type *out); /* python, requests */

/* columnsConflict="replace_source" of bag_unpack. */
bool plugin_replaces_source(const struct ast_expr *call);
/* bag_unpack over bags that stand in the query: adds their slots' columns. False: it is none of that. */
bool plugin_unpack_constant(struct binder *b, const struct ast_expr *call, struct row_type *out);

#endif
