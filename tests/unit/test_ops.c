/* The scalar operators and functions of the runtime where a value has to be exact and a .case would need much around
 * it: null rules, wrap-around, terms, positions, calendar. Expected values are from kql.md and the docs pages it names;
 * what is assumed there is in tests named assumed_*. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kq/kq.h>

static kq_ctx ctx;
static kq_ctx *x = &ctx;

static kq_str S(const char *text) { return kq_mk_string(text, strlen(text)); }
static kq_long L(int64_t v) { return kq_mk_long(v); }
static kq_real R(double v) { return kq_mk_real(v); }
static kq_timespan T(int64_t ticks) { return kq_mk_timespan(ticks); }
static kq_datetime D(const char *text) {
    kq_datetime t = kq_todatetime_string(x, S(text));
    assert_false(t.null);
    return t;
}
static kq_dyn J(const char *json) { return kq_parse_json(x, S(json)); }

static void is_true(kq_bool b) { assert_true(!b.null && b.v); }
static void is_false(kq_bool b) { assert_true(!b.null && !b.v); }
static void is_null(kq_bool b) { assert_true(b.null); }
static void is_long(kq_long a, int64_t v) {
    assert_false(a.null);
    assert_int_equal(a.v, v);
}
static void is_int(kq_int a, int32_t v) {
    assert_false(a.null);
    assert_int_equal(a.v, v);
}
static void is_real(kq_real a, double v) {
    assert_false(a.null);
    assert_true(a.v == v || (isnan(a.v) && isnan(v)));
}
static void is_text(kq_str s, const char *text) {
    if (s.n != strlen(text) || (s.n && memcmp(s.p, text, s.n) != 0))
        fail_msg("\"%.*s\" instead of \"%s\"", (int)s.n, s.p, text);
}
static void is_json(kq_dyn d, const char *json) { is_text(kq_tostring_dynamic(x, d), json); }
static void is_time(kq_datetime t, const char *text) { is_text(kq_tostring_datetime(x, t), text); }

/* kql.md 2.2 */
static void null_rules(void **state) {
    (void)state;
    kq_bool t = kq_mk_bool(true), f = kq_mk_bool(false), n = kq_null_bool();
    is_false(kq_eq_long(x, kq_null_long(), L(5)));
    is_true(kq_ne_long(x, kq_null_long(), L(5)));
    is_null(kq_eq_long(x, kq_null_long(), kq_null_long()));
    is_null(kq_ne_long(x, kq_null_long(), kq_null_long()));
    is_null(kq_lt_long(x, L(1), kq_null_long()));
    is_false(kq_and(x, n, f));
    is_false(kq_and(x, f, n));
    is_null(kq_and(x, t, n));
    is_true(kq_and(x, t, t));
    is_true(kq_or(x, n, t));
    is_true(kq_or(x, t, n));
    is_null(kq_or(x, n, f));
    is_false(kq_or(x, f, f));
    is_null(kq_not(x, n));
    is_false(kq_eq_real(x, R(NAN), R(NAN)));
    is_true(kq_ne_real(x, R(NAN), R(NAN)));
    is_false(kq_isnull_string(x, S("")));
    is_true(kq_isempty_string(x, S("")));
    is_false(kq_isempty_string(x, S(" ")));
    is_true(kq_isnull_dynamic(x, J("")));
    is_false(kq_isnull_dynamic(x, J("[]")));
    is_false(kq_isempty_dynamic(x, J("[]")));
    is_null(kq_eq_dynamic(x, kq_null_dynamic(), J("null")));
    is_false(kq_eq_dynamic(x, kq_null_dynamic(), J("1")));
    is_true(kq_eq_dynamic(x, J("{\"a\":1,\"b\":[2]}"), J("{\"b\":[2],\"a\":1}")));
    is_true(kq_ne_dynamic(x, J("1"), J("\"1\"")));
}

