/* datetime and timespan as text, both ways, and the calendar (kql.md 2.5, 7.4; docs: datetime, todatetime, timespan).
 * Unix times come from `date -u +%s`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "timetext.h"

#define UNIX(seconds) (INT64_C(621355968000000000) + INT64_C(seconds) * KQ_TICKS_PER_SECOND)

static kq_str text(const char *s) { return kq_mk_string(s, strlen(s)); }

static void moment_is(const char *s, int64_t expected) {
    int64_t v = -77;
    if (!kq_parse_datetime(text(s), &v) || v != expected) fail_msg("todatetime('%s') gave %lld", s, (long long)v);
}
static void no_moment(const char *s) {
    int64_t v;
    if (kq_parse_datetime(text(s), &v)) fail_msg("todatetime('%s') gave %lld", s, (long long)v);
}

static void test_iso(void **state) {
    (void)state;
    moment_is("2014-05-25T08:20:03.123456Z", UNIX(1401006003) + 1234560);
    moment_is("2014-05-25T08:20:03", UNIX(1401006003));
    moment_is("2014-05-25T08:20", UNIX(1401006000));
    moment_is("2014-05-25 08:20:03", UNIX(1401006003));
    moment_is("2014-11-08 15:55:55", UNIX(1415462155));
    moment_is("2014-11-08", UNIX(1415404800));
    moment_is("2014-11-08 15:05:25 GMT", UNIX(1415459125));
    moment_is("2014-11-08T15:05:25 GMT", UNIX(1415459125));
    moment_is("2014-11-08 15:05:25 gmt", UNIX(1415459125));
    moment_is("2014-11-8 15:05:25", UNIX(1415459125));
    moment_is("2015-12-31 23:59:59.9", UNIX(1451606399) + 9000000);
    moment_is("2020-05", UNIX(1588291200));
    moment_is("2020", UNIX(1577836800));
    moment_is("  2020-01-01\n", UNIX(1577836800));
    moment_is("2020-01-01T00:00:00.0000001Z", UNIX(1577836800) + 1);
    moment_is("2020-01-01T00:00:00.12345678999Z", UNIX(1577836800) + 1234567); /* cut off, not rounded */
    moment_is("0001-01-01", 0);
    moment_is("9999-12-31T23:59:59.9999999Z", KQ_DATETIME_MAX);
}

static void test_zones(void **state) {
    (void)state;
    moment_is("2014-05-25T10:20:03+02:00", UNIX(1401006003));
    moment_is("2014-05-25T10:20:03 +02:00", UNIX(1401006003));
    moment_is("2014-05-25T02:50:03-05:30", UNIX(1401006003));
    moment_is("2014-05-25T10:20:03+0200", UNIX(1401006003));
    moment_is("0001-01-01T01:00:00+01:00", 0);
    no_moment("0001-01-01T00:00:00+00:01");
    no_moment("9999-12-31T23:59:59-00:01");
    no_moment("2014-05-25T10:20:03+14:01");
    no_moment("2014-05-25T10:20:03+02:60");
    no_moment("2014-05-25T10:20:03 CET");
    no_moment("2014-05-25T10:20:03ZZ");
}

static void test_rfc(void **state) {
    (void)state;
    moment_is("Sat, 8 Nov 14 15:05:02 GMT", UNIX(1415459102));
    moment_is("Sat, 8 Nov 14 15:05:02", UNIX(1415459102));
    moment_is("Sat, 8 Nov 14 15:05", UNIX(1415459100));
    moment_is("Sat, 8 Nov 14 15:05 GMT", UNIX(1415459100));
    moment_is("8 Nov 14 15:05:02", UNIX(1415459102));
    moment_is("08 Nov 2014 15:05:02 GMT", UNIX(1415459102));
    moment_is("Saturday, 08-Nov-14 15:05:02 GMT", UNIX(1415459102));
    moment_is("Saturday, 08-Nov-14 15:05:02", UNIX(1415459102));
    moment_is("08-Nov-14 15:05:02", UNIX(1415459102));
    moment_is("08-nov-14 15:05", UNIX(1415459100));
    moment_is("8 Nov 99 15:05:02", UNIX(942073502));
    no_moment("Foo, 8 Nov 14 15:05:02");
    no_moment("8 Nox 14 15:05:02");
    no_moment("8 Nov 14x");
    no_moment("31 Nov 14 15:05");
    no_moment("Sat 8 Nov 14 15:05");
}

static void test_assumed_american(void **state) {
    (void)state;
    moment_is("02/17/2016 08:40:01", UNIX(1455698401)); /* docs: parse-operator.md */
    moment_is("12-02-2022", UNIX(1669939200));          /* docs: todatetime-function.md; month first is assumed */
    moment_is("2/17/2016", UNIX(1455667200));
    no_moment("17/02/2016");
    no_moment("02/17-2016");
}

