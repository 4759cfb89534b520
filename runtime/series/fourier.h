/* The discrete Fourier transform, and what is made with it. Own code: a few lines serve all lengths; FFTW would be
 * larger than the rest of a detector. Scratch memory is released again. Included by runtime/series. */
#ifndef KQ_FOURIER_H
#define KQ_FOURIER_H

#include <kq/abi.h>

/* The cosine and sine of k / n of a turn, n > 0 and below 2^60. By arithmetic alone: those of libc differ from libc to
 * libc in the last bit, and periods must be the same at compile time and in every detector. */
void kq_turn(uint64_t k, uint64_t n, double *c, double *s);
/* In place, any n > 0, O(n log n): X[k] = sum of x[t] * exp(-2 pi i k t / n); `inverse`: exp(+...), divided by n. */
void kq_fourier(kq_ctx *x, double *re, double *im, size_t n, bool inverse);
/* out[i] = sum of v[i - j] * w[j], for i below n + m - 1; n, m > 0. */
void kq_convolve(kq_ctx *x, const double *v, size_t n, const double *w, size_t m, double *out);
/* out[k] = sum of v[t] * v[t + k], for k below n. */
void kq_autocorrelate(kq_ctx *x, const double *v, size_t n, double *out);

#endif
