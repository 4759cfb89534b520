/* The grammar (kql.md 1 and 5): trees as dumps, errors as codes with their spans, recovery without cascades, and
 * hostile nesting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syntax_rig.h"

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

/* kql.md 1, keywords as names */
static void test_words_as_names(void **state) {
    (void)state;
    tree("T | extend by = 1, has = 2, where = ['in'], on = kind", "T | extend by = 1, has = 2, where = in, on = kind");
    tree("T | project d.kind, d.['and'], ['by x'] = count, from, step",
         "T | project d.kind, d.and, [\"by x\"] = count, from, step");
    tree("count | where table == range(1, 2)", "count | where (== table range(1, 2))");
    tree("let 5w = 35d; T | where ago(5w) < t", "let 5w = timespan(30240000000000);\nT | where (< ago(5w) t)");
    expr("2x == 1", "(== 2x 1)");
    expr("f(by=1, x=2)", "f(by = 1, x = 2)");
    errors("T | where by == 1 and union == 2", "E0201@10-12 E0201@22-27");
    errors("T | extend long = 1", "E0201@11-15");
    errors("T | project d.where", "E0201@14-14");
    errors("let by = 1; T", "E0201@4-6");
    errors("T | extend a-b = 1", "E0201@11-14");
    errors("T | where x == hint.strategy", "E0201@14-14");
}

static void test_statements(void **state) {
    (void)state;
    tree("let a = 1; let t = T | where b; let f = (x:int, y:string = 'q') { let z = 1; x + z; }; let v = view () { T "
         "}; t",
         "let a = 1;\nlet t = T | where b;\nlet f = (x:int, y:string = \"q\") {let z = 1; (+ x z)};\nlet v = view () "
         "{T};\nt");
    tree("let f = (T:(a:int, ['b c']:string,), U:(*), n:long = -5, z:dynamic = dynamic(null)) { T }; f(T, U)",
         "let f = (T:(a:int, [\"b c\"]:string), U:(*), n:long = (- 5), z:dynamic = dynamic(null)) {T};\nf(T, U)");
    tree("let f = () { }; let g = () { let a = 1; }; 1", "let f = () {};\nlet g = () {let a = 1};\n1");
    tree("let m = materialize(T | where a); m", "let m = materialize({T | where a});\nm");
    tree("let g = entity_group [database('a'), cluster('b').database('c')]; g",
         "let g = entity_group(database(\"a\"), cluster(\"b\").database(\"c\"));\ng");
    tree("print a = 1, 'b' | extend c = 2", "print a = 1, \"b\" | extend c = 2");
    tree("(T | where a) | where b;", "{T | where a} | where b");
    tree("A; B | count", "A;\nB | count");
    tree("T | where x == toscalar(print 1) and y == toscalar kind=nooptimization (B)",
         "T | where (and (== x toscalar({print 1})) (== y toscalar(B)))");
    tree("set a; set b = 5; set c = 'x'; T", "set a;\nset b = 5;\nset c = \"x\";\nT");
    tree("declare query_parameters(a:long = 5, b:string); T", "declare query_parameters (a:long = 5, b:string);\nT");
    tree("declare pattern p; T", "declare pattern p;\nT");
    tree("declare pattern p = (a:string)[b:string] { ('x').['y'] = { T | take 1; }; ('z') = { let q = U; q }; }; T",
         "declare pattern p(a:string);\nT");
    tree("restrict access to (T, U*, database('x').*); T", "restrict access T, <U*>, database(\"x\").<*>;\nT");
    tree("restrict access to (T) with (AllowManagedIdentityAuthentication=true); T", "restrict access T;\nT");
    tree("alias database d = cluster('c').database('d'); T", "alias database d = cluster(\"c\").database(\"d\");\nT");
    tree("", "");
}

