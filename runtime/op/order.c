/* Comparison of texts and guids, and the stable sort of rows (see <kq/order.h>): runs of a few rows are sorted by
 * insertion, then merged. */
#include <kq/order.h>

#include <stdlib.h>
#include <string.h>

#include "memory.h"

int kq_order_string(kq_str a, kq_str b, int how) {
    const size_t n = a.n < b.n ? a.n : b.n;
    const int c = n ? memcmp(a.p, b.p, n) : 0;
    return kq_order_sign(c < 0 || (c == 0 && a.n < b.n), c > 0 || (c == 0 && a.n > b.n), how);
}

int kq_order_decimal(kq_decimal a, kq_decimal b, int how) {
    if (a.null || b.null) return kq_order_null(a.null, b.null, how);
    const int c = kq_decimal_compare(a, b);
    return kq_order_sign(c<0, c> 0, how);
}

int kq_order_guid(kq_guid a, kq_guid b, int how) {
    if (a.null || b.null) return kq_order_null(a.null, b.null, how);
    const int c = memcmp(a.b, b.b, sizeof a.b);
    return kq_order_sign(c<0, c> 0, how);
}

enum { RUN = 8 };

static void sort_run(void **v, size_t n, kq_row_order *order) {
    for (size_t i = 1; i < n; i++) {
        void *row = v[i];
        size_t k = i;
        for (; k > 0 && order(v[k - 1], row) > 0; k--) v[k] = v[k - 1];
        v[k] = row;
    }
}

/* left and right halves of `from` into `to` */
static void merge(void **to, void **from, size_t left, size_t n, kq_row_order *order) {
    size_t i = 0, k = left;
    for (size_t at = 0; at < n; at++)
        to[at] = k == n || (i < left && order(from[i], from[k]) <= 0) ? from[i++] : from[k++];
}

void *const *kq_rows_sorted(kq_arena *a, const kq_rows *r, kq_row_order *order) {
    const size_t n = r->count;
    kq_memory_take(n * sizeof(void *));
    void **rows = kq_alloc(a, n * sizeof *rows), **other = malloc(n * sizeof *other + 1);
    void **const result = rows, **const scratch = other;
    if (!other) kq_fatal("out of memory: sorting %zu rows", n);
    for (size_t i = 0; i < n; i++) rows[i] = kq_rows_at(r, i);
    for (size_t i = 0; i < n; i += RUN) sort_run(rows + i, n - i < RUN ? n - i : RUN, order);
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            const size_t both = n - i < 2 * width ? n - i : 2 * width;
            merge(other + i, rows + i, both < width ? both : width, both, order);
        }
        void **swap = rows;
        rows = other;
        other = swap;
    }
    if (rows != result && n) memcpy(result, rows, n * sizeof *rows);
    kq_memory_give(n * sizeof(void *));
    free(scratch);
    return result;
}
