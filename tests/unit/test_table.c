/* Hash table, row list, hashes and equality of keys (kq/table.h, kq/keep.h). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kq/keep.h>
#include <kq/table.h>

typedef struct group {
    int64_t key, count;
    char padding[5];
} group;

static group *find(kq_table *t, uint64_t hash, int64_t key) {
    uint32_t it = kq_table_first(t, hash);
    group *g;
    while ((g = kq_table_next(t, hash, &it)) != NULL && g->key != key) {
    }
    return g;
}

/* hash_of: how bad the hash is. */
static void count_groups(uint64_t (*hash_of)(int64_t), int64_t groups, int rounds) {
    kq_arena *a = kq_arena_new();
    kq_table t;
    kq_table_init(&t, a, sizeof(group));
    assert_null(find(&t, hash_of(1), 1));
    group *first = NULL;
    for (int round = 0; round < rounds; round++) {
        for (int64_t key = 0; key < groups; key++) {
            group *g = find(&t, hash_of(key), key);
            if (!g) {
                assert_int_equal(round, 0);
                g = kq_table_insert(&t, hash_of(key));
                if (g->key != 0 || g->count != 0 || (uintptr_t)g % 8 != 0) fail();
                g->key = key;
            }
            if (key == 0 && round == 0) first = g;
            g->count++;
        }
    }
    assert_int_equal(t.count, groups);
    assert_ptr_equal(kq_table_at(&t, 0), first); /* entries never move */
    for (int64_t i = 0; i < groups; i++) {       /* insertion order */
        const group *g = kq_table_at(&t, (uint32_t)i);
        if (g->key != i || g->count != rounds) fail();
    }
    assert_true((size_t)t.count * 2 <= (size_t)t.mask + 1);
    kq_table_free(&t);
    kq_table_free(&t);
    kq_arena_free(a);
}

static uint64_t good_hash(int64_t key) { return kq_hash_long(KQ_HASH_SEED, kq_mk_long(key)); }
static uint64_t constant_hash(int64_t key) { return (uint64_t)key & 0; }
static uint64_t low_half_hash(int64_t key) { return (uint64_t)key; }

static void test_groups(void **state) {
    (void)state;
    count_groups(good_hash, 200000, 2);
    count_groups(constant_hash, 500, 2);
    count_groups(low_half_hash, 500, 2);
}

static void test_duplicates_of_a_join_side(void **state) {
    (void)state;
    /* Several entries under one key are all found, in insertion order. */
    kq_arena *a = kq_arena_new();
    kq_table t;
    kq_table_init(&t, a, sizeof(group));
    for (int64_t i = 0; i < 3000; i++) {
        group *g = kq_table_insert(&t, good_hash(i % 30));
        g->key = i % 30;
        g->count = i;
    }
    for (int64_t key = 0; key < 30; key++) {
        uint32_t it = kq_table_first(&t, good_hash(key));
        int64_t expected = key;
        for (group *g; (g = kq_table_next(&t, good_hash(key), &it)) != NULL;) {
            if (g->key != key) continue;
            assert_int_equal(g->count, expected);
            expected += 30;
        }
        assert_int_equal(expected, 3000 + key);
    }
    kq_table_free(&t);
    kq_arena_free(a);
}

static void test_empty_entries(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    kq_table t;
    kq_table_init(&t, a, 0);
    for (int i = 0; i < 600; i++) assert_non_null(kq_table_insert(&t, (uint64_t)i << 32));
    assert_int_equal(t.count, 600);
    kq_table_free(&t);
    kq_arena_free(a);
}

static void test_rows(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    kq_rows r;
    kq_rows_init(&r, a, sizeof(group));
    group *first = NULL;
    for (int64_t i = 0; i < 100000; i++) {
        group *g = kq_rows_push(&r);
        if (g->key != 0 || g->count != 0) fail();
        g->key = i;
        if (!first) first = g;
    }
    assert_int_equal(r.count, 100000);
    assert_ptr_equal(kq_rows_at(&r, 0), first);
    for (size_t i = 0; i < r.count; i++) {
        if (((group *)kq_rows_at(&r, i))->key != (int64_t)i) fail();
    }
    kq_rows_free(&r);
    kq_arena_free(a);
}

