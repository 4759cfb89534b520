/* Values with weights for exact percentiles (see <kq/agg_ranked.h>). New values are appended; when the array is full it
 * is sorted, equal values are joined, and only if that did not free half of it does it grow. */
#include "ranked.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "dyn.h"

enum { FIRST = 4, WORTH_SORTING = 256 };

static int by_key(const void *left, const void *right) {
    const kq_ranked_value *a = left, *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

static int64_t add_weights(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

void kq_ranked_sort(struct kq_ranked_values *r) {
    if (r->sorted) return;
    r->sorted = true;
    if (r->n == 0) return;
    qsort(r->v, r->n, sizeof *r->v, by_key);
    uint32_t last = 0;
    for (uint32_t i = 1; i < r->n; i++) {
        if (r->v[i].key == r->v[last].key)
            r->v[last].weight = add_weights(r->v[last].weight, r->v[i].weight);
        else
            r->v[++last] = r->v[i];
    }
    r->n = last + 1;
}

static void make_room(kq_ctx *x, struct kq_ranked_values *r) {
    if (r->n >= WORTH_SORTING) kq_ranked_sort(r);
    if (r->n <= r->cap / 2 && r->cap) return;
    if (r->cap > UINT32_MAX / 2) kq_fatal("percentile: more than %u different values", r->cap);
    const uint32_t cap = r->cap ? 2 * r->cap : FIRST;
    r->v = kq_arena_grow(x->state, r->v, r->cap * sizeof *r->v, cap * sizeof *r->v);
    r->cap = cap;
}

void kq_ranked_add(kq_ctx *x, kq_ranked *s, int64_t key, kq_long weight) {
    if (weight.null || weight.v < 1) return;
    if (!s->values) {
        s->values = kq_alloc(x->state, sizeof *s->values);
        *s->values = (struct kq_ranked_values){.v = NULL};
    }
    struct kq_ranked_values *r = s->values;
    if (r->n == r->cap) make_room(x, r);
    r->v[r->n++] = (kq_ranked_value){key, weight.v};
    r->sorted = false;
}

void kq_ranked_merge(kq_ctx *x, kq_ranked *s, const kq_ranked *other) {
    if (!s->values) {
        *s = *other;
        return;
    }
    for (uint32_t i = 0; other->values && i < other->values->n; i++)
        kq_ranked_add(x, s, other->values->v[i].key, kq_mk_long(other->values->v[i].weight));
}

kq_total kq_ranked_total(const struct kq_ranked_values *r) {
    kq_total total = 0;
    for (uint32_t i = 0; i < r->n; i++) total += (uint64_t)r->v[i].weight;
    return total;
}

/* ceil(percentile / 100 * total), at least 1. 99.9 as a double is a little more than that: a product that is whole but
 * for rounding counts as whole. */
static double rank_of(double percentile, double total) {
    const double rank = percentile * total / 100, whole = nearbyint(rank);
    if (fabs(rank - whole) <= rank * 8 * DBL_EPSILON) return whole < 1 ? 1 : whole;
    return ceil(rank);
}

bool kq_ranked_find(const struct kq_ranked_values *r, kq_real percentile, int64_t *key) {
    if (!r || r->n == 0 || percentile.null || !(percentile.v >= 0 && percentile.v <= 100)) return false;
    const double rank = rank_of(percentile.v, (double)kq_ranked_total(r));
    kq_total seen = 0;
    uint32_t i = 0;
    for (; i + 1 < r->n; i++) {
        seen += (uint64_t)r->v[i].weight;
        if ((double)seen >= rank) break;
    }
    *key = r->v[i].key;
    return true;
}

bool kq_ranked_at(const kq_ranked *s, kq_real percentile, int64_t *key) {
    if (s->values) kq_ranked_sort(s->values);
    return kq_ranked_find(s->values, percentile, key);
}

/* Bits of a positive real are in its order, those of a negative one in the opposite. */
int64_t kq_real_key(double v) {
    int64_t bits;
    if (v != v) return INT64_MIN;
    if (v == 0) v = 0;
    memcpy(&bits, &v, sizeof bits);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

double kq_key_real(int64_t key) {
    if (key == INT64_MIN) return (double)NAN;
    double v;
    const int64_t bits = key < 0 ? key ^ INT64_MAX : key;
    memcpy(&v, &bits, sizeof v);
    return v;
}

kq_dyn kq_ranked_box(kq_tag tag, int64_t key) {
    if (tag == KQ_DYN_REAL) return kq_dyn_real(kq_key_real(key));
    return (kq_dyn){.tag = tag, .u = {.i = key}};
}

kq_dyn kq_ranked_array(kq_ctx *x, const kq_ranked *s, kq_dyn percentiles, kq_tag tag) {
    if (!s->values || !kq_dyn_is_array(percentiles)) return kq_null_dynamic();
    percentiles = kq_dyn_expand(x->row, percentiles);
    kq_dyn *items = kq_alloc(x->row, (percentiles.n + 1) * sizeof *items);
    for (uint32_t i = 0; i < percentiles.n; i++) {
        int64_t key;
        const bool found = kq_ranked_at(s, kq_dyn_as_real(percentiles.u.items[i]), &key);
        items[i] = found ? kq_ranked_box(tag, key) : kq_null_dynamic();
    }
    return kq_dyn_array(items, percentiles.n);
}
