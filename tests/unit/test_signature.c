/* Signatures: all texts parse, the implementing rows agree with them, and calls are typed as Microsoft's binder types
 * them (kql.md 2.3, 2.4, 6; the expectations were asked of that binder, by calls with columns of each type). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call_match.h"
#include "sema_internal.h"

#include <stdio.h>
#include <string.h>

static void test_texts(void **state) {
    (void)state;
    for (int f = 0; f < CAT_FAMILIES; f++)
        for (size_t i = 0; i < catalog_decl_count((enum cat_family)f); i++) {
            const struct catalog_decl *d = catalog_decl_at((enum cat_family)f, i);
            const struct signatures *all = signatures_of(d);
            assert_ptr_equal(all, signatures_of(d));
            assert_true(all->n >= 1 && all->n <= MAX_ALTERNATIVES);
            for (unsigned k = 0; k < all->n; k++) assert_true(all->v[k].min <= all->v[k].max);
        }
}

/* ---- typing of a call: "name long string" -> "real", "0" (no such form, at the name) or "2" (the second argument) */

static value_type type_named(const char *name) {
    for (value_type t = KQ_T_BOOL; t <= KQ_T_DYNAMIC; t++)
        if (strcmp(type_name((kq_type)t), name) == 0) return t;
    fail_msg("no type %s", name);
    return VT_UNKNOWN;
}

/* A column of that type, at the place `at`. */
static struct argument column_argument(struct arena *a, const char *type, uint32_t at) {
    struct ast_expr *e = ARENA_NEW(a, struct ast_expr);
    struct name_symbol *symbol = ARENA_NEW(a, struct name_symbol);
    symbol->column = ARENA_NEW(a, struct column);
    e->kind = EX_NAME;
    e->u.name.name = "c";
    e->symbol = symbol;
    e->type = (kq_type)type_named(type);
    e->span = (struct span){at, at + 1, false};
    return (struct argument){e, e->type, NULL};
}

static const char *typed(struct arena *a, enum cat_family f, const char *call) {
    static const struct source no_source = {0};
    struct binder b = {.arena = a, .diag = diag_new(a, &no_source)};
    struct argument args[8];
    const struct sig_param *params[8];
    char text[128];
    size_t n = 0;
    snprintf(text, sizeof text, "%s", call);
    char *rest, *name = strtok_r(text, " ", &rest);
    for (char *type = strtok_r(NULL, " ", &rest); type; type = strtok_r(NULL, " ", &rest), n++)
        args[n] = column_argument(a, type, (uint32_t)n + 1);
    const struct catalog_decl *decl = catalog_declared(f, intern_s(name));
    if (!decl) return "?";
    struct matcher m = {args, n, params, f == CAT_OPERATOR && n == 2};
    struct match match;
    match_signatures(&m, signatures_of(decl), &match);
    if (!match.best) return "0";
    check_arguments(&b, decl, (struct span){0, 1, false}, match.best, &m);
    if (diag_count(b.diag)) return arena_printf(a, "%u", (unsigned)diag_at(b.diag, 0)->span.start);
    return value_type_name(scalar_type(result_of(&b, match.best, &m).type));
}

struct typing {
    const char *call, *result;
};

static void check_typings(enum cat_family f, const struct typing *list, size_t n) {
    struct arena *a = arena_new();
    for (size_t i = 0; i < n; i++) {
        const char *got = typed(a, f, list[i].call);
        if (strcmp(got, list[i].result) != 0) fail_msg("%s: %s, not %s", list[i].call, got, list[i].result);
    }
    arena_free(a);
}
#define CHECK_TYPINGS(family, list) check_typings(family, list, sizeof(list) / sizeof(list)[0])

static void test_functions(void **state) {
    (void)state;
    static const struct typing list[] = {
        /* kql.md 2.6: the wider of both, and int becomes long */
        {"bin int int", "long"},
        {"bin int long", "long"},
        {"bin real long", "real"},
        {"bin decimal long", "decimal"},
        {"bin datetime timespan", "datetime"},
        {"bin timespan timespan", "timespan"},
        {"bin datetime long", "0"},
        {"bin datetime", "0"},
        {"bin timespan long", "2"},
        {"abs int", "long"},
        {"abs timespan", "timespan"},
        {"abs datetime", "0"},
        {"round int", "int"},
        {"round string", "1"},
        /* one type of all branches; what has none in common is dynamic */
        {"iff bool int real", "real"},
        {"iff bool string dynamic", "string"},
        {"iff bool datetime string", "dynamic"},
        {"iff long string string", "1"},
        {"case bool string bool string string", "string"},
        {"case bool long bool long", "0"},
        {"coalesce int long decimal", "decimal"},
        {"coalesce long string", "0"},
        {"coalesce dynamic string", "2"},
        {"coalesce int", "0"},
        {"max_of string string", "string"},
        {"max_of guid guid", "0"},
        /* a string parameter takes a dynamic as its text; others do not (kql.md 2.4) */
        {"url_decode dynamic", "string"},
        {"url_decode long", "1"},
        {"startofday dynamic", "1"},
        {"not dynamic", "1"},
        {"array_length dynamic", "long"},
        {"array_length string", "1"},
        {"strlen long", "1"},
        {"hash dynamic", "1"},
        {"strcat long bool guid", "string"},
        {"strcat", "0"},
        {"make_datetime long long long", "datetime"},
        {"make_datetime string", "datetime"},
        {"make_datetime long long", "0"},
        {"array_split dynamic dynamic", "dynamic"},
        {"has_any_ipv4 string string string", "bool"},
        {"has_any_ipv4 string dynamic", "bool"},
        {"bag_pack string long string string", "dynamic"},
        {"bag_pack string long string", "0"},
        {"prev int", "int"},
        {"series_add dynamic long", "dynamic"},
        {"series_add long long", "0"},
    };
    CHECK_TYPINGS(CAT_FUNCTION, list);
}

