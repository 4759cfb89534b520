/* The parser of patterns: alternatives, sequences, repetitions (docs: regex); groups are in re_group.c, classes in
 * re_class.c, escapes in re_escape.c. Follows the grammar of
 * Rust's regex-syntax 0.8, down to what it refuses. */
#include "re_reader.h"

#include <string.h>

#include "re_unicode.h"
#include "utf8.h"

/* ---- the reader */

void *re_fail(re_reader *r, const char *at, enum kq_regex_error_kind kind, const char *message) {
    if (re_failed(r)) return NULL;
    size_t from = (size_t)(at - r->start), to = (size_t)(r->p - r->start), end = (size_t)(r->end - r->start);
    if (to <= from) to = from < end ? from + 1 : from;
    *r->error = (kq_regex_error){.kind = kind, .from = from, .to = to, .message = message};
    return NULL;
}

bool re_take_text(re_reader *r, const char *text) {
    size_t n = strlen(text);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, text, n) != 0) return false;
    r->p += n;
    return true;
}

uint32_t re_take_char(re_reader *r) { return kq_utf8_next(&r->p, r->end); }

static bool take_white_space(re_reader *r) {
    if (r->p == r->end) return false;
    const char *p = r->p;
    uint32_t c = kq_utf8_next(&p, r->end);
    bool space = (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                 (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
                 c == 0x3000;
    if (space) r->p = p;
    return space;
}

void re_skip_space(re_reader *r) {
    if (!(r->flags & RE_VERBOSE)) return;
    for (;;) {
        if (take_white_space(r)) continue;
        if (!re_at(r, '#')) return;
        while (r->p < r->end && *r->p != '\n') r->p++;
    }
}

re_set *re_new_set(re_reader *r) {
    re_set *s = kq_alloc(r->arena, sizeof *s);
    *s = (re_set){.arena = r->arena};
    return s;
}

void re_count_set(re_reader *r, const re_set *s) {
    r->ranges += s->n + 1;
    if (r->ranges > RE_RANGES_MAX) re_fail(r, r->start, KQ_REGEX_UNSUPPORTED, "the pattern is too large");
}

/* ---- nodes */

re_node *re_new_node(re_reader *r, enum re_kind kind) {
    re_node *n = kq_alloc(r->arena, sizeof *n);
    *n = (re_node){.kind = kind};
    return n;
}

static re_node *class_node(re_reader *r, const re_set *s) {
    re_node *n = re_new_node(r, RE_CLASS);
    n->set = s;
    return n;
}

static re_node *char_node(re_reader *r, const char *from, uint32_t c) {
    if (!(r->flags & RE_UNICODE) && c >= 0x80)
        return re_fail(r, from, KQ_REGEX_INVALID, "(?-u) allows ASCII characters only");
    re_set *s = re_new_set(r);
    re_set_add(s, c, c);
    if (r->flags & RE_FOLD) re_set_fold(s, r->flags & RE_UNICODE);
    re_count_set(r, s);
    return class_node(r, s);
}

static re_node *assert_node(re_reader *r, enum re_assertion a) {
    if (a >= RE_WORD_BOUNDARY) { /* one text cannot be marked with two kinds of words */
        bool ascii = !(r->flags & RE_UNICODE);
        bool before = r->tree->assertions >> RE_WORD_BOUNDARY;
        if (before && r->tree->ascii_words != ascii)
            return re_fail(r, r->p, KQ_REGEX_UNSUPPORTED, "\\b with and without the flag u in one pattern");
        r->tree->ascii_words = ascii;
    }
    if ((a == RE_LINE_START || a == RE_LINE_END) && (r->flags & RE_CRLF))
        return re_fail(r, r->p - 1, KQ_REGEX_UNSUPPORTED, "^ and $ with both flags m and R");
    r->tree->assertions |= 1u << a;
    re_node *n = re_new_node(r, RE_ASSERT);
    n->assertion = a;
    return n;
}

static re_node *dot(re_reader *r, const char *from) {
    if (!(r->flags & RE_UNICODE)) return re_fail(r, from, KQ_REGEX_INVALID, "(?-u) allows ASCII characters only");
    re_set *s = re_new_set(r);
    if (!(r->flags & RE_DOT_ALL)) {
        re_set_add(s, '\n', '\n');
        if (r->flags & RE_CRLF) re_set_add(s, '\r', '\r');
    }
    re_set_negate(s);
    return class_node(r, s);
}

/* ---- repetition */

static bool read_count(re_reader *r, uint32_t *n) {
    while (take_white_space(r)) continue;
    const char *from = r->p;
    uint64_t v = 0;
    for (; r->p < r->end && kq_ascii_is_digit((unsigned char)*r->p); r->p++)
        v = v > UINT32_MAX ? v : v * 10 + (uint64_t)(*r->p - '0');
    bool any = r->p > from;
    while (take_white_space(r)) continue;
    if (v >= RE_UNLIMITED) return re_fail(r, from, KQ_REGEX_INVALID, "the number is too large");
    *n = (uint32_t)v;
    return any;
}

/* Behind { that stands at `from`: n} n,} n,m} and ,m} */
static bool read_counts(re_reader *r, const char *from, re_node *repeat) {
    re_skip_space(r);
    bool any = read_count(r, &repeat->least);
    repeat->most = repeat->least;
    if (re_take(r, ',')) {
        bool limited = read_count(r, &repeat->most);
        if (!limited) repeat->most = RE_UNLIMITED;
        any = any || limited;
    }
    if (re_failed(r)) return false;
    if (!any || !re_take(r, '}')) {
        if (r->lenient) return false; /* a character; so it is where it would begin the sequence */
        return re_fail(r, from, KQ_REGEX_INVALID, "a repetition is {n}, {n,} or {n,m}");
    }
    if (repeat->most < repeat->least) return re_fail(r, from, KQ_REGEX_INVALID, "the repetition ends before it begins");
    return true;
}

/* Repetitions of `what`, or `what` itself when none stands here; NULL: an error. */
static re_node *read_repetitions(re_reader *r, re_node *what) {
    for (bool first = true;; first = false) {
        re_skip_space(r);
        const char *from = r->p;
        re_node repeat = {.kind = RE_REPEAT, .most = RE_UNLIMITED, .child = what};
        if (re_take(r, '+')) {
            repeat.least = 1;
        } else if (re_take(r, '?')) {
            repeat.most = 1;
        } else if (re_take(r, '{')) {
            if (!read_counts(r, from, &repeat)) {
                if (!r->lenient) return NULL;
                r->p = from;
                return what;
            }
        } else if (!re_take(r, '*')) {
            return what;
        }
        if (!first && ++r->stacked > RE_NESTING) return re_fail(r, from, KQ_REGEX_UNSUPPORTED, "too deeply nested");
        repeat.lazy = re_take(r, '?') != ((r->flags & RE_SWAP) != 0);
        what = re_new_node(r, RE_REPEAT);
        *what = repeat;
    }
}

/* ---- sequences */

static re_node *escape_node(re_reader *r, const char *from) {
    re_escape e = re_read_escape(r, from);
    switch (e.kind) {
    case RE_ESCAPE_CHAR: return char_node(r, from, e.c);
    case RE_ESCAPE_SET: return class_node(r, e.set);
    case RE_ESCAPE_ASSERTION: return assert_node(r, e.assertion);
    case RE_ESCAPE_FAILED: break;
    }
    return NULL;
}

static re_node *no_operand(re_reader *r, const char *from) {
    return re_fail(r, from, KQ_REGEX_INVALID, "nothing that could be repeated stands before this");
}

static re_node *read_atom(re_reader *r) {
    const char *from = r->p;
    uint32_t c = re_take_char(r);
    switch (c) {
    case '(': return re_read_group(r, from);
    case '[': {
        const re_set *s = re_read_class(r, from);
        return s ? class_node(r, s) : NULL;
    }
    case '\\': return escape_node(r, from);
    case '.': return dot(r, from);
    case '^': return assert_node(r, r->flags & RE_LINES ? RE_LINE_START : RE_TEXT_START);
    case '$': return assert_node(r, r->flags & RE_LINES ? RE_LINE_END : RE_TEXT_END);
    case '*':
    case '+':
    case '?': return no_operand(r, from);
    case '{': return r->lenient ? char_node(r, from, c) : no_operand(r, from);
    default: return char_node(r, from, c);
    }
}

/* Up to |, ) or the end. NULL: an error. */
static re_node *read_sequence(re_reader *r) {
    re_node *whole = NULL, *last = NULL;
    for (;;) {
        re_skip_space(r);
        if (r->p == r->end || *r->p == '|' || *r->p == ')') break;
        re_node *x = read_atom(r);
        if (re_failed(r)) return NULL;
        if (!x) continue; /* flags */
        x = read_repetitions(r, x);
        if (!x) return NULL;
        if (!whole) {
            whole = re_new_node(r, RE_CAT);
            whole->child = x;
        } else {
            last->next = x;
        }
        last = x;
    }
    if (!whole) return re_new_node(r, RE_EMPTY);
    return whole;
}

re_node *re_read_alternatives(re_reader *r) {
    re_node *first = read_sequence(r);
    if (!first || !re_at(r, '|')) return first;
    re_node *all = re_new_node(r, RE_ALT), *last = first;
    all->child = first;
    while (re_take(r, '|')) {
        last->next = read_sequence(r);
        if (!last->next) return NULL;
        last = last->next;
    }
    return all;
}

static void parse(kq_arena *a, kq_str pattern, re_tree *tree, bool lenient, kq_regex_error *error) {
    const char *p = pattern.p;
    *tree = (re_tree){.arena = a, .names = kq_alloc(a, 2 * sizeof *tree->names), .lenient = lenient};
    memset(tree->names, 0, 2 * sizeof *tree->names);
    *error = (kq_regex_error){.kind = KQ_REGEX_OK};
    re_reader r = {.arena = a, .start = p, .p = p, .end = p + pattern.n, .flags = RE_UNICODE, .error = error};
    r.tree = tree;
    r.lenient = lenient;
    tree->root = re_read_alternatives(&r);
    if (!re_failed(&r) && r.p < r.end) re_fail(&r, r.p, KQ_REGEX_INVALID, "no group is open here");
    if (tree->assertions & RE_FRAMED_ASSERTIONS && tree->assertions & RE_LINE_ASSERTIONS)
        re_fail(&r, p, KQ_REGEX_UNSUPPORTED, "\\b{start} and its kin beside ^ or $ with the flag m");
}

bool re_parse(kq_arena *a, kq_str pattern, re_tree *tree, kq_regex_error *error) {
    kq_regex_error old;
    if (pattern.n == 0) pattern.p = "";
    if (pattern.n > RE_PATTERN_MAX) {
        *error = (kq_regex_error){KQ_REGEX_UNSUPPORTED, 0, pattern.n, "the pattern is too large"};
        return false;
    }
    parse(a, pattern, tree, false, error);
    if (error->kind == KQ_REGEX_OK) return true;
    if (error->kind == KQ_REGEX_UNSUPPORTED) return false;
    parse(a, pattern, tree, true, &old);
    return old.kind == KQ_REGEX_OK;
}
