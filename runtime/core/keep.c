/* Copies into long-lived arenas, hashes and equality of keys (see <kq/keep.h>). Strings hash with XXH3; numbers go
 * through the same function, whose fixed-length form compiles to a handful of instructions. */
#include <kq/bytes.h>
#include <kq/keep.h>

#include <string.h>
#include <sys/random.h>

#include "arena.h"

#define XXH_INLINE_ALL
#define XXH_NO_STREAM
#include <xxhash.h>

kq_str kq_keep_string(kq_arena *a, kq_str s) {
    if (!s.n) return kq_null_string();
    char *p = kq_alloc_text(a, s.n);
    kq_bytes_copy(p, s.p, s.n);
    return kq_mk_string(p, s.n);
}

/* Recursion is bounded: nodes nest as deep as the query builds them, JSON text is one leaf. */
kq_dyn kq_keep_dynamic(kq_arena *a, kq_dyn d) {
    switch (d.tag) {
    case KQ_DYN_STRING:
    case KQ_DYN_JSON: d.u.s = kq_keep_string(a, d.u.s); break;
    case KQ_DYN_ARRAY: {
        kq_dyn *items = kq_alloc(a, d.n * sizeof *items);
        for (uint32_t i = 0; i < d.n; i++) items[i] = kq_keep_dynamic(a, d.u.items[i]);
        d.u.items = items;
        break;
    }
    case KQ_DYN_BAG: {
        kq_member *members = kq_alloc(a, d.n * sizeof *members);
        for (uint32_t i = 0; i < d.n; i++) {
            members[i].key = kq_keep_string(a, d.u.members[i].key);
            members[i].value = kq_keep_dynamic(a, d.u.members[i].value);
        }
        d.u.members = members;
        break;
    }
    default: break;
    }
    return d;
}

kq_str kq_rekeep_string(kq_arena *a, kq_room *room, kq_str s) {
    if (!s.n) return kq_null_string();
    if (s.n > room->n) {
        size_t n = room->n < SIZE_MAX / 4 && s.n < 2 * room->n ? 2 * room->n : s.n;
        room->p = kq_alloc_text(a, n);
        room->n = n;
    }
    kq_bytes_copy(room->p, s.p, s.n);
    return kq_mk_string(room->p, s.n);
}

/* Text, which is what columns hold, reuses the room; arrays and bags that the query built are copied afresh. */
kq_dyn kq_rekeep_dynamic(kq_arena *a, kq_room *room, kq_dyn d) {
    if (d.tag != KQ_DYN_STRING && d.tag != KQ_DYN_JSON) return kq_keep_dynamic(a, d);
    d.u.s = kq_rekeep_string(a, room, d.u.s);
    return d;
}

uint64_t kq_hash_seed;

void kq_hash_draw_seed(void) {
    uint64_t drawn;
    if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) == (ssize_t)sizeof drawn) kq_hash_seed = drawn;
}

static uint64_t hash_word(uint64_t h, uint64_t v) { return XXH3_64bits_withSeed(&v, sizeof v, h); }

/* A null is a key of its own, whatever its type. */
static uint64_t hash_null(uint64_t h) { return XXH3_64bits_withSeed("", 1, h); }

uint64_t kq_hash_string(uint64_t h, kq_str v) { return XXH3_64bits_withSeed(v.n ? v.p : "", v.n, h); }
uint64_t kq_hash_bool(uint64_t h, kq_bool v) { return v.null ? hash_null(h) : hash_word(h, v.v); }
uint64_t kq_hash_long(uint64_t h, kq_long v) { return v.null ? hash_null(h) : hash_word(h, (uint64_t)v.v); }
uint64_t kq_hash_int(uint64_t h, kq_int v) { return kq_hash_long(h, (kq_long){v.v, v.null}); }
uint64_t kq_hash_datetime(uint64_t h, kq_datetime v) { return kq_hash_long(h, (kq_long){v.v, v.null}); }
uint64_t kq_hash_timespan(uint64_t h, kq_timespan v) { return kq_hash_long(h, (kq_long){v.v, v.null}); }
uint64_t kq_hash_guid(uint64_t h, kq_guid v) {
    return v.null ? hash_null(h) : XXH3_64bits_withSeed(v.b, sizeof v.b, h);
}

uint64_t kq_hash_real(uint64_t h, kq_real v) {
    if (v.null) return hash_null(h);
    uint64_t bits = UINT64_C(0x7FF8000000000000); /* all NaNs alike */
    double r = v.v == 0 ? 0.0 : v.v;              /* -0.0 is 0.0 */
    if (r == r) memcpy(&bits, &r, sizeof bits);
    return hash_word(h, bits);
}

/* Word by word: the struct has padding. */
uint64_t kq_hash_decimal(uint64_t h, kq_decimal v) {
    if (v.null) return hash_null(h);
    h = hash_word(hash_word(h, v.low), v.high);
    return hash_word(h, (uint64_t)(uint32_t)v.exponent << 1 | v.negative);
}

bool kq_same_string(kq_str a, kq_str b) { return a.n == b.n && kq_bytes_equal(a.p, b.p, a.n); }
bool kq_same_bool(kq_bool a, kq_bool b) { return a.null == b.null && (a.null || a.v == b.v); }
bool kq_same_int(kq_int a, kq_int b) { return a.null == b.null && (a.null || a.v == b.v); }
bool kq_same_long(kq_long a, kq_long b) { return a.null == b.null && (a.null || a.v == b.v); }
bool kq_same_datetime(kq_datetime a, kq_datetime b) { return a.null == b.null && (a.null || a.v == b.v); }
bool kq_same_timespan(kq_timespan a, kq_timespan b) { return a.null == b.null && (a.null || a.v == b.v); }
bool kq_same_decimal(kq_decimal a, kq_decimal b) {
    return a.null == b.null && a.low == b.low && a.high == b.high && a.exponent == b.exponent &&
           a.negative == b.negative;
}
bool kq_same_guid(kq_guid a, kq_guid b) { return a.null == b.null && (a.null || memcmp(a.b, b.b, sizeof a.b) == 0); }

bool kq_same_real(kq_real a, kq_real b) {
    if (a.null || b.null) return a.null == b.null;
    return a.v == b.v || (a.v != a.v && b.v != b.v);
}
