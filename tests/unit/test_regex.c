/* runtime/re: classes, the patterns that the engine is given, and classes and folding against RE2's own tables.
 * Expected patterns are written by hand from the dialect (kql.md 3.5; Rust's regex crate). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "re_engine.h"
#include "re_print.h"
#include "re_unicode.h"
#include "utf8.h"

static kq_str text_of(const char *s) { return kq_mk_string(s, strlen(s)); }

/* ---- what the engine is given */

static void check_print(const char *pattern, const char *expected, bool coded) {
    kq_arena *a = kq_arena_new();
    re_tree t;
    re_code code;
    kq_regex_error error;
    kq_buf b = {0};
    if (!re_parse(a, text_of(pattern), &t, &error)) fail_msg("%s: %s", pattern, error.message);
    if (coded) assert_true(re_code_make(&code, &t));
    re_print(&t, coded ? &code : NULL, &b);
    kq_buf_putc(&b, 0);
    assert_string_equal(b.p, expected);
    kq_buf_free(&b);
    kq_arena_free(a);
}

static void test_print_ascii(void **state) {
    (void)state;
    check_print("ab", "ab", false);
    check_print("", "(?:)", false);
    check_print("a|b|", "a|b|(?:)", false);
    check_print("a.c", "a[\\x00-\\x09\\x0b-\\x7f]c", false);
    check_print("(?s).", "[\\x00-\\x7f]", false);
    check_print("^a$", "\\Aa\\z", false);
    check_print("(?m)^a$", "(?m:^)a(?m:$)", false);
    check_print("\\d", "[0-9]", false);
    check_print("\\w", "[0-9A-Z\\x5fa-z]", false);
    check_print("\\s", "[\\x09-\\x0d\\x20]", false);
    check_print("(?i)a1", "[Aa]1", false);
    check_print("(?i)a|b", "(?:A|a)|(?:B|b)", false); /* see is_both_cases */
    check_print("é", "[^\\x00-\\xff]", false);        /* not in ASCII text */
    check_print("[^é]", "[\\x00-\\x7f]", false);
    check_print("a{2,3}?", "(?:a{2,3}?)", false);
    check_print("(?U)a*", "(?:a*?)", false);
    check_print("(ab)+", "(?:(ab)+)", false);
    check_print("(?:ab)+", "(?:(?:ab)+)", false);
    check_print("a**", "(?:(?:(?:a*))*)", false);
    check_print("a{1500}", "(?:a{1000}a{500})", false);
    check_print("a{0,1500}", "(?:a{0,1000}a{0,500})", false);
    check_print("a{1001,2500}", "(?:a{1000}a{1,1000}a{0,500})", false);
    check_print("a{1001,}", "(?:a{1000}a+)", false);
    check_print("(?x) a b # c", "ab", false);
    check_print("(?P<n>a)(?:b|c)", "(a)(?:b|c)", false);
}

/* Letter 0 is everything; each class in turn, then the word characters where they matter, then "\n", make a new letter
 * of what they hold of an older one. Codes go by letters: bytes from 0x00 on, for word characters from '0' on. */
static void test_print_coded(void **state) {
    (void)state;
    check_print("é", "\\x01", true);
    check_print("[^é]", "[\\x01\\x02]", true); /* without and with "\n" */
    check_print("é[é-]", "\\x01[\\x01\\x02]", true);
    check_print("\\bé", "\\b0", true);
    check_print("(?m)^\\n", "(?m:^)\\x0a", true);
    check_print("\\b{start}é\\b{end}", "(?m:^\\b)0(?m:\\b$)", true);
    check_print("-\\>", "(?:\\n\\x01\\n)(?m:\\b$)", true);
}

/* ---- sets */

static re_set parsed_class(kq_arena *a, const char *pattern) {
    re_tree t;
    kq_regex_error error;
    if (!re_parse(a, text_of(pattern), &t, &error)) fail_msg("%s: %s", pattern, error.message);
    const re_node *n = t.root;
    while (n->kind == RE_CAT) n = n->child;
    assert_int_equal(n->kind, RE_CLASS);
    return *n->set;
}

static void check_class(const char *pattern, const char *members, const char *others) {
    kq_arena *a = kq_arena_new();
    re_set s = parsed_class(a, pattern);
    for (size_t i = 0; i < s.n; i++) { /* sorted, apart, not empty */
        assert_true(s.v[i].first <= s.v[i].last && s.v[i].last <= RE_LAST_CODE_POINT);
        if (i > 0) assert_true(s.v[i - 1].last + 1 < s.v[i].first);
    }
    for (const char *p = members, *end = p + strlen(p); p < end;)
        if (!re_set_has(&s, kq_utf8_next(&p, end))) fail_msg("%s has not all of '%s'", pattern, members);
    for (const char *p = others, *end = p + strlen(p); p < end;)
        if (re_set_has(&s, kq_utf8_next(&p, end))) fail_msg("%s has one of '%s'", pattern, others);
    kq_arena_free(a);
}