static void test_keys(void **state) {
    (void)state;
    kq_real zero = kq_mk_real(0.0), minus_zero = kq_mk_real(-0.0), nan_a = kq_mk_real((double)NAN), nan_b;
    uint64_t other_nan = UINT64_C(0xFFF0000000000001);
    memcpy(&nan_b.v, &other_nan, sizeof other_nan);
    nan_b.null = false;
    assert_true(kq_same_real(zero, minus_zero) && kq_hash_real(7, zero) == kq_hash_real(7, minus_zero));
    assert_true(kq_same_real(nan_a, nan_b) && kq_hash_real(7, nan_a) == kq_hash_real(7, nan_b));
    assert_false(kq_same_real(nan_a, zero));
    /* null is a group of its own (kql.md 2.2) */
    assert_true(kq_same_long(kq_null_long(), kq_null_long()));
    assert_false(kq_same_long(kq_null_long(), kq_mk_long(0)));
    assert_true(kq_hash_long(7, kq_null_long()) != kq_hash_long(7, kq_mk_long(0)));
    assert_false(kq_same_real(kq_null_real(), zero));
    assert_true(kq_same_real(kq_null_real(), kq_null_real()));
    assert_false(kq_same_bool(kq_null_bool(), kq_mk_bool(false)));
    assert_false(kq_same_guid(kq_null_guid(), (kq_guid){{0}, false}));
    assert_true(kq_same_guid(kq_null_guid(), kq_null_guid()));
    assert_int_equal(kq_hash_int(7, kq_mk_int(-5)), kq_hash_long(7, kq_mk_long(-5)));
    assert_int_equal(kq_hash_int(7, kq_null_int()), kq_hash_long(7, kq_null_long()));
    kq_str none = {NULL, 0}, empty = KQ_LIT(""), a = KQ_LIT("a"), big = KQ_LIT("A");
    assert_true(kq_same_string(none, empty) && kq_hash_string(7, none) == kq_hash_string(7, empty));
    assert_false(kq_same_string(a, big));
    assert_false(kq_same_string(a, empty));
    /* chaining depends on the order and on where one key ends */
    kq_str ab = KQ_LIT("ab"), b = KQ_LIT("b");
    assert_true(kq_hash_string(kq_hash_string(0, a), b) != kq_hash_string(kq_hash_string(0, b), a));
    assert_true(kq_hash_string(kq_hash_string(0, a), b) != kq_hash_string(kq_hash_string(0, ab), empty));
    assert_int_equal(kq_keep_string(NULL, none).n, 0);
}

static void test_hash_is_xxh3(void **state) {
    (void)state;
    /* XXH3_64bits("", seed 0), the published check value */
    assert_int_equal(kq_hash_string(0, kq_mk_string("", 0)), UINT64_C(0x2D06800538D394C2));
}

/* Whatever seed was drawn, entries come in the order of their insertion. */
static void test_seed_does_not_order(void **state) {
    (void)state;
    const uint64_t seed = kq_hash_seed;
    bool drawn = false;
    for (int round = 0; round < 4; round++) {
        kq_hash_draw_seed();
        drawn |= kq_hash_seed != seed;
        kq_arena *a = kq_arena_new();
        kq_table t;
        kq_table_init(&t, a, sizeof(int64_t));
        for (int64_t i = 0; i < 5000; i++) {
            uint64_t h = kq_hash_long(KQ_HASH_SEED, kq_mk_long(i % 1000));
            uint32_t it = kq_table_first(&t, h);
            int64_t *found;
            while ((found = kq_table_next(&t, h, &it)) != NULL && *found != i % 1000) {
            }
            if (!found) *(int64_t *)kq_table_insert(&t, h) = i % 1000;
        }
        assert_int_equal(t.count, 1000);
        for (uint32_t i = 0; i < t.count; i++) assert_int_equal(*(int64_t *)kq_table_at(&t, i), i);
        kq_table_free(&t);
        kq_arena_free(a);
    }
    assert_true(drawn);
    kq_hash_seed = seed;
}

/* More slots than one unit of huge pages, through every growth on the way. */
static void test_many_groups(void **state) {
    (void)state;
    enum { MANY = 300000 };
    kq_arena *a = kq_arena_new();
    kq_table t;
    kq_table_init(&t, a, sizeof(int64_t));
    for (int64_t i = 0; i < MANY; i++) *(int64_t *)kq_table_insert(&t, kq_hash_long(1, kq_mk_long(i))) = i;
    for (int64_t i = 0; i < MANY; i++) {
        uint64_t h = kq_hash_long(1, kq_mk_long(i));
        uint32_t it = kq_table_first(&t, h);
        int64_t *found;
        while ((found = kq_table_next(&t, h, &it)) != NULL && *found != i) {
        }
        if (!found) fail_msg("%lld is lost", (long long)i);
    }
    kq_table_free(&t);
    kq_arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_duplicates_of_a_join_side),
        cmocka_unit_test(test_empty_entries),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_hash_is_xxh3),
        cmocka_unit_test(test_seed_does_not_order),
        cmocka_unit_test(test_many_groups),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
