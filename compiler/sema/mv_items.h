/* Between mv-expand and mv-apply. Included by: their binders. */
#ifndef KQLC_MV_ITEMS_H
#define KQLC_MV_ITEMS_H

#include "columns.h"
#include "operators.h"

/* The input's columns with the expanded ones, the index last. */
void bind_expanded(struct binder *b, struct bound_op *op, struct row_type *out);

#endif
