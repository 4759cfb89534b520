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

/* The clauses joined by " & ", their literals by "|"; "" for none, "never". */
static const char *written(const struct needs *r) {
    char *s = arena_strdup(A, r->never ? "never" : "");
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; k < r->v[i].n; k++)
            s = arena_printf(A, "%s%s%s", s, k > 0 ? "|" : i > 0 ? " & " : "", r->v[i].v[k]);
    }
    return s;
}

static struct needle_scope scope(void) { return (struct needle_scope){.arena = A, .cols = columns, .col_count = 3}; }

static const char *derived(const struct px *e) {
    struct needle_scope s = scope();
    struct needs r = needs_of_predicate(&s, e);
    return written(&r);
}
#define SAME(e, expected) assert_string_equal(derived(e), expected)

static struct px *member(struct px *d, const char *key) { return oper(".", 2, d, text(key)); }
static struct px *path(const char *key) { return fn("tostring", 1, member(use(D), key)); }

static void seed_rule(void **state) {
    (void)state;
    SAME(oper("=~", 2, use(S), text("MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION")),
         "runcommand & virtualmachines");
    SAME(oper("==", 2, path("ActionUncommonlyPerformedByUser"), text("True")),
         "actionuncommonlyperformedbyuser & true");
    struct px *both = oper("and", 2, oper("==", 2, use(S), text("Azure AD")),
                           oper("==", 2, path("ActionUncommonlyPerformedByUser"), text("True")));
    SAME(both, "actionuncommonlyperformedbyuser & azure & true");
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
    SAME(oper("==", 2, fn("tostring", 1, use(L)), text("mimikatz")), "never");
    SAME(oper("==", 2, fn("strlen", 1, use(S)), number(3)), "");
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
    SAME(oper("==", 2, fn("tolong", 1, member(use(D), "Zyxwv")), value(kq_box_long(kq_null_long()))), "never");
    SAME(fn("isnotempty", 1, member(use(D), "Zyxwv")), "zyxwv");
    SAME(fn("isempty", 1, member(use(D), "Zyxwv")), "");
    SAME(oper("==", 2, fn("tostring", 1, member(oper("[]", 2, member(use(D), "Zyxwvuts"), number(0)), "Qrs")),
              text("1")),
         "zyxwvuts & qrs");
    SAME(oper(">", 2, fn("array_length", 1, member(use(D), "Zyxwv")), number(0)), "zyxwv");
    SAME(oper(">", 2, oper("+", 2, fn("tolong", 1, member(use(D), "Zyxwv")), number(1)), number(0)), "zyxwv");
    SAME(fn("not", 1, oper(">", 2, fn("tolong", 1, member(use(D), "Zyxwv")), number(0))), "zyxwv");
    SAME(oper("!=", 2, path("Zyxwv"), text("")), "zyxwv");
    SAME(fn("not", 1, fn("isempty", 1, member(use(D), "Zyxwv"))), "zyxwv");
    SAME(fn("isnotempty", 1, use(S)), ""); /* every record of the table has the column */
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
    SAME(oper("and", 2, oper("has", 2, use(S), text("microsoft")), a), "mimikatz & microsoft");
    struct px *both = oper("and", 2, a, b);
    SAME(oper("or", 2, both, a), "mimikatz");                                  /* what both sides require */
    SAME(oper("and", 2, oper("has", 2, use(S), text("katz")), a), "mimikatz"); /* implied */
    SAME(oper("or", 2, oper("has", 2, use(S), text("katz")), a), "katz");      /* the shorter finds both */
    SAME(oper("or", 2, a, truth(false)), "mimikatz");
    SAME(oper("and", 2, a, truth(false)), "never");
    SAME(fn("not", 1, oper("and", 2, oper("!has", 2, use(S), text("mimikatz")), truth(true))), "mimikatz");
    SAME(fn("not", 1, oper("or", 2, oper("!has", 2, use(S), text("mimikatz")), oper("!=", 2, use(S), text("zulu")))),
         "mimikatz & zulu");
    SAME(oper("==", 2, a, truth(true)), "mimikatz");
    SAME(oper("==", 2, a, truth(false)), "");
}

static struct px *branches(size_t n, ...) {
    struct px *e = ARENA_NEW(A, struct px);
    e->kind = PX_CASE;
    e->args = ARENA_ARRAY(A, struct px *, n);
    e->n = n;
    va_list list;
    va_start(list, n);
    for (size_t i = 0; i < n; i++) e->args[i] = va_arg(list, struct px *);
    va_end(list);
    e->type = e->args[n - 1]->type;
    return e;
}

static void conditions(void **state) {
    (void)state;
    struct px *a = oper("has", 2, use(S), text("mimikatz")), *b = oper("has", 2, use(S), text("procdump"));
    struct px *level = branches(5, a, text("High"), b, text("Medium"), text("Low"));
    SAME(oper("==", 2, level, text("High")), "mimikatz");
    SAME(oper("==", 2, level, text("medium")), "procdump"); /* as far as folding ASCII goes */
    SAME(in_list("in", 3, level, text("High"), text("Medium")), "mimikatz|procdump");
    SAME(oper("==", 2, level, text("Low")), "");
    SAME(oper("==", 2, level, text("None")), "never");
    SAME(oper("==", 2, branches(3, a, use(S), fn("tolower", 1, use(S))), text("zulu")), "zulu");
    SAME(branches(3, a, b, truth(false)), "mimikatz & procdump");
    SAME(branches(3, a, b, truth(true)), "");
    SAME(branches(3, oper("==", 2, use(L), number(1)), a, b), "mimikatz|procdump");
}

