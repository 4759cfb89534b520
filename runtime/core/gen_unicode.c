/* Build-time program: prints unicode_tables.c (see unicode_tables.h) from libutf8proc's character database, so that
 * detectors carry 6 KB of ranges instead of the whole library. Not part of the runtime. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <utf8proc.h>

#define LAST_CODE_POINT 0x10FFFF
#define LONGEST_RANGE 2048 /* 11 bits hold the length - 1 */
#define LONGEST_RUN 1024   /* 10 bits */

/* kql.md 3.2: letters, decimal digits and marks make terms. */
static bool is_alnum(utf8proc_int32_t cp) {
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return true;
    default: return false;
    }
}

/* utf8proc maps U+00DF to U+1E9E, which UnicodeData.txt does not: it has no simple upper case. */
static utf8proc_int32_t upper(utf8proc_int32_t cp) { return cp == 0xDF ? cp : utf8proc_toupper(cp); }

static void print_alnum(void) {
    printf("const uint32_t kq_unicode_alnum[] = {\n");
    for (utf8proc_int32_t cp = 0; cp <= LAST_CODE_POINT; cp++) {
        if (!is_alnum(cp)) continue;
        utf8proc_int32_t start = cp;
        while (cp < LAST_CODE_POINT && cp + 1 - start < LONGEST_RANGE && is_alnum(cp + 1)) cp++;
        printf("    0x%08" PRIX32 ",\n", (uint32_t)start | (uint32_t)(cp - start) << 21);
    }
    printf("};\nconst size_t kq_unicode_alnum_count = sizeof kq_unicode_alnum / sizeof *kq_unicode_alnum;\n");
}

static void print_case(const char *name, utf8proc_int32_t (*map)(utf8proc_int32_t)) {
    printf("const kq_case_run kq_unicode_%s[] = {\n", name);
    for (utf8proc_int32_t cp = 0x80; cp <= LAST_CODE_POINT; cp++) {
        utf8proc_int32_t delta = map(cp) - cp;
        if (delta == 0) continue;
        /* Alternating capital and small letters (U+0100...) make runs of stride 2; the letters between must not map, or
         * the runs would overlap. */
        utf8proc_int32_t stride = 1;
        if (map(cp + 1) == cp + 1 && map(cp + 2) - (cp + 2) == delta) stride = 2;
        utf8proc_int32_t start = cp, count = 1;
        while (count < LONGEST_RUN && cp + stride <= LAST_CODE_POINT && map(cp + stride) - (cp + stride) == delta &&
               (stride == 1 || map(cp + 1) == cp + 1)) {
            cp += stride;
            count++;
        }
        printf("    {0x%08" PRIX32 ", %" PRId32 "},\n",
               (uint32_t)start | (uint32_t)(count - 1) << 21 | (stride == 2 ? UINT32_C(1) << 31 : 0), delta);
    }
    printf("};\nconst size_t kq_unicode_%s_count = sizeof kq_unicode_%s / sizeof *kq_unicode_%s;\n", name, name, name);
}

int main(void) {
    printf("/* Written by gen_unicode (runtime/core/gen_unicode.c), Unicode %s. */\n#include \"unicode_tables.h\"\n\n",
           utf8proc_unicode_version());
    print_alnum();
    print_case("lower", utf8proc_tolower);
    print_case("upper", upper);
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
