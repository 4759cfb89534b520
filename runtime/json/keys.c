/* The keys of keys.h: chained hash tables over the wanted keys and over the names seen. */
#include "keys.h"
#include <kq/bytes.h>

#include <stdlib.h>
#include <string.h>

#include "jsonscan.h"

/* Length, first and last byte tell almost all column names of a table apart. */
static inline uint32_t bucket(const char *p, size_t n) {
    if (n == 0) return 0;
    return ((uint32_t)n * 37u + (uint8_t)p[0] * 5u + (uint8_t)p[n - 1] * 11u) & (KQ_KEY_BUCKETS - 1);
}

static void forget(kq_keys *k) {
    memset(k->seen_first, 0, sizeof k->seen_first);
    memset(k->seen, 0, sizeof *k->seen);
    k->seen[0].after = k->seen;
    k->seen[0].text[0][0] = '"'; /* under a mask of zeros: equal to nothing */
    k->seen_count = 1;
}

bool kq_keys_init(kq_keys *k, const kq_str *keys, uint32_t count) {
    memset(k, 0, sizeof *k);
    k->keys = keys;
    k->count = count;
    k->next = calloc(count + 1u, sizeof *k->next);
    k->seen = calloc(KQ_SEEN_KEYS, sizeof *k->seen);
    if (!k->next || !k->seen) return false;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t b = bucket(keys[i].p, keys[i].n);
        k->next[i] = k->first[b];
        k->first[b] = i + 1;
        if (keys[i].n > k->longest) k->longest = keys[i].n;
    }
    forget(k);
    return true;
}

void kq_keys_free(kq_keys *k) {
    free(k->next);
    free(k->seen);
    k->next = NULL;
    k->seen = NULL;
}

/* Index of the unescaped key, or count. */
static uint32_t find(const kq_keys *k, const char *p, size_t n) {
    for (uint32_t i = k->first[bucket(p, n)]; i; i = k->next[i - 1]) {
        kq_str key = k->keys[i - 1];
        if (key.n == n && kq_bytes_equal(key.p, p, n)) return i - 1;
    }
    return k->count;
}

static uint32_t find_escaped(const kq_keys *k, const char *p, size_t n) {
    /* A character takes at most six bytes when escaped. */
    if (n > k->longest * 6) return k->count;
    kq_arena *scratch = kq_arena_new();
    kq_str key = kq_json_unescape(scratch, p, n);
    uint32_t found = find(k, key.p, key.n);
    kq_arena_free(scratch);
    return found;
}

/* Makes `seen` stand for the name p..n. */
static void note(const kq_keys *k, kq_seen_key *seen, const char *p, size_t n) {
    char text[KQ_SEEN_LENGTH] = {0}, mask[KQ_SEEN_LENGTH] = {0};
    memcpy(text, p, n);
    text[n] = '"';
    memset(mask, 0xFF, n + 1);
    for (int i = 0; i < 2; i++) {
        seen->text[i] = kq_v16_load(text + 16 * i);
        seen->mask[i] = kq_v16_load(mask + 16 * i);
    }
    seen->slot = find(k, p, n);
    seen->after = k->seen;
}

/* The name p..n among those seen, noted if it was not there. */
static kq_seen_key *find_seen(kq_keys *k, kq_seen_key **before, const char *p, size_t n) {
    uint32_t b = bucket(p, n), length = 0;
    for (uint32_t i = k->seen_first[b]; i; i = k->seen[i].next) {
        kq_seen_key *seen = &k->seen[i];
        if (kq_key_is(seen, p)) return seen;
        if (++length < KQ_SEEN_CHAIN) continue;
        note(k, seen, p, n);
        return seen;
    }
    if (k->seen_count == KQ_SEEN_KEYS) {
        forget(k);
        *before = k->seen;
    }
    kq_seen_key *seen = &k->seen[k->seen_count];
    note(k, seen, p, n);
    seen->next = k->seen_first[b];
    k->seen_first[b] = k->seen_count++;
    return seen;
}

uint32_t kq_keys_find(kq_keys *k, kq_seen_key **before, const char *p, size_t n, bool escaped) {
    if (escaped) return find_escaped(k, p, n);
    if (n >= KQ_SEEN_LENGTH) return find(k, p, n);
    kq_seen_key *seen = find_seen(k, before, p, n);
    (*before)->after = seen;
    *before = seen;
    return seen->slot;
}
