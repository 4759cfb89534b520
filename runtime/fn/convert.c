/* Conversions from and to text, and from dynamic: tostring, tobool, toint, tolong, toreal, todatetime, totimespan,
 * toguid. What cannot be converted is null ("" for tostring); kql.md 2.5. Conversions between numbers are inline in
 * <kq/ops_convert.h>; the rules of the text forms are in runtime/core. Results of tostring live in x->row. */
#include <kq/ops.h>

#include <string.h>

#include "dyn.h"
#include "guid.h"
#include "number.h"
#include "timetext.h"

static kq_str row_text(kq_ctx *x, const char *p, size_t n) {
    char *copy = kq_alloc(x->row, n);
    memcpy(copy, p, n);
    return kq_mk_string(copy, n);
}

kq_str kq_tostring_bool(kq_ctx *x, kq_bool a) {
    (void)x;
    if (a.null) return kq_null_string();
    return a.v ? (kq_str)KQ_LIT("true") : (kq_str)KQ_LIT("false");
}

kq_str kq_tostring_long(kq_ctx *x, kq_long a) {
    char text[KQ_LONG_TEXT];
    return a.null ? kq_null_string() : row_text(x, text, kq_format_long(a.v, text));
}

kq_str kq_tostring_int(kq_ctx *x, kq_int a) { return kq_tostring_long(x, kq_tolong_int(x, a)); }

kq_str kq_tostring_real(kq_ctx *x, kq_real a) {
    char text[KQ_REAL_TEXT];
    return a.null ? kq_null_string() : row_text(x, text, kq_format_real(a.v, text));
}

kq_str kq_tostring_datetime(kq_ctx *x, kq_datetime a) {
    char text[KQ_DATETIME_TEXT];
    return a.null ? kq_null_string() : row_text(x, text, kq_format_datetime(a.v, text));
}

kq_str kq_tostring_timespan(kq_ctx *x, kq_timespan a) {
    char text[KQ_TIMESPAN_TEXT];
    return a.null ? kq_null_string() : row_text(x, text, kq_format_timespan(a.v, text));
}

kq_str kq_tostring_guid(kq_ctx *x, kq_guid a) {
    char text[KQ_GUID_TEXT];
    return a.null ? kq_null_string() : row_text(x, text, kq_format_guid(a.b, text));
}

kq_str kq_tostring_dynamic(kq_ctx *x, kq_dyn a) { return kq_dyn_text(x->row, a); }

kq_bool kq_tobool_string(kq_ctx *x, kq_str a) {
    bool v;
    return (void)x, kq_parse_bool(a, &v) ? kq_mk_bool(v) : kq_null_bool();
}
kq_bool kq_tobool_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_bool(a); }

kq_long kq_tolong_string(kq_ctx *x, kq_str a) {
    int64_t v;
    return (void)x, kq_parse_long(a, &v) ? kq_mk_long(v) : kq_null_long();
}
kq_long kq_tolong_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_long(a); }

kq_int kq_toint_string(kq_ctx *x, kq_str a) { return kq_toint_long(x, kq_tolong_string(x, a)); }
kq_int kq_toint_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_int(a); }

kq_real kq_toreal_string(kq_ctx *x, kq_str a) {
    double v;
    return (void)x, kq_parse_real(a, &v) ? kq_mk_real(v) : kq_null_real();
}
kq_real kq_toreal_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_real(a); }

kq_datetime kq_todatetime_string(kq_ctx *x, kq_str a) {
    int64_t v;
    return (void)x, kq_parse_datetime(a, &v) ? kq_mk_datetime(v) : kq_null_datetime();
}
kq_datetime kq_todatetime_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_datetime(a); }

kq_timespan kq_totimespan_string(kq_ctx *x, kq_str a) {
    int64_t v;
    return (void)x, kq_parse_timespan(a, &v) ? kq_mk_timespan(v) : kq_null_timespan();
}
kq_timespan kq_totimespan_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_timespan(a); }

kq_guid kq_toguid_string(kq_ctx *x, kq_str a) {
    kq_guid g = {{0}, false};
    return (void)x, kq_parse_guid(a, g.b) ? g : kq_null_guid();
}
kq_guid kq_toguid_dynamic(kq_ctx *x, kq_dyn a) { return (void)x, kq_dyn_as_guid(a); }
