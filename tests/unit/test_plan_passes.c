/* The plan's rewriting passes on small plans built by hand, compared by their dump. */
#include "plan_build.h"

#include "px.h"

/* The tree of the dump without its result line. */
static const char *dump(struct plan_op *root) {
    struct strbuf b = {0};
    plan_dump(plan_of(root, 0), &b);
    const char *s = arena_strdup(A, strchr(b.p, '\n') + 1);
    strbuf_free(&b);
    return s;
}

static const char *folded(struct px *e) {
    struct column *a = col("a", KQ_T_STRING);
    struct plan_op *x = extend(scan("T", 1, a), 1, col("x", e->type), e);
    opt_fold(A, plan_of(x, 0));
    struct strbuf b = {0};
    px_print(x->defs[0].expr, NULL, &b);
    const char *s = arena_strdup(A, b.p);
    strbuf_free(&b);
    return s;
}
#define FOLDS(e, expected) assert_string_equal(folded(e), expected)

static struct px *cases(enum px_kind kind, size_t n, ...) {
    struct px *e = ARENA_NEW(A, struct px);
    e->kind = kind;
    e->n = n;
    e->args = ARENA_ARRAY(A, struct px *, n);
    va_list list;
    va_start(list, n);
    for (size_t i = 0; i < n; i++) e->args[i] = va_arg(list, struct px *);
    va_end(list);
    e->type = e->args[n - 1]->type;
    return e;
}

static void fold_calls(void **state) {
    (void)state;
    FOLDS(oper("+", 2, number(1), oper("+", 2, number(2), number(3))), "6");
    FOLDS(fn("tolower", 1, text("ABC")), "\"abc\"");
    FOLDS(fn("strcat", 2, text("a\"b"), text("c")), "\"a\\\"bc\"");
    FOLDS(fn("parse_json", 1, text("{\"a\":[1,\"x\"]}")), "dynamic({\"a\":[1,\"x\"]})");
    FOLDS(fn("tolong", 1, text("x")), "long(null)");
    FOLDS(fn("now", 0), "now()"); /* fixed for a run, not for the compiler */
    FOLDS(oper("has", 2, text("a b"), text("b")), "true");
    FOLDS(in_list("in", 3, text("b"), text("a"), text("b")), "true");
    FOLDS(in_list("!in", 3, text("b"), text("a"), text("b")), "false");
}

/* What a function makes much of stays a call; what the query has itself does not. */
static void fold_large(void **state) {
    (void)state;
    FOLDS(fn("strrep", 2, text("ab"), number(3)), "\"ababab\"");
    FOLDS(fn("array_length", 1, fn("repeat", 2, fn("parse_json", 1, text("1")), number(50000))),
          "array_length(repeat(dynamic(1), 50000))");
    char *long_text = arena_alloc(A, 100001);
    memset(long_text, 'x', 100000);
    long_text[100000] = 0;
    assert_int_equal(strlen(folded(fn("tolower", 1, text(long_text)))), 100002);
    assert_int_equal(strncmp(folded(fn("strcat", 2, text(long_text), text("y"))), "strcat(", 7), 0);
}

static void fold_logic(void **state) {
    (void)state;
    struct px *x = oper("==", 2, use(col("a", KQ_T_STRING)), text("1"));
    FOLDS(oper("and", 2, truth(true), x), "a == \"1\"");
    FOLDS(oper("and", 2, x, truth(false)), "false");
    FOLDS(oper("or", 2, x, truth(true)), "true");
    FOLDS(oper("or", 2, truth(false), x), "a == \"1\"");
    FOLDS(oper("and", 2, null_bool(), x), "bool(null) and (a == \"1\")"); /* false when x is, else null */
    FOLDS(oper("and", 2, null_bool(), truth(true)), "bool(null)");
}

static void fold_branches(void **state) {
    (void)state;
    struct px *x = oper("==", 2, use(col("a", KQ_T_STRING)), text("1"));
    FOLDS(cases(PX_CASE, 3, truth(true), text("y"), text("n")), "\"y\"");
    FOLDS(cases(PX_CASE, 3, null_bool(), text("y"), text("n")), "\"n\"");
    FOLDS(cases(PX_CASE, 5, truth(false), text("1"), x, text("2"), text("3")), "case(a == \"1\", \"2\", \"3\")");
    FOLDS(cases(PX_CASE, 7, x, text("1"), truth(true), text("2"), x, text("3"), text("4")),
          "case(a == \"1\", \"1\", \"2\")");
    FOLDS(cases(PX_COALESCE, 2, text(""), text("b")), "\"b\"");
    FOLDS(cases(PX_COALESCE, 3, use(col("a", KQ_T_STRING)), text("b"), text("c")), "coalesce(a, \"b\")");
    FOLDS(cases(PX_COALESCE, 2, value(kq_box_long(kq_null_long())), value(kq_box_long(kq_null_long()))), "long(null)");
}

