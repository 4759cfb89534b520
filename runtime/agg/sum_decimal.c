/* sum and avg of decimals, in input order (kql.md 5.4). A sum beyond the range is null; the mean over nothing is null,
 * for a decimal has no NaN [assumed]. */
#include <kq/agg.h>

#include "decimal.h"

void kq_sum_decimal_step(kq_ctx *x, kq_sum_decimal_state *s, kq_decimal v) {
    (void)x;
    if (v.null) return;
    s->sum = kq_decimal_add(s->sum, v);
    s->n++;
}

void kq_sum_decimal_merge(kq_ctx *x, kq_sum_decimal_state *s, const kq_sum_decimal_state *other) {
    (void)x;
    s->sum = kq_decimal_add(s->sum, other->sum);
    s->n += other->n;
}

kq_decimal kq_avg_decimal_final(kq_ctx *x, const kq_avg_decimal_state *s) {
    (void)x;
    return kq_decimal_divide(s->sum, kq_decimal_from_long(s->n));
}
