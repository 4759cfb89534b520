/* Means over the exact 128-bit sum of 64-bit values (avg of long, timespan and datetime). The sum cannot overflow: 2^63
 * rows of the largest value still fit. */
#include <kq/agg.h>

#include <math.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static wide sum_of(const kq_mean_state *s) { return (wide)((unsigned_wide)(uint64_t)s->high << 64 | s->low); }

/* docs: summarize-operator.md, avg over nothing is NaN. */
kq_real kq_mean_real(const kq_mean_state *s) {
    return kq_mk_real(s->n ? (double)sum_of(s) / (double)s->n : (double)NAN);
}

bool kq_mean_whole(const kq_mean_state *s, int64_t *result) {
    if (s->n == 0) return false;
    *result = (int64_t)(sum_of(s) / s->n);
    return true;
}
