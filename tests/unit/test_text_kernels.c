/* The loops over text against a byte-by-byte reading of the same rule: every kernel table that this machine runs, every
 * alignment, lengths around all block sizes. Inputs are copied to the end of a block of exactly their size, so that
 * AddressSanitizer sees every byte read too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kq/abi.h>
#include <kq/bytes.h>

#include "jsonscan.h"
#include "kernels.h"
#include "textkernels.h"
#include "utf8.h"

static const char *const names[] = {"scalar", "avx2", "avx512", "neon"};

static uint64_t seed = 1;
static uint32_t random_below(uint32_t n) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 32) % n);
}

/* ---- unescape ---- */

/* RFC 8259, section 7, one character after the other. */
static size_t unescape_by_rule(char *out, const char *p, size_t n) {
    char *o = out;
    for (size_t i = 0; i < n; i++) {
        if (p[i] != '\\') {
            *o++ = p[i];
            continue;
        }
        if (++i == n) break;
        const char *const letter = p[i] ? strchr("bfnrt", p[i]) : NULL;
        if (letter) {
            *o++ = "\b\f\n\r\t"[letter - "bfnrt"];
        } else if (p[i] == 'u') {
            char digits[5] = {0};
            memcpy(digits, p + i + 1, 4);
            uint32_t cp = (uint32_t)strtoul(digits, NULL, 16), low = 0;
            i += 4;
            if (cp >= 0xD800 && cp < 0xDC00 && n - i > 6 && p[i + 1] == '\\' && p[i + 2] == 'u') {
                memcpy(digits, p + i + 3, 4);
                low = (uint32_t)strtoul(digits, NULL, 16);
                if (low >= 0xDC00 && low < 0xE000) {
                    cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
                    i += 6;
                }
            }
            o += kq_utf8_put(o, cp);
        } else {
            *o++ = p[i];
        }
    }
    return (size_t)(o - out);
}

/* The inside of a valid JSON string with about one escape in `rarity` characters. */
static size_t random_string(char *out, size_t n, uint32_t rarity) {
    static const char *const escapes[] = {"\\\\",    "\\\"",    "\\/",     "\\b",           "\\f",     "\\n",
                                          "\\r",     "\\t",     "\\u0041", "\\u00e9",       "\\u20AC", "\\ud83d\\ude00",
                                          "\\ud83d", "\\uDE00", "\\u0000", "\\ud83d\\u0041"};
    size_t length = 0;
    while (length + 12 <= n) {
        if (random_below(rarity) == 0) {
            uint32_t kinds = random_below(3) ? 8 : 16; /* strings with and without \u */
            const char *escape = escapes[random_below(kinds)];
            memcpy(out + length, escape, strlen(escape));
            length += strlen(escape);
        } else {
            out[length++] = (char)(random_below(8) ? 'a' + (char)random_below(26) : (int)(0x80 + random_below(0x80)));
        }
    }
    while (length < n) out[length++] = 'x';
    return length;
}

static void check_unescape(const char *text, size_t n, size_t skew) {
    char *exact = malloc(skew + n + 1), *want = malloc(n + 1), *got = malloc(n + KQ_UNESCAPE_SLACK);
    char *p = exact + skew + 1;
    memcpy(p, text, n);
    size_t length = unescape_by_rule(want, text, n);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const kq_kernels *k = kq_kernels_select(names[i]);
        if (!k) continue;
        char *end = k->text->unescape(got, p, p + n);
        assert_int_equal(end - got, length);
        assert_memory_equal(got, want, length);
    }
    free(exact);
    free(want);
    free(got);
}

static void test_unescape_random(void **state) {
    (void)state;
    char text[4200];
    for (size_t n = 0; n <= 260; n++)
        for (uint32_t rarity = 1; rarity <= 64; rarity *= 2)
            check_unescape(text, random_string(text, n, rarity), (n + rarity) % 64);
    for (int i = 0; i < 400; i++)
        check_unescape(text, random_string(text, random_below(4097), 1 + random_below(40)), random_below(64));
}

/* One escape at every place around the borders of blocks, alone and behind runs of backslashes. */
static void test_unescape_borders(void **state) {
    (void)state;
    static const char *const escapes[] = {"\\n", "\\\\", "\\\\\\\\\\\"", "\\u0041", "\\ud83d\\ude00"};
    char text[300];
    for (size_t e = 0; e < sizeof escapes / sizeof *escapes; e++)
        for (size_t at = 0; at < 200; at++)
            for (size_t behind = 0; behind < 90; behind += behind < 4 ? 1 : 17) {
                size_t n = strlen(escapes[e]);
                memset(text, 'a', sizeof text);
                memcpy(text + at, escapes[e], n);
                check_unescape(text, at + n + behind, at % 16);
            }
}

