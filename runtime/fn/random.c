/* rand and new_guid (docs: rand-function.md, new-guid-function.md): a new value at each evaluation, from the run's seed
 * (--seed), so that the same events give the same rows. */
#include <kq/ops.h>

#include <math.h>

#include "rng.h"

kq_real kq_rand(kq_ctx *x) { return (void)x, kq_mk_real((double)(kq_rng_next() >> 11) * 0x1p-53); }

/* One of 0.0, 1.0, ..., n - 1; null where there is none (assumed). */
kq_real kq_rand_below(kq_ctx *x, kq_long n) {
    if (n.null || n.v <= 0) return kq_null_real();
    return kq_mk_real(floor(kq_rand(x).v * (double)n.v));
}

/* Version 4 of RFC 4122. */
kq_guid kq_new_guid(kq_ctx *x) {
    (void)x;
    kq_guid g = {{0}, false};
    for (int i = 0; i < 2; i++) {
        const uint64_t bits = kq_rng_next();
        for (int k = 0; k < 8; k++) g.b[8 * i + k] = (uint8_t)(bits >> (56 - 8 * k));
    }
    g.b[6] = (uint8_t)((g.b[6] & 0x0f) | 0x40);
    g.b[8] = (uint8_t)((g.b[8] & 0x3f) | 0x80);
    return g;
}
