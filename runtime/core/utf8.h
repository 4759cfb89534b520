/* UTF-8 decoding and encoding, character classes and case mapping (simple, culture-invariant), ASCII folding.
 * May be included by every folder of the runtime. */
#ifndef KQ_UTF8_H
#define KQ_UTF8_H

#include <kq/value.h>

#define KQ_REPLACEMENT UINT32_C(0xFFFD) /* what stands for a byte that is not UTF-8 */

/* Decodes the code point at *p (p < end) and advances past it. A byte that does not begin a well-formed sequence
 * (overlong forms, surrogates and values over U+10FFFF included) gives KQ_REPLACEMENT and advances by the length of
 * the maximal well-formed prefix, at least one byte (Unicode 15, table 3-8). */
uint32_t kq_utf8_next(const char **p, const char *end);
/* Encodes into dst (room for 4 bytes) and returns the length. A surrogate or a value over U+10FFFF is encoded as
 * U+FFFD. */
size_t kq_utf8_put(char *dst, uint32_t cp);
bool kq_utf8_valid(const char *p, size_t n);
/* Length in code points, each replacement counting as one. */
size_t kq_utf8_length(kq_str s);

/* A character of a term for the `has` family: general categories L*, Nd and M* (kql.md 3.2). */
bool kq_char_is_alnum(uint32_t cp);
/* Unicode's simple mappings; a character without one is itself. */
uint32_t kq_char_lower(uint32_t cp);
uint32_t kq_char_upper(uint32_t cp);

static inline unsigned char kq_ascii_lower(unsigned char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}
static inline unsigned char kq_ascii_upper(unsigned char c) {
    return (unsigned char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
}
static inline bool kq_ascii_is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
static inline bool kq_ascii_is_alnum(unsigned char c) { return kq_ascii_is_digit(c) || (c | 32u) - 'a' < 26u; }
/* -1 when c is not a hexadecimal digit. */
static inline int kq_ascii_hex(unsigned char c) {
    if (kq_ascii_is_digit(c)) return c - '0';
    return (c | 32u) - 'a' < 6u ? (int)((c | 32u) - 'a') + 10 : -1;
}
/* Equal when A-Z and a-z are taken as one (operators fold ASCII only, kql.md 3.4). */
bool kq_ascii_equal_fold(kq_str a, kq_str b);
bool kq_ascii_same_fold(const char *a, const char *b, size_t n);
/* Copies n bytes with ASCII letters mapped; false when one of them is not ASCII (then `to` is undefined). */
bool kq_ascii_to_lower(char *to, const char *p, size_t n);
bool kq_ascii_to_upper(char *to, const char *p, size_t n);
/* Without leading and trailing ASCII white space. */
kq_str kq_ascii_trim(kq_str s);

#endif
