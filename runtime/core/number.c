/* Text of bool, long and real, both ways. Texts are checked and brought to a plain form here, so that strtod (which
 * rounds correctly) only ever sees digits and an exponent: no locale, no hexadecimal floats, no NUL needed. */
#include "number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static bool parse_hex(kq_str digits, int64_t *out) {
    uint64_t v = 0;
    if (!digits.n) return false;
    for (size_t i = 0; i < digits.n; i++) {
        int d = kq_ascii_hex((unsigned char)digits.p[i]);
        if (d < 0 || v > (uint64_t)INT64_MAX >> 4) return false;
        v = v << 4 | (unsigned)d;
    }
    *out = (int64_t)v;
    return true;
}

bool kq_parse_long(kq_str s, int64_t *out) {
    s = kq_ascii_trim(s);
    if (s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X')) {
        return parse_hex(kq_mk_string(s.p + 2, s.n - 2), out);
    }
    size_t i = 0;
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) i++;
    if (i == s.n) return false;
    uint64_t v = 0, limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    for (size_t safe = i + 18; i < s.n; i++) { /* 18 digits are below every limit */
        if (!kq_ascii_is_digit((unsigned char)s.p[i])) return false;
        unsigned d = (unsigned)(s.p[i] - '0');
        if (i >= safe && v > (limit - d) / 10) return false;
        v = v * 10 + d;
    }
    *out = (int64_t)(negative ? 0 - v : v);
    return true;
}

bool kq_parse_bool(kq_str s, bool *out) {
    static const kq_str true_text = KQ_LIT("true"), false_text = KQ_LIT("false");
    s = kq_ascii_trim(s);
    bool yes = kq_ascii_equal_fold(s, true_text) || (s.n == 1 && s.p[0] == '1');
    bool no = kq_ascii_equal_fold(s, false_text) || (s.n == 1 && s.p[0] == '0');
    if (yes || no) *out = yes;
    return yes || no;
}

/* Digits that decide the nearest double: 767 suffice (the longest halfway point between two doubles), one more tells
 * "exactly" from "and something". */
#define KEPT_DIGITS 770
#define EXPONENT_LIMIT                                                                            \
    1000000 /* beyond, the value is 0 or infinite whatever the digits (a text has < 2^40 of them) \
             */

typedef struct decimal {
    char digits[KEPT_DIGITS + 2]; /* significant digits, no leading zero */
    int count;
    int64_t exponent; /* value = digits * 10^exponent */
    bool dropped;     /* something other than 0 was left out behind */
} decimal;

static void add_digit(decimal *d, char c, bool fraction) {
    if (d->count == 0 && c == '0') {
        if (fraction) d->exponent--;
    } else if (d->count < KEPT_DIGITS) {
        d->digits[d->count++] = c;
        if (fraction) d->exponent--;
    } else {
        if (c != '0') d->dropped = true;
        if (!fraction) d->exponent++;
    }
}

/* Digits, a point, an exponent; false when it is something else or has no digit. */
static bool read_decimal(kq_str s, decimal *d) {
    size_t i = 0, digits = 0;
    d->count = 0;
    d->exponent = 0;
    d->dropped = false;
    for (; i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); i++, digits++) add_digit(d, s.p[i], false);
    if (i < s.n && s.p[i] == '.') {
        for (i++; i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); i++, digits++) add_digit(d, s.p[i], true);
    }
    if (!digits) return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        bool negative = i < s.n && s.p[i] == '-';
        if (i < s.n && (s.p[i] == '-' || s.p[i] == '+')) i++;
        if (i == s.n) return false;
        int64_t e = 0;
        for (; i < s.n && kq_ascii_is_digit((unsigned char)s.p[i]); i++) {
            if (e < INT64_C(1) << 50) e = e * 10 + (s.p[i] - '0');
        }
        d->exponent += negative ? -e : e;
    }
    return i == s.n;
}

/* All exact. */
static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Up to 15 digits with at most one point among them: both the digits and the power of ten are exact doubles, so that
 * one division rounds correctly (Clinger, PLDI 1990). False: read it the general way. */
static bool read_short(kq_str s, double *out) {
    int64_t digits = 0;
    size_t point = s.n;
    if (s.n > 15) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' && point == s.n) {
            point = i;
        } else if (kq_ascii_is_digit((unsigned char)s.p[i])) {
            digits = digits * 10 + (s.p[i] - '0');
        } else {
            return false;
        }
    }
    if (s.n < 2) return false; /* nothing, or perhaps a point alone */
    *out = (double)digits / power[point < s.n ? s.n - point - 1 : 0];
    return true;
}

