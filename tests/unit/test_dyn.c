/* Dynamic values: parsing, access, text, equality, casts. Rules from kql.md 2.4, 2.5, 4 and 9 (traps 36 to 39, 61). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kq/keep.h>

#include "dyn.h"

static kq_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = kq_arena_new();
    return 0;
}
static int tear_down(void **state) {
    (void)state;
    kq_arena_free(arena);
    return 0;
}

static kq_str text(const char *s) { return kq_mk_string(s, strlen(s)); }

static kq_dyn parse(const char *json) {
    kq_dyn d = {0};
    if (!kq_dyn_parse(arena, text(json), &d)) fail_msg("not parsed: %s", json);
    return d;
}

static void json_is(kq_dyn d, const char *expected) {
    kq_buf b = {0};
    kq_dyn_put_json(&b, d);
    kq_buf_putc(&b, 0);
    assert_string_equal(b.p, expected);
    kq_buf_free(&b);
}

static void text_is(kq_dyn d, const char *expected) {
    kq_str s = kq_dyn_text(arena, d);
    assert_int_equal(s.n, strlen(expected));
    if (s.n) assert_memory_equal(s.p, expected, s.n);
}

static void test_parse_scalars(void **state) {
    (void)state;
    kq_dyn d = parse(" 12 ");
    assert_true(d.tag == KQ_DYN_LONG && d.u.i == 12);
    d = parse("-9223372036854775808");
    assert_true(d.tag == KQ_DYN_LONG && d.u.i == INT64_MIN);
    d = parse("9223372036854775808"); /* too large for a long */
    assert_true(d.tag == KQ_DYN_REAL && d.u.r == 0x1p63);
    d = parse("118.0");
    assert_true(d.tag == KQ_DYN_REAL && d.u.r == 118);
    d = parse("1e2");
    assert_true(d.tag == KQ_DYN_REAL && d.u.r == 100);
    d = parse("\t\"a\\u0041\\n\"\r\n");
    assert_int_equal(d.tag, KQ_DYN_STRING);
    text_is(d, "aA\n");
    assert_true(parse("true").u.b);
    d = parse("false");
    assert_true(d.tag == KQ_DYN_BOOL && !d.u.b);
    assert_int_equal(parse("null").tag, KQ_DYN_NULL);
    assert_int_equal(parse(" [1] ").tag, KQ_DYN_JSON);
    assert_int_equal(parse(" [1] ").u.s.n, 3);
}

static void test_parse_rejects(void **state) {
    (void)state;
    const char *bad[] = {"", " ", "not json", "{", "[1,]", "1 2", "{} x", "'a'", "\"\xFF\"", "nul"};
    kq_dyn d;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(kq_dyn_parse(arena, text(bad[i]), &d));
    assert_false(kq_dyn_parse(arena, kq_mk_string(NULL, 0), &d));
    assert_false(kq_dyn_parse(arena, kq_mk_string("1\0", 2), &d));
    assert_false(kq_dyn_parse(arena, kq_mk_string("[\0]", 3), &d));
}

static void test_depth(void **state) {
    (void)state;
    const size_t levels[] = {100, 1024, 1025, 100000};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        size_t n = levels[i];
        char *s = malloc(n * 6 + 1), *p = s;
        assert_non_null(s);
        for (size_t k = 0; k < n; k++) { /* {"k":[{"k":[ ... 7 ... ]}]} */
            memcpy(p, k % 2 ? "[" : "{\"k\":", k % 2 ? 1 : 5);
            p += k % 2 ? 1 : 5;
        }
        *p++ = '7';
        for (size_t k = n; k-- > 0;) *p++ = k % 2 ? ']' : '}';
        kq_dyn d, e;
        bool parsed = kq_dyn_parse(arena, kq_mk_string(s, (size_t)(p - s)), &d);
        assert_int_equal(parsed, n <= KQ_MAX_DEPTH);
        if (parsed) {
            kq_buf b = {0};
            kq_dyn_put_json(&b, d);
            assert_int_equal(b.n, p - s);
            assert_memory_equal(b.p, s, b.n);
            assert_true(kq_dyn_parse(arena, kq_mk_string(b.p, b.n), &e));
            assert_true(kq_dyn_equal(arena, d, e));
            assert_int_equal(kq_dyn_hash(arena, d), kq_dyn_hash(arena, e));
            s[p - s - (ptrdiff_t)n - 1] = '8'; /* the number in the middle */
            assert_false(kq_dyn_equal(arena, d, e));
            assert_true(kq_dyn_hash(arena, d) != kq_dyn_hash(arena, e));
            kq_buf_free(&b);
        }
        free(s);
    }
}

