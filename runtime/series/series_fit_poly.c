/* series_fit_poly: the polynomial of a degree that fits best (docs: series-fit-poly-function.md). By polynomials that
 * are orthogonal over the given places (G. Forsythe, "Generation and use of orthogonal polynomials for data-fitting
 * with a digital computer", 1957): linear in the series' length for each degree, and far better conditioned than the
 * normal equations. */
#include "series.h"

#include <math.h>
#include <string.h>

enum { MAX_DEGREE = 64 };

typedef struct fit {
    const double *y;
    double *at; /* places, scaled to -1 ... 1 */
    double *value, *before, *fitted, *scratch;
    uint32_t n;
    double coefficients[MAX_DEGREE + 1]; /* of powers of the scaled place, lowest first */
} fit;

/* The sum of v * w, or of v * w * at. */
static double product(const fit *f, const double *v, const double *w, const double *at) {
    for (uint32_t i = 0; i < f->n; i++) f->scratch[i] = v[i] * w[i] * (at ? at[i] : 1);
    return kq_series_total(f->scratch, f->n);
}

/* False: the places are not different enough for the degree. */
static bool solve(fit *f, unsigned degree) {
    double now[MAX_DEGREE + 2] = {1}, last[MAX_DEGREE + 2] = {0}, norm = 0;
    for (uint32_t i = 0; i < f->n; i++) {
        f->value[i] = 1;
        f->before[i] = f->fitted[i] = 0;
    }
    for (unsigned k = 0;; k++) {
        double earlier = norm;
        norm = product(f, f->value, f->value, NULL);
        if (!(norm > earlier * 1e-20)) return false; /* a polynomial of this degree can be 0 at all places */
        double share = product(f, f->value, f->y, NULL) / norm;
        for (uint32_t i = 0; i < f->n; i++) f->fitted[i] += share * f->value[i];
        for (unsigned j = 0; j <= k; j++) f->coefficients[j] += share * now[j];
        if (k == degree) return true;
        /* next = (at - a) * now - b * last */
        double a = product(f, f->value, f->value, f->at) / norm, b = k ? norm / earlier : 0;
        for (uint32_t i = 0; i < f->n; i++) {
            double next = (f->at[i] - a) * f->value[i] - b * f->before[i];
            f->before[i] = f->value[i];
            f->value[i] = next;
        }
        double next[MAX_DEGREE + 2] = {0};
        for (unsigned j = 0; j <= k + 1; j++) next[j] = (j ? now[j - 1] : 0) - a * now[j] - b * last[j];
        memcpy(last, now, sizeof last);
        memcpy(now, next, sizeof now);
    }
}

/* From powers of (x - shift) / scale to powers of x (Horner's scheme). */
static void unscale(double *c, unsigned degree, double shift, double scale) {
    double out[MAX_DEGREE + 1] = {0};
    for (unsigned k = degree + 1; k-- > 0;) { /* out = out * (x - shift) / scale + c[k] */
        for (unsigned j = degree; j > 0; j--) out[j] = (out[j - 1] - shift * out[j]) / scale;
        out[0] = -shift * out[0] / scale + c[k];
    }
    memcpy(c, out, sizeof out);
}

static kq_dyn result(kq_ctx *x, fit *f, unsigned degree) {
    double mean = kq_series_total(f->y, f->n) / f->n, total, rest, highest_first[MAX_DEGREE + 1];
    for (uint32_t i = 0; i < f->n; i++) f->scratch[i] = (f->y[i] - mean) * (f->y[i] - mean);
    total = kq_series_total(f->scratch, f->n);
    for (uint32_t i = 0; i < f->n; i++) f->scratch[i] = (f->y[i] - f->fitted[i]) * (f->y[i] - f->fitted[i]);
    rest = kq_series_total(f->scratch, f->n);
    for (unsigned k = 0; k <= degree; k++) highest_first[k] = f->coefficients[degree - k];
    const double below = f->n > 1 ? f->n - 1.0 : 1;
    const kq_dyn values[5] = {kq_dyn_real(total > 0 ? fmax(0, 1 - rest / total) : 1),
                              kq_series_reals(x, highest_first, degree + 1), kq_dyn_real(total / below),
                              kq_dyn_real(rest / below), kq_series_reals(x, f->fitted, f->n)};
    return kq_series_array(x, values, 5);
}

/* Null when an element is no number, the series differ in length, or there are too few different places for the
 * degree. */
static kq_dyn fit_poly(kq_ctx *x, kq_dyn y, const kq_dyn *places, int64_t degree) {
    kq_series s, t = {0};
    if (degree < 0 || degree > MAX_DEGREE || !kq_series_read_whole(x, y, &s) || degree >= s.n ||
        (places && (!kq_series_read_whole(x, *places, &t) || t.n != s.n)))
        return kq_null_dynamic();
    fit f = {.y = s.v,
             .n = s.n,
             .at = kq_series_room(x, s.n),
             .value = kq_series_room(x, s.n),
             .before = kq_series_room(x, s.n),
             .fitted = kq_series_room(x, s.n),
             .scratch = kq_series_room(x, s.n)};
    double low = places ? t.v[0] : 1, high = places ? t.v[0] : s.n;
    for (uint32_t i = 0; i < s.n; i++) {
        f.at[i] = places ? t.v[i] : i + 1.0;
        low = f.at[i] < low ? f.at[i] : low;
        high = f.at[i] > high ? f.at[i] : high;
    }
    double shift = low + (high - low) / 2, scale = high > low ? (high - low) / 2 : 1;
    for (uint32_t i = 0; i < s.n; i++) f.at[i] = (f.at[i] - shift) / scale;
    if (!isfinite(shift) || !isfinite(scale) || !solve(&f, (unsigned)degree)) return kq_null_dynamic();
    unscale(f.coefficients, (unsigned)degree, shift, scale);
    return result(x, &f, (unsigned)degree);
}

kq_dyn kq_series_fit_poly_degree(kq_ctx *x, kq_dyn y, kq_dyn places, kq_long degree) {
    return fit_poly(x, y, places.tag == KQ_DYN_NULL ? NULL : &places, degree.null ? 1 : degree.v);
}
kq_dyn kq_series_fit_poly_places(kq_ctx *x, kq_dyn y, kq_dyn places) { return fit_poly(x, y, &places, 1); }
kq_dyn kq_series_fit_poly(kq_ctx *x, kq_dyn y) { return fit_poly(x, y, NULL, 1); }
