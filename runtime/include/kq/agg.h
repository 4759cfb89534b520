/* Every aggregate as C: the state of each, and init / step / merge / final. A zeroed state is a valid initial state for
 * all of them; init says so explicitly. The ones that run per row on numbers are inline, those that keep text or
 * dynamic values are in runtime/agg. Steps copy what they keep into x->state; `other` in a merge is later input and
 * must not be used afterwards (its memory may be taken over). Results of final may point into the state. Null rules:
 * kql.md 5.4 (nulls are skipped); docs: null-values.md and each aggregate's page. May be included by: generated code
 * (through <kq/kq.h>), runtime/agg and what builds on it. */
#ifndef KQ_AGG_H
#define KQ_AGG_H

#include <kq/ops.h>

/* ---- count, countif ---- */

typedef struct kq_count_state {
    int64_t n;
} kq_count_state;
typedef kq_count_state kq_countif_state;

static inline void kq_count_init(kq_ctx *x, kq_count_state *s) { (void)x, s->n = 0; }
static inline void kq_count_step(kq_ctx *x, kq_count_state *s) { (void)x, s->n++; }
static inline void kq_count_merge(kq_ctx *x, kq_count_state *s, const kq_count_state *other) {
    (void)x, s->n += other->n;
}
static inline kq_long kq_count_final(kq_ctx *x, const kq_count_state *s) { return (void)x, kq_mk_long(s->n); }

static inline void kq_countif_init(kq_ctx *x, kq_countif_state *s) { kq_count_init(x, s); }
static inline void kq_countif_step(kq_ctx *x, kq_countif_state *s, kq_bool p) { (void)x, s->n += kq_true(p); }
static inline void kq_countif_merge(kq_ctx *x, kq_countif_state *s, const kq_countif_state *other) {
    kq_count_merge(x, s, other);
}
static inline kq_long kq_countif_final(kq_ctx *x, const kq_countif_state *s) { return kq_count_final(x, s); }

/* The ...if form of an aggregate: the same state, stepped only where the predicate is true. */
#define KQ_DEFINE_IF(PLAIN, IF, ARG, RET)                                                                            \
    typedef PLAIN##_state IF##_state;                                                                                \
    static inline void IF##_init(kq_ctx *x, IF##_state *s) { PLAIN##_init(x, s); }                                   \
    static inline void IF##_step(kq_ctx *x, IF##_state *s, ARG v, kq_bool p) {                                       \
        if (kq_true(p)) PLAIN##_step(x, s, v);                                                                       \
    }                                                                                                                \
    static inline void IF##_merge(kq_ctx *x, IF##_state *s, const IF##_state *other) { PLAIN##_merge(x, s, other); } \
    static inline RET IF##_final(kq_ctx *x, const IF##_state *s) { return PLAIN##_final(x, s); }

/* ---- min, max ----
 * The state is the best value so far, without its null flag: there is one in every group. `any` says whether there is
 * a value, so that zero is initial.
 * (The macros get whole type names: `bool` itself is a macro and would be expanded on its way through two of them.) */

#define KQ_DEFINE_BEST(NAME, TYPE, NONE, BETTER)                                                         \
    typedef struct NAME##_state {                                                                        \
        __typeof__(((TYPE *)0)->v) best;                                                                 \
        bool any;                                                                                        \
    } NAME##_state;                                                                                      \
    static inline void NAME##_init(kq_ctx *x, NAME##_state *s) { (void)x, s->best = 0, s->any = false; } \
    static inline void NAME##_step(kq_ctx *x, NAME##_state *s, TYPE v) {                                 \
        (void)x;                                                                                         \
        if (v.null || (s->any && !(BETTER))) return;                                                     \
        s->best = v.v;                                                                                   \
        s->any = true;                                                                                   \
    }                                                                                                    \
    static inline void NAME##_merge(kq_ctx *x, NAME##_state *s, const NAME##_state *other) {             \
        if (other->any) NAME##_step(x, s, (TYPE){other->best, false});                                   \
    }                                                                                                    \
    static inline TYPE NAME##_final(kq_ctx *x, const NAME##_state *s) {                                  \
        return (void)x, s->any ? (TYPE){s->best, false} : NONE;                                          \
    }

