/* in, !in, in~, !in~, has_any, has_all over a list of items or a dynamic value. `in` is the OR of ==, `!in` the AND of
 * !=, so !in is not(in) and a null item may make either null (docs: null-values.md; kql.md 2.2). In a dynamic value
 * arrays are flattened, however deep, and each element is converted to the type of the left side (kql.md 2.4, 3.3);
 * what is not an array is the only item. */
#include <kq/ops.h>

#include "dyn.h"

/* Three-valued OR of what has been compared so far. */
struct any {
    bool found, null;
};

static void any_add(struct any *any, kq_bool equal) {
    if (kq_true(equal)) any->found = true;
    if (equal.null) any->null = true;
}

static kq_bool any_result(const struct any *any) {
    if (any->found) return kq_mk_bool(true);
    return any->null ? kq_null_bool() : kq_mk_bool(false);
}

/* Calls visit for each leaf until it returns false. The depth is bounded by KQ_MAX_DEPTH: the reader refuses more. */
static bool each_leaf(kq_ctx *x, kq_dyn items, bool (*visit)(kq_ctx *x, void *data, kq_dyn leaf), void *data) {
    if (!kq_dyn_is_array(items)) return visit(x, data, items);
    items = kq_dyn_expand(x->row, items);
    for (uint32_t i = 0; i < items.n; i++)
        if (!each_leaf(x, items.u.items[i], visit, data)) return false;
    return true;
}

#define KQ_DEFINE_IN(IN, TYPE, EQUAL, CAST)                                                  \
    kq_bool kq_##IN(kq_ctx *x, TYPE lhs, const TYPE *items, size_t n) {                      \
        struct any any = {false, false};                                                     \
        for (size_t i = 0; i < n && !any.found; i++) any_add(&any, EQUAL(x, lhs, items[i])); \
        return any_result(&any);                                                             \
    }                                                                                        \
    kq_bool kq_not_##IN(kq_ctx *x, TYPE lhs, const TYPE *items, size_t n) {                  \
        return kq_not(x, kq_##IN(x, lhs, items, n));                                         \
    }                                                                                        \
    struct IN##_search {                                                                     \
        TYPE lhs;                                                                            \
        struct any any;                                                                      \
    };                                                                                       \
    static bool IN##_leaf(kq_ctx *x, void *data, kq_dyn leaf) {                              \
        struct IN##_search *search = data;                                                   \
        any_add(&search->any, EQUAL(x, search->lhs, CAST(x, leaf)));                         \
        return !search->any.found;                                                           \
    }                                                                                        \
    kq_bool kq_##IN##_dyn(kq_ctx *x, TYPE lhs, kq_dyn items) {                               \
        struct IN##_search search = {lhs, {false, false}};                                   \
        each_leaf(x, items, IN##_leaf, &search);                                             \
        return any_result(&search.any);                                                      \
    }                                                                                        \
    kq_bool kq_not_##IN##_dyn(kq_ctx *x, TYPE lhs, kq_dyn items) { return kq_not(x, kq_##IN##_dyn(x, lhs, items)); }

KQ_DEFINE_IN(in_string, kq_str, kq_eq_string, kq_tostring_dynamic)
KQ_DEFINE_IN(in_ci, kq_str, kq_eq_ci, kq_tostring_dynamic)
KQ_DEFINE_IN(in_bool, kq_bool, kq_eq_bool, kq_tobool_dynamic)
KQ_DEFINE_IN(in_int, kq_int, kq_eq_int, kq_toint_dynamic)
KQ_DEFINE_IN(in_long, kq_long, kq_eq_long, kq_tolong_dynamic)
KQ_DEFINE_IN(in_real, kq_real, kq_eq_real, kq_toreal_dynamic)
KQ_DEFINE_IN(in_decimal, kq_decimal, kq_eq_decimal, kq_todecimal_dynamic)
KQ_DEFINE_IN(in_datetime, kq_datetime, kq_eq_datetime, kq_todatetime_dynamic)
KQ_DEFINE_IN(in_timespan, kq_timespan, kq_eq_timespan, kq_totimespan_dynamic)
KQ_DEFINE_IN(in_guid, kq_guid, kq_eq_guid, kq_toguid_dynamic)

/* Nothing in the list: has_any is false, has_all is true (kql.md 3.1). */
kq_bool kq_has_any(kq_ctx *x, kq_str s, const kq_str *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (kq_has(x, s, items[i]).v) return kq_mk_bool(true);
    return kq_mk_bool(false);
}
kq_bool kq_has_all(kq_ctx *x, kq_str s, const kq_str *items, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!kq_has(x, s, items[i]).v) return kq_mk_bool(false);
    return kq_mk_bool(true);
}

struct has_search {
    kq_str s;
    bool stop_at; /* the answer for one item that decides */
};

static bool has_leaf(kq_ctx *x, void *data, kq_dyn leaf) {
    const struct has_search *search = data;
    return kq_has(x, search->s, kq_tostring_dynamic(x, leaf)).v != search->stop_at;
}

kq_bool kq_has_any_dyn(kq_ctx *x, kq_str s, kq_dyn items) {
    struct has_search search = {s, true};
    return kq_mk_bool(!each_leaf(x, items, has_leaf, &search));
}
kq_bool kq_has_all_dyn(kq_ctx *x, kq_str s, kq_dyn items) {
    struct has_search search = {s, false};
    return kq_mk_bool(each_leaf(x, items, has_leaf, &search));
}
