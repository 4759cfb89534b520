/* KQL's tokens (kql.md 1): extents and kinds of all of them, and the values of literals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "syntax.h"

/* Tokens of `query`, one a line, without places. */
static void tokens_n(const char *query, size_t n, const char *expected) {
    struct strbuf all = {0}, out = {0};
    strbuf_puts(&out, "");
    syntax_dump_tokens(text_of(query, n), &all);
    for (char *line = all.p ? strtok(all.p, "\n") : NULL; line; line = strtok(NULL, "\n")) {
        char *place = strchr(line, ' '), *text = strchr(place + 1, ' ');
        if (out.n) strbuf_putc(&out, ' ');
        strbuf_put(&out, line, strncmp(line, "punctuation", 11) == 0 ? 0 : (size_t)(place - line));
        strbuf_puts(&out, text + 1);
    }
    assert_string_equal(out.p, expected);
    strbuf_free(&all);
    strbuf_free(&out);
}
static void tokens(const char *query, const char *expected) { tokens_n(query, strlen(query), expected); }

static void test_words(void **state) {
    (void)state;
    tokens("abc _a $left 2x 123abc 5w 1D a1",
           "name\"abc\" name\"_a\" name\"$left\" name\"2x\" name\"123abc\" name\"5w\" "
           "name\"1D\" name\"a1\"");
    tokens("project-away", "name\"project\" \"-\" name\"away\"");
    tokens("in~ !in~ !has_any in", "\"in~\" \"!in~\" \"!has_any\" name\"in\"");
}

static void test_numbers(void **state) {
    (void)state;
    tokens("123 0x1F 1.5 1. 1e3 1.5E-3 1d 1.5h 10ms 3ticks",
           "literal\"123\" literal\"0x1F\" literal\"1.5\" literal\"1.\" literal\"1e3\" literal\"1.5E-3\" literal\"1d\" "
           "literal\"1.5h\" literal\"10ms\" literal\"3ticks\"");
    tokens("1..10", "literal\"1\" \"..\" literal\"10\"");
    tokens("1d..2d", "literal\"1d\" \"..\" literal\"2d\"");
    tokens("0.x 1._y 1.e", "literal\"0\" \".\" name\"x\" literal\"1\" \".\" name\"_y\" literal\"1\" \".\" name\"e\"");
    tokens(".5", "\".\" literal\"5\"");
}

static const char *const units[] = {
    "d",        "day",         "days",         "h",        "hr",          "hrs",          "hour",       "hours",
    "m",        "min",         "minute",       "minutes",  "s",           "sec",          "second",     "seconds",
    "ms",       "milli",       "millis",       "millisec", "millisecond", "milliseconds", "micro",      "micros",
    "microsec", "microsecond", "microseconds", "nano",     "nanos",       "nanosec",      "nanosecond", "nanoseconds",
    "tick",     "ticks"};

static bool is_unit(const char *text, size_t n) {
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i]) == n && memcmp(units[i], text, n) == 0) return true;
    return false;
}

/* One token, whose kind is the first word of its line. */
static void one_token(const char *text, const char *kind) {
    struct arena *a = arena_new();
    tokens(text, arena_printf(a, "%s\"%s\"", kind, text));
    arena_free(a);
}

/* Digits and a unit are a timespan; digits and any other word are a name, also when a unit is a part of it (kql.md 1).
 */
