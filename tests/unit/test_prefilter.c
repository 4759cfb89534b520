/* The needle prefilter: it must never drop a record that a branch would take. Random records with hostile escapes are
 * judged by decoding them; the filter may say "maybe" too often, never "no" wrongly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "jsonscan.h"
#include "prefilter.h"

static uint64_t seed = 1;

static uint32_t pick(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

static uint64_t live_of(kq_prefilter *f, const char *text, size_t n) {
    char *copy = malloc(n + KQ_PADDING);
    assert_non_null(copy);
    memset(copy + n, 'r', KQ_PADDING);
    memcpy(copy, text, n);
    uint64_t live[4] = {0};
    kq_prefilter_run(f, copy, n, live);
    free(copy);
    return live[0];
}
#define LIVE(f, s) live_of((f), (s), sizeof(s) - 1)

static const kq_str run_needles[] = {KQ_LIT("runcommand")};
static const kq_str any_needles[] = {KQ_LIT("abc"), KQ_LIT("x9z")};
static const kq_clause run_clause = {run_needles, 1}, any_clause = {any_needles, 2};
static const kq_source sources[] = {
    {.clauses = &run_clause, .clause_count = 1}, {.clauses = &any_clause, .clause_count = 1}, {.clause_count = 0}};

static void test_examples(void **state) {
    (void)state;
    kq_prefilter f;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), sources, 3, true));
    assert_int_equal(LIVE(&f, ""), 4);
    assert_int_equal(LIVE(&f, "{\"a\":\"VIRTUALMACHINES/RunCommand/ACTION\"}"), 5);
    assert_int_equal(LIVE(&f, "runcomman"), 4);
    assert_int_equal(LIVE(&f, "xx..X9Z"), 6);
    assert_int_equal(LIVE(&f, "abcrunCOMMAND"), 7);
    /* Escapes that can hide a letter or digit: everything stays. */
    assert_int_equal(LIVE(&f, "\\u0072uncommand"), 7);
    assert_int_equal(LIVE(&f, "\\u0039"), 7);
    assert_int_equal(LIVE(&f, "\\u007A"), 7);
    assert_int_equal(LIVE(&f, "\\\\u0061"), 7);
    assert_int_equal(LIVE(&f, "\\u005cu0061"), 7);
    /* Others cannot. */
    assert_int_equal(LIVE(&f, "\\u0027 \\u003C \\u003e \\u00e9 \\u0430 \\/ \\\\ u0061"), 4);
    assert_int_equal(LIVE(&f, "\\u007"), 4);
    kq_prefilter_free(&f);
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), sources, 3, false));
    assert_int_equal(LIVE(&f, ""), 7);
    kq_prefilter_free(&f);
}

static bool contains(kq_str text, kq_str needle) {
    for (size_t i = 0; i + needle.n <= text.n; i++) {
        size_t k = 0;
        while (k < needle.n) {
            char c = text.p[i + k];
            if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
            if (c != needle.p[k]) break;
            k++;
        }
        if (k == needle.n) return true;
    }
    return false;
}

/* One character of a needle or of noise, escaped in a way that JSON allows, `levels` deep. */
static void put_char(kq_buf *b, char c, int levels) {
    char text[64];
    size_t n = 1;
    text[0] = c;
    for (int level = 0; level < levels; level++) {
        char next[64];
        size_t m = 0;
        for (size_t i = 0; i < n && m + 8 < sizeof next; i++) {
            bool must = text[i] == '"' || text[i] == '\\';
            if (pick(5) == 0 || (must && pick(2))) {
                static const char hex[2][17] = {"0123456789abcdef", "0123456789ABCDEF"};
                const char *h = hex[pick(2)];
                memcpy(next + m, "\\u00", 4);
                next[m + 4] = h[(uint8_t)text[i] >> 4];
                next[m + 5] = h[(uint8_t)text[i] & 15];
                m += 6;
            } else {
                if (must) next[m++] = '\\';
                next[m++] = text[i];
            }
        }
        memcpy(text, next, m);
        n = m;
    }
    kq_buf_put(b, text, n);
}

static void test_never_wrong(void **state) {
    (void)state;
    /* Few needles (probes) and many (shift table). */
    static const char *const words[] = {"abc", "x9z", "runcommand", "000", "zzzz", "microsoft", "aab", "q1w2e3"};
    for (uint32_t count = 1; count <= 8; count++) {
        kq_str needles[8];
        kq_clause clauses[8];
        for (uint32_t i = 0; i < count; i++) needles[i] = (kq_str){words[i], strlen(words[i])};
        kq_source one[8];
        memset(one, 0, sizeof one);
        for (uint32_t i = 0; i < count; i++) {
            clauses[i] = (kq_clause){&needles[i], 1};
            one[i].clauses = &clauses[i];
            one[i].clause_count = 1;
        }
        kq_prefilter f;
        assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), one, count, true));
        for (int round = 0; round < 4000; round++) {
            kq_buf raw = {0};
            int levels = 1 + (int)pick(2);
            uint32_t noise = pick(100);
            for (uint32_t i = 0; i < noise; i++) kq_buf_putc(&raw, "abz90 ./-"[pick(9)]);
            const char *word = words[pick(8)];
            for (const char *p = word; *p; p++) {
                char c = *p >= 'a' && pick(2) ? (char)(*p - ('a' - 'A')) : *p;
                put_char(&raw, c, levels);
            }
            for (uint32_t i = pick(40); i > 0; i--) put_char(&raw, "ab/\\\"09"[pick(7)], levels);
            kq_arena *arena = kq_arena_new();
            kq_str decoded = {raw.p, raw.n};
            uint64_t must = 0;
            for (int level = 0; level <= levels; level++) {
                for (uint32_t i = 0; i < count; i++)
                    if (contains(decoded, needles[i])) must |= UINT64_C(1) << i;
                if (level < levels) decoded = kq_json_unescape(arena, decoded.p, decoded.n);
            }
            uint64_t live = live_of(&f, raw.p, raw.n);
            assert_int_equal(live & must, must);
            kq_arena_free(arena);
            kq_buf_free(&raw);
        }
        kq_prefilter_free(&f);
    }
}

/* Without escapes the answer is exact, at every place of a block and at the text's end. */
static void test_exact(void **state) {
    (void)state;
    kq_prefilter f;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), sources, 3, true));
    for (size_t at = 0; at < 150; at++) {
        char text[200];
        memset(text, '.', sizeof text);
        memcpy(text + at, "rUnCoMmAnD", 10);
        assert_int_equal(live_of(&f, text, at + 10), 5);
        assert_int_equal(live_of(&f, text, at + 9), 4);
        assert_int_equal(live_of(&f, text, sizeof text), 5);
    }
    kq_prefilter_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples), cmocka_unit_test(test_exact),
                                       cmocka_unit_test(test_never_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
