/* The engine behind everything here: RE2, through plain C functions (re_engine.cc is the only C++). Patterns and texts
 * are bytes to it; what characters are is decided in re_code.c. Included by: re. */
#ifndef KQ_RE_ENGINE_H
#define KQ_RE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct re_engine re_engine;

/* NULL: the pattern needs more memory than allowed, or repeats more than RE2 does (1000). */
re_engine *re_engine_new(const char *pattern, size_t n);
void re_engine_free(re_engine *e);
/* The leftmost-first match in text[from, n); what stands in front of `from` counts for assertions. `text` is not NULL.
 * Fills `count` pairs of offsets, of all of it and then of groups, with SIZE_MAX where a group took no part. count 0:
 * only whether there is a match. */
bool re_engine_search(const re_engine *e, const char *text, size_t n, size_t from, size_t *pairs, size_t count);

/* Calls `add` with the ranges of characters that a class of RE2's own syntax matches: "\\p{Greek}". False: RE2 does not
 * know it. */
bool re_engine_class(const char *pattern, void (*add)(void *context, uint32_t first, uint32_t last), void *context);

#ifdef __cplusplus
}
#endif
#endif
