/* Compiled patterns of each thread, found by their text. Nearly all patterns are constants of the rule: they are
 * compiled once, when the first record needs them, and found again by the address of the constant; a pattern that comes
 * from the data is found by its hash. Nothing is shared between threads, so nothing is locked, and the engine's own
 * tables stay in the processor that uses them. The one that was used longest ago makes room. */
#include <kq/bytes.h>
#include <kq/regex.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define PATTERNS 256 /* kept by a thread */
#define RECENT 64    /* addresses, a power of two */

struct entry {
    kq_str pattern; /* a copy; p NULL: free */
    enum kq_regex_use use;
    uint64_t hash;
    uint64_t used;
    kq_regex *re;   /* NULL: not valid, or */
    bool too_large; /* valid, and cannot be carried out */
};

struct cache {
    struct entry entries[PATTERNS];
    struct recent {
        const char *p;
        struct entry *entry;
    } recent[RECENT];
    uint64_t clock;
};

static _Thread_local struct cache *own;
static pthread_key_t at_exit_of_thread;
static pthread_once_t key_made = PTHREAD_ONCE_INIT;

static void drop(struct entry *e) {
    free((char *)(uintptr_t)e->pattern.p);
    kq_regex_free(e->re);
    *e = (struct entry){0};
}

static void free_cache(void *cache) {
    struct cache *c = cache;
    for (size_t i = 0; i < PATTERNS; i++) drop(&c->entries[i]);
    free(c);
}

static void make_key(void) { pthread_key_create(&at_exit_of_thread, free_cache); }

static struct cache *cache_of_thread(void) {
    if (own) return own;
    pthread_once(&key_made, make_key);
    own = calloc(1, sizeof *own);
    if (!own) kq_fatal("out of memory");
    pthread_setspecific(at_exit_of_thread, own);
    return own;
}

static bool same(const struct entry *e, kq_str pattern, enum kq_regex_use use) {
    return e->pattern.p && e->use == use && e->pattern.n == pattern.n &&
           kq_bytes_equal(e->pattern.p, pattern.p, pattern.n);
}

static void fill(struct entry *e, kq_str pattern, enum kq_regex_use use, uint64_t hash) {
    kq_regex_error error;
    drop(e);
    e->re = kq_regex_new(pattern, use, &error);
    e->too_large = !e->re && error.kind == KQ_REGEX_UNSUPPORTED;
    char *copy = malloc(pattern.n + 1);
    if (!copy) kq_fatal("out of memory");
    memcpy(copy, pattern.p, pattern.n);
    e->pattern = kq_mk_string(copy, pattern.n);
    e->use = use;
    e->hash = hash;
}

static struct entry *find(struct cache *c, kq_str pattern, enum kq_regex_use use) {
    uint64_t hash = XXH3_64bits_withSeed(pattern.p, pattern.n, (XXH64_hash_t)use);
    struct entry *oldest = &c->entries[0];
    for (size_t i = 0; i < PATTERNS; i++) {
        struct entry *e = &c->entries[i];
        if (e->hash == hash && same(e, pattern, use)) return e;
        if (e->used < oldest->used) oldest = e;
    }
    fill(oldest, pattern, use, hash);
    return oldest;
}

const kq_regex *kq_regex_cached_for(kq_ctx *x, kq_str pattern, enum kq_regex_use use) {
    struct cache *c = cache_of_thread();
    if (pattern.n == 0) pattern.p = "";
    struct recent *r = &c->recent[(((uintptr_t)pattern.p >> 3) ^ pattern.n ^ (uintptr_t)use) % RECENT];
    if (r->p != pattern.p || !same(r->entry, pattern, use)) *r = (struct recent){pattern.p, find(c, pattern, use)};
    r->entry->used = ++c->clock;
    x->too_large += r->entry->too_large;
    return r->entry->re;
}
