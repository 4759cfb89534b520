/* Functions that rearrange an array (kql.md 4 and 6, Arrays). What is no array gives null. */
#include "arrays.h"
#include <kq/ops.h>

#include <string.h>

#include "dyn.h"

bool kq_elements(kq_ctx *x, kq_dyn d, const kq_dyn **items, uint32_t *n) {
    if (!kq_dyn_is_array(d)) return false;
    d = kq_dyn_expand(x->row, d);
    *items = d.u.items;
    *n = d.n;
    return true;
}

kq_dyn kq_array_part(const kq_dyn *items, int64_t from, int64_t to) {
    return from < to ? kq_dyn_array(items + from, (uint32_t)(to - from)) : kq_dyn_array(NULL, 0);
}

static kq_dyn *new_array(kq_ctx *x, size_t n) { return kq_alloc(x->row, n * sizeof(kq_dyn)); }

/* A position that may count from the end, kept within low..high. */
static int64_t position(int64_t i, int64_t n, int64_t low, int64_t high) {
    if (i < 0) i = i < -n ? low : i + n;
    return i < low ? low : i > high ? high : i;
}

/* What is no array is left out (assumed). */
kq_dyn kq_array_concat(kq_ctx *x, const kq_dyn *args, size_t n) {
    size_t total = 0, at = 0;
    bool any = false;
    const kq_dyn *items;
    uint32_t count;
    for (size_t i = 0; i < n; i++)
        if (kq_elements(x, args[i], &items, &count)) {
            total += count;
            any = true;
        }
    if (!any || total > UINT32_MAX) return kq_null_dynamic();
    kq_dyn *r = new_array(x, total);
    for (size_t i = 0; i < n; i++)
        if (kq_elements(x, args[i], &items, &count)) {
            if (count) memcpy(r + at, items, count * sizeof *r);
            at += count;
        }
    return kq_dyn_array(r, (uint32_t)total);
}

kq_dyn kq_array_reverse(kq_ctx *x, kq_dyn d) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    kq_dyn *r = new_array(x, n);
    for (uint32_t i = 0; i < n; i++) r[i] = items[n - 1 - i];
    return kq_dyn_array(r, n);
}

/* Both ends are inside, either may count from the end (docs: array-slice-function.md). */
kq_dyn kq_array_slice(kq_ctx *x, kq_dyn d, kq_long start, kq_long end) {
    const kq_dyn *items;
    uint32_t n;
    if (start.null || end.null || !kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    if (end.v < -(int64_t)n || start.v >= (int64_t)n) return kq_dyn_array(NULL, 0);
    return kq_array_part(items, position(start.v, n, 0, n), position(end.v, n, -1, (int64_t)n - 1) + 1);
}

/* The parts before, between and behind the cuts, which may count from the end (docs: array-split-function.md). */
static kq_dyn split_at(kq_ctx *x, const kq_dyn *items, uint32_t n, const int64_t *cuts, uint32_t count) {
    kq_dyn *r = new_array(x, (size_t)count + 1);
    int64_t from = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t to = position(cuts[i], n, 0, n);
        r[i] = kq_array_part(items, from, to);
        if (to > from) from = to;
    }
    r[count] = kq_array_part(items, from, n);
    return kq_dyn_array(r, count + 1);
}

