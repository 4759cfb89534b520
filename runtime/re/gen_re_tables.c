/* Build-time program: prints re_tables.c (see re_tables.h) from libutf8proc's character database: general categories
 * and simple case folding, which regular expressions need beside what runtime/core has. Not part of the runtime. */
#include <inttypes.h>
#include <stdio.h>
#include <utf8proc.h>

#define LAST_CODE_POINT 0x10FFFF

/* Category numbers in the order of re_tables.h, which is utf8proc's own. */
static void print_categories(void) {
    printf("const uint32_t re_category_runs[] = {\n");
    int previous = -1;
    for (utf8proc_int32_t c = 0; c <= LAST_CODE_POINT; c++) {
        /* the decoder never gives surrogates; to utf8proc they are Cs */
        int category = (int)utf8proc_category(c);
        if (category != previous) printf("    0x%08" PRIX32 ",\n", (uint32_t)c << 8 | (uint32_t)category);
        previous = category;
    }
    printf("};\nconst size_t re_category_run_count = sizeof re_category_runs / sizeof *re_category_runs;\n");
}

/* Status C or S of CaseFolding.txt: utf8proc has the full folding, of which those that give one character are C. Where
 * it gives several (status F), the simple one (S), if there is any, is the lower case; U+0130 alone has F and T, and no
 * S. */
static utf8proc_int32_t fold(utf8proc_int32_t c) {
    utf8proc_int32_t to[8];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(c, to, 8, UTF8PROC_CASEFOLD, &boundary);
    if (n == 1) return to[0];
    if (n < 1 || c == 0x130) return c;
    return utf8proc_tolower(c);
}

static void print_folds(void) {
    printf("const re_fold re_folds[] = {\n");
    for (utf8proc_int32_t c = 0; c <= LAST_CODE_POINT; c++)
        if (utf8proc_codepoint_valid(c) && fold(c) != c) printf("    {0x%X, 0x%X},\n", (unsigned)c, (unsigned)fold(c));
    printf("};\nconst size_t re_fold_count = sizeof re_folds / sizeof *re_folds;\n");
}

int main(void) {
    printf("/* Written by gen_re_tables (runtime/re/gen_re_tables.c), Unicode %s. */\n#include \"re_tables.h\"\n\n",
           utf8proc_unicode_version());
    print_categories();
    print_folds();
    return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
