/* series_fit_2lines and series_fit_2lines_dynamic: the split of a series into two parts, of at least two elements each,
 * whose lines fit best together (docs: series-fit-2lines-function.md). The first of equal splits. Null when an element
 * is no number or there are fewer than four. */
#include "line.h"

#include <math.h>

enum { SMALLEST = 2 };

/* Running sums over the elements so far, of the values v around their mean and of their places. */
typedef struct sums {
    double n, v, vv, p, pp, vp;
} sums;

static void add(sums *s, double place, double v) {
    s->n++;
    s->v += v;
    s->vv += v * v;
    s->p += place;
    s->pp += place * place;
    s->vp += v * place;
}

static sums rest_of(sums all, sums part) {
    return (sums){all.n - part.n, all.v - part.v, all.vv - part.vv, all.p - part.p, all.pp - part.pp, all.vp - part.vp};
}

/* The sum of squared distances from the best line. */
static double distance(sums s) {
    double vv = s.vv - s.v * s.v / s.n, pp = s.pp - s.p * s.p / s.n, vp = s.vp - s.v * s.p / s.n;
    double d = pp > 0 ? vv - vp * vp / pp : vv;
    return d > 0 ? d : 0;
}

/* How many elements the left part has. Linear: what a split costs comes from running sums. */
static uint32_t best_split(const kq_series *s) {
    double mean = kq_series_total(s->v, s->n) / s->n, middle = (s->n - 1) / 2.0, least = INFINITY;
    sums all = {0}, left = {0};
    uint32_t best = SMALLEST;
    for (uint32_t i = 0; i < s->n; i++) add(&all, i - middle, s->v[i] - mean);
    /* differences below this come from rounding */
    const double enough = all.vv * 1e-12;
    for (uint32_t i = 0; i + SMALLEST < s->n; i++) {
        add(&left, i - middle, s->v[i] - mean);
        if (i + 1 < SMALLEST) continue;
        double d = distance(left) + distance(rest_of(all, left));
        if (d + enough < least) {
            least = d;
            best = i + 1;
        }
    }
    return best;
}

typedef struct two_lines {
    kq_line all, left, right; /* of all: variance, rvariance and rsquare by the two lines */
    uint32_t split;
    kq_dyn line_fit;
} two_lines;

static bool fit(kq_ctx *x, kq_dyn d, two_lines *out) {
    kq_series s;
    if (!kq_series_read_whole(x, d, &s) || s.n < 2 * SMALLEST) return false;
    out->split = best_split(&s);
    out->left = kq_line_fit(x, s.v, out->split, 1);
    out->right = kq_line_fit(x, s.v + out->split, s.n - out->split, out->split + 1.0);
    out->all = kq_line_fit(x, s.v, s.n, 1);
    double *line = kq_series_room(x, s.n), *rest = kq_series_room(x, s.n);
    for (uint32_t i = 0; i < s.n; i++) {
        line[i] = kq_line_at(i < out->split ? &out->left : &out->right, i + 1.0);
        rest[i] = (s.v[i] - line[i]) * (s.v[i] - line[i]);
    }
    out->all.rvariance = kq_series_total(rest, s.n) / (s.n - 1);
    out->all.rsquare = out->all.variance > 0 ? fmax(0, 1 - out->all.rvariance / out->all.variance) : 1;
    out->line_fit = kq_series_reals(x, line, s.n);
    return true;
}

enum { SIDE = 5 };
static const char *const side_names[SIDE] = {"rsquare", "slope", "interception", "variance", "rvariance"};

static void put_side(const kq_line *l, kq_dyn *out) {
    const double v[SIDE] = {l->rsquare, l->slope, l->interception, l->variance, l->rvariance};
    for (int i = 0; i < SIDE; i++) out[i] = kq_dyn_real(v[i]);
}

enum { RSQUARE, SPLIT_IDX, VARIANCE, RVARIANCE, LINE_FIT, WHOLE };

static void put_whole(const two_lines *t, kq_dyn *out) {
    out[RSQUARE] = kq_dyn_real(t->all.rsquare);
    out[SPLIT_IDX] = kq_dyn_long(t->split);
    out[VARIANCE] = kq_dyn_real(t->all.variance);
    out[RVARIANCE] = kq_dyn_real(t->all.rvariance);
    out[LINE_FIT] = t->line_fit;
}

/* In the order of the result's columns: the whole, the right part, the left part. */
kq_dyn kq_series_fit_2lines(kq_ctx *x, kq_dyn d) {
    two_lines t;
    kq_dyn values[WHOLE + 2 * SIDE];
    if (!fit(x, d, &t)) return kq_null_dynamic();
    put_whole(&t, values);
    put_side(&t.right, values + WHOLE);
    put_side(&t.left, values + WHOLE + SIDE);
    return kq_series_array(x, values, WHOLE + 2 * SIDE);
}

kq_dyn kq_series_fit_2lines_dynamic(kq_ctx *x, kq_dyn d) {
    static const char *const names[WHOLE + 2] = {"rsquare",  "split_idx", "variance", "rvariance",
                                                 "line_fit", "right",     "left"};
    two_lines t;
    kq_dyn values[WHOLE + 2], side[SIDE];
    if (!fit(x, d, &t)) return kq_null_dynamic();
    put_whole(&t, values);
    put_side(&t.right, side);
    values[WHOLE] = kq_series_bag(x, side_names, side, SIDE);
    put_side(&t.left, side);
    values[WHOLE + 1] = kq_series_bag(x, side_names, side, SIDE);
    return kq_series_bag(x, names, values, WHOLE + 2);
}
