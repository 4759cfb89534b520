/* The loops over input bytes that depend on the machine: one table of functions, chosen once at start. Each kernel
 * gives exactly the answers of "scalar"; they differ in speed only. Included by runtime/json and runtime/host.
 *
 * Every text [p, end) handed to a kernel must be followed by KQ_PADDING readable bytes (of any content). */
#ifndef KQ_KERNELS_H
#define KQ_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "byte_table.h"
#include "textkernels.h"

#define KQ_PADDING 128

/* ---- needle sets --------------------------------------------------------------------------------------------------
 */

/* A needle is an ASCII letter/digit literal in lower case, at least KQ_NEEDLE_MIN bytes. */
#define KQ_NEEDLE_MIN 3
/* The first look at the text is for windows: a few adjacent bytes of each needle. */
#define KQ_WINDOW_MIN 3
#define KQ_WINDOW_MAX 6
/* Needles share the bits of a byte. The last bit is that of the escapes. With the shortest window there is one bucket
 * less, its bit is that of newlines before white space; longer windows are for many needles. */
#define KQ_NEEDLE_BUCKETS 7
#define KQ_ESCAPE_BIT (1u << KQ_NEEDLE_BUCKETS)
#define KQ_BLANK_BIT (1u << (KQ_NEEDLE_BUCKETS - 1))

/* What text to be searched is like: how common bytes and sequences of three are, upper and lower case together under
 * the lower. Needles hold letters and digits, the other bytes do not matter. */
#define KQ_TRIGRAM_BITS 13
typedef struct kq_text_stats {
    float byte[128];                      /* shares of 1 */
    float trigram[1u << KQ_TRIGRAM_BITS]; /* by hash */
} kq_text_stats;

typedef struct kq_needle {
    const char *text; /* borrowed */
    uint32_t n;
    uint32_t at;         /* where in the needle its window begins */
    uint64_t word, mask; /* up to eight bytes from there on, and where they stand in the word */
} kq_needle;

/* Hash of three bytes; `three` holds them in any order, the same for all uses. */
static inline uint32_t kq_trigram_hash(uint32_t three) {
    return three * UINT32_C(2654435761) >> (32 - KQ_TRIGRAM_BITS);
}

/* The three bytes at p, letters' case folded (and some other bytes as well). */
static inline uint32_t kq_trigram_fold(const char *p) {
    return (uint32_t)(uint8_t)p[0] | (uint32_t)(uint8_t)p[1] << 8 | (uint32_t)(uint8_t)p[2] << 16 | UINT32_C(0x202020);
}

typedef struct kq_needle_set {
    kq_needle *needles;
    uint32_t count;
    uint32_t word_count; /* of a hit set: (count + 63) / 64 */
    uint32_t longest;    /* bytes that an occurrence, or an escape that hides one, spans at most */
    uint32_t window;     /* bytes of a window: 3, 4 or 6 */
    /* For each byte of the window: which buckets' needles may have this byte there. */
    kq_byte_table tables[KQ_WINDOW_MAX];
    /* Which folded three bytes begin a window, by hash: most places that the tables suggest fail here. */
    uint64_t beginnings[(1u << KQ_TRIGRAM_BITS) / 64];
    uint32_t *members; /* needles by bucket */
    uint32_t first[KQ_NEEDLE_BUCKETS + 1];
} kq_needle_set;

/* Copies pointers, not texts. `stats`: of the text to be searched; NULL: log text. False when out of memory or when a
 * needle is not one. */
bool kq_needle_set_init(kq_needle_set *s, const char *const *texts, const size_t *lengths, uint32_t count,
                        const kq_text_stats *stats);
void kq_needle_set_free(kq_needle_set *s);

/* Measures the text [p, end). */
void kq_text_measure(kq_text_stats *stats, const char *p, const char *end);

/* True when needle i occurs at p (ASCII case-insensitively) and ends at or before end. */
bool kq_needle_matches(const kq_needle *needle, const char *p, const char *end);

/* True when a JSON escape that could stand for a letter or digit starts at the backslash p: \u00 and 4-7 and a hex
 * digit, or \u003 and a digit. */
bool kq_escape_hides(const char *p, const char *end);

/* ---- tokens of JSON text ------------------------------------------------------------------------------------------
 */