#define KQ_DEFINE_MIN_MAX(T)                                         \
    KQ_DEFINE_BEST(kq_min_##T, kq_##T, kq_null_##T(), v.v < s->best) \
    KQ_DEFINE_BEST(kq_max_##T, kq_##T, kq_null_##T(), v.v > s->best) \
    KQ_DEFINE_IF(kq_min_##T, kq_minif_##T, kq_##T, kq_##T)           \
    KQ_DEFINE_IF(kq_max_##T, kq_maxif_##T, kq_##T, kq_##T)

KQ_DEFINE_MIN_MAX(bool)
KQ_DEFINE_MIN_MAX(int)
KQ_DEFINE_MIN_MAX(long)
KQ_DEFINE_MIN_MAX(datetime)
KQ_DEFINE_MIN_MAX(timespan)
/* A number beats NaN whatever the order of input, so that merging does not change the answer. */
KQ_DEFINE_BEST(kq_min_real, kq_real, kq_null_real(), v.v < s->best || (s->best != s->best && v.v == v.v))
KQ_DEFINE_BEST(kq_max_real, kq_real, kq_null_real(), v.v > s->best || (s->best != s->best && v.v == v.v))
KQ_DEFINE_IF(kq_min_real, kq_minif_real, kq_real, kq_real)
KQ_DEFINE_IF(kq_max_real, kq_maxif_real, kq_real, kq_real)

/* Text: ordinal, by bytes; "" is a value (strings have no null) and also the result over nothing. */
typedef struct kq_best_string {
    char *p; /* in x->state, `cap` bytes, reused; NULL: no value yet */
    size_t n, cap;
} kq_best_string;
typedef kq_best_string kq_min_string_state;
typedef kq_best_string kq_max_string_state;

void kq_min_string_init(kq_ctx *x, kq_min_string_state *s);
void kq_min_string_step(kq_ctx *x, kq_min_string_state *s, kq_str v);
void kq_min_string_merge(kq_ctx *x, kq_min_string_state *s, const kq_min_string_state *other);
kq_str kq_min_string_final(kq_ctx *x, const kq_min_string_state *s);
void kq_max_string_init(kq_ctx *x, kq_max_string_state *s);
void kq_max_string_step(kq_ctx *x, kq_max_string_state *s, kq_str v);
void kq_max_string_merge(kq_ctx *x, kq_max_string_state *s, const kq_max_string_state *other);
kq_str kq_max_string_final(kq_ctx *x, const kq_max_string_state *s);
KQ_DEFINE_IF(kq_min_string, kq_minif_string, kq_str, kq_str)
KQ_DEFINE_IF(kq_max_string, kq_maxif_string, kq_str, kq_str)

/* ---- sum ---- of nothing is 0; long and timespan wrap */

#define KQ_DEFINE_SUM(T, ZERO, PLUS)                                                                              \
    typedef struct kq_sum_##T##_state {                                                                           \
        kq_##T sum;                                                                                               \
    } kq_sum_##T##_state;                                                                                         \
    static inline void kq_sum_##T##_init(kq_ctx *x, kq_sum_##T##_state *s) { (void)x, s->sum = kq_mk_##T(ZERO); } \
    static inline void kq_sum_##T##_step(kq_ctx *x, kq_sum_##T##_state *s, kq_##T v) {                            \
        (void)x;                                                                                                  \
        if (!v.null) s->sum.v = PLUS;                                                                             \
    }                                                                                                             \
    static inline void kq_sum_##T##_merge(kq_ctx *x, kq_sum_##T##_state *s, const kq_sum_##T##_state *other) {    \
        kq_sum_##T##_step(x, s, other->sum);                                                                      \
    }                                                                                                             \
    static inline kq_##T kq_sum_##T##_final(kq_ctx *x, const kq_sum_##T##_state *s) { return (void)x, s->sum; }   \
    KQ_DEFINE_IF(kq_sum_##T, kq_sumif_##T, kq_##T, kq_##T)

KQ_DEFINE_SUM(long, 0, kq_wrap_add(s->sum.v, v.v))
KQ_DEFINE_SUM(timespan, 0, kq_wrap_add(s->sum.v, v.v))
/* In input order (kql.md 8). */
KQ_DEFINE_SUM(real, 0.0, s->sum.v + v.v)

/* ---- avg ---- over the non-null values; of nothing NaN for numbers, null for datetime and timespan */

typedef struct kq_avg_real_state {
    double sum;
    int64_t n;
} kq_avg_real_state;

static inline void kq_avg_real_init(kq_ctx *x, kq_avg_real_state *s) { (void)x, *s = (kq_avg_real_state){0.0, 0}; }
static inline void kq_avg_real_step(kq_ctx *x, kq_avg_real_state *s, kq_real v) {
    (void)x;
    if (v.null) return;
    s->sum += v.v;
    s->n++;
}
static inline void kq_avg_real_merge(kq_ctx *x, kq_avg_real_state *s, const kq_avg_real_state *other) {
    (void)x;
    s->sum += other->sum;
    s->n += other->n;
}
/* 0.0 / 0 rows is the NaN that the docs give (summarize-operator.md). */
static inline kq_real kq_avg_real_final(kq_ctx *x, const kq_avg_real_state *s) {
    return (void)x, kq_mk_real(s->n ? s->sum / (double)s->n : (double)__builtin_nanf(""));
}
KQ_DEFINE_IF(kq_avg_real, kq_avgif_real, kq_real, kq_real)

/* The exact 128-bit sum of 64-bit values, so that the mean depends neither on order nor on how the input was cut. */
typedef struct kq_mean_state {
    uint64_t low;
    int64_t high;
    int64_t n;
} kq_mean_state;

static inline void kq_mean_add(kq_mean_state *s, int64_t high, uint64_t low, int64_t n) {
    uint64_t sum = s->low + low;
    s->high = kq_wrap_add(kq_wrap_add(s->high, high), sum < low);
    s->low = sum;
    s->n += n;
}
kq_real kq_mean_real(const kq_mean_state *s);                /* NaN when n is 0 */
bool kq_mean_whole(const kq_mean_state *s, int64_t *result); /* truncates toward zero; false when n is 0 */

#define KQ_DEFINE_AVG(T, RET, FINAL)                                                                                   \
    typedef kq_mean_state kq_avg_##T##_state;                                                                          \
    static inline void kq_avg_##T##_init(kq_ctx *x, kq_avg_##T##_state *s) { (void)x, *s = (kq_mean_state){0, 0, 0}; } \
    static inline void kq_avg_##T##_step(kq_ctx *x, kq_avg_##T##_state *s, kq_##T v) {                                 \
        (void)x;                                                                                                       \
        if (!v.null) kq_mean_add(s, v.v < 0 ? -1 : 0, (uint64_t)v.v, 1);                                               \
    }                                                                                                                  \
    static inline void kq_avg_##T##_merge(kq_ctx *x, kq_avg_##T##_state *s, const kq_avg_##T##_state *other) {         \
        (void)x, kq_mean_add(s, other->high, other->low, other->n);                                                    \
    }                                                                                                                  \
    static inline RET kq_avg_##T##_final(kq_ctx *x, const kq_avg_##T##_state *s) {                                     \
        int64_t whole = 0;                                                                                             \
        (void)x, (void)whole;                                                                                          \
        return FINAL;                                                                                                  \
    }                                                                                                                  \
    KQ_DEFINE_IF(kq_avg_##T, kq_avgif_##T, kq_##T, RET)

KQ_DEFINE_AVG(long, kq_real, kq_mean_real(s))
KQ_DEFINE_AVG(timespan, kq_timespan, kq_mean_whole(s, &whole) ? kq_mk_timespan(whole) : kq_null_timespan())
KQ_DEFINE_AVG(datetime, kq_datetime, kq_mean_whole(s, &whole) ? kq_mk_datetime(whole) : kq_null_datetime())

/* ---- binary_all_and, binary_all_or, binary_all_xor ---- null over nothing */

#define KQ_DEFINE_BITS(NAME, T, OP)                                                                        \
    typedef struct NAME##_state {                                                                          \
        __typeof__(((kq_##T *)0)->v) bits;                                                                 \
        bool any;                                                                                          \
    } NAME##_state;                                                                                        \
    static inline void NAME##_init(kq_ctx *x, NAME##_state *s) { (void)x, *s = (NAME##_state){0, false}; } \
    static inline void NAME##_step(kq_ctx *x, NAME##_state *s, kq_##T v) {                                 \
        (void)x;                                                                                           \
        if (v.null) return;                                                                                \
        s->bits = s->any ? s->bits OP v.v : v.v;                                                           \
        s->any = true;                                                                                     \
    }                                                                                                      \
    static inline void NAME##_merge(kq_ctx *x, NAME##_state *s, const NAME##_state *other) {               \
        if (other->any) NAME##_step(x, s, kq_mk_##T(other->bits));                                         \
    }                                                                                                      \
    static inline kq_##T NAME##_final(kq_ctx *x, const NAME##_state *s) {                                  \
        return (void)x, s->any ? kq_mk_##T(s->bits) : kq_null_##T();                                       \
    }

