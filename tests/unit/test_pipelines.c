/* Cutting plans into pipelines: order, sources and sinks, live columns. */
#include "plan_build.h"

static void names(struct column *const *cols, size_t n, struct strbuf *out) {
    for (size_t i = 0; i < n; i++) strbuf_printf(out, "%s%s", i > 0 ? "," : "", cols[i]->name);
}

/* "scan(T)[in] > group[kept]" for each pipeline, one a line. */
static const char *cut(struct plan *p) {
    static const char *const sources[] = {"scan",      "row",    "values", "groups", "rows",
                                          "unmatched", "sorted", "kept",   "next",   "match"};
    static const char *const sinks[] = {"output", "group", "build", "rows", "sort", "keep", "next", "probe"};
    plan_pipelines(A, p);
    struct strbuf b = {0};
    for (size_t i = 0; i < p->pipeline_count; i++) {
        const struct pipeline *l = p->pipelines[i];
        assert_int_equal(l->id, i);
        strbuf_printf(&b, "%s[", sources[l->source]);
        names(l->in_cols, l->in_count, &b);
        strbuf_printf(&b, "] > %s[", sinks[l->sink]);
        names(l->sink_cols, l->sink_count, &b);
        strbuf_puts(&b, "]");
        if (l->next) strbuf_printf(&b, " > %u", l->next->id);
        strbuf_puts(&b, "\n");
    }
    const char *s = arena_strdup(A, b.p);
    strbuf_free(&b);
    return s;
}

static void one_scan(void **state) {
    (void)state;
    struct column *a = col("a", KQ_T_STRING), *b = col("b", KQ_T_STRING), *t = col("t", KQ_T_DATETIME);
    struct column *c = col("c", KQ_T_LONG);
    struct plan_op *s = scan("T", 3, a, b, t);
    s->time_column = t;
    struct plan_op *x = extend(where(s, oper("==", 2, use(b), text("1"))), 1, c, fn("strlen", 1, use(a)));
    assert_string_equal(cut(plan_of(x, 1, c)), "scan[a,b,t] > output[c]\n");
}

static void print_row(void **state) {
    (void)state;
    struct column *a = col("a", KQ_T_LONG);
    struct plan_op *r = op_new(PO_ROW, NULL);
    r->cols = ARENA_ARRAY(A, struct column *, 1);
    r->defs = ARENA_ARRAY(A, struct po_def, 1);
    r->cols[0] = a;
    r->col_count = r->def_count = 1;
    r->defs[0] = (struct po_def){a, number(1)};
    assert_string_equal(cut(plan_of(r, 1, a)), "row[] > output[a]\n");
}

static void groups(void **state) {
    (void)state;
    struct column *a = col("a", KQ_T_STRING), *b = col("b", KQ_T_LONG), *u = col("u", KQ_T_STRING);
    struct column *k = col("k", KQ_T_STRING), *m = col("max_b", KQ_T_LONG), *n = col("count_", KQ_T_LONG);
    struct plan_op *g = summarize(scan("T", 3, a, b, u), 1, k, fn("tolower", 1, use(a)));
    agg(g, "max", 1, m, use(b));
    agg(g, "count", 0, n);
    struct plan_op *w = where(g, oper(">", 2, use(n), number(1)));
    assert_string_equal(cut(plan_of(w, 1, k)), "scan[a,b] > group[a,b]\ngroups[k,count_] > output[k]\n");
}

struct pair {
    struct column *lk, *lx, *lu, *rk, *ry, *ru;
    struct plan_op *l, *r;
};
static struct pair two(void) {
    struct pair p = {col("lk", KQ_T_STRING),
                     col("lx", KQ_T_STRING),
                     col("lu", KQ_T_STRING),
                     col("rk", KQ_T_STRING),
                     col("ry", KQ_T_STRING),
                     col("ru", KQ_T_STRING),
                     NULL,
                     NULL};
    p.l = scan("L", 3, p.lu, p.lx, p.lk);
    p.r = scan("R", 3, p.ru, p.ry, p.rk);
    return p;
}

static void join_of_scans(void **state) {
    (void)state;
    struct pair p = two();
    struct plan_op *j = join(p.l, p.r, JOIN_INNER, p.lk, p.rk);
    struct plan *plan = plan_of(j, 2, joined(j, p.lx), joined(j, p.ry));
    assert_string_equal(cut(plan), "scan[ry,rk] > build[rk,ry]\n"
                                   "scan[lx,lk] > rows[lk,lx]\n"
                                   "rows[lk,lx] > probe[lk,lx] > 3\n"
                                   "match[lx,ry] > output[lx,ry]\n");
}

static void unmatched_phase(void **state) {
    (void)state;
    static const enum join_kind kinds[] = {JOIN_RIGHTOUTER, JOIN_FULLOUTER};
    for (size_t i = 0; i < 2; i++) {
        struct pair p = two();
        struct plan_op *j = join(p.l, p.r, kinds[i], p.lk, p.rk);
        assert_string_equal(cut(plan_of(j, 1, joined(j, p.ry))), "scan[ry,rk] > build[rk,ry]\n"
                                                                 "scan[lk] > rows[lk]\n"
                                                                 "rows[lk] > probe[lk] > 3\n"
                                                                 "match[ry] > output[ry]\n"
                                                                 "unmatched[rk,ry] > probe[rk,ry] > 3\n");
    }
    struct pair p = two();
    struct plan_op *j = join(p.l, p.r, JOIN_RIGHTANTI, p.lk, p.rk);
    plan_pipelines(A, plan_of(j, 1, joined(j, p.ry)));
    p = two();
    j = join(p.l, p.r, JOIN_LEFTSEMI, p.lk, p.rk);
    assert_string_equal(cut(plan_of(j, 1, joined(j, p.lx))), "scan[rk] > build[rk]\n"
                                                             "scan[lx,lk] > rows[lk,lx]\n"
                                                             "rows[lk,lx] > probe[lk,lx] > 3\n"
                                                             "match[lx] > output[lx]\n");
}