static void test_units(void **state) {
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const char *unit = units[i];
        one_token(arena_printf(a, "1%s", unit), "literal");
        one_token(arena_printf(a, "12.5%s", unit), "literal");
        for (size_t n = 1; n <= strlen(unit); n++) {
            for (const char *more = "aezAZ09_"; *more; more++) {
                char *word = arena_printf(a, "7%.*s%c", (int)n, unit, *more);
                one_token(word, is_unit(word + 1, n + 1) ? "literal" : "name");
            }
            char *word = arena_printf(a, "1%.*s", (int)n, unit);
            one_token(word, is_unit(word + 1, n) ? "literal" : "name");
        }
    }
    tokens("1.5x 1.5secs 2.5dayz 1e 1ex 1e+ 1.5e-x 0x 0xg 0x1g",
           "literal\"1.5\" name\"x\" literal\"1.5sec\" name\"s\" literal\"2.5day\" name\"z\" name\"1e\" name\"1ex\" "
           "name\"1e\" \"+\" literal\"1.5\" name\"e\" \"-\" name\"x\" name\"0x\" name\"0xg\" name\"0x1g\"");
    arena_free(a);
}

/* The types that wrap a literal are names where no parenthesis follows, and parts of longer names. */
static void test_wrappers(void **state) {
    (void)state;
    static const char *const types[] = {"bool",    "int",      "int32", "long",     "int64", "real", "double",
                                        "decimal", "datetime", "date",  "timespan", "time",  "guid"};
    struct arena *a = arena_new();
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        one_token(arena_printf(a, "%s(x)", types[i]), "literal");
        tokens(arena_printf(a, "%s ( 5 )", types[i]),
               arena_printf(a, "name\"%s\" \"(\" literal\"5\" \")\"", types[i])); /* the bracket has to touch */
        one_token(arena_printf(a, "%s(x", types[i]), "open-literal");
        for (size_t n = 1; n <= strlen(types[i]); n++) {
            one_token(arena_printf(a, "%.*s", (int)n, types[i]), "name");
            for (const char *more = "azAZ09_"; *more; more++)
                one_token(arena_printf(a, "%.*s%c", (int)n, types[i], *more), "name");
        }
        tokens(arena_printf(a, "%s x", types[i]), arena_printf(a, "name\"%s\" name\"x\"", types[i]));
    }
    arena_free(a);
}

static void test_wrapped(void **state) {
    (void)state;
    tokens("datetime(2020-01-01 10:00) date( 'x' ) datetime", "literal\"datetime(2020-01-01 10:00)\" "
                                                              "literal\"date( 'x' )\" name\"datetime\"");
    tokens("guid(a-b) int(-5) real(+inf) time(1d) timespan(15 seconds) xint(1)",
           "literal\"guid(a-b)\" literal\"int(-5)\" literal\"real(+inf)\" literal\"time(1d)\" "
           "literal\"timespan(15 seconds)\" name\"xint\" \"(\" literal\"1\" \")\"");
    tokens("datetime(2020", "open-literal\"datetime(2020\"");
}

static void test_strings(void **state) {
    (void)state;
    tokens("\"a\\\"b\" 'a\"b' @'a\\' @\"a\"\"b\" h'x' H@\"y\"",
           "string\"\\\"a\\\\\\\"b\\\"\" string\"'a\\\"b'\" string\"@'a\\\\'\" string\"@\\\"a\\\"\\\"b\\\"\" "
           "string\"h'x'\" "
           "string\"H@\\\"y\\\"\"");
    tokens("```a\n'b``` ~~~c~~~", "string\"```a\\n'b```\" string\"~~~c~~~\"");
    tokens("'abc\nx", "open-string\"'abc\" name\"x\"");
    tokens("```abc", "open-string\"```abc\"");
    tokens("h```a``` H~~~b~~~ h@\"c\" H'd' `` ~~ `",
           "string\"h```a```\" string\"H~~~b~~~\" string\"h@\\\"c\\\"\" string\"H'd'\" "
           "bad\"`\" bad\"`\" bad\"~\" bad\"~\" bad\"`\"");
    tokens("@x h@x @'a", "name\"@\" name\"x\" name\"h\" name\"@\" name\"x\" open-string\"@'a\"");
    tokens("h'a\\\r\nb", "open-string\"h'a\\\\\" name\"b\"");
    tokens("\"a\rb", "open-string\"\\\"a\" name\"b\"");
    tokens("h 'x", "name\"h\" open-string\"'x\"");
}

