/* Prepares a set of needles for searching: chooses each needle's window, the adjacent bytes that are rarest together,
 * and spreads the needles over the buckets so that the windows that the tables cannot tell apart are rare as well. */
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

/* ---- what the text is like ----------------------------------------------------------------------------------------
 */

static uint8_t lower(char c) { return (uint8_t)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) & 127; }

void kq_text_measure(kq_text_stats *stats, const char *p, const char *end) {
    memset(stats, 0, sizeof *stats);
    float each = 1.0f / (float)(end - p + 128);
    for (int i = 0; i < 128; i++) stats->byte[i] = each;
    for (; p < end; p++) {
        stats->byte[lower(*p)] += each;
        if (end - p >= 3) stats->trigram[kq_trigram_hash(kq_trigram_fold(p))] += each;
    }
}

/* Share of the byte where nothing was measured. */
static float log_text_share(uint8_t c) {
    /* Letters and digits, commonest in JSON event text first. Their shares fall roughly with one over the rank. */
    static const char by_frequency[] = "etaionrscldupm0hg1b2fyv453968k7wxzjq";
    const char *at = memchr(by_frequency, c, sizeof by_frequency - 1);
    return at ? 0.25f / (3.0f + (float)(at - by_frequency)) : 0.001f;
}

static float byte_share(const kq_text_stats *stats, char c) {
    return stats ? stats->byte[(uint8_t)c] : log_text_share((uint8_t)c);
}

/* How often the window p..n may occur: as its bytes are common, and no less than its trigrams let suspect. */
static float window_share(const kq_text_stats *stats, const char *p, uint32_t n) {
    float share = 1, seen = 1;
    for (uint32_t i = 0; i < n; i++) share *= byte_share(stats, p[i]);
    for (uint32_t i = 0; stats && i + 3 <= n; i++) {
        float three = stats->trigram[kq_trigram_hash(kq_trigram_fold(p + i))];
        if (three < seen) seen = three;
    }
    return stats ? share + seen : share;
}

/* ---- windows and buckets ------------------------------------------------------------------------------------------
 */

/* Windows are looked for in this much of a needle. */
#define FARTHEST_WINDOW 32u
/* In the place of a byte behind a needle that is shorter than the window. */
#define ANY_BYTE 0

typedef struct bucket {
    bool has[KQ_WINDOW_MAX][128];
    float share[KQ_WINDOW_MAX]; /* of the bytes in has */
    float all;                  /* product of share: how often the tables will say "maybe" */
} bucket;

static uint8_t byte_at(const kq_needle *needle, uint32_t i) {
    return i < needle->n ? (uint8_t)needle->text[i] : ANY_BYTE;
}

static float share_with(const bucket *b, const kq_text_stats *stats, uint8_t c, uint32_t i) {
    if (c == ANY_BYTE) return 1;
    return b->has[i][c] || b->has[i][ANY_BYTE] ? b->share[i] : b->share[i] + byte_share(stats, (char)c);
}

/* The bucket's product with the needle's window at `at` in it. */
static float product_with(const bucket *b, const kq_text_stats *stats, const kq_needle *needle, uint32_t at,
                          uint32_t window) {
    float product = 1;
    for (uint32_t i = 0; i < window; i++) product *= share_with(b, stats, byte_at(needle, at + i), i);
    return product;
}

static void put_into(bucket *b, const kq_text_stats *stats, const kq_needle *needle, uint32_t window) {
    b->all = product_with(b, stats, needle, needle->at, window);
    for (uint32_t i = 0; i < window; i++) {
        uint8_t c = byte_at(needle, needle->at + i);
        b->share[i] = share_with(b, stats, c, i);
        b->has[i][c] = true;
    }
}

/* Chooses the needle's window and bucket so that they add least to what will have to be looked at closely. Returns how
 * much that is. */
static float place(kq_needle *needle, uint32_t window, const kq_text_stats *stats, bucket *buckets, uint8_t *chosen) {
    uint32_t last = needle->n > window ? needle->n - window : 0;
    uint32_t bucket_count = window == KQ_WINDOW_MIN ? KQ_NEEDLE_BUCKETS - 1 : KQ_NEEDLE_BUCKETS;
    float least = 3;
    if (last > FARTHEST_WINDOW) last = FARTHEST_WINDOW;
    for (uint32_t at = 0; at <= last; at++) {
        float own = window_share(stats, needle->text + at, window < needle->n ? window : needle->n);
        for (uint32_t b = 0; b < bucket_count && own < least; b++) {
            float more = own + product_with(&buckets[b], stats, needle, at, window) - buckets[b].all;
            if (more >= least) continue;
            least = more;
            needle->at = at;
            *chosen = (uint8_t)b;
        }
    }
    put_into(&buckets[*chosen], stats, needle, window);
    return least;
}

static void make_word(kq_needle *needle) {
    uint32_t n = needle->n - needle->at < 8 ? needle->n - needle->at : 8;
    needle->word = needle->mask = 0;
    memcpy(&needle->word, needle->text + needle->at, n);
    needle->word |= UINT64_C(0x2020202020202020);
    memset(&needle->mask, 0xFF, n);
}

#define LONG_NEEDLE 12u
/* Windows get longer as long as the tables would say "maybe" more often than this: further bytes cost time for each
 * block, a closer look as much as several blocks. */
static const struct {
    uint32_t bytes;
    float enough;
} windows[] = {{KQ_WINDOW_MIN, 0.0006f}, {4, 0.002f}, {KQ_WINDOW_MAX, 3}};