static double decimal_value(decimal *d) {
    if (d->count == 0) return 0;
    if (d->count <= 15 && d->exponent >= -22 && d->exponent <= 22) {
        /* As in read_short. */
        int64_t digits = 0;
        for (int i = 0; i < d->count; i++) digits = digits * 10 + (d->digits[i] - '0');
        return d->exponent < 0 ? (double)digits / power[-d->exponent] : (double)digits * power[d->exponent];
    }
    int64_t exponent = d->exponent;
    if (d->dropped) {
        d->digits[d->count++] = '1';
        exponent--;
    }
    if (exponent > EXPONENT_LIMIT) exponent = EXPONENT_LIMIT;
    if (exponent < -EXPONENT_LIMIT) exponent = -EXPONENT_LIMIT;
    char text[KEPT_DIGITS + 32];
    memcpy(text, d->digits, (size_t)d->count);
    snprintf(text + d->count, sizeof text - (size_t)d->count, "e%d", (int)exponent);
    return strtod(text, NULL);
}

bool kq_parse_real(kq_str s, double *out) {
    static const kq_str nan_text = KQ_LIT("nan"), inf_text = KQ_LIT("inf"), infinity_text = KQ_LIT("infinity");
    s = kq_ascii_trim(s);
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        s.p++;
        s.n--;
    }
    double v;
    decimal d;
    if (s.n && (kq_ascii_is_digit((unsigned char)s.p[0]) || s.p[0] == '.')) {
        if (!read_short(s, &v)) {
            if (!read_decimal(s, &d)) return false;
            v = decimal_value(&d);
        }
    } else if (kq_ascii_equal_fold(s, inf_text) || kq_ascii_equal_fold(s, infinity_text)) {
        v = (double)INFINITY;
    } else if (kq_ascii_equal_fold(s, nan_text)) {
        *out = (double)NAN;
        return true;
    } else {
        return false;
    }
    *out = negative ? -v : v;
    return true;
}

bool kq_real_to_long(double r, int64_t *out) {
    /* 2^63 is a double, INT64_MAX is not. NaN fails both comparisons. */
    if (!(r >= -0x1p63 && r < 0x1p63)) return false;
    *out = (int64_t)r;
    return true;
}

size_t kq_format_long(int64_t v, char *buf) {
    char reversed[KQ_LONG_TEXT];
    size_t n = 0, length = 0;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        reversed[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (v < 0) buf[length++] = '-';
    while (n) buf[length++] = reversed[--n];
    return length;
}

static size_t put_text(char *buf, const char *text) {
    size_t n = strlen(text);
    memcpy(buf, text, n);
    return n;
}

/* "1.2345e+17" of 17 digits, without the zeros before the e (as %g leaves them out). */
static void print_exponent_form(double v, char *text, size_t size) {
    snprintf(text, size, "%.16e", v);
    char *e = strchr(text, 'e'), *last = e;
    while (last[-1] == '0') last--;
    if (last[-1] == '.') last--;
    memmove(last, e, strlen(e) + 1);
}

size_t kq_format_real(double v, char *buf) {
    if (isnan(v)) return put_text(buf, "NaN");
    if (isinf(v)) return put_text(buf, v < 0 ? "-Infinity" : "Infinity");
    char text[KQ_REAL_TEXT];
    if (fabs(v) < 1e15 && v == trunc(v)) { /* common, and 15 digits hold it */
        size_t n = 0;
        if (v == 0 && signbit(v)) buf[n++] = '-';
        n += kq_format_long((int64_t)v, buf + n);
        buf[n++] = '.';
        buf[n++] = '0';
        return n;
    }
    snprintf(text, sizeof text, "%.15g", v);
    if (strtod(text, NULL) != v) {
        /* %.17g would write values up to 1e17 without an exponent; kql.md 2.5 has it from 1e15 up. */
        if (fabs(v) < 1e15) {
            snprintf(text, sizeof text, "%.17g", v);
        } else {
            print_exponent_form(v, text, sizeof text);
        }
    }
    char *e = strchr(text, 'e');
    if (e) *e = 'E';
    size_t n = put_text(buf, text);
    if (!strpbrk(text, ".E")) n += put_text(buf + n, ".0");
    return n;
}
