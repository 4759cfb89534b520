/* The kernel that finds the tokens of JSON text, 64 bytes at a time and without a branch per byte, and checks on the
 * way whatever can be told without knowing the grammar: escapes, control characters in strings, UTF-8. The arithmetic
 * on masks is that of simdjson (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019). Part of every
 * kernel file, compiled anew in each. */
#ifndef KQ_INDEX_BODY_H
#define KQ_INDEX_BODY_H

#include "block64.h"
#include "kernels.h"

/* The mask m moved towards later bytes; what leaves the block before comes in. */
static inline uint64_t shift_in(uint64_t m, unsigned by, uint64_t before) { return m << by | before >> (64 - by); }

/* Mask of the bytes that an unescaped backslash stands before. *carry: the first byte of the block is such a byte; on
 * return the same of the next block. In a run of backslashes every second one escapes; the subtraction carries along
 * each run and so finds where the runs of odd length end. */
static inline uint64_t find_escaped(uint64_t backslash, uint64_t *carry) {
    const uint64_t odd = UINT64_C(0xAAAAAAAAAAAAAAAA);
    uint64_t begins = backslash & ~*carry;
    uint64_t ends = (((begins << 1) | odd) - begins) ^ odd;
    uint64_t escaped = ends ^ (backslash | *carry);
    *carry = (ends & backslash) >> 63;
    return escaped;
}

/* Mask of the bytes at which UTF-8 goes wrong (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF). */
static __attribute__((noinline)) uint64_t utf8_errors(kq_utf8_state *before, kq_b64 v) {
    kq_utf8_state now;
    uint64_t lead = ~kq_b64_below(v, 0xC0);
    uint64_t following = kq_b64_tops(v) & ~lead;
    uint64_t wrong = lead & (kq_b64_below(v, 0xC2) | ~kq_b64_below(v, 0xF5));
    now.two = lead;
    now.three = ~kq_b64_below(v, 0xE0);
    now.four = ~kq_b64_below(v, 0xF0);
    now.e0 = kq_b64_eq(v, 0xE0);
    now.ed = kq_b64_eq(v, 0xED);
    now.f0 = kq_b64_eq(v, 0xF0);
    now.f4 = kq_b64_eq(v, 0xF4);
    uint64_t expected =
        shift_in(now.two, 1, before->two) | shift_in(now.three, 2, before->three) | shift_in(now.four, 3, before->four);
    uint64_t below_90 = kq_b64_below(v, 0x90), below_a0 = kq_b64_below(v, 0xA0);
    wrong |= expected ^ following;
    wrong |= shift_in(now.e0, 1, before->e0) & below_a0;
    wrong |= shift_in(now.ed, 1, before->ed) & ~below_a0;
    wrong |= shift_in(now.f0, 1, before->f0) & below_90;
    wrong |= shift_in(now.f4, 1, before->f4) & ~below_90;
    now.pending = now.two >> 63 | now.three >> 62 | now.four >> 61;
    *before = now;
    return wrong;
}

static inline uint64_t hex_digits(kq_b64 v) {
    kq_b64 folded = kq_b64_or(v, kq_b64_fill(0x20));
    uint64_t digits = kq_b64_below(v, '9' + 1) & ~kq_b64_below(v, '0');
    return digits | (kq_b64_below(folded, 'f' + 1) & ~kq_b64_below(folded, 'a'));
}

/* Mask of the bytes that ought to be hexadecimal digits and are not: four after each of u, which stand in \u. *hex: the
 * first bytes of the block that must be such digits; on return the same of the next block. */
static __attribute__((noinline)) uint64_t hex_errors(kq_b64 v, uint64_t u, uint64_t *hex) {
    uint64_t wanted = u << 1 | u << 2 | u << 3 | u << 4 | *hex;
    *hex = u >> 63 | u >> 62 | u >> 61 | u >> 60;
    return wanted & ~hex_digits(v);
}