static void test_calendar_limits(void **state) {
    (void)state;
    moment_is("2020-02-29", UNIX(1582934400));
    moment_is("2000-02-29T23:59:59", UNIX(951868799));
    moment_is("1900-03-01", UNIX(-2203891200));
    no_moment("1900-02-29");
    no_moment("2023-02-29");
    no_moment("2023-02-30");
    no_moment("2023-04-31");
    no_moment("2023-13-01");
    no_moment("2023-00-01");
    no_moment("2023-01-00");
    no_moment("0000-01-01");
    no_moment("10000-01-01");
    no_moment("2023-01-01T24:00:00");
    no_moment("2023-01-01T23:60:00");
    no_moment("2023-01-01T23:59:60");
    no_moment("2023-01-01T23:59:59.");
    no_moment("2023-01-01T");
    no_moment("2023-01-01T10");
    no_moment("2023-01-01 10:0");
    no_moment("2023-01-01x");
    no_moment("not-a-date");
    no_moment("");
    no_moment("-");
    no_moment("99999999999999999999999999");
    int64_t v;
    assert_false(kq_parse_datetime(kq_mk_string("2020\0", 5), &v));
    assert_false(kq_parse_datetime(kq_mk_string(NULL, 0), &v));
}

static void test_every_day(void **state) {
    (void)state;
    int64_t days = 0;
    for (int64_t year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= kq_days_in_month(year, month); day++, days++) {
                if (kq_days_from_date(year, month, day) != days) fail_msg("%d-%d-%d", (int)year, month, day);
                kq_civil c = kq_civil_from_ticks(days * KQ_TICKS_PER_DAY + KQ_TICKS_PER_DAY - 1);
                if (c.year != year || c.month != month || c.day != day) fail_msg("%d-%d-%d", (int)year, month, day);
            }
        }
    }
    assert_int_equal(days, 3652059); /* 9999 years */
}

static void moment_text(int64_t ticks, const char *expected) {
    char buf[KQ_DATETIME_TEXT + 1];
    buf[kq_format_datetime(ticks, buf)] = 0;
    assert_string_equal(buf, expected);
}

static void test_format_datetime(void **state) {
    (void)state;
    moment_text(0, "0001-01-01T00:00:00.0000000Z");
    moment_text(UNIX(1577836800), "2020-01-01T00:00:00.0000000Z"); /* kql.md 9, 55 */
    moment_text(UNIX(951868799) + 50, "2000-02-29T23:59:59.0000050Z");
    moment_text(KQ_DATETIME_MAX, "9999-12-31T23:59:59.9999999Z");
    moment_text(INT64_MAX, "9999-12-31T23:59:59.9999999Z");
    moment_text(INT64_MIN, "0001-01-01T00:00:00.0000000Z");
}

static void span_is(const char *s, int64_t expected) {
    int64_t v = -77;
    if (!kq_parse_timespan(text(s), &v) || v != expected) fail_msg("totimespan('%s') gave %lld", s, (long long)v);
}
static void no_span(const char *s) {
    int64_t v;
    if (kq_parse_timespan(text(s), &v)) fail_msg("totimespan('%s') gave %lld", s, (long long)v);
}

static void test_parse_clock(void **state) {
    (void)state;
    span_is("00:00:00", 0);
    span_is("00:25:00", 25 * KQ_TICKS_PER_MINUTE);
    span_is("1.02:04:45",
            KQ_TICKS_PER_DAY + 2 * KQ_TICKS_PER_HOUR + 4 * KQ_TICKS_PER_MINUTE + 45 * KQ_TICKS_PER_SECOND);
    span_is("1.02:03:04.5", INT64_C(937845000000)); /* 93,784.5 s */
    span_is("-01:00:00", -KQ_TICKS_PER_HOUR);
    span_is("-1.00:00:00.0000001", -KQ_TICKS_PER_DAY - 1);
    span_is("29.09:00:05.12345", 29 * KQ_TICKS_PER_DAY + 9 * KQ_TICKS_PER_HOUR + 51234500);
    span_is("1:30", 90 * KQ_TICKS_PER_MINUTE);
    span_is("00:00:00.0000001", 1);
    span_is("10675199.02:48:05.4775807", INT64_MAX);
    span_is("-10675199.02:48:05.4775808", INT64_MIN);
    no_span("10675199.02:48:05.4775808");
    no_span("-10675199.02:48:05.4775809");
    no_span("99999999.00:00:00");
    no_span("999999999.00:00:00");
    no_span("24:00:00");
    no_span("00:60:00");
    no_span("00:00:60");
    no_span("1.2.3:00:00");
    no_span("00:00:00.");
    no_span("00:00:");
    no_span(":00");
    no_span("--1:00");
    no_span("1:00 h");
}