static void test_compact_text(void **state) {
    (void)state;
    json_is(parse(" { \"a\" : [ 1 , 2.50 , -0 , 1E2, \"x\\/y\" ] , \"b\" : { } , \"c\":[ ] , \"d\" : null } "),
            "{\"a\":[1,2.5,0,100.0,\"x/y\"],\"b\":{},\"c\":[],\"d\":null}");
    json_is(parse("[true,false,null,[[]],[{}]]"), "[true,false,null,[[]],[{}]]");
    json_is(parse("[12345678901234567890,9223372036854775807]"), "[1.2345678901234567E+19,9223372036854775807]");
    json_is(parse("[118.0]"), "[118.0]");
    json_is(parse("{\"\\u0061\\n\":\"\\u00e9\\ud83d\\ude00\\ud800\\u0000\"}"),
            "{\"a\\n\":\"\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBD\\u0000\"}");
    json_is(parse("\"a\\\"b\""), "\"a\\\"b\"");
    text_is(parse("[\"a\"]"), "[\"a\"]"); /* kql.md 9, 38 */
    text_is(parse("\"a\""), "a");
    text_is(parse("null"), "");
    text_is(parse("true"), "true");
    text_is(parse("1.0"), "1.0");
    text_is(parse("-12"), "-12");
}

static void test_text_of_kusto_scalars(void **state) {
    (void)state;
    kq_dyn guid = {.tag = KQ_DYN_GUID};
    for (int i = 0; i < 16; i++) guid.u.guid[i] = (uint8_t)(i * 17);
    const kq_dyn items[] = {
        {.tag = KQ_DYN_DATETIME, .u.i = INT64_C(637134336000000000)}, /* 2020-01-01 */
        {.tag = KQ_DYN_TIMESPAN, .u.i = 2 * KQ_TICKS_PER_SECOND},
        guid,
        kq_dyn_real((double)NAN),
        kq_dyn_real(-(double)INFINITY),
        kq_dyn_string(text("q\"")),
    };
    json_is(kq_dyn_array(items, 6), "[\"2020-01-01T00:00:00.0000000Z\",\"00:00:02\","
                                    "\"00112233-4455-6677-8899-aabbccddeeff\",\"NaN\",\"-Infinity\",\"q\\\"\"]");
    text_is(items[0], "2020-01-01T00:00:00.0000000Z");
    text_is(items[1], "00:00:02");
    text_is(guid, "00112233-4455-6677-8899-aabbccddeeff");
    text_is(items[3], "NaN");
}

static void test_duplicate_keys(void **state) {
    (void)state;
    kq_dyn d = parse("{\"a\":1,\"b\":2,\"\\u0061\":3,\"c\":{\"x\":1,\"x\":[2]},\"b\":4}");
    json_is(d, "{\"a\":3,\"b\":4,\"c\":{\"x\":[2]}}"); /* last value, first place */
    kq_dyn e = kq_dyn_expand(arena, d);
    assert_int_equal(e.tag, KQ_DYN_BAG);
    assert_int_equal(e.n, 3);
    json_is(e, "{\"a\":3,\"b\":4,\"c\":{\"x\":[2]}}");
    assert_int_equal(kq_dyn_get(arena, d, text("a")).u.i, 3);
    assert_int_equal(kq_dyn_get(arena, d, text("b")).u.i, 4);
    json_is(parse("{\"a\":1,\"a\":2}"), "{\"a\":2}");
    json_is(parse("{\"\":1,\"\":2}"), "{\"\":2}");
    json_is(parse("[{\"a\":1,\"a\":{\"b\":1,\"b\":2}},{\"a\":1}]"), "[{\"a\":{\"b\":2}},{\"a\":1}]");
}

