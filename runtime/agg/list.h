/* Growing lists of dynamic values in x->state, for make_list, make_set and dcount. May be included by runtime/agg. */
#ifndef KQ_LIST_H
#define KQ_LIST_H

#include <kq/agg.h>

/* The size that a caller asked for, within 0 ... KQ_MAX_COLLECTED. A null size is the default. */
uint32_t kq_list_limit(kq_long size);
/* Appends a deep copy in x->state unless the list has reached `limit` items; remembers the limit for merging. */
bool kq_list_add(kq_ctx *x, kq_list *l, kq_dyn v, uint32_t limit);
/* The same without a copy: `kept` lives as long as the list. */
bool kq_list_append(kq_ctx *x, kq_list *l, kq_dyn kept, uint32_t limit);

#endif
