/* Functions of each element of a series: an element that is no number, or has no value, gives null (docs:
 * series-abs-function.md and its kin). */
#include "series.h"

#include <math.h>

typedef kq_dyn (*element_function)(kq_ctx *x, kq_dyn element, double v);

static kq_dyn each(kq_ctx *x, kq_dyn d, element_function f) {
    const kq_dyn *items;
    uint32_t n;
    double v;
    if (!kq_elements(x, d, &items, &n)) return kq_null_dynamic();
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = kq_series_number(items[i], &v) ? f(x, items[i], v) : kq_null_dynamic();
    return kq_dyn_array(r, n);
}

static kq_dyn boxed(kq_real v) { return v.null ? kq_null_dynamic() : kq_dyn_real(v.v); }

static kq_real rounded_down(kq_ctx *x, kq_real v) { return (void)x, kq_mk_real(floor(v.v)); }

/* series_NAME gives what the scalar function gives for the element as a real. */
#define KQ_DEFINE_EACH(NAME, SCALAR)                                                                            \
    static kq_dyn NAME##_of(kq_ctx *x, kq_dyn e, double v) { return (void)e, boxed(SCALAR(x, kq_mk_real(v))); } \
    kq_dyn kq_series_##NAME(kq_ctx *x, kq_dyn d) { return each(x, d, NAME##_of); }

KQ_DEFINE_EACH(acos, kq_acos)
KQ_DEFINE_EACH(asin, kq_asin)
KQ_DEFINE_EACH(atan, kq_atan)
KQ_DEFINE_EACH(cos, kq_cos)
KQ_DEFINE_EACH(sin, kq_sin)
KQ_DEFINE_EACH(tan, kq_tan)
KQ_DEFINE_EACH(exp, kq_exp)
KQ_DEFINE_EACH(log, kq_log)
KQ_DEFINE_EACH(ceiling, kq_ceiling_real)
KQ_DEFINE_EACH(floor, rounded_down)

/* Whole numbers stay whole. */
static kq_dyn magnitude(kq_ctx *x, kq_dyn e, double v) {
    (void)x;
    if (e.tag == KQ_DYN_REAL) return kq_dyn_real(fabs(v));
    return kq_dyn_long(e.u.i < 0 ? (int64_t)(0 - (uint64_t)e.u.i) : e.u.i);
}
kq_dyn kq_series_abs(kq_ctx *x, kq_dyn d) { return each(x, d, magnitude); }

static kq_dyn sign(kq_ctx *x, kq_dyn e, double v) {
    (void)x, (void)e;
    return isnan(v) ? kq_null_dynamic() : kq_dyn_long((v > 0) - (v < 0));
}
kq_dyn kq_series_sign(kq_ctx *x, kq_dyn d) { return each(x, d, sign); }