static void test_space_and_comments(void **state) {
    (void)state;
    tokens("a // x ' \" |\nb//\rc//y\xE2\x80\xA8"
           "d",
           "name\"a\" name\"b\" name\"c\" name\"d\"");
    tokens("\xEF\xBB\xBF"
           "a\xC2\xA0"
           "b\xE2\x80\x8B"
           "c\xE3\x80\x80\fd\t",
           "name\"a\" name\"b\" name\"c\" name\"d\"");
    tokens("a\xE1\x9A\x80"
           "b\xE1\xA0\x8E"
           "c\xE2\x80\x80"
           "d\xE2\x80\xA9"
           "e\xE2\x80\xAF"
           "f\xE2\x81\x9F"
           "g",
           "name\"a\" name\"b\" name\"c\" name\"d\" name\"e\" name\"f\" name\"g\"");
    tokens("\xE1\x9A\x81 \xE1\xA1\x8E \xE2\x82\xAC \xE2\x81\xA0 \xE3\x81\x82 \xEF\xBB\xBE \xC3\xA9",
           "bad\"\xE1\x9A\x81\" bad\"\xE1\xA1\x8E\" bad\"\xE2\x82\xAC\" bad\"\xE2\x81\xA0\" bad\"\xE3\x81\x82\" "
           "bad\"\xEF\xBB\xBE\" bad\"\xC3\xA9\"");
    tokens("a /* b", "name\"a\" \"/\" \"*\" name\"b\"");
    tokens("", "");
}

static void test_punctuation(void **state) {
    (void)state;
    tokens("== != <> =~ !~ < <= > >= + - * / % | || && . .. , ; : ( ) [ ] { } = =>",
           "\"==\" \"!=\" \"<>\" \"=~\" \"!~\" \"<\" \"<=\" \">\" \">=\" \"+\" \"-\" \"*\" \"/\" \"%\" \"|\" \"||\" "
           "\"&&\" \".\" "
           "\"..\" \",\" \";\" \":\" \"(\" \")\" \"[\" \"]\" \"{\" \"}\" \"=\" \"=>\"");
}

static void test_bad_bytes(void **state) {
    (void)state;
    tokens_n("a\0b", 3, "name\"a\" bad\"\\u0000\" name\"b\"");
    tokens_n("'a\0b'", 5, "open-string\"'a\\u0000b'\"");
    tokens("\xE2\x80\x9Cx #", "bad\"\xE2\x80\x9C\" name\"x\" bad\"#\"");
}

