/* The arrays of make-series: the points of the axis, and at each the value of its bin or the default. A series has at
 * most 1,048,576 points; the docs leave it open whether a longer one is an error or cut off, here it is cut off (a
 * stray time in the data must not end a run). */
#include <kq/ops.h>
#include <kq/steps.h>

#include <math.h>

#include "arrays.h"
#include "dyn.h"

#define KQ_DEFINE_POINTS(T, S, BEFORE, BOX)                                              \
    static kq_dyn points_##T(kq_ctx *x, kq_##T from, kq_##S step, uint64_t n) {          \
        if (n > KQ_MAX_ARRAY) n = KQ_MAX_ARRAY;                                          \
        kq_dyn *items = kq_alloc(x->row, (size_t)n * sizeof *items);                     \
        for (uint64_t i = 0; i < n; i++) {                                               \
            const kq_##T v = kq_step_##T(from, step, i);                                 \
            items[i] = BOX;                                                              \
        }                                                                                \
        return kq_dyn_array(items, (uint32_t)n);                                         \
    }                                                                                    \
    /* `to` is inside. */                                                                \
    kq_dyn kq_points_to_##T(kq_ctx *x, kq_##T from, kq_##T to, kq_##S step) {            \
        if (from.null || to.null || step.null) return kq_null_dynamic();                 \
        return points_##T(x, from, step, step.v > 0 ? kq_steps_##T(from, to, step) : 0); \
    }                                                                                    \
    /* `to` is outside. */                                                               \
    kq_dyn kq_points_##T(kq_ctx *x, kq_##T from, kq_##T to, kq_##S step) {               \
        if (from.null || to.null || step.null) return kq_null_dynamic();                 \
        uint64_t n = step.v > 0 && from.v < to.v ? kq_steps_##T(from, to, step) : 0;     \
        if (n > 0 && BEFORE) n--;                                                        \
        return points_##T(x, from, step, n);                                             \
    }
KQ_DEFINE_POINTS(long, long, kq_step_long(from, step, n - 1).v >= to.v, ((kq_dyn){.tag = KQ_DYN_LONG, .u.i = v.v}))
KQ_DEFINE_POINTS(real, real, kq_step_real(from, step, n - 1).v >= to.v, kq_dyn_real(v.v))
KQ_DEFINE_POINTS(timespan, timespan, kq_step_timespan(from, step, n - 1).v >= to.v,
                 ((kq_dyn){.tag = KQ_DYN_TIMESPAN, .u.i = v.v}))
KQ_DEFINE_POINTS(datetime, timespan, kq_step_datetime(from, step, n - 1).v >= to.v,
                 ((kq_dyn){.tag = KQ_DYN_DATETIME, .u.i = v.v}))

/* The number of the point that is the bin; n: none. Bins are as far apart as points. */
static uint64_t point_of(const kq_dyn *points, uint32_t n, const kq_dyn *bin) {
    if (bin->tag != points[0].tag) return n;
    if (bin->tag == KQ_DYN_REAL) {
        const double step = n > 1 ? points[1].u.r - points[0].u.r : 1;
        const double at = nearbyint((bin->u.r - points[0].u.r) / step);
        return at >= 0 && at < n ? (uint64_t)at : n;
    }
    if (bin->u.i < points[0].u.i) return n;
    const uint64_t distance = (uint64_t)bin->u.i - (uint64_t)points[0].u.i;
    return n > 1 ? distance / ((uint64_t)points[1].u.i - (uint64_t)points[0].u.i) : distance;
}

kq_dyn kq_fill_series(kq_ctx *x, kq_dyn points, kq_dyn bins, kq_dyn values, kq_dyn missing) {
    const kq_dyn *at, *from, *value;
    uint32_t n, have, known;
    if (!kq_elements(x, points, &at, &n) || !kq_elements(x, bins, &from, &have) ||
        !kq_elements(x, values, &value, &known))
        return kq_null_dynamic();
    kq_dyn *items = kq_alloc(x->row, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) items[i] = missing;
    for (uint32_t i = 0; n > 0 && i < have && i < known; i++) {
        const uint64_t k = point_of(at, n, &from[i]);
        if (k < n) items[k] = value[i];
    }
    return kq_dyn_array(items, n);
}
