/* Dynamic values: from JSON text, one level at a time, and access to members. Text of arrays and bags is looked at only
 * as far as the question needs. */
#include "dyn.h"

#include <kq/keep.h>

#include <stdlib.h>
#include <string.h>

#include "dynwalk.h"
#include "number.h"

/* JSON integers that fit are long, everything else is real (kql.md 4). */
static kq_dyn number_value(kq_str token) {
    int64_t i;
    double r;
    if (kq_parse_long(token, &i)) return kq_dyn_long(i);
    return kq_parse_real(token, &r) ? kq_dyn_real(r) : kq_null_dynamic();
}

kq_dyn kq_dyn_from_json(kq_arena *a, kq_str json) {
    if (!json.n) return kq_null_dynamic();
    switch (json.p[0]) {
    case '{':
    case '[': return (kq_dyn){.tag = KQ_DYN_JSON, .u.s = json};
    case '"': return kq_dyn_string(json.n < 2 ? kq_null_string() : kq_json_unescape(a, json.p + 1, json.n - 2));
    case 't': return kq_dyn_bool(true);
    case 'f': return kq_dyn_bool(false);
    case 'n': return kq_null_dynamic();
    default: return number_value(json);
    }
}

bool kq_dyn_parse(kq_arena *a, kq_str json, kq_dyn *out) {
    if (!json.n) return false;
    const char *end = json.p + json.n, *p = kq_json_skip_space(json.p, end);
    const char *value_end = kq_json_skip_value(p, end, 0);
    if (!value_end || kq_json_skip_space(value_end, end) != end) return false;
    *out = kq_dyn_from_json(a, kq_mk_string(p, (size_t)(value_end - p)));
    return true;
}

static uint32_t count_members(kq_str text) {
    kq_walk w = walk_begin(text);
    kq_str key, value;
    uint32_t n = 0;
    while (walk_next(&w, &key, &value)) {
        if (++n == UINT32_MAX) kq_fatal("a dynamic value has too many members");
    }
    return n;
}

/* Finds keys among the members that are there already: by looking at each, or in bags of many by a table of numbers. */
typedef struct key_index {
    kq_member *members;
    uint32_t count;
    uint32_t *table; /* member number + 1, by hash; NULL in small bags */
    uint32_t mask;
} key_index;

#define SMALL_BAG 16u

/* Returns the place of `key`, a new one at the end when it is not there yet. */
static kq_member *find_or_add(key_index *x, kq_str key) {
    if (!x->table) {
        for (uint32_t i = 0; i < x->count; i++) {
            if (kq_same_string(x->members[i].key, key)) return &x->members[i];
        }
    } else {
        uint32_t i = (uint32_t)kq_hash_string(KQ_HASH_SEED, key) & x->mask;
        for (; x->table[i]; i = (i + 1) & x->mask) {
            if (kq_same_string(x->members[x->table[i] - 1].key, key)) return &x->members[x->table[i] - 1];
        }
        x->table[i] = x->count + 1;
    }
    x->members[x->count].key = key;
    return &x->members[x->count++];
}

static kq_dyn expand_bag(kq_arena *a, kq_str text, uint32_t n) {
    key_index x = {.members = kq_alloc(a, n * sizeof(kq_member))};
    if (n > SMALL_BAG) {
        size_t size = 2;
        while (size < (size_t)n * 2) size *= 2;
        if (size > (size_t)1 << 32) kq_fatal("a dynamic value has too many members");
        x.mask = (uint32_t)(size - 1);
        x.table = calloc(size, sizeof *x.table);
        if (!x.table) kq_fatal("out of memory");
    }
    kq_walk w = walk_begin(text);
    kq_str key, value;
    while (walk_next(&w, &key, &value)) {
        find_or_add(&x, kq_json_unescape(a, key.p, key.n))->value = kq_dyn_from_json(a, value);
    }
    free(x.table);
    return kq_dyn_bag(x.members, x.count);
}

kq_dyn kq_dyn_expand(kq_arena *a, kq_dyn d) {
    if (d.tag != KQ_DYN_JSON) return d;
    uint32_t n = count_members(d.u.s);
    if (walk_is_bag(d)) return expand_bag(a, d.u.s, n);
    kq_dyn *items = kq_alloc(a, n * sizeof *items);
    kq_walk w = walk_begin(d.u.s);
    kq_str key, value;
    for (uint32_t i = 0; i < n && walk_next(&w, &key, &value); i++) items[i] = kq_dyn_from_json(a, value);
    return kq_dyn_array(items, n);
}

bool kq_dyn_is_array(kq_dyn d) { return d.tag == KQ_DYN_ARRAY || walk_is_array(d); }

bool kq_dyn_is_bag(kq_dyn d) { return d.tag == KQ_DYN_BAG || walk_is_bag(d); }

/* Escapes only ever make a key's text longer than the key, so that most keys are decided by their length. */
static bool key_matches(kq_arena *a, kq_str raw, kq_str key) {
    if (raw.n < key.n) return false;
    if (raw.n == key.n) {
        return key.n == 0 || (memcmp(raw.p, key.p, key.n) == 0 && !memchr(raw.p, '\\', raw.n));
    }
    if (!memchr(raw.p, '\\', raw.n)) return false;
    kq_mark mark = kq_arena_mark(a);
    bool same = kq_same_string(kq_json_unescape(a, raw.p, raw.n), key);
    kq_arena_release(a, mark);
    return same;
}

kq_dyn kq_dyn_get(kq_arena *a, kq_dyn d, kq_str key) {
    if (d.tag == KQ_DYN_BAG) {
        for (uint32_t i = 0; i < d.n; i++) {
            if (kq_same_string(d.u.members[i].key, key)) return d.u.members[i].value;
        }
        return kq_null_dynamic();
    }
    if (!walk_is_bag(d)) return kq_null_dynamic();
    kq_walk w = walk_begin(d.u.s);
    kq_str raw, value, found = {NULL, 0};
    while (walk_next(&w, &raw, &value)) {
        if (key_matches(a, raw, key)) found = value; /* the last of duplicate keys counts (kql.md 4) */
    }
    return kq_dyn_from_json(a, found);
}

bool kq_dyn_length(kq_dyn d, int64_t *n) {
    if (!kq_dyn_is_array(d)) return false;
    *n = d.tag == KQ_DYN_ARRAY ? d.n : count_members(d.u.s);
    return true;
}

kq_dyn kq_dyn_at(kq_arena *a, kq_dyn d, int64_t i) {
    int64_t n;
    if (i < 0) {
        if (!kq_dyn_length(d, &n) || i < -n) return kq_null_dynamic();
        i += n;
    }
    if (d.tag == KQ_DYN_ARRAY) return i < (int64_t)d.n ? d.u.items[i] : kq_null_dynamic();
    if (!walk_is_array(d)) return kq_null_dynamic();
    kq_walk w = walk_begin(d.u.s);
    kq_str key, value;
    while (walk_next(&w, &key, &value)) {
        if (i-- == 0) return kq_dyn_from_json(a, value);
    }
    return kq_null_dynamic();
}
