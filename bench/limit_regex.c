/* Regular expressions on input that is made to be slow: how many MB per second of processor time kq_regex_test (is
 * there a match) and kq_regex_next (all matches with their groups) take, each over texts of the size of events and over
 * one long text. Prints Markdown. limit_regex [BYTES]     bytes of each text together; default 8 MiB */
#include <kq/regex.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct sample {
    const char *name, *pattern, *unit,
        *tail; /* the text: unit again and again, then tail; unit NULL: a and b by chance */
} samples[] = {
    {"nested stars", "(a*)*b", "a", "c"},
    {"nested plus, anchored", "^(a+)+$", "a", "!"},
    {"ambiguous alternatives", "(a|aa)+$", "a", "b"},
    {"ambiguous digits", "^(\\d+)*\\.(\\d+)*$", "1", "x"},
    {"optional times itself", "(a?){60}a{60}", "a", ""},
    {"nested counts", "((a{1,20}){1,20}){2}b", "a", ""},
    {"exponential automaton", "(a|b)*a(a|b){14}c", NULL, ""},
    {"many words", "(.*)(\\w+)\\s+(\\w+)(.*)=", "ab cd ", ""},
    {"Unicode words", "(\\w+\\s?)*\\b!", "été ", "?"},
    {"case folding", "(?i)(k|s|\\w)*ß$", "kS", "."},
    {"mail address", "([a-zA-Z0-9_.-]+)@(([a-zA-Z0-9-]+\\.)+)([a-z]{2,4})$", "a.b-", "@"},
    {"rule: command line", "(?i)(-enc|-encodedcommand)\\s+([A-Za-z0-9+/=]{20,})", "powershell -nop -en ", ""},
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static char *make_text(const struct sample *s, size_t n) {
    char *text = malloc(n + 1);
    size_t unit = s->unit ? strlen(s->unit) : 1, tail = strlen(s->tail), whole = (n - tail) / unit;
    uint32_t chance = 1;
    if (!text) exit(1);
    for (size_t i = 0; i < whole; i++) {
        chance = chance * 1664525 + 1013904223;
        if (s->unit)
            memcpy(text + i * unit, s->unit, unit);
        else
            text[i] = chance >> 31 ? 'a' : 'b';
    }
    memset(text + whole * unit, '-', n - whole * unit);
    memcpy(text + n - tail, s->tail, tail);
    return text;
}

/* MB/s over `bytes` in texts of n bytes. */
static double measure(const struct sample *s, size_t n, size_t bytes, bool groups) {
    kq_arena *row = kq_arena_new();
    kq_ctx x = {.row = row, .state = row};
    const kq_regex *re = kq_regex_cached(&x, kq_mk_string(s->pattern, strlen(s->pattern)));
    char *text = make_text(s, n);
    kq_str string = {text, n};
    size_t done = 0;
    double start = now();
    while (done < bytes && now() - start < 3.0) {
        kq_mark mark = kq_arena_mark(row);
        if (groups) {
            kq_regex_text t;
            kq_regex_span spans[8];
            kq_regex_open(&x, re, string, &t);
            while (kq_regex_next(&t, spans, 8)) continue;
        } else {
            kq_regex_test(&x, re, string);
        }
        kq_arena_release(row, mark);
        done += n;
    }
    double seconds = now() - start;
    free(text);
    kq_arena_free(row);
    return (double)done / 1e6 / seconds;
}

int main(int argc, char **argv) {
    size_t bytes = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : (size_t)8 << 20;
    printf("| MB/s | pattern | test, 2 KB | test, 1 MB | groups, 2 KB | groups, 1 MB |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample *s = &samples[i];
        printf("| %s | `%s` |", s->name, s->pattern);
        for (int groups = 0; groups < 2; groups++)
            for (int large = 0; large < 2; large++)
                printf(" %.1f |", measure(s, large ? 1000000 : 2000, bytes, groups));
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