#if defined(__AVX512VBMI2__)
static inline uint32_t append_tokens(kq_index *x, uint32_t n, kq_b64 v, uint64_t tokens, const char *p, uint32_t at) {
    static const uint8_t places[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                       16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                       32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                       48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    (void)p;
    uint32_t count = (uint32_t)__builtin_popcountll(tokens);
    __m512i base = _mm512_set1_epi32((int)at);
    __m512i offsets = _mm512_maskz_compress_epi8(tokens, _mm512_loadu_si512(places));
    __m512i types = _mm512_permutexvar_epi8(offsets, v);
    uint32_t *out = x->at + n;
    __m128i first = _mm512_castsi512_si128(offsets);
    _mm_storeu_si128((__m128i *)(void *)(x->type + n), _mm512_castsi512_si128(types));
    _mm256_storeu_si256((__m256i *)(void *)out,
                        _mm256_add_epi32(_mm512_castsi512_si256(base), _mm256_cvtepu8_epi32(first)));
    if (count > 8) _mm512_storeu_si512(out, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(first)));
    if (count > 16) {
        _mm512_storeu_si512(x->type + n, types);
        __m128i next = _mm512_extracti32x4_epi32(offsets, 1);
        _mm512_storeu_si512(out + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(next)));
    }
    if (count > 32) {
        __m128i third = _mm512_extracti32x4_epi32(offsets, 2), last = _mm512_extracti32x4_epi32(offsets, 3);
        _mm512_storeu_si512(out + 32, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(third)));
        _mm512_storeu_si512(out + 48, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(last)));
    }
    return n + count;
}
#elif defined(__BMI__)
/* Eight at a time, more than there are if need be: cheaper than a branch for each. */
static inline uint32_t append_tokens(kq_index *x, uint32_t n, kq_b64 v, uint64_t tokens, const char *p, uint32_t at) {
    (void)v;
    uint32_t count = (uint32_t)__builtin_popcountll(tokens);
    for (uint32_t i = n; tokens; i += 8) {
#pragma GCC unroll 8
        for (uint32_t k = 0; k < 8; k++) {
            uint32_t place = (uint32_t)_tzcnt_u64(tokens); /* 64 when there is none left */
            x->type[i + k] = (uint8_t)p[place];
            x->at[i + k] = at + place;
            tokens &= tokens - 1;
        }
    }
    return n + count;
}
#else
static inline uint32_t append_tokens(kq_index *x, uint32_t n, kq_b64 v, uint64_t tokens, const char *p, uint32_t at) {
    (void)v;
    for (; tokens; tokens &= tokens - 1, n++) {
        uint32_t place = (uint32_t)__builtin_ctzll(tokens);
        x->type[n] = (uint8_t)p[place];
        x->at[n] = at + place;
    }
    return n;
}
#endif

typedef struct index_carry {
    uint64_t in_string; /* all ones: the block begins inside a string */
    uint64_t escape, word, wrong;
} index_carry;

/* hex_errors for the blocks from p to stop, whose backslashes are known already. escape, *hex: as they begin. */
static __attribute__((noinline)) uint64_t late_hex_errors(const char *p, const char *stop, const uint64_t *backslash,
                                                          uint64_t escape, uint64_t *hex) {
    uint64_t wrong = 0;
    for (; p < stop; p += 64, backslash++) {
        if (!(*backslash | escape | *hex)) continue;
        kq_b64 v = kq_b64_load(p);
        wrong |= hex_errors(v, find_escaped(*backslash, &escape) & kq_b64_eq(v, 'u'), hex);
    }
    return wrong;
}

/* After a batch that index_usual has refused: texts with one byte beyond ASCII hold more of them. */
#define CAREFUL_BATCHES 8u

/* The blocks from p to stop, at first as if they held no control character and no byte >= 0x80, and as if none went on
 * from before. False when that is not so, or when something is wrong; then nothing but the arrays has changed. Few
 * branches and no calls in the loop, so that all of its state stays in registers. */
static inline __attribute__((always_inline)) bool index_usual(kq_index *x, index_carry *carry, const char *p,
                                                              const char *stop, uint32_t at, uint32_t *count) {
    index_carry c = *carry;
    const char *from = p;
    uint64_t *backslashes = x->backslash;
    uint32_t n = *count;
    uint64_t u = 0, hex = 0;
    kq_b64 seen = kq_b64_fill(0x20);
    for (; p < stop; p += 64, at += 64) {
        kq_b64 v = kq_b64_load(p);
        uint64_t quote = kq_b64_eq(v, '"'), backslash = kq_b64_eq(v, '\\');
        seen = kq_b64_least(seen, v);
        *backslashes++ = backslash;
        if (backslash | c.escape) {
            uint64_t escaped = find_escaped(backslash, &c.escape);
            quote &= ~escaped;
            c.wrong |= escaped & ~kq_b64_escapes(v);
            u |= escaped & kq_b64_eq(v, 'u');
        }
        uint64_t in_string = kq_prefix_xor(quote) ^ c.in_string, structural, word;
        c.in_string = 0 - (in_string >> 63);
        kq_b64_json(v, &structural, &word);
        uint64_t plain = word & ~quote;
        uint64_t starts = word & ~(plain << 1 | c.word);
        c.word = plain >> 63;
        n = append_tokens(x, n, v, (structural | starts) & ~(in_string ^ quote), p, at);
    }
    if (kq_b64_odd(seen)) return false;
    if (u) c.wrong |= late_hex_errors(from, stop, x->backslash, carry->escape, &hex);
    if (c.wrong) return false;
    x->hex = hex;
    *carry = c;
    *count = n;
    return true;
}

