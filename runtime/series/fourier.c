/* The discrete Fourier transform: radix 2 for powers of two, Bluestein's algorithm for all other lengths (L. Bluestein,
 * "A linear filtering approach to the computation of the discrete Fourier transform", 1970). */
#include "fourier.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

typedef struct wave { /* complex numbers: cosines and sines */
    double *re, *im;
} wave;

static wave new_wave(kq_ctx *x, size_t n) {
    return (wave){kq_alloc(x->row, n * sizeof(double)), kq_alloc(x->row, n * sizeof(double))};
}

static wave zeros(kq_ctx *x, size_t n) {
    wave w = new_wave(x, n);
    memset(w.re, 0, n * sizeof *w.re);
    memset(w.im, 0, n * sizeof *w.im);
    return w;
}

static size_t power_of_two(size_t least) {
    size_t n = 1;
    while (n < least) n *= 2;
    return n;
}

static void swap(double *v, size_t a, size_t b) {
    double t = v[a];
    v[a] = v[b];
    v[b] = t;
}

/* The order in which the butterflies take the values: that of the bits, reversed. */
static void reverse_bits(wave w, size_t n) {
    for (size_t i = 1, k = 0; i < n; i++) {
        size_t bit = n / 2;
        for (; k & bit; bit /= 2) k ^= bit;
        k ^= bit;
        if (i >= k) continue;
        swap(w.re, i, k);
        swap(w.im, i, k);
    }
}

/* n is a power of two; `turns` holds exp(-2 pi i k / n) for k below n / 2. Not scaled. */
static void radix2(wave w, size_t n, wave turns, double direction) {
    reverse_bits(w, n);
    for (size_t half = 1; half < n; half *= 2) {
        const size_t stride = n / 2 / half;
        for (size_t start = 0; start < n; start += 2 * half)
            for (size_t k = 0; k < half; k++) {
                double c = turns.re[k * stride], s = direction * turns.im[k * stride];
                size_t a = start + k, b = a + half;
                double re = w.re[b] * c - w.im[b] * s, im = w.re[b] * s + w.im[b] * c;
                w.re[b] = w.re[a] - re;
                w.im[b] = w.im[a] - im;
                w.re[a] += re;
                w.im[a] += im;
            }
    }
}

static wave turns_of(kq_ctx *x, size_t n) {
    wave turns = new_wave(x, n / 2 + 1);
    for (size_t k = 0; k < n / 2; k++) {
        double angle = 2 * PI * (double)k / (double)n;
        turns.re[k] = 4 * k == n ? 0 : cos(angle); /* exact, unlike cos(pi / 2) */
        turns.im[k] = -sin(angle);
    }
    return turns;
}

/* w *= v, for each of n. */
static void multiply(wave w, wave v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        double re = w.re[i] * v.re[i] - w.im[i] * v.im[i];
        w.im[i] = w.re[i] * v.im[i] + w.im[i] * v.re[i];
        w.re[i] = re;
    }
}

/* The cyclic convolution of w and v, which is lost; n is a power of two. Into w. */
static void convolve(wave w, wave v, size_t n, wave turns) {
    radix2(w, n, turns, 1);
    radix2(v, n, turns, 1);
    multiply(w, v, n);
    radix2(w, n, turns, -1);
    for (size_t i = 0; i < n; i++) {
        w.re[i] /= (double)n;
        w.im[i] /= (double)n;
    }
}

/* k t = (k^2 + t^2 - (k - t)^2) / 2 makes the transform a convolution with chirps exp(i pi t^2 / n). */
static void bluestein(kq_ctx *x, wave w, size_t n, double direction) {
    const size_t size = power_of_two(2 * n - 1);
    wave chirp = new_wave(x, n), a = zeros(x, size), b = zeros(x, size);
    for (size_t t = 0; t < n; t++) {
        double angle = PI * (double)((uint64_t)t * t % (2 * n)) / (double)n; /* reduced, to stay exact */
        chirp.re[t] = cos(angle);
        chirp.im[t] = -direction * sin(angle);
        a.re[t] = w.re[t];
        a.im[t] = w.im[t];
        b.re[t] = b.re[(size - t) % size] = chirp.re[t];
        b.im[t] = b.im[(size - t) % size] = -chirp.im[t];
    }
    multiply(a, chirp, n);
    convolve(a, b, size, turns_of(x, size));
    multiply(a, chirp, n);
    memcpy(w.re, a.re, n * sizeof *w.re);
    memcpy(w.im, a.im, n * sizeof *w.im);
}

void kq_fourier(kq_ctx *x, double *re, double *im, size_t n, bool inverse) {
    wave w = {re, im};
    if (power_of_two(n) == n)
        radix2(w, n, turns_of(x, n), inverse ? -1 : 1);
    else
        bluestein(x, w, n, inverse ? -1 : 1);
    for (size_t i = 0; inverse && i < n; i++) {
        re[i] /= (double)n;
        im[i] /= (double)n;
    }
}

void kq_convolve(kq_ctx *x, const double *v, size_t n, const double *w, size_t m, double *out) {
    const size_t size = power_of_two(n + m - 1);
    wave a = zeros(x, size), b = zeros(x, size);
    memcpy(a.re, v, n * sizeof *v);
    memcpy(b.re, w, m * sizeof *w);
    convolve(a, b, size, turns_of(x, size));
    memcpy(out, a.re, (n + m - 1) * sizeof *out);
}

void kq_autocorrelate(kq_ctx *x, const double *v, size_t n, double *out) {
    const size_t size = power_of_two(2 * n);
    wave a = zeros(x, size), turns = turns_of(x, size);
    memcpy(a.re, v, n * sizeof *v);
    radix2(a, size, turns, 1);
    for (size_t i = 0; i < size; i++) {
        a.re[i] = a.re[i] * a.re[i] + a.im[i] * a.im[i];
        a.im[i] = 0;
    }
    radix2(a, size, turns, -1);
    for (size_t k = 0; k < n; k++) out[k] = a.re[k] / (double)size;
}