KQ_DEFINE_BITS(kq_binary_all_and_int, int, &)
KQ_DEFINE_BITS(kq_binary_all_or_int, int, |)
KQ_DEFINE_BITS(kq_binary_all_xor_int, int, ^)
KQ_DEFINE_BITS(kq_binary_all_and_long, long, &)
KQ_DEFINE_BITS(kq_binary_all_or_long, long, |)
KQ_DEFINE_BITS(kq_binary_all_xor_long, long, ^)

/* ---- decimals, variance, percentiles ---- */
#include <kq/agg_decimal.h>
#include <kq/agg_moments.h>
#include <kq/agg_ranked.h>

/* ---- lists and sets of dynamic values ---- */

typedef struct kq_list {
    kq_dyn *items; /* in x->state, in input order */
    uint32_t n, cap;
    uint32_t limit; /* largest number of items; 0 until the first step */
} kq_list;

/* Of a list that is only asked for terms: its length, and the number of the first item that has one, 0: none. */
typedef struct kq_list_has_any_state {
    uint32_t n, first, limit;
} kq_list_has_any_state;

/* Distinct values in order of first appearance. Up to KQ_SET_LINEAR are compared one by one; beyond, `slots` is an
 * open-addressing index of item number + 1. */
#define KQ_SET_LINEAR 8
typedef struct kq_set {
    kq_list list;
    uint64_t *hashes; /* of each item */
    uint32_t *slots;
    uint32_t mask;
} kq_set;