static void test_unescape_through_arena(void **state) {
    (void)state;
    kq_arena *a = kq_arena_new();
    char *before = kq_alloc(a, 3);
    memcpy(before, "abc", 3);
    kq_str s = kq_json_unescape(a, "x\\ty", 4);
    char *after = kq_alloc(a, 16);
    memset(after, '!', 16);
    assert_int_equal(s.n, 3);
    assert_memory_equal(s.p, "x\ty", 3);
    assert_memory_equal(before, "abc", 3);
    kq_arena_free(a);
}

/* ---- search ---- */

static char fold_ascii(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

static const char *find_by_rule(const char *p, size_t n, const char *needle, size_t m, bool fold) {
    for (size_t i = 0; i + m <= n; i++) {
        size_t k = 0;
        while (k < m && (fold ? fold_ascii(p[i + k]) == fold_ascii(needle[k]) : p[i + k] == needle[k])) k++;
        if (k == m) return p + i;
    }
    return NULL;
}

static void check_find(const char *text, size_t n, const char *needle, size_t m) {
    char *exact = malloc(n + 1), *want_needle = malloc(m);
    char *p = exact + 1;
    memcpy(p, text, n);
    memcpy(want_needle, needle, m);
    const char *want = find_by_rule(p, n, needle, m, false), *want_fold = find_by_rule(p, n, needle, m, true);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const kq_kernels *k = kq_kernels_select(names[i]);
        if (!k) continue;
        assert_ptr_equal(k->text->find(p, p + n, want_needle, m), want);
        assert_ptr_equal(k->text->find_fold(p, p + n, want_needle, m), want_fold);
    }
    free(exact);
    free(want_needle);
}

/* Characters that differ in the bit of letters' case but are none, letters' neighbours, and bytes that are not ASCII.
 */
static void test_find(void **state) {
    (void)state;
    static const char alphabet[] = "aAbBzZ@`[{Kk\xE1\xC1\x01!";
    char text[600], needle[80];
    for (int round = 0; round < 60000; round++) {
        uint32_t letters = 1 + random_below(sizeof alphabet - 1);
        size_t n = random_below(round % 8 ? 150 : 600), m = 1 + random_below(round % 4 ? 4 : 80);
        for (size_t i = 0; i < n; i++) text[i] = alphabet[random_below(letters)];
        for (size_t i = 0; i < m; i++) needle[i] = alphabet[random_below(letters)];
        if (round % 2 && m <= n) memcpy(text + random_below((uint32_t)(n - m + 1)), needle, m);
        check_find(text, n, needle, m);
    }
}

/* ---- equality, case, copies ---- */

static void test_same_fold(void **state) {
    (void)state;
    for (size_t n = 1; n <= 70; n++) {
        char *a = malloc(n), *b = malloc(n);
        memset(a, 'q', n);
        memset(b, 'Q', n);
        assert_true(kq_ascii_same_fold(a, b, n));
        for (size_t at = 0; at < n; at++)
            for (int c = 0; c < 256; c += n < 20 || at + 3 > n ? 1 : 16)
                for (int d = 0x20; d < 0xA0; d += 0x20) {
                    a[at] = (char)c;
                    b[at] = (char)(c ^ d);
                    assert_int_equal(kq_ascii_same_fold(a, b, n), fold_ascii(a[at]) == fold_ascii(b[at]));
                    a[at] = b[at] = 'x';
                }
        free(a);
        free(b);
    }
}

static void test_case(void **state) {
    (void)state;
    for (size_t n = 0; n <= 40; n++) {
        char *text = malloc(n + 1), *low = malloc(n + 1), *up = malloc(n + 1);
        for (int c = 0; c < 256; c++) {
            for (size_t i = 0; i < n; i++) text[i] = (char)(i % 3 == 2 && c < 0x80 ? c : 'a' + (int)(i % 26));
            if (n) text[n - 1] = (char)c;
            bool ascii = n == 0 || c < 0x80;
            assert_int_equal(kq_ascii_to_lower(low, text, n), ascii);
            assert_int_equal(kq_ascii_to_upper(up, text, n), ascii);
            for (size_t i = 0; ascii && i < n; i++) {
                assert_int_equal(low[i], fold_ascii(text[i]));
                assert_int_equal(up[i], text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i]);
            }
        }
        free(text);
        free(low);
        free(up);
    }
}

static void test_bytes(void **state) {
    (void)state;
    for (size_t n = 0; n <= 100; n++) {
        char *a = malloc(n + 1), *b = malloc(n + 1);
        for (size_t i = 0; i < n; i++) a[i] = (char)random_below(256);
        b[n] = 0x55;
        kq_bytes_copy(b, a, n);
        if (n) assert_memory_equal(a, b, n);
        assert_int_equal(b[n], 0x55);
        assert_true(kq_bytes_equal(a, b, n));
        for (size_t at = 0; at < n; at++) {
            b[at] ^= (char)(1 << random_below(7));
            assert_false(kq_bytes_equal(a, b, n));
            b[at] = a[at];
        }
        free(a);
        free(b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unescape_random),
        cmocka_unit_test(test_unescape_borders),
        cmocka_unit_test(test_unescape_through_arena),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_same_fold),
        cmocka_unit_test(test_case),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