/* kql.md 2.3; docs: numerical-operators.md */
static void arithmetic(void **state) {
    (void)state;
    is_long(kq_div_long(x, L(5), L(2)), 2);
    is_long(kq_mod_long(x, L(-14), L(12)), 10);
    is_long(kq_mod_long(x, L(14), L(-12)), 2);
    is_long(kq_mod_long(x, L(-14), L(-12)), 10);
    is_real(kq_mod_real(x, R(-5.5), R(2)), 0.5);
    is_long(kq_bin_long(x, L(-5), L(3)), -6);
    is_int(kq_bin_int(x, kq_mk_int(7), kq_mk_int(5)), 5);
    is_real(kq_bin_real(x, R(4.5), R(1)), 4);
    is_real(kq_bin_real(x, R(-5.5), R(2)), -6);
    assert_int_equal(kq_bin_timespan(x, T(-KQ_TICKS_PER_HOUR), T(3 * KQ_TICKS_PER_HOUR)).v, -3 * KQ_TICKS_PER_HOUR);
    assert_int_equal(kq_bin_timespan(x, T(16 * KQ_TICKS_PER_DAY), T(7 * KQ_TICKS_PER_DAY)).v, 14 * KQ_TICKS_PER_DAY);
    assert_true(kq_bin_long(x, L(5), L(-1)).null);
    is_time(kq_bin_datetime(x, D("2020-01-01 05:00"), T(7 * KQ_TICKS_PER_DAY)), "2019-12-30T00:00:00.0000000Z");
    is_real(kq_div_timespan(x, T(KQ_TICKS_PER_DAY), T(KQ_TICKS_PER_HOUR)), 24);
    is_real(kq_round_real(x, R(2.15)), 2);
    is_real(kq_round_real_precision(x, R(2.15), L(1)), 2.2);
    is_real(kq_round_real_precision(x, R(2.98765), L(3)), 2.988);
    is_real(kq_round_real_precision(x, R(21.5), L(-1)), 20);
    is_long(kq_round_long_precision(x, L(25), L(-1)), 30);
    is_long(kq_abs_int(x, kq_mk_int(INT32_MIN)), INT64_C(2147483648));
    is_long(kq_neg_int(x, kq_mk_int(INT32_MIN)), INT64_C(2147483648));
    is_real(kq_div_real(x, R(1), R(0)), INFINITY);
    is_long(kq_max_of_long(x, (kq_long[]){kq_null_long(), L(2), L(1)}, 3), 2);
    is_long(kq_min_of_long(x, (kq_long[]){L(8), kq_null_long(), L(1)}, 3), 1);
    assert_true(kq_max_of_long(x, (kq_long[]){kq_null_long(), kq_null_long()}, 2).null);
    is_true(kq_between_datetime_timespan(x, D("2020-01-08"), D("2020-01-01"), T(7 * KQ_TICKS_PER_DAY)));
    is_true(kq_between_long(x, L(3), L(1), L(3)));
    is_false(kq_not_between_long(x, L(3), L(1), L(3)));
    is_json(kq_add_dynamic(x, J("1"), J("2")), "3");
    is_json(kq_div_dynamic(x, J("1"), J("2.0")), "0.5");
    assert_int_equal(kq_mul_dynamic(x, J("1"), J("\"a\"")).tag, KQ_DYN_NULL);
    is_true(kq_lt_dynamic(x, J("1"), J("1.5")));
    is_null(kq_lt_dynamic(x, J("\"a\""), J("\"b\"")));
}

