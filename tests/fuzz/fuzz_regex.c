/* Arbitrary patterns over arbitrary texts: the first line of the input is the pattern, the rest the text. Checks what
 * holds for every match (in order, apart, at the ends of characters, groups inside) and that a rewrite with \0 changes
 * nothing; sanitizers watch the rest. */
#include <kq/ops.h>
#include <kq/regex.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                   \
    do {                                                                   \
        if (!(condition)) {                                                \
            fprintf(stderr, "fuzz_regex: %s does not hold\n", #condition); \
            abort();                                                       \
        }                                                                  \
    } while (0)

#define MOST_GROUPS 20

/* Between two characters, or at an end. */
static bool at_character(kq_str s, size_t at) { return at == s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80; }

static void check_matches(kq_ctx *x, const kq_regex *re, kq_str s, bool utf8) {
    kq_regex_text t;
    kq_regex_span spans[MOST_GROUPS];
    size_t last = 0, matches = 0;
    kq_regex_open(x, re, s, &t);
    while (kq_regex_next(&t, spans, MOST_GROUPS)) {
        CHECK(spans[0].from <= spans[0].to && spans[0].to <= s.n);
        CHECK(matches == 0 || spans[0].from > last || (spans[0].from == last && spans[0].to > last));
        for (size_t i = 0; i < MOST_GROUPS; i++) {
            if (spans[i].from == SIZE_MAX) continue;
            CHECK(i <= kq_regex_groups(re));
            CHECK(spans[i].from >= spans[0].from && spans[i].from <= spans[i].to && spans[i].to <= spans[0].to);
            CHECK(!utf8 || (at_character(s, spans[i].from) && at_character(s, spans[i].to)));
        }
        last = spans[0].to;
        matches++;
    }
    CHECK(kq_regex_test(x, re, s) == (matches > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *input = (const char *)data, *end = size ? memchr(input, '\n', size) : NULL;
    kq_str pattern = {input, end ? (size_t)(end - input) : size}, text = {"", 0};
    if (end) text = kq_mk_string(end + 1, size - pattern.n - 1);
    if (pattern.n > 200) return 0; /* larger ones cost time, not code */
    kq_arena *a = kq_arena_new();
    kq_ctx x = {.row = a, .state = a};
    bool utf8 = kq_utf8_valid(text.p, text.n);
    for (int use = KQ_REGEX_ANYWHERE; use <= KQ_REGEX_TRAILING; use++) {
        kq_regex_error error;
        kq_regex *re = kq_regex_new(pattern, (enum kq_regex_use)use, &error);
        CHECK(re || error.kind != KQ_REGEX_OK);
        CHECK(error.kind == KQ_REGEX_OK || (error.from <= error.to && error.to <= pattern.n));
        if (re && kq_regex_groups(re) < MOST_GROUPS && kq_regex_prepare(re)) {
            check_matches(&x, re, text, utf8);
            if (use == KQ_REGEX_ANYWHERE) {
                kq_str same = kq_re_replace(&x, text, pattern, kq_mk_string("\\0", 2));
                CHECK(same.n == text.n && memcmp(same.p, text.p, same.n) == 0);
            } else {
                CHECK(kq_re_trim(&x, pattern, text).n <= text.n);
            }
        }
        kq_regex_free(re);
    }
    kq_arena_free(a);
    return 0;
}
