/* format_datetime and format_timespan (kql.md 7.3). Null gives "". */
#include <kq/ops.h>

#include <string.h>

#include "timeformat.h"

static kq_str take(kq_ctx *x, kq_buf *b) {
    char *p = kq_alloc(x->row, b->n + 1);
    if (b->n) memcpy(p, b->p, b->n);
    kq_str s = kq_mk_string(p, b->n);
    kq_buf_free(b);
    return s;
}

kq_str kq_format_datetime_as(kq_ctx *x, kq_datetime t, kq_str format) {
    kq_buf b = {0};
    if (t.null) return kq_null_string();
    kq_put_datetime_as(&b, t.v, format);
    return take(x, &b);
}

kq_str kq_format_timespan_as(kq_ctx *x, kq_timespan t, kq_str format) {
    kq_buf b = {0};
    if (t.null) return kq_null_string();
    kq_put_timespan_as(&b, t.v, format);
    return take(x, &b);
}
