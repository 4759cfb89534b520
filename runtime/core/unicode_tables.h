/* Tables that gen_unicode writes at build time from libutf8proc; searched by utf8.c, the only one to include this.
 * Entries are sorted by code point and do not overlap. */
#ifndef KQ_UNICODE_TABLES_H
#define KQ_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* `start` in the low 21 bits, number of code points - 1 in the upper 11. */
extern const uint32_t kq_unicode_alnum[];
extern const size_t kq_unicode_alnum_count;

/* Code points start, start + stride, ... map to themselves + delta. */
typedef struct kq_case_run {
    uint32_t run; /* start in the low 21 bits, count - 1 in the next 10, bit 31: stride 2 instead of 1 */
    int32_t delta;
} kq_case_run;

extern const kq_case_run kq_unicode_lower[];
extern const size_t kq_unicode_lower_count;
extern const kq_case_run kq_unicode_upper[];
extern const size_t kq_unicode_upper_count;

#endif
