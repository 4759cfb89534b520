/* Random patterns over random texts: runtime/re must find what the reference (regex_reference.h) finds, every group of
 * every match, in ASCII and in coded text. KQ_REGEX_ROUNDS and KQ_REGEX_SEED make it longer and different. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <kq/ops.h>

#include "regex_reference.h"
#include "utf8.h"

static uint64_t state = 1;
static unsigned below(unsigned n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

/* Characters that differ in everything that patterns ask about: word or not, ASCII or not, one that folds into ASCII.
 */
static const char *const letters[] = {"a", "b", "A", "_",  "-",      " ", "\n", "1",
                                      "é", "É", "—", "日", "\u212A", "k", "\r", "😀"};
static const char *const atoms[] = {
    "a",          "b",   "é",    "-",       "日",     ".",      "\\w",      "\\W",     "\\d",           "\\D",
    "\\s",        "\\S", "[ab]", "[^a]",    "[é-]",   "[a-é]",  "[^\\w]",   "\\n",     "\\pL",          "[\\w--a]",
    "[\\w&&a-é]", "—",   "k",    "[^é\\n]", "(?i:k)", "(?i:é)", "(?i:[a])", "\\p{Lu}", "[\\W~~[a-z ]]", "[^a&&b]",
    "1",          "_"};
static const char *const places[] = {"\\b", "\\B", "^", "$", "\\A", "\\z", "\\b", "\\B"};
static const char *const framed[] = {"\\b{start}", "\\b{end}", "\\b{start-half}", "\\b{end-half}", "\\<", "\\>"};
static const char *const counts[] = {"*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}?", "{0}"};

struct pattern {
    char text[4096];
    size_t n;
};

static void put(struct pattern *p, const char *s) {
    size_t n = strlen(s);
    if (p->n + n >= sizeof p->text) return;
    memcpy(p->text + p->n, s, n + 1);
    p->n += n;
}

#define PICK(list) (list)[below(sizeof(list) / sizeof *(list))]

static void put_random(struct pattern *p, unsigned depth, bool frames) {
    unsigned parts = 1 + below(3);
    for (unsigned i = 0; i < parts; i++) {
        if (i > 0 && below(4) == 0) put(p, "|");
        unsigned kind = below(10);
        if (kind < 3 && depth > 0) {
            put(p, below(3) ? "(" : "(?:");
            put_random(p, depth - 1, frames);
            put(p, ")");
        } else if (kind < 5) {
            put(p, frames && below(2) ? PICK(framed) : PICK(places));
            continue;
        } else if (kind == 5 && below(3) == 0) {
            put(p, "|");
            continue;
        } else {
            put(p, PICK(atoms));
        }
        if (below(3) == 0) put(p, PICK(counts));
    }
}

static void fail_with(const char *pattern, kq_str text, const char *what, size_t a, size_t b) {
    fail_msg("'%s' on '%.*s': %s: %zu, not %zu", pattern, (int)text.n, text.p, what, a, b);
}

/* A text as code points and the bytes at which they begin. */
struct text {
    uint32_t points[REF_TEXT];
    size_t at[REF_TEXT + 1], n;
};

static void compare(kq_ctx *x, const char *pattern, struct ref *r, const re_tree *t, const kq_regex *re, kq_str s) {
    struct text text = {.n = 0};
    const char *p = s.p, *end = s.p + s.n;
    while (p < end) {
        text.at[text.n] = (size_t)(p - s.p);
        text.points[text.n++] = kq_utf8_next(&p, end);
    }
    text.at[text.n] = s.n;
    kq_regex_text run;
    kq_regex_span spans[REF_SLOTS / 2];
    kq_regex_open(x, re, s, &run);
    size_t from = 0, last = SIZE_MAX, groups = (size_t)t->groups + 1;
    bool any = false;
    for (;;) {
        bool expected = from <= text.n && ref_match(r, text.points, text.n, from);
        if (expected && r->slots[0] == r->slots[1] && r->slots[1] == last) /* Rust's find_iter */
            expected = r->slots[1] + 1 <= text.n && ref_match(r, text.points, text.n, r->slots[1] + 1);
        bool found = kq_regex_next(&run, spans, groups);
        if (found != expected) fail_with(pattern, s, "found", found, expected);
        if (!any && kq_regex_test(x, re, s) != found) fail_with(pattern, s, "test", !found, found);
        any = true;
        if (!found) break;
        for (size_t i = 0; i < groups; i++) {
            size_t a = r->slots[2 * i], b = r->slots[2 * i + 1];
            if (a == SIZE_MAX || b == SIZE_MAX) a = b = SIZE_MAX;
            if (spans[i].from != (a == SIZE_MAX ? a : text.at[a])) fail_with(pattern, s, "from", spans[i].from, a);
            if (spans[i].to != (b == SIZE_MAX ? b : text.at[b])) fail_with(pattern, s, "to", spans[i].to, b);
        }
        from = last = r->slots[1];
    }
}

