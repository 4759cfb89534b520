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
static const kq_source sources[] = {{.clauses = &run_clause, .clause_count = 1},
                                    {.clauses = &any_clause, .clause_count = 1}};

static void test_examples(void **state) {
    (void)state;
    kq_prefilter f;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), sources, 2, true));
    assert_int_equal(LIVE(&f, ""), 0);
    assert_int_equal(LIVE(&f, "{\"a\":\"VIRTUALMACHINES/RunCommand/ACTION\"}"), 1);
    assert_int_equal(LIVE(&f, "runcomman"), 0);
    assert_int_equal(LIVE(&f, "xx..X9Z"), 2);
    assert_int_equal(LIVE(&f, "abcrunCOMMAND"), 3);
    /* Escapes that can hide a letter or digit: everything stays. */
    assert_int_equal(LIVE(&f, "\\u0072uncommand"), 3);
    assert_int_equal(LIVE(&f, "\\u0039"), 3);
    assert_int_equal(LIVE(&f, "\\u007A"), 3);
    assert_int_equal(LIVE(&f, "\\\\u0061"), 3);
    assert_int_equal(LIVE(&f, "\\u005cu0061"), 3);
    /* Others cannot. */
    assert_int_equal(LIVE(&f, "\\u0027 \\u003C \\u003e \\u00e9 \\u0430 \\/ \\\\ u0061"), 0);
    assert_int_equal(LIVE(&f, "\\u007"), 0);
    kq_prefilter_free(&f);
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), sources, 2, false));
    assert_int_equal(LIVE(&f, ""), 3);
    kq_prefilter_free(&f);
}

/* A branch that wants every record: looking for the needles of a few others is not worth it, for those of many it is.
 */
static void test_unfiltered_branch(void **state) {
    (void)state;
    kq_source many[12];
    kq_prefilter f;
    for (uint32_t i = 0; i < 12; i++) many[i] = sources[0];
    many[0].clause_count = 0;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), many, 3, true));
    assert_false(kq_prefilter_drops(&f));
    assert_int_equal(LIVE(&f, ""), 7);
    kq_prefilter_free(&f);
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), many, 12, true));
    assert_false(kq_prefilter_drops(&f));
    assert_int_equal(LIVE(&f, ""), 1);
    assert_int_equal(LIVE(&f, "runcommand"), 0xFFF);
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
    /* From one needle to more than there are buckets. */
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
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), sources, 2, true));
    for (size_t at = 0; at < 150; at++) {
        char text[200];
        memset(text, '.', sizeof text);
        memcpy(text + at, "rUnCoMmAnD", 10);
        assert_int_equal(live_of(&f, text, at + 10), 1);
        assert_int_equal(live_of(&f, text, at + 9), 0);
        assert_int_equal(live_of(&f, text, sizeof text), 1);
    }
    kq_prefilter_free(&f);
}

/* ---- several clauses ----------------------------------------------------------------------------------------------
 */

static const kq_str common_needles[] = {KQ_LIT("common")}, rare_needles[] = {KQ_LIT("rare1"), KQ_LIT("rare2")};
static const kq_str half_needles[] = {KQ_LIT("half")};
static const kq_clause three_clauses[] = {{common_needles, 1}, {rare_needles, 2}, {half_needles, 1}};
static const kq_source three[] = {{.table = KQ_LIT("Some_Events_CL"), .clauses = three_clauses, .clause_count = 3}};

/* n lines: all of them "common", every tenth rare, every second one half. */
static kq_buf lines_of(uint32_t n) {
    kq_buf b = {0};
    for (uint32_t i = 0; i < n; i++) {
        kq_buf_puts(&b, "common ");
        if (i % 10 == 0) kq_buf_puts(&b, i % 20 ? "Rare1 " : "RARE2 ");
        if (i % 2) kq_buf_puts(&b, "half ");
        kq_buf_putc(&b, '\n');
    }
    return b;
}