static void test_parse_scaled(void **state) {
    (void)state;
    span_is("5m", 5 * KQ_TICKS_PER_MINUTE);
    span_is("1d", KQ_TICKS_PER_DAY);
    span_is("2 days", 2 * KQ_TICKS_PER_DAY);
    span_is("1.5h", 90 * KQ_TICKS_PER_MINUTE);
    span_is("15 seconds", 15 * KQ_TICKS_PER_SECOND);
    span_is("0.1s", 1000000);
    span_is("100ms", 1000000);
    span_is("10 microseconds", 100);
    span_is("7tick", 7);
    span_is("149 nanoseconds", 1);
    span_is("150nano", 2); /* rounded to ticks, half up */
    span_is("49nanos", 0);
    span_is("-150nanos", -2);
    span_is("3", 3 * KQ_TICKS_PER_DAY); /* a bare number is days */
    span_is("-0.5", -KQ_TICKS_PER_DAY / 2);
    span_is("0.33333333333333333333333333333333d", 288000000000);
    span_is("9223372036854775807ticks", INT64_MAX);
    span_is("-9223372036854775808ticks", INT64_MIN);
    no_span("9223372036854775808ticks");
    no_span("10675200d");
    no_span("99999999999999999999999d");
    no_span("1w");
    no_span("1D");
    no_span("1 dayz");
    no_span("d");
    no_span("1.d");
    no_span(".5d");
    no_span("1e3s");
    no_span("");
    no_span("-");
    no_span("five");
}

static void span_text(int64_t ticks, const char *expected) {
    char buf[KQ_TIMESPAN_TEXT + 1];
    int64_t back = 0;
    buf[kq_format_timespan(ticks, buf)] = 0;
    assert_string_equal(buf, expected);
    assert_true(kq_parse_timespan(text(buf), &back) && back == ticks);
}

static void test_format_timespan(void **state) {
    (void)state;
    span_text(0, "00:00:00");
    span_text(25 * KQ_TICKS_PER_MINUTE, "00:25:00");
    span_text(30 * KQ_TICKS_PER_DAY, "30.00:00:00");
    span_text(KQ_TICKS_PER_DAY, "1.00:00:00");
    span_text(-3 * KQ_TICKS_PER_HOUR, "-03:00:00");
    span_text(5, "00:00:00.0000005");
    span_text(-KQ_TICKS_PER_DAY - 1, "-1.00:00:00.0000001");
    span_text(KQ_TICKS_PER_SECOND / 2, "00:00:00.5000000");
    span_text(INT64_MAX, "10675199.02:48:05.4775807");
    span_text(INT64_MIN, "-10675199.02:48:05.4775808");
}

static uint64_t seed = 7;
static uint32_t random_below(uint32_t n) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 32) % n);
}

/* The usual form is read eight bytes at a time, every other text by the general parser; a blank in front makes the
 * second out of the first. Texts of that form, also with parts that are out of range, with up to two bytes changed. */
static void test_usual_form(void **state) {
    (void)state;
    static const char hostile[] = "0123456789:/-.TZtz +;@\xB0\x10\x2F\x3A\xFF";
    static const uint32_t tops[] = {10000, 13, 32, 25, 61, 61};
    char usual[40];
    int valid = 0;
    for (int round = 0; round < 300000; round++) {
        uint32_t part[6];
        for (int i = 0; i < 6; i++) part[i] = random_below(tops[i] + (random_below(16) == 0));
        int n = snprintf(usual + 1, sizeof usual - 1, "%04u-%02u-%02uT%02u:%02u:%02u", part[0] % 10000, part[1],
                         part[2], part[3], part[4], part[5]);
        uint32_t digits = random_below(10);
        if (digits) usual[1 + n++] = '.';
        for (uint32_t i = 0; i < digits; i++) usual[1 + n++] = (char)('0' + random_below(10));
        usual[1 + n++] = 'Z';
        for (uint32_t changes = random_below(3); changes; changes--)
            usual[1 + random_below((uint32_t)n)] = hostile[random_below(sizeof hostile - 1)];
        usual[0] = ' ';
        int64_t fast = -1, general = -1;
        bool ok = kq_parse_datetime(kq_mk_string(usual + 1, (size_t)n), &fast);
        if (ok != kq_parse_datetime(kq_mk_string(usual, (size_t)n + 1), &general) || fast != general)
            fail_msg("'%.*s': %lld and %lld", n, usual + 1, (long long)fast, (long long)general);
        valid += ok;
    }
    assert_true(valid > 50000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual_form),
        cmocka_unit_test(test_iso),
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_rfc),
        cmocka_unit_test(test_assumed_american),
        cmocka_unit_test(test_calendar_limits),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_format_datetime),
        cmocka_unit_test(test_parse_clock),
        cmocka_unit_test(test_parse_scaled),
        cmocka_unit_test(test_format_timespan),
    };
    return cmocka_run_group_tests_name("timetext", tests, NULL, NULL);
}
