/* Operators between two dynamic values (kql.md 2.3, 2.4). Equality is of the same type and deep. Arithmetic and order
 * are defined for numbers (real when either is) and for moments and timespans as for the typed operators; everything
 * else gives null. A dynamic beside a typed value never comes here: the compiler converts it to the other's type. */
#include <kq/ops.h>

#include "dyn.h"

static bool is_number(kq_dyn d) { return d.tag == KQ_DYN_LONG || d.tag == KQ_DYN_REAL; }
static kq_long long_of(kq_dyn d) { return kq_mk_long(d.u.i); }
static kq_real real_of(kq_dyn d) { return kq_mk_real(d.tag == KQ_DYN_LONG ? (double)d.u.i : d.u.r); }
static kq_datetime datetime_of(kq_dyn d) { return kq_mk_datetime(d.u.i); }
static kq_timespan timespan_of(kq_dyn d) { return kq_mk_timespan(d.u.i); }
static bool are(kq_dyn a, kq_tag ta, kq_dyn b, kq_tag tb) { return a.tag == ta && b.tag == tb; }

kq_bool kq_eq_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    bool null_a = a.tag == KQ_DYN_NULL, null_b = b.tag == KQ_DYN_NULL;
    if (null_a || null_b) return null_a && null_b ? kq_null_bool() : kq_mk_bool(false);
    /* The core's equality is that of group keys; KQL's takes NaN as different from itself (kql.md 2.3). */
    if (are(a, KQ_DYN_REAL, b, KQ_DYN_REAL)) return kq_mk_bool(a.u.r == b.u.r);
    return kq_mk_bool(kq_dyn_equal(x->row, a, b));
}
kq_bool kq_ne_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    bool null_a = a.tag == KQ_DYN_NULL, null_b = b.tag == KQ_DYN_NULL;
    if (null_a || null_b) return null_a && null_b ? kq_null_bool() : kq_mk_bool(true);
    return kq_not(x, kq_eq_dynamic(x, a, b));
}

#define KQ_DEFINE_DYNAMIC_ORDER(NAME, SIGN)                                                                \
    kq_bool kq_##NAME##_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {                                           \
        (void)x;                                                                                           \
        if (are(a, KQ_DYN_LONG, b, KQ_DYN_LONG) || are(a, KQ_DYN_DATETIME, b, KQ_DYN_DATETIME) ||          \
            are(a, KQ_DYN_TIMESPAN, b, KQ_DYN_TIMESPAN))                                                   \
            return kq_mk_bool(a.u.i SIGN b.u.i);                                                           \
        return is_number(a) && is_number(b) ? kq_mk_bool(real_of(a).v SIGN real_of(b).v) : kq_null_bool(); \
    }

KQ_DEFINE_DYNAMIC_ORDER(lt, <)
KQ_DEFINE_DYNAMIC_ORDER(le, <=)
KQ_DEFINE_DYNAMIC_ORDER(gt, >)
KQ_DEFINE_DYNAMIC_ORDER(ge, >=)

/* The numeric part of an arithmetic operator. */
#define KQ_DYNAMIC_NUMBERS(NAME)                                                                                     \
    if (are(a, KQ_DYN_LONG, b, KQ_DYN_LONG)) return kq_box_dyn_long(x, kq_##NAME##_long(x, long_of(a), long_of(b))); \
    if (is_number(a) && is_number(b)) return kq_box_dyn_real(x, kq_##NAME##_real(x, real_of(a), real_of(b)));

kq_dyn kq_add_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    KQ_DYNAMIC_NUMBERS(add)
    if (are(a, KQ_DYN_TIMESPAN, b, KQ_DYN_TIMESPAN))
        return kq_box_dyn_timespan(x, kq_add_timespan(x, timespan_of(a), timespan_of(b)));
    if (are(a, KQ_DYN_DATETIME, b, KQ_DYN_TIMESPAN))
        return kq_box_dyn_datetime(x, kq_add_datetime_timespan(x, datetime_of(a), timespan_of(b)));
    if (are(a, KQ_DYN_TIMESPAN, b, KQ_DYN_DATETIME))
        return kq_box_dyn_datetime(x, kq_add_timespan_datetime(x, timespan_of(a), datetime_of(b)));
    return kq_null_dynamic();
}

kq_dyn kq_sub_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    KQ_DYNAMIC_NUMBERS(sub)
    if (are(a, KQ_DYN_TIMESPAN, b, KQ_DYN_TIMESPAN))
        return kq_box_dyn_timespan(x, kq_sub_timespan(x, timespan_of(a), timespan_of(b)));
    if (are(a, KQ_DYN_DATETIME, b, KQ_DYN_TIMESPAN))
        return kq_box_dyn_datetime(x, kq_sub_datetime_timespan(x, datetime_of(a), timespan_of(b)));
    if (are(a, KQ_DYN_DATETIME, b, KQ_DYN_DATETIME))
        return kq_box_dyn_timespan(x, kq_sub_datetime(x, datetime_of(a), datetime_of(b)));
    return kq_null_dynamic();
}

kq_dyn kq_mul_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    KQ_DYNAMIC_NUMBERS(mul)
    return kq_null_dynamic();
}
kq_dyn kq_div_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    KQ_DYNAMIC_NUMBERS(div)
    return kq_null_dynamic();
}
kq_dyn kq_mod_dynamic(kq_ctx *x, kq_dyn a, kq_dyn b) {
    KQ_DYNAMIC_NUMBERS(mod)
    return kq_null_dynamic();
}
