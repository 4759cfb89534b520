/* around: is a value within center - delta and center + delta, both ends included (docs: around-function.md)? */
#include <kq/ops.h>

/* The distance as a number without sign fits where a signed difference overflows. */
static bool near(int64_t v, int64_t center, int64_t delta) {
    uint64_t distance = v > center ? (uint64_t)v - (uint64_t)center : (uint64_t)center - (uint64_t)v;
    return delta >= 0 && distance <= (uint64_t)delta;
}

#define KQ_DEFINE_AROUND(T, D, NEAR)                                          \
    kq_bool kq_around_##T(kq_ctx *x, kq_##T v, kq_##T center, kq_##D delta) { \
        (void)x;                                                              \
        if (v.null || center.null || delta.null) return kq_null_bool();       \
        return kq_mk_bool(NEAR);                                              \
    }
KQ_DEFINE_AROUND(long, long, near(v.v, center.v, delta.v))
KQ_DEFINE_AROUND(real, real, v.v >= center.v - delta.v && v.v <= center.v + delta.v)
KQ_DEFINE_AROUND(datetime, timespan, near(v.v, center.v, delta.v))
KQ_DEFINE_AROUND(timespan, timespan, near(v.v, center.v, delta.v))
