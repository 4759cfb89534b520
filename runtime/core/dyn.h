/* KQL's dynamic values (docs: dynamic.md; kql.md 4). An array or a bag from JSON stays the text that it was
 * (KQ_DYN_JSON) until somebody looks inside. May be included by every folder of the runtime and the compiler's folding.
 *
 * Results point into the input value, its text, or the arena given. */
#ifndef KQ_DYN_H
#define KQ_DYN_H

#include "buf.h"

/* parse_json without its fallback: any valid JSON text, white space around it allowed. False when it is not valid or
 * nested deeper than KQ_MAX_DEPTH. Integers that fit become LONG, other numbers REAL. */
bool kq_dyn_parse(kq_arena *a, kq_str json, kq_dyn *out);
/* The value of text that is known to be exactly one valid JSON value, not validated again. */
kq_dyn kq_dyn_from_json(kq_arena *a, kq_str json);

/* JSON gives ARRAY or BAG with its members as values of one level; everything else is returned as it is. Of duplicate
 * keys the last value stays, at the place of the first (kql.md 4). */
kq_dyn kq_dyn_expand(kq_arena *a, kq_dyn d);

/* True for arrays and for bags, in either form. */
bool kq_dyn_is_array(kq_dyn d);
bool kq_dyn_is_bag(kq_dyn d);

/* d.key; null when d is no bag or has no such key. A string is no bag, even when it holds JSON text (kql.md 9, 37). */
kq_dyn kq_dyn_get(kq_arena *a, kq_dyn d, kq_str key);
/* d[i], negative i from the end; null when d is no array or i is outside (kql.md 4). */
kq_dyn kq_dyn_at(kq_arena *a, kq_dyn d, int64_t i);
/* Elements of an array; false for everything else. */
bool kq_dyn_length(kq_dyn d, int64_t *n);

/* Compact JSON: no white space, minimal escapes; datetime, timespan, guid, NaN and infinities as strings. */
void kq_dyn_put_json(kq_buf *b, kq_dyn d);
/* tostring(dynamic): a string as it is, null as "", other scalars as their tostring, array and bag as compact JSON. */
kq_str kq_dyn_text(kq_arena *a, kq_dyn d);

/* Same type and deeply equal; bags regardless of the order of keys; NaN equals NaN and -0.0 equals 0.0, as for group
 * keys. What is allocated in `scratch` is released again. */
bool kq_dyn_equal(kq_arena *scratch, kq_dyn a, kq_dyn b);
/* Equal values have equal hashes. */
uint64_t kq_dyn_hash(kq_arena *scratch, kq_dyn d);

/* to<T>(dynamic): text is parsed as in tolong and its kin; null where that fails, for arrays, bags and null
 * (kql.md 2.4, 2.5). LONG to datetime and timespan is ticks. */
kq_long kq_dyn_as_long(kq_dyn d);
kq_int kq_dyn_as_int(kq_dyn d);
kq_real kq_dyn_as_real(kq_dyn d);
kq_decimal kq_dyn_as_decimal(kq_dyn d);
kq_bool kq_dyn_as_bool(kq_dyn d);
kq_datetime kq_dyn_as_datetime(kq_dyn d);
kq_timespan kq_dyn_as_timespan(kq_dyn d);
kq_guid kq_dyn_as_guid(kq_dyn d);

static inline kq_dyn kq_dyn_bool(bool v) { return (kq_dyn){.tag = KQ_DYN_BOOL, .u.b = v}; }
static inline kq_dyn kq_dyn_long(int64_t v) { return (kq_dyn){.tag = KQ_DYN_LONG, .u.i = v}; }
static inline kq_dyn kq_dyn_real(double v) { return (kq_dyn){.tag = KQ_DYN_REAL, .u.r = v}; }
static inline kq_dyn kq_dyn_string(kq_str v) { return (kq_dyn){.tag = KQ_DYN_STRING, .u.s = v}; }
static inline kq_dyn kq_dyn_array(const kq_dyn *items, uint32_t n) {
    return (kq_dyn){.tag = KQ_DYN_ARRAY, .n = n, .u.items = items};
}
static inline kq_dyn kq_dyn_bag(const kq_member *members, uint32_t n) {
    return (kq_dyn){.tag = KQ_DYN_BAG, .n = n, .u.members = members};
}

#endif
