/* The source map of a rule's query (STYLE 2d): every byte of a literal block has its YAML line and column; other
 * scalars have the place of their value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rule.h"

struct loaded {
    struct arena *a;
    struct source *source;
    struct rule rule;
    struct diag *diag;
};

static struct loaded load(const char *path, const char *text, size_t n) {
    struct loaded l = {.a = arena_new()};
    l.source = ARENA_NEW(l.a, struct source);
    *l.source = (struct source){.path = path, .file = {arena_strndup(l.a, text, n), n}};
    l.diag = diag_new(l.a, l.source);
    return l;
}

/* Reads `yaml`; the query must be `query`, and `word` in it must lie at line:col of the file. */
static void at(const char *yaml, const char *query, const char *word, uint32_t line, uint32_t col, bool exact) {
    struct loaded l = load("r.yaml", yaml, strlen(yaml));
    assert_true(rule_read(l.a, l.source, &l.rule, l.diag));
    assert_true(text_is(l.source->query, query));
    const char *found = strstr(l.rule.query.s, word);
    assert_non_null(found);
    struct position p = source_locate(l.source, (uint32_t)(found - l.rule.query.s), false);
    assert_int_equal(p.line, line);
    assert_int_equal(p.col, col);
    assert_int_equal(l.source->exact, exact);
    if (exact) assert_memory_equal(p.line_text.p + p.col - 1, word, strlen(word));
    arena_free(l.a);
}

static void test_literal(void **state) {
    (void)state;
    at("id: 1\nquery: |\n  T\n  | where a\n", "T\n| where a\n", "where", 4, 5, true);
    at("query: |-\n    T\n    | where a\n\n", "T\n| where a", "where", 3, 7, true);
    at("query: |+\n T\n\n\n", "T\n\n\n", "T", 2, 2, true);
    at("query: | # comment\n  T\n   | x\n", "T\n | x\n", "| x", 3, 4, true);
}

static void test_indentation_indicator(void **state) {
    (void)state;
    at("query: |2\n    T\n   | x\n", "  T\n | x\n", "T", 2, 5, true);
    at("query: |2-\n  T\n    | x\n", "T\n  | x", "| x", 3, 5, true);
    at("query: |-1\n  T\n", " T", "T", 2, 3, true);
    at("  query: |2\n     T\n", " T\n", "T", 2, 6, true); /* relative to an indented mapping */
}

static void test_line_ends(void **state) {
    (void)state;
    at("id: 1\r\nquery: |\r\n  T\r\n\r\n  | where a\r\n", "T\n\n| where a\n", "where", 5, 5, true);
    at("query: |\n\n  \n  T\n   \n  | x\n", "\n\nT\n \n| x\n", "| x", 6, 3, true); /* blank lines, some of them long */
    at("query: |\n  T\n  \t| x\n", "T\n\t| x\n", "| x", 3, 4, true);               /* a tab belongs to the text */
    at("query: |\n  T", "T", "T", 2, 3, true);
    at("\xEF\xBB\xBFquery: |\n  T\n", "T\n", "T", 2, 3, true);
    at("name: \xC3\xA9\nquery: |\n  T | where a == '\xC3\xA9' and b\n", "T | where a == '\xC3\xA9' and b\n", "and b", 3,
       23, true);
    /* libyaml takes NEL and a lone CR as line ends; messages count lines by LF alone. */
    at("query: |\n  T\xC2\x85  | x\n", "T\n| x\n", "| x", 2, 8, true);
}

static void test_other_styles(void **state) {
    (void)state;
    at("id: 1\nquery: >\n  T\n  | x\n", "T | x\n", "| x", 4, 3, true);
    at("query: >\n  T\n\n  | x\n    | y\n  | z\n", "T\n| x\n  | y\n| z\n", "| z", 6, 3, true); /* more indented */
    at("query: >-\n  T  \n  | x", "T   | x", "| x", 3, 3, true);
    at("query: T | x\n", "T | x", "| x", 1, 10, true);
    at("query: T\n  | x  \n   | y\n", "T | x | y", "| y", 3, 4, true);
    at("q: &a T\nquery: *a\n", "T", "T", 1, 4, false); /* an alias stands where its anchor stands */
}

static void test_quoted(void **state) {
    (void)state;
    at("query: \"T\\n| x\"\n", "T\n| x", "| x", 1, 12, true);
    at("query: \"T\\n| \\\"a\\\" \\x41\\u00e9 | x\"\n", "T\n| \"a\" A\xC3\xA9 | x", "| x", 1, 31, true);
    at("query: \"T\n  | x\\\n   y\n\n  | z\"\n", "T | xy\n| z", "| z", 5, 3, true);
    at("query: \"T\\\r\n  | z\"\r\n", "T| z", "| z", 2, 3, true);
    at("query: 'T | a == ''b'' | x'\n", "T | a == 'b' | x", "| x", 1, 24, true);
    at("query: '\n  T  \n  | x'\n", " T | x", "| x", 3, 3, true);
}

static void test_bare_query(void **state) {
    (void)state;
    struct loaded l = load("q.kql", "T\n| x", 5);
    assert_true(rule_read(l.a, l.source, &l.rule, l.diag));
    assert_false(l.rule.is_rule);
    struct position p = source_locate(l.source, 4, false);
    assert_int_equal(p.line, 2);
    assert_int_equal(p.col, 3);
    arena_free(l.a);
}

/* The text and the file must agree for every line of a longer block. */
static void test_every_byte(void **state) {
    (void)state;
    static const char yaml[] =
        "name: x\nquery: |\n\n    T  \n      | where a // x\n\n     \n    | project b\n\nid: y\n";
    struct loaded l = load("r.yml", yaml, sizeof yaml - 1);
    assert_true(rule_read(l.a, l.source, &l.rule, l.diag));
    assert_true(l.source->exact);
    for (uint32_t i = 0; i < l.source->query.n; i++) {
        if (l.source->query.p[i] == '\n') continue;
        struct position p = source_locate(l.source, i, false);
        assert_int_equal(p.line_text.p[p.col - 1], l.source->query.p[i]);
    }
    arena_free(l.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_literal),   cmocka_unit_test(test_indentation_indicator),
                                       cmocka_unit_test(test_line_ends), cmocka_unit_test(test_other_styles),
                                       cmocka_unit_test(test_quoted),    cmocka_unit_test(test_bare_query),
                                       cmocka_unit_test(test_every_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
