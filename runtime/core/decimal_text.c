/* Decimals and other forms of numbers: text, long, real (see decimal.h). */
#include "decimal.h"

#include "number.h"
#include "utf8.h"
#include "wide.h"

#include <stdio.h>
#include <string.h>

enum { KEPT = 36 }; /* digits that are read: 34, one that rounds, one that says whether more follow */

typedef struct reading {
    kq_u128 digits;
    int count;
    int64_t exponent;
    bool any; /* a digit */
} reading;

static void take_digit(reading *r, char c, bool fraction) {
    r->any = true;
    if (r->count == 0 && c == '0') {
        r->exponent -= fraction;
    } else if (r->count < KEPT) {
        r->digits = r->digits * 10 + (unsigned)(c - '0');
        r->count++;
        r->exponent -= fraction;
    } else {
        if (c != '0' && r->digits % 10 == 0) r->digits++; /* no tie any more */
        r->exponent += !fraction;
    }
}

static size_t take_digits(kq_str s, size_t i, reading *r, bool fraction) {
    for (; i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); i++) take_digit(r, s.p[i], fraction);
    return i;
}

static bool take_exponent(kq_str s, size_t i, reading *r) {
    if (i == s.n) return true;
    if (s.p[i] != 'e' && s.p[i] != 'E') return false;
    i++;
    const bool negative = i < s.n && s.p[i] == '-';
    if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) i++;
    int64_t e = 0;
    const size_t first = i;
    for (; i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); i++)
        if (e < INT64_C(1) << 50) e = e * 10 + (s.p[i] - '0');
    r->exponent += negative ? -e : e;
    return i == s.n && i > first;
}

bool kq_parse_decimal(kq_str s, kq_decimal *out) {
    s = kq_ascii_trim(s);
    size_t i = 0;
    const bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) i++;
    reading r = {.count = 0};
    i = take_digits(s, i, &r, false);
    if (i < s.n && s.p[i] == '.') i = take_digits(s, i + 1, &r, true);
    if (!r.any || !take_exponent(s, i, &r)) return false;
    const kq_decimal v = kq_decimal_make(negative, r.digits, r.exponent);
    if (v.null) return false;
    *out = v;
    return true;
}

static size_t put_digits(kq_decimal v, char *text) {
    char reversed[40];
    size_t n = 0;
    for (kq_u128 c = (kq_u128)v.high << 64 | v.low; c; c /= 10) reversed[n++] = (char)('0' + (int)(c % 10));
    for (size_t i = 0; i < n; i++) text[i] = reversed[n - 1 - i];
    return n;
}

static void put_zeros(kq_buf *b, int64_t n) {
    for (; n > 0; n--) kq_buf_putc(b, '0');
}

void kq_put_decimal(kq_buf *b, kq_decimal v) {
    char text[40];
    if (v.null) return;
    const int64_t n = (int64_t)put_digits(v, text), whole = n + v.exponent; /* digits in front of the point */
    if (v.negative) kq_buf_putc(b, '-');
    if (n == 0 || whole <= 0) kq_buf_putc(b, '0');
    if (v.exponent >= 0) {
        kq_buf_put(b, text, (size_t)n);
        put_zeros(b, v.exponent);
        return;
    }
    if (whole > 0) kq_buf_put(b, text, (size_t)whole);
    kq_buf_putc(b, '.');
    put_zeros(b, -whole);
    kq_buf_put(b, text + (whole > 0 ? whole : 0), (size_t)(whole > 0 ? n - whole : n));
}

kq_str kq_decimal_text(kq_arena *a, kq_decimal v) {
    kq_buf b = {0};
    kq_put_decimal(&b, v);
    char *p = kq_alloc(a, b.n + 1);
    if (b.n) memcpy(p, b.p, b.n);
    const kq_str text = {p, b.n};
    kq_buf_free(&b);
    return text;
}

kq_decimal kq_decimal_from_long(int64_t v) {
    return kq_decimal_make(v < 0, v < 0 ? (kq_u128)(0 - (uint64_t)v) : (kq_u128)v, 0);
}

kq_decimal kq_decimal_from_real(double v) {
    char text[KQ_REAL_TEXT];
    kq_decimal out;
    return kq_parse_decimal((kq_str){text, kq_format_real(v, text)}, &out) ? out : kq_null_decimal();
}

bool kq_decimal_to_long(kq_decimal v, int64_t *out) {
    if (v.null || v.exponent > 18) return false; /* no digit is 0 at the end: 10^19 at least */
    kq_u128 c = (kq_u128)v.high << 64 | v.low;
    for (int32_t e = v.exponent; e < 0 && c; e++) c /= 10;
    for (int32_t e = v.exponent; e > 0; e--) {
        c *= 10;
        if (c > (kq_u128)1 << 64) return false;
    }
    if (c > (kq_u128)INT64_MAX + v.negative) return false;
    *out = (int64_t)(v.negative ? 0 - (uint64_t)c : (uint64_t)c);
    return true;
}

double kq_decimal_to_real(kq_decimal v) {
    char text[64];
    size_t n = 0;
    double out = 0;
    if (v.negative) text[n++] = '-';
    n += put_digits(v, text + n);
    if (kq_decimal_is_zero(v)) return 0;
    n += (size_t)snprintf(text + n, sizeof text - n, "e%d", (int)v.exponent);
    kq_parse_real((kq_str){text, n}, &out);
    return out;
}