/* Fills members and first. */
static void list_members(kq_needle_set *s, const uint8_t *bucket_of) {
    uint32_t at = 0;
    for (uint32_t b = 0; b < KQ_NEEDLE_BUCKETS; b++) {
        for (uint32_t i = 0; i < s->count; i++)
            if (bucket_of[i] == b) s->members[at++] = i;
        s->first[b + 1] = at;
    }
}

static bool arrange(kq_needle_set *s, const kq_text_stats *stats) {
    bucket *buckets = calloc(KQ_NEEDLE_BUCKETS, sizeof *buckets);
    uint8_t *bucket_of = calloc(s->count, 1);
    bool ok = buckets && bucket_of;
    for (int step = 0; ok && step < 3; step++) {
        float maybe = 0;
        s->window = windows[step].bytes;
        memset(buckets, 0, KQ_NEEDLE_BUCKETS * sizeof *buckets);
        /* The short ones first: the long ones have a choice. */
        for (uint32_t n = KQ_NEEDLE_MIN; n <= LONG_NEEDLE; n++)
            for (uint32_t i = 0; i < s->count; i++) {
                kq_needle *needle = &s->needles[i];
                if (needle->n == n || (n == LONG_NEEDLE && needle->n > n))
                    maybe += place(needle, s->window, stats, buckets, &bucket_of[i]);
            }
        if (maybe < windows[step].enough) break;
    }
    if (ok) list_members(s, bucket_of);
    for (uint32_t i = 0; ok && i < s->count; i++) make_word(&s->needles[i]);
    free(buckets);
    free(bucket_of);
    return ok;
}

static void add_byte(kq_byte_table *t, uint8_t c, uint8_t set) {
    if (c == ANY_BYTE)
        for (uint32_t any = 0; any < 256; any++) kq_byte_table_add(t, (uint8_t)any, set);
    else
        kq_byte_table_add(t, c, set);
    if (c >= 'a' && c <= 'z') kq_byte_table_add(t, (uint8_t)(c - ('a' - 'A')), set);
}

static void add_beginning(kq_needle_set *s, const char *p) {
    uint32_t three = kq_trigram_hash(kq_trigram_fold(p));
    s->beginnings[three / 64] |= UINT64_C(1) << (three % 64);
}

/* bytes: which ones may stand in each place of the window; NULL: any. */
static void add_pattern(kq_needle_set *s, const char *const bytes[KQ_WINDOW_MAX], uint8_t set) {
    for (uint32_t i = 0; i < s->window; i++) {
        if (!bytes[i]) add_byte(&s->tables[i], ANY_BYTE, set);
        for (const char *c = bytes[i]; c && *c; c++) add_byte(&s->tables[i], (uint8_t)*c, set);
    }
}

static void fill_tables(kq_needle_set *s) {
    for (uint32_t b = 0; b < KQ_NEEDLE_BUCKETS; b++)
        for (uint32_t k = s->first[b]; k < s->first[b + 1]; k++) {
            const kq_needle *needle = &s->needles[s->members[k]];
            add_beginning(s, needle->text + needle->at);
            for (uint32_t i = 0; i < s->window; i++)
                add_byte(&s->tables[i], byte_at(needle, needle->at + i), (uint8_t)(1u << b));
        }
    if (s->count > 0) {
        /* Behind the backslash of an escape that can hide a letter or a digit. */
        static const char *const escape[KQ_WINDOW_MAX] = {"u", "0", "0", "34567", "0123456789abcdef", NULL};
        add_pattern(s, escape, KQ_ESCAPE_BIT);
        add_beginning(s, "u00");
    }
    static const char *const blank[KQ_WINDOW_MAX] = {"\n", " \t\r\n"};
    if (s->window == KQ_WINDOW_MIN) add_pattern(s, blank, KQ_BLANK_BIT);
}

static bool is_needle(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9'))) return false;
    return n >= KQ_NEEDLE_MIN && n <= UINT32_MAX;
}

bool kq_needle_set_init(kq_needle_set *s, const char *const *texts, const size_t *lengths, uint32_t count,
                        const kq_text_stats *stats) {
    memset(s, 0, sizeof *s);
    s->count = count;
    s->word_count = (count + 63) / 64;
    s->window = KQ_WINDOW_MIN;
    if (count == 0) {
        fill_tables(s);
        return true;
    }
    s->needles = calloc(count, sizeof *s->needles);
    s->members = calloc(count, sizeof *s->members);
    if (!s->needles || !s->members) return false;
    s->longest = sizeof "\\u0000" - 1;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_needle(texts[i], lengths[i])) return false;
        s->needles[i].text = texts[i];
        s->needles[i].n = (uint32_t)lengths[i];
        if (s->needles[i].n > s->longest) s->longest = s->needles[i].n;
    }
    if (!arrange(s, stats)) return false;
    fill_tables(s);
    return true;
}

void kq_needle_set_free(kq_needle_set *s) {
    free(s->needles);
    free(s->members);
    memset(s, 0, sizeof *s);
}

bool kq_needle_matches(const kq_needle *needle, const char *p, const char *end) {
    if ((size_t)(end - p) < needle->n) return false;
    for (uint32_t i = 0; i < needle->n; i++) {
        char c = p[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
        if (c != needle->text[i]) return false;
    }
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool kq_escape_hides(const char *p, const char *end) {
    if (end - p < 6 || p[1] != 'u' || p[2] != '0' || p[3] != '0') return false;
    if (p[4] >= '4' && p[4] <= '7') return is_hex(p[5]);
    return p[4] == '3' && is_digit(p[5]);
}
