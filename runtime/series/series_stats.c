/* series_stats and series_stats_dynamic: minimum, maximum, mean and sample variance of a series (docs:
 * series-stats-function.md, series-stats-dynamic-function.md). */
#include "series.h"

#include <math.h>

enum { MIN, MIN_IDX, MAX, MAX_IDX, AVG, STDEV, VARIANCE, SUM, LEN, COUNT };
static const char *const names[COUNT] = {"min", "min_idx", "max", "max_idx", "avg", "stdev", "variance", "sum", "len"};

/* False: a value is not finite, or there is none. */
static bool measure(kq_ctx *x, kq_dyn d, bool ignore, kq_dyn *out) {
    kq_series s;
    if (!kq_series_read(x, d, &s)) return false;
    uint32_t n = 0, least = 0, most = 0;
    double *v = kq_series_room(x, s.n);
    for (uint32_t i = 0; i < s.n; i++) {
        if (!s.number[i] || !isfinite(s.v[i])) {
            if (!ignore) return false;
            continue;
        }
        if (n == 0 || s.v[i] < s.v[least]) least = i;
        if (n == 0 || s.v[i] > s.v[most]) most = i;
        v[n++] = s.v[i];
    }
    if (n == 0) return false;
    double sum = kq_series_total(v, n), mean = sum / n;
    for (uint32_t i = 0; i < n; i++) v[i] = (v[i] - mean) * (v[i] - mean);
    double variance = n > 1 ? kq_series_total(v, n) / (n - 1) : 0;
    out[MIN] = kq_dyn_real(s.v[least]);
    out[MIN_IDX] = kq_dyn_long(least);
    out[MAX] = kq_dyn_real(s.v[most]);
    out[MAX_IDX] = kq_dyn_long(most);
    out[AVG] = kq_dyn_real(mean);
    out[STDEV] = kq_dyn_real(sqrt(variance));
    out[VARIANCE] = kq_dyn_real(variance);
    out[SUM] = kq_dyn_real(sum);
    out[LEN] = kq_dyn_long(n);
    return true;
}

kq_dyn kq_series_stats_ignoring(kq_ctx *x, kq_dyn d, kq_bool ignore) {
    kq_dyn values[COUNT];
    return measure(x, d, kq_true(ignore), values) ? kq_series_array(x, values, VARIANCE + 1) : kq_null_dynamic();
}
kq_dyn kq_series_stats(kq_ctx *x, kq_dyn d) { return kq_series_stats_ignoring(x, d, kq_mk_bool(false)); }

kq_dyn kq_series_stats_dynamic_ignoring(kq_ctx *x, kq_dyn d, kq_bool ignore) {
    kq_dyn values[COUNT];
    return measure(x, d, kq_true(ignore), values) ? kq_series_bag(x, names, values, COUNT) : kq_null_dynamic();
}
kq_dyn kq_series_stats_dynamic(kq_ctx *x, kq_dyn d) {
    return kq_series_stats_dynamic_ignoring(x, d, kq_mk_bool(false));
}
