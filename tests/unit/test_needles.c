/* Needles: what opt_needles may conclude from a predicate, and what it must not. */
#include "plan_build.h"

#include "needles.h"

static struct column *S, *D, *L;
static struct column *columns[3];

static int setup(void **state) {
    plan_setup(state);
    columns[0] = S = col("OperationNameValue", KQ_T_STRING);
    columns[1] = D = col("ActivityInsights", KQ_T_DYNAMIC);
    columns[2] = L = col("EventID", KQ_T_LONG);
    return 0;
}

/* The needles joined by "|"; "" for none. */
static const char *derived(const struct px *e) {
    struct needle_list l = needles_of(A, e, columns, 3);
    char *s = arena_strdup(A, "");
    for (size_t i = 0; i < l.n; i++) s = arena_printf(A, "%s%s%s", s, i > 0 ? "|" : "", l.v[i]);
    return s;
}
#define SAME(e, expected) assert_string_equal(derived(e), expected)

static struct px *member(struct px *d, const char *key) { return oper(".", 2, d, text(key)); }
static struct px *path(const char *key) { return fn("tostring", 1, member(use(D), key)); }

static void seed_rule(void **state) {
    (void)state;
    SAME(oper("=~", 2, use(S), text("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION")), "runcommand");
    SAME(oper("==", 2, path("ActionUncommonlyPerformedByUser"), text("True")), "actionuncommonlyperformedbyuser");
    struct px *both = oper("and", 2, oper("==", 2, use(S), text("Azure AD")),
                           oper("==", 2, path("ActionUncommonlyPerformedByUser"), text("True")));
    SAME(both, "actionuncommonlyperformedbyuser");
}

static void string_operators(void **state) {
    (void)state;
    static const char *const required[] = {"==",          "=~",           "has",           "has_cs",      "contains",
                                           "contains_cs", "startswith",   "startswith_cs", "endswith",    "endswith_cs",
                                           "hasprefix",   "hasprefix_cs", "hassuffix",     "hassuffix_cs"};
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        SAME(oper(required[i], 2, use(S), text("Mimikatz")), "mimikatz");
    }
    static const char *const negated[] = {"!=", "!~", "!has", "!has_cs", "!contains", "!startswith", "!endswith"};
    for (size_t i = 0; i < sizeof negated / sizeof *negated; i++)
        SAME(oper(negated[i], 2, use(S), text("Mimikatz")), "");
    SAME(oper("==", 2, text("Mimikatz"), use(S)), "mimikatz");
    SAME(oper("has", 2, text("Mimikatz"), use(S)), ""); /* the column is looked for in the literal */
    SAME(fn("not", 1, oper("has", 2, use(S), text("Mimikatz"))), "");
}

static void literals(void **state) {
    (void)state;
    SAME(oper("==", 2, use(S), text("")), "");
    SAME(oper("==", 2, use(S), text("ab/cd")), "");             /* runs of two */
    SAME(oper("==", 2, use(S), text("a\xc3\xa9zulu")), "zulu"); /* no letter beyond ASCII */
    SAME(oper("==", 2, use(S), text("psexec.exe")), "psexec");
    SAME(oper("==", 2, use(S), text("4688")), "4688"); /* a string column keeps the raw text of a number */
}

static void other_types(void **state) {
    (void)state;
    SAME(oper("==", 2, use(L), number(4688)), ""); /* "4688", 4688.0 and 0x1250 are all that number */
    SAME(oper("==", 2, fn("tostring", 1, use(L)), text("mimikatz")), "");
    SAME(oper("==", 2, fn("strlen", 1, use(S)), number(3)), "");
    SAME(oper("==", 2, fn("tostring", 1, fn("parse_json", 1, use(S))), text("mimikatz")), "");
    struct column *elsewhere = col("x", KQ_T_STRING); /* made by a summarize, say */
    SAME(oper("==", 2, use(elsewhere), text("mimikatz")), "");
}

static void dynamic_text(void **state) {
    (void)state;
    SAME(oper("==", 2, path("ab"), text("12345")), "");    /* 1.2345e4 prints as 12345.0 */
    SAME(oper("==", 2, path("ab"), text("Infinity")), ""); /* 1e999 */
    SAME(oper("contains", 2, path("ab"), text("nan")), "");
    SAME(oper("==", 2, path("ab"), text("1e500")), "");
    /* \u000a is written \n: the n of nmimikatz may be the escape's */
    SAME(oper("contains", 2, path("ab"), text("nmimikatz")), "mimikatz");
    SAME(oper("contains", 2, path("ab"), text("u001bmimikatz")), "mimikatz");
    SAME(oper("contains", 2, path("ab"), text("C:\\tmimikatz")), "mimikatz");
    SAME(oper("==", 2, path("ab"), text("nmimikatz")), "nmimikatz");   /* the text starts with it: no array, no bag */
    SAME(oper("contains", 2, use(S), text("nmimikatz")), "nmimikatz"); /* a string column is not written anew */
    SAME(oper("has", 2, fn("tostring", 1, use(D)), text("mimikatz")), "mimikatz");
}

