/* The built-in tables, --schema files, type names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sema_rig.h"

static void test_builtin(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    assert_int_equal(schema_count(s), 964);
    for (size_t i = 1; i < schema_count(s); i++)
        assert_true(strcmp(schema_at(s, i - 1)->name, schema_at(s, i)->name) < 0);
    for (size_t i = 0; i < schema_count(s); i++) {
        const struct schema_table *t = schema_at(s, i);
        assert_true(t->column_count > 0);
        assert_ptr_equal(schema_find(s, t->name), t);
        for (size_t c = 0; c < t->column_count; c++) assert_int_not_equal(t->columns[c].type, KQ_T_NONE);
    }
    const struct schema_table *t = schema_find(s, "AACAudit");
    assert_string_equal(t->columns[0].name, "_BilledSize");
    assert_int_equal(t->columns[0].type, KQ_T_REAL);
    assert_string_equal(t->columns[t->column_count - 1].name, "_ItemId");
    assert_null(schema_find(s, "securityevent"));
    assert_null(schema_find(s, ""));
    assert_string_equal(schema_suggest(s, "securityevent"), "SecurityEvent");
    assert_string_equal(schema_suggest(s, "SigninLog"), "SigninLogs");
    assert_null(schema_suggest(s, "Zzzzzzzzzzzzqqqq"));
    arena_free(a);
}

static void test_load(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct schema *s = schema_new(a);
    char *error = NULL;
    assert_true(rig_load(
        s, "\xEF\xBB\xBF{\"AaNew_CL\":{\"b\":\"int64\",\"a\":\"double\"},\"Heartbeat\":{\"x\":\"string\"}}", &error));
    assert_int_equal(schema_count(s), 965);
    const struct schema_table *t = schema_find(s, "AaNew_CL");
    assert_int_equal(t->column_count, 2);
    assert_string_equal(t->columns[0].name, "b");
    assert_int_equal(t->columns[0].type, KQ_T_LONG);
    assert_int_equal(t->columns[1].type, KQ_T_REAL);
    assert_int_equal(schema_find(s, "Heartbeat")->column_count, 1);
    static const char *const bad[] = {"",
                                      "[]",
                                      "{",
                                      "{\"T\":1}",
                                      "{\"T\":{\"a\":\"strin\"}}",
                                      "{\"T\":{\"a\":1}}",
                                      "{\"\":{\"a\":\"int\"}}",
                                      "{\"T\":{\"\":\"int\"}}",
                                      "nonsense"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        error = NULL;
        assert_false(rig_load(s, bad[i], &error));
        assert_non_null(error);
    }
    error = NULL;
    assert_false(schema_load(s, "/nonexistent/schema.json", &error));
    assert_non_null(error);
    arena_free(a);
}

static void test_types(void **state) {
    (void)state;
    for (int t = KQ_T_BOOL; t <= KQ_T_DYNAMIC; t++) {
        const char *name = type_name((kq_type)t);
        assert_int_equal(type_from_name(name, strlen(name)), t);
    }
    assert_int_equal(type_from_name("double", 6), KQ_T_REAL);
    assert_int_equal(type_from_name("object", 6), KQ_T_NONE);
    assert_int_equal(type_from_name("", 0), KQ_T_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_builtin), cmocka_unit_test(test_load),
                                       cmocka_unit_test(test_types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