/* A bag: its keys, and the value of each. */
typedef struct kq_growing_bag {
    kq_set keys;
    kq_dyn *values;
} kq_growing_bag;

/* buildschema: what stood at one place of all values; in x->state. */
typedef struct kq_schema {
    struct kq_schema_node *root; /* NULL: no value yet */
} kq_schema;

/* The names below that share a state differ in their arguments only: _size takes the largest size, _accuracy the
 * accuracy of dcount, which we count exactly whatever it is, _if a predicate. */
#define KQ_DECLARE_AGG_STATE(STATE, NAME) typedef STATE NAME##_state;
KQ_DECLARE_AGG_STATE(kq_list, kq_make_list)
KQ_DECLARE_AGG_STATE(kq_list, kq_make_list_size)
KQ_DECLARE_AGG_STATE(kq_list, kq_makelist)
KQ_DECLARE_AGG_STATE(kq_list, kq_make_list_if)
KQ_DECLARE_AGG_STATE(kq_list, kq_make_list_if_size)
KQ_DECLARE_AGG_STATE(kq_list, kq_make_list_with_nulls)
KQ_DECLARE_AGG_STATE(kq_set, kq_make_set)
KQ_DECLARE_AGG_STATE(kq_set, kq_make_set_size)
KQ_DECLARE_AGG_STATE(kq_set, kq_makeset)
KQ_DECLARE_AGG_STATE(kq_set, kq_make_set_if)
KQ_DECLARE_AGG_STATE(kq_set, kq_make_set_if_size)
KQ_DECLARE_AGG_STATE(kq_set, kq_dcount)
KQ_DECLARE_AGG_STATE(kq_set, kq_dcount_accuracy)
KQ_DECLARE_AGG_STATE(kq_set, kq_dcountif)
KQ_DECLARE_AGG_STATE(kq_set, kq_dcountif_accuracy)
KQ_DECLARE_AGG_STATE(kq_set, kq_hll)
KQ_DECLARE_AGG_STATE(kq_set, kq_hll_accuracy)
KQ_DECLARE_AGG_STATE(kq_set, kq_hll_if)
KQ_DECLARE_AGG_STATE(kq_set, kq_hll_if_accuracy)
KQ_DECLARE_AGG_STATE(kq_set, kq_hll_merge_all)
KQ_DECLARE_AGG_STATE(kq_growing_bag, kq_make_bag)
KQ_DECLARE_AGG_STATE(kq_growing_bag, kq_make_bag_size)
KQ_DECLARE_AGG_STATE(kq_growing_bag, kq_make_bag_if)
KQ_DECLARE_AGG_STATE(kq_growing_bag, kq_make_bag_if_size)
KQ_DECLARE_AGG_STATE(kq_schema, kq_buildschema)
#undef KQ_DECLARE_AGG_STATE

/* Prototypes of all rows; for the inline ones above a check of their signature (see ops.h). */
#define KQ_MORE_A0
#define KQ_MORE_A1(T) , KQ_CTYPE_##T
#define KQ_MORE_A2(T, U) , KQ_CTYPE_##T, KQ_CTYPE_##U
#define KQ_MORE_A3(T, U, V) , KQ_CTYPE_##T, KQ_CTYPE_##U, KQ_CTYPE_##V
#define KQ_AGG(id, name, ret, args, symbol)                                  \
    void symbol##_init(kq_ctx *, symbol##_state *);                          \
    void symbol##_step(kq_ctx *, symbol##_state *KQ_MORE_##args);            \
    void symbol##_merge(kq_ctx *, symbol##_state *, const symbol##_state *); \
    KQ_CTYPE_##ret symbol##_final(kq_ctx *, const symbol##_state *);
/* What final takes besides the state. */
#define KQ_AGG_RANKED(id, name, ret, args, rank, symbol)                     \
    void symbol##_init(kq_ctx *, symbol##_state *);                          \
    void symbol##_step(kq_ctx *, symbol##_state *KQ_MORE_##args);            \
    void symbol##_merge(kq_ctx *, symbol##_state *, const symbol##_state *); \
    KQ_CTYPE_##ret symbol##_final(kq_ctx *, const symbol##_state *, KQ_CTYPE_##rank);
#include <kq/aggregates.def>

#endif
