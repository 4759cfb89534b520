/* Values that are one step apart, for range and make-series: from, from + step, ... as long as they do not pass `to`,
 * which is inside (docs: range-operator.md). A negative step goes down. Nothing when a bound or the step is null, and
 * when the step is zero or leads away from `to` (assumed; the docs are silent).
 * May be included by: generated code (through <kq/kq.h>), runtime. */
#ifndef KQ_STEPS_H
#define KQ_STEPS_H

#include <kq/ops_arith.h>

/* How many there are. UINT64_MAX stands for 2^64 too. */
static inline uint64_t kq_steps_whole(int64_t from, int64_t to, int64_t step) {
    if (step == 0 || (step > 0 ? from > to : from < to)) return 0;
    const uint64_t distance = step > 0 ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    const uint64_t n = distance / (step > 0 ? (uint64_t)step : 0 - (uint64_t)step);
    return n == UINT64_MAX ? n : n + 1;
}

static inline uint64_t kq_steps_broken(double from, double to, double step) {
    const double n = (to - from) / step; /* NaN: no number of steps leads there */
    return !(n >= 0) ? 0 : n >= 0x1p63 ? UINT64_MAX : (uint64_t)n + 1;
}

#define KQ_DEFINE_STEPS(T, S)                                                                       \
    static inline uint64_t kq_steps_##T(kq_##T from, kq_##T to, kq_##S step) {                      \
        return from.null || to.null || step.null ? 0 : kq_steps_whole(from.v, to.v, step.v);        \
    }                                                                                               \
    /* Value number i, from 0. */                                                                   \
    static inline kq_##T kq_step_##T(kq_##T from, kq_##S step, uint64_t i) {                        \
        from.v = (__typeof__(from.v))(int64_t)((uint64_t)from.v + i * (uint64_t)(int64_t)(step.v)); \
        return from;                                                                                \
    }
KQ_DEFINE_STEPS(int, int)
KQ_DEFINE_STEPS(long, long)
KQ_DEFINE_STEPS(timespan, timespan)
KQ_DEFINE_STEPS(datetime, timespan)

static inline uint64_t kq_steps_real(kq_real from, kq_real to, kq_real step) {
    return from.null || to.null || step.null ? 0 : kq_steps_broken(from.v, to.v, step.v);
}
static inline kq_real kq_step_real(kq_real from, kq_real step, uint64_t i) {
    from.v += (double)i * step.v;
    return from;
}

#endif