static void assumed_arithmetic(void **state) {
    (void)state;
    is_long(kq_div_long(x, L(-7), L(2)), -3);
    assert_true(kq_div_long(x, L(1), L(0)).null);
    assert_true(kq_mod_long(x, L(1), L(0)).null);
    is_long(kq_add_long(x, L(INT64_MAX), L(1)), INT64_MIN);
    is_long(kq_sub_long(x, L(INT64_MIN), L(1)), INT64_MAX);
    is_long(kq_mul_long(x, L(INT64_MIN), L(-1)), INT64_MIN);
    is_long(kq_div_long(x, L(INT64_MIN), L(-1)), INT64_MIN);
    is_long(kq_mod_long(x, L(INT64_MIN), L(-1)), 0);
    is_long(kq_mod_long(x, L(-1), L(INT64_MIN)), INT64_MAX);
    is_long(kq_neg_long(x, L(INT64_MIN)), INT64_MIN);
    is_long(kq_abs_long(x, L(INT64_MIN)), INT64_MIN);
    assert_true(kq_bin_long(x, L(INT64_MIN), L(3)).null);
    assert_true(kq_bin_long(x, L(1), L(0)).null);
    assert_int_equal(kq_mul_timespan_real(x, T(10), R(0.25)).v, 3);
    assert_int_equal(kq_mul_real_timespan(x, R(-0.25), T(10)).v, -3);
    assert_true(kq_div_timespan_real(x, T(10), R(0)).null);
    assert_true(kq_mul_timespan_real(x, T(INT64_MAX), R(2)).null);
    assert_true(kq_add_datetime_timespan(x, D("9999-12-31"), T(KQ_TICKS_PER_DAY)).null);
    assert_true(kq_sub_datetime_timespan(x, D("0001-01-01"), T(1)).null);
    is_long(kq_round_long_precision(x, L(INT64_MAX), L(-20)), 0);
    assert_true(kq_round_long_precision(x, L(INT64_MAX), L(-18)).v == INT64_C(9000000000000000000));
    assert_true(kq_round_long_precision(x, L(INT64_MAX), L(-19)).null);
    is_real(kq_round_real(x, R(-2.5)), -3);
    is_real(kq_round_real_precision(x, R(1e300), L(308)), 1e300);
}

static void conversions(void **state) {
    (void)state;
    is_long(kq_tolong_real(x, R(2.9)), 2);
    is_long(kq_tolong_real(x, R(-9223372036854775808.0)), INT64_MIN);
    assert_true(kq_tolong_real(x, R(9223372036854775808.0)).null);
    assert_true(kq_tolong_real(x, R(NAN)).null);
    is_int(kq_toint_real(x, R(2.3)), 2);
    assert_true(kq_toint_long(x, L(INT64_C(2147483648))).null);
    assert_true(kq_tolong_string(x, S("12abc")).null);
    is_true(kq_tobool_long(x, L(123)));
    is_true(kq_tobool_string(x, S("TRUE")));
    is_null(kq_tobool_string(x, S("yes")));
    is_text(kq_tostring_long(x, kq_null_long()), "");
    is_text(kq_tostring_bool(x, kq_mk_bool(false)), "false");
    is_text(kq_tostring_timespan(x, T(25 * KQ_TICKS_PER_MINUTE)), "00:25:00");
    is_text(kq_tostring_dynamic(x, J("\"a\"")), "a");
    is_text(kq_tostring_dynamic(x, J("[\"a\"]")), "[\"a\"]");
    is_true(kq_tobool_dynamic(x, J("\"True\"")));
    is_json(J("not json"), "not json");
    assert_int_equal(J("not json").tag, KQ_DYN_STRING);
}