static void test_sources(void **state) {
    (void)state;
    tree("datatable(a:string, b:long)['x', -1, 'y', 2,] | where a",
         "datatable(a:string, b:long) [\"x\", (- 1), \"y\", 2] | where a");
    tree("externaldata(a:string)[@'h', 'i'] with (format='csv', ignoreFirstRecord=true)",
         "externaldata(a:string) [\"h\", \"i\"] with (format = \"csv\", ignoreFirstRecord = bool(true))");
    tree("external_data (a:string) [x] | count", "externaldata(a:string) [x] | count");
    tree("cluster('a').database('b').T | where c", "cluster(\"a\").database(\"b\").T | where c");
    tree("cluster('a').database('b').f(x) | where c", "cluster(\"a\").database(\"b\").f(x) | where c");
    tree("range x from 1 to 5 step 1", "range x 1 b: 5 c: 1");
    tree("f((B | project a, b), y=g())", "f({B | project a, b}, y = g())");
    expr("typeof(long) == typeof(a:string, *)", "(== typeof(long) typeof((a:string, *)))");
}

static void test_dynamic(void **state) {
    (void)state;
    expr("dynamic({\"a\":[1,-2.5,'x',null,true], 'b':{}, \"a\":1d})",
         "dynamic({\"a\":timespan(864000000000),\"b\":{}})"); /* the last of duplicate keys stays */
    expr("dynamic([@'\\d', datetime(null), dynamic([1])])", "dynamic([\"\\\\d\",null,[1]])");
    expr("dynamic([false, 1.5, guid(74be27de-1e4e-49d9-b579-fe0b331d3642)])", "dynamic([false,1.5,guid])");
    expr("x == datetime() or y == decimal(1.20) or z == bool(1)",
         "(or (or (== x datetime(now)) (== y decimal(1.20))) (== z bool(true)))");
    errors("print dynamic({a:1})", "E0206@15-15");
    errors("print dynamic([1, x])", "E0206@17-17");
    errors("print dynamic([1 2])", "E0206@17-18");
    errors("print dynamic([1,])", "E0206@17-17");
    errors("print dynamic({'a' 1})", "E0206@19-20");
    errors("print dynamic({'a':1,})", "E0206@21-21");
    errors("print dynamic(-'x')", "E0206@14-14");
    errors("print dynamic(decimal(1))", "E0206@14-24");
    errors("print dynamic(dynamic(1 2))", "E0206@24-25");
    errors("print dynamic([1)", "E0207@16-17");
}

static void test_places(void **state) {
    (void)state;
    errors("T | where a = 1", "");
    errors("T | where a == 1 and b = 1", "E0208@23-24");
    errors("T | wher a", "E0202@4-8");
    errors("T where a", "E0209@2-7");
    errors("T\nwhere a", "E0209@1-1"); /* behind the line before */
    errors("T | where x == 'a", "E0203@17-17");
    errors("T | where x == 'a\\d'", "E0204@17-19");
    errors("T | where x == (1", "E0207@17-17");
    errors("T | where f(a, b | count", "E0207@17-18");
    errors("T ) | where x", "E0207@2-3");
    errors("T | where a == b == c", "E0201@17-19");
    errors("T | where int(x) == 1", "W0204@10-16");
    errors("T | where a ==", "E0201@14-14");
    errors("T | project a b", "E0201@14-15");
    errors("T | project a\n\n// comment\nU", "E0201@13-13"); /* a second query */
    errors("T | join (B)", "");
    errors("T | lookup (B)", "E0201@14-14");
    errors("T | where x && y", "E0201@12-14");
    errors("T | where !isempty(x)", "E0202@9-9");
    errors("T | where not x", "E0201@14-15");
    errors("T | project *", "E0201@12-13");
    errors("T | where a has 'b' has 'c'", "E0201@20-23");
    errors("f(T | where x)", "E0201@4-5");
    errors("T;;U", "E0201@2-3");
    errors("T | where x == {p}", "E0201@15-16");
    errors("let f = (a:foo) { a }; T", "E0206@11-14");
    errors("T\xC2\xA0| where\xC2\xA0x", "W0203@1-3");
    errors("T | where a == @'it's' and b", "E0201@20-21");
    errors("T | where a == datetime(x) or b == datetime(2020", "W0204@15-26 E0206@48-48");
    errors("T | extend [''] = 1", "E0206@11-15");
}

