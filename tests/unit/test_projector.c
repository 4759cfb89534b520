/* The validating projector, by example and against the other JSON reader of the runtime (jsonscan, dyn) on random
 * mutations: both must accept the same records and find the same fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "dyn.h"
#include "jsonscan.h"
#include "project.h"
#include "utf8.h"

enum { KEYS = 4 };
static const kq_str keys[KEYS] = {KQ_LIT("a"), KQ_LIT("TimeGenerated"), KQ_LIT(""), KQ_LIT("\xC3\xA9\"")};

static kq_projector projector;

static int set_up(void **state) {
    (void)state;
    return kq_projector_init(&projector, kq_kernels_select(NULL), keys, KEYS) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    kq_projector_free(&projector);
    return 0;
}

/* Projects a copy that is followed by bytes which would continue any token. */
static kq_verdict project(const char *text, size_t n, kq_slot *slots, char **copy) {
    *copy = malloc(n + KQ_PADDING);
    assert_non_null(*copy);
    memset(*copy + n, '"', KQ_PADDING);
    memcpy(*copy, text, n);
    return kq_project(&projector, *copy, n, slots);
}

static kq_verdict verdict_of(const char *text, size_t n) {
    kq_slot slots[KEYS];
    char *copy;
    kq_verdict v = project(text, n, slots, &copy);
    free(copy);
    return v;
}
#define VERDICT(s, want) assert_int_equal(verdict_of((s), sizeof(s) - 1), (want))

static void test_verdicts(void **state) {
    (void)state;
    VERDICT("{}", KQ_VALID);
    VERDICT(" \t{ \"x\" : [ 1 , -0.5e+3 , true , null , \"\\u00e9\\n\" , { } , [ ] ] }\r", KQ_VALID);
    VERDICT("{\"a\":1,\"a\":2}", KQ_VALID);
    VERDICT("{\"a\":\"\\ud800\"}", KQ_VALID);
    VERDICT("", KQ_NOT_JSON);
    VERDICT("{", KQ_NOT_JSON);
    VERDICT("{\"a\":1", KQ_NOT_JSON);
    VERDICT("{\"a\":1,}", KQ_NOT_JSON);
    VERDICT("{\"a\"}", KQ_NOT_JSON);
    VERDICT("{a:1}", KQ_NOT_JSON);
    VERDICT("{\"a\":1}x", KQ_NOT_JSON);
    VERDICT("{\"a\":1}{}", KQ_NOT_JSON);
    VERDICT("{\"a\":01}", KQ_NOT_JSON);
    VERDICT("{\"a\":1.}", KQ_NOT_JSON);
    VERDICT("{\"a\":-}", KQ_NOT_JSON);
    VERDICT("{\"a\":1e}", KQ_NOT_JSON);
    VERDICT("{\"a\":+1}", KQ_NOT_JSON);
    VERDICT("{\"a\":nul}", KQ_NOT_JSON);
    VERDICT("{\"a\":NaN}", KQ_NOT_JSON);
    VERDICT("{\"a\":\"\\x\"}", KQ_NOT_JSON);
    VERDICT("{\"a\":\"\\u12g4\"}", KQ_NOT_JSON);
    VERDICT("{\"a\":\"tab\there\"}", KQ_NOT_JSON);
    VERDICT("{\"a\":\"nul\0here\"}", KQ_NOT_JSON);
    VERDICT("{\"a\":[1}", KQ_NOT_JSON);
    VERDICT("{\"a\":{\"b\":1]}", KQ_NOT_JSON);
    VERDICT("{\"a\":[1,]}", KQ_NOT_JSON);
    VERDICT("[1]", KQ_NOT_OBJECT);
    VERDICT("\"x\"", KQ_NOT_OBJECT);
    VERDICT(" 12 ", KQ_NOT_OBJECT);
    VERDICT("{\"a\":\"\xFF\"}", KQ_NOT_UTF8);
    VERDICT("{\"a\":\"\xC0\x80\"}", KQ_NOT_UTF8);
    VERDICT("{\"a\":\"\xED\xA0\x80\"}", KQ_NOT_UTF8);
    VERDICT("{\"a\":\"\xF4\x90\x80\x80\"}", KQ_NOT_UTF8);
    VERDICT("{\"\xE2\x82\":1}", KQ_NOT_UTF8);
}

