/* Sets in arrays: distinct elements in order of first appearance, equal when of the same type and equal (kql.md 4).
 * Large sets are looked up by hash, so that hostile ones stay linear. */
#include <kq/ops.h>

#include "arrays.h"
#include "dyn.h"

typedef struct set {
    kq_dyn *items;
    uint64_t *hashes;
    uint32_t *slots; /* item number + 1 */
    uint32_t n, mask;
} set;

/* Room for at most `most` items. */
static set new_set(kq_ctx *x, size_t most) {
    size_t slots = 16;
    while (slots < most * 2) slots *= 2;
    set s = {.items = kq_alloc(x->row, most * sizeof *s.items),
             .hashes = kq_alloc(x->row, most * sizeof *s.hashes),
             .slots = kq_alloc(x->row, slots * sizeof *s.slots),
             .mask = (uint32_t)(slots - 1)};
    for (size_t i = 0; i < slots; i++) s.slots[i] = 0;
    return s;
}

/* The slot of the value, or the free one where it belongs. */
static uint32_t slot_of(kq_ctx *x, const set *s, kq_dyn value, uint64_t hash) {
    uint32_t at = (uint32_t)(hash >> 32) & s->mask;
    for (; s->slots[at]; at = (at + 1) & s->mask) {
        uint32_t i = s->slots[at] - 1;
        if (s->hashes[i] == hash && kq_dyn_equal(x->row, s->items[i], value)) break;
    }
    return at;
}

static bool contains(kq_ctx *x, const set *s, kq_dyn value) {
    return s->slots[slot_of(x, s, value, kq_dyn_hash(x->row, value))] != 0;
}

static void add(kq_ctx *x, set *s, kq_dyn value) {
    uint64_t hash = kq_dyn_hash(x->row, value);
    uint32_t at = slot_of(x, s, value, hash);
    if (s->slots[at]) return;
    s->items[s->n] = value;
    s->hashes[s->n] = hash;
    s->slots[at] = ++s->n;
}

static bool set_of(kq_ctx *x, kq_dyn d, set *s) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, d, &items, &n)) return false;
    *s = new_set(x, n);
    for (uint32_t i = 0; i < n; i++) add(x, s, items[i]);
    return true;
}

static kq_dyn array_of(const set *s) { return kq_dyn_array(s->items, s->n); }

kq_dyn kq_set_union(kq_ctx *x, const kq_dyn *args, size_t n) {
    size_t total = 0;
    const kq_dyn *items;
    uint32_t count;
    for (size_t i = 0; i < n; i++) {
        if (!kq_elements(x, args[i], &items, &count)) return kq_null_dynamic();
        total += count;
    }
    if (total > UINT32_MAX / 4) return kq_null_dynamic();
    set r = new_set(x, total);
    for (size_t i = 0; i < n; i++) {
        kq_elements(x, args[i], &items, &count);
        for (uint32_t k = 0; k < count; k++) add(x, &r, items[k]);
    }
    return array_of(&r);
}

/* The elements of the first set that all others (present) or none of them hold. */
static kq_dyn filtered(kq_ctx *x, const kq_dyn *args, size_t n, bool present) {
    set r;
    if (n == 0 || !set_of(x, args[0], &r)) return kq_null_dynamic();
    for (size_t i = 1; i < n; i++) {
        set other;
        if (!set_of(x, args[i], &other)) return kq_null_dynamic();
        uint32_t kept = 0;
        for (uint32_t k = 0; k < r.n; k++)
            if (contains(x, &other, r.items[k]) == present) r.items[kept++] = r.items[k];
        r.n = kept;
    }
    return array_of(&r);
}
kq_dyn kq_set_intersect(kq_ctx *x, const kq_dyn *args, size_t n) { return filtered(x, args, n, true); }
kq_dyn kq_set_difference(kq_ctx *x, const kq_dyn *args, size_t n) { return filtered(x, args, n, false); }

kq_bool kq_set_has_element(kq_ctx *x, kq_dyn d, kq_dyn value) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, d, &items, &n)) return kq_null_bool();
    for (uint32_t i = 0; i < n; i++)
        if (kq_dyn_equal(x->row, items[i], value)) return kq_mk_bool(true);
    return kq_mk_bool(false);
}

static uint32_t common_elements(kq_ctx *x, const set *a, const set *b) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->n; i++) n += contains(x, b, a->items[i]);
    return n;
}

kq_bool kq_set_equals(kq_ctx *x, kq_dyn d, kq_dyn e) {
    set a, b;
    if (!set_of(x, d, &a) || !set_of(x, e, &b)) return kq_null_bool();
    return kq_mk_bool(a.n == b.n && common_elements(x, &a, &b) == a.n);
}

/* Common elements by all elements; of two empty sets NaN (assumed). */
kq_dyn kq_jaccard_index(kq_ctx *x, kq_dyn d, kq_dyn e) {
    set a, b;
    if (!set_of(x, d, &a) || !set_of(x, e, &b)) return kq_null_dynamic();
    uint32_t common = common_elements(x, &a, &b);
    return kq_dyn_real((double)common / ((double)a.n + b.n - common));
}