static void test_many_keys(void **state) {
    (void)state;
    /* 5,000 members, keys k0 ... k999 five times over: the last round stays, in the order of the first. */
    kq_buf in = {0}, expected = {0};
    char member[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(member, sizeof member, "%s \"k%d\":%d", i ? "," : "{", i % 1000, i);
        kq_buf_puts(&in, member);
    }
    kq_buf_putc(&in, '}');
    for (int i = 0; i < 1000; i++) {
        snprintf(member, sizeof member, "%s\"k%d\":%d", i ? "," : "{", i, 4000 + i);
        kq_buf_puts(&expected, member);
    }
    kq_buf_puts(&expected, "}");
    kq_buf_putc(&expected, 0);
    kq_dyn d;
    assert_true(kq_dyn_parse(arena, kq_mk_string(in.p, in.n), &d));
    json_is(d, expected.p);
    json_is(kq_dyn_expand(arena, d), expected.p);
    assert_int_equal(kq_dyn_get(arena, d, text("k7")).u.i, 4007);
    kq_buf_free(&in);
    kq_buf_free(&expected);
}

static void test_get(void **state) {
    (void)state;
    kq_dyn d = parse("{ \"a\" : 1 , \"s\":\"x\\ty\", \"n\" : { \"a\":2, \"q\":\"}\" }, \"k\\u00e9\":true, \"e\\\\\":5,"
                     " \"j\":\"{\\\"c\\\":456}\", \"\":9, \"z\":null }");
    assert_int_equal(kq_dyn_get(arena, d, text("a")).u.i, 1);
    text_is(kq_dyn_get(arena, d, text("s")), "x\ty");
    text_is(kq_dyn_get(arena, d, text("n")), "{\"a\":2,\"q\":\"}\"}");
    assert_int_equal(kq_dyn_get(arena, kq_dyn_get(arena, d, text("n")), text("a")).u.i, 2);
    assert_true(kq_dyn_get(arena, d, text("k\xC3\xA9")).u.b);
    assert_int_equal(kq_dyn_get(arena, d, text("e\\")).u.i, 5);
    assert_int_equal(kq_dyn_get(arena, d, text("e\\\\")).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_get(arena, d, kq_mk_string(NULL, 0)).u.i, 9);
    assert_int_equal(kq_dyn_get(arena, d, text("A")).tag, KQ_DYN_NULL); /* keys are case-sensitive */
    assert_int_equal(kq_dyn_get(arena, d, text("q")).tag, KQ_DYN_NULL); /* not of an inner bag */
    assert_int_equal(kq_dyn_get(arena, d, text("z")).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_get(arena, parse("[1]"), text("a")).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_get(arena, kq_null_dynamic(), text("a")).tag, KQ_DYN_NULL);
    /* kql.md 9, 37: JSON text inside JSON is a string until parse_json sees it */
    kq_dyn j = kq_dyn_get(arena, d, text("j")), parsed;
    assert_int_equal(kq_dyn_get(arena, j, text("c")).tag, KQ_DYN_NULL);
    assert_true(kq_dyn_parse(arena, kq_dyn_text(arena, j), &parsed));
    assert_int_equal(kq_dyn_get(arena, parsed, text("c")).u.i, 456);
    kq_dyn e = kq_dyn_expand(arena, d);
    assert_int_equal(kq_dyn_get(arena, e, text("a")).u.i, 1);
    assert_int_equal(kq_dyn_get(arena, e, text("nope")).tag, KQ_DYN_NULL);
}

static void elements(kq_dyn d) {
    /* kql.md 9, 39 */
    assert_int_equal(kq_dyn_at(arena, d, 0).u.i, 1);
    assert_int_equal(kq_dyn_at(arena, d, -1).u.i, 3);
    assert_int_equal(kq_dyn_at(arena, d, -3).u.i, 1);
    const int64_t outside[] = {3, 5, -4, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < 5; i++) assert_int_equal(kq_dyn_at(arena, d, outside[i]).tag, KQ_DYN_NULL);
    int64_t n = 0;
    assert_true(kq_dyn_length(d, &n) && n == 3);
}

