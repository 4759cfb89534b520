/* series_fir and series_iir: digital filters (docs: series-fir-function.md, series-iir-function.md). What is before and
 * after the series counts as 0. Null when an element is no number. */
#include "fourier.h"
#include "series.h"

#include <string.h>

enum {
    DIRECT = 128,       /* coefficients: above, convolution by Fourier's transform is faster */
    MAX_FEEDBACK = 1024 /* coefficients of series_iir, whose work is their number times the series' length */
};

/* out[i] = sum of v[i - j] * w[j], for i below n + m - 1. */
static void convolve(kq_ctx *x, const double *v, uint32_t n, const double *w, uint32_t m, double *out) {
    if (m > DIRECT && n > DIRECT) {
        kq_convolve(x, v, n, w, m, out);
        return;
    }
    memset(out, 0, ((size_t)n + m - 1) * sizeof *out);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < m; j++) out[(size_t)i + j] += v[i] * w[j];
}

/* Divides by the sum of the coefficients. False: they cannot be normalized. */
static bool normalize(kq_series *filter) {
    double sum = kq_series_total(filter->v, filter->n);
    for (uint32_t i = 0; i < filter->n; i++)
        if (filter->v[i] < 0) return false;
    if (!(sum > 0)) return false;
    for (uint32_t i = 0; i < filter->n; i++) filter->v[i] /= sum;
    return true;
}

static bool has_negative(const kq_series *s) {
    for (uint32_t i = 0; i < s->n; i++)
        if (s->v[i] < 0) return true;
    return false;
}

/* args: series, filter, normalize, center; by default normalized unless a coefficient is negative, and not centered. */
kq_dyn kq_series_fir(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_series s, filter;
    if (!kq_series_read_whole(x, args[0], &s) || n < 2 || !kq_series_read_whole(x, args[1], &filter))
        return kq_null_dynamic();
    bool scaled = n > 2 && args[2].tag == KQ_DYN_BOOL ? args[2].u.b : !has_negative(&filter);
    bool center = n > 3 && args[3].tag == KQ_DYN_BOOL && args[3].u.b;
    if (scaled && !normalize(&filter)) return kq_null_dynamic();
    double *out = kq_series_room(x, (size_t)s.n + filter.n);
    convolve(x, s.v, s.n, filter.v, filter.n, out);
    return kq_series_reals(x, out + (center ? (filter.n - 1) / 2 : 0), s.n);
}

kq_dyn kq_series_iir(kq_ctx *x, kq_dyn series, kq_dyn numerators, kq_dyn denominators) {
    kq_series s, b, a;
    if (!kq_series_read_whole(x, series, &s) || !kq_series_read_whole(x, numerators, &b) ||
        !kq_series_read_whole(x, denominators, &a) || !(a.v[0] < 0 || a.v[0] > 0) || a.n > MAX_FEEDBACK)
        return kq_null_dynamic();
    double *out = kq_series_room(x, (size_t)s.n + b.n);
    convolve(x, s.v, s.n, b.v, b.n, out);
    for (uint32_t i = 0; i < s.n; i++) {
        for (uint32_t j = 1; j < a.n && j <= i; j++) out[i] -= a.v[j] * out[i - j];
        out[i] /= a.v[0];
    }
    return kq_series_reals(x, out, s.n);
}
