/* Numbers, bool and guid as text, both ways (kql.md 2.5; docs: tolong, toreal, toguid). */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guid.h"
#include "number.h"

static kq_str text(const char *s) { return kq_mk_string(s, strlen(s)); }

static void long_is(const char *s, int64_t expected) {
    int64_t v = -77;
    if (!kq_parse_long(text(s), &v) || v != expected) fail_msg("tolong('%s') gave %lld", s, (long long)v);
}
static void no_long(const char *s) {
    int64_t v;
    if (kq_parse_long(text(s), &v)) fail_msg("tolong('%s') gave %lld", s, (long long)v);
}

static void test_parse_long(void **state) {
    (void)state;
    long_is("123", 123);
    long_is("-7", -7);
    long_is("+7", 7);
    long_is("  42\t", 42);
    long_is("0x1F", 31);
    long_is("0Xff", 255);
    long_is("007", 7);
    long_is("9223372036854775807", INT64_MAX);
    long_is("-9223372036854775808", INT64_MIN);
    long_is("0x7FFFFFFFFFFFFFFF", INT64_MAX);
    long_is("00000000000000000000000000000000000001", 1);
    no_long("9223372036854775808");
    no_long("-9223372036854775809");
    no_long("99999999999999999999");
    no_long("0x8000000000000000");
    no_long("");
    no_long("-");
    no_long("0x");
    no_long("12abc");
    no_long("3.9");
    no_long("1e3");
    no_long("- 7");
    no_long("1 2");
    int64_t v;
    assert_false(kq_parse_long(kq_mk_string("1\0", 2), &v));
    assert_false(kq_parse_long(kq_mk_string(NULL, 0), &v));
}

static void real_is(const char *s, double expected) {
    double v = -77;
    if (!kq_parse_real(text(s), &v) || memcmp(&v, &expected, sizeof v) != 0) fail_msg("toreal('%s') gave %.17g", s, v);
}
static void no_real(const char *s) {
    double v;
    if (kq_parse_real(text(s), &v)) fail_msg("toreal('%s') gave %.17g", s, v);
}

static void test_parse_real(void **state) {
    (void)state;
    real_is("123.5", 123.5);
    real_is("-0", -0.0);
    real_is("0", 0.0);
    real_is("1e3", 1000);
    real_is("1.5E-3", 0.0015);
    real_is(".5", 0.5);
    real_is("5.", 5);
    real_is(" 7 ", 7);
    real_is("0.1", 0.1);
    real_is("123456789012345678", 123456789012345678.0);
    real_is("1e22", 1e22);
    real_is("1e23", 1e23);
    real_is("2.2250738585072011e-308", 0x0.fffffffffffffp-1022); /* a known hard case, largest subnormal */
    real_is("2.2250738585072014e-308", 0x1p-1022);
    real_is("4.9406564584124654e-324", 0x1p-1074);
    real_is("2e-324", 0.0);
    real_is("1.7976931348623157e308", 0x1.fffffffffffffp1023);
    real_is("1e400", (double)INFINITY);
    real_is("-1e400", -(double)INFINITY);
    real_is("1e99999999999999999999", (double)INFINITY);
    real_is("1e-99999999999999999999", 0.0);
    real_is("0e99999999999999999999", 0.0);
    real_is("inf", (double)INFINITY);
    real_is("-INF", -(double)INFINITY);
    real_is("Infinity", (double)INFINITY);
    /* halfway between two doubles: to even; and just above it, decided by the very last digit */
    real_is("9007199254740993", 9007199254740992.0);
    real_is("9007199254740993.0000000000000000000000000000000000000000000001", 9007199254740994.0);
    double v;
    assert_true(kq_parse_real(text("NaN"), &v) && isnan(v));
    no_real("");
    no_real(".");
    no_real("-");
    no_real("1e");
    no_real("1e+");
    no_real("1.2.3");
    no_real("1,5");
    no_real("0x10");
    no_real("infinit");
    no_real("1 000");
    no_real("12abc");
}

