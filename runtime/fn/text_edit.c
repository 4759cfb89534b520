/* More functions that build or look at text: strrep, translate, replace_strings, regex_quote, has_any_index, code
 * points (kql.md 6, String). */
#include <kq/ops.h>

#include <string.h>

#include "arrays.h"
#include "dyn.h"
#include "match.h"
#include "utf8.h"

/* The buffer's text in x->row; gives the buffer back. */
static kq_str taken(kq_ctx *x, kq_buf *b) {
    kq_str s = kq_buf_to_arena(b, x->row);
    kq_buf_free(b);
    return s;
}

/* ---- strrep -------------------------------------------------------------------------------------------------------
 */

#define MOST_REPETITIONS 1024 /* docs: strrep-function.md */

kq_str kq_strrep_delimiter(kq_ctx *x, kq_str s, kq_long times, kq_str delimiter) {
    if (times.null || times.v <= 0) return kq_null_string();
    size_t n = times.v > MOST_REPETITIONS ? MOST_REPETITIONS : (size_t)times.v;
    size_t total = s.n * n + delimiter.n * (n - 1);
    if (!kq_text_fits(x, total)) return kq_null_string();
    char *text = kq_alloc(x->row, total), *to = text;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && delimiter.n) to = (char *)memcpy(to, delimiter.p, delimiter.n) + delimiter.n;
        if (s.n) to = (char *)memcpy(to, s.p, s.n) + s.n;
    }
    return kq_mk_string(text, total);
}
kq_str kq_strrep(kq_ctx *x, kq_str s, kq_long times) { return kq_strrep_delimiter(x, s, times, kq_null_string()); }

/* ---- translate ----------------------------------------------------------------------------------------------------
 */

/* Character i of the list, or its last one; 0 characters give none. */
static bool character_at(kq_str list, size_t i, uint32_t *out) {
    const char *p = list.p, *end = list.p + list.n;
    if (list.n == 0) return false;
    for (size_t k = 0; k <= i && p < end; k++) *out = kq_utf8_next(&p, end);
    return true;
}

/* Each character of the text that stands in `search` becomes the one at the same place of `replacement`, whose last
 * character serves the rest; an empty one deletes (docs: translate-function.md). */
kq_str kq_translate(kq_ctx *x, kq_str search, kq_str replacement, kq_str s) {
    kq_buf b = {0};
    const char *p = s.n ? s.p : "", *end = p + s.n;
    while (p < end) {
        const char *from = p;
        uint32_t c = kq_utf8_next(&p, end), to = 0;
        const char *q = search.n ? search.p : "", *last = q + search.n;
        size_t i = 0;
        while (q < last && kq_utf8_next(&q, last) != c) i++;
        bool found = false;
        if (search.n > 0) { /* the loop ends behind the match, or behind the list */
            size_t total = kq_utf8_length(search);
            found = i < total;
        }
        if (!found) {
            kq_buf_put(&b, from, (size_t)(p - from));
        } else if (character_at(replacement, i, &to)) {
            char bytes[4];
            kq_buf_put(&b, bytes, kq_utf8_put(bytes, to));
        }
    }
    return taken(x, &b);
}

/* ---- replace_strings ----------------------------------------------------------------------------------------------
 */

/* All look-ups at once: at each place the first of the list that stands there is replaced, and what was put in is not
 * looked at again. A look-up that is no text is passed over; where the rewrite is none, what was found stays (docs:
 * replace-strings-function.md, third example). */
kq_str kq_replace_strings(kq_ctx *x, kq_str s, kq_dyn lookups, kq_dyn rewrites) {
    const kq_dyn *from, *to;
    uint32_t n, m;
    if (s.n == 0 || !kq_elements(x, lookups, &from, &n) || !kq_elements(x, rewrites, &to, &m)) return s;
    if (m < n) n = m;
    kq_buf b = {0};
    for (size_t at = 0; at < s.n;) {
        uint32_t i = 0;
        for (; i < n; i++) {
            if (from[i].tag != KQ_DYN_STRING) continue;
            kq_str f = from[i].u.s;
            if (f.n > 0 && f.n <= s.n - at && memcmp(s.p + at, f.p, f.n) == 0) break;
        }
        if (i < n) {
            kq_str put = to[i].tag == KQ_DYN_STRING ? to[i].u.s : from[i].u.s;
            kq_buf_put(&b, put.p, put.n);
            at += from[i].u.s.n;
        } else {
            kq_buf_putc(&b, s.p[at++]);
        }
        if (b.n > KQ_MAX_TEXT) break;
    }
    if (!kq_text_fits(x, b.n)) b.n = 0;
    return taken(x, &b);
}

/* ---- regex_quote --------------------------------------------------------------------------------------------------
 */

/* A backslash before every character that means something in a pattern (docs: regex-quote-function.md). */
kq_str kq_regex_quote(kq_ctx *x, kq_str s) {
    kq_buf b = {0};
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] && strchr("\\.+*?()|[]{}^$#&-~", s.p[i])) kq_buf_putc(&b, '\\');
        kq_buf_putc(&b, s.p[i]);
    }
    return taken(x, &b);
}

/* ---- has_any_index ------------------------------------------------------------------------------------------------
 */

/* Place of the first value that the text has as a term; -1 when there is none (docs: has-any-index-function.md). */
kq_long kq_has_any_index(kq_ctx *x, kq_str s, kq_dyn values) {
    const kq_dyn *items;
    uint32_t n;
    if (!kq_elements(x, values, &items, &n)) return kq_mk_long(-1);
    for (uint32_t i = 0; i < n; i++)
        if (kq_true(kq_has(x, s, kq_tostring_dynamic(x, items[i])))) return kq_mk_long(i);
    return kq_mk_long(-1);
}

/* ---- code points --------------------------------------------------------------------------------------------------
 */

kq_dyn kq_unicode_codepoints_from_string(kq_ctx *x, kq_str s) {
    size_t n = s.n ? kq_utf8_length(s) : 0;
    kq_dyn *r = kq_alloc(x->row, n * sizeof *r);
    const char *p = s.n ? s.p : "", *end = p + s.n;
    for (size_t i = 0; i < n; i++) r[i] = kq_dyn_long(kq_utf8_next(&p, end));
    return kq_dyn_array(r, (uint32_t)n);
}

static void put_codepoint(kq_buf *b, kq_dyn d) {
    char bytes[4];
    kq_long v = kq_dyn_as_long(d);
    if (v.null) return;
    kq_buf_put(b, bytes, kq_utf8_put(bytes, v.v < 0 || v.v > 0x10FFFF ? KQ_REPLACEMENT : (uint32_t)v.v));
}

/* Numbers and arrays of numbers, one after the other (docs: unicode-codepoints-to-string-function.md). */
kq_str kq_unicode_codepoints_to_string(kq_ctx *x, const kq_dyn *args, size_t n) {
    kq_buf b = {0};
    const kq_dyn *items;
    uint32_t count;
    for (size_t i = 0; i < n; i++) {
        if (!kq_elements(x, args[i], &items, &count)) {
            put_codepoint(&b, args[i]);
            continue;
        }
        for (uint32_t k = 0; k < count; k++) put_codepoint(&b, items[k]);
    }
    return taken(x, &b);
}

kq_bool kq_isascii(kq_ctx *x, kq_str s) {
    (void)x;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80) return kq_mk_bool(false);
    return kq_mk_bool(true);
}
kq_bool kq_isutf8(kq_ctx *x, kq_str s) { return (void)x, kq_mk_bool(s.n == 0 || kq_utf8_valid(s.p, s.n)); }
