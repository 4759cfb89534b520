/* Literals that a regular expression requires (RE2's dialect, which is Kusto's): a small parser that understands
 * literals, groups, alternatives, classes and repetitions, and gives up on anything else. opt_needles.c, rule 10. */
#include "needles.h"

#include <string.h>

/* What a part of the pattern requires, and the text that it always is, when it is one. */
struct piece {
    struct needs needs;
    bool literal;
    char *text; /* literal: n bytes */
    size_t n;
};

struct reader {
    struct needle_scope *s;
    const char *p, *end;
    needle_leaf leaf;
    void *context;
    bool fold;   /* (?i) */
    bool failed; /* not understood */
    unsigned depth;
};

#define DEPTH_MAX 100

static struct piece read_alternatives(struct reader *r);

static struct piece fail(struct reader *r) {
    r->failed = true;
    return (struct piece){0};
}

static bool at(const struct reader *r, char c) { return r->p < r->end && *r->p == c; }
static bool take(struct reader *r, char c) {
    if (!at(r, c)) return false;
    r->p++;
    return true;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c; }

/* One character of text. With (?i) RE2 folds beyond ASCII: U+212A is a k, U+017F an s. */
static struct piece character(struct reader *r, char c) {
    if ((unsigned char)c >= 0x80 || (r->fold && strchr("kis", lower(c)) != NULL)) return (struct piece){0};
    struct piece one = {.literal = true, .text = arena_strndup(r->s->arena, &c, 1), .n = 1};
    return one;
}

static struct needs required(struct reader *r, const struct piece *x) {
    if (!x->literal) return x->needs;
    if (x->n < NEEDLE_MIN) return (struct needs){0};
    return r->leaf(r->context, x->text, x->n);
}

/* ---- atoms */

/* \d \w \s and their kin are some character, \b and its kin none: neither is a literal. \< is a boundary elsewhere. */
static struct piece read_escape(struct reader *r) {
    if (r->p == r->end) return fail(r);
    char c = *r->p++;
    if (strchr("dDwWsSbBAz<>", c) != NULL) return (struct piece){0};
    if (strchr("nrtfv", c) != NULL) return (struct piece){0}; /* control characters part literals anyway */
    if (is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80) return fail(r);
    return character(r, c);
}

/* [...]; a class of one letter in both cases is that letter. */
static struct piece read_class(struct reader *r) {
    bool negated = take(r, '^'), first = true, same = true;
    char only = 0;
    for (;; first = false) {
        if (r->p == r->end) return fail(r);
        char c = *r->p++;
        if (c == ']' && !first) break;
        if (c == '[' || (c == '&' && at(r, '&')) || (c == '-' && at(r, '-')) || (c == '~' && at(r, '~')))
            return fail(r); /* [[:alpha:]] and set operations */
        if (c == '\\') {
            if (r->p == r->end) return fail(r);
            c = *r->p++;
            if (is_letter(c) && strchr("dDwWsSnrtfv", c) == NULL) return fail(r);
            if (is_digit(c)) return fail(r);
            same = same && !is_letter(c);
        }
        if (c == '-' && !first && !at(r, ']')) same = false;
        if ((unsigned char)c >= 0x80) same = false;
        if (only != 0 && lower(only) != lower(c)) same = false;
        only = c;
    }
    return negated || !same ? (struct piece){0} : character(r, only);
}

/* Behind "(?": flags. Sets *group when a group follows, else they hold until the enclosing group ends. */
static bool read_flags(struct reader *r, bool *group) {
    bool on = true;
    for (; r->p < r->end; r->p++) {
        switch (*r->p) {
        case 'i': r->fold = on; break;
        case 's':
        case 'm':
        case 'U': break;
        case '-': on = false; break;
        case ':':
        case ')': *group = *r->p++ == ':'; return true;
        default: return false;
        }
    }
    return false;
}

