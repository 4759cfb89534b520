/* The discrete Fourier transform: radix 2 for powers of two, Bluestein's algorithm for all other lengths (L. Bluestein,
 * "A linear filtering approach to the computation of the discrete Fourier transform", 1970). */
#include "fourier.h"

#include <string.h>

/* Taylor's series, for 0 ... pi / 4. */
static void small_angle(double a, double *c, double *s) {
    const double q = a * a;
    double odd = 0, even = 0;
    for (int i = 9; i > 0; i--) { /* Horner: 1 - q / (2 * 3) (1 - q / (4 * 5) (...)), and the same for the cosine */
        odd = q / (2 * i * (2 * i + 1)) * (1 - odd);
        even = q / (2 * i * (2 * i - 1)) * (1 - even);
    }
    *c = 1 - even;
    *s = a - a * odd;
}

void kq_turn(uint64_t k, uint64_t n, double *c, double *s) {
    const uint64_t eighths = k % n * 8, octant = eighths / n, rest = eighths % n;
    double u, v; /* of the distance from the nearest quarter turn */
    small_angle(0.78539816339744830962 * (double)(octant % 2 ? n - rest : rest) / (double)n, &u, &v);
    switch ((octant + 1) / 2 % 4) {
    case 0: *c = u, *s = octant ? -v : v; break;
    case 1: *c = octant == 1 ? v : -v, *s = u; break;
    case 2: *c = -u, *s = octant == 3 ? v : -v; break;
    default: *c = octant == 5 ? -v : v, *s = -u; break;
    }
}

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
        kq_turn(k, n, &turns.re[k], &turns.im[k]);
        turns.im[k] = -turns.im[k];
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
        kq_turn((uint64_t)t * t % (2 * n), 2 * n, &chirp.re[t], &chirp.im[t]);
        chirp.im[t] *= -direction;
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
    kq_mark before = kq_arena_mark(x->row);
    if (power_of_two(n) == n)
        radix2(w, n, turns_of(x, n), inverse ? -1 : 1);
    else
        bluestein(x, w, n, inverse ? -1 : 1);
    kq_arena_release(x->row, before);
    for (size_t i = 0; inverse && i < n; i++) {
        re[i] /= (double)n;
        im[i] /= (double)n;
    }
}

void kq_convolve(kq_ctx *x, const double *v, size_t n, const double *w, size_t m, double *out) {
    const size_t size = power_of_two(n + m - 1);
    kq_mark before = kq_arena_mark(x->row);
    wave a = zeros(x, size), b = zeros(x, size);
    memcpy(a.re, v, n * sizeof *v);
    memcpy(b.re, w, m * sizeof *w);
    convolve(a, b, size, turns_of(x, size));
    memcpy(out, a.re, (n + m - 1) * sizeof *out);
    kq_arena_release(x->row, before);
}

void kq_autocorrelate(kq_ctx *x, const double *v, size_t n, double *out) {
    const size_t size = power_of_two(2 * n);
    kq_mark before = kq_arena_mark(x->row);
    wave a = zeros(x, size), turns = turns_of(x, size);
    memcpy(a.re, v, n * sizeof *v);
    radix2(a, size, turns, 1);
    for (size_t i = 0; i < size; i++) {
        a.re[i] = a.re[i] * a.re[i] + a.im[i] * a.im[i];
        a.im[i] = 0;
    }
    radix2(a, size, turns, -1);
    for (size_t k = 0; k < n; k++) out[k] = a.re[k] / (double)size;
    kq_arena_release(x->row, before);
}