static void test_at(void **state) {
    (void)state;
    kq_dyn d = parse("[ 1 , [2] , 3 ]");
    elements(d);
    elements(kq_dyn_expand(arena, d));
    text_is(kq_dyn_at(arena, d, 1), "[2]");
    assert_int_equal(kq_dyn_at(arena, parse("{\"a\":1}"), 0).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_at(arena, parse("{\"a\":1}"), -1).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_at(arena, parse("\"abc\""), 0).tag, KQ_DYN_NULL);
    int64_t n = 9;
    assert_true(kq_dyn_length(parse("[ ]"), &n) && n == 0);
    assert_int_equal(kq_dyn_at(arena, parse("[]"), 0).tag, KQ_DYN_NULL);
    assert_int_equal(kq_dyn_at(arena, parse("[]"), -1).tag, KQ_DYN_NULL);
    assert_false(kq_dyn_length(parse("{}"), &n));
    assert_false(kq_dyn_length(parse("1"), &n));
}

static void same(const char *a, const char *b, bool expected) {
    kq_dyn left = parse(a), right = parse(b), one = kq_dyn_expand(arena, left), two = kq_dyn_expand(arena, right);
    if (kq_dyn_equal(arena, left, right) != expected || kq_dyn_equal(arena, right, left) != expected ||
        kq_dyn_equal(arena, one, right) != expected || kq_dyn_equal(arena, left, two) != expected) {
        fail_msg("%s and %s", a, b);
    }
    if (expected && kq_dyn_hash(arena, left) != kq_dyn_hash(arena, right)) fail_msg("hash of %s and %s", a, b);
    assert_int_equal(kq_dyn_hash(arena, left), kq_dyn_hash(arena, one));
}

static void test_equality(void **state) {
    (void)state;
    same("1", "1", true);
    same("1", "2", false);
    same("1", "1.0", false); /* another type */
    same("1", "\"1\"", false);
    same("0.0", "-0.0", true);
    same("null", "null", true);
    same("null", "false", false);
    same("\"a\"", "\"\\u0061\"", true);
    same("\"a\"", "\"A\"", false);
    same("[1,2]", "[ 1, 2 ]", true);
    same("[1,2]", "[2,1]", false);
    same("[1]", "[1,1]", false);
    same("[]", "{}", false);
    same("{\"a\":1,\"b\":[{\"c\":null}]}", "{ \"b\":[{\"c\":null}], \"\\u0061\":1 }", true); /* order is irrelevant */
    same("{\"a\":1}", "{\"a\":2}", false);
    same("{\"a\":1}", "{\"b\":1}", false);
    same("{\"a\":1}", "{\"a\":1,\"b\":1}", false);
    same("{\"a\":0,\"a\":1}", "{\"a\":1}", true);
    same("{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", false);
    same("{\"a\":1,\"aa\":2,\"\":3}", "{\"\":3,\"aa\":2,\"a\":1}", true);
    assert_true(kq_dyn_equal(arena, kq_dyn_real((double)NAN), kq_dyn_real(-(double)NAN)));
}

