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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sequences, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(alternatives, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(repetitions, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(classes, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(case_folding, plan_setup, plan_teardown),
        cmocka_unit_test_setup_teardown(given_up, plan_setup, plan_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