/* kql.md 3.2; docs: datatypes-string-operators.md */
static void terms(void **state) {
    (void)state;
    is_false(kq_has(x, S("North America"), S("amer")));
    is_true(kq_hasprefix(x, S("North America"), S("amer")));
    is_true(kq_hassuffix(x, S("North America"), S("RICA")));
    is_false(kq_hassuffix_cs(x, S("North America"), S("RICA")));
    is_true(kq_has(x, S("North America"), S("america")));
    is_false(kq_has_cs(x, S("North America"), S("america")));
    is_true(kq_not_has_cs(x, S("North America"), S("america")));
    is_false(kq_has(x, S("foobar"), S("foo")));
    is_true(kq_has(x, S("foobar foo"), S("foo"))); /* not the first occurrence */
    is_true(kq_has(x, S("xfoo.foo"), S("FOO")));
    is_false(kq_has(x, S(""), S("a")));
    is_true(kq_not_contains(x, S("abc"), S("d")));
    is_true(kq_contains(x, S("abC"), S("bc")));
    is_false(kq_contains_cs(x, S("abC"), S("bc")));
    is_true(kq_startswith(x, S("Fabrikam"), S("fab")));
    is_false(kq_startswith_cs(x, S("Fabrikam"), S("fab")));
    is_true(kq_endswith(x, S("Fabrikam"), S("Kam")));
    is_true(kq_not_endswith_cs(x, S("Fabrikam"), S("Kam")));
    is_true(kq_eq_ci(x, S("abc"), S("ABC")));
    is_true(kq_ne_ci(x, S("abc"), S("ABCD")));
    /* ASCII only: includes/in-operator-comparison note */
    is_false(kq_eq_ci(x, S("\xC3\x89"), S("\xC3\xA9")));
    is_false(kq_contains(x, S("\xC3\x89"), S("\xC3\xA9")));
}

static void assumed_terms(void **state) {
    (void)state;
    is_true(kq_has(x, S("foo_bar"), S("foo")));
    is_true(kq_has(x, S("run cmd.exe now"), S("cmd.exe")));
    is_false(kq_has(x, S("run xcmd.exe"), S("cmd.exe")));
    is_true(kq_has(x, S("a-encode -enc b"), S("-enc")));
    is_false(kq_has(x, S("a -encode"), S("-enc")));
    is_true(kq_has(x, S("anything"), S("")));
    is_true(kq_contains(x, S(""), S("")));
    is_true(kq_startswith(x, S(""), S("")));
    is_false(kq_has(x, S("caf\xC3\xA9"), S("caf")));      /* e with acute is a letter */
    is_true(kq_has(x, S("caf\xE2\x80\x94 x"), S("caf"))); /* an em dash is not */
    is_false(kq_has(x,
                    S("\xC3\xA9"
                      "caf"),
                    S("caf")));
    is_true(kq_has(x,
                   S("\xE2\x80\x94"
                     "caf"),
                   S("caf")));
    is_true(kq_has(x, S("a \xC3\xA9t\xC3\xA9 b"), S("\xC3\xA9t\xC3\xA9")));
}

/* kql.md 2.2, 3.3 */
static void lists(void **state) {
    (void)state;
    kq_long some[] = {L(1), L(2)}, with_null[] = {L(1), kq_null_long()};
    is_true(kq_in_long(x, L(2), some, 2));
    is_false(kq_in_long(x, kq_null_long(), some, 2));
    is_true(kq_not_in_long(x, kq_null_long(), some, 2));
    is_null(kq_in_long(x, kq_null_long(), with_null, 2));
    is_null(kq_not_in_long(x, kq_null_long(), with_null, 2));
    is_false(kq_in_long(x, L(3), with_null, 2));
    is_true(kq_not_in_long(x, L(3), with_null, 2));
    is_true(kq_in_string(x, S("b"), (kq_str[]){S("a"), S("b")}, 2));
    is_false(kq_in_string(x, S("B"), (kq_str[]){S("a"), S("b")}, 2));
    is_true(kq_in_ci(x, S("B"), (kq_str[]){S("a"), S("b")}, 2));
    is_false(kq_not_in_ci(x, S("B"), (kq_str[]){S("a"), S("b")}, 2));
    is_true(kq_in_string_dyn(x, S("b"), J("[\"a\",[\"b\"]]")));
    is_true(kq_not_in_long_dyn(x, L(4), J("[1,[2,[\"3\"]]]")));
    is_true(kq_in_long_dyn(x, L(3), J("[1,[2,[\"3\"]]]")));
    is_true(kq_has_any(x, S("North America"), (kq_str[]){S("south"), S("north")}, 2));
    is_false(kq_has_all(x, S("North America"), (kq_str[]){S("south"), S("north")}, 2));
    is_true(kq_has_all_dyn(x, S("North America"), J("[\"north\",\"america\"]")));
    is_false(kq_has_any_dyn(x, S("North America"), J("[\"nor\",\"amer\"]")));
}

