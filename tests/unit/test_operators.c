/* Every tabular operator's grammar rules (kql.md 5; docs: the operators' pages), each as a tree of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "syntax_rig.h"

/* The operator behind `T | `. */
static void op(const char *text, const char *expected) {
    struct strbuf q = {0}, e = {0};
    strbuf_printf(&q, "T | %s", text);
    strbuf_printf(&e, "T | %s", expected);
    tree(q.p, e.p);
    strbuf_free(&q);
    strbuf_free(&e);
}

/* These read back as they were written. */
static void same(const char *text) { op(text, text); }

static void test_rows(void **state) {
    (void)state;
    op("filter a == 1", "where (== a 1)");
    op("where hint.strategy=x a", "where hint.strategy=x a");
    same("extend a = 1, (b, c) = f(x), d");
    same("project a, b = c.d");
    same("project");
    same("project-away");
    op("project-away a*, *b, ['c d'], e", "project-away <a*>, <*b>, [\"c d\"], e");
    op("project-keep a_*_2, b", "project-keep <a_*_2>, b");
    same("project-rename a = b");
    op("project-reorder a asc, b*, c desc, d granny-asc, e granny-desc",
       "project-reorder a asc, <b*>, c desc, d granny-asc, e granny-desc");
    same("project-by-names \"a\", b");
    same("project-by-names");
    op("as hint.materialized=true X", "as hint.materialized=bool(true) X");
    same("serialize");
    same("serialize a = row_number()");
    op("consume decodeblocks=true", "consume decodeblocks=bool(true)");
    op("getschema kind=csl", "getschema kind=csl");
    op("assert-schema (a:long, b:string)", "assert-schema schema: (a:long, b:string)");
    same("__executeAndCache");
    same("count");
    op("count as N", "count N");
}

static void test_render(void **state) {
    (void)state;
    op("render table", "render table");
    op("render timechart with (title='x', ycolumns=a, b, ymin=-1, kind=stacked)",
       "render timechart with: title = \"x\", ycolumns = a, b, ymin = (- 1), kind = stacked");
    op("render barchart kind=stacked title='x' by a, b",
       "render barchart with: kind = stacked, title = \"x\", (by, b) = a");
    op("render card with 'x' with ()", "render card with: with = \"x\"");
}

static void test_choosing(void **state) {
    (void)state;
    op("limit 5", "take 5");
    same("sample 5");
    op("sample-distinct 5 of a", "sample-distinct 5 b: a");
    op("order by a asc nulls last, b desc, c nulls first", "sort a asc nulls last, b desc, c nulls first");
    op("sort hint.strategy=x by a", "sort hint.strategy=x a");
    op("top 5 by a desc nulls last", "top 5 a desc nulls last");
    op("top-hitters 5 of a", "top-hitters 5 b: a");
    op("top-hitters 5 of a by b", "top-hitters 5 b: a c: b b");
    op("top-nested of a by max(b), top-nested 2 of c with others='o' by count() asc",
       "top-nested [level : a, max(b)] [level 2 / \"o\" : c, count() asc]");
}

static void test_grouping(void **state) {
    (void)state;
    same("summarize");
    same("summarize by a");
    op("summarize count(), a = max(b) by bin(t, 1h), c",
       "summarize count(), a = max(b) by bin(t, timespan(36000000000)), c");
    op("summarize hint.shufflekey=d (a, b) = arg_max(c, *) by d",
       "summarize hint.shufflekey=d (a, b) = arg_max(c, *) by d");
    op("summarize count() by a bin=1h", "summarize bin=timespan(36000000000) count() by a");
    op("distinct a, *", "distinct a, *");
    op("reduce kind=source by a with threshold=1, characters='x'",
       "reduce kind=source a with: threshold = 1, characters = \"x\"");
    op("reduce by a", "reduce a");
    op("make-series n=count() default=0, avg(a) on t from x to y step z by k",
       "make-series x b: y c: z n = count() default 0, avg(a) axis: t by k");
    op("make-series count() on t step 1", "make-series c: 1 count() axis: t");
    op("make-series kind=nonempty count() on t in range(x, y, z)",
       "make-series kind=nonempty x b: y c: z in-range count() axis: t");
}

static void test_several_tables(void **state) {
    (void)state;
    same("join U on k");
    same("join U");
    op("join kind = anti hint.remote=left (U | take 1) on a, $left.['x'] == $right.y and c",
       "join kind=anti hint.remote=left {U | take 1} on a, (and (== $left.x $right.y) c)");
    op("join U where $left.a == $right.b", "join U on (== $left.a $right.b)");
    same("lookup kind=inner U on k");
    op("union kind=inner withsource=S (U | where a), V*, f(x), database('d').*, ['a b'], c.d[0]",
       "union kind=inner withsource=S {U | where a}, <V*>, f(x), database(\"d\").<*>, [\"a b\"], c.d[0]");
    tree("union isfuzzy=true A, B | where y", "union isfuzzy=bool(true) A, B | where y");
    tree("search kind=case_sensitive in (A, B*) 'x' and c:'y' and * has 'z' or * == 1",
         "search kind=case_sensitive (or (and (and \"x\" (: c \"y\")) (has * \"z\")) (== * 1)) by A, <B*>");
    tree("search *", "search *");
    tree("search * and a", "search (and * a)");
    same("search \"x\"");
    tree("find withsource=s in (A | as X, database('d').B*) where a project b, c:string, pack(*)",
         "find withsource=s a b, c to typeof(string), pack(*) by {A | as X}, database(\"d\").<B*>");
    tree("find 'x' project-smart", "find \"x\" smart");
    tree("find 'x' project a __projectAway b, *", "find \"x\" a away: b, *");
}

