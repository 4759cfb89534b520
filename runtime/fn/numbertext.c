/* Numbers as text in other forms: tohex and format_bytes (kql.md 6). Null gives "". */
#include <kq/ops.h>

#include <math.h>
#include <string.h>

#include "number.h"

#define LONGEST_HEX 16

/* At least `width` digits, which is at most 16. */
static kq_str hex(kq_ctx *x, uint64_t v, int64_t width) {
    static const char digits[] = "0123456789abcdef";
    char *text = kq_alloc(x->row, LONGEST_HEX);
    size_t n = LONGEST_HEX;
    int64_t least = width < 1 ? 1 : width > LONGEST_HEX ? LONGEST_HEX : width;
    for (; v > 0 || (int64_t)(LONGEST_HEX - n) < least; v >>= 4) text[--n] = digits[v & 15];
    return kq_mk_string(text + n, LONGEST_HEX - n);
}

/* Two's complement of the operand's own width (docs: tohex-function.md). */
kq_str kq_tohex_long_width(kq_ctx *x, kq_long v, kq_long width) {
    return v.null || width.null ? kq_null_string() : hex(x, (uint64_t)v.v, width.v);
}
kq_str kq_tohex_long(kq_ctx *x, kq_long v) { return kq_tohex_long_width(x, v, kq_mk_long(1)); }
kq_str kq_tohex_int_width(kq_ctx *x, kq_int v, kq_long width) {
    return v.null || width.null ? kq_null_string() : hex(x, (uint32_t)v.v, width.v);
}
kq_str kq_tohex_int(kq_ctx *x, kq_int v) { return kq_tohex_int_width(x, v, kq_mk_long(1)); }

/* Rounded to `precision` digits, zeros at the end left out: 10.1, 19 (docs: format-bytes-function.md). */
static size_t put_rounded(kq_ctx *x, double v, int64_t precision, char *text) {
    double rounded = kq_round_real_precision(x, kq_mk_real(v), kq_mk_long(precision)).v;
    int64_t whole;
    if (kq_real_to_long(rounded, &whole) && (double)whole == rounded) return kq_format_long(whole, text);
    return kq_format_real(rounded, text);
}

/* In the unit given, or else the largest one in which the number is at least 1. A unit that does not exist gives "". */
kq_str kq_format_bytes_unit(kq_ctx *x, kq_real size, kq_long precision, kq_str unit) {
    static const kq_str units[] = {KQ_LIT("Bytes"), KQ_LIT("KB"), KQ_LIT("MB"), KQ_LIT("GB"),
                                   KQ_LIT("TB"),    KQ_LIT("PB"), KQ_LIT("EB")};
    const size_t count = sizeof units / sizeof units[0];
    if (size.null || precision.null || !isfinite(size.v)) return kq_null_string();
    size_t i = 0;
    double v = size.v;
    if (unit.n == 0) {
        for (; i + 1 < count && fabs(v) >= 1024; i++) v /= 1024;
    } else {
        while (i < count && !kq_eq_ci(x, unit, units[i]).v) i++;
        if (i == count) return kq_null_string();
        v = ldexp(v, -10 * (int)i);
    }
    char *text = kq_alloc(x->row, KQ_REAL_TEXT + 8);
    size_t n = put_rounded(x, v, precision.v < 0 ? 0 : precision.v, text);
    text[n++] = ' ';
    memcpy(text + n, units[i].p, units[i].n);
    return kq_mk_string(text, n + units[i].n);
}
kq_str kq_format_bytes_precision(kq_ctx *x, kq_real size, kq_long precision) {
    return kq_format_bytes_unit(x, size, precision, kq_null_string());
}
kq_str kq_format_bytes(kq_ctx *x, kq_real size) { return kq_format_bytes_precision(x, size, kq_mk_long(0)); }
