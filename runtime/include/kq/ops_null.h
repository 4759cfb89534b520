/* Null tests and three-valued logic, inline. Part of <kq/ops.h>; do not include it directly.
 * docs: null-values.md, isnull-function.md, isempty-function.md, logical-operators.md */
#ifndef KQ_OPS_NULL_H
#define KQ_OPS_NULL_H

#include <kq/abi.h>

/* `string` has no null: isnull is always false, isempty tells "". */
static inline kq_bool kq_isnull_string(kq_ctx *x, kq_str a) { return (void)x, (void)a, kq_mk_bool(false); }
static inline kq_bool kq_isnotnull_string(kq_ctx *x, kq_str a) { return (void)x, (void)a, kq_mk_bool(true); }
static inline kq_bool kq_isempty_string(kq_ctx *x, kq_str a) { return (void)x, kq_mk_bool(a.n == 0); }
static inline kq_bool kq_isnotempty_string(kq_ctx *x, kq_str a) { return (void)x, kq_mk_bool(a.n != 0); }

/* An empty array or bag is neither null nor empty; the dynamic string "" is empty (kql.md 6). */
static inline kq_bool kq_isnull_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_mk_bool(a.tag == KQ_DYN_NULL); }
static inline kq_bool kq_isnotnull_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_mk_bool(a.tag != KQ_DYN_NULL); }
static inline kq_bool kq_isempty_dynamic(kq_ctx *x, kq_dyn a) {
    (void)x;
    return kq_mk_bool(a.tag == KQ_DYN_NULL || (a.tag == KQ_DYN_STRING && a.u.s.n == 0));
}
static inline kq_bool kq_isnotempty_dynamic(kq_ctx *x, kq_dyn a) { return kq_mk_bool(!kq_isempty_dynamic(x, a).v); }

/* For every type with a null flag, empty means null. */
#define KQ_DEFINE_NULL_TESTS(T)                                                                          \
    static inline kq_bool kq_isnull_##T(kq_ctx *x, kq_##T a) { return (void)x, kq_mk_bool(a.null); }     \
    static inline kq_bool kq_isnotnull_##T(kq_ctx *x, kq_##T a) { return (void)x, kq_mk_bool(!a.null); } \
    static inline kq_bool kq_isempty_##T(kq_ctx *x, kq_##T a) { return (void)x, kq_mk_bool(a.null); }    \
    static inline kq_bool kq_isnotempty_##T(kq_ctx *x, kq_##T a) { return (void)x, kq_mk_bool(!a.null); }

KQ_DEFINE_NULL_TESTS(bool)
KQ_DEFINE_NULL_TESTS(int)
KQ_DEFINE_NULL_TESTS(long)
KQ_DEFINE_NULL_TESTS(real)
KQ_DEFINE_NULL_TESTS(decimal)
KQ_DEFINE_NULL_TESTS(datetime)
KQ_DEFINE_NULL_TESTS(timespan)
KQ_DEFINE_NULL_TESTS(guid)
#undef KQ_DEFINE_NULL_TESTS

static inline kq_bool kq_not(kq_ctx *x, kq_bool a) { return (void)x, a.null ? a : kq_mk_bool(!a.v); }

/* Kleene: false and null is false, true or null is true, otherwise a null operand gives null. */
static inline kq_bool kq_and(kq_ctx *x, kq_bool a, kq_bool b) {
    (void)x;
    if ((!a.null && !a.v) || (!b.null && !b.v)) return kq_mk_bool(false);
    return a.null || b.null ? kq_null_bool() : kq_mk_bool(true);
}
static inline kq_bool kq_or(kq_ctx *x, kq_bool a, kq_bool b) {
    (void)x;
    if (kq_true(a) || kq_true(b)) return kq_mk_bool(true);
    return a.null || b.null ? kq_null_bool() : kq_mk_bool(false);
}

#endif
