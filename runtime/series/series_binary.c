/* Functions of two series, element by element; one of them may be a number, which then stands for a series of it. An
 * element that is no number, or that one of the series does not have, gives null (docs: series-add-function.md and its
 * kin). Whole numbers stay whole under + - *, which wrap; division and power are real. */
#include "series.h"

#include <math.h>

typedef struct operands {
    double v, w;
    int64_t i, k; /* when both are whole */
    bool whole;
} operands;

typedef kq_dyn (*pair_function)(operands o);

/* One side: an array, or a number for all places. */
typedef struct side {
    const kq_dyn *items;
    uint32_t n;
    kq_dyn number;
    bool is_number;
} side;

static bool read_side(kq_ctx *x, kq_dyn d, side *out) {
    double v;
    *out = (side){.number = d, .is_number = kq_series_number(d, &v)};
    return out->is_number || kq_elements(x, d, &out->items, &out->n);
}

static kq_dyn element(const side *s, uint32_t i) {
    return s->is_number ? s->number : i < s->n ? s->items[i] : kq_null_dynamic();
}

static kq_dyn each_pair(kq_ctx *x, kq_dyn a, kq_dyn b, pair_function f) {
    side left, right;
    if (!read_side(x, a, &left) || !read_side(x, b, &right) || (left.is_number && right.is_number))
        return kq_null_dynamic();
    uint32_t n = left.n > right.n ? left.n : right.n;
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) {
        kq_dyn p = element(&left, i), q = element(&right, i);
        operands o;
        bool both = kq_series_number(p, &o.v);
        both = kq_series_number(q, &o.w) && both;
        o.whole = both && p.tag != KQ_DYN_REAL && q.tag != KQ_DYN_REAL;
        o.i = o.whole ? p.u.i : 0;
        o.k = o.whole ? q.u.i : 0;
        r[i] = both ? f(o) : kq_null_dynamic();
    }
    return kq_dyn_array(r, n);
}

#define KQ_DEFINE_PAIRS(NAME, VALUE)                      \
    static kq_dyn NAME##_of(operands o) { return VALUE; } \
    kq_dyn kq_series_##NAME(kq_ctx *x, kq_dyn a, kq_dyn b) { return each_pair(x, a, b, NAME##_of); }

static kq_dyn whole(uint64_t v) { return kq_dyn_long((int64_t)v); }

KQ_DEFINE_PAIRS(add, o.whole ? whole((uint64_t)o.i + (uint64_t)o.k) : kq_dyn_real(o.v + o.w))
KQ_DEFINE_PAIRS(subtract, o.whole ? whole((uint64_t)o.i - (uint64_t)o.k) : kq_dyn_real(o.v - o.w))
KQ_DEFINE_PAIRS(multiply, o.whole ? whole((uint64_t)o.i *(uint64_t)o.k) : kq_dyn_real(o.v *o.w))
KQ_DEFINE_PAIRS(divide, kq_dyn_real(o.v / o.w))
KQ_DEFINE_PAIRS(pow, kq_dyn_real(pow(o.v, o.w)))
KQ_DEFINE_PAIRS(greater, kq_dyn_bool(o.whole ? o.i > o.k : o.v > o.w))
KQ_DEFINE_PAIRS(greater_equals, kq_dyn_bool(o.whole ? o.i >= o.k : o.v >= o.w))
KQ_DEFINE_PAIRS(less, kq_dyn_bool(o.whole ? o.i < o.k : o.v < o.w))
KQ_DEFINE_PAIRS(less_equals, kq_dyn_bool(o.whole ? o.i <= o.k : o.v <= o.w))
KQ_DEFINE_PAIRS(equals, kq_dyn_bool(o.whole ? o.i == o.k : o.v == o.w))
KQ_DEFINE_PAIRS(not_equals, kq_dyn_bool(o.whole ? o.i != o.k : o.v != o.w))
