/* Needles over a plan: which filters hold for a scan's records, through definitions, groups and joins. */
#include "plan_build.h"

#include "px.h"

static struct column *S, *K, *T, *J; /* left: text and key; right: text and key */
static struct plan_op *left, *right;

static int setup(void **state) {
    plan_setup(state);
    S = col("Text", KQ_T_STRING);
    K = col("Account", KQ_T_STRING);
    T = col("Other", KQ_T_STRING);
    J = col("Account", KQ_T_STRING);
    left = scan("L", 2, S, K);
    right = scan("R", 2, T, J);
    return 0;
}

static const char *clauses(const struct plan_op *scan) {
    char *s = arena_strdup(A, "");
    for (size_t i = 0; i < scan->clause_count; i++) {
        for (size_t k = 0; k < scan->clauses[i].needle_count; k++)
            s = arena_printf(A, "%s%s%s", s, k > 0 ? "|" : i > 0 ? " & " : "", scan->clauses[i].needles[k]);
    }
    return s;
}
#define SAME(scan, expected) assert_string_equal(clauses(scan), expected)

static struct px *is(struct column *c, const char *literal) { return oper("==", 2, use(c), text(literal)); }

static void definitions(void **state) {
    (void)state;
    struct column *renamed = col("Op", KQ_T_STRING), *lower = col("low", KQ_T_STRING);
    struct plan_op *p = project(left, 1, renamed, use(S));
    struct plan_op *x = extend(p, 1, lower, fn("tolower", 1, use(renamed)));
    opt_needles(A, plan_of(where(where(x, is(lower, "procdump")), is(renamed, "mimikatz")), 1, renamed));
    SAME(left, "mimikatz & procdump");
}

static void groups(void **state) {
    (void)state;
    struct column *key = col("Op", KQ_T_STRING), *n = col("count_", KQ_T_LONG), *r = col("r", KQ_T_REAL);
    struct plan_op *g =
        summarize(where(left, is(S, "procdump")), 2, key, fn("tolower", 1, use(S)), r, fn("toreal", 1, use(S)));
    agg(g, "count", 0, n);
    struct plan_op *top = where(where(g, is(key, "mammoth")), oper(">", 2, use(n), number(3)));
    opt_needles(A, plan_of(top, 2, key, n));
    SAME(left, "procdump & mammoth"); /* a filter on keys is one on records, one on aggregates is not */
    assert_null(left->no_needles);
}

static void no_keys(void **state) {
    (void)state;
    struct column *n = col("count_", KQ_T_LONG);
    struct plan_op *g = summarize(left, 0);
    agg(g, "count", 0, n);
    opt_needles(A, plan_of(where(g, oper(">", 2, use(n), number(3))), 1, n));
    SAME(left, "");
    assert_string_equal(left->no_needles, "no condition stands above the table alone");
}

/* Filters above a join, on the left text, the right text and the left key. */
static void joins(void **state) {
    (void)state;
    static const struct {
        enum join_kind kind;
        const char *left, *right;
    } expected[] = {
        {JOIN_INNER, "mammoth & zulu", "bravo & zulu"},
        {JOIN_INNERUNIQUE, "zulu", "bravo & zulu"}, /* the left text decides which row is the first */
        {JOIN_LEFTOUTER, "mammoth & zulu", "bravo & zulu"},
        {JOIN_RIGHTOUTER, "mammoth & zulu", "bravo"},
        {JOIN_FULLOUTER, "mammoth & zulu", "bravo"},
        {JOIN_LEFTSEMI, "mammoth & zulu", "zulu"},
        {JOIN_LEFTANTI, "mammoth & zulu", "zulu"},
        {JOIN_RIGHTSEMI, "", "bravo"},
        {JOIN_RIGHTANTI, "", "bravo"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        plan_teardown(state);
        setup(state);
        struct plan_op *j = join(left, right, expected[i].kind, K, J), *top = j;
        bool no_left = expected[i].kind == JOIN_RIGHTSEMI || expected[i].kind == JOIN_RIGHTANTI;
        bool no_right = expected[i].kind == JOIN_LEFTSEMI || expected[i].kind == JOIN_LEFTANTI;
        if (!no_left) top = where(where(top, is(joined(j, S), "mammoth")), is(joined(j, K), "zulu"));
        if (!no_right) top = where(top, is(joined(j, T), "bravo"));
        opt_needles(A, plan_of(top, 1, top->cols[0]));
        SAME(left, expected[i].left);
        SAME(right, expected[i].right);
    }
}

/* Rows of the other side that lose their match must not appear. */
static void unmatched_rows(void **state) {
    (void)state;
    struct plan_op *j = join(left, right, JOIN_LEFTOUTER, K, J);
    struct column *t = joined(j, T);
    opt_needles(A, plan_of(where(j, oper("or", 2, is(t, "bravo"), is(t, ""))), 1, t));
    SAME(right, "");
    assert_string_equal(right->no_needles, "no condition stands above the table alone");
}

static void words_of_the_table(void **state) {
    (void)state;
    left->table_cols = left->cols;
    left->table_col_count = left->col_count;
    opt_needles(A, plan_of(where(left, is(S, "account or wren")), 1, S));
    SAME(left, "wren"); /* every record has an Account */
    opt_needles(A, plan_of(where(left, is(S, "account")), 1, S));
    SAME(left, "account"); /* better than nothing: other tables have none */
}

static void reasons(void **state) {
    (void)state;
    struct px *a = is(S, "mimikatz"), *no = oper("!=", 2, use(S), text("zulu"));
    const struct {
        struct px *e;
        const char *reason;
    } expected[] = {
        {no, "no condition requires a literal"},
        {is(S, "ab"), "the literals are too short"},
        {oper("or", 2, a, no), "an alternative of a condition requires no literal"},
        {truth(false), "a condition is never true"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        opt_needles(A, plan_of(where(left, expected[i].e), 1, S));
        SAME(left, "");
        assert_string_equal(left->no_needles, expected[i].reason);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(definitions, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(groups, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(no_keys, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(joins, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(unmatched_rows, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(words_of_the_table, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(reasons, setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
