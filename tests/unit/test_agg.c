/* Aggregates: values and empty results of kql.md 5.4, and that merging the states of two parts of the input gives what
 * one pass over the whole gives, for every way to cut it in two. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <kq/kq.h>

static kq_ctx ctx;
static kq_ctx *x = &ctx;

static kq_str S(const char *text) { return kq_mk_string(text, strlen(text)); }
static kq_dyn J(const char *json) { return kq_parse_json(x, S(json)); }
static void is_json(kq_dyn d, const char *json) {
    kq_str s = kq_tostring_dynamic(x, d);
    if (s.n != strlen(json) || memcmp(s.p, json, s.n) != 0) fail_msg("%.*s instead of %s", (int)s.n, s.p, json);
}
static kq_dyn as_dyn(kq_dyn d) { return d; }

/* Runs NAME over values[0..n) in one pass, then cut at each place and merged; BOX makes the results comparable. MORE is
 * empty or COMMA and further arguments of the step. */
#define COMMA ,
#define MERGE_IS_ONE_PASS(NAME, BOX, values) MERGE_WITH(NAME, BOX, values, )
#define MERGE_WITH(NAME, BOX, values, MORE)                                                                            \
    do {                                                                                                               \
        size_t n_ = sizeof(values) / sizeof((values)[0]);                                                              \
        NAME##_state whole_;                                                                                           \
        NAME##_init(x, &whole_);                                                                                       \
        for (size_t i_ = 0; i_ < n_; i_++) NAME##_step(x, &whole_, (values)[i_] MORE);                                 \
        kq_str want_ = kq_tostring_dynamic(x, BOX(NAME##_final(x, &whole_)));                                          \
        for (size_t cut_ = 0; cut_ <= n_; cut_++) {                                                                    \
            NAME##_state a_, b_;                                                                                       \
            NAME##_init(x, &a_);                                                                                       \
            NAME##_init(x, &b_);                                                                                       \
            for (size_t i_ = 0; i_ < n_; i_++) NAME##_step(x, i_ < cut_ ? &a_ : &b_, (values)[i_] MORE);               \
            NAME##_merge(x, &a_, &b_);                                                                                 \
            kq_str got_ = kq_tostring_dynamic(x, BOX(NAME##_final(x, &a_)));                                           \
            if (!kq_eq_string(x, got_, want_).v)                                                                       \
                fail_msg(#NAME " cut at %zu: %.*s instead of %.*s", cut_, (int)got_.n, got_.p, (int)want_.n, want_.p); \
        }                                                                                                              \
    } while (0)

#define BOX_BOOL(v) kq_box_dyn_bool(x, v)
#define BOX_INT(v) kq_box_dyn_int(x, v)
#define BOX_LONG(v) kq_box_dyn_long(x, v)
#define BOX_REAL(v) kq_box_dyn_real(x, v)
#define BOX_DATETIME(v) kq_box_dyn_datetime(x, v)
#define BOX_TIMESPAN(v) kq_box_dyn_timespan(x, v)
#define BOX_STRING(v) kq_box_dyn_string(x, v)
#define BOX_DYNAMIC(v) as_dyn(v)

static void merging(void **state) {
    (void)state;
    kq_long longs[] = {{5, false}, {0, true}, {INT64_MAX, false}, {-7, false}, {INT64_MIN, false}, {5, false}};
    kq_int ints[] = {{5, false}, {0, true}, {-7, false}, {9, false}};
    kq_real reals[] = {{0.5, false}, {NAN, false}, {0, true}, {-2.25, false}, {8, false}};
    kq_timespan spans[] = {{5, false}, {0, true}, {-9, false}, {40, false}};
    kq_datetime times[] = {{5, false}, {0, true}, {KQ_DATETIME_MAX, false}, {KQ_DATETIME_MAX, false}};
    kq_bool bools[] = {{true, false}, {false, true}, {false, false}};
    kq_str strings[] = {KQ_LIT("b"), KQ_LIT(""), KQ_LIT("abcdefgh"), KQ_LIT("b\xC3\xA9"), KQ_LIT("B")};
    kq_dyn dyns[] = {J("1"),         J("\"1\""), J("null"), J("[2,[3],null,1]"), J("2"), J("1.0"),
                     J("{\"a\":1}"), J("\"\""),  J("2"),    J("{\"a\":1}")};
    kq_real exact[] = {{0.5, false}, {0, true}, {-2.25, false}, {8, false}};

    MERGE_IS_ONE_PASS(kq_countif, BOX_LONG, bools);
    MERGE_IS_ONE_PASS(kq_min_long, BOX_LONG, longs);
    MERGE_IS_ONE_PASS(kq_max_long, BOX_LONG, longs);
    MERGE_IS_ONE_PASS(kq_sum_long, BOX_LONG, longs);
    MERGE_IS_ONE_PASS(kq_avg_long, BOX_REAL, longs);
    MERGE_IS_ONE_PASS(kq_min_int, BOX_INT, ints);
    MERGE_IS_ONE_PASS(kq_max_int, BOX_INT, ints);
    MERGE_IS_ONE_PASS(kq_min_real, BOX_REAL, reals);
    MERGE_IS_ONE_PASS(kq_max_real, BOX_REAL, reals);
    MERGE_IS_ONE_PASS(kq_sum_real, BOX_REAL, exact);
    MERGE_IS_ONE_PASS(kq_avg_real, BOX_REAL, exact);
    MERGE_IS_ONE_PASS(kq_min_timespan, BOX_TIMESPAN, spans);
    MERGE_IS_ONE_PASS(kq_max_timespan, BOX_TIMESPAN, spans);
    MERGE_IS_ONE_PASS(kq_sum_timespan, BOX_TIMESPAN, spans);
    MERGE_IS_ONE_PASS(kq_avg_timespan, BOX_TIMESPAN, spans);
    MERGE_IS_ONE_PASS(kq_min_datetime, BOX_DATETIME, times);
    MERGE_IS_ONE_PASS(kq_max_datetime, BOX_DATETIME, times);
    MERGE_IS_ONE_PASS(kq_avg_datetime, BOX_DATETIME, times);
    MERGE_IS_ONE_PASS(kq_min_bool, BOX_BOOL, bools);
    MERGE_IS_ONE_PASS(kq_max_bool, BOX_BOOL, bools);
    MERGE_IS_ONE_PASS(kq_min_string, BOX_STRING, strings);
    MERGE_IS_ONE_PASS(kq_max_string, BOX_STRING, strings);
    MERGE_IS_ONE_PASS(kq_make_list, BOX_DYNAMIC, dyns);
    MERGE_IS_ONE_PASS(kq_make_list_with_nulls, BOX_DYNAMIC, dyns);
    MERGE_IS_ONE_PASS(kq_make_set, BOX_DYNAMIC, dyns);
    MERGE_IS_ONE_PASS(kq_dcount, BOX_LONG, dyns);
    MERGE_IS_ONE_PASS(kq_make_bag, BOX_DYNAMIC, dyns);
    MERGE_IS_ONE_PASS(kq_buildschema, BOX_DYNAMIC, dyns);
    MERGE_IS_ONE_PASS(kq_hll, BOX_DYNAMIC, dyns);
    MERGE_IS_ONE_PASS(kq_tdigest_long, BOX_DYNAMIC, longs);
    MERGE_IS_ONE_PASS(kq_tdigest_real, BOX_DYNAMIC, reals);
    MERGE_IS_ONE_PASS(kq_variance_long, BOX_REAL, longs);
    MERGE_IS_ONE_PASS(kq_stdevp_long, BOX_REAL, longs);
    MERGE_IS_ONE_PASS(kq_variance_real, BOX_REAL, exact);
    MERGE_IS_ONE_PASS(kq_binary_all_xor_long, BOX_LONG, longs);
    MERGE_IS_ONE_PASS(kq_binary_all_and_int, BOX_INT, ints);
    MERGE_WITH(kq_make_bag_size, BOX_DYNAMIC, dyns, COMMA kq_mk_long(1));
    MERGE_WITH(kq_covariance_long, BOX_REAL, longs, COMMA kq_mk_long(3));
    MERGE_WITH(kq_make_list_size, BOX_DYNAMIC, dyns, COMMA kq_mk_long(3));
    MERGE_WITH(kq_make_set_size, BOX_DYNAMIC, dyns, COMMA kq_mk_long(3));
    MERGE_WITH(kq_dcountif, BOX_LONG, dyns, COMMA kq_null_bool());
    MERGE_WITH(kq_sumif_long, BOX_LONG, longs, COMMA kq_mk_bool(true));
}

/* The result of NAME over nothing. */
#define EMPTY(NAME, TYPE, RESULT)     \
    NAME##_state RESULT##_state_;     \
    NAME##_init(x, &RESULT##_state_); \
    TYPE RESULT = NAME##_final(x, &RESULT##_state_);

static void over_nothing(void **state) {
    (void)state;
    EMPTY(kq_count, kq_long, count)
    assert_true(!count.null && count.v == 0);
    EMPTY(kq_sum_long, kq_long, sum)
    assert_true(!sum.null && sum.v == 0);
    EMPTY(kq_sum_real, kq_real, sum_real)
    assert_true(!sum_real.null && sum_real.v == 0);
    EMPTY(kq_avg_long, kq_real, avg)
    assert_true(!avg.null && isnan(avg.v));
    EMPTY(kq_avg_real, kq_real, avg_real)
    assert_true(!avg_real.null && isnan(avg_real.v));
    EMPTY(kq_avg_timespan, kq_timespan, avg_timespan)
    assert_true(avg_timespan.null);
    EMPTY(kq_avg_datetime, kq_datetime, avg_datetime)
    assert_true(avg_datetime.null);
    EMPTY(kq_min_long, kq_long, min)
    assert_true(min.null && min.v == 0);
    EMPTY(kq_max_string, kq_str, max_string)
    assert_true(max_string.n == 0);
    EMPTY(kq_dcount, kq_long, dcount)
    assert_true(!dcount.null && dcount.v == 0);
    EMPTY(kq_make_list, kq_dyn, list)
    is_json(list, "[]");
    EMPTY(kq_make_set, kq_dyn, set)
    is_json(set, "[]");
}

static void values(void **state) {
    (void)state;
    kq_avg_long_state avg;
    kq_avg_long_init(x, &avg);
    kq_avg_long_step(x, &avg, kq_mk_long(1));
    kq_avg_long_step(x, &avg, kq_null_long()); /* not counted */
    kq_avg_long_step(x, &avg, kq_mk_long(2));
    assert_true(kq_avg_long_final(x, &avg).v == 1.5);

    kq_avg_timespan_state mean;
    kq_avg_timespan_init(x, &mean);
    kq_avg_timespan_step(x, &mean, kq_mk_timespan(INT64_MAX));
    kq_avg_timespan_step(x, &mean, kq_mk_timespan(INT64_MAX));
    kq_avg_timespan_step(x, &mean, kq_mk_timespan(-2));
    assert_true(kq_avg_timespan_final(x, &mean).v == INT64_C(6148914691236517204)); /* (2 * (2^63 - 1) - 2) / 3 */

    /* Flattened one level, "" kept, nulls skipped, first appearance; 1 and "1" and 1.0 are three values. */
    kq_make_set_state set;
    kq_make_set_init(x, &set);
    const char *const items[] = {"1", "\"1\"", "null", "[2,[3],null,1]", "\"\"", "1.0", "2", "\"\""};
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) kq_make_set_step(x, &set, J(items[i]));
    is_json(kq_make_set_final(x, &set), "[1,\"1\",2,[3],\"\",1.0]");

    kq_dcount_state dcount; /* an array is one value */
    kq_dcount_init(x, &dcount);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) kq_dcount_step(x, &dcount, J(items[i]));
    assert_int_equal(kq_dcount_final(x, &dcount).v, 6);

    kq_min_string_state low;
    kq_min_string_init(x, &low);
    kq_min_string_step(x, &low, S("b"));
    kq_min_string_step(x, &low, S(""));
    kq_min_string_step(x, &low, S("a"));
    assert_int_equal(kq_min_string_final(x, &low).n, 0); /* "" is a value */
}

/* docs: make-list-aggregation-function.md, makelist's 128 */
static void sizes(void **state) {
    (void)state;
    kq_makelist_state list;
    kq_make_list_state longer;
    kq_makeset_state set;
    kq_make_set_size_state none;
    kq_makelist_init(x, &list);
    kq_make_list_init(x, &longer);
    kq_makeset_init(x, &set);
    kq_make_set_size_init(x, &none);
    for (int64_t i = 0; i < 3000; i++) {
        kq_makelist_step(x, &list, BOX_LONG(kq_mk_long(i)));
        kq_make_list_step(x, &longer, BOX_LONG(kq_mk_long(i)));
        kq_makeset_step(x, &set, BOX_LONG(kq_mk_long(i / 2)));
        kq_make_set_size_step(x, &none, BOX_LONG(kq_mk_long(i)), kq_mk_long(-1));
    }
    assert_int_equal(kq_makelist_final(x, &list).n, 128);
    assert_int_equal(kq_make_list_final(x, &longer).n, 3000);
    assert_int_equal(kq_makeset_final(x, &set).n, 128);
    assert_int_equal(kq_makeset_final(x, &set).u.items[127].u.i, 127); /* the first ones are kept */
    assert_int_equal(kq_make_set_size_final(x, &none).n, 0);
}

/* Steps copy what they keep: the row arena is reused between them. */
static void many_distinct_values(void **state) {
    (void)state;
    kq_make_set_state set;
    kq_make_set_init(x, &set);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 20000; i++) {
            char text[32];
            kq_mark mark = kq_arena_mark(x->row);
            int n = snprintf(text, sizeof text, "{\"k\":[\"v%d\"]}", i);
            kq_make_set_step(x, &set, kq_parse_json(x, kq_mk_string(text, (size_t)n)));
            memset(text, 'x', sizeof text);
            kq_arena_release(x->row, mark);
        }
    kq_dyn result = kq_make_set_final(x, &set);
    assert_int_equal(result.n, 20000);
    is_json(result.u.items[12345], "{\"k\":[\"v12345\"]}");
}

/* Items of letters, separators, what JSON escapes, and other values; the flag must say what the list's text says. */
static void flags_of_lists(void **state) {
    (void)state;
    static const char *const pieces[] = {"ab",
                                         "AB",
                                         "a",
                                         "b",
                                         " ",
                                         "\n",
                                         "\t",
                                         "\"",
                                         "\\",
                                         "n",
                                         ",",
                                         "_",
                                         "12",
                                         "\xc3\xa9",
                                         "\x01",
                                         "/",
                                         "\xf0\x9f\x98\x80",
                                         "tab",
                                         "-",
                                         ""};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    kq_dyn words[] = {kq_box_dyn_string(x, S("ab")), kq_box_dyn_string(x, S("12"))};
    const kq_dyn terms = kq_pack_array(x, words, 2);
    const kq_dyn others[] = {
        kq_null_dynamic(), J("12"),     J("[\"x\",{\"ab\":1}]"),    J("{\"k\":\"a\\nb\"}"), J("true"),
        J("1.5"),          J("[[12]]"), kq_box_dyn_string(x, S(""))};
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        enum { ITEMS = 4 };
        kq_dyn items[ITEMS];
        const kq_long size = kq_mk_long(round % 5);
        const uint32_t cut = (uint32_t)round % (ITEMS + 1);
        kq_make_list_size_state list;
        kq_list_has_any_state flag, later;
        kq_make_list_size_init(x, &list);
        kq_list_has_any_init(x, &flag);
        kq_list_has_any_init(x, &later);
        for (uint32_t i = 0; i < ITEMS; i++) {
            char text[64] = "";
            seed = seed * 1664525u + 1013904223u;
            for (uint32_t bits = seed >> 8; bits > 99; bits /= 12) strcat(text, pieces[bits % PIECES]);
            items[i] = (seed >> 5) % 4 ? kq_box_dyn_string(x, S(text)) : others[(seed >> 9) % 8];
            items[i] = kq_keep_dynamic(ctx.state, items[i]);
            kq_make_list_size_step(x, &list, items[i], size);
            kq_list_has_any_step(x, i < cut ? &flag : &later, items[i], terms, size);
        }
        kq_list_has_any_merge(x, &flag, &later);
        const kq_str whole = kq_tostring_dynamic(x, kq_make_list_size_final(x, &list));
        if (kq_list_has_any_final(x, &flag).v != kq_has_any_dyn(x, whole, terms).v)
            fail_msg("round %d: another answer than %.*s", round, (int)whole.n, whole.p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging), cmocka_unit_test(over_nothing),         cmocka_unit_test(values),
        cmocka_unit_test(sizes),   cmocka_unit_test(many_distinct_values), cmocka_unit_test(flags_of_lists),
    };
    ctx.row = kq_arena_new();
    ctx.state = kq_arena_new();
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    kq_arena_free(ctx.row);
    kq_arena_free(ctx.state);
    return failures;
}
