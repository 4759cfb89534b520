/* The Fourier transform against its definition, for every length up to 70 and some larger ones; convolution and
 * autocorrelation against sums. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fourier.h"

enum { LARGEST = 1200 };
static kq_ctx ctx;

/* Reproducible values in -1 ... 1. */
static double value(size_t seed) {
    uint64_t h = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (double)(h >> 11) / (double)(UINT64_C(1) << 52) - 1;
}

static void check_near(const char *what, size_t n, size_t at, double got, double want, double scale) {
    if (!(fabs(got - want) <= 1e-12 * scale)) fail_msg("%s of %zu at %zu: %.17g, not %.17g", what, n, at, got, want);
}

static void check_length(size_t n) {
    static double re[LARGEST], im[LARGEST];
    for (size_t i = 0; i < n; i++) {
        re[i] = value(i + n);
        im[i] = value(7 * i + 3 * n);
    }
    kq_fourier(&ctx, re, im, n, false);
    for (size_t k = 0; k < n; k++) {
        double sum_re = 0, sum_im = 0;
        for (size_t t = 0; t < n; t++) {
            double angle = -2 * 3.14159265358979323846 * (double)(k * t % n) / (double)n;
            double c = cos(angle), s = sin(angle), a = value(t + n), b = value(7 * t + 3 * n);
            sum_re += a * c - b * s;
            sum_im += a * s + b * c;
        }
        check_near("real part", n, k, re[k], sum_re, (double)n);
        check_near("imaginary part", n, k, im[k], sum_im, (double)n);
    }
    kq_fourier(&ctx, re, im, n, true);
    for (size_t i = 0; i < n; i++) {
        check_near("real part back", n, i, re[i], value(i + n), (double)n);
        check_near("imaginary part back", n, i, im[i], value(7 * i + 3 * n), (double)n);
    }
}

static void transforms_agree_with_the_definition(void **state) {
    (void)state;
    for (size_t n = 1; n <= 70; n++) check_length(n);
    const size_t larger[] = {127, 128, 243, 255, 256, 257, 365, 720, 1009, 1024, 1155};
    for (size_t i = 0; i < sizeof larger / sizeof larger[0]; i++) check_length(larger[i]);
}

static void turns_agree_with_libc(void **state) {
    (void)state;
    double c, s;
    const size_t n[] = {1, 2, 3, 4, 5, 7, 8, 12, 16, 360, 1001};
    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++)
        for (size_t k = 0; k <= 2 * n[i]; k++) {
            double angle = 2 * 3.14159265358979323846 * (double)(k % n[i]) / (double)n[i];
            kq_turn(k, n[i], &c, &s);
            check_near("cosine", n[i], k, c, cos(angle), 1e-3);
            check_near("sine", n[i], k, s, sin(angle), 1e-3);
        }
    kq_turn(3, 12, &c, &s);
    assert_true(c >= 0 && c <= 0 && s >= 1 && s <= 1); /* exactly */
}

static void convolutions_agree_with_sums(void **state) {
    (void)state;
    static double v[LARGEST], w[LARGEST], out[2 * LARGEST];
    for (size_t i = 0; i < LARGEST; i++) {
        v[i] = value(i);
        w[i] = value(i + 5000);
    }
    for (size_t n = 1; n < 40; n += 3)
        for (size_t m = 1; m < 60; m += 7) {
            kq_convolve(&ctx, v, n, w, m, out);
            for (size_t i = 0; i < n + m - 1; i++) {
                double sum = 0;
                for (size_t j = 0; j < m && j <= i; j++)
                    if (i - j < n) sum += v[i - j] * w[j];
                check_near("convolution", n, i, out[i], sum, (double)(n + m));
            }
        }
}

static void autocorrelations_agree_with_sums(void **state) {
    (void)state;
    static double v[LARGEST], out[LARGEST];
    for (size_t i = 0; i < LARGEST; i++) v[i] = value(i + 77);
    for (size_t n = 1; n < 200; n += 11) {
        kq_autocorrelate(&ctx, v, n, out);
        for (size_t k = 0; k < n; k++) {
            double sum = 0;
            for (size_t t = 0; t + k < n; t++) sum += v[t] * v[t + k];
            check_near("autocorrelation", n, k, out[k], sum, (double)n);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transforms_agree_with_the_definition),
        cmocka_unit_test(turns_agree_with_libc),
        cmocka_unit_test(convolutions_agree_with_sums),
        cmocka_unit_test(autocorrelations_agree_with_sums),
    };
    ctx.row = kq_arena_new();
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    kq_arena_free(ctx.row);
    return failures;
}
