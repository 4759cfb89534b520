/* Texts without or with something else in place of what a pattern finds: replace_regex, trim (kql.md 3.5, 6). With a
 * pattern that is not valid the text stays as it is; constant ones are checked by the compiler. */
#include <kq/ops.h>
#include <kq/regex.h>

#include "buf.h"
#include "utf8.h"

/* \0 is the whole match, \1 ... \9 its groups, \\ a backslash (docs: replace-regex-function); another character behind
 * a backslash stands for itself, with its backslash [assumed]. */
static void put_rewrite(kq_buf *b, kq_str rewrite, kq_str s, const kq_regex_span *spans) {
    for (size_t i = 0; i < rewrite.n; i++) {
        char c = rewrite.p[i], next = i + 1 < rewrite.n ? rewrite.p[i + 1] : 0;
        if (c != '\\' || (next != '\\' && !kq_ascii_is_digit((unsigned char)next))) {
            kq_buf_putc(b, c);
            continue;
        }
        i++;
        if (next == '\\') {
            kq_buf_putc(b, '\\');
            continue;
        }
        const kq_regex_span *span = &spans[next - '0'];
        if (span->from != SIZE_MAX) kq_buf_put(b, s.p + span->from, span->to - span->from);
    }
}

kq_str kq_re_replace(kq_ctx *x, kq_str s, kq_str pattern, kq_str rewrite) {
    const kq_regex *re = kq_regex_cached(x, pattern);
    if (!re) return s;
    if (s.n == 0) s.p = "";
    kq_regex_text t;
    kq_regex_span spans[10];
    kq_buf b = {0};
    size_t done = 0;
    bool any = false;
    kq_regex_open(x, re, s, &t);
    for (; kq_regex_next(&t, spans, 10); any = true) {
        kq_buf_put(&b, s.p + done, spans[0].from - done);
        put_rewrite(&b, rewrite, s, spans);
        done = spans[0].to;
        if (b.n > KQ_MAX_TEXT) break;
    }
    if (!any) return s;
    kq_buf_put(&b, s.p + done, s.n - done);
    if (!kq_text_fits(x, b.n)) b.n = 0;
    kq_str out = kq_buf_to_arena(&b, x->row);
    kq_buf_free(&b);
    return out;
}

/* The old name, which takes the text last. */
kq_str kq_re_replace_old(kq_ctx *x, kq_str pattern, kq_str rewrite, kq_str s) {
    return kq_re_replace(x, s, pattern, rewrite);
}

/* ---- trim ----------------------------------------------------------------------------------------------------------
 * Matches at an end of the text go, one after the other, as often as the pattern matches there. */

kq_str kq_re_trim_start(kq_ctx *x, kq_str pattern, kq_str s) {
    const kq_regex *re = kq_regex_cached_for(x, pattern, KQ_REGEX_LEADING);
    kq_regex_text t;
    kq_regex_span whole;
    if (!re || s.n == 0) return s;
    kq_regex_open(x, re, s, &t);
    return kq_regex_next(&t, &whole, 1) ? kq_mk_string(s.p + whole.to, s.n - whole.to) : s;
}

kq_str kq_re_trim_end(kq_ctx *x, kq_str pattern, kq_str s) {
    const kq_regex *re = kq_regex_cached_for(x, pattern, KQ_REGEX_TRAILING);
    kq_regex_text t;
    kq_regex_span whole;
    if (!re || s.n == 0) return s;
    kq_regex_open(x, re, s, &t);
    return kq_regex_next(&t, &whole, 1) ? kq_mk_string(s.p, whole.from) : s;
}

kq_str kq_re_trim(kq_ctx *x, kq_str pattern, kq_str s) {
    return kq_re_trim_end(x, pattern, kq_re_trim_start(x, pattern, s));
}