static void assumed_lists(void **state) {
    (void)state;
    is_false(kq_has_any(x, S("a"), NULL, 0));
    is_true(kq_has_all(x, S("a"), NULL, 0));
    is_false(kq_has_any_dyn(x, S("a"), J("[]")));
    is_true(kq_has_all_dyn(x, S("a"), J("[]")));
    is_true(kq_in_string_dyn(x, S("a"), J("\"a\"")));
}

static void text(void **state) {
    (void)state;
    is_text(kq_strcat(x, (kq_str[]){S(""), S("_"), S("B3")}, 3), "_B3");
    is_text(kq_strcat_delim(x, (kq_str[]){S("-"), S("1"), S(""), S("A")}, 4), "1--A");
    is_long(kq_strlen(x, S("h\xC3\xA9llo")), 5);
    is_long(kq_string_size(x, S("h\xC3\xA9llo")), 6);
    is_long(kq_strcmp(x, S("abc"), S("ABC")), 1);
    is_long(kq_strcmp(x, S("abcde"), S("abc")), 1);
    is_long(kq_strcmp(x, S("ABC"), S("abc")), -1);
    is_text(kq_substring(x, S("abcdefg"), L(4)), "efg");
    is_text(kq_substring_length(x, S("123456"), L(-2), L(2)), "56");
    is_text(kq_substring_length(x, S("h\xC3\xA9llo"), L(1), L(1)), "\xC3\xA9");
    is_text(kq_substring_length(x, S("abc"), L(10), L(5)), "");
    is_text(kq_substring(x, S("abc"), L(0)), "abc");
    is_long(kq_indexof(x, S("hello world"), S("world")), 6);
    is_long(kq_indexof(x, S("abc"), S("z")), -1);
    is_long(kq_indexof_start(x, S("abc def ab"), S("ab"), L(-2)), 8);
    is_long(kq_indexof_start(x, S("abcdefg"), S("cde"), L(3)), -1);
    is_long(kq_indexof_length(x, S("abcdefg"), S("cde"), L(1), L(4)), 2);
    is_long(kq_indexof_length(x, S("abcdefg"), S("cde"), L(1), L(3)), -1);
    is_long(kq_indexof_occurrence(x, S("abcdefgabcdefg"), S("cd"), L(1), L(10), L(2)), 9);
    is_long(kq_indexof_occurrence(x, S("abcdefgabcdefg"), S("cde"), L(1), L(10), L(2)), 9);
    is_long(kq_indexof_occurrence(x, S("abcdefgabcdefg"), S("cde"), L(1), L(-1), L(3)), -1);
    is_long(kq_indexof(x, S("\xC3\xA9\xC3\xA9x"), S("x")), 2);
    assert_true(kq_indexof_length(x, S("abc"), S("a"), L(0), L(-2)).null);
    is_long(kq_countof(x, S("aaaa"), S("aa")), 3);
    is_text(kq_tolower(x, S("\xC3\x89X")), "\xC3\xA9x");
    is_text(kq_toupper(x, S("\xC3\xA9x")), "\xC3\x89X");
    is_text(kq_reverse(x, S("a\xC3\xA9")), "\xC3\xA9"
                                           "a");
    is_text(kq_replace_string(x, S("aXaX"), S("X"), S("yy")), "ayyayy");
    is_text(kq_replace_string(x, S("aaa"), S("aa"), S("b")), "ba");
    is_json(kq_split(x, S("aa_bb"), S("_")), "[\"aa\",\"bb\"]");
    is_json(kq_split(x, S("a__b"), S("_")), "[\"a\",\"\",\"b\"]");
    is_json(kq_split(x, S(""), S("_")), "[\"\"]");
    is_json(kq_split(x, S("aabbcc"), S("bb")), "[\"aa\",\"cc\"]");
    is_json(kq_split_index(x, S("aaa_bbb_ccc"), S("_"), L(1)), "[\"bbb\"]");
}

