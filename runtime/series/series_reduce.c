/* One number from a series or from two: product, magnitude, dot product, cosine similarity, Pearson's correlation. */
#include "series.h"

#include <math.h>

/* Null when an element is no number, as for array_sum (docs: series-product-function.md). */
kq_real kq_series_product(kq_ctx *x, kq_dyn d) {
    kq_series s;
    double product = 1;
    if (!kq_series_read(x, d, &s) || s.numbers < s.n) return kq_null_real();
    for (uint32_t i = 0; i < s.n; i++) product *= s.v[i];
    return kq_mk_real(product);
}

/* docs: series-magnitude-function.md */
kq_real kq_series_magnitude(kq_ctx *x, kq_dyn d) {
    kq_series s;
    if (!kq_series_read(x, d, &s) || s.numbers < s.n) return kq_null_real();
    for (uint32_t i = 0; i < s.n; i++) s.v[i] *= s.v[i];
    return kq_mk_real(sqrt(kq_series_total(s.v, s.n)));
}

/* Two series cut to the shorter one, without the places where one has no number; a number stands for as many as the
 * other has. False: one is no series, or empty. */
static bool read_pairs(kq_ctx *x, kq_dyn a, kq_dyn b, kq_series *left, kq_series *right) {
    double v, w;
    bool number = kq_series_number(a, &v), other = kq_series_number(b, &w);
    if (number && other) return false;
    if (!number && (!kq_series_read(x, a, left) || left->n == 0)) return false;
    if (!other && (!kq_series_read(x, b, right) || right->n == 0)) return false;
    uint32_t n = number ? right->n : other ? left->n : left->n < right->n ? left->n : right->n, kept = 0;
    if (number) left->v = kq_series_room(x, n);
    if (other) right->v = kq_series_room(x, n);
    for (uint32_t i = 0; i < n; i++) {
        if ((!number && !left->number[i]) || (!other && !right->number[i])) continue;
        left->v[kept] = number ? v : left->v[i];
        right->v[kept++] = other ? w : right->v[i];
    }
    left->n = right->n = kept;
    return true;
}

static double dot_product(kq_ctx *x, const double *v, const double *w, uint32_t n) {
    double *products = kq_series_room(x, n);
    for (uint32_t i = 0; i < n; i++) products[i] = v[i] * w[i];
    return kq_series_total(products, n);
}

/* docs: series-dot-product-function.md */
kq_real kq_series_dot_product(kq_ctx *x, kq_dyn a, kq_dyn b) {
    kq_series s, t;
    return read_pairs(x, a, b, &s, &t) ? kq_mk_real(dot_product(x, s.v, t.v, s.n)) : kq_null_real();
}

/* docs: series-cosine-similarity-function.md. A magnitude that is null is computed. */
kq_real kq_series_cosine_similarity_magnitudes(kq_ctx *x, kq_dyn a, kq_dyn b, kq_real first, kq_real second) {
    kq_series s, t;
    if (!kq_dyn_is_array(a) || !kq_dyn_is_array(b) || !read_pairs(x, a, b, &s, &t)) return kq_null_real();
    double p = first.null ? sqrt(dot_product(x, s.v, s.v, s.n)) : first.v;
    double q = second.null ? sqrt(dot_product(x, t.v, t.v, t.n)) : second.v;
    return kq_mk_real(dot_product(x, s.v, t.v, s.n) / (p * q));
}
kq_real kq_series_cosine_similarity_magnitude(kq_ctx *x, kq_dyn a, kq_dyn b, kq_real first) {
    return kq_series_cosine_similarity_magnitudes(x, a, b, first, kq_null_real());
}
kq_real kq_series_cosine_similarity(kq_ctx *x, kq_dyn a, kq_dyn b) {
    return kq_series_cosine_similarity_magnitudes(x, a, b, kq_null_real(), kq_null_real());
}

/* Null when an element is no number or one series is longer (docs: series-pearson-correlation-function.md). */
kq_real kq_series_pearson_correlation(kq_ctx *x, kq_dyn a, kq_dyn b) {
    kq_series s, t;
    if (!kq_series_read_whole(x, a, &s) || !kq_series_read_whole(x, b, &t) || s.n != t.n) return kq_null_real();
    double p = kq_series_total(s.v, s.n) / s.n, q = kq_series_total(t.v, t.n) / t.n;
    for (uint32_t i = 0; i < s.n; i++) {
        s.v[i] -= p;
        t.v[i] -= q;
    }
    double both = dot_product(x, s.v, t.v, s.n);
    return kq_mk_real(both / sqrt(dot_product(x, s.v, s.v, s.n) * dot_product(x, t.v, t.v, t.n)));
}
