/* What the functions on arrays, sets and bags share. Included by runtime/fn, runtime/agg. */
#ifndef KQ_ARRAYS_H
#define KQ_ARRAYS_H

#include <kq/abi.h>

/* Largest array that a function builds (kql.md 8). */
#define KQ_MAX_ARRAY 1048576

/* The elements of an array value; false when it is no array. */
bool kq_elements(kq_ctx *x, kq_dyn d, const kq_dyn **items, uint32_t *n);
/* The array of the elements from..to (excluded) of items. */
kq_dyn kq_array_part(const kq_dyn *items, int64_t from, int64_t to);

#endif
