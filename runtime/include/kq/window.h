/* Window functions over rows in their order: rows beside a row, numbers, ranks, running sums and sessions
 * (docs: window-functions.md and the functions' pages; kql.md 5.10). A state starts zeroed and takes a step for each
 * row. May be included by: generated code (through <kq/kq.h>). */
#ifndef KQ_WINDOW_H
#define KQ_WINDOW_H

#include <kq/ops_arith.h>
#include <kq/table.h>

/* The row `offset` rows before row i (forward: behind it), or NULL when there is none or the offset is null. A negative
 * offset goes the other way (assumed). */
static inline const void *kq_rows_beside(const kq_rows *r, size_t i, kq_long offset, bool forward) {
    const uint64_t distance = offset.v < 0 ? 0 - (uint64_t)offset.v : (uint64_t)offset.v;
    if (offset.null) return NULL;
    if (forward == (offset.v >= 0)) return distance < r->count - i ? kq_rows_at(r, i + distance) : NULL;
    return distance <= i ? kq_rows_at(r, i - distance) : NULL;
}

typedef struct kq_row_number {
    int64_t n;
    bool started;
} kq_row_number;

/* A null start is 1 (assumed). */
static inline kq_long kq_row_number_step(kq_row_number *s, kq_long start, kq_bool restart) {
    s->n = !s->started || kq_true(restart) ? (start.null ? 1 : start.v) : kq_wrap_add(s->n, 1);
    s->started = true;
    return kq_mk_long(s->n);
}

/* A null adds nothing (assumed); int and long wrap. */
#define KQ_DEFINE_CUMSUM(T, PLUS)                                                              \
    static inline kq_##T kq_row_cumsum_##T##_step(kq_##T *sum, kq_##T term, kq_bool restart) { \
        if (kq_true(restart)) sum->v = 0;                                                      \
        if (!term.null) sum->v = PLUS;                                                         \
        return *sum;                                                                           \
    }
KQ_DEFINE_CUMSUM(int, (int32_t)(uint32_t)kq_wrap_add(sum->v, term.v))
KQ_DEFINE_CUMSUM(long, kq_wrap_add(sum->v, term.v))
KQ_DEFINE_CUMSUM(real, sum->v + term.v)
static inline kq_decimal kq_row_cumsum_decimal_step(kq_decimal *sum, kq_decimal term, kq_bool restart) {
    if (kq_true(restart)) *sum = (kq_decimal){.null = false};
    if (!term.null) *sum = kq_add_decimal(NULL, *sum, term);
    return *sum;
}

typedef struct kq_row_rank {
    int64_t n, rank;
} kq_row_rank;

/* same: the term is that of the row before. */
static inline kq_long kq_row_rank_dense_step(kq_row_rank *s, bool same, kq_bool restart) {
    s->rank = kq_true(restart) ? 1 : same ? s->rank : s->rank + 1;
    return kq_mk_long(s->rank);
}
static inline kq_long kq_row_rank_min_step(kq_row_rank *s, bool same, kq_bool restart) {
    s->n = kq_true(restart) ? 1 : s->n + 1;
    if (kq_true(restart) || !same) s->rank = s->n;
    return kq_mk_long(s->rank);
}

typedef struct kq_row_session {
    int64_t first, last;
    bool open;
} kq_row_session;

/* Whether t is at least `distance` behind `from`. */
static inline bool kq_reaches(int64_t t, int64_t from, kq_timespan distance) {
    int64_t end;
    return !distance.null && !__builtin_add_overflow(from, distance.v, &end) && t >= end;
}

static inline kq_datetime kq_row_window_session_step(kq_row_session *s, kq_datetime t, kq_timespan from_first,
                                                     kq_timespan between, kq_bool restart) {
    if (t.null) {
        s->open = false;
        return t;
    }
    if (!s->open || kq_true(restart) || kq_reaches(t.v, s->first, from_first) || kq_reaches(t.v, s->last, between))
        s->first = t.v;
    s->last = t.v;
    s->open = true;
    return kq_mk_datetime(s->first);
}

#endif