static void texts_put_together(void **state) {
    (void)state;
    struct px *t = path("Zyx");
    SAME(oper("has", 2, fn("strcat", 3, use(S), text("\\"), t), text("mimikatz")), "mimikatz");
    SAME(oper("has", 2, fn("strcat", 2, use(S), t), text("mimikatz")), ""); /* "mimi" and "katz" */
    SAME(oper("has", 2, fn("strcat", 3, use(S), text("x/"), t), text("mimikatz")), "");
    SAME(oper("has", 2, fn("strcat", 2, text("user: "), use(S)), text("mimikatz")), "mimikatz");
    SAME(oper("has", 2, fn("strcat", 2, text("mimikatz "), use(S)), text("mimikatz")), "");
    SAME(oper("==", 2, fn("strcat_delim", 3, text("-"), use(S), text("zulu")), text("mimikatz-zulu")), "mimikatz");
    SAME(oper("==", 2, fn("substring", 2, use(S), number(2)), text("mimikatz")), "mimikatz");
    SAME(oper("==", 2, fn("replace_string", 3, use(S), text("\\"), text("/")), text("x/mimikatz")), "mimikatz");
    SAME(oper("==", 2, fn("replace_string", 3, use(S), text("-"), text("")), text("mimikatz")), "");
    SAME(oper("==", 2, fn("replace_string", 3, use(S), text("-"), text("-mimikatz-")), text("a-mimikatz-")), "");
    struct px *part = oper("[]", 2, fn("split", 2, use(S), text("/")), number(2));
    SAME(oper("==", 2, fn("tostring", 1, part), text("mimikatz")), "mimikatz");
    struct px *printed = oper("[]", 2, fn("split", 2, fn("tostring", 1, use(D)), text("\\")), number(2));
    SAME(oper("==", 2, fn("tostring", 1, printed), text("nmimikatz")), "mimikatz"); /* \n may have been \u000a */
    /* no letters in numbers: the other part has it */
    struct px *mixed = fn("strcat", 3, fn("tostring", 1, use(L)), text(":"), use(S));
    SAME(oper("has", 2, mixed, text("mimikatz")), "mimikatz");
    SAME(oper("has", 2, mixed, text("4625")), "");
}

static void json_in_text(void **state) {
    (void)state;
    struct px *of_text = member(fn("parse_json", 1, use(S)), "Zyxwv");
    SAME(oper("==", 2, fn("tostring", 1, of_text), text("mimikatz")), "mimikatz & zyxwv");
    SAME(oper("==", 2, fn("tostring", 1, of_text), text("12345")), "zyxwv"); /* 1.2345e4 */
    SAME(fn("isnotempty", 1, of_text), "zyxwv");
    /* \U0041 becomes an escape */
    struct px *lowered = member(fn("parse_json", 1, fn("tolower", 1, use(S))), "Zyxwv");
    SAME(oper("==", 2, fn("tostring", 1, lowered), text("mimikatz")), "");
    struct px *made = member(fn("parse_json", 1, fn("strcat", 2, text("{\"Zyxwv\":1"), use(S))), "Zyxwv");
    SAME(oper("==", 2, fn("tostring", 1, made), text("mimikatz")), "");
}

static void guids(void **state) {
    (void)state;
    kq_guid g = {{0x62, 0xe9, 0x03, 0x94, 0x69, 0xf5, 0x42, 0x37, 0x91, 0x90, 0x01, 0x21, 0x77, 0x14, 0x5e, 0x10}, 0};
    SAME(oper("==", 2, fn("toguid", 1, use(S)), value(kq_box_guid(g))), "012177145e10 & 62e90394");
    SAME(oper("!=", 2, fn("toguid", 1, use(S)), value(kq_box_guid(g))), "");
}

static void limits(void **state) {
    (void)state;
    struct px *many = in_list("in", 2, use(S), text("word0"));
    many->n = 80;
    many->args = ARENA_ARRAY(A, struct px *, 80);
    many->args[0] = use(S);
    for (int i = 1; i < 80; i++) many->args[i] = text(arena_printf(A, "word%c%c/same", 'a' + i % 26, 'a' + i / 26));
    SAME(many, "same"); /* 79 are too many to look for, but they have a word in common */
    for (int i = 1; i < 80; i++) many->args[i] = text(arena_printf(A, "word%c%c", 'a' + i % 26, 'a' + i / 26));
    SAME(many, "");
    /* conditions inside of conditions: given up, not derived for hours */
    struct px *e = use(S);
    for (int depth = 0; depth < 12; depth++)
        e = branches(3, in_list("in", 5, e, text("alpha"), text("bravo"), text("delta"), text("echo")), e,
                     text("zulu"));
    SAME(oper("==", 2, e, text("november")), "");
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
        cmocka_unit_test_setup_teardown(conditions, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(texts_put_together, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(json_in_text, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(guids, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(lists, setup, plan_teardown),
        cmocka_unit_test_setup_teardown(limits, setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
