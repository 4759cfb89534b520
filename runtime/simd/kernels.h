/* The loops over input bytes that depend on the machine: one table of functions, chosen once at start. Each kernel
 * gives exactly the answers of "scalar"; they differ in speed only. Included by runtime/json and runtime/host.
 *
 * Every text [p, end) handed to a kernel must be followed by KQ_PADDING readable bytes (of any content). */
#ifndef KQ_KERNELS_H
#define KQ_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "textkernels.h"

#define KQ_PADDING 128

/* ---- needle sets --------------------------------------------------------------------------------------------------
 */

/* A needle is an ASCII letter/digit literal in lower case, at least KQ_NEEDLE_MIN bytes. */
#define KQ_NEEDLE_MIN 3
/* Sets up to this size are searched needle by needle with two probe bytes each, larger ones with a shift table. */
#define KQ_NEEDLE_PROBES 6
/* Probe bytes are taken from the first bytes of a needle, so that loads stay inside KQ_PADDING. */
#define KQ_NEEDLE_REACH 32

typedef struct kq_needle {
    const char *text; /* borrowed */
    uint32_t n;
    uint8_t at[2];    /* offsets of the two probe bytes */
    uint8_t probe[2]; /* their values, lower case */
} kq_needle;

typedef struct kq_needle_set {
    kq_needle *needles;
    uint32_t count;
    uint32_t word_count; /* of a hit set: (count + 63) / 64 */
    /* Wu-Manber tables, only when count > KQ_NEEDLE_PROBES. */
    uint32_t min_length;
    uint8_t *shift;  /* KQ_NEEDLE_BUCKETS entries: how far the window may move */
    uint32_t *first; /* bucket -> needle + 1 */
    uint32_t *next;  /* needle -> needle + 1 */
} kq_needle_set;

#define KQ_NEEDLE_BUCKETS 4096u

/* Copies pointers, not texts. False when out of memory or when a needle is shorter than KQ_NEEDLE_MIN. */
bool kq_needle_set_init(kq_needle_set *s, const char *const *texts, const size_t *lengths, uint32_t count);
void kq_needle_set_free(kq_needle_set *s);

/* True when needle i occurs at p (ASCII case-insensitively) and ends at or before end. */
bool kq_needle_matches(const kq_needle *needle, const char *p, const char *end);

/* True when a JSON escape that could stand for a letter or digit starts at the backslash p: \u00 and 4-7 and a hex
 * digit, or \u003 and a digit. */
bool kq_escape_hides(const char *p, const char *end);

/* ---- kernels ------------------------------------------------------------------------------------------------------
 */

typedef struct kq_kernels {
    const char *name;
    /* First byte c in [p, end), or end. */
    const char *(*find_byte)(const char *p, const char *end, char c);
    /* How many bytes c stand in [p, end). */
    size_t (*count_byte)(const char *p, const char *end, char c);
    /* Sets bit i of hits for every needle i that occurs in [p, end); bits already set stay. True when an escape could
     * hide a needle (then hits may be incomplete). */
    bool (*find_needles)(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits);
    /* p is behind the opening quote of a JSON string: its closing quote, or NULL when the string is not valid (control
     * character, bad escape, invalid UTF-8) or does not end before end. Sets *escaped when it holds a backslash. */
    const char *(*skip_string)(const char *p, const char *end, bool *escaped);
    /* First byte in [p, end) that is a quote, a backslash, a bracket, a brace or a newline, or end. */
    const char *(*find_structural)(const char *p, const char *end);
    /* The loops over text in memory; the program puts them into kq_text. */
    const kq_text_kernels *text;
} kq_kernels;

extern const kq_kernels kq_kernels_scalar, kq_kernels_avx2, kq_kernels_avx512, kq_kernels_neon;

/* The kernels called `name`, NULL if this build or machine has none; NULL asks for the fastest. */
const kq_kernels *kq_kernels_select(const char *name);

#endif
