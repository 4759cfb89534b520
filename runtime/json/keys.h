/* From the name of a member to the slot of a wanted key. Records of one source repeat the same members in the same
 * order: the names seen are remembered, wanted or not, and behind each the one that followed it last time, so that most
 * names are told by one comparison. Included by runtime/json. */
#ifndef KQ_KEYS_H
#define KQ_KEYS_H

#include <kq/value.h>

#include "block16.h"

#define KQ_KEY_BUCKETS 256u
/* A name and its closing quote must fit in here to be remembered; longer ones are looked up each time. */
#define KQ_SEEN_LENGTH 32u
/* When so many names have been seen, all are forgotten. */
#define KQ_SEEN_KEYS 256u
/* So many of them in one bucket; then the oldest gives way, whatever names the input holds. */
#define KQ_SEEN_CHAIN 8u

typedef struct kq_seen_key {
    kq_v16 text[KQ_SEEN_LENGTH / 16]; /* without escapes, with the closing quote, then zeros */
    kq_v16 mask[KQ_SEEN_LENGTH / 16]; /* all bits where text is */
    uint32_t slot;
    uint32_t next;             /* in its bucket; 0: the last */
    struct kq_seen_key *after; /* the name that followed it last; the first entry when none did yet */
} kq_seen_key;

typedef struct kq_keys {
    const kq_str *keys; /* distinct, unescaped; borrowed */
    uint32_t count;
    size_t longest;
    uint32_t first[KQ_KEY_BUCKETS]; /* bucket -> key + 1 */
    uint32_t *next;                 /* key -> key + 1 */
    kq_seen_key *seen;              /* [0] stands for the beginning of a record; its text is no name */
    uint32_t seen_count;
    uint32_t seen_first[KQ_KEY_BUCKETS]; /* bucket -> place in seen; 0: none */
} kq_keys;

/* False when out of memory. */
bool kq_keys_init(kq_keys *k, const kq_str *keys, uint32_t count);
void kq_keys_free(kq_keys *k);

/* The slow way: index of the key p..n, k->count when it is none of the keys. Learns that it follows *before, which is
 * set to the key when it is remembered. `escaped`: p..n holds backslashes, and is compared unescaped. */
uint32_t kq_keys_find(kq_keys *k, kq_seen_key **before, const char *p, size_t n, bool escaped);

/* Whether the string whose opening quote p is behind is the seen key. KQ_PADDING bytes must follow the text. */
static inline bool kq_key_is(const kq_seen_key *seen, const char *p) {
    kq_v16 low = kq_v16_eq(kq_v16_load(p) & seen->mask[0], seen->text[0]);
    kq_v16 high = kq_v16_eq(kq_v16_load(p + 16) & seen->mask[1], seen->text[1]);
    return kq_v16_mask(low & high) == 0xFFFF;
}

#endif