static void fold_dynamic_list(void **state) {
    (void)state;
    struct px *items = fn("parse_json", 1, text("[\"x\",\"y\"]"));
    struct px *e = in_list("has_any", 2, use(col("a", KQ_T_STRING)), text(""));
    e->kind = PX_LIST_DYN;
    e->args[1] = items;
    FOLDS(e, "a has_any (\"x\", \"y\")");
    e->args[1] = fn("parse_json", 1, text("[\"x\",1]")); /* the number becomes text at run time */
    FOLDS(e, "a has_any (dynamic([\"x\",1]))");
}

static void fold_where(void **state) {
    (void)state;
    struct column *a = col("a", KQ_T_STRING);
    struct plan *p = plan_of(where(where(scan("T", 1, a), truth(false)), truth(true)), 0);
    opt_fold(A, p);
    assert_string_equal(dump(p->root), "where false\nscan T -> a\n");
}

static const char *pushed(struct plan_op *root) {
    struct plan *p = plan_of(root, 0);
    opt_push_filters(A, p);
    return dump(p->root);
}

static struct column *a, *b, *k, *y;
static struct plan_op *T, *R;
static int setup(void **state) {
    plan_setup(state);
    a = col("a", KQ_T_STRING);
    b = col("b", KQ_T_LONG);
    k = col("k", KQ_T_STRING);
    y = col("y", KQ_T_LONG);
    T = scan("T", 2, a, b);
    R = scan("R", 2, k, y);
    return 0;
}

static void push_cheapest_first(void **state) {
    (void)state;
    struct px *dear = oper("contains", 2, use(a), text("x")), *cheap = oper(">", 2, use(b), number(1));
    assert_string_equal(pushed(where(T, oper("and", 2, dear, cheap))),
                        "where a contains \"x\"\nwhere b > 1\nscan T -> a, b\n");
}

static void push_through_definitions(void **state) {
    (void)state;
    struct column *c = col("c", KQ_T_LONG), *d = col("d", KQ_T_DYNAMIC), *r = col("r", KQ_T_LONG);
    struct plan_op *x = extend(T, 2, c, oper("+", 2, use(b), number(1)), d, fn("parse_json", 1, use(a)));
    assert_string_equal(pushed(where(x, oper(">", 2, use(c), number(5)))),
                        "extend c = b + 1, d = parse_json(a)\nwhere (b + 1) > 5\nscan T -> a, b\n");
    x = extend(T, 1, d, fn("parse_json", 1, use(a))); /* parsing twice is not worth it */
    assert_string_equal(pushed(where(x, fn("isnotempty", 1, use(d)))),
                        "where isnotempty(d)\nextend d = parse_json(a)\nscan T -> a, b\n");
    struct plan_op *p = project(T, 1, r, use(b));
    assert_string_equal(pushed(where(p, oper(">", 2, use(r), number(5)))),
                        "project r = b\nwhere b > 5\nscan T -> a, b\n");
}

static void push_below_summarize(void **state) {
    (void)state;
    struct column *g = col("g", KQ_T_STRING), *n = col("count_", KQ_T_LONG);
    struct plan_op *s = summarize(T, 1, g, use(a));
    agg(s, "count", 0, n);
    struct px *both = oper("and", 2, oper("==", 2, use(g), text("x")), oper(">", 2, use(n), number(1)));
    assert_string_equal(pushed(where(s, both)),
                        "where count_ > 1\nsummarize count_ = count() by g = a\nwhere a == \"x\"\nscan T -> a, b\n");
    s = summarize(T, 0); /* one row, whatever the input: nothing may go below */
    agg(s, "count", 0, n);
    assert_string_equal(pushed(where(s, truth(false))), "where false\nsummarize count_ = count()\nscan T -> a, b\n");
}

static void real_keys_stay(void **state) {
    (void)state;
    struct column *r = col("r", KQ_T_REAL), *g = col("g", KQ_T_REAL);
    struct plan_op *s = summarize(scan("T", 1, r), 1, g, use(r)); /* -0.0 and 0.0 are one group, but two texts */
    struct px *e = oper("==", 2, fn("tostring", 1, use(g)), text("0.0"));
    assert_string_equal(pushed(where(s, e)), "where tostring(g) == \"0.0\"\nsummarize by g = r\nscan T -> r\n");
}

