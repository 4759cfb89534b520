/* to<T>(dynamic), with the rules of tolong and its kin (kql.md 2.4, 2.5). */
#include "decimal.h"
#include "dyn.h"
#include "guid.h"
#include "number.h"
#include "timetext.h"

kq_long kq_dyn_as_long(kq_dyn d) {
    int64_t v;
    switch (d.tag) {
    case KQ_DYN_BOOL: return kq_mk_long(d.u.b ? 1 : 0);
    case KQ_DYN_LONG:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN: return kq_mk_long(d.u.i);
    case KQ_DYN_REAL: return kq_real_to_long(d.u.r, &v) ? kq_mk_long(v) : kq_null_long();
    case KQ_DYN_STRING: return kq_parse_long(d.u.s, &v) ? kq_mk_long(v) : kq_null_long();
    default: return kq_null_long();
    }
}

kq_int kq_dyn_as_int(kq_dyn d) {
    kq_long v = kq_dyn_as_long(d);
    return v.null || v.v < INT32_MIN || v.v > INT32_MAX ? kq_null_int() : kq_mk_int((int32_t)v.v);
}

kq_real kq_dyn_as_real(kq_dyn d) {
    double v;
    switch (d.tag) {
    case KQ_DYN_REAL: return kq_mk_real(d.u.r);
    case KQ_DYN_STRING: return kq_parse_real(d.u.s, &v) ? kq_mk_real(v) : kq_null_real();
    default: {
        kq_long i = kq_dyn_as_long(d);
        return i.null ? kq_null_real() : kq_mk_real((double)i.v);
    }
    }
}

kq_bool kq_dyn_as_bool(kq_dyn d) {
    bool v;
    switch (d.tag) {
    case KQ_DYN_BOOL: return kq_mk_bool(d.u.b);
    case KQ_DYN_LONG: return kq_mk_bool(d.u.i != 0);
    case KQ_DYN_REAL: return kq_mk_bool(d.u.r != 0);
    case KQ_DYN_STRING: return kq_parse_bool(d.u.s, &v) ? kq_mk_bool(v) : kq_null_bool();
    default: return kq_null_bool();
    }
}

kq_datetime kq_dyn_as_datetime(kq_dyn d) {
    int64_t v = 0;
    bool ok = false;
    if (d.tag == KQ_DYN_DATETIME || d.tag == KQ_DYN_LONG) {
        v = d.u.i;
        ok = v >= 0 && v <= KQ_DATETIME_MAX;
    } else if (d.tag == KQ_DYN_STRING) {
        ok = kq_parse_datetime(d.u.s, &v);
    }
    return ok ? kq_mk_datetime(v) : kq_null_datetime();
}

kq_timespan kq_dyn_as_timespan(kq_dyn d) {
    int64_t v;
    if (d.tag == KQ_DYN_TIMESPAN || d.tag == KQ_DYN_LONG) return kq_mk_timespan(d.u.i);
    return d.tag == KQ_DYN_STRING && kq_parse_timespan(d.u.s, &v) ? kq_mk_timespan(v) : kq_null_timespan();
}

kq_decimal kq_dyn_as_decimal(kq_dyn d) {
    kq_decimal v;
    switch (d.tag) {
    case KQ_DYN_BOOL: return kq_decimal_from_long(d.u.b);
    case KQ_DYN_LONG: return kq_decimal_from_long(d.u.i);
    case KQ_DYN_REAL: return kq_decimal_from_real(d.u.r);
    case KQ_DYN_STRING: return kq_parse_decimal(d.u.s, &v) ? v : kq_null_decimal();
    default: return kq_null_decimal();
    }
}

kq_guid kq_dyn_as_guid(kq_dyn d) {
    kq_guid g = {{0}, false};
    if (d.tag == KQ_DYN_GUID) {
        for (int i = 0; i < 16; i++) g.b[i] = d.u.guid[i];
        return g;
    }
    return d.tag == KQ_DYN_STRING && kq_parse_guid(d.u.s, g.b) ? g : kq_null_guid();
}
