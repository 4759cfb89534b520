/* Functions that look at an array's elements: search, sums, choice, joining into text, sorting (kql.md 4 and 6). What
 * is no array gives null, or "" where the result is text. */
#include "arrays.h"
#include <kq/ops.h>

#include <stdlib.h>
#include <string.h>

#include "dyn.h"

static bool is_number(kq_dyn d) { return d.tag == KQ_DYN_LONG || d.tag == KQ_DYN_REAL; }

/* Where the occurrence number `occurrence` (from 1) of the value is, among `length` elements from `start`; -1 when
 * there is none. Of the same type and equal (docs: array-index-of-function.md). */
kq_long kq_array_index_of_occurrence(kq_ctx *x, kq_dyn d, kq_dyn value, kq_long start, kq_long length,
                                     kq_long occurrence) {
    const kq_dyn *items;
    uint32_t n;
    if (start.null || length.null || occurrence.null || length.v < -1 || occurrence.v < 1 ||
        !kq_elements(x, d, &items, &n))
        return kq_null_long();
    int64_t from = start.v < -(int64_t)n ? 0 : start.v < 0 ? start.v + n : start.v;
    int64_t end = length.v < 0 || length.v > (int64_t)n - from ? (int64_t)n : from + length.v;
    for (int64_t i = from, left = occurrence.v; i < end; i++)
        if (kq_dyn_equal(x->row, items[i], value) && --left == 0) return kq_mk_long(i);
    return kq_mk_long(-1);
}
kq_long kq_array_index_of_length(kq_ctx *x, kq_dyn d, kq_dyn value, kq_long start, kq_long length) {
    return kq_array_index_of_occurrence(x, d, value, start, length, kq_mk_long(1));
}
kq_long kq_array_index_of_start(kq_ctx *x, kq_dyn d, kq_dyn value, kq_long start) {
    return kq_array_index_of_length(x, d, value, start, kq_mk_long(-1));
}
kq_long kq_array_index_of(kq_ctx *x, kq_dyn d, kq_dyn value) {
    return kq_array_index_of_start(x, d, value, kq_mk_long(0));
}

/* Null when an element is no number (docs: array-sum-function.md). */
kq_real kq_array_sum(kq_ctx *x, kq_dyn d) {
    const kq_dyn *items;
    uint32_t n;
    double sum = 0;
    if (!kq_elements(x, d, &items, &n)) return kq_null_real();
    for (uint32_t i = 0; i < n; i++) {
        if (!is_number(items[i])) return kq_null_real();
        sum += items[i].tag == KQ_DYN_LONG ? (double)items[i].u.i : items[i].u.r;
    }
    return kq_mk_real(sum);
}

/* Element i of an array, or the value itself; null behind the array's end. */
static kq_dyn choice(kq_ctx *x, kq_dyn d, uint32_t i) { return kq_dyn_is_array(d) ? kq_dyn_at(x->row, d, i) : d; }

/* By a condition that is a bool or a number; any other gives null (docs: array-iff-function.md). */
kq_dyn kq_array_iff(kq_ctx *x, kq_dyn condition, kq_dyn then, kq_dyn otherwise) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, condition, &items, &n)) return kq_null_dynamic();
    if (kq_dyn_is_array(then)) then = kq_dyn_expand(x->row, then);
    if (kq_dyn_is_array(otherwise)) otherwise = kq_dyn_expand(x->row, otherwise);
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) {
        r[i] = kq_null_dynamic();
        if (items[i].tag == KQ_DYN_BOOL) r[i] = choice(x, items[i].u.b ? then : otherwise, i);
        if (items[i].tag == KQ_DYN_LONG) r[i] = choice(x, items[i].u.i != 0 ? then : otherwise, i);
        if (items[i].tag == KQ_DYN_REAL) r[i] = choice(x, items[i].u.r != 0 ? then : otherwise, i);
    }
    return kq_dyn_array(r, n);
}

kq_str kq_strcat_array(kq_ctx *x, kq_dyn d, kq_str delimiter) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, d, &items, &n)) return kq_null_string();
    kq_str *texts = kq_alloc(x->row, n * sizeof *texts);
    size_t total = n > 1 ? (n - 1) * delimiter.n : 0;
    for (uint32_t i = 0; i < n; i++) {
        texts[i] = kq_tostring_dynamic(x, items[i]);
        total += texts[i].n;
    }
    char *p = kq_alloc(x->row, total), *to = p;
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0 && delimiter.n) {
            memcpy(to, delimiter.p, delimiter.n);
            to += delimiter.n;
        }
        if (texts[i].n) memcpy(to, texts[i].p, texts[i].n);
        to += texts[i].n;
    }
    return kq_mk_string(p, total);
}

/* ---- sorting ------------------------------------------------------------------------------------------------------
 * Numbers and times first, then strings, guids, and the rest; each of these sorted, or in input order where there is no
 * order (docs: array-sort-asc-function.md). */

typedef struct sorted_item {
    kq_dyn value;
    uint32_t at;
} sorted_item;

static int group_of(kq_dyn d) {
    switch (d.tag) {
    case KQ_DYN_LONG:
    case KQ_DYN_REAL:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN: return 0;
    case KQ_DYN_STRING: return 1;
    case KQ_DYN_GUID: return 2;
    case KQ_DYN_NULL: return 4;
    default: return 3;
    }
}

