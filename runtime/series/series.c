/* Arrays of numbers as C arrays, and back. */
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double *kq_series_room(kq_ctx *x, size_t n) { return kq_alloc(x->row, n * sizeof(double)); }

bool kq_series_read(kq_ctx *x, kq_dyn d, kq_series *out) {
    const kq_dyn *items;
    *out = (kq_series){0};
    if (!kq_elements(x, d, &items, &out->n)) return false;
    out->v = kq_series_room(x, out->n);
    out->number = kq_alloc(x->row, out->n * sizeof *out->number);
    for (uint32_t i = 0; i < out->n; i++) {
        out->number[i] = kq_series_number(items[i], &out->v[i]);
        out->numbers += out->number[i];
    }
    return true;
}

bool kq_series_read_whole(kq_ctx *x, kq_dyn d, kq_series *out) {
    return kq_series_read(x, d, out) && out->n > 0 && out->numbers == out->n;
}

kq_dyn kq_series_reals(kq_ctx *x, const double *v, uint32_t n) {
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = kq_dyn_real(v[i]);
    return kq_dyn_array(r, n);
}

kq_dyn kq_series_array(kq_ctx *x, const kq_dyn *values, uint32_t n) {
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    for (uint32_t i = 0; i < n; i++) r[i] = values[i];
    return kq_dyn_array(r, n);
}

kq_dyn kq_series_bag(kq_ctx *x, const char *const *keys, const kq_dyn *values, uint32_t n) {
    kq_member *members = kq_alloc(x->row, n * sizeof *members);
    for (uint32_t i = 0; i < n; i++) members[i] = (kq_member){{keys[i], strlen(keys[i])}, values[i]};
    return kq_dyn_bag(members, n);
}

bool kq_series_option(const kq_dyn *args, size_t n, size_t at, double *v) {
    double given;
    if (n <= at || args[at].tag == KQ_DYN_NULL) return true;
    if (!kq_series_number(args[at], &given) || !isfinite(given)) return false;
    *v = given;
    return true;
}

bool kq_series_is_text(kq_dyn d, const char *text) {
    return d.tag == KQ_DYN_STRING && d.u.s.n == strlen(text) && !memcmp(d.u.s.p, text, d.u.s.n);
}

static int ascending(const void *a, const void *b) {
    double v = *(const double *)a, w = *(const double *)b;
    return (v > w) - (v < w);
}

void kq_series_sort(double *v, size_t n) {
    if (n > 1) qsort(v, n, sizeof *v, ascending);
}

double kq_series_total(const double *v, size_t n) {
    double sum = 0, lost = 0;
    for (size_t i = 0; i < n; i++) {
        double next = sum + v[i];
        lost += fabs(sum) >= fabs(v[i]) ? (sum - next) + v[i] : (v[i] - next) + sum;
        sum = next;
    }
    return isfinite(lost) ? sum + lost : sum; /* infinities cancel to NaN in `lost` alone */
}
