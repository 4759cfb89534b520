/* Punycode (RFC 3492) and internationalised domain names (docs: punycode-from-string-function.md and its sisters;
 * letters keep their case, nothing is normalised, as the examples show). Written out here because Debian's libraries
 * for it, libidn and libidn2, are under the LGPL, which a static detector would hand on to its users.
 *
 * The algorithm takes quadratic time, so texts over MAX_POINTS characters give "" like all that cannot be converted. */
#include <kq/ops.h>

#include <string.h>

#include "utf8.h"

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_POINT = 128 };
enum { MAX_POINTS = 4096 };

static uint32_t adapt(uint32_t delta, uint32_t points, bool first) {
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    uint32_t k = 0;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE) delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias) {
    return k <= bias + T_MIN ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

/* false: not UTF-8, or too long */
static bool points_of(kq_str s, uint32_t *points, uint32_t *n) {
    if (!kq_utf8_valid(s.p, s.n)) return false;
    *n = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        if (*n == MAX_POINTS) return false;
        points[(*n)++] = kq_utf8_next(&p, end);
    }
    return true;
}

static char *put_delta(char *to, uint32_t delta, uint32_t bias) {
    for (uint32_t k = BASE;; k += BASE) {
        const uint32_t t = threshold(k, bias), digit = delta < t ? delta : t + (delta - t) % (BASE - t);
        *to++ = (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
        if (delta < t) return to;
        delta = (delta - t) / (BASE - t);
    }
}

/* RFC 3492 6.3. A delta is below 0x110000 * (MAX_POINTS + 1) and needs seven digits at most. */
static bool encode(kq_ctx *x, kq_str s, kq_str *out) {
    uint32_t points[MAX_POINTS], n;
    if (!points_of(s, points, &n)) return false;
    char *text = kq_alloc(x->row, 8 * (size_t)n + 1), *to = text;
    for (uint32_t i = 0; i < n; i++)
        if (points[i] < FIRST_POINT) *to++ = (char)points[i];
    const uint32_t basic = (uint32_t)(to - text);
    if (basic > 0) *to++ = '-';
    uint32_t point = FIRST_POINT, bias = FIRST_BIAS;
    uint64_t delta = 0;
    for (uint32_t done = basic; done < n;) {
        uint32_t next = UINT32_MAX;
        for (uint32_t i = 0; i < n; i++)
            if (points[i] >= point && points[i] < next) next = points[i];
        delta += (uint64_t)(next - point) * (done + 1);
        point = next;
        for (uint32_t i = 0; i < n; i++) {
            if (points[i] < point) delta++;
            if (points[i] != point) continue;
            if (delta > UINT32_MAX) return false;
            to = put_delta(to, (uint32_t)delta, bias);
            bias = adapt((uint32_t)delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        point++;
    }
    *out = kq_mk_string(text, (size_t)(to - text));
    return true;
}

static bool take_delta(const char **p, const char *end, uint32_t bias, uint64_t *delta) {
    uint64_t weight = 1;
    for (uint32_t k = BASE;; k += BASE) {
        if (*p == end) return false;
        const unsigned char c = (unsigned char)*(*p)++, low = kq_ascii_lower(c);
        const uint32_t digit = kq_ascii_is_digit(c)       ? 26u + (uint32_t)(c - '0')
                               : low >= 'a' && low <= 'z' ? (uint32_t)(low - 'a')
                                                          : (uint32_t)BASE;
        if (digit == BASE) return false;
        *delta += digit * weight;
        const uint32_t t = threshold(k, bias);
        if (digit < t) return true;
        weight *= BASE - t;
        if (*delta > UINT32_MAX || weight > UINT32_MAX) return false;
    }
}

/* RFC 3492 6.2 */
static bool decode(kq_ctx *x, kq_str s, kq_str *out) {
    uint32_t points[MAX_POINTS], n = 0;
    if (s.n > MAX_POINTS) return false;
    const char *p = s.p, *end = s.p + s.n, *hyphen = s.n ? memrchr(s.p, '-', s.n) : NULL;
    for (; hyphen && p < hyphen; p++) {
        if ((unsigned char)*p >= FIRST_POINT) return false;
        points[n++] = (unsigned char)*p;
    }
    if (hyphen) p = hyphen + 1;
    uint32_t bias = FIRST_BIAS;
    uint64_t at = 0, point = FIRST_POINT;
    while (p < end) {
        const uint64_t before = at;
        if (n == MAX_POINTS || !take_delta(&p, end, bias, &at) || at > UINT32_MAX) return false;
        bias = adapt((uint32_t)(at - before), n + 1, before == 0);
        point += at / (n + 1);
        at %= n + 1;
        if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
        memmove(points + at + 1, points + at, (n - at) * sizeof *points);
        points[at++] = (uint32_t)point;
        n++;
    }
    char *text = kq_alloc(x->row, 4 * (size_t)n), *to = text;
    for (uint32_t i = 0; i < n; i++) to += kq_utf8_put(to, points[i]);
    *out = kq_mk_string(text, (size_t)(to - text));
    return true;
}

kq_str kq_punycode_from_string(kq_ctx *x, kq_str s) {
    kq_str out;
    return encode(x, s, &out) ? out : kq_null_string();
}

kq_str kq_punycode_to_string(kq_ctx *x, kq_str s) {
    kq_str out;
    return decode(x, s, &out) ? out : kq_null_string();
}

/* ---- domain names: label by label ----------------------------------------------------------------------------------
 */

static const kq_str prefix = KQ_LIT("xn--");

static bool is_ascii(kq_str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= FIRST_POINT) return false;
    return true;
}

static bool encode_label(kq_ctx *x, kq_str label, kq_str *out, bool *changed) {
    *changed = !is_ascii(label);
    *out = label;
    return !*changed || encode(x, label, out);
}

static bool decode_label(kq_ctx *x, kq_str label, kq_str *out, bool *changed) {
    *changed = label.n >= prefix.n && kq_ascii_same_fold(label.p, prefix.p, prefix.n);
    *out = label;
    return !*changed || decode(x, kq_mk_string(label.p + prefix.n, label.n - prefix.n), out);
}

/* The bytes of the separator at p, 0 when there is none. IDNA (RFC 3490 3.1): U+002E, U+3002, U+FF0E, U+FF61. */
static size_t separator(const char *p, const char *end) {
    if (*p == '.') return 1;
    if (end - p < 3) return 0;
    return memcmp(p, "\xE3\x80\x82", 3) == 0 || memcmp(p, "\xEF\xBC\x8E", 3) == 0 || memcmp(p, "\xEF\xBD\xA1", 3) == 0
               ? 3
               : 0;
}

static kq_str each_label(kq_ctx *x, kq_str s, bool (*convert)(kq_ctx *, kq_str, kq_str *, bool *), bool encodes) {
    if (s.n > 4 * (size_t)MAX_POINTS) return kq_null_string();
    /* a label grows to 8 bytes a character when encoded, to 4 when decoded; then there is its prefix */
    char *text = kq_alloc(x->row, 13 * s.n + 1), *to = text;
    const char *end = s.p + s.n;
    for (const char *p = s.p, *from = s.p; s.n > 0; p++) {
        const size_t dot = p < end ? separator(p, end) : 0;
        if (p < end && dot == 0) continue;
        kq_str label;
        bool changed;
        if (!convert(x, kq_mk_string(from, (size_t)(p - from)), &label, &changed)) return kq_null_string();
        if (changed && encodes) to = (char *)memcpy(to, prefix.p, prefix.n) + prefix.n;
        if (label.n) memcpy(to, label.p, label.n);
        to += label.n;
        if (p == end) break;
        *to++ = '.';
        from = p + dot;
        p = from - 1;
    }
    return kq_mk_string(text, (size_t)(to - text));
}

kq_str kq_punycode_domain_to_string(kq_ctx *x, kq_str s) { return each_label(x, s, encode_label, true); }
kq_str kq_punycode_domain_from_string(kq_ctx *x, kq_str s) { return each_label(x, s, decode_label, false); }
