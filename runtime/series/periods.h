/* Periods of a series, between series_periods_* and the functions that decompose. Included by runtime/series. */
#ifndef KQ_PERIODS_H
#define KQ_PERIODS_H

#include "series.h"

enum { MAX_PERIODS = 256 }; /* that one series can have */

typedef struct kq_period {
    uint32_t length; /* elements; 0: none */
    double score;    /* 0 to 1 */
} kq_period;

/* Of n finite values: how well each lag below n agrees, -1 to 1 and 0 where nothing can be said; NULL when all values
 * are equal or n is too small for any period. */
double *kq_agreement(kq_ctx *x, const double *v, uint32_t n);
/* The score of a period, by kq_agreement. */
double kq_period_score(const double *agreement, uint32_t n, uint32_t length);
/* The periods from `low` to `high` elements, best first, into `out`, which has room for MAX_PERIODS; returns how
 * many. */
uint32_t kq_periods_find(kq_ctx *x, const double *v, uint32_t n, double low, double high, kq_period *out);

#endif