static void test_depth(void **state) {
    (void)state;
    static const size_t depths[] = {100, 1023, 1024, 100000};
    for (size_t i = 0; i < 4; i++) {
        /* The object is the first level. */
        size_t inner = depths[i];
        kq_buf b = {0};
        kq_buf_puts(&b, "{\"x\":");
        for (size_t k = 0; k < inner; k++) kq_buf_putc(&b, '[');
        for (size_t k = 0; k < inner; k++) kq_buf_putc(&b, ']');
        kq_buf_putc(&b, '}');
        assert_int_equal(verdict_of(b.p, b.n), inner < KQ_MAX_DEPTH ? KQ_VALID : KQ_TOO_DEEP);
        kq_buf_free(&b);
    }
}

static void check_slot(const char *text, uint32_t key, kq_json_kind kind, const char *want) {
    kq_slot slots[KEYS];
    char *copy;
    assert_int_equal(project(text, strlen(text), slots, &copy), KQ_VALID);
    assert_int_equal(slots[key].kind, kind);
    assert_int_equal(slots[key].n, strlen(want));
    if (slots[key].n) assert_memory_equal(slots[key].p, want, slots[key].n);
    free(copy);
}

static void test_slots(void **state) {
    (void)state;
    check_slot("{}", 0, KQ_JSON_MISSING, "");
    check_slot("{\"A\":1,\"aa\":2}", 0, KQ_JSON_MISSING, "");
    check_slot("{\"x\":{\"a\":1}}", 0, KQ_JSON_MISSING, "");
    check_slot("{\"a\":null}", 0, KQ_JSON_NULL, "null");
    check_slot("{\"a\":true}", 0, KQ_JSON_TRUE, "true");
    check_slot("{\"a\":false}", 0, KQ_JSON_FALSE, "false");
    check_slot("{\"a\": -1.5e3 }", 0, KQ_JSON_NUMBER, "-1.5e3");
    check_slot("{\"a\":\"x\\ny\"}", 0, KQ_JSON_STRING, "x\\ny");
    check_slot("{\"a\":\"\"}", 0, KQ_JSON_STRING, "");
    check_slot("{\"a\":{ \"b\" : [1] } }", 0, KQ_JSON_OBJECT, "{ \"b\" : [1] }");
    check_slot("{\"a\":[{},[]]}", 0, KQ_JSON_ARRAY, "[{},[]]");
    /* The first of duplicate keys counts, also when it is null (DESIGN, Source). */
    check_slot("{\"a\":1,\"a\":2}", 0, KQ_JSON_NUMBER, "1");
    check_slot("{\"a\":null,\"a\":2}", 0, KQ_JSON_NULL, "null");
    /* Keys compare after unescaping. */
    check_slot("{\"\\u0061\":7}", 0, KQ_JSON_NUMBER, "7");
    check_slot("{\"\":8}", 2, KQ_JSON_NUMBER, "8");
    check_slot("{\"\\u00e9\\\"\":9}", 3, KQ_JSON_NUMBER, "9");
    check_slot("{\"\xC3\xA9\\u0022\":9}", 3, KQ_JSON_NUMBER, "9");
}

/* ---- against jsonscan and dyn -------------------------------------------------------------------------------------
 */

static uint64_t seed = 7;

