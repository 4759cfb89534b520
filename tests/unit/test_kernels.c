/* The loops over input bytes against a byte-by-byte reading of the same rule: every kernel table that this machine
 * runs, every alignment, every length around all block sizes and random ones up to 4096. Behind each text stands what a
 * kernel must not take for part of it: the rest of a needle, newlines, an escape. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernels.h"

#define LONGEST 4096u

static uint64_t seed = 1;

static uint32_t pick(uint32_t n) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}

/* ---- by the rule --------------------------------------------------------------------------------------------------
 */

static bool occurs(const char *needle, const char *p, const char *end) {
    for (; *needle; needle++, p++) {
        if (p >= end) return false;
        char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        if (c != *needle) return false;
    }
    return true;
}

static bool is_hex(char c) { return c && strchr("0123456789abcdefABCDEF", c) != NULL; }

/* A letter, a digit, and what stands between them in ASCII from '@' on. */
static bool hides(const char *p, const char *end) {
    if (end - p < 6 || memcmp(p, "\\u00", 4) != 0) return false;
    return (p[4] == '3' && p[5] >= '0' && p[5] <= '9') || (p[4] >= '4' && p[4] <= '7' && is_hex(p[5]));
}

/* Sets the hits of the needles; true when some escape hides. */
static bool hits_by_rule(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits) {
    bool hidden = false;
    for (const char *q = p; q < end; q++) {
        hidden = hidden || (s->count > 0 && hides(q, end));
        for (uint32_t i = 0; i < s->count; i++)
            if (occurs(s->needles[i].text, q, end)) hits[i / 64] |= UINT64_C(1) << (i % 64);
    }
    return hidden;
}

static const char *line_by_rule(const kq_needle_set *s, const char *p, const char *end, uint64_t *newlines) {
    for (const char *q = p; q < end; q++) {
        for (uint32_t i = 0; i < s->count; i++)
            if ((size_t)(q - p) >= s->needles[i].at && occurs(s->needles[i].text, q - s->needles[i].at, end)) return q;
        if (s->count > 0 && q > p && hides(q - 1, end)) return q;
        if (*q != '\n') continue;
        ++*newlines;
        if (q + 1 < end && q[1] && strchr(" \t\r\n", q[1])) return q + 1;
    }
    return end;
}

/* ---- texts --------------------------------------------------------------------------------------------------------
 */

static const char *const words[] = {
    "abc",        "x9z",      "runcommand", "000",        "zzzz",
    "microsoft",  "aab",      "q1w2e3",     "aaaa",       "u00",
    "u0041",      "abcd",     "bcd",        "commandrun", "runrun",
    "nun",        "7777777",  "z0",         "mimikatz",   "certutil",
    "powershell", "schtasks", "wevtutil",   "rundll32",   "actionuncommonlyperformedbyuser",
};
enum { WORDS = sizeof words / sizeof words[0] };

static const char *const pieces[] = {
    "\\u0041",  "\\u004", "\\u0027", "\\u0039", "\\u003a", "\\u00e9", "\\\\u0061", "\\u00",
    "\\",       "u0041",  "\n",      "\n\n",    "\n ",     "\r\n",    "\n\t",      "\n\x01",
    "\xC3\xA9", "\x80",   "\xFF",    "{\"",     "\":",     " ",       "@",         "`",
    "\x10",     "ABC",    "RUN",     "Command", "0",       "a",       "zz",        "\n\xE2\x80\x8B",
    "\nx",      "",       "]",       "}\n",     "K",
};
enum { PIECES = sizeof pieces / sizeof pieces[0] };

static size_t add(char *text, size_t at, size_t n, const char *piece, bool shout) {
    for (; *piece && at < n; piece++)
        text[at++] = shout && *piece >= 'a' && *piece <= 'z' && pick(2) ? (char)(*piece - 'a' + 'A') : *piece;
    return at;
}

/* n bytes, and KQ_PADDING more that go on as the text might. `noise`: one piece in so many is taken from the lists. */
static void fill(char *text, size_t n, uint32_t noise) {
    size_t all = n + KQ_PADDING;
    for (size_t at = 0; at < all;) {
        if (pick(noise) > 0)
            text[at++] = "etaoin srh-./:,\"_"[pick(17)];
        else if (pick(2))
            at = add(text, at, all, words[pick(WORDS)], true);
        else
            at = add(text, at, all, pieces[pick(PIECES)], false);
    }
}

