/* Functions on property bags (kql.md 4). What is no bag gives null. Members keep the order of their insertion. */
#include <kq/ops.h>

#include <string.h>

#include "arrays.h"
#include "dyn.h"
#include "jsonpath.h"

static bool same_key(kq_str a, kq_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

static uint32_t find(const kq_member *members, uint32_t n, kq_str key) {
    uint32_t i = 0;
    while (i < n && !same_key(members[i].key, key)) i++;
    return i;
}

/* A key, or the steps of a path. */
static bool steps_of(kq_ctx *x, kq_str key, kq_json_step **steps, size_t *n) {
    if (kq_is_json_path(key)) return kq_json_path(x, key, steps, n) && *n > 0;
    *steps = kq_alloc(x->row, sizeof **steps);
    **steps = (kq_json_step){.key = key};
    *n = 1;
    return true;
}

/* The leftmost of equal keys wins; what is no bag is left out; null without any bag (docs: bag-merge-function.md). */
kq_dyn kq_bag_merge(kq_ctx *x, const kq_dyn *args, size_t n) {
    size_t most = 0;
    bool any = false;
    kq_dyn *bags = kq_alloc(x->row, n * sizeof *bags);
    for (size_t i = 0; i < n; i++) {
        bags[i] = kq_dyn_is_bag(args[i]) ? kq_dyn_expand(x->row, args[i]) : kq_null_dynamic();
        if (bags[i].tag != KQ_DYN_BAG) continue;
        most += bags[i].n;
        any = true;
    }
    if (!any || most > UINT32_MAX) return kq_null_dynamic();
    kq_member *members = kq_alloc(x->row, most * sizeof *members);
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t before = count; /* keys of one bag are distinct */
        for (uint32_t k = 0; bags[i].tag == KQ_DYN_BAG && k < bags[i].n; k++)
            if (find(members, before, bags[i].u.members[k].key) == before) members[count++] = bags[i].u.members[k];
    }
    return kq_dyn_bag(members, count);
}

/* Does the path lead to a value, be it null? */
static bool leads(kq_ctx *x, kq_dyn d, const kq_json_step *steps, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (steps[i].is_index) {
            int64_t length;
            if (!kq_dyn_length(d, &length) || steps[i].index >= length || steps[i].index < -length) return false;
            d = kq_dyn_at(x->row, d, steps[i].index);
        } else {
            if (!kq_dyn_is_bag(d)) return false;
            d = kq_dyn_expand(x->row, d);
            uint32_t at = find(d.u.members, d.n, steps[i].key);
            if (at == d.n) return false;
            d = d.u.members[at].value;
        }
    }
    return true;
}

kq_bool kq_bag_has_key(kq_ctx *x, kq_dyn d, kq_str key) {
    kq_json_step *steps;
    size_t n;
    if (!kq_dyn_is_bag(d)) return kq_null_bool();
    return kq_mk_bool(steps_of(x, key, &steps, &n) && leads(x, d, steps, n));
}

/* The bag without what the steps lead to. */
static kq_dyn without(kq_ctx *x, kq_dyn d, const kq_json_step *steps, size_t n) {
    if (steps->is_index || !kq_dyn_is_bag(d)) return d;
    d = kq_dyn_expand(x->row, d);
    uint32_t at = find(d.u.members, d.n, steps->key);
    if (at == d.n) return d;
    kq_member *members = kq_alloc(x->row, d.n * sizeof *members);
    memcpy(members, d.u.members, d.n * sizeof *members);
    if (n > 1) {
        members[at].value = without(x, members[at].value, steps + 1, n - 1);
        return kq_dyn_bag(members, d.n);
    }
    memmove(members + at, members + at + 1, (d.n - at - 1) * sizeof *members);
    return kq_dyn_bag(members, d.n - 1);
}

kq_dyn kq_bag_remove_keys(kq_ctx *x, kq_dyn d, kq_dyn keys) {
    const kq_dyn *items;
    uint32_t count;
    if (!kq_dyn_is_bag(d) || !kq_elements(x, keys, &items, &count)) return kq_null_dynamic();
    for (uint32_t i = 0; i < count; i++) {
        kq_json_step *steps;
        size_t n;
        if (steps_of(x, kq_tostring_dynamic(x, items[i]), &steps, &n)) d = without(x, d, steps, n);
    }
    return d;
}

/* The bag with that value at the end of the steps; bags that are missing on the way are made. */
static kq_dyn with(kq_ctx *x, kq_dyn d, const kq_json_step *steps, size_t n, kq_dyn value) {
    if (n == 0) return value;
    if (steps->is_index) return d;
    if (kq_dyn_is_bag(d))
        d = kq_dyn_expand(x->row, d);
    else
        d = kq_dyn_bag(NULL, 0);
    kq_member *members = kq_alloc(x->row, ((size_t)d.n + 1) * sizeof *members);
    if (d.n) memcpy(members, d.u.members, d.n * sizeof *members);
    uint32_t at = find(members, d.n, steps->key);
    if (at == d.n) members[at] = (kq_member){steps->key, kq_null_dynamic()};
    members[at].value = with(x, members[at].value, steps + 1, n - 1, value);
    return kq_dyn_bag(members, d.n + (at == d.n));
}

kq_dyn kq_bag_set_key(kq_ctx *x, kq_dyn d, kq_str key, kq_dyn value) {
    kq_json_step *steps;
    size_t n;
    if (!kq_dyn_is_bag(d) || !steps_of(x, key, &steps, &n)) return kq_null_dynamic();
    return with(x, d, steps, n, value);
}

/* Keys without a value get null, values without a key are left out, keys that are no text are passed over (docs:
 * bag-zip.md). */
kq_dyn kq_bag_zip(kq_ctx *x, kq_dyn keys, kq_dyn values) {
    const kq_dyn *names, *items;
    uint32_t n, count, used = 0;
    if (!kq_elements(x, keys, &names, &n) || !kq_elements(x, values, &items, &count)) return kq_null_dynamic();
    kq_member *members = kq_alloc(x->row, n * sizeof *members);
    for (uint32_t i = 0; i < n; i++) {
        if (names[i].tag != KQ_DYN_STRING) continue;
        uint32_t at = find(members, used, names[i].u.s);
        members[at] = (kq_member){names[i].u.s, i < count ? items[i] : kq_null_dynamic()};
        if (at == used) used++;
    }
    return kq_dyn_bag(members, used);
}
