/* Growing lists and sets of dynamic values in x->state, for make_list, make_set, make_bag, dcount and hll. May be
 * included by runtime/agg. */
#ifndef KQ_LIST_H
#define KQ_LIST_H

#include <kq/agg.h>

/* The size that a caller asked for, within 0 ... KQ_MAX_COLLECTED. A null size is the default. */
uint32_t kq_list_limit(kq_long size);
/* Appends a deep copy in x->state unless the list has reached `limit` items; remembers the limit for merging. */
bool kq_list_add(kq_ctx *x, kq_list *l, kq_dyn v, uint32_t limit);
/* The same without a copy: `kept` lives as long as the list. */
bool kq_list_append(kq_ctx *x, kq_list *l, kq_dyn kept, uint32_t limit);

/* Adds a deep copy of a value that is neither null nor in the set yet, unless the set has reached `limit` items. */
void kq_set_add(kq_ctx *x, kq_set *s, kq_dyn v, uint32_t limit);
/* The number of the item that equals v, or KQ_NO_ITEM. */
#define KQ_NO_ITEM UINT32_MAX
uint32_t kq_set_find(kq_ctx *x, const kq_set *s, kq_dyn v);
/* The items of `other`, taken over as they are. */
void kq_set_merge(kq_ctx *x, kq_set *s, const kq_set *other);

/* What 32-bit item numbers and their index can hold: the limit of sets that are counted. */
#define KQ_LARGEST_SET (UINT32_MAX / 8)

#endif
