/* UTF-8, characters and case. Values from the Unicode standard (tables 3-7, 3-8; UnicodeData.txt), kql.md 3.2, 3.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "utf8.h"

static bool valid(const char *s, size_t n) { return kq_utf8_valid(s, n); }
#define VALID(s) valid((s), sizeof(s) - 1)

static void test_valid(void **state) {
    (void)state;
    assert_true(VALID(""));
    assert_true(kq_utf8_valid(NULL, 0));
    assert_true(VALID("plain ascii, longer than eight bytes"));
    assert_true(VALID("a\0b"));
    assert_true(VALID("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\xF0\x90\x80\x80"));
    assert_true(VALID("\xF4\x8F\xBF\xBF")); /* U+10FFFF */
    assert_false(VALID("\x80"));
    assert_false(VALID("\xC0\x80"));         /* overlong */
    assert_false(VALID("\xC1\xBF"));         /* overlong */
    assert_false(VALID("\xE0\x9F\xBF"));     /* overlong */
    assert_false(VALID("\xF0\x8F\xBF\xBF")); /* overlong */
    assert_false(VALID("\xED\xA0\x80"));     /* surrogate U+D800 */
    assert_false(VALID("\xED\xBF\xBF"));     /* surrogate U+DFFF */
    assert_false(VALID("\xF4\x90\x80\x80")); /* U+110000 */
    assert_false(VALID("\xF5\x80\x80\x80"));
    assert_false(VALID("\xFF"));
    assert_false(VALID("ok then \xE2\x82")); /* cut */
}

static void test_replacement(void **state) {
    (void)state;
    /* The standard's example for "maximal subparts", table 3-8: 61 F1 80 80 E1 80 C2 62 80 63 80 BF 64. */
    const char text[] = "\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64";
    const uint32_t expected[] = {0x61, 0xFFFD, 0xFFFD, 0xFFFD, 0x62, 0xFFFD, 0x63, 0xFFFD, 0xFFFD, 0x64};
    const char *p = text, *end = text + sizeof text - 1;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_true(p < end);
        assert_int_equal(kq_utf8_next(&p, end), expected[i]);
    }
    assert_ptr_equal(p, end);
    assert_int_equal(kq_utf8_length(kq_mk_string(text, sizeof text - 1)), 10);
}

static void test_round_trip(void **state) {
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        char bytes[4];
        size_t n = kq_utf8_put(bytes, cp);
        const char *p = bytes;
        bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
        if (kq_utf8_next(&p, bytes + n) != (surrogate ? KQ_REPLACEMENT : cp) || p != bytes + n) fail();
        if (!kq_utf8_valid(bytes, n)) fail();
    }
    char bytes[4];
    assert_int_equal(kq_utf8_put(bytes, 0x110000), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    assert_int_equal(kq_utf8_put(bytes, 0x1F600), 4);
    assert_memory_equal(bytes, "\xF0\x9F\x98\x80", 4);
}

static void test_length(void **state) {
    (void)state;
    kq_str empty = {NULL, 0}, mixed = KQ_LIT("12345678\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 x");
    assert_int_equal(kq_utf8_length(empty), 0);
    assert_int_equal(kq_utf8_length(mixed), 13);
}

static void test_alnum(void **state) {
    (void)state;
    const uint32_t yes[] = {'a',    'Z',    '0',    '9',    0xAA,    0xB5,    0xC0,    0x100,
                            0x301,  0x391,  0x410,  0x5D0,  0x661,   0x905,   0x3042,  0x4E00,
                            0x9FFF, 0xAC00, 0xD7A3, 0xFF11, 0x10400, 0x20000, 0x2A6DF, 0x1D7CE};
    const uint32_t no[] = {'_',    '-',           ' ',    '.',     0,        0x7F,
                           0xA0,   0xB2 /* No */, 0xD7,   0xF7,    0x2014,   0x2160 /* Nl */,
                           0x3000, 0x20AC,        0xFFFD, 0x1F600, 0x10FFFF, 0xE000};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) assert_true(kq_char_is_alnum(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) assert_false(kq_char_is_alnum(no[i]));
}

static void test_case(void **state) {
    (void)state;
    /* small, capital */
    const uint32_t pairs[][2] = {{'a', 'A'},     {'z', 'Z'},         {0xE9, 0xC9},    {0xFE, 0xDE},
                                 {0x101, 0x100}, {0x13A, 0x139},     {0x17E, 0x17D},  {0x3B1, 0x391},
                                 {0x430, 0x410}, {0x451, 0x401},     {0x561, 0x531},  {0x1E01, 0x1E00},
                                 {0xFF, 0x178},  {0x10428, 0x10400}, {0xFF41, 0xFF21}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_int_equal(kq_char_upper(pairs[i][0]), pairs[i][1]);
        assert_int_equal(kq_char_lower(pairs[i][1]), pairs[i][0]);
        assert_int_equal(kq_char_upper(pairs[i][1]), pairs[i][1]);
        assert_int_equal(kq_char_lower(pairs[i][0]), pairs[i][0]);
    }
    assert_int_equal(kq_char_upper(0xDF), 0xDF);   /* sharp s has no simple capital */
    assert_int_equal(kq_char_lower(0x1E9E), 0xDF); /* but is one's small letter */
    assert_int_equal(kq_char_upper(0x3C2), 0x3A3); /* final sigma */
    assert_int_equal(kq_char_lower(0x3A3), 0x3C3);
    assert_int_equal(kq_char_lower('['), '[');
    assert_int_equal(kq_char_upper('{'), '{');
    assert_int_equal(kq_char_upper(0x4E00), 0x4E00);
    assert_int_equal(kq_char_lower(0x10FFFF), 0x10FFFF);
}

static void test_ascii(void **state) {
    (void)state;
    kq_str a = KQ_LIT("AbC@["), b = KQ_LIT("aBc@["), c = KQ_LIT("aBc`{"), e1 = KQ_LIT("\xC3\x89"),
           e2 = KQ_LIT("\xC3\xA9");
    assert_true(kq_ascii_equal_fold(a, b));
    assert_false(kq_ascii_equal_fold(a, c));
    assert_false(kq_ascii_equal_fold(e1, e2)); /* kql.md 9, 29 */
    assert_true(kq_ascii_equal_fold(kq_mk_string(NULL, 0), kq_mk_string("", 0)));
    kq_str padded = KQ_LIT(" \t\r\n x y \f\v");
    assert_int_equal(kq_ascii_trim(padded).n, 3);
    assert_int_equal(kq_ascii_trim(kq_mk_string("   ", 3)).n, 0);
    assert_int_equal(kq_ascii_hex('f'), 15);
    assert_int_equal(kq_ascii_hex('A'), 10);
    assert_int_equal(kq_ascii_hex('g'), -1);
    assert_int_equal(kq_ascii_hex('\x06'), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),  cmocka_unit_test(test_replacement), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_length), cmocka_unit_test(test_alnum),       cmocka_unit_test(test_case),
        cmocka_unit_test(test_ascii),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