/* ---- values */
static const struct ast_expr *value(struct arena *a, const char *text) {
    struct source s = {.path = "q", .file = {text, strlen(text)}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    char *query = arena_printf(a, "print %s", text);
    struct ast_script *script = syntax_parse(a, text_of(query, strlen(query)), d);
    if (diag_errors(d)) fail_msg("%s: %s", text, diag_at(d, 0)->message);
    return script->statements.v[0]->value->u.query->ops.v[0]->items.v[0]->value;
}

static void is_ticks(const char *text, enum ast_expr_kind kind, int64_t ticks) {
    struct arena *a = arena_new();
    const struct ast_expr *e = value(a, text);
    assert_int_equal(e->kind, kind);
    assert_false(e->u.lit.value.null);
    assert_int_equal(e->u.lit.value.u.i, ticks);
    arena_free(a);
}

static void is_string(const char *text, const char *expected) {
    struct arena *a = arena_new();
    const struct ast_expr *e = value(a, text);
    assert_int_equal(e->kind, EX_STRING);
    assert_int_equal(e->u.lit.s.n, strlen(expected));
    assert_memory_equal(e->u.lit.s.p, expected, strlen(expected));
    arena_free(a);
}

static void test_timespan_values(void **state) {
    (void)state;
    is_ticks("1d", EX_TIMESPAN, KQ_TICKS_PER_DAY);
    is_ticks("1.5h", EX_TIMESPAN, KQ_TICKS_PER_HOUR * 3 / 2);
    is_ticks("2minutes", EX_TIMESPAN, 2 * KQ_TICKS_PER_MINUTE);
    is_ticks("3sec", EX_TIMESPAN, 3 * KQ_TICKS_PER_SECOND);
    is_ticks("4millis", EX_TIMESPAN, 4 * KQ_TICKS_PER_MILLISECOND);
    is_ticks("5microseconds", EX_TIMESPAN, 50);
    is_ticks("150nanoseconds", EX_TIMESPAN, 2); /* rounds to ticks */
    is_ticks("140nanoseconds", EX_TIMESPAN, 1);
    is_ticks("7ticks", EX_TIMESPAN, 7);
    is_ticks("timespan(2)", EX_TIMESPAN, 2 * KQ_TICKS_PER_DAY); /* a bare number is days */
    is_ticks("time(15 seconds)", EX_TIMESPAN, 15 * KQ_TICKS_PER_SECOND);
    is_ticks("timespan(1.02:03:04.0000005)", EX_TIMESPAN,
             KQ_TICKS_PER_DAY + 2 * KQ_TICKS_PER_HOUR + 3 * KQ_TICKS_PER_MINUTE + 4 * KQ_TICKS_PER_SECOND + 5);
    is_ticks("time(-1h)", EX_TIMESPAN, -KQ_TICKS_PER_HOUR);
}

static void test_number_values(void **state) {
    (void)state;
    is_ticks("0x1F", EX_LONG, 31);
    is_ticks("long(-9223372036854775808)", EX_LONG, INT64_MIN);
    is_ticks("int(-5)", EX_INT, -5);
    is_ticks("datetime(0001-01-02)", EX_DATETIME, KQ_TICKS_PER_DAY);
    is_ticks("datetime('0001-01-01 00:00:01')", EX_DATETIME, KQ_TICKS_PER_SECOND);
    struct arena *a = arena_new();
    assert_true(value(a, "int(null)")->u.lit.value.null);
    assert_true(value(a, "datetime()")->u.lit.now_literal);
    assert_true(value(a, "bool(1)")->u.lit.value.u.b);
    assert_true(value(a, "TRUE")->u.lit.value.u.b);
    assert_true(value(a, "1.5E-3")->u.lit.value.u.r == 1.5e-3);
    assert_true(value(a, "real(-inf)")->u.lit.value.u.r < -1e308);
    assert_int_equal(value(a, "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)")->u.lit.value.u.guid[0], 0x74);
    assert_int_equal(value(a, "decimal(1.20)")->u.lit.s.n, 4);
    arena_free(a);
}

static void test_string_values(void **state) {
    (void)state;
    is_string("'a\\tb\\\\\\'\\\"'", "a\tb\\'\"");
    is_string("'\\x41\\101\\u0042\\U00000043'", "AABC");
    is_string("'\\u00e9\\uD83D\\uDE00'", "\xC3\xA9\xF0\x9F\x98\x80");
    is_string("'\\uD800'", "\xEF\xBF\xBD"); /* a lone surrogate */
    is_string("@'C:\\x''y'", "C:\\x'y");
    is_string("'a' \"b\" // c\n @'d' ```e\n```", "abde\n");
    is_string("h'secret'", "secret");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_units),
                                       cmocka_unit_test(test_wrappers),
                                       cmocka_unit_test(test_wrapped),
                                       cmocka_unit_test(test_strings),
                                       cmocka_unit_test(test_space_and_comments),
                                       cmocka_unit_test(test_punctuation),
                                       cmocka_unit_test(test_bad_bytes),
                                       cmocka_unit_test(test_timespan_values),
                                       cmocka_unit_test(test_number_values),
                                       cmocka_unit_test(test_string_values)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