static void assumed_text(void **state) {
    (void)state;
    is_text(kq_substring(x, S("abc"), L(-10)), "abc");
    is_text(kq_substring_length(x, S("abc"), L(0), L(-1)), "");
    is_text(kq_substring(x, S("abc"), L(INT64_MIN)), "abc");
    is_text(kq_replace_string(x, S("abc"), S(""), S("x")), "abc");
    is_json(kq_split(x, S("abc"), S("")), "[\"abc\"]");
    assert_int_equal(kq_split_index(x, S("a_b"), S("_"), L(2)).tag, KQ_DYN_NULL);
    is_long(kq_indexof(x, S(""), S("")), 0);
    is_long(kq_indexof_start(x, S("abc"), S(""), L(4)), -1);
    is_long(kq_indexof_occurrence(x, S("aaa"), S("aa"), L(0), L(-1), L(2)), 1);
    is_long(kq_countof(x, S("abc"), S("")), 0);
}

/* kql.md 7.2; docs: datetime-diff-function.md, startofweek-function.md, endofweek-function.md */
static void calendar(void **state) {
    (void)state;
    is_time(kq_startofday(x, D("2017-01-01 10:10:17")), "2017-01-01T00:00:00.0000000Z");
    is_time(kq_startofday_offset(x, D("2017-01-01 10:10:17"), L(-1)), "2016-12-31T00:00:00.0000000Z");
    is_time(kq_startofweek(x, D("2025-06-14")), "2025-06-08T00:00:00.0000000Z");
    is_time(kq_startofweek(x, D("2025-06-15 12:00")), "2025-06-15T00:00:00.0000000Z");
    is_time(kq_endofweek(x, D("2017-01-01 10:10:17")), "2017-01-07T23:59:59.9999999Z");
    is_time(kq_endofweek_offset(x, D("2017-01-01 10:10:17"), L(-1)), "2016-12-31T23:59:59.9999999Z");
    is_time(kq_startofmonth_offset(x, D("2017-01-31"), L(-1)), "2016-12-01T00:00:00.0000000Z");
    is_time(kq_endofmonth_offset(x, D("2017-01-01 10:10:17"), L(1)), "2017-02-28T23:59:59.9999999Z");
    is_time(kq_endofyear(x, D("2020-02-29 23:59:59.999")), "2020-12-31T23:59:59.9999999Z");
    is_time(kq_endofyear(x, D("9999-05-05")), "9999-12-31T23:59:59.9999999Z");
    is_time(kq_endofday(x, D("9999-12-31")), "9999-12-31T23:59:59.9999999Z");
    assert_true(kq_startofyear_offset(x, D("2020-01-01"), L(INT64_MAX)).null);
    assert_true(kq_endofyear_offset(x, D("2020-01-01"), L(INT64_MAX)).null);
    assert_true(kq_startofday_offset(x, D("2020-01-01"), L(INT64_MIN)).null);
    assert_true(kq_endofday_offset(x, D("9999-12-31"), L(1)).null);
    assert_int_equal(kq_dayofweek(x, D("2015-12-14")).v, KQ_TICKS_PER_DAY); /* a Monday */
    assert_int_equal(kq_dayofweek(x, D("1970-05-11")).v, KQ_TICKS_PER_DAY);
    is_int(kq_dayofmonth(x, D("2015-12-14")), 14);
    is_int(kq_dayofyear(x, D("2015-12-14")), 348);
    is_int(kq_hourofday(x, D("2015-12-14 18:54")), 18);
    is_int(kq_monthofyear(x, D("2015-12-14")), 12);
    is_int(kq_getyear(x, D("2015-10-12")), 2015);
    is_long(kq_datetime_diff(x, S("year"), D("2017-01-01"), D("2000-12-31")), 17);
    is_long(kq_datetime_diff(x, S("Quarter"), D("2017-07-01"), D("2017-03-30")), 2);
    is_long(kq_datetime_diff(x, S("month"), D("2017-01-01"), D("2015-12-30")), 13);
    is_long(kq_datetime_diff(x, S("week"), D("2017-10-29 00:00"), D("2017-09-30 23:59")), 5);
    is_long(kq_datetime_diff(x, S("day"), D("2017-10-29 00:00"), D("2017-09-30 23:59")), 29);
    is_long(kq_datetime_diff(x, S("hour"), D("2017-10-31 01:00"), D("2017-10-30 23:59")), 2);
    is_long(kq_datetime_diff(x, S("minute"), D("2017-10-30 23:05:01"), D("2017-10-30 23:00:59")), 5);
    is_long(kq_datetime_diff(x, S("second"), D("2017-10-30 23:00:10.100"), D("2017-10-30 23:00:00.900")), 10);
    is_long(kq_datetime_diff(x, S("nanosecond"), D("2017-10-30 23:00:10.0000000"), D("2017-10-30 23:00:10.0000007")),
            -700);
    assert_true(kq_datetime_diff(x, S("fortnight"), D("2017-01-01"), D("2000-12-31")).null);
    is_time(kq_ago(x, T(KQ_TICKS_PER_DAY)), "2025-06-01T12:00:00.0000000Z");
    is_time(kq_ago(x, T(-KQ_TICKS_PER_HOUR)), "2025-06-02T13:00:00.0000000Z");
    is_time(kq_now_offset(x, T(KQ_TICKS_PER_HOUR)), "2025-06-02T13:00:00.0000000Z");
}

