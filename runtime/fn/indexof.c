/* indexof and countof: where and how often a text occurs in another, in code points. */
#include <kq/ops.h>

#include "match.h"
#include "utf8.h"

/* Byte offset behind `n` more code points, at most the end. */
static size_t advance(kq_str s, size_t from, int64_t n) {
    const char *p = s.p + from, *end = s.p + s.n;
    for (; n > 0 && p < end; n--) kq_utf8_next(&p, end);
    return (size_t)(p - s.p);
}

static int64_t count_points(kq_str s, size_t from, size_t to) {
    return (int64_t)kq_utf8_length(kq_mk_string(s.p + from, to - from));
}

/* Position of the occurrence number `occurrence` (from 1, overlapping ones count) in the `length` characters from
 * `start`; -1 when there is none. A negative start counts from the end, as the page's example does; length -1 is "to
 * the end". length < -1 or occurrence < 0 gives null (docs: indexof-function.md).
 * The page's idx8, indexof("abcdefgabcdefg", "cde", 1, 10, 2) = 9, is a match that ends one character behind the
 * 10 from start; so the length is counted anew where the search goes on behind an occurrence. */
kq_long kq_indexof_occurrence(kq_ctx *x, kq_str s, kq_str match, kq_long start, kq_long length, kq_long occurrence) {
    (void)x;
    if (start.null || length.null || occurrence.null || length.v < -1 || occurrence.v < 0) return kq_null_long();
    if (s.n == 0) s.p = "";
    int64_t total = count_points(s, 0, s.n), first = start.v;
    if (first < 0) first = first < -total ? 0 : total + first;
    if (first > total || occurrence.v == 0) return kq_mk_long(-1);
    size_t from = advance(s, 0, first), end = length.v < 0 ? s.n : advance(s, from, length.v);
    for (;;) {
        size_t at = kq_find(kq_mk_string(s.p, end), from, match, false);
        if (at == KQ_NOT_FOUND) return kq_mk_long(-1);
        int64_t skipped = count_points(s, from, at);
        if (--occurrence.v == 0) return kq_mk_long(first + skipped);
        if (at == s.n) return kq_mk_long(-1);
        from = advance(s, at, 1);
        first += skipped + 1;
        end = advance(s, end, skipped + 1);
        if (end < from) end = from; /* in text that is not UTF-8 a match may begin inside a character */
    }
}

kq_long kq_indexof_length(kq_ctx *x, kq_str s, kq_str match, kq_long start, kq_long length) {
    return kq_indexof_occurrence(x, s, match, start, length, kq_mk_long(1));
}
kq_long kq_indexof_start(kq_ctx *x, kq_str s, kq_str match, kq_long start) {
    return kq_indexof_length(x, s, match, start, kq_mk_long(-1));
}
kq_long kq_indexof(kq_ctx *x, kq_str s, kq_str match) { return kq_indexof_start(x, s, match, kq_mk_long(0)); }

/* Plain matches overlap: countof("aaaa", "aa") is 3 (docs: countof-function.md). Nothing occurs 0 times [assumed]. */
kq_long kq_countof(kq_ctx *x, kq_str s, kq_str search) {
    (void)x;
    int64_t n = 0;
    if (search.n == 0) return kq_mk_long(0);
    for (size_t at = 0; (at = kq_find(s, at, search, false)) != KQ_NOT_FOUND; at++) n++;
    return kq_mk_long(n);
}
