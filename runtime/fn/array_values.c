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
    if (!kq_text_fits(x, total)) return kq_null_string();
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

typedef int (*item_order)(const void *, const void *);

/* Which element stands at each place of the sorted array. */
static uint32_t *sorted_places(kq_ctx *x, const kq_dyn *items, uint32_t n, bool nulls_last, item_order order) {
    uint32_t nulls = 0, *places = kq_alloc(x->row, n * sizeof *places);
    sorted_item *list = kq_alloc(x->row, n * sizeof *list);
    for (uint32_t i = 0; i < n; i++) {
        list[i] = (sorted_item){items[i], i};
        nulls += items[i].tag == KQ_DYN_NULL;
    }
    if (n) qsort(list, n, sizeof *list, order);
    uint32_t first = nulls_last ? 0 : nulls; /* nulls stand at the end of the list */
    for (uint32_t i = 0; i < n; i++) places[(i + first) % n] = list[i].at;
    return places;
}

static kq_dyn at_places(kq_ctx *x, const kq_dyn *items, const uint32_t *places, uint32_t n) {
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = items[places[i]];
    return kq_dyn_array(r, n);
}

static kq_dyn sort(kq_ctx *x, kq_dyn d, kq_bool nulls_last, item_order order) {
    const kq_dyn *items;
    uint32_t n;
    if (nulls_last.null || !kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    return at_places(x, items, sorted_places(x, items, n, nulls_last.v, order), n);
}

/* Several arrays in the order of the first one; null for one of another length. The last argument may be nulls_last. */
static kq_dyn sort_several(kq_ctx *x, const kq_dyn *args, size_t count, item_order order) {
    const kq_dyn *items;
    uint32_t n, other;
    bool nulls_last = true;
    if (count > 1 && args[count - 1].tag == KQ_DYN_BOOL) nulls_last = args[--count].u.b;
    if (!kq_elements(x, args[0], &items, &n)) return kq_null_dynamic();
    const uint32_t *places = sorted_places(x, items, n, nulls_last, order);
    kq_dyn *r = kq_alloc(x->row, count * sizeof *r);
    for (size_t i = 0; i < count; i++) {
        bool same = kq_elements(x, args[i], &items, &other) && other == n;
        r[i] = same ? at_places(x, items, places, n) : kq_null_dynamic();
    }
    return kq_dyn_array(r, (uint32_t)count);
}

kq_dyn kq_array_sort_asc_nulls(kq_ctx *x, kq_dyn d, kq_bool nulls_last) { return sort(x, d, nulls_last, ascending); }
kq_dyn kq_array_sort_desc_nulls(kq_ctx *x, kq_dyn d, kq_bool nulls_last) { return sort(x, d, nulls_last, descending); }
kq_dyn kq_array_sort_asc(kq_ctx *x, kq_dyn d) { return sort(x, d, kq_mk_bool(true), ascending); }
kq_dyn kq_array_sort_desc(kq_ctx *x, kq_dyn d) { return sort(x, d, kq_mk_bool(true), descending); }
kq_dyn kq_array_sort_asc_several(kq_ctx *x, const kq_dyn *v, size_t n) { return sort_several(x, v, n, ascending); }
kq_dyn kq_array_sort_desc_several(kq_ctx *x, const kq_dyn *v, size_t n) { return sort_several(x, v, n, descending); }
