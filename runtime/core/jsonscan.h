/* Walking over JSON text without building anything: validation, skipping, strings both ways. May be included by every
 * folder of the runtime. */
#ifndef KQ_JSONSCAN_H
#define KQ_JSONSCAN_H

#include "buf.h"

/* Validates the one value that begins at p: the grammar of RFC 8259, UTF-8 inside strings, nesting. `depth` is the
 * number of containers that p stands in already; together at most KQ_MAX_DEPTH. Returns the end of the value, NULL when
 * it is not valid. No white space is skipped before or after it. */
const char *kq_json_skip_value(const char *p, const char *end, int depth);
/* The same; sets *too_deep when the nesting is what is wrong. */
const char *kq_json_skip_nested(const char *p, const char *end, int depth, bool *too_deep);
/* The same for a string that begins with its quote at p; *escaped (may be NULL) tells whether it holds a backslash. */
const char *kq_json_skip_string(const char *p, const char *end, bool *escaped);
/* Past what a string holds as it is, but for UTF-8: ASCII other than control characters, quotes and backslashes. */
const char *kq_json_skip_plain(const char *p, const char *end);
/* kq_json_skip_value for a number. */
const char *kq_json_skip_number(const char *p, const char *end);
static inline const char *kq_json_skip_space(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    return p;
}

/* For text that is known to be valid JSON: the end of the value at p, found by counting brackets only. Never reads at
 * or behind `end`, whatever the text. */
const char *kq_json_skip_trusted(const char *p, const char *end);

/* The text of a valid JSON string, given what stands between its quotes. Without a backslash that is the input itself,
 * else a copy in the arena. A surrogate without its other half gives U+FFFD. */
kq_str kq_json_unescape(kq_arena *a, const char *p, size_t n);
/* The character of a \u escape, p behind the u; a low surrogate that follows its high one is taken with it. Returns
 * what follows. At most the bytes before `end` are read; what is no digit counts as 0. A lone surrogate is given as it
 * is (kq_utf8_put makes it U+FFFD). */
const char *kq_json_read_unit(const char *p, const char *end, uint32_t *cp);
/* Writes a JSON string with its quotes. Escapes are minimal: quote, backslash, control characters (\b \f \n \r \t,
 * else \u00xx); bytes that are not UTF-8 become U+FFFD. */
void kq_json_put_string(kq_buf *b, kq_str s);
/* The same string from its escaped form: what stands between the quotes of a valid JSON string. */
void kq_json_put_escaped(kq_buf *b, kq_str raw);

#endif