static void test_parse_real_long_texts(void **state) {
    (void)state;
    /* 1 followed by 999,999 zeros and e-999999 is 1; a nonzero digit beyond all that fit still rounds up. */
    size_t n = 1000000;
    char *s = malloc(n + 16);
    assert_non_null(s);
    memset(s, '0', n);
    s[0] = '1';
    strcpy(s + n, "e-999999");
    real_is(s, 1.0);
    memcpy(s, "9007199254740993.", 17);
    s[n - 1] = '1';
    s[n] = 0;
    real_is(s, 9007199254740994.0);
    memset(s, '0', n);
    s[1] = '.';
    s[n - 1] = '7';
    strcpy(s + n, "e999998");
    real_is(s, 7.0);
    free(s);
}

static void real_text(double v, const char *expected) {
    char buf[KQ_REAL_TEXT + 1];
    size_t n = kq_format_real(v, buf);
    assert_true(n <= KQ_REAL_TEXT);
    buf[n] = 0;
    assert_string_equal(buf, expected);
}

static void test_format_real(void **state) {
    (void)state;
    real_text(5, "5.0"); /* kql.md 9, 55 */
    real_text(0, "0.0");
    real_text(-3, "-3.0");
    real_text(0.1, "0.1");
    real_text(118, "118.0");
    real_text(0.1 + 0.2, "0.30000000000000004"); /* 15 digits do not read back */
    real_text(1.0 / 3, "0.33333333333333331");   /* 17 digits, not the shortest form ...333 */
    real_text(2.0 / 3, "0.66666666666666663");
    real_text(100.0 / 7, "14.285714285714286");
    real_text(999999999999999, "999999999999999.0");
    real_text(1e15, "1E+15");
    real_text(1e20, "1E+20");
    real_text(-1.5e300, "-1.5E+300");
    real_text(1e-5, "1E-05");
    real_text(0.0001, "0.0001");
    real_text(1234567890123456, "1.234567890123456E+15");
    real_text(12345678901234567890.0, "1.2345678901234567E+19");
    real_text(0x1p-1074, "4.94065645841247E-324");
    real_text(0x1.fffffffffffffp1023, "1.7976931348623157E+308");
    real_text((double)NAN, "NaN");
    real_text((double)INFINITY, "Infinity");
    real_text(-(double)INFINITY, "-Infinity");
}

static void test_real_round_trip(void **state) {
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double v, back = 0;
        memcpy(&v, &bits, sizeof v);
        if (isnan(v)) continue;
        char buf[KQ_REAL_TEXT];
        size_t n = kq_format_real(v, buf);
        if (!kq_parse_real(kq_mk_string(buf, n), &back) || back != v) fail_msg("%.17g", v);
    }
}

static void long_text(int64_t v, const char *expected) {
    char buf[KQ_LONG_TEXT + 1];
    buf[kq_format_long(v, buf)] = 0;
    assert_string_equal(buf, expected);
}

static void test_format_long(void **state) {
    (void)state;
    long_text(0, "0");
    long_text(-1, "-1");
    long_text(1000, "1000");
    long_text(INT64_MAX, "9223372036854775807");
    long_text(INT64_MIN, "-9223372036854775808");
}

static void test_real_to_long(void **state) {
    (void)state;
    int64_t v = 0;
    assert_true(kq_real_to_long(2.9, &v) && v == 2);
    assert_true(kq_real_to_long(-2.9, &v) && v == -2);
    assert_true(kq_real_to_long(-0x1p63, &v) && v == INT64_MIN);
    assert_false(kq_real_to_long(0x1p63, &v));
    assert_false(kq_real_to_long((double)NAN, &v));
    assert_false(kq_real_to_long(-(double)INFINITY, &v));
}

static void test_bool(void **state) {
    (void)state;
    bool v = false;
    assert_true(kq_parse_bool(text("true"), &v) && v);
    assert_true(kq_parse_bool(text("TRUE"), &v) && v);
    assert_true(kq_parse_bool(text("1"), &v) && v);
    assert_true(kq_parse_bool(text("False"), &v) && !v);
    assert_true(kq_parse_bool(text("0"), &v) && !v);
    assert_false(kq_parse_bool(text("yes"), &v));
    assert_false(kq_parse_bool(text("2"), &v));
    assert_false(kq_parse_bool(text(""), &v));
}

