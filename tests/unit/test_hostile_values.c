/* Values that nobody would send in good faith: what functions do with texts at and over their limits, compressed bombs,
 * and every function of the catalogue with garbage, huge arrays and deep JSON as arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <kq/kq.h>

#include "catalog.h"
#include "dyn.h"

static kq_ctx x;

static int set_up(void **state) {
    (void)state;
    x = (kq_ctx){.row = kq_arena_new(), .state = kq_arena_new(), .window_start = INT64_MIN, .window_end = INT64_MAX};
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    kq_arena_free(x.row);
    kq_arena_free(x.state);
    return 0;
}

/* `text` n times. */
static kq_str repeated(const char *text, size_t n) {
    const size_t length = strlen(text);
    char *p = kq_alloc(x.row, n * length + 1);
    for (size_t i = 0; i < n; i++) memcpy(p + i * length, text, length);
    return kq_mk_string(p, n * length);
}

static kq_str joined(kq_str a, kq_str b) {
    char *p = kq_alloc(x.row, a.n + b.n + 1);
    memcpy(p, a.p, a.n);
    memcpy(p + a.n, b.p, b.n);
    return kq_mk_string(p, a.n + b.n);
}

static kq_str text(const char *s) { return kq_mk_string(s, strlen(s)); }

/* ---- XML */

static kq_dyn xml_of(kq_str before, kq_str middle, const char *after) {
    return kq_parse_xml(&x, joined(before, joined(middle, text(after))));
}

static void test_xml_length(void **state) {
    (void)state; /* docs: up to 1,048,576 bytes, of which the tags take seven */
    assert_int_equal(xml_of(text("<e>"), repeated("a", 1048569), "</e>").tag, KQ_DYN_BAG);
    assert_int_equal(xml_of(text("<e>"), repeated("a", 1048570), "</e>").tag, KQ_DYN_NULL);
}

static void test_xml_depth(void **state) {
    (void)state;
    assert_int_equal(xml_of(repeated("<a>", 1023), repeated("</a>", 1023), "").tag, KQ_DYN_BAG);
    assert_int_equal(xml_of(repeated("<a>", 1024), repeated("</a>", 1024), "").tag, KQ_DYN_NULL);
    assert_int_equal(kq_parse_xml(&x, repeated("<a>", 100000)).tag, KQ_DYN_NULL);
}

/* Many children, of one name and of as many names. */
static void test_xml_children(void **state) {
    (void)state;
    int64_t n = 0;
    kq_dyn d = xml_of(text("<r>"), repeated("<a/>", 200000), "</r>");
    assert_true(kq_dyn_length(kq_dyn_get(x.row, kq_dyn_get(x.row, d, text("r")), text("a")), &n));
    assert_int_equal(n, 200000);
    char *names = kq_alloc(x.row, 1000000), *to = names;
    for (int i = 0; i < 100000; i++) to += sprintf(to, "<n%d/>", i);
    d = xml_of(text("<r>"), kq_mk_string(names, (size_t)(to - names)), "</r>");
    assert_int_equal(kq_dyn_get(x.row, d, text("r")).n, 100000);
}

/* ---- compressed texts */

static void test_bombs(void **state) {
    (void)state;
    const kq_str whole = repeated("a", (size_t)16 << 20), more = joined(whole, text("a"));
    assert_int_equal(kq_zlib_decompress(&x, kq_zlib_compress(&x, whole)).n, whole.n);
    assert_int_equal(kq_gzip_decompress(&x, kq_gzip_compress(&x, whole)).n, whole.n);
    assert_int_equal(kq_zlib_decompress(&x, kq_zlib_compress(&x, more)).n, 0);
    assert_int_equal(kq_gzip_decompress(&x, kq_gzip_compress(&x, more)).n, 0);
}

/* ---- every function */

static uint64_t random_state = 88172645463325252u;

static size_t below(size_t n) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

static const char *const odd_texts[] = {
    "",
    " ",
    "\xff\xfe",
    "\xc3",
    "%",
    "%u",
    "%zz",
    "-",
    "--",
    "0x",
    "0x8000000000000000",
    "9223372036854775808",
    "-9223372036854775808",
    "1e999",
    "-1e-999",
    "nan",
    "1.2.3.4",
    "1.2.3.4/33",
    "256.1.1.1",
    "1.2.3.4/",
    "::",
    "::1/129",
    "fe80::%eth0",
    "2020-01-01",
    "2020-02-30",
    "9999-12-31T23:59:59.9999999Z",
    "0000-00-00",
    "99999-01-01",
    "1.00:00:00",
    "99999999.00:00:00",
    "{",
    "[",
    "[1,2",
    "{\"a\":{\"b\":[1,2,{\"c\":null}]}}",
    "[null,1,\"a\",{}]",
    "\"",
    "\\",
    "\\x",
    "$",
    "$.a[",
    "$.a[-1].b['c']",
    "<a",
    "<a>&#0;</a>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "====",
    "A===",
    "AAAA=AAA",
    "H4sIAAAAAAAA/w==",
    "eJwLSS0u",
    "xn--",
    "xn--99999",
    "yyyy-MM-dd",
    "d.hh:mm:ss",
    "week",
    "day",
    "http://",
    "http://a:b@c:99999/d?e=f&g#h",
    "C:\\a\\b:c",
    "\\\\?\\",
    "..",
    "a,b,\"c",
    "\"\"\"",
    "\r\n\r\n",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xe2\x80\xae",
    "(",
    "[a",

    "*",
    "1d",
    "1.5h",
    "guid",
    "74be27de-1e4e-49d9-b579-fe0b331d3642",
};