/* Where a filter on a left column and one on a right column end up: 'l' or 'r' below the join, '-' above it. */
static void sides(enum join_kind kind, char left, char right, char left_key) {
    struct plan_op *j = join(T, R, kind, a, k);
    bool has_left = kind != JOIN_RIGHTSEMI && kind != JOIN_RIGHTANTI;
    bool has_right = kind != JOIN_LEFTSEMI && kind != JOIN_LEFTANTI;
    struct plan_op *top = j;
    if (has_left) top = where(top, oper(">", 2, use(joined(j, b)), number(1)));
    if (has_right) top = where(top, oper(">", 2, use(joined(j, y)), number(2)));
    if (has_left) top = where(top, oper("==", 2, use(joined(j, a)), text("key")));
    const char *s = pushed(top);
    const char *at_join = strstr(s, "join "), *at_right = strstr(s, "right:");
    const struct {
        const char *what;
        bool present;
        char expected;
    } checks[] = {{"> 1", has_left, left}, {"> 2", has_right, right}, {"\"key\"", has_left, left_key}};
    for (size_t i = 0; i < 3; i++) {
        if (!checks[i].present) continue;
        const char *at = strstr(s, checks[i].what);
        assert_non_null(at);
        char where_it_is = at < at_join ? '-' : at < at_right ? 'l' : 'r';
        assert_int_equal(where_it_is, checks[i].expected);
    }
}

static void push_into_joins(void **state) {
    (void)state;
    sides(JOIN_INNER, 'l', 'r', 'l');
    sides(JOIN_INNERUNIQUE, '-', 'r', 'l'); /* only the key decides which left rows compete */
    sides(JOIN_LEFTOUTER, 'l', '-', 'l');
    sides(JOIN_RIGHTOUTER, '-', 'r', '-');
    sides(JOIN_FULLOUTER, '-', '-', '-');
    sides(JOIN_LEFTSEMI, 'l', 0, 'l');
    sides(JOIN_LEFTANTI, 'l', 0, 'l');
    sides(JOIN_RIGHTSEMI, 0, 'r', 0);
    sides(JOIN_RIGHTANTI, 0, 'r', 0);
}

static void push_mixed_stays(void **state) {
    (void)state;
    struct plan_op *j = join(T, R, JOIN_INNER, a, k);
    struct plan_op *w = where(j, oper(">", 2, use(joined(j, b)), use(joined(j, y))));
    assert_non_null(strstr(pushed(w), "where b#5 > y#7"));
}

static void prune(void **state) {
    (void)state;
    struct column *d = col("d", KQ_T_DYNAMIC), *u = col("unused", KQ_T_STRING), *c = col("c", KQ_T_STRING);
    struct column *t = col("TimeGenerated", KQ_T_DATETIME), *x = col("x", KQ_T_STRING);
    struct plan_op *s = scan("T", 4, a, d, u, t);
    s->time_column = t;
    struct px *read = fn("tostring", 1, oper(".", 2, oper(".", 2, use(d), text("p")), text("q")));
    struct plan_op *e = extend(s, 2, c, read, x, use(u));
    struct plan *p = plan_of(e, 2, a, c);
    opt_prune_columns(A, p);
    assert_string_equal(dump(p->root),
                        "extend c = tostring(d.p.q)\nscan T window TimeGenerated -> a, d, TimeGenerated\n");
    assert_int_equal(s->path_count, 3);
    assert_int_equal(s->paths[0].n, 1);
    assert_int_equal(s->paths[1].n, 3);
    assert_string_equal(s->paths[1].keys[0], "d");
    assert_string_equal(s->paths[1].keys[2], "q");
}

static void prune_whole_column(void **state) {
    (void)state;
    struct column *d = col("d", KQ_T_DYNAMIC), *renamed = col("r", KQ_T_DYNAMIC);
    struct plan_op *s = scan("T", 1, d);
    struct plan_op *w = where(s, oper("==", 2, fn("tostring", 1, oper(".", 2, use(d), text("p"))), text("1")));
    struct plan *p = plan_of(project(w, 1, renamed, use(d)), 1, renamed);
    opt_prune_columns(A, p);
    assert_int_equal(s->path_count, 1);
    assert_int_equal(s->paths[0].n, 1);
}

