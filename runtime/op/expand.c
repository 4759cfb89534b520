/* Elements of dynamic values, one after the other; see kq/expand.h. */
#include <kq/expand.h>

#include "dyn.h"

kq_items kq_expand(kq_ctx *x, kq_dyn d, bool pairs) {
    kq_items items = {kq_dyn_expand(x->row, d), 1, pairs};
    if (items.of.tag == KQ_DYN_ARRAY || items.of.tag == KQ_DYN_BAG) items.n = items.of.n;
    return items;
}

size_t kq_expand_rows(const kq_items *items, size_t n, uint64_t limit) {
    size_t rows = 0;
    for (size_t i = 0; i < n; i++)
        if (items[i].n > rows) rows = items[i].n;
    return rows < limit ? rows : (size_t)limit;
}

static kq_dyn member(kq_ctx *x, const kq_items *items, size_t i) {
    const kq_member *m = &items->of.u.members[i];
    if (!items->pairs) return kq_dyn_bag(m, 1);
    kq_dyn *pair = kq_alloc(x->row, 2 * sizeof *pair);
    pair[0] = kq_dyn_string(m->key);
    pair[1] = m->value;
    return kq_dyn_array(pair, 2);
}

kq_dyn kq_item_dynamic(kq_ctx *x, const kq_items *items, size_t i) {
    if (i >= items->n) return kq_null_dynamic();
    if (items->of.tag == KQ_DYN_ARRAY) return items->of.u.items[i];
    if (items->of.tag == KQ_DYN_BAG) return member(x, items, i);
    return items->of;
}

static bool is_number(kq_dyn d) { return d.tag == KQ_DYN_LONG || d.tag == KQ_DYN_REAL; }

static bool is_text_or(kq_dyn d, kq_tag tag) { return d.tag == KQ_DYN_STRING || d.tag == tag; }

kq_str kq_item_string(kq_ctx *x, const kq_items *items, size_t i) {
    return kq_dyn_text(x->row, kq_item_dynamic(x, items, i));
}

kq_bool kq_item_bool(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return d.tag == KQ_DYN_BOOL ? kq_mk_bool(d.u.b) : kq_null_bool();
}

kq_int kq_item_int(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_number(d) ? kq_dyn_as_int(d) : kq_null_int();
}

kq_long kq_item_long(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_number(d) ? kq_dyn_as_long(d) : kq_null_long();
}

kq_real kq_item_real(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_number(d) ? kq_dyn_as_real(d) : kq_null_real();
}

kq_decimal kq_item_decimal(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_number(d) ? kq_dyn_as_decimal(d) : kq_null_decimal();
}

kq_datetime kq_item_datetime(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_text_or(d, KQ_DYN_DATETIME) ? kq_dyn_as_datetime(d) : kq_null_datetime();
}

kq_timespan kq_item_timespan(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_text_or(d, KQ_DYN_TIMESPAN) ? kq_dyn_as_timespan(d) : kq_null_timespan();
}

kq_guid kq_item_guid(kq_ctx *x, const kq_items *items, size_t i) {
    kq_dyn d = kq_item_dynamic(x, items, i);
    return is_text_or(d, KQ_DYN_GUID) ? kq_dyn_as_guid(d) : kq_null_guid();
}
