/* Literals that regular expressions require: what the parser concludes, and where it gives up. */
#include "plan_build.h"

#include "needles.h"

static struct needs literal(void *context, const char *p, size_t n) {
    const struct needle_text t = {p, n, .start = false};
    return needs_of_literal(context, &t, false);
}

static const char *required(const char *pattern) {
    struct needle_scope s = {.arena = A};
    struct needs r = needs_of_regex(&s, pattern, strlen(pattern), literal, &s);
    char *out = arena_strdup(A, "");
    for (size_t i = 0; i < r.n; i++) {
        for (size_t k = 0; k < r.v[i].n; k++)
            out = arena_printf(A, "%s%s%s", out, k > 0 ? "|" : i > 0 ? " & " : "", r.v[i].v[k]);
    }
    return out;
}
#define SAME(pattern, expected) assert_string_equal(required(pattern), expected)

static void sequences(void **state) {
    (void)state;
    SAME("mimikatz", "mimikatz");
    SAME("^mimikatz$", "mimikatz");
    SAME("mimikatz.*sekurlsa", "mimikatz & sekurlsa");
    SAME("proc\\.dump\\d+zulu", "dump & zulu & proc");
    SAME("\\bzulu\\b", "zulu");
    SAME("zu(lu)bravo", "zulubravo");
    SAME("", "");
    SAME(".*", "");
    SAME("z\xc3\xa9zulu", "zulu");
}

static void alternatives(void **state) {
    (void)state;
    SAME("alpha|bravo", "alpha|bravo");
    SAME("alpha|", "");
    SAME("alpha|x", "");
    SAME("(alpha|bravo)zulu", "alpha|bravo & zulu");
    SAME("power(shell|point)", "power & shell|point");
    SAME("(?:alpha|alphabet)", "alpha");
    SAME("(?P<name>alpha)|(?<other>bravo)", "alpha|bravo");
}

static void repetitions(void **state) {
    (void)state;
    SAME("zulux*bravo", "bravo & zulu");
    SAME("zulu+bravo", "bravo & zulu"); /* zuluuubravo */
    SAME("(zulu)?bravo", "bravo");
    SAME("(zulu){0,3}bravo", "bravo");
    SAME("(zulu){2}bravo", "bravo & zulu");
    SAME("(zulu){2,}?bravo", "bravo & zulu");
    SAME("(alpha|delta)*bravo", "bravo");
    SAME("(alpha|delta)+bravo", "bravo & alpha|delta");
}

static void classes(void **state) {
    (void)state;
    SAME("zulu[a-z]bravo", "bravo & zulu");
    SAME("[Zz][uU]lu", "zulu");
    SAME("[^z]ulu", "ulu");
    SAME("a[]x]bravo", "bravo");
    SAME("zulu[^]]bravo", "bravo & zulu");
    SAME("zulu[\\]x]bravo", "bravo & zulu");
    SAME("zulu[z-]bravo", "bravo & zulu");
    SAME("zulu[.]bravo", "bravo & zulu");
    SAME("zulu[\\w.-]+bravo", "bravo & zulu");
}

static void case_folding(void **state) {
    (void)state;
    SAME("(?i)ZULU", "zulu");
    SAME("(?i)mimikatz", "atz"); /* U+212A is a k */
    SAME("(?i:mimikatz)bravokilo", "bravokilo & atz");
    SAME("zulu(?i)kelp", "zulu & elp");
    SAME("((?i)kelp)bravokilo", "bravokilo & elp");
    SAME("(?i)alpha|kelp", "alpha|elp");
    SAME("(?-i)kilo", "kilo");
    SAME("(?i)[k]elp", "elp");
}

/* Not understood, or not valid: nothing is required. */
static void given_up(void **state) {
    (void)state;
    static const char *const patterns[] = {
        "zulu(",       "zulu)",    "zulu[a",          "zulu\\",     "*zulu",           "zulu**",
        "zulu{",       "zulu{a}",  "zulu{1",          "\\Qzulu\\E", "\\x41zulu",       "\\pLzulu",
        "\\1zulu",     "(?x)zulu", "(?=zulu)",        "(?<=zulu)a", "[[:alpha:]]zulu", "[a&&b]zulu",
        "[\\x41]zulu", "(?i",      "(?P<na-me>zulu)", "zulu++",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) SAME(patterns[i], "");
    char *deep = arena_strdup(A, "zulu");
    for (int i = 0; i < 200; i++) deep = arena_printf(A, "(%s)", deep);
    SAME(deep, "");
}

/* ---- random patterns, each with a text that matches it */

static uint64_t random_state;
static uint32_t below(uint32_t n) {
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % n;
}

struct sample {
    struct strbuf pattern, text;
};

static void put_text_char(struct sample *s, char c, bool fold) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (fold && (c | 0x20) == 'k' && below(2)) {
        strbuf_puts(&s->text, "\xE2\x84\xAA");
        return;
    }
    strbuf_putc(&s->text, fold && letter && below(2) ? (char)(c ^ 0x20) : c);
}

