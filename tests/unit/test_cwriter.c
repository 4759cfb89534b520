/* The two ways in which text from a rule enters generated C: literals must give back the same bytes, comments must not
 * end early; and #line numbers must be right. The escaped text is compiled in the emitter's fuzz target; here it is
 * read back by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "cwriter.h"

#include <string.h>

static void literal(const char *p, size_t n, const char *expect) {
    struct strbuf b = {0};
    c_put_string(&b, p, n);
    assert_string_equal(b.p, expect);
    strbuf_free(&b);
}
#define LITERAL(bytes, expect) literal(bytes, sizeof(bytes) - 1, expect)

static void strings_are_escaped(void **state) {
    (void)state;
    LITERAL("", "\"\"");
    LITERAL("plain 09azAZ", "\"plain 09azAZ\"");
    LITERAL("quote\" and \\", "\"quote\\\" and \\\\\"");
    LITERAL("a\nb\tc\rd", "\"a\\nb\\tc\\015d\"");
    LITERAL("nul\0009", "\"nul\\0009\""); /* the digit behind NUL stays a digit: octal escapes have three places */
    LITERAL("\x7f", "\"\\177\"");
    LITERAL("\xc3\xa9", "\"\\303\\251\"");
    LITERAL("\\\n", "\"\\\\\\n\""); /* no line splice */
    LITERAL("*/", "\"*/\"");
}

static void trigraphs_are_broken(void **state) {
    (void)state;
    LITERAL("?"
            "?/",
            "\"?\\?/\"");
    LITERAL("?"
            "?"
            "?"
            "?=",
            "\"?\\?\\?\\?=\"");
}

/* A byte string and its literal, read back with the rules of C11 6.4.4.4. */
static size_t read_back(const char *s, char *out) {
    size_t n = 0;
    assert_int_equal(*s++, '"');
    while (*s != '"') {
        if (*s != '\\') {
            out[n++] = *s++;
            continue;
        }
        s++;
        if (*s >= '0' && *s <= '7') {
            unsigned v = 0;
            for (int i = 0; i < 3 && *s >= '0' && *s <= '7'; i++) v = v * 8 + (unsigned)(*s++ - '0');
            out[n++] = (char)v;
        } else {
            char c = *s++;
            out[n++] = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
    }
    assert_int_equal(s[1], 0);
    return n;
}

static void every_pair_of_bytes_survives(void **state) {
    (void)state;
    for (unsigned i = 0; i < 65536; i++) {
        char in[3] = {(char)(i >> 8), (char)i, '7'}, out[64];
        struct strbuf b = {0};
        c_put_string(&b, in, sizeof in);
        for (const char *p = b.p; *p; p++) assert_in_range((unsigned char)*p, 0x20, 0x7e);
        assert_int_equal(read_back(b.p, out), sizeof in);
        assert_memory_equal(out, in, sizeof in);
        strbuf_free(&b);
    }
}

static void comment(const char *p, size_t n, size_t limit, const char *expect) {
    struct strbuf b = {0};
    strbuf_puts(&b, "");
    c_put_comment(&b, p, n, limit);
    assert_string_equal(b.p, expect);
    strbuf_free(&b);
}
#define COMMENT(bytes, expect) comment(bytes, sizeof(bytes) - 1, 0, expect)

static void comments_cannot_end_early(void **state) {
    (void)state;
    COMMENT("| where a == \"*/ int x; /*\"", "| where a == \"* / int x; / *\"");
    COMMENT("*\n/", "* / ");
    COMMENT("**//", "** // ");
    COMMENT("a\\\nb", "a\\ b"); /* a line splice becomes a blank */
    COMMENT("tail\\", "tail\\ ");
    COMMENT("?"
            "?/",
            "? ?/ ");
    COMMENT("nul\0x", "nul^@x");
    COMMENT("  two\r\n\t blanks  ", "two blanks");
    COMMENT("caf\xc3\xa9 \xe2\x80\xae", "caf<U+00E9> <U+202E>"); /* right-to-left override */
    COMMENT("\xff", "<FF>");
    comment("abcdefgh ijkl", 13, 8, "abcdefgh ...");
    comment("abcdefgh", 8, 8, "abcdefgh");
}

static void no_comment_holds_its_end(void **state) {
    (void)state;
    static const char alphabet[] = {'*', '/', '\\', '?', '\n', 0, '\'', 'x'};
    for (unsigned i = 0; i < 8 * 8 * 8 * 8; i++) {
        char in[4];
        for (unsigned j = 0; j < 4; j++) in[j] = alphabet[(i >> (3 * j)) & 7];
        struct strbuf b = {0};
        strbuf_puts(&b, "");
        c_put_comment(&b, in, sizeof in, 0);
        assert_null(strstr(b.p, "*/"));
        assert_null(strstr(b.p, "/*"));
        assert_null(strstr(b.p, "?"
                                "?"));
        assert_null(strchr(b.p, '\n'));
        assert_int_equal(strlen(b.p), b.n);
        assert_true(b.n == 0 || (b.p[b.n - 1] != '\\' && b.p[b.n - 1] != '*' && b.p[b.n - 1] != '/'));
        strbuf_free(&b);
    }
}

static void line_directives_come_in_pairs(void **state) {
    (void)state;
    struct cwriter w = {.line_directives = true, .kql_name = "rules/a\"b.yaml"}, tail = w;
    struct strbuf out = {0};
    cw_open(&w, "void f(void) {");
    cw_statement(&w, 7, "one();");
    cw_statement(&w, 8, "two();"); /* the next line anyway: no directive */
    cw_statement(&w, 8, "three();");
    cw_close(&w, "");
    cw_line(&tail, "int x;");
    cw_append(&w, &tail);
    cw_finish(&w, "a.c", &out);
    assert_string_equal(out.p, "void f(void) {\n"
                               "#line 7 \"rules/a\\\"b.yaml\"\n"
                               "    one();\n"
                               "    two();\n"
                               "#line 8 \"rules/a\\\"b.yaml\"\n"
                               "    three();\n"
                               "#line 8 \"a.c\"\n"
                               "}\n"
                               "int x;\n");
    cw_free(&w);
    cw_free(&tail);
    strbuf_free(&out);
}

static void long_statements_are_broken(void **state) {
    (void)state;
    struct cwriter w = {0};
    struct strbuf text = {0}, out = {0};
    strbuf_puts(&text, "call(\"a, b ? c : d \\\" , \"");
    for (int i = 0; i < 40; i++) strbuf_puts(&text, ", argument");
    strbuf_puts(&text, ");");
    cw_statement(&w, 0, text.p);
    cw_finish(&w, "a.c", &out);
    for (const char *p = out.p; *p; p = strchr(p, '\n') + 1) assert_true(strcspn(p, "\n") <= 120);
    assert_non_null(strstr(out.p, "call(\"a, b ? c : d \\\" , \", argument")); /* never inside a literal */
    cw_free(&w);
    strbuf_free(&text);
    strbuf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped),          cmocka_unit_test(trigraphs_are_broken),
        cmocka_unit_test(every_pair_of_bytes_survives), cmocka_unit_test(comments_cannot_end_early),
        cmocka_unit_test(no_comment_holds_its_end),     cmocka_unit_test(line_directives_come_in_pairs),
        cmocka_unit_test(long_statements_are_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