/* The seed rule's shape: groups probe directly. */
static void groups_probe(void **state) {
    (void)state;
    struct pair p = two();
    struct column *k = col("k", KQ_T_STRING), *n = col("count_", KQ_T_LONG), *low = col("joinkey", KQ_T_STRING);
    struct plan_op *g = summarize(p.l, 1, k, use(p.lk));
    agg(g, "count", 0, n);
    struct plan_op *x = extend(g, 1, low, fn("tolower", 1, use(k)));
    struct plan_op *j = join(x, p.r, JOIN_INNER, low, p.rk);
    struct plan_op *w = where(j, oper("==", 2, use(joined(j, p.ry)), text("1")));
    assert_string_equal(cut(plan_of(w, 1, joined(j, n))), "scan[ry,rk] > build[rk,ry]\n"
                                                          "scan[lk] > group[lk]\n"
                                                          "groups[k,count_] > probe[joinkey,count_] > 3\n"
                                                          "match[count_,ry] > output[count_]\n");
}

/* (A join B) join C: the second build stands before the first probe, whose rows go straight into the second. */
static void join_of_join(void **state) {
    (void)state;
    struct pair p = two();
    struct column *ck = col("ck", KQ_T_STRING), *cz = col("cz", KQ_T_STRING);
    struct plan_op *j1 = join(p.l, p.r, JOIN_INNER, p.lk, p.rk);
    struct plan_op *j2 = join(j1, scan("C", 2, ck, cz), JOIN_INNER, joined(j1, p.ry), ck);
    assert_string_equal(cut(plan_of(j2, 2, joined(j2, joined(j1, p.lx)), joined(j2, cz))),
                        "scan[ck,cz] > build[ck,cz]\n"
                        "scan[ry,rk] > build[rk,ry]\n"
                        "scan[lx,lk] > rows[lk,lx]\n"
                        "rows[lk,lx] > probe[lk,lx] > 4\n"
                        "match[lx,ry] > probe[ry,lx] > 5\n"
                        "match[lx,cz] > output[lx,cz]\n");
}

/* The right side is itself behind groups: they fill the table before anything probes. */
static void right_of_groups(void **state) {
    (void)state;
    struct pair p = two();
    struct column *k = col("k", KQ_T_STRING), *n = col("count_", KQ_T_LONG);
    struct plan_op *g = summarize(p.r, 1, k, use(p.rk));
    agg(g, "count", 0, n);
    struct plan_op *j = join(p.l, g, JOIN_LEFTOUTER, p.lk, k);
    assert_string_equal(cut(plan_of(j, 2, joined(j, p.lx), joined(j, n))), "scan[rk] > group[rk]\n"
                                                                           "scan[lx,lk] > rows[lk,lx]\n"
                                                                           "groups[k,count_] > build[k,count_]\n"
                                                                           "rows[lk,lx] > probe[lk,lx] > 4\n"
                                                                           "match[lx,count_] > output[lx,count_]\n");
}

static bool merges(struct plan_op *root, struct column *result) {
    struct plan *p = plan_of(root, 1, result);
    plan_pipelines(A, p);
    return plan_merges(p);
}

static void sorted_rows(void **state) {
    (void)state;
    struct column *a = col("a", KQ_T_LONG), *b = col("b", KQ_T_STRING), *u = col("u", KQ_T_STRING);
    assert_string_equal(cut(plan_of(sort(scan("T", 3, u, b, a), a, 5), 1, b)),
                        "scan[b,a] > sort[a,b]\nsorted[b] > output[b]\n");
}

static void add_sum_of_reals(struct plan_op *g, struct column *out, struct column *of) {
    struct po_agg *sum = agg(g, "sum", 1, out, use(of));
    while (sum->row->ret != KQ_T_REAL) sum->row = catalog_next(sum->row);
}

static void what_merges(void **state) {
    (void)state;
    struct column *a = col("a", KQ_T_LONG), *r = col("r", KQ_T_REAL), *out = col("out", KQ_T_REAL);
    assert_false(merges(scan("T", 1, a), a)); /* rows are written during the pass */
    struct plan_op *g = summarize(scan("T", 2, a, r), 0);
    agg(g, "max", 1, out, use(r));
    assert_true(merges(g, out));
    g = summarize(scan("T", 2, a, r), 0);
    add_sum_of_reals(g, out, r); /* rounds after each addition */
    assert_false(merges(g, out));
    struct column *k = col("k", KQ_T_LONG), *first = col("first", KQ_T_REAL);
    g = summarize(scan("T", 2, a, r), 1, k, use(a));
    agg(g, "max", 1, first, use(r));
    g = summarize(g, 0);
    add_sum_of_reals(g, out, first); /* of groups, behind the pass */
    assert_true(merges(g, out));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_scan, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(print_row, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(groups, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(join_of_scans, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(unmatched_phase, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(groups_probe, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(join_of_join, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(right_of_groups, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(sorted_rows, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(what_merges, plan_setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
