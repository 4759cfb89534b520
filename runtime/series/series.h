/* What the series functions share: arrays of numbers as C arrays, and back (docs: time-series-analysis.md). Numbers are
 * long, real, and the ticks of datetime and timespan. Included by runtime/series. */
#ifndef KQ_SERIES_H
#define KQ_SERIES_H

#include <kq/ops.h>

#include "arrays.h"
#include "dyn.h"

/* False: the element is no number. */
static inline bool kq_series_number(kq_dyn d, double *v) {
    switch (d.tag) {
    case KQ_DYN_REAL: *v = d.u.r; return true;
    case KQ_DYN_LONG:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN: *v = (double)d.u.i; return true;
    default: *v = 0; return false;
    }
}

typedef struct kq_series {
    double *v;    /* of an element that is no number: 0 */
    bool *number; /* for each element */
    uint32_t n;
    uint32_t numbers; /* how many are numbers */
} kq_series;

/* The elements of an array, in the row's arena; false when it is none. */
bool kq_series_read(kq_ctx *x, kq_dyn d, kq_series *out);
/* The same for series that have to be numbers throughout: false when they are not, or when there is no element. */
bool kq_series_read_whole(kq_ctx *x, kq_dyn d, kq_series *out);

/* n values that live in the row's arena. */
double *kq_series_room(kq_ctx *x, size_t n);
/* An array of reals. */
kq_dyn kq_series_reals(kq_ctx *x, const double *v, uint32_t n);
/* A bag with these keys, which must be constants. */
kq_dyn kq_series_bag(kq_ctx *x, const char *const *keys, const kq_dyn *values, uint32_t n);
/* An array of values, copied. */
kq_dyn kq_series_array(kq_ctx *x, const kq_dyn *values, uint32_t n);

/* The optional argument `at` of n into *v, which holds its default: a null one, too, leaves that. False: no finite
 * number. */
bool kq_series_option(const kq_dyn *args, size_t n, size_t at, double *v);
/* Whether it is this text. */
bool kq_series_is_text(kq_dyn d, const char *text);
/* Ascending; the values must not be NaN. */
void kq_series_sort(double *v, size_t n);

/* The sum of the values; compensated (Neumaier), so that long series keep their precision. */
double kq_series_total(const double *v, size_t n);

#endif