static int compare_numbers(kq_dyn a, kq_dyn b) {
    if (a.tag != KQ_DYN_REAL && b.tag != KQ_DYN_REAL) return (a.u.i > b.u.i) - (a.u.i < b.u.i);
    double u = a.tag == KQ_DYN_REAL ? a.u.r : (double)a.u.i, v = b.tag == KQ_DYN_REAL ? b.u.r : (double)b.u.i;
    if (u != u || v != v) return (v != v) - (u != u); /* NaN before every number */
    return (u > v) - (u < v);
}

static int compare_values(kq_dyn a, kq_dyn b) {
    switch (group_of(a)) {
    case 0: return compare_numbers(a, b);
    case 1: {
        size_t n = a.u.s.n < b.u.s.n ? a.u.s.n : b.u.s.n;
        int order = n ? memcmp(a.u.s.p, b.u.s.p, n) : 0;
        return order ? order : (a.u.s.n > b.u.s.n) - (a.u.s.n < b.u.s.n);
    }
    case 2: return memcmp(a.u.guid, b.u.guid, sizeof a.u.guid);
    default: return 0;
    }
}

static int compare(const sorted_item *a, const sorted_item *b, int direction) {
    int ga = group_of(a->value), gb = group_of(b->value);
    if (ga != gb) return ga - gb;
    int order = direction * compare_values(a->value, b->value);
    return order ? order : (a->at > b->at) - (a->at < b->at);
}
static int ascending(const void *a, const void *b) { return compare(a, b, 1); }
static int descending(const void *a, const void *b) { return compare(a, b, -1); }

/* The elements in order with their places in d; NULL when d is no array. */
static sorted_item *sorted(kq_ctx *x, kq_dyn d, bool nulls_last, int (*order)(const void *, const void *),
                           uint32_t *count) {
    const kq_dyn *items;
    uint32_t n, nulls = 0;
    if (!kq_elements(x, d, &items, &n)) return NULL;
    sorted_item *list = kq_alloc(x->row, n * sizeof *list);
    for (uint32_t i = 0; i < n; i++) {
        list[i] = (sorted_item){items[i], i};
        nulls += items[i].tag == KQ_DYN_NULL;
    }
    if (n) qsort(list, n, sizeof *list, order);
    *count = n;
    if (nulls_last || nulls == 0) return list;
    sorted_item *turned = kq_alloc(x->row, n * sizeof *turned); /* nulls stand at the end of the list */
    for (uint32_t i = 0; i < n; i++) turned[(i + nulls) % n] = list[i];
    return turned;
}

static kq_dyn sort(kq_ctx *x, kq_dyn d, kq_bool nulls_last, int (*order)(const void *, const void *)) {
    uint32_t n = 0;
    const sorted_item *list = nulls_last.null ? NULL : sorted(x, d, nulls_last.v, order, &n);
    if (!list) return kq_null_dynamic();
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = list[i].value;
    return kq_dyn_array(r, n);
}

/* Several arrays, and perhaps a bool for the nulls behind them: an array of the first one sorted and of the others in
 * the order of the first; null for one of another length (docs). */
static kq_dyn sort_many(kq_ctx *x, const kq_dyn *args, size_t n, int (*order)(const void *, const void *)) {
    const bool flag = n > 1 && args[n - 1].tag == KQ_DYN_BOOL;
    const size_t arrays = flag ? n - 1 : n;
    uint32_t length = 0;
    const sorted_item *list = n ? sorted(x, args[0], flag ? args[n - 1].u.b : true, order, &length) : NULL;
    kq_dyn *all = kq_alloc(x->row, arrays * sizeof *all);
    for (size_t i = 0; i < arrays; i++) {
        const kq_dyn *items;
        uint32_t count;
        all[i] = kq_null_dynamic();
        if (!list || !kq_elements(x, args[i], &items, &count) || count != length) continue;
        kq_dyn *r = kq_alloc(x->row, length * sizeof *r);
        for (uint32_t k = 0; k < length; k++) r[k] = items[list[k].at];
        all[i] = kq_dyn_array(r, length);
    }
    return kq_dyn_array(all, (uint32_t)arrays);
}

kq_dyn kq_array_sort_asc_many(kq_ctx *x, const kq_dyn *args, size_t n) { return sort_many(x, args, n, ascending); }
kq_dyn kq_array_sort_desc_many(kq_ctx *x, const kq_dyn *args, size_t n) { return sort_many(x, args, n, descending); }

kq_dyn kq_array_sort_asc_nulls(kq_ctx *x, kq_dyn d, kq_bool nulls_last) { return sort(x, d, nulls_last, ascending); }
kq_dyn kq_array_sort_desc_nulls(kq_ctx *x, kq_dyn d, kq_bool nulls_last) { return sort(x, d, nulls_last, descending); }
kq_dyn kq_array_sort_asc(kq_ctx *x, kq_dyn d) { return sort(x, d, kq_mk_bool(true), ascending); }
kq_dyn kq_array_sort_desc(kq_ctx *x, kq_dyn d) { return sort(x, d, kq_mk_bool(true), descending); }
