/* From JSON to a column: every kind of JSON value into every type of column (DESIGN, From JSON to a column; kql.md
 * 2.5). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kq/abi.h>

#include "dyn.h"

static kq_ctx x;

static int set_up(void **state) {
    (void)state;
    x.row = kq_arena_new();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    kq_arena_free(x.row);
    return 0;
}

/* The slot of a JSON value given as text. */
static kq_slot slot(const char *json) {
    size_t n = strlen(json);
    switch (*json) {
    case '\0': return (kq_slot){NULL, 0, KQ_JSON_MISSING, false};
    case '"': return (kq_slot){json + 1, n - 2, KQ_JSON_STRING, strchr(json, '\\') != NULL};
    case '{': return (kq_slot){json, n, KQ_JSON_OBJECT, false};
    case '[': return (kq_slot){json, n, KQ_JSON_ARRAY, false};
    case 't': return (kq_slot){json, n, KQ_JSON_TRUE, false};
    case 'f': return (kq_slot){json, n, KQ_JSON_FALSE, false};
    case 'n': return (kq_slot){json, n, KQ_JSON_NULL, false};
    default: return (kq_slot){json, n, KQ_JSON_NUMBER, false};
    }
}

static void string_is(const char *json, const char *want) {
    kq_slot s = slot(json);
    kq_str got = kq_slot_string(&x, &s);
    assert_int_equal(got.n, strlen(want));
    if (got.n) assert_memory_equal(got.p, want, got.n);
}

static void test_string(void **state) {
    (void)state;
    string_is("", "");
    string_is("null", "");
    string_is("\"text\"", "text");
    string_is("\"a\\/b\\u0041\\n\"", "a/bA\n");
    string_is("true", "true");
    string_is("12.50", "12.50");
    string_is("{\"a\": 1}", "{\"a\": 1}");
    string_is("[1]", "[1]");
}

static void long_is(const char *json, bool null, int64_t want) {
    kq_slot s = slot(json);
    kq_long got = kq_slot_long(&x, &s);
    assert_int_equal(got.null, null);
    assert_true(got.v == want);
}

static void test_long(void **state) {
    (void)state;
    long_is("", true, 0);
    long_is("null", true, 0);
    long_is("42", false, 42);
    long_is("-9223372036854775808", false, INT64_MIN);
    long_is("9223372036854775808", true, 0);
    long_is("3.9", false, 3);
    long_is("\"42\"", false, 42);
    long_is("\"0x1F\"", false, 31);
    long_is("\"12abc\"", true, 0);
    long_is("\"\"", true, 0);
    long_is("true", false, 1);
    long_is("{}", true, 0);
    long_is("[1]", true, 0);
}

static void test_int(void **state) {
    (void)state;
    kq_slot s = slot("2147483647");
    assert_int_equal(kq_slot_int(&x, &s).v, INT32_MAX);
    s = slot("2147483648");
    assert_true(kq_slot_int(&x, &s).null);
    s = slot("\"-5\"");
    assert_int_equal(kq_slot_int(&x, &s).v, -5);
}

static void real_is(const char *json, bool null, double want) {
    kq_slot s = slot(json);
    kq_real got = kq_slot_real(&x, &s);
    assert_int_equal(got.null, null);
    assert_true(got.v == want);
}

static void test_real(void **state) {
    (void)state;
    real_is("1.5", false, 1.5);
    real_is("7", false, 7);
    real_is("\"1e3\"", false, 1000);
    real_is("\"x\"", true, 0);
    real_is("", true, 0);
    kq_slot s = slot("\"NaN\"");
    assert_true(isnan(kq_slot_real(&x, &s).v));
}

static void bool_is(const char *json, bool null, bool want) {
    kq_slot s = slot(json);
    kq_bool got = kq_slot_bool(&x, &s);
    assert_int_equal(got.null, null);
    assert_int_equal(got.v, want);
}

static void test_bool(void **state) {
    (void)state;
    bool_is("true", false, true);
    bool_is("false", false, false);
    bool_is("\"True\"", false, true);
    bool_is("\"FALSE\"", false, false);
    bool_is("1", false, true);
    bool_is("0", false, false);
    bool_is("\"yes\"", true, false);
    bool_is("null", true, false);
}

static void test_times(void **state) {
    (void)state;
    kq_slot s = slot("\"0001-01-02T00:00:00.0000001Z\"");
    kq_datetime t = kq_slot_datetime(&x, &s);
    assert_false(t.null);
    assert_true(t.v == KQ_TICKS_PER_DAY + 1);
    s = slot("\"0001-01-02T00:00:00\\u005a\"");
    assert_true(kq_slot_datetime(&x, &s).v == KQ_TICKS_PER_DAY);
    s = slot("\"yesterday\"");
    assert_true(kq_slot_datetime(&x, &s).null);
    s = slot("");
    assert_true(kq_slot_datetime(&x, &s).null);
    s = slot("\"1.00:00:01\"");
    assert_true(kq_slot_timespan(&x, &s).v == KQ_TICKS_PER_DAY + KQ_TICKS_PER_SECOND);
    s = slot("{}");
    assert_true(kq_slot_timespan(&x, &s).null);
}

static void test_guid(void **state) {
    (void)state;
    kq_slot s = slot("\"74BE27DE-1E4E-49D9-B579-FE0B331D3642\"");
    kq_guid g = kq_slot_guid(&x, &s);
    assert_false(g.null);
    assert_int_equal(g.b[0], 0x74);
    assert_int_equal(g.b[15], 0x42);
    s = slot("\"74be\"");
    assert_true(kq_slot_guid(&x, &s).null);
}

static void dynamic_is(const char *json, kq_tag tag, const char *want) {
    kq_slot s = slot(json);
    kq_dyn got = kq_slot_dynamic(&x, &s);
    assert_int_equal(got.tag, tag);
    kq_buf b = {0};
    kq_dyn_put_json(&b, got);
    kq_buf_putc(&b, '\0');
    assert_string_equal(b.p, want);
    kq_buf_free(&b);
}

static void test_dynamic(void **state) {
    (void)state;
    dynamic_is("", KQ_DYN_NULL, "null");
    dynamic_is("null", KQ_DYN_NULL, "null");
    dynamic_is("true", KQ_DYN_BOOL, "true");
    dynamic_is("5", KQ_DYN_LONG, "5");
    dynamic_is("0.5", KQ_DYN_REAL, "0.5");
    dynamic_is("{\"a\": [1, 2]}", KQ_DYN_JSON, "{\"a\":[1,2]}");
    /* Text is parsed when it is an object or an array, and stays a string otherwise. */
    dynamic_is("\"{\\\"a\\\":1}\"", KQ_DYN_JSON, "{\"a\":1}");
    dynamic_is("\" [1]\"", KQ_DYN_JSON, "[1]");
    dynamic_is("\"5\"", KQ_DYN_STRING, "\"5\"");
    dynamic_is("\"true\"", KQ_DYN_STRING, "\"true\"");
    dynamic_is("\"{broken\"", KQ_DYN_STRING, "\"{broken\"");
    dynamic_is("\"\"", KQ_DYN_STRING, "\"\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_string), cmocka_unit_test(test_long),
                                       cmocka_unit_test(test_int),    cmocka_unit_test(test_real),
                                       cmocka_unit_test(test_bool),   cmocka_unit_test(test_times),
                                       cmocka_unit_test(test_guid),   cmocka_unit_test(test_dynamic)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