static inline __attribute__((always_inline)) uint32_t index_block(kq_index *x, index_carry *c, kq_b64 v, const char *p,
                                                                  uint32_t at, uint32_t block, uint32_t n) {
    uint64_t quote = kq_b64_eq(v, '"'), backslash = kq_b64_eq(v, '\\');
    x->backslash[block] = backslash;
    uint64_t escaped = 0;
    if (backslash | c->escape | x->hex) {
        escaped = find_escaped(backslash, &c->escape);
        quote &= ~escaped;
        c->wrong |= escaped & ~kq_b64_escapes(v);
        uint64_t u = escaped & kq_b64_eq(v, 'u');
        if (u | x->hex) c->wrong |= hex_errors(v, u, &x->hex);
    }
    /* From each opening quote to the byte before the closing one. */
    uint64_t in_string = kq_prefix_xor(quote) ^ c->in_string;
    c->in_string = 0 - (in_string >> 63);
    uint64_t structural, word, odd = kq_b64_odd(v);
    kq_b64_json(v, &structural, &word);
    if (odd | x->utf8.pending) {
        uint64_t control = kq_b64_below(v, 0x20), tops = odd & ~control;
        c->wrong |= control & in_string;
        if (tops | x->utf8.pending) c->wrong |= utf8_errors(&x->utf8, v) | (tops & (escaped | ~in_string));
        word |= tops | (structural & odd);
        structural &= ~odd;
    }
    uint64_t plain = word & ~quote;
    uint64_t starts = word & ~(plain << 1 | c->word);
    c->word = plain >> 63;
    return append_tokens(x, n, v, (structural | starts) & ~(in_string ^ quote), p, at);
}

static const char *index_json(kq_index *x, const char *base, const char *p, const char *end) {
    index_carry c = {x->in_string, x->escape, x->word, 0};
    uint32_t n = x->count, at = (uint32_t)(p - base), block = 0;
    x->from = at;
    if (x->careful > 0) {
        x->careful--;
    } else if (!(x->hex | x->utf8.pending)) {
        size_t whole = (size_t)(end - p) / 64;
        uint32_t blocks = whole < KQ_INDEX_BLOCKS ? (uint32_t)whole : KQ_INDEX_BLOCKS;
        if (index_usual(x, &c, p, p + 64 * (size_t)blocks, at, &n)) {
            block = blocks;
            p += 64 * (size_t)blocks;
            at += 64 * blocks;
        } else {
            x->careful = CAREFUL_BATCHES;
        }
    }
    for (; block < KQ_INDEX_BLOCKS && end - p >= 64; p += 64, at += 64, block++)
        n = index_block(x, &c, kq_b64_load(p), p, at, block, n);
    if (block < KQ_INDEX_BLOCKS && p < end) {
        kq_b64 v = kq_b64_load_spaced(p, (size_t)(end - p));
        n = index_block(x, &c, v, p, at, block++, n);
        p = end;
    }
    x->backslash[block] = 0;
    x->blocks = block;
    x->in_string = c.in_string;
    x->escape = c.escape;
    x->word = c.word;
    x->count = n;
    x->valid = c.wrong == 0;
    return p;
}

static void token_kinds(const uint8_t *type, kq_token_kinds *k) {
    kq_b64 v = kq_b64_load((const char *)type);
    k->string = kq_b64_eq(v, '"');
    k->colon = kq_b64_eq(v, ':');
    k->comma = kq_b64_eq(v, ',');
    k->open_object = kq_b64_eq(v, '{');
    k->open_array = kq_b64_eq(v, '[');
    k->close_object = kq_b64_eq(v, '}');
    k->close_array = kq_b64_eq(v, ']');
}

#endif
