/* Percentiles of many values: what the state joins and sorts on its way does not change the answer, however the input
 * was cut. The reference sorts everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <kq/kq.h>

static kq_ctx ctx;
static kq_ctx *x = &ctx;

enum { VALUES = 20000 };

static int by_value(const void *a, const void *b) {
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void check(uint32_t distinct, uint32_t cut) {
    static int64_t sorted[VALUES];
    kq_percentile_long_state s, later;
    kq_percentile_long_init(x, &s);
    kq_percentile_long_init(x, &later);
    uint32_t seed = distinct;
    for (uint32_t i = 0; i < VALUES; i++) {
        seed = seed * 1664525u + 1013904223u;
        sorted[i] = (int64_t)((seed >> 3) % distinct) - distinct / 2;
        kq_percentile_long_step(x, i < cut ? &s : &later, kq_mk_long(sorted[i]));
    }
    kq_percentile_long_merge(x, &s, &later);
    qsort(sorted, VALUES, sizeof *sorted, by_value);
    for (uint32_t p = 1; p <= 100; p++) { /* p * 200 values are at or below percentile p */
        const kq_long got = kq_percentile_long_final(x, &s, kq_mk_real(p));
        assert_false(got.null);
        assert_int_equal(got.v, sorted[p * (VALUES / 100) - 1]);
    }
    assert_int_equal(kq_percentile_long_final(x, &s, kq_mk_real(0)).v, sorted[0]);
}

static void many_values(void **state) {
    (void)state;
    static const uint32_t distinct[] = {1, 2, 255, 256, 257, 5000, 1u << 20};
    static const uint32_t cuts[] = {0, 1, 7777, VALUES};
    for (size_t i = 0; i < sizeof distinct / sizeof *distinct; i++)
        for (size_t k = 0; k < sizeof cuts / sizeof *cuts; k++) check(distinct[i], cuts[k]);
}

static void keys_keep_the_order_of_reals(void **state) {
    (void)state;
    static const double ordered[] = {-__builtin_inf(), -1e300, -1.5, -5e-324, 0.0, 5e-324, 1.5, 1e300, __builtin_inf()};
    const size_t n = sizeof ordered / sizeof *ordered;
    for (size_t i = 0; i < n; i++) {
        assert_true(kq_key_real(kq_real_key(ordered[i])) == ordered[i]);
        assert_true(i == 0 || kq_real_key(ordered[i - 1]) < kq_real_key(ordered[i]));
    }
    assert_int_equal(kq_real_key(-0.0), kq_real_key(0.0));
    assert_true(kq_real_key(__builtin_nan("")) < kq_real_key(-__builtin_inf()));
    assert_true(__builtin_isnan(kq_key_real(kq_real_key(__builtin_nan("")))));
}

static void weights_do_not_overflow(void **state) {
    (void)state;
    kq_percentilew_long_state s;
    kq_percentilew_long_init(x, &s);
    for (int i = 0; i < 3; i++)
        for (int64_t v = 1; v <= 3; v++) kq_percentilew_long_step(x, &s, kq_mk_long(v), kq_mk_long(INT64_MAX));
    assert_int_equal(kq_percentilew_long_final(x, &s, kq_mk_real(50)).v, 2);
    assert_int_equal(kq_percentilew_long_final(x, &s, kq_mk_real(100)).v, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_values),
        cmocka_unit_test(keys_keep_the_order_of_reals),
        cmocka_unit_test(weights_do_not_overflow),
    };
    ctx.row = kq_arena_new();
    ctx.state = kq_arena_new();
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    kq_arena_free(ctx.row);
    kq_arena_free(ctx.state);
    return failures;
}
