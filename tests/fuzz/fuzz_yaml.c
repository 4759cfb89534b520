/* The rule reader and the metadata checks on arbitrary text: no crash, reports inside the file, and an exact source map
 * is exact: each line of the query stands in the file where the map says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                  \
    do {                                                                  \
        if (!(condition)) {                                               \
            fprintf(stderr, "fuzz_yaml: %s does not hold\n", #condition); \
            abort();                                                      \
        }                                                                 \
    } while (0)

static void check_map(const struct source *s) {
    for (size_t i = 0; i < s->line_count; i++) {
        size_t start = s->lines[i].query_start;
        size_t end = i + 1 < s->line_count ? s->lines[i + 1].query_start : s->query.n;
        while (end > start && s->query.p[end - 1] == '\n') end--;
        struct position p = source_locate(s, (uint32_t)start, false);
        size_t left = p.line_text.n - (p.col - 1), n = end - start;
        CHECK(p.col - 1 <= p.line_text.n);
        /* A line that libyaml ends at CR, NEL or LS goes on in the message's line. */
        if (n > left) n = left;
        CHECK(n == 0 || memcmp(p.line_text.p + p.col - 1, s->query.p + start, n) == 0);
    }
}

static void read_as(const char *path, const char *text, size_t n) {
    static const char *const columns[] = {"Account", "IP"};
    struct arena *a = arena_new();
    struct source s = {.path = path, .file = {text, n}};
    struct rule rule;
    struct diag *d = diag_new(a, &s);
    if (rule_read(a, &s, &rule, d)) {
        if (s.exact) check_map(&s);
        rule_check_metadata(&rule, columns, 2, d);
    } else {
        CHECK(diag_errors(d) > 0);
    }
    for (size_t i = 0; i < diag_count(d); i++) {
        const struct diag_item *item = diag_at(d, i);
        CHECK(item->span.start <= item->span.end && item->span.start <= n);
    }
    FILE *f = fopen("/dev/null", "w");
    if (f) {
        diag_print_text(d, f, false);
        fclose(f);
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1); /* not NUL-terminated for the reader: the byte behind is poisoned by its length */
    if (!text) abort();
    if (size) memcpy(text, data, size);
    text[size] = 'x';
    read_as("fuzz.yaml", text, size);
    read_as("<stdin>", text, size);
    free(text);
    return 0;
}
