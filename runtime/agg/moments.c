/* Sums of squares and products behind variance and covariance (see <kq/agg_moments.h>).
 *
 * Whole numbers: (n * sum(xy) - sum(x) * sum(y)) / (n * (n - 1)) with an exact numerator: n < 2^63 and |x|, |y| <= 2^63
 * keep it below 2^253. Only the division rounds, so there is no cancellation. Reals: Welford's update, which does not
 * cancel either; Chan's formula merges. */
#include <kq/agg.h>

#include <math.h>

#include "wide.h"

static kq_wide product(const kq_whole_moments *s) { return (kq_wide){{s->xy[0], s->xy[1], s->xy[2], s->xy[3]}}; }
static kq_wide sum(const uint64_t *words) { return kq_wide_signed((kq_i128)((kq_u128)words[1] << 64 | words[0])); }

static void set(kq_whole_moments *s, kq_wide x, kq_wide y, kq_wide xy) {
    for (int i = 0; i < 2; i++) {
        s->x[i] = x.w[i];
        s->y[i] = y.w[i];
    }
    for (int i = 0; i < KQ_WIDE_WORDS; i++) s->xy[i] = xy.w[i];
}

void kq_whole_moments_add(kq_whole_moments *s, int64_t x, int64_t y) {
    set(s, kq_wide_add(sum(s->x), kq_wide_signed(x)), kq_wide_add(sum(s->y), kq_wide_signed(y)),
        kq_wide_add(product(s), kq_wide_signed((kq_i128)x * y)));
    s->n++;
}

void kq_whole_moments_merge(kq_whole_moments *s, const kq_whole_moments *other) {
    set(s, kq_wide_add(sum(s->x), sum(other->x)), kq_wide_add(sum(s->y), sum(other->y)),
        kq_wide_add(product(s), product(other)));
    s->n += other->n;
}

kq_real kq_whole_covariance(const kq_whole_moments *s, bool population, kq_real none) {
    if (s->n == 0) return none;
    if (s->n == 1) return kq_mk_real(0);
    const kq_wide top =
        kq_wide_subtract(kq_wide_multiply(kq_wide_signed(s->n), product(s)), kq_wide_multiply(sum(s->x), sum(s->y)));
    const kq_u128 pairs = (kq_u128)s->n * (kq_u128)(population ? s->n : s->n - 1);
    return kq_mk_real(kq_wide_double(top) / (double)pairs);
}

void kq_real_moments_add(kq_real_moments *s, double x, double y) {
    s->n++;
    const double from_mean = x - s->x;
    s->x += from_mean / (double)s->n;
    s->y += (y - s->y) / (double)s->n;
    s->xy += from_mean * (y - s->y);
}

void kq_real_moments_merge(kq_real_moments *s, const kq_real_moments *other) {
    if (other->n == 0) return;
    const double a = (double)s->n, b = (double)other->n, n = a + b;
    const double x = other->x - s->x, y = other->y - s->y;
    s->xy += other->xy + x * y * (a * b / n);
    s->x += x * (b / n);
    s->y += y * (b / n);
    s->n += other->n;
}

kq_real kq_real_covariance(const kq_real_moments *s, bool population, kq_real none) {
    if (s->n == 0) return none;
    if (s->n == 1) return kq_mk_real(isfinite(s->x) && isfinite(s->y) ? 0 : (double)NAN);
    return kq_mk_real(s->xy / (double)(population ? s->n : s->n - 1));
}