static void add_sequence(struct sample *s, unsigned depth, bool fold);

static void add_group(struct sample *s, unsigned depth, bool fold) {
    static const char *const openings[] = {"(", "(?:", "(?i:", "(?P<n>", "(?s:", "((?i)"};
    uint32_t kind = below(6), alternatives = 1 + below(3), chosen = below(alternatives);
    bool inside = fold || kind == 2 || kind == 5;
    strbuf_puts(&s->pattern, openings[kind]);
    for (uint32_t i = 0; i < alternatives; i++) {
        if (i > 0) strbuf_putc(&s->pattern, '|');
        struct strbuf kept = s->text;
        if (i != chosen) s->text = (struct strbuf){0};
        add_sequence(s, depth - 1, inside);
        if (i == chosen) continue;
        strbuf_free(&s->text);
        s->text = kept;
    }
    strbuf_putc(&s->pattern, ')');
}

static void add_letter(struct sample *s, bool fold) {
    static const char letters[] = "aKkiIsSbzulmt04";
    char c = letters[below(sizeof letters - 1)];
    strbuf_putc(&s->pattern, c);
    put_text_char(s, c, fold);
}

static void add_word(struct sample *s, bool fold) {
    for (uint32_t i = 0, n = 1 + below(5); i < n; i++) add_letter(s, fold);
}

static void add_atom(struct sample *s, unsigned depth, bool fold) {
    static const char special[] = ".*+?()[]{}|^$\\-/";
    static const char *const classes[] = {"[a-c]", "[^x]", "[bB]", "[]b]", "[b\\]]", "\\w", "."};
    uint32_t kind = below(depth > 0 ? 12 : 9);
    if (kind < 6) {
        add_letter(s, fold);
    } else if (kind == 6) {
        char c = special[below(sizeof special - 1)];
        strbuf_putc(&s->pattern, '\\');
        strbuf_putc(&s->pattern, c);
        strbuf_putc(&s->text, c);
    } else if (kind < 9) {
        strbuf_puts(&s->pattern, classes[below(sizeof classes / sizeof *classes)]);
        strbuf_putc(&s->text, 'b');
    } else {
        add_group(s, depth, fold);
    }
}

/* What the atom's text was is repeated as it stands: that matches, too. */
static void add_repeated(struct sample *s, unsigned depth, bool fold) {
    static const struct {
        const char *mark;
        uint32_t least, most;
    } repetitions[] = {{"?", 0, 1},     {"*", 0, 3},     {"+", 1, 3}, {"{2}", 2, 2},
                       {"{0,2}", 0, 2}, {"{1,}?", 1, 4}, {"*?", 0, 2}};
    size_t start = s->text.n;
    add_atom(s, depth, fold);
    if (below(4) != 0) return;
    uint32_t kind = below(sizeof repetitions / sizeof *repetitions);
    strbuf_puts(&s->pattern, repetitions[kind].mark);
    uint32_t times = repetitions[kind].least + below(repetitions[kind].most - repetitions[kind].least + 1);
    char *once = arena_strndup(A, s->text.p ? s->text.p + start : "", s->text.n - start);
    size_t n = s->text.n - start;
    s->text.n = start;
    for (uint32_t i = 0; i < times; i++) strbuf_put(&s->text, once, n);
}

static void add_sequence(struct sample *s, unsigned depth, bool fold) {
    for (uint32_t i = 0, n = below(7); i < n; i++) {
        if (below(2)) add_word(s, fold);
        add_repeated(s, depth, fold);
    }
}

static void random_patterns(void **state) {
    (void)state;
    size_t with_literals = 0;
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        random_state = seed * UINT64_C(0x9E3779B97F4A7C15);
        struct sample s = {{0}, {0}};
        bool fold = below(4) == 0;
        strbuf_puts(&s.pattern, fold ? "(?i)" : "");
        strbuf_puts(&s.text, "");
        add_sequence(&s, 3, fold);
        struct needle_scope scope = {.arena = A};
        struct needs r = needs_of_regex(&scope, s.pattern.p, s.pattern.n, literal, &scope);
        with_literals += r.n > 0;
        for (size_t i = 0; i < r.n; i++) {
            bool found = false;
            for (size_t k = 0; k < r.v[i].n; k++)
                found = found || needle_occurs(s.text.p, s.text.n, r.v[i].v[k], strlen(r.v[i].v[k]));
            if (!found) fail_msg("/%s/ matches \"%s\", which lacks \"%s\"", s.pattern.p, s.text.p, r.v[i].v[0]);
        }
        strbuf_free(&s.pattern);
        strbuf_free(&s.text);
    }
    assert_true(with_literals > 2000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sequences, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(alternatives, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(repetitions, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(classes, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(case_folding, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(given_up, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(random_patterns, plan_setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