/* A record is indexed in batches of this many blocks of 64 bytes, so that its tokens stay in the first-level cache. */
#define KQ_INDEX_BLOCKS 64u
/* Tokens that may stand in the arrays before a batch is added. */
#define KQ_INDEX_KEPT 4u
#define KQ_INDEX_ROOM (KQ_INDEX_BLOCKS * 64u + KQ_INDEX_KEPT + 64u)

/* The longest text that can be indexed. */
#define KQ_RECORD_MAX (UINT32_C(1) << 31)

/* Masks of lead bytes, of the last block that held any: two: C0 and above, three: E0 and above, ... */
typedef struct kq_utf8_state {
    uint64_t two, three, four, e0, ed, f0, f4;
    uint64_t pending; /* not 0: the last sequence goes on in the next block */
} kq_utf8_state;

/* Tokens are the opening quotes of strings, the marks {}[]:, and the first byte of
 * anything else that stands outside of strings and is not white space. Two words never touch; whether a word is a
 * number or true, false, null, and what follows it, is not looked at here. */
typedef struct kq_index {
    uint32_t count;              /* of tokens; the caller may shorten the arrays from the front between batches */
    uint8_t type[KQ_INDEX_ROOM]; /* the byte itself; 64 readable bytes follow the last */
    uint32_t at[KQ_INDEX_ROOM];  /* its place */
    uint32_t from, blocks;       /* where the last batch began, how many blocks it had */
    uint64_t backslash[KQ_INDEX_BLOCKS + 1]; /* their masks of backslashes, then a zero */
    bool valid;         /* the last batch has no bad escape, control character in a string, bad UTF-8, or non-ASCII
                           outside of strings; of a string that it leaves open, as far as it goes */
    uint64_t in_string; /* not 0: the last batch ended inside a string */
    uint64_t escape, word, hex;
    kq_utf8_state utf8;
    uint32_t careful; /* so many batches, of this text or the next, do without the short cut for plain ASCII */
} kq_index;

/* A text begins. */
static inline void kq_index_start(kq_index *x) {
    x->count = 0;
    x->in_string = x->escape = x->word = x->hex = 0;
    x->utf8 = (kq_utf8_state){0};
}

/* Which of 64 tokens are what: a mask has bit i for token i. A token in none of them is a word. */
typedef struct kq_token_kinds {
    uint64_t string, colon, comma, open_object, open_array, close_object, close_array;
} kq_token_kinds;

/* ---- kernels ------------------------------------------------------------------------------------------------------
 */

typedef struct kq_kernels {
    const char *name;
    /* First byte c in [p, end), or end. */
    const char *(*find_byte)(const char *p, const char *end, char c);
    /* How many bytes c stand in [p, end). */
    size_t (*count_byte)(const char *p, const char *end, char c);
    /* Last byte c in [p, end), or NULL. */
    const char *(*find_last_byte)(const char *p, const char *end, char c);
    /* Sets bit i of hits for every needle i that occurs in [p, end); bits already set stay. True when an escape could
     * hide a needle (then hits may be incomplete); never for an empty set. */
    bool (*find_needles)(const kq_needle_set *s, const char *p, const char *end, uint64_t *hits);
    /* The first place in [p, end) where something calls for a closer look at the line: inside a needle (where its
     * window begins), inside an escape that could hide one (behind its backslash), or JSON's white space behind a
     * newline. `end` when there is none. Adds the newlines before that place to *newlines. */
    const char *(*find_line)(const kq_needle_set *s, const char *p, const char *end, uint64_t *newlines);
    /* First byte in [p, end) that is a quote, a backslash, a bracket, a brace or a newline, or end. */
    const char *(*find_structural)(const char *p, const char *end);
    /* Adds the tokens of the next batch, which begins at p, to *x; base is where the text begins, KQ_RECORD_MAX
     * before end at most. Behind the batch: end, or where the next one begins. */
    const char *(*index_json)(kq_index *x, const char *base, const char *p, const char *end);
    void (*token_kinds)(const uint8_t *type, kq_token_kinds *kinds);
    /* The loops over text in memory; the program puts them into kq_text. */
    const kq_text_kernels *text;
} kq_kernels;

extern const kq_kernels kq_kernels_scalar, kq_kernels_avx2, kq_kernels_avx512, kq_kernels_neon;

/* The kernels called `name`, NULL if this build or machine has none; NULL asks for the fastest. */
const kq_kernels *kq_kernels_select(const char *name);

/* The kernels that this machine can run, fastest first; NULL behind the last one. */
const kq_kernels *kq_kernels_at(size_t i);

#endif
