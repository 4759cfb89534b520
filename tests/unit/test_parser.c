/* The grammar (kql.md 1 and 5): trees as dumps, errors as codes with their spans, recovery without cascades, and
 * hostile nesting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syntax.h"

/* The dump of a query without errors. */
static void tree(const char *query, const char *expected) {
    struct arena *a = arena_new();
    struct source s = {.path = "q", .file = {query, strlen(query)}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct ast_script *script = syntax_parse(a, s.query, d);
    if (diag_errors(d)) fail_msg("%s\n%s", query, diag_at(d, 0)->message);
    struct strbuf b = {0};
    ast_dump(script, &b);
    if (b.n && b.p[b.n - 1] == '\n') b.p[b.n - 1] = 0;
    assert_string_equal(b.p, expected);
    strbuf_free(&b);
    arena_free(a);
}

/* An expression's dump. */
static void expr(const char *text, const char *expected) {
    struct strbuf q = {0}, e = {0};
    strbuf_printf(&q, "T | where %s", text);
    strbuf_printf(&e, "T | where %s", expected);
    tree(q.p, e.p);
    strbuf_free(&q);
    strbuf_free(&e);
}

/* All errors as "CODE@start-end", in order. */
static void errors_n(const char *query, size_t n, const char *expected) {
    struct arena *a = arena_new();
    struct source s = {.path = "q", .file = {query, n}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct ast_script *script = syntax_parse(a, s.query, d);
    struct strbuf b = {0}, dump = {0};
    strbuf_puts(&b, "");
    ast_dump(script, &dump);
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        strbuf_printf(&b, "%s%s@%u-%u", i ? " " : "", diag_code_name(item->code), (unsigned)item->span.start,
                      (unsigned)item->span.end);
    }
    assert_string_equal(b.p, expected);
    strbuf_free(&b);
    strbuf_free(&dump);
    arena_free(a);
}
static void errors(const char *query, const char *expected) { errors_n(query, strlen(query), expected); }

static void test_precedence(void **state) {
    (void)state;
    expr("a or b and c == d", "(or a (and b (== c d)))");
    expr("1 + x has 'a'", "(+ 1 (has x \"a\"))"); /* string operators bind tightest */
    expr("a + b * c - d", "(- (+ a (* b c)) d)");
    expr("-a * b", "(* (- a) b)");
    expr("a < b == (c > d)", "(== (< a b) (> c d))");
    expr("a.b['c'][0][-1].d", "a.b[\"c\"][0][(- 1)].d");
    expr("a.['x y'].[0]", "a.[\"x y\"][0]");
    expr("(a or b) and c", "(and (or a b) c)");
}

static void test_operators(void **state) {
    (void)state;
    expr("a <> 1", "(!= a 1)");
    expr("a =~ 'x' and a !~ 'y'", "(and (=~ a \"x\") (!~ a \"y\"))");
    expr("a notcontains 'x'", "(!contains a \"x\")");
    expr("a containscs 'x'", "(contains_cs a \"x\")");
    expr("a matches regex @'\\d'", "(matches regex a \"\\\\d\")");
    expr("a !startswith_cs 'x'", "(!startswith_cs a \"x\")");
    expr("a between (1 .. 5) and b !between (1d..2d)",
         "(and (between a 1 5) (!between b timespan(864000000000) timespan(1728000000000)))");
    expr("a in ('x', 'y') or a !in~ (T2 | project z)", "(or (in a \"x\" \"y\") (!in~ a {T2 | project z}))");
    expr("a has_any (list)", "(has_any a list)");
}

static void test_words_as_names(void **state) {
    (void)state;
    tree("T | extend by = 1, has = 2, where = in, on = kind", "T | extend by = 1, has = 2, where = in, on = kind");
    tree("T | project d.by, d.where, d.['and'], ['by x'] = count",
         "T | project d.by, d.where, d.and, [\"by x\"] = count");
    tree("count | where print == range(1, 2)", "count | where (== print range(1, 2))");
    expr("union == 1", "(== union 1)");
    expr("2x == 1", "(== 2x 1)");
    tree("let 5w = 35d; T | where ago(5w) < t", "let 5w = timespan(30240000000000);\nT | where (< ago(5w) t)");
}

static void test_statements(void **state) {
    (void)state;
    tree("let a = 1; let t = T | where b; let f = (x:int) { x + 1; y }; let v = view () { T }; t",
         "let a = 1;\nlet t = T | where b;\nlet f = <function>;\nlet v = <function>;\nt");
    tree("let m = materialize(T | where a); m", "let m = {T | where a};\nm");
    tree("print a = 1, 'b' | extend c = 2", "print a = 1, \"b\" | extend c = 2");
    tree("(T | where a) | where b;", "{T | where a} | where b");
    tree("T | where x == toscalar(print 1) and y == toscalar(B)",
         "T | where (and (== x toscalar({print 1})) (== y toscalar(B)))");
}

static void test_tabular(void **state) {
    (void)state;
    tree("T | summarize count(), a = max(b) by bin(t, 1h), c",
         "T | summarize count(), a = max(b) by bin(t, timespan(36000000000)), c");
    tree("T | summarize by a", "T | summarize by a");
    tree("T | summarize hint.strategy=shuffle (a, b) = arg_max(c, *) by d",
         "T | summarize (a, b) = arg_max(c, *) by d");
    tree("T | join (B) on k", "T | join kind=innerunique {B} on k == k");
    tree("T | join kind = anti hint.remote=left B on a, $left.['x'] == $right.y and c",
         "T | join kind=leftanti {B} on a == a, x == y, c == c");
    tree("T | filter f(x, y=g(), (B | project a, b))", "T | where f(x, y = g(), {B | project a, b})");
}

static void test_unsupported(void **state) {
    (void)state;
    tree("T | mv-expand a to typeof(string) | where b | project-away c*, d | top 5 by (x | y) desc | order by z",
         "T | <mv-expand> | where b | <project-away> | <top> | <order>");
    tree("union isfuzzy=true A, (B | where x) | where y", "<union> | where y");
    tree("range x from 1 to 5 step 1", "<range>");
    tree("datatable(a:string)['x', 'y'] | where a", "<datatable> | where a");
    tree("T | join (union A, B) on k", "T | join kind=innerunique {<union>} on k == k");
    tree("_GetWatchlist('x') | project a", "<_GetWatchlist> | project a");
    tree("cluster('a').database('b').T | where c", "<cluster> | where c");
    tree("T | partition by a ( top 1 by b; ) | where c", "T | <partition> | where c");
}

static void test_dynamic(void **state) {
    (void)state;
    expr("dynamic({\"a\":[1,-2.5,'x',null,true], 'b':{}, \"a\":1d})",
         "dynamic({\"a\":timespan(864000000000),\"b\":{}})"); /* the last of duplicate keys stays */
    expr("dynamic([@'\\d', datetime(null), dynamic([1])])", "dynamic([\"\\\\d\",null,[1]])");
    expr("dynamic == 1", "(== dynamic 1)");
}

static void test_spans(void **state) {
    (void)state;
    errors("T | where a = 1", "E0208@12-13");
    errors("T | wher a", "E0202@4-8");
    errors("T\nwhere a", "E0209@2-7");
    errors("T | where x == 'a", "E0203@15-17");
    errors("T | where x == 'a\\d'", "E0204@17-19");
    errors("T | where x == (1", "E0207@15-16");
    errors("T ) | where x", "E0207@2-3");
    errors("T | where ago(5w) > x", "E0214@14-16");
    errors("T | where a == b == c", "E0201@17-19");
    errors("T | where int(x) == 1", "E0206@10-16");
    errors("T | where a ==", "E0201@13-14");
    errors("A; B", "E0211@3-4");
    errors("let a = 1;", "E0212@10-10");
    errors("", "E0212@0-0");
    errors("T | join kind=inne (B) on k", "E0216@14-18");
    errors("T | join (B) on $right.a == $left.a", "E0213@16-35");
    errors("T | join (B)", "E0201@11-12");
    errors("1 + 2 | where a", "E0217@0-5");
    errors("T | where x && y", "E0201@12-14");
    errors("T | where !isempty(x)", "E0202@10-18");
    errors("T | where not x", "E0201@14-15");
    errors("set a = 1; declare query_parameters(x:int); T", "W0201@0-9 U0201@11-42");
}

static void test_recovery(void **state) {
    (void)state;
    /* several errors in one run, each once */
    errors("T | where a b | wher c | extend x = foo(1 2), y = (a + ) | project d",
           "E0201@12-13 E0202@16-20 E0201@42-43 E0201@55-56");
    errors("let x = ; let y = ); T | where z ==", "E0201@8-9 E0207@18-19 E0201@19-20 E0201@34-35");
    errors("T | where x in (B | where | project a) | whree b", "E0201@26-27 E0202@41-46");
    errors("T | | where a", "E0201@2-3");
    errors("T | where x == \"abc and y)\n| where (a == \"b)\n| wher c", "E0203@15-26 E0203@41-44 E0202@47-51");
    errors("T | where foo(a, (b | extend c == 1", "E0207@13-14 E0207@17-18");
    errors("T | summarize count() byy a | where b == ", "E0201@22-25 E0201@40-41");
    errors("T | where a between (1, 2) | where b between (1 .. ) | wher c", "E0201@22-23 E0201@51-52 E0202@55-59");
}

static void nested(const char *open, const char *middle, const char *close, size_t depth, const char *codes) {
    struct strbuf q = {0};
    strbuf_puts(&q, "T | where ");
    for (size_t i = 0; i < depth; i++) strbuf_puts(&q, open);
    strbuf_puts(&q, middle);
    for (size_t i = 0; i < depth; i++) strbuf_puts(&q, close);
    struct arena *a = arena_new();
    struct source s = {.path = "q", .file = {q.p, q.n}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct strbuf dump = {0};
    ast_dump(syntax_parse(a, s.query, d), &dump);
    if (*codes)
        assert_string_equal(diag_code_name(diag_at(d, 0)->code), codes);
    else
        assert_int_equal(diag_count(d), 0);
    strbuf_free(&dump);
    arena_free(a);
    strbuf_free(&q);
}

static void test_depth(void **state) {
    (void)state;
    nested("(", "1", ")", 900, "");
    nested("(", "1", ")", 100000, "E0210");
    nested("-", "1", "", 100000, "E0210");
    nested("f(", "1", ")", 100000, "E0210");
    nested("", "a", ".b", 100000, "E0210");
    nested("", "a", "[0]", 100000, "E0210");
    nested("a or ", "a", "", 100000, "E0210");
    nested("a in (B | where ", "1", ")", 100000, "E0210");
    nested("dynamic([", "1", "])", 100000, "E0210");
    nested("(", "1", "", 100000, "E0210");
    nested("", "1", ")", 1000, "E0207");
}

static void test_bad_bytes(void **state) {
    (void)state;
    errors_n("T | where a\0 == 1", 17, "E0205@11-12");
    errors_n("T | where a == 'x\0y'", 20, "E0205@17-18");
    errors("T | where \xFF", "E0215@10-11");
    errors("T | where a == \xE2\x80\x9Cx\xE2\x80\x9D", "E0205@15-18 E0205@19-22");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precedence), cmocka_unit_test(test_operators), cmocka_unit_test(test_words_as_names),
        cmocka_unit_test(test_statements), cmocka_unit_test(test_tabular),   cmocka_unit_test(test_unsupported),
        cmocka_unit_test(test_dynamic),    cmocka_unit_test(test_spans),     cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_depth),      cmocka_unit_test(test_bad_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
