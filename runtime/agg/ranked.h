/* The values behind percentiles, sorted. May be included by runtime/agg. */
#ifndef KQ_RANKED_H
#define KQ_RANKED_H

#include <kq/agg.h>

typedef struct kq_ranked_value {
    int64_t key, weight; /* weight > 0 */
} kq_ranked_value;

struct kq_ranked_values {
    kq_ranked_value *v;
    uint32_t n, cap;
    bool sorted; /* and no key stands twice */
};

/* Sorts, and joins entries of one key. */
void kq_ranked_sort(struct kq_ranked_values *values);
__extension__ typedef unsigned __int128 kq_total;
kq_total kq_ranked_total(const struct kq_ranked_values *values);
/* As kq_ranked_at; `values` are sorted, NULL: none. */
bool kq_ranked_find(const struct kq_ranked_values *values, kq_real percentile, int64_t *key);
/* The value of a key. */
kq_dyn kq_ranked_box(kq_tag tag, int64_t key);

#endif