static uint32_t pick(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

static bool reference_accepts(const char *p, size_t n) {
    const char *end = p + n;
    p = kq_json_skip_space(p, end);
    if (p == end || *p != '{') return false;
    p = kq_json_skip_value(p, end, 0);
    return p && kq_json_skip_space(p, end) == end;
}

/* The member's first value by walking the object with jsonscan. */
static kq_dyn reference_field(kq_arena *a, const char *p, const char *end, kq_str key) {
    p = kq_json_skip_space(p, end) + 1;
    for (;;) {
        p = kq_json_skip_space(p, end);
        if (*p == '}') return kq_null_dynamic();
        if (*p == ',') p = kq_json_skip_space(p + 1, end);
        const char *k = p + 1;
        p = kq_json_skip_string(p, end, NULL);
        kq_str name = kq_json_unescape(a, k, (size_t)(p - 1 - k));
        p = kq_json_skip_space(kq_json_skip_space(p, end) + 1, end);
        const char *v = p;
        p = kq_json_skip_value(p, end, 1);
        if (name.n == key.n && (key.n == 0 || memcmp(name.p, key.p, key.n) == 0))
            return kq_dyn_from_json(a, (kq_str){v, (size_t)(p - v)});
    }
}

static kq_dyn slot_value(kq_arena *a, const kq_slot *s) {
    if (s->kind == KQ_JSON_MISSING) return kq_null_dynamic();
    if (s->kind == KQ_JSON_STRING) return kq_dyn_string(kq_json_unescape(a, s->p, s->n));
    return kq_dyn_from_json(a, (kq_str){s->p, s->n});
}

static void test_differential(void **state) {
    (void)state;
    static const char *const bases[] = {
        "{\"a\":\"x\",\"TimeGenerated\":\"2025-06-01T00:00:00Z\",\"n\":-12.5e+7,\"o\":{\"a\":[1,2,{\"b\":null}]},\"t\":"
        "true}",
        "{\"Claims\":\"{\\r\\n  \\\"aud\\\": "
        "\\\"https://management.core/\\\"\\r\\n}\",\"\\u0061\":[false,\"\\ud83d\\ude00\"],\"\":0}",
        "{ \"\xC3\xA9\\\"\" : \"\xF0\x9F\x98\x80 text that is longer than sixteen bytes \xE2\x82\xAC\" , \"a\" : { } }",
    };
    static const char odd[] = "{}[]\",:\\u0019eE+-. \n\t\x01\x7F\xC3\xA9\xED\xA0\xFFtrufalsn";
    for (int round = 0; round < 60000; round++) {
        kq_buf b = {0};
        kq_buf_puts(&b, bases[pick(3)]);
        for (uint32_t edits = pick(4); edits > 0; edits--) {
            uint32_t at = pick((uint32_t)b.n), kind = pick(3);
            if (kind == 0) b.p[at] = odd[pick(sizeof odd - 1)];
            if (kind == 1) b.n = at + 1;
            if (kind == 2) {
                uint32_t from = pick((uint32_t)b.n), n = pick((uint32_t)b.n - from);
                if (at + n <= b.n) memmove(b.p + at, b.p + from, n);
            }
        }
        kq_slot slots[KEYS];
        char *copy;
        kq_verdict v = project(b.p, b.n, slots, &copy);
        assert_int_equal(v == KQ_VALID, reference_accepts(b.p, b.n));
        assert_int_equal(v == KQ_NOT_UTF8, !kq_utf8_valid(b.p, b.n));
        kq_arena *a = kq_arena_new();
        for (uint32_t k = 0; v == KQ_VALID && k < KEYS; k++) {
            kq_dyn want = reference_field(a, b.p, b.p + b.n, keys[k]);
            assert_true(kq_dyn_equal(a, want, slot_value(a, &slots[k])));
        }
        kq_arena_free(a);
        free(copy);
        kq_buf_free(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_verdicts), cmocka_unit_test(test_depth),
                                       cmocka_unit_test(test_slots), cmocka_unit_test(test_differential)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