/* Microsoft's places: of a token that is missing, the next one when it is near, otherwise the end of the one before; of
 * an expression, always that end; of what is left over, itself. */
static void test_microsofts_places(void **state) {
    (void)state;
    errors("T | where a in x", "E0201@15-16"); /* '(' */
    errors("T | where a in ", "E0201@14-14");  /* '(' and the value */
    errors("T | where a in in~ ('x')", "E0201@14-14");
    errors("T | top 5 !by a", "E0202@9-9");
    errors("let a ", "E0201@5-5");
    errors("let a 5; T", "E0201@6-7");
    errors("T | take 5  true", "E0201@10-10"); /* ';' */
    errors("T | project a; ,", "E0201@15-16"); /* no statement begins so */
    errors("T | project-away a) | take 1", "E0207@18-19");
    errors("T | summarize by ) a", "E0207@16-16");
    errors("T | sample )", "E0207@10-10");
    errors("T | mv-expand mv-expand d", "E0201@13-13");
    errors("T | mv-apply d on take 1", "E0201@17-17");
    errors("T | mv-apply d on (SUMMARIZE count())", "E0202@19-28");
    errors("T | mv-apply d foo (take 1)", "E0201@15-18");
    errors("T | extend (a, b c) = f(x)", "E0201@13-14");
    errors("T | summarize arg_max(t, *", "E0207@24-24");
    errors("T | extend kind = 3", "E0201@11-15");
    errors("T | extend true = 3", "E0201@16-17");
    errors("range x 1 to 5 step 1", "E0201@6-7"); /* the name `range`, and `x` is left over */
    errors("T | invoke f", "E0201@10-10");
    errors("datatable", "E0201@9-9");
    errors("print toscalar toscalar(T)", "E0201@15-23");
    errors("T | render by x", "E0201@11-13");
    errors("print a && b", "E0201@8-10");
    errors("print f(a || b)", "E0201@10-12");
    errors("print a || b", "E0201@9-10");
    errors("T | take 5 { a", "E0201@11-12");
    errors("T | count()", "E0201@3-3");
    errors("T | make-graph a - b", "E0201@16-16");
    errors("datatable(x = int)[]", "E0201@11-11");
    errors("print a@b", "E0201@7-8"); /* '@' is a name */
}

static void test_recovery(void **state) {
    (void)state;
    /* several errors in one run, each once */
    errors("T | where a b | wher c | extend x = foo(1 2), y = (a + ) | project d",
           "E0201@12-13 E0202@16-20 E0201@42-43 E0201@54-54");
    errors("let x = ; let y = ); T | where z ==", "E0201@7-7 E0207@17-17 E0201@35-35");
    errors("T | where x in (B | where | project a) | whree b", "E0201@25-25 E0202@41-46");
    errors("T | | where a", "E0201@3-3");
    errors("T | where x == \"abc and y)\n| where (a == \"b)\n| wher c", "E0203@26-26 E0203@44-44 E0202@47-51");
    errors("T | where foo(a, (b | extend c == 1", "E0207@35-35");
    errors("T | summarize count() byy a | where b == ", "E0201@22-25 E0201@40-40");
    errors("T | where a between (1, 2) | where b between (1 .. ) | wher c", "E0201@22-23 E0201@50-50 E0202@55-59");
    errors("union A, (B | wher x), C | wher y", "E0202@14-18 E0202@27-31");
    errors("search in (A, 1) 'x' | wher y", "E0201@13-13 E0202@23-27");
    errors("T | fork (wher x) (count) | wher y", "E0201@15-16 E0202@28-32");
}

