/* The catalogues themselves: every row is complete and no two rows answer to the same call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sema_rig.h"

static bool same_params(const struct catalog_row *a, const struct catalog_row *b) {
    if (a->shape != b->shape || a->param_count != b->param_count) return false;
    for (unsigned i = 0; i < a->param_count; i++)
        if (a->params[i] != b->params[i]) return false;
    return true;
}

static void test_rows(void **state) {
    (void)state;
    for (int f = CAT_FUNCTION; f <= CAT_AGGREGATE; f++) {
        assert_true(catalog_count((enum cat_family)f) > 0);
        for (size_t i = 0; i < catalog_count((enum cat_family)f); i++) {
            const struct catalog_row *r = catalog_at((enum cat_family)f, i);
            assert_int_equal(r->family, f);
            assert_true(*r->name && *r->id);
            assert_non_null(r->decl);
            assert_ptr_equal(r->decl, catalog_declared(r->family, r->name));
            bool special = r->shape == SHAPE_SPECIAL;
            assert_int_equal(special, r->special != SPECIAL_NONE);
            if (!special && strncmp(r->symbol, "kq_", 3) != 0) fail_msg("%s: symbol %s", r->id, r->symbol);
            assert_int_equal(r->fold != NULL, !special && f != CAT_AGGREGATE);
            if (!special) assert_int_not_equal(r->ret, KQ_T_NONE);
            for (unsigned p = 0; p < r->param_count; p++) assert_int_not_equal(r->params[p], P_NONE);
            for (const struct catalog_row *o = catalog_next(r); o; o = catalog_next(o)) {
                assert_ptr_equal(o->name, r->name);
                if (same_params(r, o)) fail_msg("%s and %s take the same arguments", r->id, o->id);
            }
        }
    }
}

static void test_lookup(void **state) {
    (void)state;
    const struct catalog_row *r = catalog_find(CAT_FUNCTION, "tostring");
    assert_non_null(r);
    size_t overloads = 0;
    for (; r; r = catalog_next(r)) overloads++;
    assert_true(overloads >= 9);
    assert_null(catalog_find(CAT_FUNCTION, "nosuch"));
    assert_null(catalog_find(CAT_AGGREGATE, "tostring"));
    assert_string_equal(catalog_suggest(CAT_FUNCTION, "ToString"), "tostring");
    assert_string_equal(catalog_suggest(CAT_AGGREGATE, "cuont"), "count");
}

/* Folding calls the C function of the row. */
static void test_fold(void **state) {
    (void)state;
    kq_arena *mem = kq_arena_new();
    kq_ctx x = {.row = mem, .state = mem, .window_start = INT64_MIN, .window_end = INT64_MAX};
    kq_value text = {KQ_T_STRING, false, {.s = KQ_LIT("42")}};
    for (const struct catalog_row *r = catalog_find(CAT_FUNCTION, "tolong"); r; r = catalog_next(r)) {
        if (r->params[0] != P_STRING) continue;
        kq_value v = r->fold(&x, &text, 1);
        assert_int_equal(v.type, KQ_T_LONG);
        assert_int_equal(v.u.i, 42);
    }
    kq_value list[3] = {{KQ_T_STRING, false, {.s = KQ_LIT("b")}},
                        {KQ_T_STRING, false, {.s = KQ_LIT("a")}},
                        {KQ_T_STRING, false, {.s = KQ_LIT("b")}}};
    const struct catalog_row *in = catalog_find(CAT_OPERATOR, "in");
    while (in && in->params[0] != P_STRING) in = catalog_next(in);
    assert_true(in->fold(&x, list, 3).u.b);
    assert_false(in->fold(&x, list, 2).u.b);
    const struct catalog_row *strcat_row = catalog_find(CAT_FUNCTION, "strcat");
    kq_value joined = strcat_row->fold(&x, list, 3);
    assert_int_equal(joined.u.s.n, 3);
    assert_memory_equal(joined.u.s.p, "bab", 3);
    kq_arena_free(mem);
}

/* Every name is declared once, and leads to its first row. */
static void test_declarations(void **state) {
    (void)state;
    for (int f = 0; f < CAT_FAMILIES; f++) {
        const char *previous = "";
        for (size_t i = 0; i < catalog_decl_count((enum cat_family)f); i++) {
            const struct catalog_decl *d = catalog_decl_at((enum cat_family)f, i);
            assert_int_equal(d->family, f);
            if (strcmp(previous, d->name) >= 0) fail_msg("%s is declared twice", d->name);
            previous = d->name;
            assert_ptr_equal(catalog_declared((enum cat_family)f, d->name), d);
            if (d->rows) assert_ptr_equal(d->rows, catalog_find(d->family, d->name));
        }
    }
    const struct catalog_decl *pack = catalog_declared(CAT_FUNCTION, intern_s("pack"));
    assert_string_equal(pack->replacement, "bag_pack");
    assert_non_null(pack->rows);
    assert_null(catalog_declared(CAT_FUNCTION, intern_s("geo_point_to_h3cell"))->rows);
    assert_null(catalog_declared(CAT_FUNCTION, intern_s("no_such_function")));
    assert_true(catalog_declared(CAT_FUNCTION, intern_s("node_id"))->graph);
    assert_non_null(catalog_declared(CAT_PLUGIN, intern_s("bag_unpack")));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_lookup),
                                       cmocka_unit_test(test_fold), cmocka_unit_test(test_declarations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
