/* The compiler's base and diag: arena, buffers, interning, edit distance, places, the diagnostics sink. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diag.h"

static void test_arena(void **state) {
    (void)state;
    struct arena *a = arena_new();
    unsigned char *p = arena_alloc(a, 10), *big = arena_alloc(a, 1 << 20), *q = arena_alloc(a, 10);
    for (size_t i = 0; i < 10; i++) assert_int_equal(p[i], 0);
    assert_int_equal(big[(1 << 20) - 1], 0);
    assert_int_equal((uintptr_t)p % 16, 0);
    assert_int_equal(q - p, 16); /* the large block does not end the current chunk */
    char *s = arena_printf(a, "%s-%d", "x", 5);
    assert_string_equal(s, "x-5");
    char *longer = arena_printf(a, "%0400d", 1);
    assert_int_equal(strlen(longer), 400);
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++) VEC_PUSH(a, &v, i);
    assert_int_equal(v.v[999], 999);
    arena_free(a);
}

static void test_strbuf(void **state) {
    (void)state;
    struct strbuf b = {0};
    strbuf_json(&b, "a\"\\\n\x01\xC3\xA9\xFF\xED\xA0\x80", 11);
    /* one U+FFFD for each byte that belongs to no valid sequence */
    assert_string_equal(b.p, "\"a\\\"\\\\\\n\\u0001\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    b.n = 0;
    strbuf_printf(&b, "%0500d", 7);
    assert_int_equal(b.n, 500);
    strbuf_free(&b);
}

static void test_intern(void **state) {
    (void)state;
    char text[16];
    for (int i = 0; i < 20000; i++) {
        snprintf(text, sizeof text, "n%d", i);
        assert_ptr_equal(intern_s(text), intern(text, strlen(text)));
    }
    assert_ptr_not_equal(intern("a\0b", 3), intern("a", 1));
    assert_string_equal(intern("", 0), "");
}

static const char *closest_of(const char *wanted, const char *a, const char *b) {
    struct closest c = closest_to(wanted);
    closest_consider(&c, a);
    closest_consider(&c, b);
    return c.name;
}

static void test_closest(void **state) {
    (void)state;
    assert_string_equal(closest_of("wher", "there", "where"), "where");
    assert_string_equal(closest_of("dcnt", "cot", "dcount"), "dcount"); /* as far away, but begins alike */
    assert_string_equal(closest_of("dcnt", "dcount", "cot"), "dcount");
    assert_string_equal(closest_of("ab", "ac", "ad"), "ac"); /* the first of equal ones */
    assert_null(closest_of("where", "where", NULL));
    assert_null(closest_of("where", "summarize", "x"));
}

static void test_edit_distance(void **state) {
    (void)state;
    assert_int_equal(edit_distance("EventId", "EventID", 3), 0); /* case does not count */
    assert_int_equal(edit_distance("wher", "where", 3), 1);
    assert_int_equal(edit_distance("hwere", "where", 3), 1); /* a swap is one step */
    assert_int_equal(edit_distance("abc", "xyz", 2), 3);     /* capped at max + 1 */
    assert_int_equal(edit_distance("", "abc", 5), 3);
}

static void test_places(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct source s = {.path = "q.kql", .file = TEXT_LIT("T\r\n| where a\n")};
    source_identity(a, &s);
    struct position p = source_locate(&s, 5, false);
    assert_int_equal(p.line, 2);
    assert_int_equal(p.col, 3);
    assert_true(text_is(p.line_text, "| where a"));
    p = source_locate(&s, 0, false);
    assert_true(text_is(p.line_text, "T")); /* no CR */
    p = source_locate(&s, 13, false);       /* the end of the text */
    assert_int_equal(p.line, 3);
    assert_int_equal(p.col, 1);
    arena_free(a);
}

static void test_diag(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct source s = {.path = "q.kql", .file = TEXT_LIT("abc\n\td\x1B[0m\n")};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    assert_false(diag_report(d, DIAG_E0302, (struct span){5, 6, false}, "d"));
    diag_hint(d, "did you mean '%s'?", "e");
    diag_report(d, DIAG_E0302, (struct span){5, 6, false}, "d"); /* the same again: dropped */
    diag_report(d, DIAG_E0201, (struct span){0, 3, false}, "first");
    assert_int_equal(diag_errors(d), 2);
    assert_string_equal(diag_at(d, 0)->message, "first"); /* by place, not by time */
    diag_as_warnings(d, true);
    diag_report(d, DIAG_E0201, (struct span){1, 2, false}, "soft");
    diag_as_warnings(d, false);
    assert_int_equal(diag_warnings(d), 1);
    assert_int_equal(diag_at(d, 1)->severity, SEV_WARNING);
    assert_true(diag_disable(d, "W0201"));
    assert_true(diag_disable(d, "set-ignored"));
    assert_false(diag_disable(d, "E0302"));
    diag_report(d, DIAG_W0201, (struct span){0, 1, false});
    assert_int_equal(diag_warnings(d), 1);

    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    diag_print_text(d, f, false);
    diag_print_summary(d, f);
    fclose(f);
    assert_non_null(strstr(text, "q.kql:2:2: error[E0302 unknown-table]: no table 'd'\n"));
    assert_non_null(strstr(text, "    2 | \td?[0m\n      | \t^ did you mean 'e'?\n")); /* no escape sequences */
    assert_non_null(strstr(text, "2 errors, 1 warning\n"));
    free(text);
    struct strbuf b = {0};
    diag_put_json(d, &b);
    assert_non_null(strstr(b.p, "{\"file\":\"q.kql\",\"line\":2,\"column\":2,\"endLine\":2,\"endColumn\":3,"
                                "\"severity\":\"error\",\"code\":\"E0302\",\"slug\":\"unknown-table\","));
    strbuf_free(&b);
    arena_free(a);
}

/* Second places, several hints, constructs, and what the formats make of them. */
static void test_diag_parts(void **state) {
    (void)state;
    struct arena *a = arena_new();
    struct source s = {.path = "q.kql", .file = TEXT_LIT("let \xC3\xA9\xF0\x9F\x98\x80 = 1;\nlet x = 2;\n")};
    source_identity(a, &s);
    struct diag *d = diag_new(a, &s);
    diag_report(d, DIAG_E0305, (struct span){20, 21, false}, "x");
    diag_hint(d, "one");
    diag_hint(d, "two");
    diag_note(d, (struct span){4, 10, false}, "defined %s", "here");
    diag_report(d, DIAG_U0001, (struct span){4, 10, false}, "sort");
    diag_report(d, DIAG_W0201, (struct span){20, 21, false});
    diag_report(d, DIAG_U0003, (struct span){11, 12, false});
    assert_null(diag_at(d, 1)->construct); /* its message names nothing */
    assert_string_equal(diag_at(d, 0)->construct, "sort");
    assert_string_equal(diag_at(d, 2)->hint, "one; two");
    assert_int_equal(diag_at(d, 2)->hints.n, 2);
    assert_int_equal(diag_at(d, 3)->code, DIAG_W0201); /* an error before a warning at the same place */

    struct strbuf b = {0};
    diag_put_text(d, &b, false);
    assert_non_null(strstr(b.p, "    2 | let x = 2;\n      |     ^ one\n      | help: two\n"
                                "q.kql:1:5: note: defined here\n"));
    strbuf_free(&b);
    diag_put_json(d, &b);
    assert_non_null(strstr(b.p,
                           "\"help\":\"one; two\",\"hints\":[\"one\",\"two\"],\"related\":[{\"line\":1,\"column\":5,"
                           "\"endLine\":1,\"endColumn\":11,\"message\":\"defined here\"}],\"construct\":null}"));
    strbuf_free(&b);
    diag_put_sarif_results(d, "q.kql", &b, 0); /* columns in UTF-16 units: the second letter takes two */
    assert_non_null(strstr(b.p, "\"startLine\":1,\"startColumn\":5,\"endLine\":1,\"endColumn\":8,\"snippet\""));
    strbuf_free(&b);

    assert_int_equal(diag_errors(d), 3);
    diag_allow_unsupported(d);
    assert_int_equal(diag_errors(d), 1);
    assert_int_equal(diag_warnings(d), 3);
    diag_promote_warnings(d); /* W codes alone */
    assert_int_equal(diag_errors(d), 2);
    assert_int_equal(diag_count_of(d, DIAG_U0001), 1);
    assert_string_equal(diag_closest_warning("unknown-keys"), "unknown-key");
    assert_string_equal(diag_closest_warning("W0111"), "W0101");
    assert_null(diag_closest_warning("nonsense"));
    arena_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arena),   cmocka_unit_test(test_strbuf),
                                       cmocka_unit_test(test_intern),  cmocka_unit_test(test_edit_distance),
                                       cmocka_unit_test(test_closest), cmocka_unit_test(test_places),
                                       cmocka_unit_test(test_diag),    cmocka_unit_test(test_diag_parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