kq_dyn kq_array_split(kq_ctx *x, kq_dyn d, kq_long index) {
    const kq_dyn *items;
    uint32_t n;
    if (index.null || !kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    return split_at(x, items, n, &index.v, 1);
}

kq_dyn kq_array_split_indices(kq_ctx *x, kq_dyn d, kq_dyn indices) {
    const kq_dyn *items, *at;
    uint32_t n, count;
    if (!kq_elements(x, d, &items, &n) || !kq_elements(x, indices, &at, &count)) return kq_null_dynamic();
    int64_t *cuts = kq_alloc(x->row, count * sizeof *cuts);
    for (uint32_t i = 0; i < count; i++) {
        kq_long v = kq_dyn_as_long(at[i]);
        if (v.null) return kq_null_dynamic();
        cuts[i] = v.v;
    }
    return split_at(x, items, n, cuts, count);
}

static kq_dyn rotate(kq_ctx *x, kq_dyn d, kq_long by, int direction) {
    const kq_dyn *items;
    uint32_t n;
    if (by.null || !kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    kq_dyn *r = new_array(x, n);
    int64_t shift = n ? direction * (by.v % (int64_t)n) : 0;
    for (int64_t i = 0; i < (int64_t)n; i++) r[i] = items[(i + shift + (int64_t)n) % (int64_t)n];
    return kq_dyn_array(r, n);
}
kq_dyn kq_array_rotate_left(kq_ctx *x, kq_dyn d, kq_long by) { return rotate(x, d, by, 1); }
kq_dyn kq_array_rotate_right(kq_ctx *x, kq_dyn d, kq_long by) { return rotate(x, d, by, -1); }

/* Moves by `by` places to the left; what comes in is `fill`. */
static kq_dyn shift(kq_ctx *x, kq_dyn d, int64_t by, kq_dyn fill) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    kq_dyn *r = new_array(x, n);
    int64_t distance = by > (int64_t)n ? (int64_t)n : by < -(int64_t)n ? -(int64_t)n : by;
    for (int64_t i = 0; i < (int64_t)n; i++) {
        int64_t from = i + distance;
        r[i] = from >= 0 && from < (int64_t)n ? items[from] : fill;
    }
    return kq_dyn_array(r, n);
}
kq_dyn kq_array_shift_left_fill(kq_ctx *x, kq_dyn d, kq_long by, kq_dyn fill) {
    return by.null ? kq_null_dynamic() : shift(x, d, by.v, fill);
}
kq_dyn kq_array_shift_left(kq_ctx *x, kq_dyn d, kq_long by) {
    return kq_array_shift_left_fill(x, d, by, kq_null_dynamic());
}
kq_dyn kq_array_shift_right_fill(kq_ctx *x, kq_dyn d, kq_long by, kq_dyn fill) {
    return by.null ? kq_null_dynamic() : shift(x, d, by.v == INT64_MIN ? INT64_MAX : -by.v, fill);
}
kq_dyn kq_array_shift_right(kq_ctx *x, kq_dyn d, kq_long by) {
    return kq_array_shift_right_fill(x, d, by, kq_null_dynamic());
}

/* Element i of each array; a short one gives null (docs: zip-function.md). */
kq_dyn kq_zip(kq_ctx *x, const kq_dyn *args, size_t n) {
    const kq_dyn **items = kq_alloc(x->row, n * sizeof *items);
    uint32_t *counts = kq_alloc(x->row, n * sizeof *counts), longest = 0;
    for (size_t i = 0; i < n; i++) {
        if (!kq_elements(x, args[i], &items[i], &counts[i])) return kq_null_dynamic();
        if (counts[i] > longest) longest = counts[i];
    }
    kq_dyn *r = new_array(x, longest);
    for (uint32_t k = 0; k < longest; k++) {
        kq_dyn *row = new_array(x, n);
        for (size_t i = 0; i < n; i++) row[i] = k < counts[i] ? items[i][k] : kq_null_dynamic();
        r[k] = kq_dyn_array(row, (uint32_t)n);
    }
    return kq_dyn_array(r, longest);
}

/* At least about the bytes of the value's JSON, which the same item may take several times; counts up to `most`. */
static size_t text_size(const kq_dyn *d, size_t most) {
    size_t size = 1;
    if (d->tag == KQ_DYN_STRING || d->tag == KQ_DYN_JSON) size += d->u.s.n;
    for (uint32_t i = 0; d->tag == KQ_DYN_ARRAY && i < d->n && size < most; i++)
        size += text_size(&d->u.items[i], most - size);
    for (uint32_t i = 0; d->tag == KQ_DYN_BAG && i < d->n && size < most; i++)
        size += d->u.members[i].key.n + text_size(&d->u.members[i].value, most - size);
    return size;
}

/* A negative number of times gives null, and so does what no text could hold (KQ_MAX_TEXT). */
kq_dyn kq_repeat(kq_ctx *x, kq_dyn value, kq_long count) {
    if (count.null || count.v < 0) return kq_null_dynamic();
    uint32_t n = count.v > KQ_MAX_ARRAY ? KQ_MAX_ARRAY : (uint32_t)count.v;
    if (n > 0 && !kq_text_fits(x, n * text_size(&value, KQ_MAX_TEXT / n + 1))) return kq_null_dynamic();
    kq_dyn *r = new_array(x, n);
    for (uint32_t i = 0; i < n; i++) r[i] = value;
    return kq_dyn_array(r, n);
}
