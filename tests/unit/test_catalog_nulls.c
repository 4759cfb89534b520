/* Holds every row of functions.def and operators.def to its NULLS column by calling the C function itself: a STRICT row
 * with each argument null in turn must give null ("" for a string), a NEVER row must not give null. Also no two rows of
 * a file may have the same name and arguments. (Lists, AV and AP rows are SPECIAL and tested in test_ops.c.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kq/kq.h>

static kq_ctx ctx;
static kq_ctx *x = &ctx;
static int checked;

/* A harmless value, and the null, of each parameter class. */
static const kq_str sample_text = KQ_LIT("day");
#define SAMPLE_BOOL kq_mk_bool(true)
#define SAMPLE_INT kq_mk_int(3)
#define SAMPLE_LONG kq_mk_long(3)
#define SAMPLE_REAL kq_mk_real(1.5)
#define SAMPLE_DECIMAL ((kq_decimal){3, 0, 0, false, false})
#define SAMPLE_DATETIME kq_mk_datetime(INT64_C(637134336000000000))
#define SAMPLE_TIMESPAN kq_mk_timespan(KQ_TICKS_PER_HOUR)
#define SAMPLE_STRING sample_text
#define SAMPLE_TEXT sample_text
#define SAMPLE_GUID ((kq_guid){{1}, false})
#define SAMPLE_DYNAMIC ((kq_dyn){.tag = KQ_DYN_LONG, .u = {.i = 3}})
#define NULL_BOOL kq_null_bool()
#define NULL_INT kq_null_int()
#define NULL_LONG kq_null_long()
#define NULL_REAL kq_null_real()
#define NULL_DECIMAL kq_null_decimal()
#define NULL_DATETIME kq_null_datetime()
#define NULL_TIMESPAN kq_null_timespan()
#define NULL_STRING kq_null_string()
#define NULL_TEXT kq_null_string()
#define NULL_GUID kq_null_guid()
#define NULL_DYNAMIC kq_null_dynamic()
/* Text has no null. */
#define NULLABLE_BOOL(call) call
#define NULLABLE_INT(call) call
#define NULLABLE_LONG(call) call
#define NULLABLE_REAL(call) call
#define NULLABLE_DECIMAL(call) call
#define NULLABLE_DATETIME(call) call
#define NULLABLE_TIMESPAN(call) call
#define NULLABLE_GUID(call) call
#define NULLABLE_DYNAMIC(call) call
#define NULLABLE_STRING(call)
#define NULLABLE_TEXT(call)

static void must_be_null(const char *row, bool is_null, bool payload_is_zero) {
    checked++;
    if (!is_null) fail_msg("%s: a null argument did not give null", row);
    if (!payload_is_zero) fail_msg("%s: the payload of the null is not zero", row);
}
static void must_have_value(const char *row, bool is_null) {
    checked++;
    if (is_null) fail_msg("%s: gave null", row);
}

#define STRICT_RESULT(T) \
    static void strict_##T(const char *row, KQ_CTYPE_##T v) { must_be_null(row, v.null, v.v == 0); }
STRICT_RESULT(BOOL)
STRICT_RESULT(INT)
STRICT_RESULT(LONG)
STRICT_RESULT(REAL)
STRICT_RESULT(DATETIME)
STRICT_RESULT(TIMESPAN)
static void strict_STRING(const char *row, kq_str v) { must_be_null(row, v.n == 0, true); }
static void strict_GUID(const char *row, kq_guid v) {
    static const uint8_t zero[16];
    must_be_null(row, v.null, memcmp(v.b, zero, 16) == 0);
}
static void strict_DECIMAL(const char *row, kq_decimal v) {
    must_be_null(row, v.null, kq_same_decimal(v, kq_null_decimal()));
}
static void strict_DYNAMIC(const char *row, kq_dyn v) { must_be_null(row, v.tag == KQ_DYN_NULL, true); }
/* The result types that NEVER rows may have. */
static __attribute__((unused)) void never_BOOL(const char *row, kq_bool v) { must_have_value(row, v.null); }
static __attribute__((unused)) void never_DATETIME(const char *row, kq_datetime v) { must_have_value(row, v.null); }
static __attribute__((unused)) void never_REAL(const char *row, kq_real v) { must_have_value(row, v.null); }
static __attribute__((unused)) void never_GUID(const char *row, kq_guid v) { must_have_value(row, v.null); }
static __attribute__((unused)) void never_DYNAMIC(const char *row, kq_dyn v) {
    must_have_value(row, v.tag == KQ_DYN_NULL);
}

/* TYPES_##args is the number of arguments and their classes; APPLY then calls the function with each one null. */
#define TYPES_A0 0, NONE
#define TYPES_A1(T) 1, T
#define TYPES_A2(T, U) 2, T, U
#define TYPES_A3(T, U, V) 3, T, U, V
#define TYPES_A4(T, U, V, W) 4, T, U, V, W
#define TYPES_A5(T, U, V, W, X) 5, T, U, V, W, X
#define APPLY(expect, f, ...) APPLY_(expect, f, __VA_ARGS__)
#define APPLY_(expect, f, n, ...) APPLY_##n(expect, f, __VA_ARGS__)
#define APPLY_0(E, f, NONE) E(#f, f(x));
#define APPLY_1(E, f, T) NULLABLE_##T(E(#f, f(x, NULL_##T)));
#define APPLY_2(E, f, T, U)                          \
    NULLABLE_##T(E(#f, f(x, NULL_##T, SAMPLE_##U))); \
    NULLABLE_##U(E(#f, f(x, SAMPLE_##T, NULL_##U)));
