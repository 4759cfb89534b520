/* series_outliers: scores by Tukey's fence test (docs: series-outliers-function.md). A score of 1.5 is the classic
 * fence whatever percentiles are used: the distance from the percentile over the distance of the two, times a factor
 * that makes a normal distribution's fence of quartiles 1.5. */
#include "outliers.h"

#include <math.h>

/* ---- the factor ---- */

/* The value below which that share of a normal distribution is, by bisection. */
static double normal_quantile(double share) {
    double low = -40, high = 40;
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        if (erfc(-middle / sqrt(2)) / 2 < share)
            low = middle;
        else
            high = middle;
    }
}

/* k (Q3 - Q1) above Q3 is 1.5 for x = 4 Q3; (x - high) / (high - low) has to become the same. Kusto's own value for the
 * default percentiles, known from its published scores, comes from rounder quantiles than these. */
static double factor(double low, double high) {
    if (low >= 25 && low <= 25 && high >= 75 && high <= 75) return 1;
    if (low >= 10 && low <= 10 && high >= 90 && high <= 90) return 3 * 1.29682082 / (4 * 0.675 - 1.29682082);
    double quartile = normal_quantile(0.75), l = normal_quantile(low / 100), h = normal_quantile(high / 100);
    return 1.5 * (h - l) / (4 * quartile - h);
}

/* ---- percentiles ---- */

/* With linear interpolation between neighbours. */
static double percentile(const double *sorted, uint32_t n, double p) {
    double at = p / 100 * (n - 1), below = floor(at);
    uint32_t i = (uint32_t)below;
    return i + 1 < n ? sorted[i] + (at - below) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

void kq_outlier_scores(kq_ctx *x, const double *v, const bool *counts, uint32_t n, uint32_t test_points, kq_fences f,
                       double *scores) {
    double *sorted = kq_series_room(x, n), low, high;
    uint32_t learned = n > test_points ? n - test_points : 0, kept = 0;
    for (uint32_t i = 0; i < learned; i++)
        if ((!counts || counts[i]) && !isnan(v[i])) sorted[kept++] = v[i];
    for (uint32_t i = 0; i < n; i++) scores[i] = 0;
    if (kept == 0) return;
    kq_series_sort(sorted, kept);
    low = percentile(sorted, kept, f.low);
    high = percentile(sorted, kept, f.high);
    const double above = factor(f.low, f.high), below = factor(100 - f.high, 100 - f.low);
    for (uint32_t i = 0; i < n; i++) {
        if (counts && !counts[i]) continue;
        if (v[i] > high) scores[i] = (v[i] - high) / (high - low) * above; /* an infinity when they are equal */
        if (v[i] < low) scores[i] = (v[i] - low) / (high - low) * below;
    }
}

/* ---- series_outliers ---- */

bool kq_fences_of(kq_dyn kind, kq_fences *out) {
    bool custom = kq_series_is_text(kind, "ctukey");
    *out = custom ? (kq_fences){10, 90} : (kq_fences){25, 75};
    return custom || kq_series_is_text(kind, "tukey");
}

static bool in_range(double p) { return p >= 2 && p <= 98; }

/* args: series, kind, ignored value, low percentile, high percentile, test points. Null where one is outside of what
 * the page allows. */
kq_dyn kq_series_outliers(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_series s;
    kq_fences fences = {10, 90};
    double ignored, points = 0;
    const kq_dyn kind = n > 1 ? args[1] : kq_null_dynamic();
    if (!kq_series_read(x, args[0], &s)) return kq_null_dynamic();
    if (kind.tag != KQ_DYN_NULL && !kq_fences_of(kind, &fences)) return kq_null_dynamic();
    const bool custom = kind.tag == KQ_DYN_NULL || kq_series_is_text(kind, "ctukey");
    bool ignores = n > 2 && kq_series_number(args[2], &ignored);
    for (uint32_t i = 0; ignores && i < s.n; i++)
        if (s.v[i] >= ignored && s.v[i] <= ignored) s.number[i] = false;
    if (custom && (!kq_series_option(args, n, 3, &fences.low) || !kq_series_option(args, n, 4, &fences.high)))
        return kq_null_dynamic();
    if (!kq_series_option(args, n, 5, &points)) return kq_null_dynamic();
    if (!in_range(fences.low) || !in_range(fences.high) || fences.low >= fences.high || points < 0 || points > s.n)
        return kq_null_dynamic();
    double *scores = kq_series_room(x, s.n);
    kq_outlier_scores(x, s.v, s.number, s.n, (uint32_t)points, fences, scores);
    return kq_series_reals(x, scores, s.n);
}
