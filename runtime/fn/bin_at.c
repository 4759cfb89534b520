/* bin_at: bins that do not begin at zero, v and the fixed point being apart by a whole number of bins (kql.md 2.6). */
#include <kq/ops.h>

#include <math.h>

/* fixed + floor((v - fixed) / size) * size; false when size is not positive or the result does not fit. */
static bool bin_at(int64_t v, int64_t size, int64_t fixed, int64_t *out) {
    int64_t distance, binned;
    return !__builtin_sub_overflow(v, fixed, &distance) && kq_bin_ticks(distance, size, &binned) &&
           !__builtin_add_overflow(fixed, binned, out);
}

kq_long kq_bin_at_long(kq_ctx *x, kq_long v, kq_long size, kq_long fixed) {
    int64_t r;
    (void)x;
    if (v.null || size.null || fixed.null || !bin_at(v.v, size.v, fixed.v, &r)) return kq_null_long();
    return kq_mk_long(r);
}

kq_int kq_bin_at_int(kq_ctx *x, kq_int v, kq_int size, kq_int fixed) {
    int64_t r;
    (void)x;
    if (v.null || size.null || fixed.null || !bin_at(v.v, size.v, fixed.v, &r) || r < INT32_MIN) return kq_null_int();
    return kq_mk_int((int32_t)r);
}

kq_real kq_bin_at_real(kq_ctx *x, kq_real v, kq_real size, kq_real fixed) {
    (void)x;
    if (v.null || size.null || fixed.null || !(size.v > 0)) return kq_null_real();
    return kq_mk_real(fixed.v + floor((v.v - fixed.v) / size.v) * size.v);
}

kq_timespan kq_bin_at_timespan(kq_ctx *x, kq_timespan v, kq_timespan size, kq_timespan fixed) {
    int64_t r;
    (void)x;
    if (v.null || size.null || fixed.null || !bin_at(v.v, size.v, fixed.v, &r)) return kq_null_timespan();
    return kq_mk_timespan(r);
}

kq_datetime kq_bin_at_datetime(kq_ctx *x, kq_datetime v, kq_timespan size, kq_datetime fixed) {
    int64_t r;
    (void)x;
    if (v.null || size.null || fixed.null || !bin_at(v.v, size.v, fixed.v, &r)) return kq_null_datetime();
    return kq_datetime_or_null(r);
}
