/* Least-squares lines through a series, whose elements stand at 1, 2, 3, ... (docs: series-fit-line-function.md).
 * Included by runtime/series. */
#ifndef KQ_LINE_H
#define KQ_LINE_H

#include "series.h"

typedef struct kq_line {
    double rsquare; /* 1 when all values are equal */
    double slope, interception;
    double variance, rvariance; /* of the values and of their distances from the line, of a sample (n - 1) */
} kq_line;

/* Through n values, n > 0; v[0] stands at `first`. */
kq_line kq_line_fit(kq_ctx *x, const double *v, size_t n, double first);
/* The line's value at `at`. */
static inline double kq_line_at(const kq_line *l, double at) { return l->slope * at + l->interception; }

#endif
