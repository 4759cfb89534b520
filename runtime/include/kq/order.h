/* Orders of rows: comparisons of single values for sort and top, a stable sort of a list of rows, and the first rows of
 * an order in bounded memory. Rules: docs, sort-operator; kql.md 5.3. May be included by: generated code (through
 * <kq/kq.h>), runtime/op. */
#ifndef KQ_ORDER_H
#define KQ_ORDER_H

#include <kq/table.h>

enum { KQ_ASCENDING = 0, KQ_DESCENDING = 1, KQ_NULLS_FIRST = 2 };

/* < 0 when a row with `a` comes before one with `b`, 0 when neither does, > 0. */
static inline int kq_order_sign(bool less, bool greater, int how) {
    const int sign = (int)greater - (int)less;
    return how & KQ_DESCENDING ? -sign : sign;
}
/* The same for two ranks of which at least one is not 0: rank 1 is null, 2 is NaN. Nulls first: null, NaN, values;
 * nulls last: values, NaN, null, in both directions. */
static inline int kq_order_null(int a, int b, int how) {
    static const int first[] = {2, 0, 1}, last[] = {0, 2, 1};
    return how & KQ_NULLS_FIRST ? first[a] - first[b] : last[a] - last[b];
}

#define KQ_DEFINE_ORDER(T)                                               \
    static inline int kq_order_##T(kq_##T a, kq_##T b, int how) {        \
        if (a.null || b.null) return kq_order_null(a.null, b.null, how); \
        return kq_order_sign(a.v<b.v, a.v> b.v, how);                    \
    }
KQ_DEFINE_ORDER(bool)
KQ_DEFINE_ORDER(int)
KQ_DEFINE_ORDER(long)
KQ_DEFINE_ORDER(datetime)
KQ_DEFINE_ORDER(timespan)

static inline int kq_order_real(kq_real a, kq_real b, int how) {
    const int rank_a = a.null ? 1 : a.v != a.v ? 2 : 0, rank_b = b.null ? 1 : b.v != b.v ? 2 : 0;
    if (rank_a || rank_b) return kq_order_null(rank_a, rank_b, how);
    return kq_order_sign(a.v<b.v, a.v> b.v, how);
}
/* By bytes; "" is a value. guid: as its text. */
int kq_order_string(kq_str a, kq_str b, int how);
int kq_order_decimal(kq_decimal a, kq_decimal b, int how);
int kq_order_guid(kq_guid a, kq_guid b, int how);

/* Compares two rows, as kq_order_T does. */
typedef int kq_row_order(const void *a, const void *b);

/* The rows in their order, those that are equal as they were: an array of r->count pointers in `a`. */
void *const *kq_rows_sorted(kq_arena *a, const kq_rows *r, kq_row_order *order);

/* The first `limit` rows in an order, of rows that come one by one; of equal ones, those that came first. */
typedef struct kq_top_item {
    void *row;       /* in the arena; the row of one that fell out is used again */
    uint64_t number; /* of the row, as they came */
} kq_top_item;
typedef struct kq_top {
    kq_arena *arena;
    kq_row_order *order;
    kq_top_item *items; /* a heap: the one that falls out next comes first */
    uint64_t limit, seen;
    size_t count, cap;
    uint32_t row_size;
    bool full; /* the entered row has taken the place of the first item */
} kq_top;

void kq_top_init(kq_top *t, kq_arena *arena, size_t row_size, uint64_t limit, kq_row_order *order);
void kq_top_free(kq_top *t);
/* The place for a row whose order columns are those of `candidate`, zeroed or with what fell out; NULL: the row is not
 * among the first ones. The caller fills it and calls kq_top_settle before the next one. */
void *kq_top_enter(kq_top *t, const void *candidate);
void kq_top_settle(kq_top *t);
/* Takes the rows of `other`, which came later; what they point to stays where it is. */
void kq_top_merge(kq_top *t, const kq_top *other);
/* The rows in their order: an array of t->count pointers in `a`. */
void *const *kq_top_sorted(kq_arena *a, const kq_top *t);

#endif