static void test_values(void **state) {
    (void)state;
    op("mv-expand kind=array bagexpansion=bag with_itemindex=i a to typeof(long), b = c limit 5",
       "mv-expand kind=array bagexpansion=bag with_itemindex=i b: 5 a to typeof(long), b = c");
    op("mvexpand a", "mv-expand a");
    op("mv-apply a = b to typeof(long), c limit 3 on (where a > 1 | summarize max(a))",
       "mv-apply b: 3 a = b to typeof(long), c {where (> a 1) | summarize max(a)}");
    op("mvapply a id guid(74be27de-1e4e-49d9-b579-fe0b331d3642) on (take 1)",
       "mv-apply id=guid(74be27de1e4e49d9b579fe0b331d3642) a {take 1}");
    op("parse kind=regex flags=Ui s with * 'a=' a:long ' b=' ['b c'] *",
       "parse kind=regex flags=Ui s [star] [text \"a=\"] [column a:long] [text \" b=\"] [column [\"b c\"]] [star]");
    op("parse-where s with a ',' by:string", "parse-where s [column a] [text \",\"] [column by:string]");
    op("parse-kv s as (a:long, b:string)", "parse-kv s schema: (a:long, b:string)");
    op("parse-kv s as (a:long) with (pair_delimiter=';', greedy=true)",
       "parse-kv s schema: (a:long) with: pair_delimiter = \";\", greedy = bool(true)");
}

static void test_subqueries(void **state) {
    (void)state;
    op("evaluate hint.distribution=single f(a, U) : (*, b:long)",
       "evaluate hint.distribution=single f(a, U) schema: (*, b:long)");
    tree("evaluate f(a)", "evaluate f(a)");
    op("invoke cluster('c').database('d').f(x=1)", "invoke cluster(\"c\").database(\"d\").f(x = 1)");
    op("partition hint.strategy=native by a.b (where c | count)",
       "partition hint.strategy=native a.b {where c | count}");
    op("partition by a { U | where b }", "partition a {{U | where b}}");
    op("partition by a in f(x) (count)", "partition a b: f(x) {count}");
    op("__partitionby a id 'x' (count)", "__partitionby id=\"x\" a {count}");
    op("fork a = (where b) (U | count) (V) (search 'x')",
       "fork [branch a {where b}] [branch {U | count}] [branch {V}] [branch {search \"x\"}]");
    op("facet by a, b.c", "facet a, b.c");
    op("facet by a with take 5", "facet a {take 5}");
    op("facet by a with (where b | take 5)", "facet a {where b | take 5}");
    op("scan with_match_id=m order by t asc partition by u declare (a:long = 0) with (step s output=all: x => a = s.a "
       "+ 1; "
       "step e optional: y;)",
       "scan with_match_id=m t asc by u schema: (a:long = 0) [step s all x : a = (+ s.a 1)] [step e optional y]");
    op("scan with (step s: x;)", "scan [step s x]");
    tree("macro-expand isfuzzy=true entity_group [database('a'), database('b')] as X (let c = 1; X.U | where d == c; "
         "X.V)",
         "macro-expand isfuzzy=bool(true) X entity_group(database(\"a\"), database(\"b\")) "
         "{{let c = 1; X.U | where (== d c); X.V}}");
    tree("macro-expand G (U)", "macro-expand G {{U}}");
    tree("macro-expand database('d') as X (U)", "macro-expand X database(\"d\") {{U}}");
}

static void test_graphs(void **state) {
    (void)state;
    op("make-graph a --> b with N on c, (M | where d) on e",
       "make-graph a b: b [table N / c] [table {M | where d} / e]");
    op("make-graph a -- b with_node_id=n", "make-graph --=[\"--\"] with_node_id=n a b: b");
    op("make-graph a --> b partitioned-by p (graph-where-nodes x)", "make-graph a b: b c: p {graph-where-nodes x}");
    op("graph-match cycles=none (a)-[e*1..3]->(b)<--(c)--(d), (a)<-[f]-()-->(g)-[]-(h) where a.x project a.x, y = b.z",
       "graph-match cycles=none a.x a.x, y = b.z [pattern [node a] [edge e optional --> 1 / 3] [node b] [edge <--] "
       "[node c] [edge --] [node d]] [pattern [node a] [edge f <--] [node] [edge -->] [node g] [edge --] [node h]]");
    op("graph-match (a)", "graph-match [pattern [node a]]");
    op("graph-shortest-paths output=all (a)-[e*1..5]->(b) project e",
       "graph-shortest-paths output=all e [pattern [node a] [edge e optional --> 1 / 5] [node b]]");
    op("graph-to-table nodes as N with_node_id=i, edges as E with_source_id=s with_target_id=t",
       "graph-to-table [table N nodes : with_node_id = i] [table E edges : with_source_id = s, with_target_id = t]");
    op("graph-to-table nodes", "graph-to-table [table nodes]");
    op("graph-mark-components kind=weak with_component_id=c", "graph-mark-components kind=weak with_component_id=c");
    same("graph-where-edges x");
}

/* In a list of arguments the comma belongs to the arguments; a query needs parentheses. */
static void test_nested(void **state) {
    (void)state;
    tree("T | where a in (U | project b, c)", "T | where (in a {U | project b, c})");
    tree("T | where x == toscalar(U | summarize a, b by c, d) and e",
         "T | where (and (== x toscalar({U | summarize a, b by c, d})) e)");
    tree("f((U | sort by a, b), c)", "f({U | sort a, b}, c)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_render),         cmocka_unit_test(test_choosing),
        cmocka_unit_test(test_grouping),   cmocka_unit_test(test_several_tables), cmocka_unit_test(test_values),
        cmocka_unit_test(test_subqueries), cmocka_unit_test(test_graphs),         cmocka_unit_test(test_nested)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