static const int64_t odd_numbers[] = {0,    1,    -1,      2,         7,         64,        255,
                                      1024, 1025, 1048577, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
static const double odd_reals[] = {0.0, -0.0, 0.5, -1.5, 1e308, -1e308, 5e-324, 1e15};

enum { ODD_DYNAMICS = 16 };
static kq_dyn odd_dynamics[ODD_DYNAMICS];
static kq_str long_texts[4];

static kq_dyn many(uint32_t n, bool texts) {
    kq_dyn *items = kq_alloc(x.state, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++)
        items[i] = texts ? kq_dyn_string(text(odd_texts[i % (sizeof odd_texts / sizeof *odd_texts)])) : kq_dyn_long(i);
    return kq_dyn_array(items, n);
}

static void make_dynamics(void) {
    const size_t deep = 100000;
    char *p = kq_alloc(x.state, 2 * deep);
    memset(p, '[', deep);
    memset(p + deep, ']', deep);
    const kq_str brackets = {p, 2 * deep};
    char *a = kq_alloc(x.state, 300000);
    memset(a, 'a', 300000);
    long_texts[0] = brackets;
    long_texts[1] = kq_mk_string(a, 300000);
    long_texts[2] = kq_mk_string(p + deep - 1000, 2000);
    long_texts[3] = kq_mk_string(p + deep - 1025, 2050);
    kq_dyn *d = odd_dynamics;
    *d++ = kq_null_dynamic();
    *d++ = kq_dyn_bool(true);
    *d++ = kq_dyn_long(INT64_MIN);
    *d++ = kq_dyn_real(1e308);
    *d++ = kq_dyn_string(text("2020-01-01"));
    *d++ = kq_dyn_string(brackets);
    *d++ = kq_dyn_array(NULL, 0);
    *d++ = kq_dyn_bag(NULL, 0);
    *d++ = many(1000000, false);
    *d++ = many(3000, true);
    *d++ = kq_dyn_from_json(x.state, text("{\"a\":{\"b\":[1,{\"c\":\"d\"}]},\"\":null,\"a\":2}"));
    *d++ = kq_dyn_from_json(x.state, text("[1,\"a\",null,[2,[3]],{\"k\":1.5},true]"));
    *d++ = kq_dyn_from_json(x.state, long_texts[2]);
    *d++ = (kq_dyn){.tag = KQ_DYN_DATETIME, .u.i = KQ_DATETIME_MAX};
    *d++ = (kq_dyn){.tag = KQ_DYN_TIMESPAN, .u.i = INT64_MIN};
    *d++ = kq_dyn_string(text("\xff"));
}

/* At most one argument of a call is large: results may be as long as the product of two (replace_string, strcat_array),
 * which takes its time up to KQ_MAX_TEXT. */
static bool large;

static kq_str odd_text(void) {
    const size_t i = below(sizeof odd_texts / sizeof *odd_texts + 4);
    if (i < 4 && large) return text("");
    large = large || i < 4;
    return i < 4 ? long_texts[i] : text(odd_texts[i - 4]);
}

static kq_value odd_value(kq_type type) {
    const int64_t n = odd_numbers[below(sizeof odd_numbers / sizeof *odd_numbers)];
    const bool null = below(8) == 0;
    switch (type) {
    case KQ_T_BOOL: return kq_box_bool(null ? kq_null_bool() : kq_mk_bool(n & 1));
    case KQ_T_INT: return kq_box_int(null ? kq_null_int() : kq_mk_int((int32_t)n));
    case KQ_T_LONG: return kq_box_long(null ? kq_null_long() : kq_mk_long(n));
    case KQ_T_REAL: return kq_box_real(null ? kq_null_real() : kq_mk_real(odd_reals[below(8)]));
    case KQ_T_DATETIME: {
        static const int64_t ticks[] = {0, 1, KQ_DATETIME_MAX, INT64_C(637134336000000000)};
        return kq_box_datetime(null ? kq_null_datetime() : kq_mk_datetime(ticks[below(4)]));
    }
    case KQ_T_TIMESPAN: return kq_box_timespan(null ? kq_null_timespan() : kq_mk_timespan(n));
    case KQ_T_STRING: return kq_box_string(odd_text());
    case KQ_T_GUID: return kq_box_guid((kq_guid){{(uint8_t)n}, false});
    default: {
        const kq_dyn d = odd_dynamics[below(ODD_DYNAMICS)];
        const bool is_large = d.n > 1000 || (d.tag == KQ_DYN_STRING && d.u.s.n > 1000);
        if (is_large && large) return kq_box_dynamic(kq_null_dynamic());
        large = large || is_large;
        return kq_box_dynamic(d);
    }
    }
}

static void call_with_odd_values(const struct catalog_row *r) {
    kq_value args[6];
    size_t n = r->shape == SHAPE_FIXED ? r->param_count : r->shape == SHAPE_PAIRS ? 4 : 1 + below(4);
    large = false;
    for (size_t i = 0; i < n; i++) {
        const size_t k = r->shape == SHAPE_FIXED ? i : 0;
        args[i] = r->shape == SHAPE_PAIRS ? odd_value(i % 2 ? KQ_T_DYNAMIC : KQ_T_STRING)
                                          : odd_value(cat_param_type(r->params[k]));
        if (r->shape == SHAPE_PAIRS && i % 2 == 0) args[i] = kq_box_dynamic(kq_dyn_string(args[i].u.s));
    }
    const kq_mark mark = kq_arena_mark(x.row);
    const kq_value v = r->fold(&x, args, n);
    assert_int_equal(v.type, r->ret);
    if (v.type == KQ_T_DYNAMIC && !large) (void)kq_dyn_text(x.row, v.u.d); /* reads all of it */
    kq_arena_release(x.row, mark);
}

/* No crash, nothing that the sanitisers object to, no call that takes longer than its input deserves. */
static void test_every_function(void **state) {
    (void)state;
    make_dynamics();
    for (size_t i = 0; i < catalog_count(CAT_FUNCTION); i++) {
        const struct catalog_row *r = catalog_at(CAT_FUNCTION, i);
        if (!r->fold) continue;
        const clock_t start = clock();
        for (int k = 0; k < 20; k++) call_with_odd_values(r);
        const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds > 60) fail_msg("%s (%s): 20 calls take %.1f s", r->name, r->id, seconds);
        if (seconds > 1 && getenv("KQ_TIMES")) fprintf(stderr, "%s (%s): %.2f s\n", r->name, r->id, seconds);
    }
}

