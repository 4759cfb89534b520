/* Prepares a set of needles for searching: chooses each needle's two probe bytes by how rare they are in log text, and
 * for large sets builds the shift table of Wu and Manber ("A fast algorithm for multi-pattern searching", 1994). */
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

/* Letters and digits, commonest in JSON event text first (letters in both cases together). */
static const char by_frequency[] = "etaionrscldupm0hg1b2fyv453968k7wxzjq";

static unsigned rank(char c) {
    const char *at = memchr(by_frequency, c, sizeof by_frequency - 1);
    return at ? (unsigned)(at - by_frequency) : 0;
}

static void choose_probes(kq_needle *needle) {
    unsigned reach = needle->n < KQ_NEEDLE_REACH ? needle->n : KQ_NEEDLE_REACH;
    unsigned best[2] = {0, 1};
    /* The rarest byte, then the rarest of the others that is another letter (equal letters say less). */
    for (unsigned i = 1; i < reach; i++)
        if (rank(needle->text[i]) > rank(needle->text[best[0]])) best[0] = i;
    best[1] = best[0] == 0 ? 1 : 0;
    for (unsigned i = 0; i < reach; i++) {
        if (i == best[0]) continue;
        bool fresh = needle->text[i] != needle->text[best[0]];
        bool stale = needle->text[best[1]] == needle->text[best[0]];
        if (fresh && (stale || rank(needle->text[i]) > rank(needle->text[best[1]]))) best[1] = i;
    }
    for (int k = 0; k < 2; k++) {
        needle->at[k] = (uint8_t)best[k];
        needle->probe[k] = (uint8_t)needle->text[best[k]];
    }
}

/* Bucket of two text bytes; |0x20 folds letters' case and keeps digits. */
static uint32_t bucket(const char *p) {
    uint32_t a = (uint8_t)p[0] | 0x20u, b = (uint8_t)p[1] | 0x20u;
    return (a << 5 ^ b) & (KQ_NEEDLE_BUCKETS - 1);
}

static bool build_shifts(kq_needle_set *s) {
    s->shift = malloc(KQ_NEEDLE_BUCKETS);
    s->first = calloc(KQ_NEEDLE_BUCKETS, sizeof *s->first);
    s->next = calloc(s->count, sizeof *s->next);
    if (!s->shift || !s->first || !s->next) return false;
    uint32_t m = 64;
    for (uint32_t i = 0; i < s->count; i++)
        if (s->needles[i].n < m) m = s->needles[i].n;
    s->min_length = m;
    memset(s->shift, (int)(m - 1), KQ_NEEDLE_BUCKETS);
    for (uint32_t i = s->count; i-- > 0;) {
        const char *text = s->needles[i].text;
        for (uint32_t k = 0; k + 2 <= m; k++) {
            uint32_t b = bucket(text + k);
            if (m - 2 - k < s->shift[b]) s->shift[b] = (uint8_t)(m - 2 - k);
        }
        uint32_t last = bucket(text + m - 2);
        s->next[i] = s->first[last];
        s->first[last] = i + 1;
    }
    return true;
}

bool kq_needle_set_init(kq_needle_set *s, const char *const *texts, const size_t *lengths, uint32_t count) {
    memset(s, 0, sizeof *s);
    s->count = count;
    s->word_count = (count + 63) / 64;
    if (count == 0) return true;
    s->needles = calloc(count, sizeof *s->needles);
    if (!s->needles) return false;
    for (uint32_t i = 0; i < count; i++) {
        if (lengths[i] < KQ_NEEDLE_MIN || lengths[i] > UINT32_MAX) return false;
        s->needles[i].text = texts[i];
        s->needles[i].n = (uint32_t)lengths[i];
        choose_probes(&s->needles[i]);
    }
    return count <= KQ_NEEDLE_PROBES || build_shifts(s);
}

void kq_needle_set_free(kq_needle_set *s) {
    free(s->needles);
    free(s->shift);
    free(s->first);
    free(s->next);
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
