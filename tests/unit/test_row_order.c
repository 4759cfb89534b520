/* Orders of values, the stable sort and the bounded heap (kq/order.h), against a sort by insertion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kq/order.h>

struct row {
    int key, number;
};

static int by_key(const void *a, const void *b) {
    const struct row *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static uint32_t next_random(uint32_t *seed) { return (*seed = *seed * 1664525u + 1013904223u) >> 8; }

enum { MOST = 700 };
struct input {
    struct row rows[MOST], sorted[MOST];
    size_t n;
};

/* n rows, few different keys, numbered as they come. */
static void make(struct input *in, size_t n, uint32_t seed, uint32_t keys) {
    in->n = n;
    for (size_t i = 0; i < n; i++) {
        in->rows[i] = (struct row){(int)(next_random(&seed) % keys), (int)i};
        size_t k = i;
        for (; k > 0 && in->sorted[k - 1].key > in->rows[i].key; k--) in->sorted[k] = in->sorted[k - 1];
        in->sorted[k] = in->rows[i];
    }
}

static void check(void *const *got, const struct input *in, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const struct row *r = got[i];
        assert_int_equal(r->key, in->sorted[i].key);
        assert_int_equal(r->number, in->sorted[i].number);
    }
}

static void enter(kq_top *t, struct row r) {
    struct row *place = kq_top_enter(t, &r);
    if (!place) return;
    *place = r;
    kq_top_settle(t);
}

static void sorts_are_stable(void **state) {
    (void)state;
    static struct input in;
    static const size_t sizes[] = {0, 1, 2, 7, 8, 9, 16, 17, 63, 64, 65, 300, MOST};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (uint32_t keys = 1; keys < 500; keys = keys * 5 + 1) {
            kq_arena *a = kq_arena_new();
            kq_rows rows;
            make(&in, sizes[s], keys + 77, keys);
            kq_rows_init(&rows, a, sizeof(struct row));
            for (size_t i = 0; i < in.n; i++) *(struct row *)kq_rows_push(&rows) = in.rows[i];
            check(kq_rows_sorted(a, &rows, by_key), &in, in.n);
            kq_rows_free(&rows);
            kq_arena_free(a);
        }
}

static void top_is_the_start_of_the_sort(void **state) {
    (void)state;
    static struct input in;
    static const uint64_t limits[] = {0, 1, 2, 3, 10, 64, 299, 300, 301, UINT64_MAX};
    for (size_t l = 0; l < sizeof limits / sizeof *limits; l++)
        for (uint32_t keys = 1; keys < 500; keys = keys * 5 + 1)
            for (size_t cut = 0; cut <= 300; cut += 60) { /* in one go, and in two parts that are merged */
                kq_arena *a = kq_arena_new();
                kq_top first, second;
                make(&in, 300, keys + 5, keys);
                kq_top_init(&first, a, sizeof(struct row), limits[l], by_key);
                kq_top_init(&second, a, sizeof(struct row), limits[l], by_key);
                for (size_t i = 0; i < in.n; i++) enter(i < cut ? &first : &second, in.rows[i]);
                kq_top_merge(&first, &second);
                assert_int_equal(first.count, limits[l] < in.n ? limits[l] : in.n);
                check(kq_top_sorted(a, &first), &in, first.count);
                kq_top_free(&first);
                kq_top_free(&second);
                kq_arena_free(a);
            }
}

static int sign(int v) { return (v > 0) - (v < 0); }

static void nulls_and_nan(void **state) {
    (void)state;
    const kq_real values[] = {kq_null_real(), kq_mk_real((double)__builtin_nanf("")), kq_mk_real(-1.0),
                              kq_mk_real(2.0)};
    /* where each stands, by how */
    static const int places[4][4] = {
        [KQ_ASCENDING] = {3, 2, 0, 1},
        [KQ_DESCENDING] = {3, 2, 1, 0},
        [KQ_ASCENDING | KQ_NULLS_FIRST] = {0, 1, 2, 3},
        [KQ_DESCENDING | KQ_NULLS_FIRST] = {0, 1, 3, 2},
    };
    for (int how = 0; how < 4; how++)
        for (int i = 0; i < 4; i++)
            for (int k = 0; k < 4; k++)
                assert_int_equal(sign(kq_order_real(values[i], values[k], how)), sign(places[how][i] - places[how][k]));
    assert_int_equal(kq_order_real(kq_mk_real(0.0), kq_mk_real(-0.0), KQ_ASCENDING), 0);
    assert_true(kq_order_long(kq_null_long(), kq_mk_long(INT64_MIN), KQ_NULLS_FIRST) < 0);
    assert_true(kq_order_long(kq_mk_long(INT64_MAX), kq_mk_long(INT64_MIN), KQ_ASCENDING) > 0);
    assert_true(kq_order_string(kq_mk_string("", 0), kq_mk_string("a", 1), KQ_ASCENDING) < 0);
    assert_true(kq_order_string(kq_mk_string("ab", 2), kq_mk_string("a", 1), KQ_DESCENDING) < 0);
    assert_true(kq_order_string(kq_mk_string("\xc3", 1), kq_mk_string("z", 1), KQ_ASCENDING) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_are_stable),
        cmocka_unit_test(top_is_the_start_of_the_sort),
        cmocka_unit_test(nulls_and_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
