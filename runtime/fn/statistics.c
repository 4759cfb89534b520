/* Special functions of statistics: gamma, erf, the beta distribution, Welch's test (kql.md 6). */
#include <kq/ops.h>

#include <math.h>

/* libc's lgamma writes the global signgam; lgamma_r does not. */
static double log_gamma(double v) {
    int sign;
    return lgamma_r(v, &sign);
}

kq_real kq_gamma(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(tgamma(a.v)); }
kq_real kq_loggamma(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(log_gamma(a.v)); }
kq_real kq_erf(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(erf(a.v)); }
kq_real kq_erfc(kq_ctx *x, kq_real a) { return (void)x, a.null ? a : kq_mk_real(erfc(a.v)); }

/* Continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method. */
static double beta_fraction(double p, double a, double b) {
    const double tiny = 1e-300, enough = 1e-16;
    double c = 1, d = 1 - (a + b) * p / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= 1000; m++) {
        double even = m * (b - m) * p / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * p / ((a + 2 * m) * (a + 2 * m + 1));
        for (int k = 0; k < 2; k++) {
            double step = k == 0 ? even : odd;
            d = 1 + step * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + step / c;
            if (fabs(c) < tiny) c = tiny;
            h *= d * c;
        }
        if (fabs(d * c - 1) < enough) break;
    }
    return h;
}

/* The regularised incomplete beta function: the share of the distribution up to p; 0 <= p <= 1, a and b > 0. */
static double beta_share(double p, double a, double b) {
    if (p <= 0) return 0;
    if (p >= 1) return 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(p) + b * log1p(-p));
    if (p < (a + 1) / (a + b + 2)) return front * beta_fraction(p, a, b) / a;
    return 1 - front * beta_fraction(1 - p, b, a) / b;
}

static bool is_beta(kq_real p, kq_real a, kq_real b) {
    return !p.null && !a.null && !b.null && p.v >= 0 && p.v <= 1 && a.v > 0 && b.v > 0 && isfinite(a.v) &&
           isfinite(b.v);
}

/* docs: beta-cdf-function.md and its kin: NaN outside of 0..1 and for parameters that are not positive [assumed]. */
static kq_real outside(kq_real p, kq_real a, kq_real b) {
    return p.null || a.null || b.null ? kq_null_real() : kq_mk_real((double)__builtin_nanf(""));
}

kq_real kq_beta_cdf(kq_ctx *x, kq_real p, kq_real a, kq_real b) {
    return (void)x, is_beta(p, a, b) ? kq_mk_real(beta_share(p.v, a.v, b.v)) : outside(p, a, b);
}

kq_real kq_beta_pdf(kq_ctx *x, kq_real p, kq_real a, kq_real b) {
    (void)x;
    if (!is_beta(p, a, b)) return outside(p, a, b);
    double front = exp(log_gamma(a.v + b.v) - log_gamma(a.v) - log_gamma(b.v));
    return kq_mk_real(front * pow(p.v, a.v - 1) * pow(1 - p.v, b.v - 1));
}

/* By bisection: the share grows with p, and 0..1 halves to neighbouring reals in some 1,100 steps at most. */
kq_real kq_beta_inv(kq_ctx *x, kq_real share, kq_real a, kq_real b) {
    (void)x;
    if (!is_beta(share, a, b)) return outside(share, a, b);
    double low = 0, high = 1;
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return kq_mk_real(middle);
        if (beta_share(middle, a.v, b.v) < share.v)
            low = middle;
        else
            high = middle;
    }
}

/* The two-sided p-value that two samples have one mean although their variances may differ (docs:
 * welch-test-function.md); variances are those of the samples, counts their sizes. */
kq_real kq_welch_test(kq_ctx *x, const kq_real *v, size_t n) {
    (void)x;
    if (n != 6) return kq_null_real(); /* the binder lets no other number through */
    for (size_t i = 0; i < n; i++)
        if (v[i].null) return kq_null_real();
    double first = v[1].v / v[2].v, second = v[4].v / v[5].v, sum = first + second;
    double t = (v[0].v - v[3].v) / sqrt(sum);
    double freedom = sum * sum / (first * first / (v[2].v - 1) + second * second / (v[5].v - 1));
    if (!isfinite(t) || !(freedom > 0)) return kq_mk_real((double)__builtin_nanf(""));
    return kq_mk_real(beta_share(freedom / (freedom + t * t), freedom / 2, 0.5));
}
