/* The loops over text in memory that depend on the machine, as a table that is chosen once at start together with the
 * kernels for input bytes. runtime/simd implements it for each instruction set; core and fn, which lie below, call it
 * through kq_text. Each table gives exactly the answers of the scalar one. May be included by every folder of the
 * runtime. */
#ifndef KQ_TEXTKERNELS_H
#define KQ_TEXTKERNELS_H

#include <stddef.h>

/* Bytes behind a result that unescape may overwrite. */
#define KQ_UNESCAPE_SLACK 64

typedef struct kq_text_kernels {
    /* The text of a valid JSON string of which [p, end) is the inside, as kq_json_unescape: returns its end. `out` has
     * room for end - p + KQ_UNESCAPE_SLACK bytes and does not overlap the input. */
    char *(*unescape)(char *out, const char *p, const char *end);
    /* The first occurrence of a needle of n > 0 bytes in [p, end), or NULL; the second takes A-Z and a-z as one. */
    const char *(*find)(const char *p, const char *end, const char *needle, size_t n);
    const char *(*find_fold)(const char *p, const char *end, const char *needle, size_t n);
} kq_text_kernels;

extern const kq_text_kernels kq_text_scalar, kq_text_avx2, kq_text_avx512, kq_text_neon;

/* In use: kq_text_scalar until the program says otherwise, before it starts threads. */
extern const kq_text_kernels *kq_text;

#endif
