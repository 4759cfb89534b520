/* series_fft and series_ifft (docs: series-fft-function.md, series-ifft-function.md): real parts and imaginary parts of
 * the transform. Null when an element is no number, the two parts differ in length, or there is nothing. */
#include "fourier.h"
#include "series.h"

#include <string.h>

static kq_dyn transform(kq_ctx *x, const kq_series *re, const kq_series *im, bool inverse) {
    double *parts[2] = {kq_series_room(x, re->n), kq_series_room(x, re->n)};
    memcpy(parts[0], re->v, re->n * sizeof(double));
    for (uint32_t i = 0; i < re->n; i++) parts[1][i] = im ? im->v[i] : 0;
    kq_fourier(x, parts[0], parts[1], re->n, inverse);
    const kq_dyn both[2] = {kq_series_reals(x, parts[0], re->n), kq_series_reals(x, parts[1], re->n)};
    return kq_series_array(x, both, 2);
}

static kq_dyn real_transform(kq_ctx *x, kq_dyn re, bool inverse) {
    kq_series s;
    return kq_series_read_whole(x, re, &s) ? transform(x, &s, NULL, inverse) : kq_null_dynamic();
}
kq_dyn kq_series_fft(kq_ctx *x, kq_dyn re) { return real_transform(x, re, false); }
kq_dyn kq_series_ifft(kq_ctx *x, kq_dyn re) { return real_transform(x, re, true); }

static kq_dyn complex_transform(kq_ctx *x, kq_dyn re, kq_dyn im, bool inverse) {
    kq_series s, t;
    if (!kq_series_read_whole(x, re, &s) || !kq_series_read_whole(x, im, &t) || s.n != t.n) return kq_null_dynamic();
    return transform(x, &s, &t, inverse);
}
kq_dyn kq_series_fft_complex(kq_ctx *x, kq_dyn re, kq_dyn im) { return complex_transform(x, re, im, false); }
kq_dyn kq_series_ifft_complex(kq_ctx *x, kq_dyn re, kq_dyn im) { return complex_transform(x, re, im, true); }