/* Stored functions: a body and parameters, as schemas hold them. */
static void test_stored(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct source s = {.path = "f", .file = {"", 0}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct ast_schema *p =
        syntax_parse_parameters(a, TEXT_LIT("start:datetime=datetime(null), T:(*), U:(a:int), n:string='x'"), d);
    assert_int_equal(p->columns.n, 4);
    assert_string_equal(p->columns.v[0].name.text, "start");
    assert_int_equal(p->columns.v[0].type, KQ_T_DATETIME);
    assert_true(p->columns.v[0].fallback->u.lit.value.null);
    assert_true(p->columns.v[1].table->star);
    assert_int_equal(p->columns.v[2].table->columns.n, 1);
    assert_int_equal(syntax_parse_parameters(a, TEXT_LIT(""), d)->columns.n, 0);
    struct ast_script *body = syntax_parse_body(a, TEXT_LIT("let x = 1; T | where a == x;"), d);
    assert_int_equal(body->statements.n, 2);
    assert_int_equal(diag_errors(d), 0);
    syntax_parse_parameters(a, TEXT_LIT("start datetime"), d);
    syntax_parse_body(a, TEXT_LIT("T; U"), d);
    assert_int_equal(diag_errors(d), 2);
    arena_free(a);
}

/* A long chain of `or` becomes a balanced tree; its spans stay those of its terms. */
static void test_chains(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct strbuf q = {0};
    strbuf_puts(&q, "T | where a");
    for (int i = 0; i < 999; i++) strbuf_puts(&q, " or a");
    struct source s = {.path = "q", .file = {q.p, q.n}};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    struct ast_script *script = syntax_parse(a, s.query, d);
    const struct ast_expr *e = script->statements.v[0]->value->u.query->ops.v[0]->predicate;
    assert_int_equal(diag_count(d), 0);
    assert_true(e->depth < 14);
    assert_int_equal(e->span.start, 10);
    assert_int_equal(e->span.end, q.n);
    while (e->kind == EX_BINARY) {
        assert_int_equal(e->u.op.left->span.start, e->span.start);
        assert_int_equal(e->u.op.right->span.end, e->span.end);
        assert_int_equal(e->u.op.op_span.start, e->u.op.left->span.end + 1);
        e = e->u.op.left;
    }
    strbuf_free(&q);
    arena_free(a);
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
    nested("a + ", "1", "", 100000, "E0210");
    nested("f(", "1", ")", 100000, "E0210");
    nested("", "a", ".b", 100000, "E0210");
    nested("", "a", "[0]", 100000, "E0210");
    nested("a or ", "a", "", 100000, ""); /* chains are no nesting */
    nested("a and ", "a", "", 5000, "");
    nested("a in (B | where ", "1", ")", 100000, "E0210");
    nested("dynamic([", "1", "])", 100000, "E0210");
    nested("(", "1", "", 100000, "E0210");
    nested("toscalar(T | where ", "1", ")", 100000, "E0210");
    nested("a | join (T | where ", "1", ") on b", 100000, "E0210");
    nested("a | fork (where ", "1", ")", 100000, "E0210");
    nested("1; let f = () { ", "1", "; }", 100000, "E0210");
    nested("", "1", ")", 1000, "E0207");
}

static void test_bad_bytes(void **state) {
    (void)state;
    errors_n("T | where a\0 == 1", 17, "E0205@11-12");
    errors_n("T | where a == 'x\0y'", 20, "E0205@17-18");
    errors("T | where \xFF", "E0215@10-11");
    errors("T | where a == \xE2\x80\x9Cx\xE2\x80\x9D", "E0205@14-14");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_precedence),     cmocka_unit_test(test_operators),
                                       cmocka_unit_test(test_words_as_names), cmocka_unit_test(test_statements),
                                       cmocka_unit_test(test_sources),        cmocka_unit_test(test_dynamic),
                                       cmocka_unit_test(test_places),         cmocka_unit_test(test_microsofts_places),
                                       cmocka_unit_test(test_recovery),       cmocka_unit_test(test_stored),
                                       cmocka_unit_test(test_chains),         cmocka_unit_test(test_depth),
                                       cmocka_unit_test(test_bad_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
