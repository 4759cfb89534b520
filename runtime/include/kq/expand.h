/* The elements of a dynamic value, for mv-expand and mv-apply (docs: mv-expand-operator; kql.md 5.7). */
#ifndef KQ_EXPAND_H
#define KQ_EXPAND_H

#include <kq/abi.h>

typedef struct kq_items {
    kq_dyn of; /* ARRAY or BAG; anything else is its own only element */
    uint32_t n;
    bool pairs;
} kq_items;

/* An array gives its elements, a bag a bag for each member or, with `pairs`, [key, value]; an empty one gives none;
 * null and other values are one element, themselves. What is made lies in x->row. */
kq_items kq_expand(kq_ctx *x, kq_dyn d, bool pairs);
/* Rows that several values give side by side: as many as the longest has elements, at most `limit`. */
size_t kq_expand_rows(const kq_items *items, size_t n, uint64_t limit);

/* The element i as a T; null beyond the last one. A value of another type is null, not parsed, but: numbers become
 * numbers of any type, text is read where JSON has no such type (datetime, timespan, guid), and all that is no null
 * has a text. */
kq_dyn kq_item_dynamic(kq_ctx *x, const kq_items *items, size_t i);
kq_str kq_item_string(kq_ctx *x, const kq_items *items, size_t i);
kq_bool kq_item_bool(kq_ctx *x, const kq_items *items, size_t i);
kq_int kq_item_int(kq_ctx *x, const kq_items *items, size_t i);
kq_long kq_item_long(kq_ctx *x, const kq_items *items, size_t i);
kq_real kq_item_real(kq_ctx *x, const kq_items *items, size_t i);
kq_decimal kq_item_decimal(kq_ctx *x, const kq_items *items, size_t i);
kq_datetime kq_item_datetime(kq_ctx *x, const kq_items *items, size_t i);
kq_timespan kq_item_timespan(kq_ctx *x, const kq_items *items, size_t i);
kq_guid kq_item_guid(kq_ctx *x, const kq_items *items, size_t i);

#endif