typedef struct text_block {
    char *memory; /* of exactly the bytes that may be read */
    char *p;
} text_block;

static text_block text_of(size_t alignment, size_t n) {
    text_block t;
    t.memory = aligned_alloc(64, (alignment + n + KQ_PADDING + 63) / 64 * 64);
    assert_non_null(t.memory);
    t.p = t.memory + alignment;
    return t;
}

/* ---- tests --------------------------------------------------------------------------------------------------------
 */

static void check_bytes(const kq_kernels *k, const char *p, const char *end) {
    static const char wanted[] = {'\n', 'e', '\\', (char)0xFF, 0};
    for (size_t w = 0; w < sizeof wanted; w++) {
        const char *first = end, *last = NULL;
        size_t count = 0;
        for (const char *q = p; q < end; q++) {
            if (*q != wanted[w]) continue;
            if (first == end) first = q;
            last = q;
            count++;
        }
        assert_ptr_equal(k->find_byte(p, end, wanted[w]), first);
        assert_ptr_equal(k->find_last_byte(p, end, wanted[w]), last);
        assert_int_equal(k->count_byte(p, end, wanted[w]), count);
    }
}

static void check_needles(const kq_kernels *k, const kq_needle_set *s, const char *p, const char *end) {
    uint64_t want[2] = {0}, got[2] = {0};
    bool hidden = hits_by_rule(s, p, end, want);
    assert_int_equal(k->find_needles(s, p, end, got), hidden);
    assert_int_equal(got[0] & ~want[0], 0);
    if (!hidden) assert_memory_equal(got, want, sizeof want);
    /* What is set stays. */
    memset(got, 0xFF, sizeof got);
    k->find_needles(s, p, end, got);
    assert_int_equal(got[0] & got[1], UINT64_MAX);
}

/* All places of the text in turn, and the newlines up to each. */
static void check_lines(const kq_kernels *k, const kq_needle_set *s, const char *p, const char *end) {
    for (int places = 0; places < 4; places++) {
        uint64_t want_lines = 5, got_lines = 5;
        const char *want = line_by_rule(s, p, end, &want_lines);
        assert_ptr_equal(k->find_line(s, p, end, &got_lines), want);
        assert_int_equal(got_lines, want_lines);
        if (want == end) break;
        p = want;
    }
}

static void check_text(const kq_needle_set *s, const char *p, const char *end) {
    for (size_t i = 0; kq_kernels_at(i); i++) {
        check_bytes(kq_kernels_at(i), p, end);
        check_needles(kq_kernels_at(i), s, p, end);
        check_lines(kq_kernels_at(i), s, p, end);
    }
}

static kq_needle_set set_of(uint32_t count, const kq_text_stats *stats) {
    kq_needle_set s;
    const char *texts[WORDS];
    size_t lengths[WORDS];
    uint32_t from = pick(WORDS), n = 0;
    for (uint32_t i = 0; i < WORDS && n < count; i++) {
        texts[n] = words[(from + i * 7) % WORDS];
        lengths[n] = strlen(texts[n]);
        n += lengths[n] >= KQ_NEEDLE_MIN;
    }
    assert_true(kq_needle_set_init(&s, texts, lengths, n, stats));
    return s;
}

static const uint32_t counts[] = {0, 1, 2, 3, 6, 7, 8, 16, WORDS};

static void test_random(void **state) {
    (void)state;
    for (uint32_t round = 0; round < 6000; round++) {
        size_t n = round < 200 ? round : pick(10) ? pick(300) : pick(LONGEST + 1);
        text_block t = text_of(pick(64), n);
        kq_text_stats *stats = malloc(sizeof *stats);
        assert_non_null(stats);
        fill(t.p, n, 1 + pick(40));
        kq_text_measure(stats, t.p, t.p + n);
        kq_needle_set s = set_of(counts[pick(9)], pick(2) ? stats : NULL);
        check_text(&s, t.p, t.p + n);
        kq_needle_set_free(&s);
        free(stats);
        free(t.memory);
    }
}

