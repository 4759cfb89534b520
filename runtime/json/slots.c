/* From a projected JSON value to a column, with the conversions of ingestion (abi.h, kq_slot). Text is converted by the
 * rules of tolong and its kin (kql.md 2.5), through the casts of dynamic values, so that a column and a dynamic
 * property that hold the same JSON give the same value. */
#include <kq/abi.h>

#include "decimal.h"
#include "dyn.h"
#include "jsonscan.h"
#include "number.h"
#include "timetext.h"

static kq_str raw(const kq_slot *s) { return (kq_str){s->p, s->n}; }

static kq_str text(kq_ctx *x, const kq_slot *s) { return s->escaped ? kq_json_unescape(x->row, s->p, s->n) : raw(s); }

/* The scalar as a dynamic value; objects and arrays, which convert to no scalar type, as null. */
static kq_dyn scalar(kq_ctx *x, const kq_slot *s) {
    switch ((kq_json_kind)s->kind) {
    case KQ_JSON_TRUE: return kq_dyn_bool(true);
    case KQ_JSON_FALSE: return kq_dyn_bool(false);
    case KQ_JSON_STRING: return kq_dyn_string(text(x, s));
    case KQ_JSON_NUMBER: return kq_dyn_from_json(x->row, raw(s));
    case KQ_JSON_MISSING:
    case KQ_JSON_NULL:
    case KQ_JSON_OBJECT:
    case KQ_JSON_ARRAY: break;
    }
    return kq_null_dynamic();
}

/* The token or text as it stands decides, if it is an integer: in a string of digits and as a number alike. */
static bool is_plain(const kq_slot *s) {
    return s->kind == KQ_JSON_NUMBER || (s->kind == KQ_JSON_STRING && !s->escaped);
}

kq_str kq_slot_string(kq_ctx *x, const kq_slot *s) {
    switch ((kq_json_kind)s->kind) {
    case KQ_JSON_STRING: return text(x, s);
    case KQ_JSON_MISSING:
    case KQ_JSON_NULL: return kq_null_string();
    case KQ_JSON_TRUE:
    case KQ_JSON_FALSE:
    case KQ_JSON_NUMBER:
    case KQ_JSON_OBJECT:
    case KQ_JSON_ARRAY: break;
    }
    return raw(s);
}

kq_bool kq_slot_bool(kq_ctx *x, const kq_slot *s) { return kq_dyn_as_bool(scalar(x, s)); }
kq_int kq_slot_int(kq_ctx *x, const kq_slot *s) { return kq_dyn_as_int(scalar(x, s)); }
kq_long kq_slot_long(kq_ctx *x, const kq_slot *s) {
    int64_t v;
    if (is_plain(s) && kq_parse_long(raw(s), &v)) return kq_mk_long(v);
    return kq_dyn_as_long(scalar(x, s));
}
kq_real kq_slot_real(kq_ctx *x, const kq_slot *s) { return kq_dyn_as_real(scalar(x, s)); }
/* The token itself: a double between would lose digits. */
kq_decimal kq_slot_decimal(kq_ctx *x, const kq_slot *s) {
    kq_decimal v;
    if (s->kind == KQ_JSON_TRUE || s->kind == KQ_JSON_FALSE) return kq_decimal_from_long(s->kind == KQ_JSON_TRUE);
    if (s->kind != KQ_JSON_NUMBER && s->kind != KQ_JSON_STRING) return kq_null_decimal();
    return kq_parse_decimal(text(x, s), &v) ? v : kq_null_decimal();
}
kq_datetime kq_slot_datetime(kq_ctx *x, const kq_slot *s) {
    int64_t v;
    if (s->kind == KQ_JSON_STRING && !s->escaped) {
        return kq_parse_datetime(raw(s), &v) ? kq_mk_datetime(v) : kq_null_datetime();
    }
    return kq_dyn_as_datetime(scalar(x, s));
}
kq_timespan kq_slot_timespan(kq_ctx *x, const kq_slot *s) { return kq_dyn_as_timespan(scalar(x, s)); }
kq_guid kq_slot_guid(kq_ctx *x, const kq_slot *s) { return kq_dyn_as_guid(scalar(x, s)); }

kq_dyn kq_slot_dynamic(kq_ctx *x, const kq_slot *s) {
    if (s->kind == KQ_JSON_OBJECT || s->kind == KQ_JSON_ARRAY) return (kq_dyn){.tag = KQ_DYN_JSON, .u.s = raw(s)};
    if (s->kind != KQ_JSON_STRING) return scalar(x, s);
    kq_str t = text(x, s);
    /* Log Analytics exports dynamic columns as text: an object or array in it is parsed, anything else stays text. */
    const char *first = kq_json_skip_space(t.p, t.p + t.n);
    kq_dyn parsed;
    if (first < t.p + t.n && (*first == '{' || *first == '[') && kq_dyn_parse(x->row, t, &parsed)) return parsed;
    return kq_dyn_string(t);
}
