/* Regular expressions in Kusto's dialect (docs: regex; semantics in kql.md 3.5): leftmost-first, in time that is linear
 * in the text, with Unicode classes. Implemented in runtime/re, which needs RE2: a program that uses any of this links
 * libkqlre.a, libre2 and libstdc++ (compiler/toolchain.c knows).
 * May be included by: runtime/re, the compiler. Generated code sees the functions of the catalogue alone. */
#ifndef KQ_REGEX_H
#define KQ_REGEX_H

#include <kq/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kq_regex_error_kind {
    KQ_REGEX_OK,
    KQ_REGEX_INVALID,    /* the dialect has no such pattern */
    KQ_REGEX_UNSUPPORTED /* it has, but it cannot be carried out exactly here */
};
typedef struct kq_regex_error {
    enum kq_regex_error_kind kind;
    size_t from, to;     /* bytes of the pattern */
    const char *message; /* static text, a phrase */
} kq_regex_error;

typedef struct kq_regex kq_regex; /* compiled; for one thread at a time */

/* How a pattern is meant: anywhere in the text, or (trim) one or more times in a row at the text's start or end. */
enum kq_regex_use { KQ_REGEX_ANYWHERE, KQ_REGEX_LEADING, KQ_REGEX_TRAILING };

/* Compiles; NULL: *error says why not. A pattern that only RE2's old syntax has (runtime/re/re_parse.h) compiles, and
 * *error says what the present one does not take; otherwise its kind is KQ_REGEX_OK. */
kq_regex *kq_regex_new(kq_str pattern, enum kq_regex_use use, kq_regex_error *error);
void kq_regex_free(kq_regex *re);
/* The same from this thread's cache, which owns the result: it is valid until the thread asks for another pattern.
 * NULL: the pattern is not valid; or it is, and cannot be carried out, which is counted in x->too_large: only a pattern
 * that comes from data can be so, as the compiler has looked at the constant ones. */
const kq_regex *kq_regex_cached_for(kq_ctx *x, kq_str pattern, enum kq_regex_use use);
static inline const kq_regex *kq_regex_cached(kq_ctx *x, kq_str pattern) {
    return kq_regex_cached_for(x, pattern, KQ_REGEX_ANYWHERE);
}
/* Compiles for every kind of text at once, where kq_regex_new leaves the rest to the first text that needs it. False:
 * the pattern is too large for text that is not ASCII. */
bool kq_regex_prepare(kq_regex *re);
/* Number of capturing groups, which count from 1. */
uint32_t kq_regex_groups(const kq_regex *re);
/* The number of the group with that name; 0: there is none. */
uint32_t kq_regex_group_named(const kq_regex *re, kq_str name);

/* True when the pattern matches somewhere in the text. Where the pattern is too large for text that is not ASCII, or
 * the text too long (1 GiB), it matches nothing, here and below, and x->too_large counts that. */
bool kq_regex_test(kq_ctx *x, const kq_regex *re, kq_str text);

/* One of the texts of which a pattern looks for any, when it is no more than that: "^(cmd|powershell)\\.exe$". */
typedef struct kq_regex_literal {
    kq_str text;           /* valid UTF-8 */
    bool at_start, at_end; /* of the text that is searched */
    bool fold; /* letters match in both cases, and all of them are ASCII's, without k and s, which also match
                  U+212A and U+017F */
} kq_regex_literal;
/* A pattern that is not more than `room` literals: how many, in the arena; 0: it is more than that, or not valid. */
size_t kq_regex_literals(kq_arena *a, kq_str pattern, kq_regex_literal *literals, size_t room);

/* A text being searched: made by kq_regex_open, good until x->row is released. */
typedef struct kq_regex_text {
    const kq_regex *re;
    kq_str source;
    kq_str coded;         /* what the engine reads: the source itself, or one code a character */
    const uint32_t *back; /* coded: the source's offset at each code's start, UINT32_MAX inside codes; else NULL */
    size_t next;          /* where the search goes on, in `coded` */
    size_t last_end;      /* of the match before, SIZE_MAX: none */
    bool wide;            /* some codes are of several bytes */
} kq_regex_text;

/* A part of the source; from is SIZE_MAX where a group took no part. */
typedef struct kq_regex_span {
    size_t from, to;
} kq_regex_span;

void kq_regex_open(kq_ctx *x, const kq_regex *re, kq_str text, kq_regex_text *t);
/* The next match behind the one before, which it does not overlap; an empty match right behind another match does not
 * count (as in Rust's find_iter). Fills spans[0] (all of it) and groups 1 ... n-1. False: there is none. */
bool kq_regex_next(kq_regex_text *t, kq_regex_span *spans, size_t n);

/* For parse kind=regex: the first match of a pattern, and what `n` of its groups took, as slices of the text (empty
 * where a group took no part). `groups` are group numbers: a fragment of the pattern that the user wrote may hold
 * groups of its own, which kq_regex_groups counts at compile time. Flags (i, m, s, U) go into the pattern as
 * "(?flags)". False: no match, or the pattern is not valid; then all slices are empty. */
bool kq_re_captures(kq_ctx *x, kq_str pattern, kq_str text, const uint32_t *groups, kq_str *slices, size_t n);

/* For parse-kv: the first two groups of each match, until `take` returns false. */
void kq_re_each_pair(kq_ctx *x, kq_str pattern, kq_str text, bool (*take)(void *context, kq_str key, kq_str value),
                     void *context);

#ifdef __cplusplus
}
#endif
#endif