/* One needle, escape or blank line at every place of two blocks, the text ending before, in and behind it. */
static void test_every_place(void **state) {
    (void)state;
    static const char *const what[] = {"rUnCoMmAnD", "x9Z", "ZZZZ", "\\u0041", "\\u0039", "\n\n", "\n x", "\n"};
    for (uint32_t c = 1; c < 9; c++) {
        kq_needle_set s = set_of(counts[c], NULL);
        for (size_t w = 0; w < 8; w++)
            for (size_t at = 0; at < 140; at++) {
                text_block t = text_of(at % 64, 160);
                memset(t.p, '.', 160 + KQ_PADDING);
                size_t n = strlen(what[w]);
                memcpy(t.p + at, what[w], n);
                for (size_t cut = 0; cut <= n; cut++) check_text(&s, t.p, t.p + at + cut);
                check_text(&s, t.p, t.p + 160);
                free(t.memory);
            }
        kq_needle_set_free(&s);
    }
}

/* Texts that are nothing but beginnings of needles, escapes or newlines. */
static void test_repeated(void **state) {
    (void)state;
    static const char *const what[] = {"a",  "z",   "0",         "\\u00",   "\\",   "u00",
                                       "\n", "\n ", "runcomman", "\\u0041", "\xFF", "aab"};
    for (uint32_t c = 0; c < 9; c++) {
        kq_needle_set s = set_of(counts[c], NULL);
        for (size_t w = 0; w < 12; w++)
            for (size_t n = 0; n < 260; n += 1 + n / 64) {
                text_block t = text_of(n % 64, n);
                for (size_t at = 0; at < n + KQ_PADDING;) at = add(t.p, at, n + KQ_PADDING, what[w], false);
                check_text(&s, t.p, t.p + n);
                free(t.memory);
            }
        kq_needle_set_free(&s);
    }
}

/* More needles than a word of hits has bits. */
static void test_many_needles(void **state) {
    (void)state;
    char texts[128][8];
    const char *pointers[128];
    size_t lengths[128];
    kq_needle_set s;
    for (uint32_t i = 0; i < 128; i++) {
        snprintf(texts[i], sizeof texts[i], "n%ux%c", i, (char)('a' + i % 26));
        pointers[i] = texts[i];
        lengths[i] = strlen(texts[i]);
    }
    assert_true(kq_needle_set_init(&s, pointers, lengths, 128, NULL));
    for (uint32_t round = 0; round < 400; round++) {
        size_t n = pick(600);
        text_block t = text_of(pick(64), n);
        for (size_t at = 0; at < n + KQ_PADDING;)
            at = add(t.p, at, n + KQ_PADDING, pick(3) ? texts[pick(128)] : pieces[pick(PIECES)], true);
        check_text(&s, t.p, t.p + n);
        free(t.memory);
    }
    kq_needle_set_free(&s);
}

static void test_not_needles(void **state) {
    (void)state;
    static const char *const wrong[] = {"", "ab", "ABC", "a-b", "ab\xC3\xA9", "abc "};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        kq_needle_set s;
        size_t n = strlen(wrong[i]);
        assert_false(kq_needle_set_init(&s, &wrong[i], &n, 1, NULL));
        kq_needle_set_free(&s);
    }
}

static void test_selection(void **state) {
    (void)state;
    assert_ptr_equal(kq_kernels_select(NULL), kq_kernels_at(0));
    assert_ptr_equal(kq_kernels_select("scalar"), &kq_kernels_scalar);
    assert_null(kq_kernels_select("mmx"));
    size_t n = 0;
    for (; kq_kernels_at(n); n++) assert_ptr_equal(kq_kernels_select(kq_kernels_at(n)->name), kq_kernels_at(n));
    assert_ptr_equal(kq_kernels_at(n - 1), &kq_kernels_scalar);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),       cmocka_unit_test(test_every_place), cmocka_unit_test(test_repeated),
        cmocka_unit_test(test_many_needles), cmocka_unit_test(test_not_needles), cmocka_unit_test(test_selection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
