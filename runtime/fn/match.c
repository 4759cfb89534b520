/* String operators: =~ !~, the has family (terms), contains, startswith, endswith and their negations. None of them is
 * ever null; case-insensitive forms fold ASCII only (kql.md 3.1, 3.4). */
#include "match.h"

#include <kq/bytes.h>
#include <kq/ops.h>

#include <string.h>

#include "textkernels.h"
#include "utf8.h"

static bool equal_bytes(const char *a, const char *b, size_t n, bool fold) {
    return fold ? kq_ascii_same_fold(a, b, n) : kq_bytes_equal(a, b, n);
}

/* The kernels compare at every position that looks right, which is the fastest for the short needles of rules; memmem
 * stays linear for long ones, which come from the events. */
#define LONG_NEEDLE 64

size_t kq_find(kq_str s, size_t from, kq_str needle, bool fold) {
    if (needle.n == 0) return from;
    if (needle.n > s.n - from) return KQ_NOT_FOUND;
    const char *p = s.p + from, *end = s.p + s.n, *match;
    if (fold) {
        match = kq_text->find_fold(p, end, needle.p, needle.n);
    } else if (needle.n < LONG_NEEDLE) {
        match = kq_text->find(p, end, needle.p, needle.n);
    } else {
        match = memmem(p, s.n - from, needle.p, needle.n);
    }
    return match ? (size_t)(match - s.p) : KQ_NOT_FOUND;
}

/* ---- terms ----
 * A term is a maximal sequence of letters and digits, Unicode's, so `_` separates (kql.md 3.2). */

static bool alnum_at(const char *p, const char *end) {
    unsigned char c = (unsigned char)*p;
    return c < 0x80 ? kq_ascii_is_alnum(c) : kq_char_is_alnum(kq_utf8_next(&p, end));
}

/* The character that ends at `end` (> start). */
static bool alnum_before(const char *start, const char *end) {
    const char *p = end - 1;
    while (p > start && end - p < 4 && ((unsigned char)*p & 0xC0) == 0x80) p--;
    return alnum_at(p, end);
}

enum side { LEFT = 1, RIGHT = 2 };

/* Some occurrence whose ends, as far as `sides` asks and the needle's own end is a term character, are term boundaries.
 * The needle may hold separators; every position is tried. */
static bool has_term(kq_str s, kq_str needle, int sides, bool fold) {
    if (needle.n == 0) return true;
    bool left = (sides & LEFT) && alnum_at(needle.p, needle.p + needle.n);
    bool right = (sides & RIGHT) && alnum_before(needle.p, needle.p + needle.n);
    for (size_t at = 0; (at = kq_find(s, at, needle, fold)) != KQ_NOT_FOUND; at++) {
        size_t end = at + needle.n;
        if (left && at > 0 && alnum_before(s.p, s.p + at)) continue;
        if (right && end < s.n && alnum_at(s.p + end, s.p + s.n)) continue;
        return true;
    }
    return false;
}

static bool contains(kq_str s, kq_str needle, bool fold) { return kq_find(s, 0, needle, fold) != KQ_NOT_FOUND; }
static bool startswith(kq_str s, kq_str needle, bool fold) {
    return s.n >= needle.n && equal_bytes(s.p, needle.p, needle.n, fold);
}
static bool endswith(kq_str s, kq_str needle, bool fold) {
    return s.n >= needle.n && equal_bytes(s.n ? s.p + (s.n - needle.n) : s.p, needle.p, needle.n, fold);
}

/* An operator and its negation. */
#define KQ_DEFINE_MATCH(NAME, EXPRESSION)                                                             \
    kq_bool kq_##NAME(kq_ctx *x, kq_str s, kq_str needle) { return (void)x, kq_mk_bool(EXPRESSION); } \
    kq_bool kq_not_##NAME(kq_ctx *x, kq_str s, kq_str needle) { return (void)x, kq_mk_bool(!(EXPRESSION)); }

KQ_DEFINE_MATCH(has, has_term(s, needle, LEFT | RIGHT, true))
KQ_DEFINE_MATCH(has_cs, has_term(s, needle, LEFT | RIGHT, false))
KQ_DEFINE_MATCH(hasprefix, has_term(s, needle, LEFT, true))
KQ_DEFINE_MATCH(hasprefix_cs, has_term(s, needle, LEFT, false))
KQ_DEFINE_MATCH(hassuffix, has_term(s, needle, RIGHT, true))
KQ_DEFINE_MATCH(hassuffix_cs, has_term(s, needle, RIGHT, false))
KQ_DEFINE_MATCH(contains, contains(s, needle, true))
KQ_DEFINE_MATCH(contains_cs, contains(s, needle, false))
KQ_DEFINE_MATCH(startswith, startswith(s, needle, true))
KQ_DEFINE_MATCH(startswith_cs, startswith(s, needle, false))
KQ_DEFINE_MATCH(endswith, endswith(s, needle, true))
KQ_DEFINE_MATCH(endswith_cs, endswith(s, needle, false))

kq_bool kq_eq_ci(kq_ctx *x, kq_str a, kq_str b) {
    return (void)x, kq_mk_bool(a.n == b.n && equal_bytes(a.p, b.p, a.n, true));
}
kq_bool kq_ne_ci(kq_ctx *x, kq_str a, kq_str b) { return kq_mk_bool(!kq_eq_ci(x, a, b).v); }