static void guid_is(const char *s, const char *expected) {
    uint8_t g[16];
    char buf[KQ_GUID_TEXT + 1];
    assert_true(kq_parse_guid(text(s), g));
    buf[kq_format_guid(g, buf)] = 0;
    assert_string_equal(buf, expected);
}

static void test_guid(void **state) {
    (void)state;
    /* docs: toguid-function.md */
    guid_is("0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef");
    guid_is("0123456789ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcdef");
    guid_is("AE3133F2-6E22-49AE-B06A-16E6A9B212EB", "ae3133f2-6e22-49ae-b06a-16e6a9b212eb");
    guid_is("ae3133f2-6e22-49ae-b06a-16e6a9b212eb and more", "ae3133f2-6e22-49ae-b06a-16e6a9b212eb");
    uint8_t g[16];
    assert_false(kq_parse_guid(text("a string that is not a guid"), g));
    assert_false(kq_parse_guid(text(""), g));
    assert_false(kq_parse_guid(text("0123456789abcdef0123456789abcde"), g));
    assert_false(kq_parse_guid(text("01-23456789abcdef0123456789abcdef"), g));
    assert_false(kq_parse_guid(text("01234567--89ab-cdef-0123-456789abcdef"), g));
}

/* Every combination of up to seven characters of a number, against strtod and strtoll, which take more: texts that
 * hold nothing but these characters and at least one digit they read whole or not at all. */
static void test_short_numbers(void **state) {
    (void)state;
    static const char characters[] = "0159.-e";
    char s[8];
    for (uint32_t code = 0; code < 823543; code++) { /* 7^7 */
        uint32_t rest = code, n = 0;
        for (; rest; rest /= 7) s[n++] = characters[rest % 7];
        s[n] = 0;
        char *end;
        double want = strtod(s, &end), got = 0;
        bool number = n && *end == 0;
        assert_int_equal(kq_parse_real(kq_mk_string(s, n), &got), number);
        if (number) assert_memory_equal(&got, &want, sizeof got);
        bool integer = number && !strpbrk(s, ".e");
        int64_t i = 0;
        assert_int_equal(kq_parse_long(kq_mk_string(s, n), &i), integer);
        if (integer) assert_true(i == strtoll(s, NULL, 10));
    }
}

/* Around the digits at which the shorter ways end. */
static void test_long_numbers(void **state) {
    (void)state;
    uint64_t r = 99;
    char s[40];
    for (int round = 0; round < 200000; round++) {
        size_t n = 0, digits = 12 + (size_t)round % 10, point = (size_t)round / 10 % 24;
        if (round & 1) s[n++] = '-';
        for (size_t i = 0; i < digits; i++) {
            if (i == point) s[n++] = '.';
            r = r * UINT64_C(6364136223846793005) + 1442695040888963407u;
            s[n++] = (char)('0' + (round & 2 ? 9 : r >> 60 & 7));
        }
        s[n] = 0;
        double want = strtod(s, NULL), got = 0;
        assert_true(kq_parse_real(kq_mk_string(s, n), &got));
        assert_memory_equal(&got, &want, sizeof got);
        errno = 0;
        int64_t whole = strtoll(s, NULL, 10), i = 0;
        bool ok = kq_parse_long(kq_mk_string(s, n), &i);
        assert_int_equal(ok, point >= digits && errno == 0);
        if (ok) assert_true(i == whole);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_numbers),
        cmocka_unit_test(test_long_numbers),
        cmocka_unit_test(test_parse_long),
        cmocka_unit_test(test_parse_real),
        cmocka_unit_test(test_parse_real_long_texts),
        cmocka_unit_test(test_format_real),
        cmocka_unit_test(test_real_round_trip),
        cmocka_unit_test(test_format_long),
        cmocka_unit_test(test_real_to_long),
        cmocka_unit_test(test_bool),
        cmocka_unit_test(test_guid),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