static void test_classes(void **state) {
    (void)state;
    check_class("[a-cx-z]", "abcxyz", "dw");
    check_class("[]a]", "]a", "[");
    check_class("[^]a]", "b[", "]a");
    check_class("[-a]", "-a", "b");
    check_class("[a-]", "-a", "b");
    check_class("[--a]", "-a", "b."); /* dashes at the beginning */
    check_class("[a-c--b]", "ac", "b-");
    check_class("[a-z&&[^aeiou]]", "bcd", "aeiouA");
    check_class("[a-g~~b-h]", "ah", "bcdefgi");
    check_class("[ab&&bc]", "b", "ac");
    check_class("[^a-z&&b]", "acz", "b");
    check_class("[\\w--\\d--_]", "aZé", "0_");
    check_class("[[a-c][x-z]]", "abcxyz", "d");
    check_class("[[:digit:][:upper:]]", "09AZ", "az");
    check_class("[[:^digit:]]", "az", "09");
    check_class("[:digit]", ":digt", "a0");
    check_class("[\\]\\[\\-\\^]", "][-^", "\\");
    check_class("[\\x41\\x{42}\\n]", "AB\n", "C");
    check_class("(?i)[k]", "kK\u212A", "s");
    check_class("(?i)[^k]", "s", "kK\u212A");
    check_class("(?i)[a-c&&B]", "bB", "aA");
    check_class("(?x)[ a b ]", "ab", " ");
    check_class("[a&&b]", "", "ab");
    check_class("\\p{Lu}", "AÉΩ", "aé1");
    check_class("\\p{^Lu}", "aé1", "AÉ");
    check_class("\\P{Lu}", "aé1", "AÉ");
    check_class("\\pN", "1²½", "a");
    check_class("\\p{sc=Greek}", "αΩ", "aя");
    check_class("\\p{cyrillic}", "яЖ", "α");
    check_class("\\p{gc:Decimal_Number}", "0٣", "²a");
    check_class("\\p{any}", "a\u10FF", "");
}

/* ---- against RE2's tables, for every code point */

static void add_range(void *set, uint32_t first, uint32_t last) { re_set_add(set, first, last); }

static void check_same(const re_set *a, const re_set *b, const char *what) {
    for (uint32_t c = 0; c <= RE_LAST_CODE_POINT; c++) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        if (re_set_has(a, c) != re_set_has(b, c)) fail_msg("%s: U+%04X", what, (unsigned)c);
    }
}

/* Not \w, \d and \s, which are ASCII to RE2. */
static void test_categories(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    re_set unassigned = {.arena = a};
    assert_true(re_add_property(&unassigned, "Cn", 2));
    static const char *const names[] = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl",
                                        "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc",
                                        "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char pattern[8] = "\\p{xx}";
        memcpy(pattern + 3, names[i], 2);
        re_set mine = {.arena = a}, theirs = {.arena = a};
        assert_true(re_add_property(&mine, names[i], 2));
        assert_true(re_engine_class(pattern, add_range, &theirs));
        re_set_subtract(&theirs, &unassigned); /* RE2 may know a later version of Unicode */
        check_same(&mine, &theirs, names[i]);
    }
    kq_arena_free(a);
}

/* Simple case folding: each character with the ones that are equal to it, by both. */
static void test_folding(void **state) {
    (void)state;
    static const char *const characters[] = {"k", "S", "\u212A", "ß", "ẞ", "ς", "Σ", "İ", "ı", "i", "ǅ",
                                             "µ", "μ", "ᾳ",      "ᾼ", "θ", "ϴ", "Ω", "Ω", "ﬀ", "ŉ", "é",
                                             "Ж", "Ꭰ", "ꭰ",    "𐐀", "ɐ", "Ɐ", "ẛ", "ṡ", "ΐ", "1", "日"};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        kq_arena *a = kq_arena_new();
        char pattern[16] = "(?i)";
        strcat(pattern, characters[i]);
        re_set mine = parsed_class(a, pattern), theirs = {.arena = a};
        assert_true(re_engine_class(pattern, add_range, &theirs));
        check_same(&mine, &theirs, characters[i]);
        kq_arena_free(a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print_ascii), cmocka_unit_test(test_print_coded), cmocka_unit_test(test_classes),
        cmocka_unit_test(test_categories),  cmocka_unit_test(test_folding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
