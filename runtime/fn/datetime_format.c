/* format_datetime and format_timespan (kql.md 7.3). Null gives "". */
#include <kq/ops.h>

#include "timeformat.h"

static kq_str taken(kq_ctx *x, kq_buf *b) {
    kq_str s = kq_buf_to_arena(b, x->row);
    kq_buf_free(b);
    return s;
}

kq_str kq_format_datetime_as(kq_ctx *x, kq_datetime t, kq_str format) {
    kq_buf b = {0};
    if (t.null) return kq_null_string();
    kq_put_datetime_as(&b, t.v, format);
    return taken(x, &b);
}

kq_str kq_format_timespan_as(kq_ctx *x, kq_timespan t, kq_str format) {
    kq_buf b = {0};
    if (t.null) return kq_null_string();
    kq_put_timespan_as(&b, t.v, format);
    return taken(x, &b);
}
