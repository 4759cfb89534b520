/* Functions that build or measure text: strcat, strlen, strcmp, substring, tolower, toupper, reverse, replace_string.
 * Positions and lengths count code points. Text has no null; a null number gives "" (or null for a number). New text
 * lives in x->row, a part of an argument stays where it was. */
#include <kq/bytes.h>
#include <kq/ops.h>

#include <string.h>

#include "utf8.h"

static char *append(char *to, kq_str s) {
    if (s.n) memcpy(to, s.p, s.n);
    return to + s.n;
}

kq_str kq_strcat(kq_ctx *x, const kq_str *args, size_t n) {
    size_t total = 0;
    for (size_t i = 0; i < n; i++) total += args[i].n;
    if (n == 1 || total == 0) return n == 1 ? args[0] : kq_null_string();
    char *text = kq_alloc(x->row, total), *end = text;
    for (size_t i = 0; i < n; i++) end = append(end, args[i]);
    return kq_mk_string(text, total);
}

/* args[0] is the delimiter; it stands between all others, empty ones included. */
kq_str kq_strcat_delim(kq_ctx *x, const kq_str *args, size_t n) {
    if (n < 2) return kq_null_string();
    size_t total = args[0].n * (n - 2);
    for (size_t i = 1; i < n; i++) total += args[i].n;
    char *text = kq_alloc(x->row, total), *end = append(text, args[1]);
    for (size_t i = 2; i < n; i++) end = append(append(end, args[0]), args[i]);
    return kq_mk_string(text, total);
}

kq_long kq_strlen(kq_ctx *x, kq_str s) { return (void)x, kq_mk_long((int64_t)kq_utf8_length(s)); }

/* -1, 0, 1 by bytes, which is the order of code points. */
kq_long kq_strcmp(kq_ctx *x, kq_str a, kq_str b) {
    (void)x;
    int order = kq_bytes_compare(a.p, b.p, a.n < b.n ? a.n : b.n);
    return kq_mk_long(order ? order : (a.n > b.n) - (a.n < b.n));
}

/* Skips up to n code points. */
static const char *skip(const char *p, const char *end, int64_t n) {
    while (n > 0 && p < end) {
        kq_utf8_next(&p, end);
        n--;
    }
    return p;
}

/* A negative start counts from the end and stops at the beginning; behind the end there is "" (kql.md 6; the last two
 * are assumed, as is "" for a negative length). */
static kq_str substring(kq_str s, int64_t start, int64_t length) {
    if (s.n == 0 || length < 0) return kq_null_string();
    const char *end = s.p + s.n;
    if (start < 0) {
        int64_t total = (int64_t)kq_utf8_length(s);
        start = start < -total ? 0 : total + start;
    }
    const char *from = skip(s.p, end, start);
    return kq_mk_string(from, (size_t)(skip(from, end, length) - from));
}

kq_str kq_substring(kq_ctx *x, kq_str s, kq_long start) {
    return (void)x, start.null ? kq_null_string() : substring(s, start.v, INT64_MAX);
}

kq_str kq_substring_length(kq_ctx *x, kq_str s, kq_long start, kq_long length) {
    return (void)x, start.null || length.null ? kq_null_string() : substring(s, start.v, length.v);
}

/* Both mappings are Unicode's simple one (kql.md 3.4); the length in bytes may change. */
static kq_str map_characters(kq_ctx *x, kq_str s, uint32_t (*map)(uint32_t)) {
    const char *end = s.p + s.n;
    size_t length = 0;
    char bytes[4];
    bool same = true;
    for (const char *p = s.p; p < end;) {
        const char *at = p;
        size_t n = kq_utf8_put(bytes, map(kq_utf8_next(&p, end)));
        same = same && n == (size_t)(p - at) && memcmp(at, bytes, n) == 0;
        length += n;
    }
    if (same) return s;
    char *text = kq_alloc(x->row, length), *to = text;
    for (const char *p = s.p; p < end;) to += kq_utf8_put(to, map(kq_utf8_next(&p, end)));
    return kq_mk_string(text, length);
}

/* ASCII, which most text is, without decoding. */
static kq_str map_text(kq_ctx *x, kq_str s, bool (*ascii)(char *, const char *, size_t), uint32_t (*map)(uint32_t)) {
    if (s.n == 0) return s;
    kq_mark mark = kq_arena_mark(x->row);
    char *to = kq_alloc(x->row, s.n);
    if (ascii(to, s.p, s.n)) return kq_mk_string(to, s.n);
    kq_arena_release(x->row, mark);
    return map_characters(x, s, map);
}

kq_str kq_tolower(kq_ctx *x, kq_str s) { return map_text(x, s, kq_ascii_to_lower, kq_char_lower); }
kq_str kq_toupper(kq_ctx *x, kq_str s) { return map_text(x, s, kq_ascii_to_upper, kq_char_upper); }

/* ASCII alone, as in =~ and in~. */
kq_str kq_fold_case(kq_ctx *x, kq_str s) {
    if (s.n == 0) return s;
    char *to = kq_alloc(x->row, s.n);
    for (size_t i = 0; i < s.n; i++) to[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + ('a' - 'A') : s.p[i]);
    return kq_mk_string(to, s.n);
}

kq_str kq_reverse(kq_ctx *x, kq_str s) {
    if (s.n == 0) return s;
    char *text = kq_alloc(x->row, s.n), *to = text + s.n;
    const char *end = s.p + s.n;
    for (const char *p = s.p; p < end;) {
        const char *at = p;
        kq_utf8_next(&p, end);
        to -= p - at;
        memcpy(to, at, (size_t)(p - at));
    }
    return kq_mk_string(text, s.n);
}

/* All matches from left to right that do not overlap; an empty lookup changes nothing (kql.md 6). */
kq_str kq_replace_string(kq_ctx *x, kq_str s, kq_str lookup, kq_str rewrite) {
    if (s.n == 0 || lookup.n == 0) return s;
    const char *end = s.p + s.n, *match;
    size_t count = 0;
    for (const char *p = s.p; (match = memmem(p, (size_t)(end - p), lookup.p, lookup.n)); p = match + lookup.n) count++;
    if (count == 0) return s;
    size_t length = s.n - count * lookup.n + count * rewrite.n;
    if (!kq_text_fits(x, length)) return kq_null_string();
    char *text = kq_alloc(x->row, length), *to = text;
    const char *p = s.p;
    for (; (match = memmem(p, (size_t)(end - p), lookup.p, lookup.n)); p = match + lookup.n)
        to = append(append(to, kq_mk_string(p, (size_t)(match - p))), rewrite);
    append(to, kq_mk_string(p, (size_t)(end - p)));
    return kq_mk_string(text, length);
}
