/* Periods of a series, between series_periods_* and the functions that decompose. Included by runtime/series. */
#ifndef KQ_PERIODS_H
#define KQ_PERIODS_H

#include "series.h"

enum { MAX_PERIODS = 256 }; /* that one series can have */

typedef struct kq_period {
    uint32_t length; /* elements */
    double score;    /* 0 to 1 */
} kq_period;

/* The periods of n finite values, from `low` to `high` elements long, best first, into `out`, which has room for
 * MAX_PERIODS; returns how many. */
uint32_t kq_periods_find(kq_ctx *x, const double *v, uint32_t n, double low, double high, kq_period *out);

#endif