static void prune_groups(void **state) {
    (void)state;
    struct column *g = col("g", KQ_T_STRING), *m = col("m", KQ_T_LONG), *n = col("n", KQ_T_LONG);
    struct column *v = col("v", KQ_T_STRING), *w = col("w", KQ_T_STRING), *extra = col("extra", KQ_T_STRING);
    struct plan_op *s = summarize(scan("T", 3, a, b, extra), 1, g, use(a));
    agg(s, "count", 0, n);
    agg(s, "arg_max", 3, m, use(b), v, use(a), w, use(extra));
    struct plan *p = plan_of(s, 1, v);
    opt_prune_columns(A, p);
    assert_string_equal(dump(p->root), "summarize m, v = arg_max(b, a) by g = a\nscan T -> a, b\n");
}

static void prune_join(void **state) {
    (void)state;
    struct plan_op *j = join(T, R, JOIN_INNER, a, k);
    struct plan *p = plan_of(j, 1, joined(j, y));
    opt_prune_columns(A, p);
    assert_string_equal(dump(p->root), "join inner on $left.a == $right.k -> y#7 = $right.y#3\n"
                                       "  left:\n    scan T -> a\n  right:\n    scan R -> k, y#3\n");
}

static void filters_and_sorts(void **state) {
    (void)state;
    struct px *test = oper(">", 2, use(b), number(1));
    assert_string_equal(pushed(where(sort(T, b, -1), test)),
                        "sort by b desc nulls last\nwhere b > 1\nscan T -> a, b\n");
    /* among the first three, not the first three of those */
    assert_string_equal(pushed(where(sort(T, b, 3), test)),
                        "where b > 1\ntop 3 by b desc nulls last\nscan T -> a, b\n");
}

static const char *limited(struct plan_op *root) {
    struct plan *p = plan_of(root, 0);
    opt_top(A, p);
    return dump(p->root);
}

static void take_becomes_a_limit(void **state) {
    (void)state;
    struct plan_op *x = extend(sort(T, b, -1), 1, y, number(1));
    assert_string_equal(limited(sort(sort(x, NULL, 3), NULL, 5)),
                        "extend y = 1\ntop 3 by b desc nulls last\nscan T -> a, b\n");
    x = where(sort(T, b, 4), oper(">", 2, use(b), number(1)));
    assert_string_equal(limited(sort(x, NULL, 3)), /* the filter may drop some of the four */
                        "take 3\nwhere b > 1\ntop 4 by b desc nulls last\nscan T -> a, b\n");
    assert_string_equal(limited(sort(sort(T, NULL, 4), b, 3)), /* the three greatest of the first four */
                        "top 3 by b desc nulls last\ntake 4\nscan T -> a, b\n");
}

static void prune_below_sort(void **state) {
    (void)state;
    struct column *u = col("u", KQ_T_LONG), *v = col("v", KQ_T_LONG);
    struct plan *p = plan_of(sort(scan("U", 3, u, b, v), u, -1), 1, b);
    opt_prune_columns(A, p);
    assert_string_equal(dump(p->root), "sort by u desc nulls last\nscan U -> u, b\n");
}

static const char *shared(struct plan_op *root) {
    struct plan *p = plan_of(root, 0);
    opt_common(A, p);
    return dump(p->root);
}

static struct px *part(struct px *of, const char *delimiter, int i) {
    return oper("[]", 2, fn("split", 2, of, text(delimiter)), number(i));
}

static void common_parts(void **state) {
    (void)state;
    struct column *u = col("u", KQ_T_DYNAMIC), *v = col("v", KQ_T_DYNAMIC), *w = col("w", KQ_T_DYNAMIC);
    assert_string_equal(shared(extend(T, 3, u, part(use(a), "@", 0), v, part(use(a), "@", 1), w, part(use(a), "/", 1))),
                        "extend u = split[0], v = split[1], w = split(a, \"/\")[1]\n"
                        "extend split = split(a, \"@\")\nscan T -> a, b\n");
    /* cheap parts, and parts of what the operator itself makes, stay */
    struct px *sum = oper("+", 2, use(b), number(1));
    const char *same = shared(extend(T, 2, k, oper("*", 2, sum, sum), y, oper("-", 2, sum, number(2))));
    assert_null(strstr(same, "extend +"));
    struct column *low = col("low", KQ_T_STRING);
    same = shared(extend(T, 3, low, use(a), u, part(use(low), "@", 0), v, part(use(low), "@", 1)));
    assert_non_null(strstr(same, "split(low, \"@\")[0]"));
    /* in branches alone: perhaps none of them is taken */
    struct px *test = oper("==", 2, use(b), number(1));
    struct px *first = cases(PX_CASE, 3, test, part(use(a), "@", 0), part(use(a), "@", 1));
    assert_non_null(strstr(shared(extend(T, 1, u, first)), "split(a, \"@\")[0]"));
}