static void test_aggregates(void **state) {
    (void)state;
    static const struct typing list[] = {
        {"count", "long"},
        {"count bool", "long"},
        {"count long", "1"},
        {"sum int", "long"},
        {"sum decimal", "decimal"},
        {"sum string", "1"},
        {"avg int", "real"},
        {"avg decimal", "decimal"},
        {"avg datetime", "datetime"},
        {"avg string", "0"},
        {"max int", "int"},
        {"max dynamic", "1"},
        {"make_set int", "dynamic"},
        {"make_set int string", "2"},
        {"dcount dynamic", "long"},
        {"count_distinct dynamic", "1"},
        {"take_anyif string bool", "string"},
        {"sumif int dynamic", "2"},
        {"hll bool", "1"},
    };
    CHECK_TYPINGS(CAT_AGGREGATE, list);
}

static void test_operators(void **state) {
    (void)state;
    static const struct typing list[] = {
        {"+ int int", "long"},
        {"+ real decimal", "decimal"},
        {"+ datetime timespan", "datetime"},
        {"+ string string", "0"},
        {"+ long string", "0"},
        {"+ dynamic int", "long"},
        {"+ dynamic real", "real"},
        {"- datetime datetime", "timespan"},
        {"- datetime dynamic", "timespan"},
        {"/ timespan timespan", "real"},
        {"* timespan real", "timespan"},
        {"- int", "long"},
        {"- string", "0"},
        {"- dynamic", "dynamic"},
        {"< string string", "0"},
        {"< long bool", "bool"},
        {"< dynamic long", "bool"},
        {"< dynamic datetime", "0"},
        {"< datetime string", "0"},
        {"< timespan long", "0"},
        {"== datetime string", "bool"},
        {"== guid long", "bool"},
        {"and dynamic bool", "bool"},
        {"and long bool", "0"},
        {"has string string", "bool"},
        {"has string dynamic", "bool"},
        {"has string long", "0"},
        {"contains string dynamic", "bool"},
        {"has long string", "0"},
        {"between long long real", "bool"},
        {"between datetime datetime timespan", "bool"},
        {"between string string string", "0"},
        {"between dynamic long long", "bool"},
    };
    CHECK_TYPINGS(CAT_OPERATOR, list);
}

/* ---- implementing rows ----------------------------------------------------------------------------------------------
 */

static const char *param_type(enum cat_param p) {
    return p == P_TEXT ? "string" : p == P_JSON ? "long" : type_name(cat_param_type(p));
}

/* A call with the row's own types must be accepted, and give the row's type. */
static void check_row(struct arena *a, const struct catalog_row *r) {
    const char *call = r->name;
    size_t n = r->shape == SHAPE_PAIRS ? 2 : r->param_count;
    for (size_t i = 0; i < n; i++) call = arena_printf(a, "%s %s", call, param_type(r->params[i]));
    if (r->final_param != P_NONE) call = arena_printf(a, "%s %s", call, param_type(r->final_param));
    if (r->shape == SHAPE_VARIADIC) /* most take three, make_datetime and welch_test six */
        for (int i = 0; i < 2; i++) call = arena_printf(a, "%s %s", call, param_type(r->params[0]));
    const char *got = typed(a, r->family, call);
    for (int i = 0; r->shape == SHAPE_VARIADIC && i < 3 && strcmp(got, "0") == 0; i++) {
        call = arena_printf(a, "%s %s", call, param_type(r->params[0]));
        got = typed(a, r->family, call);
    }
    /* any type to the row, an array in front to the declaration: series_outliers */
    static const char *const with_array[] = {"dynamic", "dynamic dynamic", "dynamic long"};
    bool any = r->shape == SHAPE_VARIADIC && r->params[0] == P_JSON;
    for (size_t i = 0; any && i < sizeof with_array / sizeof *with_array && strcmp(got, "0") == 0; i++) {
        call = arena_printf(a, "%s %s", r->name, with_array[i]);
        got = typed(a, r->family, call);
    }
    /* arguments that must be constants or literals are no columns; the wider row serves the narrower types */
    bool form = got[0] >= '1' && got[0] <= '9';
    bool widened = r->ret == KQ_T_INT && strcmp(got, "long") == 0;
    /* several values: no type of its own, here it is an array of them */
    bool several =
        strncmp(r->name, "array_sort_", 11) == 0 || strncmp(r->name, "series_", 7) == 0 || r->final_param != P_NONE;
    bool tuple = several && strcmp(got, "unknown") == 0;
    if (!form && !widened && !tuple && strcmp(got, type_name(r->ret)) != 0)
        fail_msg("%s (%s): %s, but the row gives %s", call, r->id, got, type_name(r->ret));
}

static void test_rows(void **state) {
    (void)state;
    struct arena *a = arena_new();
    for (int f = CAT_FUNCTION; f <= CAT_AGGREGATE; f++)
        for (size_t i = 0; i < catalog_count((enum cat_family)f); i++) {
            const struct catalog_row *r = catalog_at((enum cat_family)f, i);
            bool words = f == CAT_OPERATOR && strchr(r->name, ' '); /* the rig splits at blanks */
            if (r->shape != SHAPE_SPECIAL && r->shape != SHAPE_LIST && !words) check_row(a, r);
        }
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),     cmocka_unit_test(test_functions), cmocka_unit_test(test_aggregates),
        cmocka_unit_test(test_operators), cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
