/* hash and hash_xxhash64: XXH64 with seed 0 (docs: hash-function.md, checked with its examples): of a text its UTF-8
 * bytes, of a datetime its ticks as eight bytes, low ones first; the other types alike (assumed). */
#include <kq/ops.h>

#include <string.h>

#define XXH_INLINE_ALL
#define XXH_NO_STREAM
#include <xxhash.h>

static kq_long hash_bytes(const void *p, size_t n) { return kq_mk_long((int64_t)XXH64(n ? p : "", n, 0)); }

static kq_long hash_word(uint64_t v) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(v >> (8 * i));
    return hash_bytes(bytes, sizeof bytes);
}

/* Between 0 and mod - 1 (assumed for negative hashes: as by %); null for a mod that is not positive. */
static kq_long reduced(kq_long h, kq_long mod) {
    if (h.null || mod.null || mod.v <= 0) return kq_null_long();
    int64_t r = h.v % mod.v;
    return kq_mk_long(r < 0 ? r + mod.v : r);
}

#define KQ_DEFINE_HASH(T, TYPE, VALUE)                                   \
    kq_long kq_fn_hash_##T(kq_ctx *x, TYPE v) { return (void)x, VALUE; } \
    kq_long kq_fn_hash_##T##_mod(kq_ctx *x, TYPE v, kq_long mod) { return reduced(kq_fn_hash_##T(x, v), mod); }

static uint64_t bits_of(double v) {
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

KQ_DEFINE_HASH(string, kq_str, hash_bytes(v.p, v.n))
KQ_DEFINE_HASH(bool, kq_bool, v.null ? kq_null_long() : hash_word(v.v))
KQ_DEFINE_HASH(long, kq_long, v.null ? kq_null_long() : hash_word((uint64_t)v.v))
KQ_DEFINE_HASH(real, kq_real, v.null ? kq_null_long() : hash_word(bits_of(v.v)))
KQ_DEFINE_HASH(datetime, kq_datetime, v.null ? kq_null_long() : hash_word((uint64_t)v.v))
KQ_DEFINE_HASH(timespan, kq_timespan, v.null ? kq_null_long() : hash_word((uint64_t)v.v))
KQ_DEFINE_HASH(guid, kq_guid, v.null ? kq_null_long() : hash_bytes(v.b, sizeof v.b))
/* equal decimals have one text */
KQ_DEFINE_HASH(decimal, kq_decimal, v.null ? kq_null_long() : kq_fn_hash_string(x, kq_tostring_decimal(x, v)))
