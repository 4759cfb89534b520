/* Arguments of a plug-in's call, bound already. */
#ifndef KQLC_PLUGIN_ARGS_H
#define KQLC_PLUGIN_ARGS_H

#include "columns.h"

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

#endif