static void order_operands(void **state) {
    (void)state;
    struct px *search = oper("has", 2, use(a), text("x")), *number1 = oper("==", 2, use(b), number(1));
    struct px *number2 = oper("==", 2, use(b), number(2));
    struct plan *p = plan_of(where(T, oper("or", 2, oper("or", 2, search, number1), number2)), 0);
    opt_order_operands(A, p); /* equal costs stay in the query's order */
    assert_string_equal(dump(p->root), "where ((b == 1) or (b == 2)) or (a has \"x\")\nscan T -> a, b\n");
    p = plan_of(where(T, oper("or", 2, oper("and", 2, search, number1), number2)), 0);
    opt_order_operands(A, p);
    assert_string_equal(dump(p->root), "where (b == 2) or ((b == 1) and (a has \"x\"))\nscan T -> a, b\n");
}

static const char *flagged(struct plan_op *root, struct column *result) {
    struct plan *p = plan_of(root, result != NULL, result);
    opt_list_flags(A, p);
    return dump(p->root);
}

static void list_flags(void **state) {
    (void)state;
    struct column *l = col("l", KQ_T_DYNAMIC), *g = col("g", KQ_T_LONG);
    struct plan_op *s = summarize(T, 1, g, use(b));
    agg(s, "make_list", 1, l, fn("$box", 1, use(a)));
    struct px *test = oper("has", 2, fn("tostring", 1, use(l)), text("x"));
    assert_string_equal(flagged(where(s, test), l), /* the list itself is output */
                        "where tostring(l) has \"x\"\nsummarize l = make_list($box(a)) by g = b\nscan T -> a, b\n");
    struct px *comma = oper("has", 2, fn("tostring", 1, use(l)), text("x,y"));
    assert_non_null(strstr(flagged(where(where(s, test), comma), NULL), "l = make_list($box(a))"));
    assert_string_equal(flagged(where(s, oper("or", 2, test, truth(false))), NULL),
                        "where has_term or false\n"
                        "summarize has_term = $list_has_any($box(a), dynamic([\"x\"]), 1048576) by g = b\n"
                        "scan T -> a, b\n");
}

static void partition(void **state) {
    (void)state;
    struct column *g = col("g", KQ_T_STRING), *n = col("n", KQ_T_LONG), *low = col("low", KQ_T_STRING);
    struct column *h = col("h", KQ_T_LONG);
    struct plan_op *s = summarize(T, 2, g, use(a), h, use(b));
    agg(s, "count", 0, n);
    struct plan_op *x = extend(s, 1, low, fn("tolower", 1, use(g)));
    struct plan_op *j = join(x, R, JOIN_INNER, low, k);
    struct strbuf out = {0};
    plan_explain_text(plan_of(j, 0), TEXT_LIT(""), &out);
    assert_non_null(strstr(out.p, "partition key\n  T by tolower(a)\n  R by k\n"));
    strbuf_free(&out);

    j = join(extend(s, 1, low, fn("tostring", 1, use(n))), R, JOIN_INNER, low, k); /* a count has no partition */
    plan_explain_text(plan_of(j, 0), TEXT_LIT(""), &out);
    assert_non_null(strstr(out.p, "partition key\n  none"));
    strbuf_free(&out);

    struct strbuf json = {0};
    plan_explain_json(plan_of(s, 2, g, n), TEXT_LIT(""), &json);
    assert_non_null(
        strstr(json.p, "\"partition\":{\"kind\":\"key\",\"tables\":[{\"table\":\"T\",\"by\":[\"a\",\"b\"]}]}"));
    strbuf_free(&json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fold_calls, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(fold_large, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(fold_logic, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(fold_branches, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(fold_dynamic_list, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(fold_where, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(push_cheapest_first, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(push_through_definitions, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(push_below_summarize, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(real_keys_stay, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(push_into_joins, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(push_mixed_stays, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(prune, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(prune_whole_column, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(prune_groups, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(prune_join, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(filters_and_sorts, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(take_becomes_a_limit, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(prune_below_sort, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(common_parts, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(order_operands, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(list_flags, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(partition, setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
