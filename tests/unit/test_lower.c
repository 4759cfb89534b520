/* From bound queries to plans: what lowering decides by KQL's meaning, not for speed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sema_rig.h"

/* The operators from the root down, without a join's right side: "project where scan". */
static const char *spine(struct rig *r, const struct plan_op *op) {
    const char *s = "";
    for (; op; op = op->input) s = arena_printf(r->arena, "%s%s%s", s, *s ? " " : "", po_traits[op->kind].name);
    return s;
}

static struct plan *lower(struct rig *r, const char *query) {
    rig_open(r, query);
    if (!r->bound) fail_msg("%s: %s", query, rig_result(r));
    struct plan *p = plan_lower(r->arena, r->bound, r->script, true, r->diag);
    if (!p) fail_msg("%s: %s", query, rig_result(r));
    return p;
}

static void expect_spine(const char *query, const char *expected) {
    struct rig r;
    struct plan *p = lower(&r, query);
    assert_string_equal(spine(&r, p->root), expected);
    rig_close(&r);
}

static void test_operators(void **state) {
    (void)state;
    expect_spine("L", "scan");
    expect_spine("print x = 1", "row");
    expect_spine("L | where x > 1 and (v == 'a' and key != '') or x == 0", "where scan");
    expect_spine("L | where x > 1 and (v == 'a' and key != '')", "where where where scan");
    expect_spine("L | summarize count() by key", "summarize scan");
    expect_spine("L | summarize count() + 1, max(x) by key", "project summarize scan");
    expect_spine("L | extend y = x | project y", "project extend scan");
    expect_spine("(L | where x > 1) | where x < 5", "where where scan");
    expect_spine("let q = L | where x > 1; q | join kind=leftsemi (q) on key", "join where scan");
}

/* Directly after an innerunique join, filters over left columns go before the dedup (kql.md 5.5, trap 21). */
static void test_innerunique(void **state) {
    (void)state;
    expect_spine("L | join (R) on key | where x > 1", "join where scan");
    expect_spine("L | join (R) on key | where x > 1 and y > 1 | where v == 'a'", "where join where where scan");
    expect_spine("L | join (R) on key | where x > y", "where join scan");
    expect_spine("L | join (R) on key | extend z = 1 | where x > 1", "where extend join scan");
    expect_spine("L | join kind=inner (R) on key | where x > 1", "where join scan");
    expect_spine("L | join kind=innerunique (R) on key | where x > 1", "join where scan");
}

static void test_conversions(void **state) {
    (void)state;
    struct rig r;
    struct plan *p = lower(&r, "N | where d.x == 'a'");
    const struct px *e = p->root->predicate;
    assert_int_equal(e->kind, PX_CALL);
    assert_string_equal(e->row->id, "EQ_STRING");
    assert_string_equal(e->args[0]->row->name, "tostring");
    assert_string_equal(e->args[0]->args[0]->row->name, ".");
    rig_close(&r);

    p = lower(&r, "N | where a == 5 and c > 1 and t == '2020-01-01'");
    e = p->root->predicate; /* a text literal becomes a constant of the column's type */
    assert_int_equal(e->args[1]->kind, PX_CONST);
    assert_int_equal(e->args[1]->type, KQ_T_DATETIME);
    e = p->root->input->predicate;
    assert_int_equal(e->args[1]->type, KQ_T_REAL);
    assert_true(e->args[1]->value.u.r == 1.0);
    rig_close(&r);

    p = lower(&r, "N | where s in ('a', d.list) or s in (dynamic(['x', ['y']]))");
    e = p->root->predicate;
    assert_string_equal(e->row->name, "or");
    assert_int_equal(e->args[0]->args[0]->kind, PX_LIST);
    assert_int_equal(e->args[0]->args[1]->kind, PX_LIST_DYN);
    assert_int_equal(e->args[1]->kind, PX_LIST);
    assert_int_equal(e->args[1]->n, 3);
    rig_close(&r);

    p = lower(&r, "N | project x = iff(bo, a, d.x), y = case(bo, 1, 2.0), z = coalesce(s, 'a'), -int(1)");
    assert_int_equal(p->root->defs[0].expr->kind, PX_CASE);
    assert_int_equal(p->root->defs[0].expr->args[2]->type, KQ_T_INT);
    assert_int_equal(p->root->defs[1].expr->args[1]->type, KQ_T_REAL);
    assert_int_equal(p->root->defs[2].expr->kind, PX_COALESCE);
    assert_int_equal(p->root->defs[3].expr->value.u.i, -1);
    rig_close(&r);
}

static void test_join_keys(void **state) {
    (void)state;
    struct rig r;
    struct plan *p = lower(&r, "T | project a, s | join kind=inner (L) on $left.a == $right.x");
    assert_int_equal(p->root->kind, PO_JOIN);
    assert_int_equal(p->root->keys[0].left->type, KQ_T_LONG);
    assert_int_equal(p->root->keys[0].right->type, KQ_T_LONG);
    assert_int_equal(p->root->input->kind, PO_EXTEND);
    rig_close(&r);
}

static void test_lets(void **state) {
    (void)state;
    struct rig r;
    struct plan *p = lower(&r, "let x = 1; let y = x + 1; L | where x == y"); /* the column wins over the let */
    const struct px *e = p->root->predicate;
    assert_int_equal(e->args[0]->kind, PX_COL);
    assert_string_equal(e->args[1]->row->id, "ADD_LONG");
    rig_close(&r);
    p = lower(&r, "let q = L | project key; q | join kind=inner (q) on key");
    assert_true(p->root->join_from[0] != p->root->join_from[1]);
    rig_close(&r);
}

static void test_window(void **state) {
    (void)state;
    struct rig r;
    struct plan *p = lower(&r, "SecurityEvent | where EventID == 1");
    assert_string_equal(p->root->input->time_column->name, "TimeGenerated");
    rig_close(&r);
    p = lower(&r, "L");
    assert_null(p->root->time_column);
    rig_close(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators), cmocka_unit_test(test_innerunique), cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_join_keys), cmocka_unit_test(test_lets),        cmocka_unit_test(test_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
