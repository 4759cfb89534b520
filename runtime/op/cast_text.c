/* Pieces of text as values; see cast_text.h. */
#include "cast_text.h"

#include "decimal.h"
#include "dyn.h"
#include "guid.h"
#include "number.h"
#include "timetext.h"

kq_value kq_null_of(kq_type type) {
    kq_value v = {type, type != KQ_T_STRING && type != KQ_T_DYNAMIC, {.i = 0}};
    if (type == KQ_T_STRING) v = kq_box_string(kq_null_string());
    if (type == KQ_T_DYNAMIC) v = kq_box_dynamic(kq_null_dynamic());
    return v;
}

static bool read(kq_str text, kq_type type, kq_value *v) {
    switch (type) {
    case KQ_T_BOOL: return kq_parse_bool(text, &v->u.b);
    case KQ_T_INT: return kq_parse_long(text, &v->u.i) && v->u.i >= INT32_MIN && v->u.i <= INT32_MAX;
    case KQ_T_LONG: return kq_parse_long(text, &v->u.i);
    case KQ_T_REAL: return kq_parse_real(text, &v->u.r);
    case KQ_T_DECIMAL: return kq_parse_decimal(text, &v->u.m);
    case KQ_T_DATETIME: return kq_parse_datetime(text, &v->u.i);
    case KQ_T_TIMESPAN: return kq_parse_timespan(text, &v->u.i);
    case KQ_T_GUID: return kq_parse_guid(text, v->u.guid);
    default: return false;
    }
}

bool kq_cast_text(kq_ctx *x, kq_str text, kq_type type, kq_value *out) {
    *out = kq_null_of(type);
    if (type == KQ_T_STRING) {
        out->u.s = text;
        return true;
    }
    if (type == KQ_T_DYNAMIC) {
        if (!kq_dyn_parse(x->row, text, &out->u.d)) out->u.d = kq_dyn_string(text);
        return true;
    }
    kq_value v = {type, false, {.i = 0}};
    if (!read(text, type, &v)) return false;
    *out = v;
    return true;
}
