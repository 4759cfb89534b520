/* The projector with every kernel of this machine against a plain reader of JSON: random records and damaged ones, each
 * construct at every place of a block and around the end of a batch of blocks. One projector reads all the records of a
 * test, so that what it remembers of earlier ones is tested too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "json_reference.h"

enum { KEYS = 6, KERNELS = 4, BATCH = KQ_INDEX_BLOCKS * 64 };
static const kq_str keys[KEYS] = {KQ_LIT("a"),
                                  KQ_LIT("TimeGenerated"),
                                  KQ_LIT(""),
                                  KQ_LIT("\xC3\xA9\""),
                                  KQ_LIT("ThirtyOneBytesLongIsThisKeyName"),
                                  KQ_LIT("AndThisOneIsLongerThanWhatIsRemembered")};

static kq_projector projectors[KERNELS];
static int projector_count;
static uint64_t seed = 11;

static int set_up(void **state) {
    static const char *const names[KERNELS] = {"scalar", "avx2", "avx512", "neon"};
    (void)state;
    for (int i = 0; i < KERNELS; i++) {
        const kq_kernels *k = kq_kernels_select(names[i]);
        if (k && !kq_projector_init(&projectors[projector_count++], k, keys, KEYS)) return -1;
    }
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    for (int i = 0; i < projector_count; i++) kq_projector_free(&projectors[i]);
    return 0;
}

static uint32_t pick(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

static kq_verdict check(const char *text, size_t n) {
    /* What stands behind a record would continue any token, and must not matter. */
    static const char behind[] = "\"\\,}:]{1u\xA9\x80";
    kq_slot want[KEYS], got[KEYS];
    size_t skew = pick(64);
    char *copy = malloc(skew + n + KQ_PADDING);
    assert_non_null(copy);
    memcpy(copy + skew, text, n);
    memset(copy + skew + n, behind[pick(sizeof behind - 1)], KQ_PADDING);
    kq_verdict verdict = reference_project(keys, KEYS, copy + skew, n, want);
    for (int i = 0; i < projector_count; i++) {
        /* Damaged records before this one would keep the short cut for plain ASCII shut. */
        if (pick(4)) projectors[i].index->careful = 0;
        kq_verdict v = kq_project(&projectors[i], copy + skew, n, got);
        if (v != verdict) {
            print_error("%s: verdict %d, not %d: %.*s\n", projectors[i].kernels->name, v, verdict, (int)n, text);
            fail();
        }
        for (int k = 0; v == KQ_VALID && k < KEYS; k++) {
            assert_int_equal(got[k].kind, want[k].kind);
            if (want[k].kind == KQ_JSON_MISSING) continue;
            assert_ptr_equal(got[k].p, want[k].p);
            assert_int_equal(got[k].n, want[k].n);
            assert_int_equal(got[k].escaped, want[k].escaped);
        }
    }
    free(copy);
    return verdict;
}

/* ---- random records -----------------------------------------------------------------------------------------------
 */

static void put_space(kq_buf *b) {
    static const char spaces[] = "  \t\n\r";
    if (pick(8) == 0)
        for (uint32_t n = pick(4); n > 0; n--) kq_buf_putc(b, spaces[pick(5)]);
}

static void put_string(kq_buf *b, uint32_t longest) {
    static const char *const pieces[] = {"\\\"",
                                         "\\\\",
                                         "\\n",
                                         "\\/",
                                         "\\u0041",
                                         "\\ud83d\\ude00",
                                         "\xC3\xA9",
                                         "\xE2\x82\xAC",
                                         "{\\\"k\\\":[1,2]}",
                                         "\xF0\x9F\x98\x80",
                                         ": , [ ] { }",
                                         "\\\\\\\\\\\\"};
    kq_buf_putc(b, '"');
    bool plain = pick(3) > 0;
    for (uint32_t n = pick(longest); n > 0; n--) {
        if (plain || pick(6) > 0) {
            kq_buf_putc(b, (char)('a' + pick(26)));
        } else {
            kq_buf_puts(b, pieces[pick(12)]);
        }
    }
    kq_buf_putc(b, '"');
}

static void put_key(kq_buf *b) {
    static const char *const names[] = {"\"a\"",
                                        "\"TimeGenerated\"",
                                        "\"\"",
                                        "\"\\u00e9\\\"\"",
                                        "\"\xC3\xA9\\\"\"",
                                        "\"\\u0061\"",
                                        "\"ThirtyOneBytesLongIsThisKeyName\"",
                                        "\"AndThisOneIsLongerThanWhatIsRemembered\"",
                                        "\"A\"",
                                        "\"aa\"",
                                        "\"TimeGeneratee\""};
    if (pick(2)) {
        kq_buf_puts(b, names[pick(11)]);
    } else {
        put_string(b, 40);
    }
}

