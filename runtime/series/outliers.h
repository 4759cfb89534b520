/* Tukey's fences, between series_outliers and the functions that decompose. Included by runtime/series. */
#ifndef KQ_OUTLIERS_H
#define KQ_OUTLIERS_H

#include "series.h"

typedef struct kq_fences {
    double low, high; /* percentiles, 0 to 100 */
} kq_fences;

/* "ctukey": the 10th and 90th percentile; "tukey": the 25th and 75th. False: neither. */
bool kq_fences_of(kq_dyn kind, kq_fences *out);
/* How far each value is outside of the fences: 0 inside, below 0 under the low one. Those that do not count (counts[i]
 * false; NULL: all do) get 0; the last `test_points` do not make the fences. */
void kq_outlier_scores(kq_ctx *x, const double *v, const bool *counts, uint32_t n, uint32_t test_points, kq_fences f,
                       double *scores);

#endif
