/* range(start, stop [, step]): an array of the values up to stop, which is inside (docs: range-function.md). At most
 * 1,048,576 values; a step of zero, or none that leads to stop, gives an empty array (assumed). */
#include <kq/ops.h>

#include "arrays.h"
#include "dyn.h"

static kq_dyn whole_range(kq_ctx *x, int64_t from, int64_t to, int64_t step, kq_tag tag) {
    if (step == 0 || (step > 0 ? from > to : from < to)) return kq_dyn_array(NULL, 0);
    uint64_t distance = step > 0 ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    uint64_t count = distance / (step > 0 ? (uint64_t)step : 0 - (uint64_t)step) + 1;
    uint32_t n = count > KQ_MAX_ARRAY ? KQ_MAX_ARRAY : (uint32_t)count;
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = (kq_dyn){.tag = tag, .u.i = kq_wrap_add(from, (int64_t)i * step)};
    return kq_dyn_array(r, n);
}

kq_dyn kq_range_long_step(kq_ctx *x, kq_long from, kq_long to, kq_long step) {
    return from.null || to.null || step.null ? kq_null_dynamic() : whole_range(x, from.v, to.v, step.v, KQ_DYN_LONG);
}
kq_dyn kq_range_long(kq_ctx *x, kq_long from, kq_long to) { return kq_range_long_step(x, from, to, kq_mk_long(1)); }

kq_dyn kq_range_real_step(kq_ctx *x, kq_real from, kq_real to, kq_real step) {
    if (from.null || to.null || step.null) return kq_null_dynamic();
    double count = (to.v - from.v) / step.v;
    if (!(count >= 0)) return kq_dyn_array(NULL, 0);
    uint32_t n = count >= KQ_MAX_ARRAY ? KQ_MAX_ARRAY : (uint32_t)count + 1;
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = kq_dyn_real(from.v + i * step.v);
    return kq_dyn_array(r, n);
}
kq_dyn kq_range_real(kq_ctx *x, kq_real from, kq_real to) { return kq_range_real_step(x, from, to, kq_mk_real(1)); }

kq_dyn kq_range_timespan_step(kq_ctx *x, kq_timespan from, kq_timespan to, kq_timespan step) {
    return from.null || to.null || step.null ? kq_null_dynamic()
                                             : whole_range(x, from.v, to.v, step.v, KQ_DYN_TIMESPAN);
}
kq_dyn kq_range_timespan(kq_ctx *x, kq_timespan from, kq_timespan to) {
    return kq_range_timespan_step(x, from, to, kq_mk_timespan(KQ_TICKS_PER_HOUR));
}

kq_dyn kq_range_datetime_step(kq_ctx *x, kq_datetime from, kq_datetime to, kq_timespan step) {
    return from.null || to.null || step.null ? kq_null_dynamic()
                                             : whole_range(x, from.v, to.v, step.v, KQ_DYN_DATETIME);
}
kq_dyn kq_range_datetime(kq_ctx *x, kq_datetime from, kq_datetime to) {
    return kq_range_datetime_step(x, from, to, kq_mk_timespan(KQ_TICKS_PER_HOUR));
}
