/* series_periods_detect and series_periods_validate (docs: series-periods-detect-function.md,
 * series-periods-validate-function.md). Peaks of the periodogram tell where to look, peaks of the autocorrelation which
 * lag it is exactly (M. Vlachos, P. Yu, V. Castelli, "On periodicity detection and structural periodic similarity",
 * 2005). The score is the autocorrelation at the lag, of the series under a Hann window: the pages do not say it, but
 * all their results agree with it, the series that is too short for its period included. */
#include <math.h>
#include <string.h>

#include "fourier.h"
#include "periods.h"

enum { SHORTEST = 4 };
/* A bin of the periodogram stands out when it has this many times the mean power: 14 % of the bins of noise do. */
static const double stands_out = 2;

typedef struct spectrum {
    double *agreement; /* for each lag below n: 1 for a perfect period, about 0 for none */
    double *power;     /* of 0 ... n / 2 waves over the series */
    double mean;       /* power */
    uint32_t n;
} spectrum;

/* False: all values are equal, or there are too few for any period. */
static bool look(kq_ctx *x, const double *v, uint32_t n, spectrum *s) {
    if (n < 2 * SHORTEST) return false;
    double *z = kq_series_room(x, n), *im = kq_series_room(x, n), mean = kq_series_total(v, n) / n, largest = 0;
    for (uint32_t i = 0; i < n; i++) {
        double c, sine;
        kq_turn(i, n - 1, &c, &sine);
        z[i] = (v[i] - mean) * (0.5 - 0.5 * c);
        im[i] = 0;
        largest = fmax(largest, fabs(v[i]));
    }
    *s = (spectrum){kq_series_room(x, n), kq_series_room(x, n), 0, n};
    kq_autocorrelate(x, z, n, s->agreement);
    const double all = s->agreement[0];
    if (!(all > largest * largest * n * 1e-24)) return false; /* but for rounding, all are equal */
    for (uint32_t k = 0; k < n; k++) s->agreement[k] *= n / all / (n - k);
    kq_fourier(x, z, im, n, false);
    s->power[0] = 0;
    for (uint32_t b = 1; b <= n / 2; b++) s->power[b] = z[b] * z[b] + im[b] * im[b];
    s->mean = kq_series_total(s->power, n / 2 + 1) / (n / 2);
    return true;
}

static bool is_strong(const spectrum *s, uint32_t bin) { return s->power[bin] >= stands_out * s->mean; }

static double score_of(const spectrum *s, uint32_t lag) { return fmin(1, fmax(0, s->agreement[lag])); }

/* The best lag among those that are nearer to bin b than to its neighbours, if it is a peak of the autocorrelation;
 * 0: none. */
static uint32_t lag_near(const spectrum *s, uint32_t b, double low, double high) {
    const double *r = s->agreement, n = s->n, here = n / b;
    double from = (n / (b + 1) + here) / 2, to = b > 1 ? (n / (b - 1) + here) / 2 : n;
    if (ceil(from) > floor(to)) from = to = round(here);
    from = ceil(fmax(from, fmax(low, SHORTEST)));
    to = floor(fmin(to, fmin(high, s->n / 2)));
    if (from > to) return 0;
    uint32_t best = (uint32_t)from;
    for (uint32_t k = best + 1; k <= (uint32_t)to; k++)
        if (r[k] > r[best]) best = k;
    return r[best] >= r[best - 1] && r[best] >= r[best + 1] ? best : 0;
}

/* Keeps the list in order: best first, the shorter of equal ones. */
static uint32_t insert(kq_period *list, uint32_t n, kq_period p) {
    for (uint32_t i = 0; i < n; i++)
        if (list[i].length == p.length) return n;
    uint32_t at = n;
    for (; at > 0; at--) {
        const kq_period *other = &list[at - 1];
        if (other->score > p.score || (other->score >= p.score && other->length < p.length)) break;
        list[at] = *other;
    }
    list[at] = p;
    return n + 1;
}

uint32_t kq_periods_find(kq_ctx *x, const double *v, uint32_t n, double low, double high, kq_period *out) {
    spectrum s;
    uint32_t found = 0;
    if (!look(x, v, n, &s)) return 0;
    for (uint32_t b = 1; b <= n / SHORTEST && found < MAX_PERIODS; b++) {
        if (!is_strong(&s, b) || s.power[b] <= s.power[b - 1] || s.power[b] < s.power[b + 1]) continue;
        kq_period p = {.length = lag_near(&s, b, low, high)};
        if (p.length) p.score = score_of(&s, p.length);
        if (p.score > 0) found = insert(out, found, p);
    }
    return found;
}

static kq_dyn pair(kq_ctx *x, const double *periods, const double *scores, uint32_t n) {
    const kq_dyn both[2] = {kq_series_reals(x, periods, n), kq_series_reals(x, scores, n)};
    return kq_series_array(x, both, 2);
}

static bool read_finite(kq_ctx *x, kq_dyn d, kq_series *s) {
    if (!kq_series_read_whole(x, d, s)) return false;
    for (uint32_t i = 0; i < s->n; i++)
        if (!isfinite(s->v[i])) return false;
    return true;
}

/* Padded with zeros to the number of periods that was asked for. */
kq_dyn kq_series_periods_detect(kq_ctx *x, kq_dyn d, kq_real low, kq_real high, kq_long count) {
    kq_series s;
    if (low.null || high.null || count.null || count.v < 1 || count.v > KQ_MAX_ARRAY || !read_finite(x, d, &s))
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

/* 0 as well where the series has no power at that period. */
static double validate(const spectrum *s, double period) {
    double lag = round(period);
    if (!(lag >= SHORTEST) || lag > s->n / 2) return 0;
    double waves = s->n / lag;
    bool strong = is_strong(s, (uint32_t)floor(waves)) || is_strong(s, (uint32_t)ceil(waves));
    return strong ? score_of(s, (uint32_t)lag) : 0;
}

/* args: series, period, period, ... */
kq_dyn kq_series_periods_validate(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_series s;
    spectrum found;
    if (!read_finite(x, args[0], &s)) return kq_null_dynamic();
    bool any = look(x, s.v, s.n, &found);
    double *periods = kq_series_room(x, n), *scores = kq_series_room(x, n);
    for (size_t i = 1; i < n; i++) {
        if (!kq_series_number(args[i], &periods[i - 1])) return kq_null_dynamic();
        scores[i - 1] = any ? validate(&found, periods[i - 1]) : 0;
    }
    return pair(x, periods, scores, (uint32_t)(n - 1));
}
