/* Deep equality and hashes of dynamic values: same type, bags regardless of the order of their keys (kql.md 2.4). JSON
 * text is expanded level by level; recursion ends at KQ_MAX_DEPTH, the depth that text may have. */
#include <kq/keep.h>

#include <stdlib.h>
#include <string.h>

#include "dyn.h"

static int compare_keys(const void *left, const void *right) {
    const kq_member *a = *(const kq_member *const *)left, *b = *(const kq_member *const *)right;
    size_t n = a->key.n < b->key.n ? a->key.n : b->key.n;
    int order = n ? memcmp(a->key.p, b->key.p, n) : 0;
    return order ? order : (a->key.n > b->key.n) - (a->key.n < b->key.n);
}

static const kq_member **sorted_members(kq_arena *scratch, kq_dyn bag) {
    const kq_member **sorted = kq_alloc(scratch, bag.n * sizeof(const kq_member *));
    for (uint32_t i = 0; i < bag.n; i++) sorted[i] = &bag.u.members[i];
    if (bag.n) qsort(sorted, bag.n, sizeof *sorted, compare_keys);
    return sorted;
}

static bool equal_arrays(kq_arena *scratch, kq_dyn a, kq_dyn b) {
    if (a.n != b.n) return false;
    for (uint32_t i = 0; i < a.n; i++) {
        if (!kq_dyn_equal(scratch, a.u.items[i], b.u.items[i])) return false;
    }
    return true;
}

static bool equal_bags(kq_arena *scratch, kq_dyn a, kq_dyn b) {
    if (a.n != b.n) return false;
    const kq_member **left = sorted_members(scratch, a), **right = sorted_members(scratch, b);
    for (uint32_t i = 0; i < a.n; i++) {
        if (!kq_same_string(left[i]->key, right[i]->key)) return false;
    }
    for (uint32_t i = 0; i < a.n; i++) {
        if (!kq_dyn_equal(scratch, left[i]->value, right[i]->value)) return false;
    }
    return true;
}

bool kq_dyn_equal(kq_arena *scratch, kq_dyn a, kq_dyn b) {
    if (kq_dyn_is_array(a) != kq_dyn_is_array(b) || kq_dyn_is_bag(a) != kq_dyn_is_bag(b)) return false;
    if (kq_dyn_is_array(a) || kq_dyn_is_bag(a)) {
        /* Equal text is an equal value; the other way round it is not. */
        if (a.tag == KQ_DYN_JSON && b.tag == KQ_DYN_JSON && kq_same_string(a.u.s, b.u.s)) return true;
        kq_mark mark = kq_arena_mark(scratch);
        kq_dyn left = kq_dyn_expand(scratch, a), right = kq_dyn_expand(scratch, b);
        bool equal = left.tag == KQ_DYN_ARRAY ? equal_arrays(scratch, left, right) : equal_bags(scratch, left, right);
        kq_arena_release(scratch, mark);
        return equal;
    }
    if (a.tag != b.tag) return false;
    switch (a.tag) {
    case KQ_DYN_BOOL: return a.u.b == b.u.b;
    case KQ_DYN_LONG:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN: return a.u.i == b.u.i;
    case KQ_DYN_REAL: return kq_same_real(kq_mk_real(a.u.r), kq_mk_real(b.u.r));
    case KQ_DYN_STRING: return kq_same_string(a.u.s, b.u.s);
    case KQ_DYN_GUID: return memcmp(a.u.guid, b.u.guid, sizeof a.u.guid) == 0;
    default: return true; /* null */
    }
}

uint64_t kq_dyn_hash(kq_arena *scratch, kq_dyn d) {
    kq_mark mark = kq_arena_mark(scratch);
    kq_dyn e = kq_dyn_expand(scratch, d);
    uint64_t h = kq_hash_int(KQ_HASH_SEED, kq_mk_int((int32_t)e.tag));
    switch (e.tag) {
    case KQ_DYN_BOOL: h = kq_hash_bool(h, kq_mk_bool(e.u.b)); break;
    case KQ_DYN_LONG:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN: h = kq_hash_long(h, kq_mk_long(e.u.i)); break;
    case KQ_DYN_REAL: h = kq_hash_real(h, kq_mk_real(e.u.r)); break;
    case KQ_DYN_STRING: h = kq_hash_string(h, e.u.s); break;
    case KQ_DYN_GUID: h = kq_hash_string(h, kq_mk_string((const char *)e.u.guid, sizeof e.u.guid)); break;
    case KQ_DYN_ARRAY:
        for (uint32_t i = 0; i < e.n; i++) {
            h = kq_hash_long(h, kq_mk_long((int64_t)kq_dyn_hash(scratch, e.u.items[i])));
        }
        break;
    case KQ_DYN_BAG: {
        uint64_t sum = 0; /* the order of the keys must not matter */
        for (uint32_t i = 0; i < e.n; i++) {
            sum += kq_hash_string(kq_dyn_hash(scratch, e.u.members[i].value), e.u.members[i].key);
        }
        h = kq_hash_long(h, kq_mk_long((int64_t)sum));
        break;
    }
    default: break;
    }
    kq_arena_release(scratch, mark);
    return h;
}
