/* JSON text: validation against RFC 8259, nesting limits, skipping of trusted text, strings both ways. Every text
 * stands in its own allocation, so that AddressSanitizer sees a read behind its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jsonscan.h"

/* Bytes of the value that the scanner accepts at the start of the text; -1 when it is not valid. */
static long valid_length(const char *s, size_t n, int depth) {
    char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    if (n) memcpy(copy, s, n);
    const char *end = kq_json_skip_value(copy, copy + n, depth);
    long length = end ? (long)(end - copy) : -1;
    free(copy);
    return length;
}
#define LENGTH(s) valid_length((s), sizeof(s) - 1, 0)
#define GOOD(s) assert_int_equal(LENGTH(s), (long)(sizeof(s) - 1))
#define BAD(s) assert_int_equal(LENGTH(s), -1)

static void test_scalars(void **state) {
    (void)state;
    GOOD("true");
    GOOD("false");
    GOOD("null");
    GOOD("0");
    GOOD("-0");
    GOOD("120");
    GOOD("-1.5e+10");
    GOOD("1E5");
    GOOD("0.25");
    GOOD("\"\"");
    BAD("");
    BAD("tru");
    BAD("nulx");
    BAD("TRUE");
    BAD("-");
    BAD("+1");
    BAD(".5");
    BAD("1.");
    BAD("1.e3");
    BAD("1e");
    BAD("1e+");
    BAD("NaN");
    BAD("'a'");
    assert_int_equal(LENGTH("01"), 1); /* the value ends before the 1 */
    assert_int_equal(LENGTH("1 "), 1);
    BAD(" 1");
}

static void test_strings(void **state) {
    (void)state;
    GOOD("\"abc\"");
    GOOD("\"exactly8\"");
    GOOD("\"a longer text, with more than one word\"");
    GOOD("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"");
    GOOD("\"\\ud800\""); /* a lone surrogate is grammatical */
    GOOD("\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\x7F\"");
    BAD("\"abc");
    BAD("\"");
    BAD("\"abc\\");
    BAD("\"abc\\\"");
    BAD("\"\\x41\"");
    BAD("\"\\u12\"");
    BAD("\"\\u12g4\"");
    BAD("\"\\\0\"");
    BAD("\"a\nb\"");
    BAD("\"a\0b\"");
    BAD("\"12345678\x1F\"");
    BAD("\"\x80\"");
    BAD("\"\xC3\"");
    BAD("\"\xC3\xA9\xC3\"");
    BAD("\"\xED\xA0\x80\"");
    BAD("\"\xC0\xAF\"");
    bool escaped = true;
    const char plain[] = "\"ab\"", tab[] = "\"a\\t\"";
    assert_ptr_equal(kq_json_skip_string(plain, plain + 4, &escaped), plain + 4);
    assert_false(escaped);
    assert_ptr_equal(kq_json_skip_string(tab, tab + 5, &escaped), tab + 5);
    assert_true(escaped);
}

static void test_containers(void **state) {
    (void)state;
    GOOD("[]");
    GOOD("[ ]");
    GOOD("{}");
    GOOD("{ }");
    GOOD("[1,2,3]");
    GOOD("[ 1 , [ ] , { } , \"a\" ]");
    GOOD("{\"a\":1}");
    GOOD("{ \"a\" : { \"b\" : [ { } ] } , \"a\" : null }");
    GOOD("{\"\":\"\"}");
    GOOD("\x7B\t\r\n\"a\"\t:\n1\r}");
    assert_int_equal(LENGTH("{}}"), 2);
    assert_int_equal(LENGTH("[1],"), 3);
    BAD("[");
    BAD("{");
    BAD("[1");
    BAD("[1,");
    BAD("[1,]");
    BAD("[,1]");
    BAD("[1 2]");
    BAD("[1}");
    BAD("{\"a\"}");
    BAD("{\"a\":}");
    BAD("{\"a\":1,}");
    BAD("{\"a\" 1}");
    BAD("{a:1}");
    BAD("{1:1}");
    BAD("{\"a\":1]");
    BAD("{\"a\":1");
    BAD("[\"a\":1]");
    BAD("{\"a\",\"b\"}");
    BAD("]");
    BAD("[\f1]");
    BAD("[01]");
    BAD("[{\"a\":[}]");
}

static void test_mixed_stack(void **state) {
    (void)state;
    /* More than one word of the stack's bits, objects and arrays in turn; then one wrong bracket. */
    char text[1200];
    size_t n = 0;
    for (int i = 0; i < 100; i++) {
        memcpy(text + n, i % 3 ? "[" : "{\"k\":", i % 3 ? 1 : 5);
        n += i % 3 ? 1 : 5;
    }
    text[n++] = '7';
    for (int i = 99; i >= 0; i--) text[n++] = i % 3 ? ']' : '}';
    assert_int_equal(valid_length(text, n, 0), (long)n);
    for (size_t cut = 0; cut < n; cut++) assert_int_equal(valid_length(text, cut, 0), -1);
    text[n - 50] = text[n - 50] == ']' ? '}' : ']';
    assert_int_equal(valid_length(text, n, 0), -1);
}

static void test_depth(void **state) {
    (void)state;
    const size_t levels[] = {1, 100, 1023, 1024, 1025, 100000};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        size_t n = levels[i];
        char *text = malloc(n * 2);
        assert_non_null(text);
        memset(text, '[', n);
        memset(text + n, ']', n);
        assert_int_equal(valid_length(text, n * 2, 0), n <= KQ_MAX_DEPTH ? (long)n * 2 : -1);
        assert_int_equal(valid_length(text, n * 2, 1), n <= KQ_MAX_DEPTH - 1 ? (long)n * 2 : -1);
        assert_int_equal(valid_length(text, n, 0), -1);
        free(text);
    }
    assert_int_equal(valid_length("7", 1, KQ_MAX_DEPTH), 1);
    assert_int_equal(valid_length("[]", 2, KQ_MAX_DEPTH), -1);
}