static void keys(void **state) {
    (void)state;
    SAME(oper("==", 2, path("Zyx"), text("1")), "zyx"); /* a missing property is "" */
    SAME(oper("==", 2, path("Zyx"), text("")), "");
    SAME(oper("!=", 2, path("Zyx"), text("a")), "");
    SAME(oper("==", 2, fn("tolong", 1, member(use(D), "Zyxwv")), number(5)), "zyxwv");
    SAME(oper(">", 2, fn("tolong", 1, member(use(D), "Zyxwv")), number(5)), "zyxwv");
    SAME(oper("!=", 2, fn("tolong", 1, member(use(D), "Zyxwv")), number(5)), "");
    SAME(oper("==", 2, fn("tolong", 1, member(use(D), "Zyxwv")), value(kq_box_long(kq_null_long()))), "");
    SAME(fn("isnotempty", 1, member(use(D), "Zyxwv")), "zyxwv");
    SAME(fn("isempty", 1, member(use(D), "Zyxwv")), "");
    SAME(oper("==", 2, fn("tostring", 1, member(oper("[]", 2, member(use(D), "Zyxwvuts"), number(0)), "Qrs")),
              text("1")),
         "zyxwvuts");
}

static void case_mapping(void **state) {
    (void)state;
    SAME(oper("==", 2, fn("tolower", 1, use(S)), text("x/runcommand/y")), "runcommand");
    /* the Kelvin sign, the dotted I and the long s map to k, i and s */
    SAME(oper("==", 2, fn("tolower", 1, use(S)), text("mimikatz")), "atz");
    SAME(oper("==", 2, fn("toupper", 1, use(S)), text("SYNAPSE")), "ynap");
    SAME(oper("==", 2, fn("tolower", 1, use(S)), text("kiosk")), "");
}

static void combinations(void **state) {
    (void)state;
    struct px *a = oper("has", 2, use(S), text("mimikatz"));
    struct px *b = oper("has", 2, use(S), text("procdump"));
    struct px *none = oper("==", 2, use(L), number(1));
    SAME(oper("or", 2, a, b), "mimikatz|procdump");
    SAME(oper("or", 2, a, a), "mimikatz");
    SAME(oper("or", 2, a, none), "");
    SAME(oper("and", 2, a, none), "mimikatz");
    SAME(oper("and", 2, oper("has", 2, use(S), text("microsoft")), a), "mimikatz");
}

static void lists(void **state) {
    (void)state;
    SAME(in_list("in", 3, use(S), text("mimikatz"), text("procdump")), "mimikatz|procdump");
    SAME(in_list("in~", 3, use(S), text("Mimikatz"), text("mimikatz")), "mimikatz");
    SAME(in_list("has_any", 3, use(S), text("mimikatz"), text("ab")), "");
    SAME(in_list("has_all", 3, use(S), text("mimikatz"), text("ab")), "mimikatz");
    SAME(in_list("in", 3, use(S), text("mimikatz"), text("")), "");
    SAME(in_list("!in", 3, use(S), text("mimikatz"), text("procdump")), "");
    SAME(in_list("in", 3, path("Zyx"), text("1"), text("2")), "zyx");
    SAME(in_list("in", 3, path("Zyx"), text("1"), text("")), ""); /* "" is what a missing one gives */
    SAME(in_list("in", 3, use(L), number(1), number(2)), "");
}

static void through_the_plan(void **state) {
    (void)state;
    struct column *renamed = col("Op", KQ_T_STRING), *lower = col("low", KQ_T_STRING), *n = col("count_", KQ_T_LONG);
    struct plan_op *s = scan("T", 3, S, D, L);
    struct plan_op *p = project(s, 1, renamed, use(S));
    struct plan_op *x = extend(p, 1, lower, fn("tolower", 1, use(renamed)));
    struct plan_op *w = where(x, oper("==", 2, use(lower), text("procdump")));
    struct column *key = col("Op", KQ_T_STRING);
    struct plan_op *g = summarize(w, 1, key, use(renamed));
    agg(g, "count", 0, n);
    struct plan_op *top = where(g, oper("==", 2, use(key), text("completelydifferent"))); /* of groups, not records */
    opt_needles(A, plan_of(top, 2, key, n));
    assert_int_equal(s->clause_count, 1);
    assert_string_equal(s->clauses[0].needles[0], "procdump");
}

static void scores(void **state) {
    (void)state;
    assert_true(needle_score("runcommand", 10) > needle_score("virtualmachines", 15));
    assert_true(needle_score("mimikatz", 8) > needle_score("microsoft", 9));
    assert_true(needle_score("mimikatz", 8) > needle_score("mimi", 4));
    assert_true(needle_score("mimikatz", 8) > needle_score("12345678", 8));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seed_rule, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(string_operators, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(literals, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(other_types, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(dynamic_text, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(keys, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(case_mapping, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(combinations, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(lists, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(through_the_plan, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(scores, setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
