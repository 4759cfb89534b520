/* series_periods_detect and series_periods_validate (docs: series-periods-detect-function.md,
 * series-periods-validate-function.md). Peaks of the periodogram tell where to look, peaks of the autocorrelation which
 * lag it is exactly (M. Vlachos, P. Yu, V. Castelli, "On periodicity detection and structural periodic similarity",
 * 2005). The score is the lower one of the autocorrelations at the period and at twice the period, which the page's
 * examples agree with: what repeats once may be chance, what repeats twice hardly. */
#include "periods.h"

#include <math.h>
#include <string.h>

#include "fourier.h"

enum { SHORTEST = 4 };
/* A bin of the periodogram stands out when it has this many times the mean power: 5 % of the bins of noise do. */
static const double stands_out = 3;

static double *around_mean(kq_ctx *x, const double *v, uint32_t n) {
    double *z = kq_series_room(x, n), mean = kq_series_total(v, n) / n;
    for (uint32_t i = 0; i < n; i++) z[i] = v[i] - mean;
    return z;
}

double *kq_agreement(kq_ctx *x, const double *v, uint32_t n) {
    if (n < 2 * SHORTEST) return NULL;
    double *z = around_mean(x, v, n), *r = kq_series_room(x, n), largest = 0;
    for (uint32_t i = 0; i < n; i++) largest = fmax(largest, fabs(v[i]));
    kq_autocorrelate(x, z, n, r);
    const double all = r[0];
    if (!(all > largest * largest * n * 1e-24)) return NULL; /* but for rounding, all are equal */
    for (uint32_t k = 0; k < n; k++) r[k] = r[k] / all * n / (n - k);
    return r;
}

double kq_period_score(const double *agreement, uint32_t n, uint32_t length) {
    if (!agreement || length < SHORTEST || length > n / 2 || 2 * length >= n) return 0;
    return fmin(1, fmax(0, fmin(agreement[length], agreement[2 * length])));
}

/* power[b] for the frequencies of 1 ... n / 2 waves over the series; returns the mean. */
static double periodogram(kq_ctx *x, const double *v, uint32_t n, double *power) {
    double *re = around_mean(x, v, n), *im = kq_series_room(x, n);
    memset(im, 0, n * sizeof *im);
    kq_fourier(x, re, im, n, false);
    power[0] = 0;
    for (uint32_t b = 1; b <= n / 2; b++) power[b] = re[b] * re[b] + im[b] * im[b];
    return kq_series_total(power, n / 2 + 1) / (n / 2);
}

/* The best lag among those that are nearer to bin b than to its neighbours, if it is a peak of the autocorrelation. */
static uint32_t lag_near(const double *r, uint32_t n, uint32_t b, double low, double high) {
    double from = ((double)n / (b + 1) + (double)n / b) / 2, to = b > 1 ? ((double)n / (b - 1) + (double)n / b) / 2 : n;
    uint32_t first = (uint32_t)ceil(fmax(from, fmax(low, SHORTEST))), best = 0;
    uint32_t last = (uint32_t)fmin(to, fmin(high, n / 2));
    if (ceil(from) > floor(to)) first = last = (uint32_t)round((double)n / b);
    if (first < SHORTEST || first < low || last > high || last > n / 2) return 0;
    for (uint32_t k = first; k <= last; k++)
        if (!best || r[k] > r[best]) best = k;
    return best && r[best] >= r[best - 1] && r[best] >= r[best + 1] ? best : 0;
}

/* Keeps the list in order: best first, the shorter of equal ones. */
static uint32_t insert(kq_period *list, uint32_t n, kq_period p) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i].length == p.length) return n;
    uint32_t at = n;
    for (;
         at > 0 && (list[at - 1].score < p.score || (list[at - 1].score <= p.score && list[at - 1].length > p.length));
         at--)
        list[at] = list[at - 1];
    list[at] = p;
    return n + 1;
}

uint32_t kq_periods_find(kq_ctx *x, const double *v, uint32_t n, double low, double high, kq_period *out) {
    const double *r = kq_agreement(x, v, n);
    if (!r) return 0;
    double *power = kq_series_room(x, n / 2 + 2), mean = periodogram(x, v, n, power);
    uint32_t found = 0;
    for (uint32_t b = 1; b <= n / SHORTEST && found < MAX_PERIODS; b++) {
        if (power[b] < stands_out * mean || power[b] <= power[b - 1] || (b < n / 2 && power[b] < power[b + 1]))
            continue;
        kq_period p = {.length = lag_near(r, n, b, low, high)};
        p.score = kq_period_score(r, n, p.length);
        if (p.score > 0) found = insert(out, found, p);
    }
    return found;
}

static kq_dyn pair(kq_ctx *x, const double *periods, const double *scores, uint32_t n) {
    const kq_dyn both[2] = {kq_series_reals(x, periods, n), kq_series_reals(x, scores, n)};
    return kq_series_array(x, both, 2);
}

static bool is_finite(const kq_series *s) {
    for (uint32_t i = 0; i < s->n; i++)
        if (!isfinite(s->v[i])) return false;
    return true;
}

/* Padded with zeros to the number of periods that was asked for. */
kq_dyn kq_series_periods_detect(kq_ctx *x, kq_dyn d, kq_real low, kq_real high, kq_long count) {
    kq_series s;
    if (low.null || high.null || count.null || count.v < 1 || count.v > KQ_MAX_ARRAY ||
        !kq_series_read_whole(x, d, &s) || !is_finite(&s))
        return kq_null_dynamic();
    kq_period *found = kq_alloc(x->row, MAX_PERIODS * sizeof *found);
    uint32_t n = kq_periods_find(x, s.v, s.n, low.v, high.v, found), wanted = (uint32_t)count.v;
    double *periods = kq_series_room(x, wanted), *scores = kq_series_room(x, wanted);
    for (uint32_t i = 0; i < wanted; i++) {
        periods[i] = i < n ? found[i].length : 0;
        scores[i] = i < n ? found[i].score : 0;
    }
    return pair(x, periods, scores, wanted);
}

/* args: series, period, period, ... */
kq_dyn kq_series_periods_validate(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_series s;
    if (!kq_series_read_whole(x, args[0], &s) || !is_finite(&s)) return kq_null_dynamic();
    const double *r = kq_agreement(x, s.v, s.n);
    double *periods = kq_series_room(x, n), *scores = kq_series_room(x, n);
    for (size_t i = 1; i < n; i++) {
        if (!kq_series_number(args[i], &periods[i - 1])) return kq_null_dynamic();
        double p = round(periods[i - 1]);
        scores[i - 1] = p >= SHORTEST && p <= s.n ? kq_period_score(r, s.n, (uint32_t)p) : 0;
    }
    return pair(x, periods, scores, (uint32_t)(n - 1));
}