static void test_casts(void **state) {
    (void)state;
    assert_int_equal(kq_dyn_as_long(parse("\"5\"")).v, 5); /* kql.md 2.4 */
    assert_true(kq_dyn_as_long(parse("\"x\"")).null);
    assert_int_equal(kq_dyn_as_long(parse("2.9")).v, 2);
    assert_int_equal(kq_dyn_as_long(parse("true")).v, 1);
    assert_true(kq_dyn_as_long(parse("1e30")).null);
    assert_true(kq_dyn_as_long(parse("[1]")).null);
    assert_true(kq_dyn_as_long(parse("null")).null);
    assert_int_equal(kq_dyn_as_int(parse("-2147483648")).v, INT32_MIN);
    assert_true(kq_dyn_as_int(parse("2147483648")).null);
    assert_true(kq_dyn_as_real(parse("\"1.5\"")).v == 1.5);
    assert_true(kq_dyn_as_real(parse("3")).v == 3);
    assert_true(kq_dyn_as_real(parse("{}")).null);
    assert_true(kq_true(kq_dyn_as_bool(parse("\"True\""))));
    assert_true(kq_true(kq_dyn_as_bool(parse("true"))));
    assert_true(kq_true(kq_dyn_as_bool(parse("1"))));
    assert_true(kq_true(kq_dyn_as_bool(parse("0.5"))));
    assert_false(kq_true(kq_dyn_as_bool(parse("0"))));
    assert_true(kq_dyn_as_bool(parse("\"yes\"")).null);
    assert_int_equal(kq_dyn_as_datetime(parse("\"2020-01-01\"")).v, INT64_C(637134336000000000));
    assert_int_equal(kq_dyn_as_datetime(parse("637134336000000000")).v, INT64_C(637134336000000000));
    assert_true(kq_dyn_as_datetime(parse("-1")).null);
    assert_true(kq_dyn_as_datetime(parse("9223372036854775807")).null);
    assert_true(kq_dyn_as_datetime(parse("1.5")).null);
    assert_int_equal(kq_dyn_as_timespan(parse("\"1.00:00:00\"")).v, KQ_TICKS_PER_DAY);
    assert_int_equal(kq_dyn_as_timespan(parse("7")).v, 7);
    assert_true(kq_dyn_as_timespan(parse("true")).null);
    assert_int_equal(kq_dyn_as_guid(parse("\"ae3133f2-6e22-49ae-b06a-16e6a9b212eb\"")).b[0], 0xAE);
    assert_true(kq_dyn_as_guid(parse("\"x\"")).null);
    assert_int_equal(kq_dyn_as_guid(parse("\"x\"")).b[0], 0);
}

static void test_keep(void **state) {
    (void)state;
    kq_arena *scratch = kq_arena_new(), *kept = kq_arena_new();
    kq_mark mark = kq_arena_mark(scratch);
    kq_dyn d;
    char json[] = "{\"a\":[1,{\"b\":\"x\\ny\"}],\"c\":\"t\"}";
    assert_true(kq_dyn_parse(scratch, text(json), &d));
    kq_dyn raw = kq_keep_dynamic(kept, d), nodes = kq_keep_dynamic(kept, kq_dyn_expand(scratch, d));
    memset(json, '#', sizeof json - 1);
    kq_arena_release(scratch, mark);
    json_is(raw, "{\"a\":[1,{\"b\":\"x\\ny\"}],\"c\":\"t\"}");
    json_is(nodes, "{\"a\":[1,{\"b\":\"x\\ny\"}],\"c\":\"t\"}");
    assert_true(kq_dyn_equal(scratch, raw, nodes));
    kq_arena_free(scratch);
    kq_arena_free(kept);
}

/* A large value of the worst kind: every level holds a key twice. It must end soon and be right. */
static void test_nested_duplicates(void **state) {
    (void)state;
    kq_buf b = {0};
    for (int i = 0; i < 1000; i++) kq_buf_puts(&b, "{\"a\":1,\"a\":");
    kq_buf_putc(&b, '"');
    for (int i = 0; i < 100000; i++) kq_buf_putc(&b, 'x');
    kq_buf_putc(&b, '"');
    for (int i = 0; i < 1000; i++) kq_buf_puts(&b, " }");
    kq_dyn d;
    assert_true(kq_dyn_parse(arena, kq_mk_string(b.p, b.n), &d));
    kq_str s = kq_dyn_text(arena, d);
    assert_int_equal(s.n, 1000 * 6 + 100002);
    assert_memory_equal(s.p, "{\"a\":{\"a\":", 10);
    kq_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_scalars),
        cmocka_unit_test(test_parse_rejects),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_compact_text),
        cmocka_unit_test(test_text_of_kusto_scalars),
        cmocka_unit_test(test_duplicate_keys),
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_at),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_casts),
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_nested_duplicates),
    };
    return cmocka_run_group_tests_name("dyn", tests, set_up, tear_down);
}
