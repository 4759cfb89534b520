/* The first rows of an order in bounded memory (see <kq/order.h>): a binary heap with the last of them on top. */
#include <kq/order.h>

#include <stdlib.h>
#include <string.h>

void kq_top_init(kq_top *t, kq_arena *arena, size_t row_size, uint64_t limit, kq_row_order *order) {
    if (row_size > UINT32_MAX / 2) kq_fatal("a row is too large");
    *t = (kq_top){.arena = arena, .order = order, .limit = limit, .row_size = (uint32_t)row_size};
}

void kq_top_free(kq_top *t) {
    free(t->items);
    t->items = NULL;
    t->count = t->cap = 0;
}

/* Does `a` come behind `b`? */
static bool behind(const kq_top *t, const kq_top_item *a, const kq_top_item *b) {
    const int c = t->order(a->row, b->row);
    return c > 0 || (c == 0 && a->number > b->number);
}

void *kq_top_enter(kq_top *t, const void *candidate) {
    const uint64_t number = t->seen++;
    t->full = t->count >= t->limit;
    if (t->full) {
        /* of equal rows this one came last */
        if (t->limit == 0 || t->order(candidate, t->items[0].row) >= 0) return NULL;
        t->items[0].number = number;
        return t->items[0].row;
    }
    if (t->count == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 16;
        kq_top_item *grown = cap < SIZE_MAX / sizeof *grown ? realloc(t->items, cap * sizeof *grown) : NULL;
        if (!grown) kq_fatal("out of memory: %zu rows", t->count);
        t->items = grown;
        t->cap = cap;
    }
    void *row = kq_alloc(t->arena, t->row_size);
    memset(row, 0, t->row_size);
    t->items[t->count++] = (kq_top_item){row, number};
    return row;
}

static void sift_up(kq_top *t, size_t i) {
    const kq_top_item item = t->items[i];
    while (i > 0 && behind(t, &item, &t->items[(i - 1) / 2])) {
        t->items[i] = t->items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    t->items[i] = item;
}

static void sift_down(const kq_top *t, kq_top_item *items, size_t n) {
    const kq_top_item item = items[0];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n) break;
        if (child + 1 < n && behind(t, &items[child + 1], &items[child])) child++;
        if (!behind(t, &items[child], &item)) break;
        items[i] = items[child];
        i = child;
    }
    items[i] = item;
}

void kq_top_settle(kq_top *t) {
    if (t->full)
        sift_down(t, t->items, t->count);
    else
        sift_up(t, t->count - 1);
}

static int by_number(const void *a, const void *b) {
    const kq_top_item *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* In the order in which they came, so that of equal rows the first stays. */
void kq_top_merge(kq_top *t, const kq_top *other) {
    if (other->count) qsort(other->items, other->count, sizeof *other->items, by_number);
    for (size_t i = 0; i < other->count; i++) {
        void *row = kq_top_enter(t, other->items[i].row);
        if (!row) continue;
        memcpy(row, other->items[i].row, t->row_size);
        kq_top_settle(t);
    }
}

void *const *kq_top_sorted(kq_arena *a, const kq_top *t) {
    void **rows = kq_alloc(a, t->count * sizeof *rows);
    kq_top_item *heap = malloc(t->count * sizeof *heap + 1);
    if (!heap) kq_fatal("out of memory: sorting %zu rows", t->count);
    if (t->count) memcpy(heap, t->items, t->count * sizeof *heap);
    for (size_t n = t->count; n > 0; n--) {
        rows[n - 1] = heap[0].row;
        heap[0] = heap[n - 1];
        if (n > 1) sift_down(t, heap, n - 1);
    }
    free(heap);
    return rows;
}
