/* series_fit_line and series_fit_line_dynamic. Null when an element is no number or there is none. */
#include "line.h"

#include <math.h>

kq_line kq_line_fit(kq_ctx *x, const double *v, size_t n, double first) {
    double count = (double)n, mean = kq_series_total(v, n) / count, middle = first + (count - 1) / 2;
    double *products = kq_series_room(x, n);
    for (size_t i = 0; i < n; i++) products[i] = (first + (double)i - middle) * (v[i] - mean);
    double spread = count * (count * count - 1) / 12; /* sum of squared distances of 1 ... n from their mean */
    kq_line l = {.slope = n > 1 ? kq_series_total(products, n) / spread : 0};
    l.interception = mean - l.slope * middle;
    for (size_t i = 0; i < n; i++) products[i] = (v[i] - mean) * (v[i] - mean);
    double total = kq_series_total(products, n);
    for (size_t i = 0; i < n; i++) {
        double rest = v[i] - mean - l.slope * (first + (double)i - middle);
        products[i] = rest * rest;
    }
    double rest = kq_series_total(products, n);
    l.rsquare = total > 0 ? fmax(0, 1 - rest / total) : 1;
    l.variance = n > 1 ? total / (count - 1) : 0;
    l.rvariance = n > 1 ? rest / (count - 1) : 0;
    return l;
}

enum { RSQUARE, SLOPE, VARIANCE, RVARIANCE, INTERCEPTION, LINE_FIT, COUNT };
static const char *const names[COUNT] = {"rsquare", "slope", "variance", "rvariance", "interception", "line_fit"};

static bool fit(kq_ctx *x, kq_dyn d, kq_dyn *out) {
    kq_series s;
    if (!kq_series_read_whole(x, d, &s)) return false;
    kq_line l = kq_line_fit(x, s.v, s.n, 1);
    double *line = kq_series_room(x, s.n);
    for (uint32_t i = 0; i < s.n; i++) line[i] = kq_line_at(&l, i + 1.0);
    out[RSQUARE] = kq_dyn_real(l.rsquare);
    out[SLOPE] = kq_dyn_real(l.slope);
    out[VARIANCE] = kq_dyn_real(l.variance);
    out[RVARIANCE] = kq_dyn_real(l.rvariance);
    out[INTERCEPTION] = kq_dyn_real(l.interception);
    out[LINE_FIT] = kq_series_reals(x, line, s.n);
    return true;
}

kq_dyn kq_series_fit_line(kq_ctx *x, kq_dyn d) {
    kq_dyn values[COUNT];
    return fit(x, d, values) ? kq_series_array(x, values, COUNT) : kq_null_dynamic();
}
kq_dyn kq_series_fit_line_dynamic(kq_ctx *x, kq_dyn d) {
    kq_dyn values[COUNT];
    return fit(x, d, values) ? kq_series_bag(x, names, values, COUNT) : kq_null_dynamic();
}
