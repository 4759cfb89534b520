/* min and max of strings, by bytes (kql.md 5.4). The best value so far is copied into x->state, into a buffer that is
 * reused when the next one fits. */
#include <kq/agg.h>
#include <kq/bytes.h>

#include "arena.h"

static void keep(kq_ctx *x, kq_best_string *s, kq_str v) {
    if (!s->p || v.n > s->cap) {
        size_t cap = s->cap < SIZE_MAX / 4 && v.n < 2 * s->cap ? 2 * s->cap : v.n;
        s->p = kq_alloc_text(x->state, cap);
        s->cap = cap;
    }
    kq_bytes_copy(s->p, v.p, v.n);
    s->n = v.n;
}

/* sign: -1 keeps the smaller, 1 the greater. */
static void step(kq_ctx *x, kq_best_string *s, kq_str v, int64_t sign) {
    if (!s->p || kq_strcmp(x, v, kq_mk_string(s->p, s->n)).v == sign) keep(x, s, v);
}

#define KQ_DEFINE_BEST_STRING(NAME, SIGN)                                                                      \
    void kq_##NAME##_string_init(kq_ctx *x, kq_best_string *s) { (void)x, *s = (kq_best_string){NULL, 0, 0}; } \
    void kq_##NAME##_string_step(kq_ctx *x, kq_best_string *s, kq_str v) { step(x, s, v, SIGN); }              \
    void kq_##NAME##_string_merge(kq_ctx *x, kq_best_string *s, const kq_best_string *other) {                 \
        if (other->p) step(x, s, kq_mk_string(other->p, other->n), SIGN);                                      \
    }                                                                                                          \
    kq_str kq_##NAME##_string_final(kq_ctx *x, const kq_best_string *s) {                                      \
        return (void)x, s->p ? kq_mk_string(s->p, s->n) : kq_null_string();                                    \
    }

KQ_DEFINE_BEST_STRING(min, -1)
KQ_DEFINE_BEST_STRING(max, 1)
