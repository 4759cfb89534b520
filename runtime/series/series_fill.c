/* series_fill_*: missing elements replaced (docs: series-fill-const-function.md and its kin). Missing is what equals
 * the placeholder; without one, or with a null one, what is no number. Other elements keep their types. */
#include "series.h"

#include <math.h>

typedef struct filling {
    const kq_dyn *items;
    bool *missing;
    kq_dyn *out;
    uint32_t n;
} filling;

static bool is_missing(kq_dyn d, bool any, double placeholder) {
    double v;
    if (!kq_series_number(d, &v)) return any;
    return !any && (v == placeholder || (isnan(v) && isnan(placeholder)));
}

/* False: no series. */
static bool begin(kq_ctx *x, kq_dyn d, kq_dyn placeholder, filling *f) {
    double v;
    bool any = !kq_series_number(placeholder, &v);
    if (!kq_elements(x, d, &f->items, &f->n)) return false;
    f->missing = kq_alloc(x->row, f->n * sizeof *f->missing);
    f->out = kq_alloc(x->row, f->n * sizeof *f->out);
    for (uint32_t i = 0; i < f->n; i++) {
        f->missing[i] = is_missing(f->items[i], any, v);
        f->out[i] = any && f->missing[i] ? kq_null_dynamic() : f->items[i];
    }
    return true;
}

static kq_dyn filled(const filling *f) { return kq_dyn_array(f->out, f->n); }

/* args: series, constant, placeholder; of optional ones the first n are there, here and below. */
kq_dyn kq_series_fill_const(kq_ctx *x, const kq_dyn *args, size_t n) {
    filling f;
    double v;
    if (!begin(x, args[0], n > 2 ? args[2] : kq_null_dynamic(), &f)) return kq_null_dynamic();
    kq_dyn constant = n > 1 ? args[1] : kq_dyn_real(0);
    if (!kq_series_number(constant, &v)) constant = kq_null_dynamic();
    for (uint32_t i = 0; i < f.n; i++)
        if (f.missing[i]) f.out[i] = constant;
    return filled(&f);
}

/* args: series, placeholder */
kq_dyn kq_series_fill_forward(kq_ctx *x, const kq_dyn *args, size_t n) {
    filling f;
    if (!begin(x, args[0], n > 1 ? args[1] : kq_null_dynamic(), &f)) return kq_null_dynamic();
    bool any = false;
    for (uint32_t i = 0; i < f.n; i++) {
        if (f.missing[i] && any) f.out[i] = f.out[i - 1];
        any = any || !f.missing[i];
    }
    return filled(&f);
}

kq_dyn kq_series_fill_backward(kq_ctx *x, const kq_dyn *args, size_t n) {
    filling f;
    if (!begin(x, args[0], n > 1 ? args[1] : kq_null_dynamic(), &f)) return kq_null_dynamic();
    bool any = false;
    for (uint32_t i = f.n; i-- > 0;) {
        if (f.missing[i] && any) f.out[i] = f.out[i + 1];
        any = any || !f.missing[i];
    }
    return filled(&f);
}

/* Between the numbers at `from` and `to`; whole numbers are cut off, as the page shows. Next to what is no number the
 * elements stay. */
static void interpolate(filling *f, uint32_t from, uint32_t to, bool whole) {
    double v, w;
    if (!kq_series_number(f->items[from], &v) || !kq_series_number(f->items[to], &w)) return;
    for (uint32_t i = from + 1; i < to; i++) {
        double at = v + (w - v) * (i - from) / (to - from);
        f->out[i] = whole && fabs(at) < 9.2e18 ? kq_dyn_long((int64_t)at) : kq_dyn_real(at);
    }
}

/* False: a number is real. */
static bool all_whole(const filling *f) {
    for (uint32_t i = 0; i < f->n; i++)
        if (!f->missing[i] && f->items[i].tag == KQ_DYN_REAL) return false;
    return true;
}

static void fill(filling *f, uint32_t from, uint32_t to, kq_dyn value) {
    for (uint32_t i = from; i < to; i++) f->out[i] = value;
}

/* args: series, placeholder, fill_edges, constant */
kq_dyn kq_series_fill_linear(kq_ctx *x, const kq_dyn *args, size_t n) {
    filling f;
    double v;
    if (!begin(x, args[0], n > 1 ? args[1] : kq_null_dynamic(), &f)) return kq_null_dynamic();
    bool edges = n < 3 || args[2].tag != KQ_DYN_BOOL || args[2].u.b, whole = all_whole(&f);
    kq_dyn constant = n > 3 ? args[3] : kq_dyn_real(0);
    uint32_t last = f.n; /* the number before; f.n: none yet */
    for (uint32_t i = 0; i < f.n; i++) {
        if (f.missing[i]) continue;
        if (last < f.n)
            interpolate(&f, last, i, whole);
        else if (edges)
            fill(&f, 0, i, f.items[i]);
        last = i;
    }
    if (last == f.n)
        fill(&f, 0, f.n, kq_series_number(constant, &v) ? constant : kq_null_dynamic());
    else if (edges)
        fill(&f, last + 1, f.n, f.items[last]);
    return filled(&f);
}
