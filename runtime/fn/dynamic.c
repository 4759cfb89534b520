/* Functions on dynamic values: parse_json, members and elements, split, array_length, bag_keys, pack_array, bag_pack
 * (kql.md 4). Results live in x->row and may point into their arguments. */
#include <kq/ops.h>

#include <string.h>

#include "dyn.h"
#include "match.h"

/* Text that is not JSON becomes a dynamic string, "" becomes null (docs: parse-json-function.md). */
kq_dyn kq_parse_json(kq_ctx *x, kq_str text) {
    kq_dyn d;
    if (text.n == 0) return kq_null_dynamic();
    return kq_dyn_parse(x->row, text, &d) ? d : kq_dyn_string(text);
}

kq_dyn kq_dyn_member(kq_ctx *x, kq_dyn d, kq_str key) { return kq_dyn_get(x->row, d, key); }

kq_dyn kq_dyn_element(kq_ctx *x, kq_dyn d, kq_long i) { return i.null ? kq_null_dynamic() : kq_dyn_at(x->row, d, i.v); }

/* d[i] where the value of i decides: a text is a key, a number a place (a real one without its fraction). */
kq_dyn kq_dyn_by(kq_ctx *x, kq_dyn d, kq_dyn i) {
    if (i.tag == KQ_DYN_STRING) return kq_dyn_get(x->row, d, i.u.s);
    if (i.tag != KQ_DYN_LONG && i.tag != KQ_DYN_REAL) return kq_null_dynamic();
    return kq_dyn_element(x, d, kq_tolong_dynamic(x, i));
}

kq_long kq_array_length(kq_ctx *x, kq_dyn d) {
    int64_t n;
    return (void)x, kq_dyn_length(d, &n) ? kq_mk_long(n) : kq_null_long();
}

/* Top-level keys in order of insertion; null when it is not a bag. */
kq_dyn kq_bag_keys(kq_ctx *x, kq_dyn d) {
    if (!kq_dyn_is_bag(d)) return kq_null_dynamic();
    d = kq_dyn_expand(x->row, d);
    kq_dyn *keys = kq_alloc(x->row, d.n * sizeof *keys);
    for (uint32_t i = 0; i < d.n; i++) keys[i] = kq_dyn_string(d.u.members[i].key);
    return kq_dyn_array(keys, d.n);
}

kq_dyn kq_pack_array(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_dyn *items = kq_alloc(x->row, n * sizeof *items);
    if (n) memcpy(items, args, n * sizeof *items);
    return kq_dyn_array(items, (uint32_t)n);
}

/* Nulls are kept. A key that comes twice keeps its place and takes the later value, as in JSON text (kql.md 4). */
kq_dyn kq_bag_pack(kq_ctx *x, const kq_dyn *keys_and_values, size_t n) {
    kq_member *members = kq_alloc(x->row, n / 2 * sizeof *members);
    uint32_t count = 0;
    for (size_t i = 0; i + 1 < n; i += 2) {
        kq_str key = kq_tostring_dynamic(x, keys_and_values[i]);
        uint32_t at = 0;
        while (at < count && !kq_eq_string(x, members[at].key, key).v) at++;
        members[at] = (kq_member){key, keys_and_values[i + 1]};
        if (at == count) count++;
    }
    return kq_dyn_bag(members, count);
}

/* The same without nulls and empty texts (docs: pack-all-function.md, ignore_null_empty). */
kq_dyn kq_pack_filled(kq_ctx *x, const kq_dyn *keys_and_values, size_t n) {
    kq_dyn *filled = kq_alloc(x->row, n * sizeof *filled);
    size_t count = 0;
    for (size_t i = 0; i + 1 < n; i += 2) {
        if (kq_isempty_dynamic(x, keys_and_values[i + 1]).v) continue;
        filled[count++] = keys_and_values[i];
        filled[count++] = keys_and_values[i + 1];
    }
    return kq_bag_pack(x, filled, count);
}

/* The parts between delimiters; at least one, perhaps "". An empty delimiter splits nothing (kql.md 6). */
kq_dyn kq_split(kq_ctx *x, kq_str s, kq_str delimiter) {
    uint32_t n = 1;
    if (s.n == 0) s.p = "";
    if (delimiter.n > 0)
        for (size_t at = 0; (at = kq_find(s, at, delimiter, false)) != KQ_NOT_FOUND; at += delimiter.n) n++;
    kq_dyn *items = kq_alloc(x->row, n * sizeof *items);
    size_t from = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t to = i + 1 < n ? kq_find(s, from, delimiter, false) : s.n;
        items[i] = kq_dyn_string(kq_mk_string(s.p + from, to - from));
        from = to + delimiter.n;
    }
    return kq_dyn_array(items, n);
}

/* With an index an array of that one part: ["bbb"]; out of range null (docs: split-function.md; the latter assumed). */
kq_dyn kq_split_index(kq_ctx *x, kq_str s, kq_str delimiter, kq_long index) {
    if (index.null) return kq_null_dynamic();
    kq_dyn parts = kq_split(x, s, delimiter);
    if (index.v < 0 || index.v >= parts.n) return kq_null_dynamic();
    return kq_dyn_array(parts.u.items + index.v, 1);
}