#define APPLY_3(E, f, T, U, V)                                   \
    NULLABLE_##T(E(#f, f(x, NULL_##T, SAMPLE_##U, SAMPLE_##V))); \
    NULLABLE_##U(E(#f, f(x, SAMPLE_##T, NULL_##U, SAMPLE_##V))); \
    NULLABLE_##V(E(#f, f(x, SAMPLE_##T, SAMPLE_##U, NULL_##V)));
#define APPLY_4(E, f, T, U, V, W)                                            \
    NULLABLE_##T(E(#f, f(x, NULL_##T, SAMPLE_##U, SAMPLE_##V, SAMPLE_##W))); \
    NULLABLE_##U(E(#f, f(x, SAMPLE_##T, NULL_##U, SAMPLE_##V, SAMPLE_##W))); \
    NULLABLE_##V(E(#f, f(x, SAMPLE_##T, SAMPLE_##U, NULL_##V, SAMPLE_##W))); \
    NULLABLE_##W(E(#f, f(x, SAMPLE_##T, SAMPLE_##U, SAMPLE_##V, NULL_##W)));
#define APPLY_5(E, f, T, U, V, W, X)                                                     \
    NULLABLE_##T(E(#f, f(x, NULL_##T, SAMPLE_##U, SAMPLE_##V, SAMPLE_##W, SAMPLE_##X))); \
    NULLABLE_##U(E(#f, f(x, SAMPLE_##T, NULL_##U, SAMPLE_##V, SAMPLE_##W, SAMPLE_##X))); \
    NULLABLE_##V(E(#f, f(x, SAMPLE_##T, SAMPLE_##U, NULL_##V, SAMPLE_##W, SAMPLE_##X))); \
    NULLABLE_##W(E(#f, f(x, SAMPLE_##T, SAMPLE_##U, SAMPLE_##V, NULL_##W, SAMPLE_##X))); \
    NULLABLE_##X(E(#f, f(x, SAMPLE_##T, SAMPLE_##U, SAMPLE_##V, SAMPLE_##W, NULL_##X)));
#define ROW_STRICT(ret, f, args) APPLY(strict_##ret, f, TYPES_##args)
#define ROW_NEVER(ret, f, args) APPLY(never_##ret, f, TYPES_##args)
#define ROW_SPECIAL(ret, f, args)

static void functions_keep_their_null_column(void **state) {
    (void)state;
#define KQ_CALL(id, name, ret, args, nulls, effects, symbol) ROW_##nulls(ret, symbol, args)
#include <kq/functions.def>
    assert_true(checked > 150);
}

static void operators_keep_their_null_column(void **state) {
    (void)state;
    checked = 0;
#define KQ_OPER(id, token, ret, args, nulls, symbol) ROW_##nulls(ret, symbol, args)
#include <kq/operators.def>
    assert_true(checked > 100);
}

struct row {
    const char *id, *name, *args;
};
static const struct row functions[] = {
#define KQ_CALL(id, name, ret, args, nulls, effects, symbol) {#id, name, #args},
#define KQ_SPECIAL(id, name) {#id, name, ""},
#include <kq/functions.def>
};
static const struct row operators[] = {
#define KQ_OPER(id, token, ret, args, nulls, symbol) {#id, token, #args},
#define KQ_OPER_LIST(id, token, type, symbol) {#id, token, #type},
#include <kq/operators.def>
};
static const struct row aggregates[] = {
#define KQ_AGG(id, name, ret, args, symbol) {#id, name, #args},
#define KQ_AGG_SPECIAL(id, name) {#id, name, ""},
#include <kq/aggregates.def>
};

static void check_distinct(const struct row *rows, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            if (strcmp(rows[i].id, rows[k].id) == 0) fail_msg("id %s twice", rows[i].id);
            if (strcmp(rows[i].name, rows[k].name) == 0 && strcmp(rows[i].args, rows[k].args) == 0)
                fail_msg("%s %s twice", rows[i].name, rows[i].args);
        }
}

static void rows_are_distinct(void **state) {
    (void)state;
    check_distinct(functions, sizeof functions / sizeof functions[0]);
    check_distinct(operators, sizeof operators / sizeof operators[0]);
    check_distinct(aggregates, sizeof aggregates / sizeof aggregates[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_keep_their_null_column),
        cmocka_unit_test(operators_keep_their_null_column),
        cmocka_unit_test(rows_are_distinct),
    };
    ctx.row = kq_arena_new();
    ctx.state = kq_arena_new();
    ctx.now = INT64_C(638800000000000000);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    kq_arena_free(ctx.row);
    kq_arena_free(ctx.state);
    return failures;
}