/* ---- results without a limit of their own */

static void expect_too_large(kq_str result) {
    assert_int_equal(result.n, 0);
    assert_int_equal(x.too_large, 1);
    x.too_large = 0;
}

static void test_large_results(void **state) {
    (void)state;
    const kq_str million = repeated("a", 1 << 20), thousand = repeated("b", 1 << 10),
                 two_thousand = repeated("c", 2 << 10);
    expect_too_large(kq_replace_string(&x, million, text("a"), two_thousand));
    expect_too_large(kq_re_replace(&x, million, text("a"), two_thousand));
    expect_too_large(kq_strrep_delimiter(&x, two_thousand, kq_mk_long(1024), million));
    expect_too_large(kq_strcat_array(&x, kq_split(&x, million, text("a")), two_thousand));
    const kq_dyn from = kq_dyn_string(text("a")), to = kq_dyn_string(two_thousand);
    expect_too_large(kq_replace_strings(&x, million, kq_dyn_array(&from, 1), kq_dyn_array(&to, 1)));
    assert_int_equal(kq_repeat(&x, to, kq_mk_long(1 << 20)).tag, KQ_DYN_NULL);
    const kq_dyn once = kq_repeat(&x, kq_dyn_long(1), kq_mk_long(1 << 11));
    assert_int_equal(once.n, 1 << 11);
    assert_int_equal(x.too_large, 1);
    assert_int_equal(kq_repeat(&x, once, kq_mk_long(1 << 20)).tag, KQ_DYN_NULL);
    assert_int_equal(x.too_large, 2);
    assert_int_equal(kq_replace_string(&x, repeated("a", 1 << 10), text("a"), thousand).n, 1 << 20);
    assert_int_equal(x.too_large, 2);
}

/* Valid patterns that need more memory than there is for one: no match, and each is counted. */
static void test_large_patterns(void **state) {
    (void)state;
    const kq_str pattern = text("((a{1000}){1000}){1000}"), s = text("aaa");
    assert_false(kq_true(kq_re_matches(&x, s, pattern)));
    assert_int_equal(x.too_large, 1);
    assert_false(kq_true(kq_re_matches(&x, s, pattern)));
    assert_int_equal(x.too_large, 2);
    assert_int_equal(kq_re_extract(&x, pattern, kq_mk_long(0), s).n, 0);
    assert_int_equal(kq_re_replace(&x, s, pattern, text("x")).n, s.n);
    assert_int_equal(kq_re_trim(&x, pattern, s).n, s.n);
    assert_int_equal(x.too_large, 6);
    assert_false(kq_true(kq_re_matches(&x, s, text("(")))); /* not valid, which is another thing */
    assert_int_equal(x.too_large, 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_xml_length, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_xml_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_xml_children, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bombs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large_results, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large_patterns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_function, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