static void put_value(kq_buf *b, int depth, uint32_t longest) {
    static const char *const words[] = {"true", "false",           "null", "0",   "-0.5e+7",
                                        "12",   "123456789012345", "-1",   "1E9", "1234567890123456789"};
    uint32_t kind = pick(depth > 6 ? 5 : 8);
    put_space(b);
    if (kind < 3) {
        put_string(b, longest);
    } else if (kind < 5) {
        kq_buf_puts(b, words[pick(10)]);
    } else {
        bool object = kind < 7;
        kq_buf_putc(b, object ? '{' : '[');
        for (uint32_t n = pick(6), i = 0; i < n; i++) {
            if (i) kq_buf_putc(b, ',');
            put_space(b);
            if (object) {
                put_key(b);
                put_space(b);
                kq_buf_putc(b, ':');
            }
            put_value(b, depth + 1, longest);
        }
        put_space(b);
        kq_buf_putc(b, object ? '}' : ']');
    }
    put_space(b);
}

static void put_record(kq_buf *b, uint32_t members, uint32_t longest) {
    put_space(b);
    kq_buf_putc(b, '{');
    for (uint32_t i = 0; i < members; i++) {
        if (i) kq_buf_putc(b, ',');
        put_space(b);
        put_key(b);
        put_space(b);
        kq_buf_putc(b, ':');
        put_value(b, 1, longest);
    }
    kq_buf_putc(b, '}');
    put_space(b);
}

static void damage(kq_buf *b) {
    static const char odd[] = "{}[]\",:\\u0019eE+-. \n\t\x01\x7F\xC3\xA9\xED\xA0\xFF\xF0\x80\xFBtrufalsn\x1A\x0C";
    uint32_t at = pick((uint32_t)b->n), from = pick((uint32_t)b->n), n = pick((uint32_t)b->n - from) % 100;
    switch (pick(5)) {
    case 0: b->n = at + 1; break;
    case 1:
        if (at + n <= b->n) memmove(b->p + at, b->p + from, n);
        break;
    case 2:
        memmove(b->p + from, b->p + from + n, b->n - from - n);
        b->n -= n;
        break;
    default: b->p[at] = odd[pick(sizeof odd - 1)];
    }
}

static void test_random(void **state) {
    (void)state;
    uint32_t valid = 0;
    for (int round = 0; round < 6000; round++) {
        static const uint32_t members[] = {3, 12, 40, 400}, lengths[] = {6, 30, 30, 300};
        kq_buf b = {0};
        put_record(&b, pick(members[pick(round % 50 ? 3 : 4)]), lengths[pick(4)]);
        valid += check(b.p, b.n) == KQ_VALID;
        for (int i = 0; i < 8 && b.n > 0; i++) {
            damage(&b);
            check(b.p, b.n);
        }
        kq_buf_free(&b);
    }
    assert_int_equal(valid, 6000);
}

/* ---- every place --------------------------------------------------------------------------------------------------
 */

/* The rest of a record whose beginning is {"a":" and filling. */
static const char *const endings[] = {
    "\"}",
    "\\\"\"}",
    "\\\\\"}",
    "\\\\\\\"\"}",
    "\\u00e9\",\"TimeGenerated\":\"\\u12aF\"}",
    "\\u00g9\"}",
    "\\u12\"}",
    "\\x\"}",
    "\\\xA2\"}",
    "\\",
    "\xC3\xA9\"}",
    "\xE2\x82\xAC\"}",
    "\xF0\x9F\x98\x80\"}",
    "\xF4\x8F\xBF\xBF\xEE\x80\x80\"}",
    "\xE2\x82\"}",
    "\xE2\"\x82\xAC}",
    "\xC3\"}",
    "\xC0\x80\"}",
    "\xC1\xBF\"}",
    "\xE0\x9F\xBF\"}",
    "\xE0\xA0\x80\"}",
    "\xED\x9F\xBF\"}",
    "\xED\xA0\x80\"}",
    "\xF0\x8F\xBF\xBF\"}",
    "\xF0\x90\x80\x80\"}",
    "\xF4\x90\x80\x80\"}",
    "\xF5\x80\x80\x80\"}",
    "\x80\"}",
    "\xA9\xA9\"}",
    "\xC3\xA9\xA9\"}",
    "\xC3",
    "\xF0\x9F\x98",
    "\x1F\"}",
    "\x7F\"}",
    "\n\"}",
    "\"\x0C}",
    "\"\x1A}",
    "\"\xA0}",
    "\"\xFB}",
    "\" \t\r\n}",
    "\",\"TimeGenerated\":{\"b\":[1,[],{}]} , \"\" : -12.5e3 ,\"x\":true}",
    "\",\"TimeGenerated\":[\"\\n\",\"x\" ],\"\":null}",
    "\",\"TimeGenerated\":12,\"TimeGenerated\":13}",
    "\",\"TimeGenerated\":123456789012345678}",
    "\",\"TimeGenerated\":012}",
    "\",\"TimeGenerated\":1 2}",
    "\",\"TimeGenerated\":1\"2\"}",
    "\",\"TimeGenerated\":12a}",
    "\",\"TimeGenerated\":tru}",
    "\",\"TimeGenerated\":trueu}",
    "\",\"TimeGenerated\":nul l}",
    "\",\"TimeGenerated\":false",
    "\",\"TimeGenerated\":1,}",
    "\",\"TimeGenerated\":}",
    "\",\"TimeGenerated\"}",
    "\",\"TimeGenerated\",\"x\":1}",
    "\",TimeGenerated:1}",
    "\",\"TimeGenerated\":\"x\"y}",
    "\",\"TimeGenerated\":\"x\"\"y\"}",
    "\",\"TimeGenerated\"::1}",
    "\",\"x\":[1,,2]}",
    "\",\"x\":[,1]}",
    "\",\"x\":[1,]}",
    "\",\"x\":[\"y\":1]}",
    "\",\"x\":[1,\"y\":1]}",
    "\",\"x\":{\"y\"}}",
    "\",\"x\":{\"y\",\"z\":1}}",
    "\",\"x\":{\"y\":1,2}}",
    "\",\"x\":{\"y\":1,[2]}}",
    "\",\"x\":{\"y\":1,\"z\"}}",
    "\",\"x\":{1:1}}",
    "\",\"x\":{[]:1}}",
    "\",\"x\":{,}}",
    "\",\"x\":[1}}",
    "\",\"x\":{\"y\":1]}",
    "\",\"x\":[[1],{\"y\":[]},\"z\",\"w\"]}",
    "\"}}",
    "\"}]",
    "\"},",
    "\"}{}",
    "\"}1",
    "\"}\"x\"",
    "\"} \n ",
    "\",",
    "\",\"",
    "\",\"x",
    "\",\"x\"",
    "\",\"x\":",
    "",
};