static void test_trusted(void **state) {
    (void)state;
    const char *texts[] = {"{\"a\":\"}]\\\"\",\"b\":[{},[]]}",
                           "[]",
                           "\"a\\\\\"",
                           "\"long enough for words \\\" of eight\"",
                           "-12.5",
                           "null",
                           "true"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t n = strlen(texts[i]);
        char *copy = malloc(n + 2);
        assert_non_null(copy);
        memcpy(copy, texts[i], n);
        memcpy(copy + n, ",7", 2);
        assert_ptr_equal(kq_json_skip_trusted(copy, copy + n + 2), copy + n);
        for (size_t cut = 0; cut <= n; cut++) { /* stays inside, whatever it is given */
            char *part = malloc(cut ? cut : 1);
            assert_non_null(part);
            if (cut) memcpy(part, texts[i], cut);
            const char *end = kq_json_skip_trusted(part, part + cut);
            assert_true(end >= part && end <= part + cut);
            free(part);
        }
        free(copy);
    }
}

static void unescaped_is(const char *raw, const char *expected, size_t n) {
    kq_arena *a = kq_arena_new();
    kq_str s = kq_json_unescape(a, raw, strlen(raw));
    assert_int_equal(s.n, n);
    assert_memory_equal(s.p, expected, n);
    kq_arena_free(a);
}
#define UNESCAPED(raw, expected) unescaped_is((raw), (expected), sizeof(expected) - 1)

