/* The condition of search and find: a text or a number that stands alone is looked for in every column.
 * Included by: sema. */
#ifndef KQLC_SEARCH_PREDICATE_H
#define KQLC_SEARCH_PREDICATE_H

#include "sema_internal.h"

void bind_search_predicate(struct binder *b, struct ast_expr *e);
/* It has a `*`, or a text that stands alone. After binding. */
bool looks_everywhere(const struct ast_expr *e);
/* Columns that it names, each occurrence. After binding. */
void columns_in(struct binder *b, const struct ast_expr *e, column_list *out);

#endif
