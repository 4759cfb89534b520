/* min, max, sum and avg of decimals. Part of <kq/agg.h>; do not include it directly. Sums are rounded to 34 digits one
 * after the other, so that their order counts. */
#ifndef KQ_AGG_DECIMAL_H
#define KQ_AGG_DECIMAL_H

#include <kq/ops.h>

#define KQ_DEFINE_BEST_DECIMAL(NAME, IF, BETTER)                                                               \
    typedef struct NAME##_state {                                                                              \
        kq_decimal best; /* as good as null while there is none */                                             \
        bool any;                                                                                              \
    } NAME##_state;                                                                                            \
    static inline void NAME##_init(kq_ctx *x, NAME##_state *s) { (void)x, *s = (NAME##_state){.any = false}; } \
    static inline void NAME##_step(kq_ctx *x, NAME##_state *s, kq_decimal v) {                                 \
        (void)x;                                                                                               \
        if (v.null || (s->any && !(kq_decimal_compare(v, s->best) BETTER 0))) return;                          \
        *s = (NAME##_state){v, true};                                                                          \
    }                                                                                                          \
    static inline void NAME##_merge(kq_ctx *x, NAME##_state *s, const NAME##_state *other) {                   \
        if (other->any) NAME##_step(x, s, other->best);                                                        \
    }                                                                                                          \
    static inline kq_decimal NAME##_final(kq_ctx *x, const NAME##_state *s) {                                  \
        return (void)x, s->any ? s->best : kq_null_decimal();                                                  \
    }                                                                                                          \
    KQ_DEFINE_IF(NAME, IF, kq_decimal, kq_decimal)
KQ_DEFINE_BEST_DECIMAL(kq_min_decimal, kq_minif_decimal, <)
KQ_DEFINE_BEST_DECIMAL(kq_max_decimal, kq_maxif_decimal, >)

typedef struct kq_sum_decimal_state {
    kq_decimal sum; /* null: beyond the range */
    int64_t n;
} kq_sum_decimal_state;
typedef kq_sum_decimal_state kq_avg_decimal_state;
void kq_sum_decimal_step(kq_ctx *x, kq_sum_decimal_state *s, kq_decimal v);
void kq_sum_decimal_merge(kq_ctx *x, kq_sum_decimal_state *s, const kq_sum_decimal_state *other);
kq_decimal kq_avg_decimal_final(kq_ctx *x, const kq_avg_decimal_state *s);
static inline void kq_sum_decimal_init(kq_ctx *x, kq_sum_decimal_state *s) {
    (void)x, *s = (kq_sum_decimal_state){.n = 0};
}
static inline kq_decimal kq_sum_decimal_final(kq_ctx *x, const kq_sum_decimal_state *s) { return (void)x, s->sum; }
static inline void kq_avg_decimal_init(kq_ctx *x, kq_avg_decimal_state *s) { kq_sum_decimal_init(x, s); }
static inline void kq_avg_decimal_step(kq_ctx *x, kq_avg_decimal_state *s, kq_decimal v) {
    kq_sum_decimal_step(x, s, v);
}
static inline void kq_avg_decimal_merge(kq_ctx *x, kq_avg_decimal_state *s, const kq_avg_decimal_state *other) {
    kq_sum_decimal_merge(x, s, other);
}
KQ_DEFINE_IF(kq_sum_decimal, kq_sumif_decimal, kq_decimal, kq_decimal)
KQ_DEFINE_IF(kq_avg_decimal, kq_avgif_decimal, kq_decimal, kq_decimal)

#endif
