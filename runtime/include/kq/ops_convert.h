/* Conversions between scalar types that need no text, and boxing into dynamic, inline. Part of <kq/ops.h>; do not
 * include it directly. kql.md 2.5; docs: tolong-function.md and its kin. */
#ifndef KQ_OPS_CONVERT_H
#define KQ_OPS_CONVERT_H

#include <kq/ops_null.h>

static inline kq_str kq_tostring_string(kq_ctx *x, kq_str a) { return (void)x, a; }
static inline kq_long kq_string_size(kq_ctx *x, kq_str a) { return (void)x, kq_mk_long((int64_t)a.n); }

/* ---- bool: numbers are true unless 0 ---- */
static inline kq_bool kq_tobool_bool(kq_ctx *x, kq_bool a) { return (void)x, a; }
static inline kq_bool kq_tobool_int(kq_ctx *x, kq_int a) {
    return (void)x, a.null ? kq_null_bool() : kq_mk_bool(a.v != 0);
}
static inline kq_bool kq_tobool_long(kq_ctx *x, kq_long a) {
    return (void)x, a.null ? kq_null_bool() : kq_mk_bool(a.v != 0);
}
static inline kq_bool kq_tobool_real(kq_ctx *x, kq_real a) {
    return (void)x, a.null ? kq_null_bool() : kq_mk_bool(a.v != 0);
}

/* ---- long: real truncates toward zero, out of range is null, datetime and timespan give their ticks ---- */
static inline kq_long kq_tolong_bool(kq_ctx *x, kq_bool a) {
    return (void)x, a.null ? kq_null_long() : kq_mk_long(a.v);
}
static inline kq_long kq_tolong_int(kq_ctx *x, kq_int a) { return (void)x, (kq_long){a.v, a.null}; }
static inline kq_long kq_tolong_long(kq_ctx *x, kq_long a) { return (void)x, a; }
static inline kq_long kq_tolong_real(kq_ctx *x, kq_real a) {
    (void)x;
    /* -2^63 is a long, 2^63 is not; NaN fails both tests. */
    if (a.null || !(a.v >= -9223372036854775808.0 && a.v < 9223372036854775808.0)) return kq_null_long();
    return kq_mk_long((int64_t)a.v);
}
static inline kq_long kq_tolong_datetime(kq_ctx *x, kq_datetime a) { return (void)x, (kq_long){a.v, a.null}; }
static inline kq_long kq_tolong_timespan(kq_ctx *x, kq_timespan a) { return (void)x, (kq_long){a.v, a.null}; }

/* ---- int ---- */
static inline kq_int kq_toint_long(kq_ctx *x, kq_long a) {
    (void)x;
    return a.null || a.v < INT32_MIN || a.v > INT32_MAX ? kq_null_int() : kq_mk_int((int32_t)a.v);
}
static inline kq_int kq_toint_bool(kq_ctx *x, kq_bool a) { return (void)x, a.null ? kq_null_int() : kq_mk_int(a.v); }
static inline kq_int kq_toint_int(kq_ctx *x, kq_int a) { return (void)x, a; }
static inline kq_int kq_toint_real(kq_ctx *x, kq_real a) { return kq_toint_long(x, kq_tolong_real(x, a)); }
static inline kq_int kq_toint_datetime(kq_ctx *x, kq_datetime a) { return kq_toint_long(x, kq_tolong_datetime(x, a)); }
static inline kq_int kq_toint_timespan(kq_ctx *x, kq_timespan a) { return kq_toint_long(x, kq_tolong_timespan(x, a)); }

/* ---- real ---- */
static inline kq_real kq_toreal_long(kq_ctx *x, kq_long a) {
    return (void)x, a.null ? kq_null_real() : kq_mk_real((double)a.v);
}
static inline kq_real kq_toreal_bool(kq_ctx *x, kq_bool a) {
    return (void)x, a.null ? kq_null_real() : kq_mk_real(a.v ? 1.0 : 0.0);
}
static inline kq_real kq_toreal_int(kq_ctx *x, kq_int a) { return (void)x, a.null ? kq_null_real() : kq_mk_real(a.v); }
static inline kq_real kq_toreal_real(kq_ctx *x, kq_real a) { return (void)x, a; }
static inline kq_real kq_toreal_datetime(kq_ctx *x, kq_datetime a) {
    return kq_toreal_long(x, kq_tolong_datetime(x, a));
}
static inline kq_real kq_toreal_timespan(kq_ctx *x, kq_timespan a) {
    return kq_toreal_long(x, kq_tolong_timespan(x, a));
}

/* ---- datetime, timespan: a long is ticks ---- */
static inline kq_datetime kq_todatetime_datetime(kq_ctx *x, kq_datetime a) { return (void)x, a; }
static inline kq_datetime kq_todatetime_long(kq_ctx *x, kq_long a) {
    (void)x;
    return a.null || a.v < 0 || a.v > KQ_DATETIME_MAX ? kq_null_datetime() : kq_mk_datetime(a.v);
}
static inline kq_timespan kq_totimespan_timespan(kq_ctx *x, kq_timespan a) { return (void)x, a; }
static inline kq_timespan kq_totimespan_long(kq_ctx *x, kq_long a) { return (void)x, (kq_timespan){a.v, a.null}; }
static inline kq_guid kq_toguid_guid(kq_ctx *x, kq_guid a) { return (void)x, a; }

/* ---- to dynamic; text is borrowed, so the value lives as long as the string does ---- */
static inline kq_dyn kq_box_dyn_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, a; }
static inline kq_dyn kq_box_dyn_string(kq_ctx *x, kq_str a) {
    return (void)x, (kq_dyn){.tag = KQ_DYN_STRING, .u = {.s = a}};
}
static inline kq_dyn kq_box_dyn_bool(kq_ctx *x, kq_bool a) {
    return (void)x, a.null ? kq_null_dynamic() : (kq_dyn){.tag = KQ_DYN_BOOL, .u = {.b = a.v}};
}
static inline kq_dyn kq_box_dyn_long(kq_ctx *x, kq_long a) {
    return (void)x, a.null ? kq_null_dynamic() : (kq_dyn){.tag = KQ_DYN_LONG, .u = {.i = a.v}};
}
static inline kq_dyn kq_box_dyn_int(kq_ctx *x, kq_int a) { return kq_box_dyn_long(x, kq_tolong_int(x, a)); }
static inline kq_dyn kq_box_dyn_real(kq_ctx *x, kq_real a) {
    return (void)x, a.null ? kq_null_dynamic() : (kq_dyn){.tag = KQ_DYN_REAL, .u = {.r = a.v}};
}
static inline kq_dyn kq_box_dyn_datetime(kq_ctx *x, kq_datetime a) {
    return (void)x, a.null ? kq_null_dynamic() : (kq_dyn){.tag = KQ_DYN_DATETIME, .u = {.i = a.v}};
}
static inline kq_dyn kq_box_dyn_timespan(kq_ctx *x, kq_timespan a) {
    return (void)x, a.null ? kq_null_dynamic() : (kq_dyn){.tag = KQ_DYN_TIMESPAN, .u = {.i = a.v}};
}
static inline kq_dyn kq_box_dyn_guid(kq_ctx *x, kq_guid a) {
    (void)x;
    kq_dyn d = kq_null_dynamic();
    if (a.null) return d;
    d.tag = KQ_DYN_GUID;
    for (int i = 0; i < 16; i++) d.u.guid[i] = a.b[i];
    return d;
}

#endif