static void test_unescape(void **state) {
    (void)state;
    UNESCAPED("", "");
    UNESCAPED("plain", "plain");
    UNESCAPED("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t");
    UNESCAPED("C:\\\\Windows\\\\cmd.exe", "C:\\Windows\\cmd.exe");
    UNESCAPED("\\u0041\\u00e9\\u20AC", "A\xC3\xA9\xE2\x82\xAC");
    UNESCAPED("a\\u0000b", "a\0b");
    UNESCAPED("\\ud83d\\ude00", "\xF0\x9F\x98\x80");
    UNESCAPED("\\ud83d", "\xEF\xBF\xBD");
    UNESCAPED("\\ude00", "\xEF\xBF\xBD");
    UNESCAPED("\\ud83dx", "\xEF\xBF\xBDx");
    UNESCAPED("\\ud83d\\n", "\xEF\xBF\xBD\n");
    UNESCAPED("\\ud83d\\u0041", "\xEF\xBF\xBD"
                                "A");
    UNESCAPED("\\ud83d\\ud83d\\ude00", "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    UNESCAPED("\\ude00\\ud83d", "\xEF\xBF\xBD\xEF\xBF\xBD");
    kq_arena *a = kq_arena_new();
    const char plain[] = "no backslash";
    assert_ptr_equal(kq_json_unescape(a, plain, 12).p, plain);
    assert_int_equal(kq_json_unescape(a, NULL, 0).n, 0);
    kq_arena_free(a);
}

static void written_is(kq_str s, const char *expected) {
    kq_buf b = {0};
    kq_json_put_string(&b, s);
    kq_buf_putc(&b, 0);
    assert_string_equal(b.p, expected);
    kq_buf_free(&b);
}

static void test_put_string(void **state) {
    (void)state;
    written_is(kq_mk_string(NULL, 0), "\"\"");
    written_is(kq_mk_string("a\"b\\c/d", 7), "\"a\\\"b\\\\c/d\"");
    written_is(kq_mk_string("\b\t\n\v\f\r\x1F\x7F\0", 9), "\"\\b\\t\\n\\u000b\\f\\r\\u001f\x7F\\u0000\"");
    written_is(kq_mk_string("caf\xC3\xA9 \xF0\x9F\x98\x80", 10), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
    written_is(kq_mk_string("a\xFFz", 3), "\"a\xEF\xBF\xBDz\"");
    written_is(kq_mk_string("a\xE2\x82", 3), "\"a\xEF\xBF\xBD\"");
    written_is(kq_mk_string("\xEF\xBF\xBD", 3), "\"\xEF\xBF\xBD\"");
}

static void escaped_is(const char *raw, const char *expected) {
    kq_buf b = {0};
    kq_json_put_escaped(&b, kq_mk_string(raw, strlen(raw)));
    kq_buf_putc(&b, 0);
    assert_string_equal(b.p, expected);
    kq_buf_free(&b);
}

static void test_put_escaped(void **state) {
    (void)state;
    escaped_is("", "\"\"");
    escaped_is("plain \\/ text", "\"plain / text\"");
    escaped_is("\\u0041\\u0022\\u005C\\u000A\\u001F", "\"A\\\"\\\\\\n\\u001f\"");
    escaped_is("\\ud83d\\ude00\\ud83d", "\"\xF0\x9F\x98\x80\xEF\xBF\xBD\"");
    escaped_is("\\\"\\\\\\b\\f\\n\\r\\t", "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
    kq_buf b = {0};
    kq_json_put_escaped(&b, kq_mk_string(NULL, 0));
    assert_int_equal(b.n, 2);
    kq_buf_free(&b);
}

/* A byte that means something at every place of strings around the sizes of blocks, each in memory of its own, and the
 * same string skipped as trusted text. */
static void test_string_borders(void **state) {
    (void)state;
    static const char *const marks[] = {"x", "\\n", "\\\\", "\\\"", "\x1F", "\x80", "\xC3\xA9", "\""};
    static const bool valid[] = {true, true, true, true, false, false, true, false};
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
        for (size_t before = 0; before < 40; before++)
            for (size_t behind = 0; behind < 20; behind++) {
                size_t mark = strlen(marks[m]), n = before + mark + behind + 2;
                char *p = malloc(n);
                assert_non_null(p);
                memset(p, 'a', n);
                p[0] = p[n - 1] = '"';
                memcpy(p + 1 + before, marks[m], mark);
                bool escaped = false;
                const char *end = kq_json_skip_string(p, p + n, &escaped);
                if (marks[m][0] == '"') {
                    assert_ptr_equal(end, p + before + 2); /* ends at the mark */
                } else if (valid[m]) {
                    assert_ptr_equal(end, p + n);
                    assert_int_equal(escaped, marks[m][0] == '\\');
                    assert_ptr_equal(kq_json_skip_trusted(p, p + n), p + n);
                } else {
                    assert_null(end);
                }
                assert_null(kq_json_skip_string(p, p + n - 1 - behind - (marks[m][0] == '"') * (before + mark), NULL));
                free(p);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_string_borders), cmocka_unit_test(test_scalars),     cmocka_unit_test(test_strings),
        cmocka_unit_test(test_containers),     cmocka_unit_test(test_mixed_stack), cmocka_unit_test(test_depth),
        cmocka_unit_test(test_trusted),        cmocka_unit_test(test_unescape),    cmocka_unit_test(test_put_string),
        cmocka_unit_test(test_put_escaped),
    };
    return cmocka_run_group_tests_name("jsonscan", tests, NULL, NULL);
}
