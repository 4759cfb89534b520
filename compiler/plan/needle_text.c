/* From a literal in a text to runs of letters and digits in the record (opt_needles.c, rules 1, 3 and 4). */
#include "needles.h"

#include <string.h>

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
static bool in_word(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

bool needle_occurs(const char *text, size_t n, const char *p, size_t length) {
    for (size_t i = 0; i + length <= n; i++) {
        size_t k = 0;
        while (k < length && lower(text[i + k]) == lower(p[k])) k++;
        if (k == length) return true;
    }
    return false;
}

static bool stands_for_itself(const struct needle_text *t, size_t i) {
    char c = lower(t->p[i]);
    return in_word(c) && !(t->case_mapped && strchr("kis", c) != NULL);
}

bool needle_next_run(const struct needle_text *t, size_t *start, size_t *end) {
    size_t i = *end;
    while (i < t->n && !stands_for_itself(t, i)) i++;
    *start = i;
    while (i < t->n && stands_for_itself(t, i)) i++;
    *end = i;
    return *end > *start;
}

/* Could the text of a printed number hold this run (lower case)? */
static bool in_numbers(const char *p, size_t n) {
    bool plain = true;
    for (size_t i = 0; i < n; i++) plain = plain && (is_digit(p[i]) || p[i] == 'e');
    return plain || needle_occurs("infinity", 8, p, n) || needle_occurs("nan", 3, p, n);
}

/* How much of the run an escape in front of it could have written. */
static size_t escape_letters(const char *p, size_t n) {
    if (n == 0) return 0;
    if (strchr("bfnrt", p[0]) != NULL) return 1;
    if (p[0] != 'u') return 0;
    size_t k = 1;
    while (k < n && k < 5 && is_hex(p[k])) k++;
    return k;
}

#define RUNS_KEPT 2 /* of one literal: they come together, more of them would say little */

struct needs needs_of_literal(struct needle_scope *s, const struct needle_text *t, bool key) {
    struct needs r = {0};
    char *text = arena_strndup(s->arena, t->p, t->n);
    for (size_t i = 0; i < t->n; i++) text[i] = lower(text[i]);
    for (size_t start = 0, end = 0; needle_next_run(t, &start, &end);) {
        size_t from = start;
        bool exposed = start == 0 ? !t->start : text[start - 1] == '\\';
        if (t->dynamic && exposed) from += escape_letters(text + start, end - start);
        if (end < from + NEEDLE_MIN) {
            s->too_short = true;
        } else if (!t->dynamic || !in_numbers(text + from, end - from)) {
            struct needs one = needs_one(s, text + from, end - from, key);
            r = needs_both(r, &one);
            if (r.n > RUNS_KEPT) r.n = RUNS_KEPT;
        }
    }
    return r;
}
