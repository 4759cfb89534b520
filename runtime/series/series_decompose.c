/* series_decompose and what is built on it (docs: series-decompose-function.md). The seasonal component is the median
 * of the elements of one phase, the trend the mean or the line of what is left; the last test points are predicted and
 * not learned from. */
#include <math.h>
#include <string.h>

#include "line.h"
#include "outliers.h"
#include "periods.h"

typedef enum trend_kind { TREND_AVG, TREND_LINE, TREND_NONE } trend_kind;

typedef struct request {
    int64_t period; /* -1: to be found; 0: none */
    trend_kind trend;
    uint32_t test_points;
    double threshold; /* of the period's score */
} request;

typedef struct parts {
    kq_series s;
    double *baseline, *seasonal, *trend, *residual;
} parts;

/* ---- arguments: a null one is a default ---- */

static bool get_whole(const kq_dyn *args, size_t n, size_t at, int64_t *v) {
    double given = (double)*v;
    if (!kq_series_option(args, n, at, &given) || fabs(given) > 4e18) return false;
    *v = (int64_t)given;
    return true;
}

static bool get_trend(const kq_dyn *args, size_t n, size_t at, trend_kind *trend) {
    *trend = TREND_AVG;
    if (n <= at || args[at].tag == KQ_DYN_NULL || kq_series_is_text(args[at], "avg")) return true;
    *trend = kq_series_is_text(args[at], "linefit") ? TREND_LINE : TREND_NONE;
    return *trend == TREND_LINE || kq_series_is_text(args[at], "none");
}

/* ---- components ---- */