static struct piece read_group(struct reader *r) {
    bool fold = r->fold, group = true;
    if (take(r, '?')) {
        bool named = (at(r, 'P') && r->end - r->p > 1 && r->p[1] == '<') || at(r, '<');
        if (named) {
            take(r, 'P');
            take(r, '<');
            while (r->p < r->end && (is_letter(*r->p) || is_digit(*r->p) || *r->p == '_')) r->p++;
            if (!take(r, '>')) return fail(r); /* look-behind, too */
        } else if (!read_flags(r, &group)) {
            return fail(r);
        }
        if (!group) return (struct piece){.literal = true, .text = NULL, .n = 0};
    }
    struct piece inner = read_alternatives(r);
    r->fold = fold;
    return take(r, ')') ? inner : fail(r);
}

static struct piece read_atom(struct reader *r) {
    char c = *r->p++;
    switch (c) {
    case '(': return read_group(r);
    case '[': return read_class(r);
    case '\\': return read_escape(r);
    case '.':
    case '^':
    case '$': return (struct piece){0};
    case '*':
    case '+':
    case '?':
    case '{':
    case '}': return fail(r);
    default: return character(r, c);
    }
}

/* ---- repetition: how often at least */

static bool read_number(struct reader *r, unsigned *n) {
    if (r->p == r->end || !is_digit(*r->p)) return false;
    for (*n = 0; r->p < r->end && is_digit(*r->p); r->p++) {
        if (*n < 100000) *n = *n * 10 + (unsigned)(*r->p - '0');
    }
    return true;
}

/* False: none stands here. */
static bool read_repetition(struct reader *r, bool *optional) {
    if (take(r, '*') || take(r, '?')) {
        *optional = true;
    } else if (take(r, '+')) {
        *optional = false;
    } else if (take(r, '{')) {
        unsigned least = 0, most;
        if (!read_number(r, &least)) fail(r);
        if (take(r, ',')) read_number(r, &most);
        if (!take(r, '}')) fail(r);
        *optional = least == 0;
    } else {
        return false;
    }
    take(r, '?');
    if (at(r, '*') || at(r, '+') || at(r, '?') || at(r, '{')) fail(r);
    return true;
}

/* ---- sequences */

static void append(struct reader *r, struct piece *run, const struct piece *x) {
    char *text = ARENA_ARRAY(r->s->arena, char, run->n + x->n + 1);
    if (run->n > 0) memcpy(text, run->text, run->n);
    if (x->n > 0) memcpy(text + run->n, x->text, x->n);
    run->text = text;
    run->n += x->n;
}

static struct piece read_sequence(struct reader *r) {
    struct piece run = {.literal = true};
    struct needs all = {0};
    bool whole = true; /* nothing but literals so far */
    while (r->p < r->end && *r->p != '|' && *r->p != ')' && !r->failed) {
        struct piece x = read_atom(r);
        bool optional = false, repeated = !r->failed && read_repetition(r, &optional);
        if (r->failed) return x;
        if (x.literal && !repeated) {
            append(r, &run, &x);
            continue;
        }
        /* the run ends here; what comes at least once may still continue it */
        if (x.literal && !optional) append(r, &run, &x);
        struct needs before = required(r, &run);
        all = needs_both(all, &before);
        if (!x.literal && !optional) all = needs_both(all, &x.needs);
        run = (struct piece){.literal = true};
        whole = false;
    }
    if (whole) return run;
    struct needs rest = required(r, &run);
    return (struct piece){.needs = needs_both(all, &rest)};
}

static struct piece read_alternatives(struct reader *r) {
    VEC(struct needs) list = {0};
    if (++r->depth > DEPTH_MAX) return fail(r);
    struct piece x = read_sequence(r);
    while (!r->failed && at(r, '|')) {
        struct needs one = required(r, &x);
        VEC_PUSH(r->s->arena, &list, one);
        r->p++;
        x = read_sequence(r);
    }
    r->depth--;
    if (r->failed || list.n == 0) return x;
    struct needs last = required(r, &x);
    VEC_PUSH(r->s->arena, &list, last);
    return (struct piece){.needs = needs_either(r->s, list.v, list.n)};
}

struct needs needs_of_regex(struct needle_scope *s, const char *pattern, size_t n, needle_leaf leaf, void *context) {
    struct reader r = {.s = s, .p = pattern, .end = pattern + n, .leaf = leaf, .context = context};
    struct piece x = read_alternatives(&r);
    if (r.failed || r.p != r.end) return (struct needs){0};
    return required(&r, &x);
}
