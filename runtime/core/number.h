/* Text of bool, long and real, both ways (kql.md 2.5). Independent of the locale. May be included by every folder of
 * the runtime and by the compiler's folding. */
#ifndef KQ_NUMBER_H
#define KQ_NUMBER_H

#include <kq/value.h>

/* Room that the formatting functions need, in bytes; they write no NUL and return the length. */
#define KQ_LONG_TEXT 24
#define KQ_REAL_TEXT 40

/* tolong of text: white space around, sign and decimal digits, or 0x and hexadecimal digits; false for anything else
 * and for values outside of a long. *out is only written on success (so in all functions here). */
bool kq_parse_long(kq_str s, int64_t *out);
/* toreal of text: decimal or exponent form, nan, inf, infinity (any case, signed); correctly rounded. Too large values
 * give an infinity. */
bool kq_parse_real(kq_str s, double *out);
/* tobool of text: true and false in any case, 1 and 0. */
bool kq_parse_bool(kq_str s, bool *out);

/* tolong of a real: truncates toward zero; false for NaN and values outside of a long. */
bool kq_real_to_long(double r, int64_t *out);

size_t kq_format_long(int64_t v, char *buf);
/* 15 significant digits when they read back as the same value, 17 otherwise; always with a point or an exponent: 5.0,
 * 0.1, 1E+20, 1E-05, NaN, Infinity, -Infinity. */
size_t kq_format_real(double v, char *buf);

#endif
