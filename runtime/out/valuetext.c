/* Value text of valuetext.h. */
#include "valuetext.h"

#include <math.h>

#include "decimal.h"
#include "dyn.h"
#include "guid.h"
#include "jsonscan.h"
#include "number.h"
#include "timetext.h"

const char *kq_type_text(kq_type t) {
    switch (t) {
    case KQ_T_BOOL: return "bool";
    case KQ_T_INT: return "int";
    case KQ_T_LONG: return "long";
    case KQ_T_REAL: return "real";
    case KQ_T_DECIMAL: return "decimal";
    case KQ_T_DATETIME: return "datetime";
    case KQ_T_TIMESPAN: return "timespan";
    case KQ_T_STRING: return "string";
    case KQ_T_GUID: return "guid";
    case KQ_T_DYNAMIC: return "dynamic";
    case KQ_T_NONE: break;
    }
    return "";
}

/* Text of the types that have a fixed-size one. */
static void put_scalar(kq_buf *b, const kq_value *v) {
    char text[64];
    size_t n = 0;
    _Static_assert(sizeof text >= KQ_REAL_TEXT && sizeof text >= KQ_LONG_TEXT && sizeof text >= KQ_DATETIME_TEXT &&
                       sizeof text >= KQ_TIMESPAN_TEXT && sizeof text >= KQ_GUID_TEXT,
                   "room for every scalar");
    switch (v->type) {
    case KQ_T_BOOL: kq_buf_puts(b, v->u.b ? "true" : "false"); return;
    case KQ_T_INT:
    case KQ_T_LONG: n = kq_format_long(v->u.i, text); break;
    case KQ_T_REAL: n = kq_format_real(v->u.r, text); break;
    case KQ_T_DATETIME: n = kq_format_datetime(v->u.i, text); break;
    case KQ_T_TIMESPAN: n = kq_format_timespan(v->u.i, text); break;
    case KQ_T_GUID: n = kq_format_guid(v->u.guid, text); break;
    case KQ_T_DECIMAL: kq_put_decimal(b, v->u.m); return;
    case KQ_T_STRING:
    case KQ_T_DYNAMIC:
    case KQ_T_NONE: break;
    }
    kq_buf_put(b, text, n);
}

static bool is_quoted(const kq_value *v) {
    if (v->type == KQ_T_REAL) return !isfinite(v->u.r);
    return v->type == KQ_T_DATETIME || v->type == KQ_T_TIMESPAN || v->type == KQ_T_GUID;
}

void kq_put_value_json(kq_buf *b, const kq_value *v) {
    if (v->type == KQ_T_STRING) {
        kq_json_put_string(b, v->u.s);
    } else if (v->type == KQ_T_DYNAMIC) {
        kq_dyn_put_json(b, v->u.d);
    } else if (v->null || v->type == KQ_T_NONE) {
        kq_buf_puts(b, "null");
    } else {
        bool quoted = is_quoted(v);
        if (quoted) kq_buf_putc(b, '"');
        put_scalar(b, v);
        if (quoted) kq_buf_putc(b, '"');
    }
}

void kq_put_value_text(kq_buf *b, const kq_value *v) {
    if (v->type == KQ_T_STRING) {
        kq_buf_put_str(b, v->u.s);
    } else if (v->type == KQ_T_DYNAMIC) {
        kq_arena *scratch = kq_arena_new();
        kq_buf_put_str(b, kq_dyn_text(scratch, v->u.d));
        kq_arena_free(scratch);
    } else if (!v->null) {
        put_scalar(b, v);
    }
}