static double median(double *v, size_t n) {
    kq_series_sort(v, n);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* The medians of the phases of the first `learned` values, for all n. */
static void season(kq_ctx *x, const double *v, uint32_t n, uint32_t learned, uint32_t period, double *out) {
    double *phase = kq_series_room(x, learned / period + 1);
    for (uint32_t p = 0; p < period && p < n; p++) {
        size_t count = 0;
        for (size_t i = p; i < learned; i += period) phase[count++] = v[i];
        double m = count ? median(phase, count) : 0;
        for (size_t i = p; i < n; i += period) out[i] = m;
    }
}

/* 0: none */
static uint32_t find_period(kq_ctx *x, const double *v, uint32_t n, const request *r) {
    if (r->period >= 0) return r->period <= n ? (uint32_t)r->period : 0;
    if (r->period != -1) return 0;
    kq_period *found = kq_alloc(x->row, MAX_PERIODS * sizeof *found);
    return kq_periods_find(x, v, n, 0, n, found) && found[0].score >= r->threshold ? found[0].length : 0;
}

static void set_trend(kq_ctx *x, parts *p, uint32_t learned, trend_kind kind) {
    double *rest = kq_series_room(x, learned);
    kq_line line = {0};
    for (uint32_t i = 0; i < learned; i++) rest[i] = p->s.v[i] - p->seasonal[i];
    if (kind == TREND_AVG) line.interception = kq_series_total(rest, learned) / learned;
    if (kind == TREND_LINE) line = kq_line_fit(x, rest, learned, 1);
    for (uint32_t i = 0; i < p->s.n; i++)
        p->trend[i] = kind == TREND_LINE ? kq_line_at(&line, i + 1.0) : line.interception;
}

/* What is left only by rounding is nothing: it must not look like an anomaly where the rest is exact. */
static double without_rounding(double residual, double v, double baseline) {
    return fabs(residual) <= 1e-12 * (fabs(v) + fabs(baseline)) ? 0 : residual;
}

/* False: no series, or what is to be learned from has an element that is no number. */
static bool decompose(kq_ctx *x, kq_dyn d, const request *r, parts *p) {
    if (!kq_series_read(x, d, &p->s) || r->test_points >= p->s.n) return false;
    const uint32_t n = p->s.n, learned = n - r->test_points;
    for (uint32_t i = 0; i < learned; i++)
        if (!p->s.number[i] || !isfinite(p->s.v[i])) return false;
    double **all[] = {&p->baseline, &p->seasonal, &p->trend, &p->residual};
    for (size_t i = 0; i < 4; i++) {
        *all[i] = kq_series_room(x, n);
        memset(*all[i], 0, n * sizeof **all[i]);
    }
    uint32_t period = find_period(x, p->s.v, learned, r);
    if (period) season(x, p->s.v, n, learned, period, p->seasonal);
    if (r->trend != TREND_NONE) set_trend(x, p, learned, r->trend);
    for (uint32_t i = 0; i < n; i++) {
        p->baseline[i] = p->seasonal[i] + p->trend[i];
        p->residual[i] = without_rounding(p->s.v[i] - p->baseline[i], p->s.v[i], p->baseline[i]);
    }
    return true;
}

/* ---- the functions ---- */

static kq_dyn components(kq_ctx *x, const parts *p) {
    kq_dyn *residual = kq_alloc(x->row, p->s.n * sizeof *residual);
    for (uint32_t i = 0; i < p->s.n; i++)
        residual[i] = p->s.number[i] ? kq_dyn_real(p->residual[i]) : kq_null_dynamic();
    const kq_dyn values[4] = {kq_series_reals(x, p->baseline, p->s.n), kq_series_reals(x, p->seasonal, p->s.n),
                              kq_series_reals(x, p->trend, p->s.n), kq_dyn_array(residual, p->s.n)};
    return kq_series_array(x, values, 4);
}

/* Places of the arguments, which differ from function to function. */
typedef struct places {
    size_t period, trend, test_points, threshold;
} places;

static bool get_request(const kq_dyn *args, size_t n, places at, request *r) {
    int64_t points = 0;
    *r = (request){.period = -1, .threshold = 0.6};
    if (!get_whole(args, n, at.period, &r->period) || !get_trend(args, n, at.trend, &r->trend) ||
        !get_whole(args, n, at.test_points, &points) || !kq_series_option(args, n, at.threshold, &r->threshold) ||
        points < 0 || points > UINT32_MAX)
        return false;
    r->test_points = (uint32_t)points;
    return true;
}

static kq_dyn decomposed(kq_ctx *x, const kq_dyn *args, size_t n, places at) {
    request r;
    parts p;
    if (!get_request(args, n, at, &r) || !decompose(x, args[0], &r, &p)) return kq_null_dynamic();
    return components(x, &p);
}

/* args: series, period, trend, test points, threshold */
kq_dyn kq_series_decompose(kq_ctx *x, const kq_dyn *args, size_t n) {
    return decomposed(x, args, n, (places){.period = 1, .trend = 2, .test_points = 3, .threshold = 4});
}

/* args: series, points, period, trend, threshold (docs: series-decompose-forecast-function.md) */
kq_dyn kq_series_decompose_forecast(kq_ctx *x, const kq_dyn *args, size_t n) {
    return decomposed(x, args, n, (places){.period = 2, .trend = 3, .test_points = 1, .threshold = 4});
}

/* args: series, threshold, period, trend, test points, method, threshold of the period (docs:
 * series-decompose-anomalies-function.md) */
kq_dyn kq_series_decompose_anomalies(kq_ctx *x, const kq_dyn *args, size_t n) {
    request r;
    parts p;
    kq_fences fences = {10, 90};
    double threshold = 1.5;
    if (!kq_series_option(args, n, 1, &threshold) ||
        !get_request(args, n, (places){.period = 2, .trend = 3, .test_points = 4, .threshold = 6}, &r))
        return kq_null_dynamic();
    if (n > 5 && args[5].tag != KQ_DYN_NULL && !kq_fences_of(args[5], &fences)) return kq_null_dynamic();
    if (!decompose(x, args[0], &r, &p)) return kq_null_dynamic();
    double *scores = kq_series_room(x, p.s.n);
    kq_dyn *flags = kq_alloc(x->row, p.s.n * sizeof *flags);
    kq_outlier_scores(x, p.residual, p.s.number, p.s.n, r.test_points, fences, scores);
    for (uint32_t i = 0; i < p.s.n; i++) flags[i] = kq_dyn_long((scores[i] > threshold) - (scores[i] < -threshold));
    const kq_dyn values[3] = {kq_dyn_array(flags, p.s.n), kq_series_reals(x, scores, p.s.n),
                              kq_series_reals(x, p.baseline, p.s.n)};
    return kq_series_array(x, values, 3);
}

/* args: series, period, test points; its threshold is 0.7 (docs: series-seasonal-function.md) */
kq_dyn kq_series_seasonal(kq_ctx *x, const kq_dyn *args, size_t n) {
    request r = {.period = -1, .trend = TREND_NONE, .threshold = 0.7};
    int64_t points = 0;
    parts p;
    if (!get_whole(args, n, 1, &r.period) || !get_whole(args, n, 2, &points) || points < 0 || points > UINT32_MAX)
        return kq_null_dynamic();
    r.test_points = (uint32_t)points;
    return decompose(x, args[0], &r, &p) ? kq_series_reals(x, p.seasonal, p.s.n) : kq_null_dynamic();
}