static void one_pattern(kq_ctx *x, struct ref *r, bool frames) {
    struct pattern p = {.n = 0};
    bool lines = !frames && below(3) == 0;
    put(&p, lines ? "(?m)" : below(6) == 0 ? "(?i)" : below(6) == 0 ? "(?s)" : below(8) == 0 ? "(?U)" : "");
    put_random(&p, 3, frames);
    /* never matches, and tells more word characters apart than there are bytes for them: codes of two bytes */
    if (below(4) == 0) put(&p, "|[a&&b]0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyzé");
    kq_regex_error error;
    re_tree tree;
    kq_arena *a = kq_arena_new();
    kq_str pattern = {p.text, p.n};
    kq_regex *re = kq_regex_new(pattern, KQ_REGEX_ANYWHERE, &error);
    /* invalid: a repetition of nothing, as in "|*" */
    if (re && re_parse(a, pattern, &tree, &error) && ref_make(r, &tree)) {
        for (int i = 0; i < 12; i++) {
            char text[REF_TEXT * 4];
            size_t n = 0;
            unsigned length = below(9), kinds = i % 3 == 0 ? 8 : sizeof letters / sizeof *letters;
            for (unsigned k = 0; k < length; k++) {
                const char *c = letters[below(kinds)];
                memcpy(text + n, c, strlen(c));
                n += strlen(c);
            }
            compare(x, p.text, r, &tree, re, kq_mk_string(text, n));
        }
    }
    kq_regex_free(re);
    kq_arena_free(a);
}

/* ---- patterns that are texts */

static bool occurs(kq_ctx *x, kq_str s, const kq_regex_literal *l) {
    kq_bool (*const searches[2][2][2])(kq_ctx *, kq_str, kq_str) = {
        {{kq_contains_cs, kq_contains}, {kq_endswith_cs, kq_endswith}},
        {{kq_startswith_cs, kq_startswith}, {kq_eq_string, kq_eq_ci}},
    };
    return kq_true(searches[l->at_start][l->at_end][l->fold](x, s, l->text));
}

static unsigned one_literal(kq_ctx *x) {
    struct pattern p = {.n = 0};
    unsigned parts = below(8);
    put(&p, below(3) == 0 ? "(?i)" : "");
    for (unsigned i = 0; i < parts; i++) {
        static const char *const signs[] = {"^", "$", "|", "(a|", "b)", "[aA]"};
        put(&p, below(3) ? PICK(letters) : PICK(signs));
    }
    kq_regex_literal literals[8];
    size_t n = kq_regex_literals(x->row, kq_mk_string(p.text, p.n), literals, 8);
    kq_regex_error error;
    kq_regex *re = n > 0 ? kq_regex_new(kq_mk_string(p.text, p.n), KQ_REGEX_ANYWHERE, &error) : NULL;
    for (int i = 0; i < 20 && re; i++) {
        char text[64];
        size_t length = 0;
        for (unsigned k = below(6); k > 0; k--) {
            const char *c = PICK(letters);
            memcpy(text + length, c, strlen(c));
            length += strlen(c);
        }
        kq_str s = {text, length};
        bool found = false;
        for (size_t k = 0; k < n; k++) found = found || occurs(x, s, &literals[k]);
        if (found != kq_regex_test(x, re, s)) fail_with(p.text, s, "literals", found, !found);
    }
    kq_regex_free(re);
    return n > 0;
}

static void test_literals(void **unused) {
    (void)unused;
    kq_arena *row = kq_arena_new();
    kq_ctx x = {.row = row, .state = row};
    unsigned plain = 0;
    for (int i = 0; i < 5000; i++) {
        kq_mark mark = kq_arena_mark(row);
        plain += one_literal(&x);
        kq_arena_release(row, mark);
    }
    kq_arena_free(row);
    assert_true(plain > 1000);
}

static void test_random(void **unused) {
    (void)unused;
    const char *rounds = getenv("KQ_REGEX_ROUNDS"), *seed = getenv("KQ_REGEX_SEED");
    unsigned long n = rounds ? strtoul(rounds, NULL, 10) : 3000;
    state = seed ? strtoull(seed, NULL, 10) * 2654435761u + 1 : 88172645463325252u;
    kq_arena *row = kq_arena_new();
    kq_ctx x = {.row = row, .state = row};
    struct ref *r = malloc(sizeof *r);
    assert_non_null(r);
    for (unsigned long i = 0; i < n; i++) {
        kq_mark mark = kq_arena_mark(row);
        one_pattern(&x, r, i % 4 == 3);
        kq_arena_release(row, mark);
    }
    free(r);
    kq_arena_free(row);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_literals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
