/* Classes in brackets: unions of characters, ranges, named classes and nested classes; && -- ~~ bind less than that and
 * are evaluated from left to right (docs: regex, "Character classes"). */
#include <string.h>

#include "re_reader.h"
#include "re_unicode.h"
#include "utf8.h"

static void fold(const re_reader *r, re_set *s) {
    if (r->flags & RE_FOLD) re_set_fold(s, r->flags & RE_UNICODE);
}

static void negate(re_reader *r, re_set *s, const char *from) {
    re_set_negate(s);
    if (!(r->flags & RE_UNICODE)) re_fail(r, from, KQ_REGEX_INVALID, "(?-u) allows ASCII characters only");
}

/* [:name:] and [:^name:]; false: what stands here is none (a class may begin with a colon). */
static bool read_ascii_class(re_reader *r, re_set *out) {
    if (!re_at(r, '[') || !re_next_is(r, ':')) return false;
    const char *name = r->p + 2, *close = name;
    bool negated = name < r->end && *name == '^';
    if (negated) close = ++name;
    while (close < r->end && *close != ':') close++;
    if (r->end - close < 2 || close[1] != ']') return false;
    re_set *s = re_new_set(r);
    if (!re_add_ascii_class(s, name, (size_t)(close - name))) return false;
    const char *from = r->p;
    r->p = close + 2;
    fold(r, s);
    if (negated) negate(r, s, from);
    re_set_add_set(out, s);
    return true;
}

/* One end of a range, or a whole class; false: it was a class, added to out. */
static bool read_item(re_reader *r, re_set *out, uint32_t *c) {
    const char *from = r->p;
    if (!re_take(r, '\\')) {
        *c = re_take_char(r);
        return true;
    }
    re_escape e = re_read_escape(r, from);
    switch (e.kind) {
    case RE_ESCAPE_CHAR: *c = e.c; return true;
    case RE_ESCAPE_SET: re_set_add_set(out, e.set); break;
    case RE_ESCAPE_ASSERTION: re_fail(r, from, KQ_REGEX_INVALID, "a place is no member of a class"); break;
    case RE_ESCAPE_FAILED: break;
    }
    return false;
}

static void read_range(re_reader *r, re_set *out) {
    const char *from = r->p;
    uint32_t first, last;
    if (!read_item(r, out, &first)) { /* a class cannot begin a range: in [\w-a] the - is itself an error in Rust */
        re_skip_space(r);
        if (!r->lenient && !re_failed(r) && re_at(r, '-') && !re_next_is(r, ']') && !re_next_is(r, '-'))
            re_fail(r, from, KQ_REGEX_INVALID, "a range begins and ends with a character");
        return;
    }
    re_skip_space(r);
    last = first;
    if (re_at(r, '-') && r->end - r->p > 1) {
        const char *dash = r->p++;
        re_skip_space(r);
        if (r->p == r->end || *r->p == ']' || *r->p == '-') {
            r->p = dash; /* the - is a member, or begins an operator */
        } else if (!read_item(r, out, &last)) {
            re_fail(r, from, KQ_REGEX_INVALID, "a range begins and ends with a character");
            return;
        }
    }
    if (last < first) {
        re_fail(r, from, KQ_REGEX_INVALID, "the range ends before it begins");
        return;
    }
    if (!(r->flags & RE_UNICODE) && last >= 0x80) {
        re_fail(r, from, KQ_REGEX_INVALID, "(?-u) allows ASCII characters only");
        return;
    }
    re_set_add(out, first, last);
}

/* && -- ~~; 0: none stands here. */
static char at_operator(const re_reader *r) {
    char c = r->p < r->end && !r->lenient ? *r->p : (char)0;
    return (c == '&' || c == '-' || c == '~') && re_next_is(r, c) ? c : (char)0;
}

static void apply(re_reader *r, char operator, re_set * left, re_set *right) {
    fold(r, left);
    fold(r, right);
    if (operator== '&') re_set_intersect(left, right);
    if (operator== '-') re_set_subtract(left, right);
    if (operator== '~') re_set_symmetric(left, right);
}

/* Members up to an operator or the closing bracket. At the beginning of a class, dashes and then a ] are members. */
static re_set *read_union(re_reader *r, const char *from, bool first) {
    re_set *s = re_new_set(r);
    re_skip_space(r);
    if (first) {
        bool dash = false;
        while (re_at(r, '-')) {
            dash = true;
            re_set_add(s, '-', '-');
            r->p++;
            re_skip_space(r);
        }
        if (!dash && re_take(r, ']')) re_set_add(s, ']', ']');
    }
    for (;;) {
        re_skip_space(r);
        if (re_failed(r)) return NULL;
        if (r->p == r->end) return re_fail(r, from, KQ_REGEX_INVALID, "the class has no closing bracket");
        if (*r->p == ']' || at_operator(r)) return s;
        if (read_ascii_class(r, s)) continue;
        if (*r->p != '[' || r->lenient) {
            read_range(r, s);
        } else {
            const char *inner = r->p++;
            const re_set *nested = re_read_class(r, inner);
            if (!nested) return NULL;
            re_set_add_set(s, nested);
        }
    }
}

const re_set *re_read_class(re_reader *r, const char *from) {
    if (++r->depth > RE_NESTING) return re_fail(r, from, KQ_REGEX_INVALID, "too deeply nested");
    re_skip_space(r);
    bool negated = re_take(r, '^');
    re_set *s = read_union(r, from, true);
    while (s && !re_take(r, ']')) {
        char operator= at_operator(r);
        r->p += 2; /* nothing else ends a union before its bracket */
        re_set *right = read_union(r, from, false);
        if (!right) return NULL;
        apply(r, operator, s, right);
    }
    if (!s) return NULL;
    fold(r, s);
    if (negated) negate(r, s, from);
    r->depth--;
    re_count_set(r, s);
    return re_failed(r) ? NULL : s;
}