/* kql.md 4 */
static void dynamic_values(void **state) {
    (void)state;
    kq_dyn d = J("{\"a\":{\"b\":[1,2,3]},\"B\":null}");
    is_json(kq_dyn_element(x, kq_dyn_member(x, kq_dyn_member(x, d, S("a")), S("b")), L(-1)), "3");
    assert_int_equal(kq_dyn_element(x, J("[1,2,3]"), L(5)).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_member(x, d, S("A")).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_member(x, J("\"{}\""), S("A")).tag, KQ_DYN_NULL);
    is_long(kq_array_length(x, J("[1,2,3]")), 3);
    assert_true(kq_array_length(x, J("{}")).null);
    is_json(kq_bag_keys(x, J("{\"a\":1,\"c\":{\"d\":1}}")), "[\"a\",\"c\"]");
    assert_int_equal(kq_bag_keys(x, J("[]")).tag, KQ_DYN_NULL);
    is_json(kq_bag_keys(x, J("{}")), "[]");
    kq_dyn pairs[] = {kq_box_dyn_string(x, S("k")), kq_box_dyn_long(x, L(1)), kq_box_dyn_string(x, S("n")),
                      kq_null_dynamic()};
    is_json(kq_bag_pack(x, pairs, 4), "{\"k\":1,\"n\":null}");
    is_json(kq_pack_array(x, pairs, 2), "[\"k\",1]");
    kq_dyn twice[] = {pairs[0], pairs[1], pairs[2], pairs[3], pairs[0], kq_box_dyn_bool(x, kq_mk_bool(true))};
    is_json(kq_bag_pack(x, twice, 6), "{\"k\":true,\"n\":null}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_rules),   cmocka_unit_test(arithmetic),    cmocka_unit_test(assumed_arithmetic),
        cmocka_unit_test(conversions),  cmocka_unit_test(terms),         cmocka_unit_test(assumed_terms),
        cmocka_unit_test(lists),        cmocka_unit_test(assumed_lists), cmocka_unit_test(text),
        cmocka_unit_test(assumed_text), cmocka_unit_test(calendar),      cmocka_unit_test(dynamic_values),
    };
    ctx.row = kq_arena_new();
    ctx.state = kq_arena_new();
    ctx.now = INT64_C(638844624000000000); /* 2025-06-02T12:00:00Z */
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    kq_arena_free(ctx.row);
    kq_arena_free(ctx.state);
    return failures;
}