static void check_endings(const char *beginning, char filling, size_t from, size_t to) {
    for (size_t fill = from; fill < to; fill++)
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            kq_buf b = {0};
            kq_buf_puts(&b, beginning);
            for (size_t k = 0; k < fill; k++) kq_buf_putc(&b, filling);
            kq_buf_puts(&b, endings[i]);
            check(b.p, b.n);
            kq_buf_free(&b);
        }
}

static void test_every_place(void **state) {
    (void)state;
    check_endings("{\"a\":\"", 'x', 0, 140);
    check_endings("{\"a\":\"", '\\', 0, 70);
    check_endings("{\"a\":\"", 'x', BATCH - 40, BATCH + 10);
    check_endings("{\"a\":\"\\n", 'x', 2 * BATCH - 20, 2 * BATCH - 4);
    check_endings("{\"a\" :\"\\", '\\', BATCH - 20, BATCH - 4);
}

/* More than one batch of nothing but white space, words, brackets: tokens are kept over the boundary. */
static void test_dense(void **state) {
    (void)state;
    static const char *const units[] = {" ",           "1,", "[],",      "{},",          "\"\",",
                                        "{\"b\":[]},", "[[", "{\"x\":[", "\"y\\\\\"   ,"};
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
        for (size_t n = BATCH - 70; n < 2 * BATCH + 70; n += 1 + pick(150)) {
            kq_buf b = {0};
            kq_buf_puts(&b, "{\"\":\"\\t\",\"a\": [");
            while (b.n < n) kq_buf_puts(&b, units[u]);
            kq_buf_puts(&b, "0],\"TimeGenerated\":\"end\"}");
            check(b.p, b.n);
            b.n -= pick(60);
            check(b.p, b.n);
            kq_buf_free(&b);
        }
}

static void test_lengths(void **state) {
    (void)state;
    kq_buf b = {0};
    while (b.n < BATCH + 200) {
        b.n = 0;
        put_record(&b, 60, 60);
    }
    for (size_t n = 0; n <= b.n; n += n < 300 || n > BATCH - 100 ? 1 : 1 + pick(7)) check(b.p, n);
    kq_buf_free(&b);
}

static void test_depth(void **state) {
    (void)state;
    static const char *const units[][3] = {
        {"[", "", "]"}, {"{\"x\":", "1", "}"}, {"[{\"x\":", "null", "}]"}, {" [ 1 , ", "2", " ] "}};
    for (size_t u = 0; u < 4; u++)
        for (int depth = 500; depth < 1030; depth += depth < 510 || depth > 1015 ? 1 : 50) {
            kq_buf b = {0};
            kq_buf_puts(&b, "{\"x\":");
            for (int i = 0; i < depth; i++) kq_buf_puts(&b, units[u][0]);
            kq_buf_puts(&b, units[u][1]);
            for (int i = 0; i < depth; i++) kq_buf_puts(&b, units[u][2]);
            kq_buf_putc(&b, '}');
            check(b.p, b.n);
            b.p[b.n - 20] = '\xFF';
            check(b.p, b.n);
            b.p[pick((uint32_t)b.n)] = ',';
            check(b.p, b.n);
            check(b.p + 5, b.n - 6);
            kq_buf_free(&b);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_every_place),
                                       cmocka_unit_test(test_dense), cmocka_unit_test(test_lengths),
                                       cmocka_unit_test(test_depth)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