static void sample(kq_prefilter *f, kq_buf *b) {
    size_t n = b->n;
    for (size_t i = 0; i < KQ_PADDING; i++) kq_buf_putc(b, 0);
    assert_true(kq_prefilter_sample(f, b->p, b->p + n));
    kq_buf_free(b);
}

static void test_clauses(void **state) {
    (void)state;
    kq_prefilter f;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), three, 1, true));
    /* The compiler's first one, until some input was seen. */
    assert_int_equal(f.branches[0].chosen, 0);
    assert_int_equal(LIVE(&f, "rare1 half"), 0);
    assert_int_equal(LIVE(&f, "common"), 1);
    kq_buf b = lines_of(100);
    sample(&f, &b);
    assert_int_equal(f.branches[0].chosen, 1);
    assert_int_equal(f.branches[0].sampled, 100);
    assert_int_equal(f.branches[0].holds, 10);
    assert_int_equal(LIVE(&f, "common"), 0);
    /* No rare line is "half": worth a second look. All of them are common. */
    assert_true(f.clauses[2].searched_then);
    assert_false(f.clauses[0].searched_then);
    assert_int_equal(LIVE(&f, "rare2 half"), 1);
    assert_int_equal(LIVE(&f, "common rare2"), 0);
    assert_int_equal(LIVE(&f, "rare2 \\u0068alf"), 1);
    assert_int_equal(f.branches[0].passed, 2);
    /* An incomplete line is no sample. */
    char part[KQ_PADDING * 2] = "common";
    assert_false(kq_prefilter_sample(&f, part, part + 6));
    assert_int_equal(f.branches[0].chosen, 1);
    kq_prefilter_free(&f);
}

/* What nearly every record holds is not looked for. */
static void test_switched_off(void **state) {
    (void)state;
    static const kq_source one[] = {{.clauses = three_clauses, .clause_count = 1}};
    kq_prefilter f;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), one, 1, true));
    kq_buf b = lines_of(10);
    sample(&f, &b);
    assert_true(kq_prefilter_drops(&f)); /* ten lines are no proof */
    b = lines_of(100);
    sample(&f, &b);
    assert_false(kq_prefilter_drops(&f));
    assert_int_equal(LIVE(&f, ""), 1);
    kq_prefilter_free(&f);
}

/* The table's name is a clause where only records that name the table can reach the branch. */
static void test_table_name(void **state) {
    (void)state;
    static const kq_source two[] = {{.table = KQ_LIT("Some_Events_CL")}, {.table = KQ_LIT("T_1")}};
    const uint64_t both = 3, none = 0, first = 1;
    kq_prefilter f;
    assert_true(kq_prefilter_init(&f, kq_kernels_select(NULL), two, 2, true));
    assert_int_equal(LIVE(&f, ""), 3);
    kq_prefilter_input(&f, &first, &first);
    assert_true(kq_prefilter_drops(&f));
    assert_int_equal(LIVE(&f, "some cl t_1"), 0);
    assert_int_equal(LIVE(&f, "{\"Type\":\"Some_Events_CL\"}"), 1);
    assert_int_equal(LIVE(&f, "{\"category\":\"AdvancedHunting-SOME_EVENTS_CL\"}"), 1);
    assert_int_equal(LIVE(&f, "{\"Type\":\"Some_\\u0045vents_CL\"}"), 1);
    /* A name without three letters or digits in a row is no clause. */
    kq_prefilter_input(&f, &both, &both);
    assert_int_equal(LIVE(&f, ""), 3);
    /* No branch reads the input's table. */
    kq_prefilter_input(&f, &none, &none);
    assert_true(kq_prefilter_drops(&f));
    assert_int_equal(LIVE(&f, "events \\u0045"), 0);
    kq_prefilter_free(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),   cmocka_unit_test(test_unfiltered_branch),
        cmocka_unit_test(test_exact),      cmocka_unit_test(test_never_wrong),
        cmocka_unit_test(test_clauses),    cmocka_unit_test(test_switched_off),
        cmocka_unit_test(test_table_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
