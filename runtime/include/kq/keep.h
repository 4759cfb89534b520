/* Copies values into an arena that outlives the record, and hashes and compares key values.
 * kq_same_T is equality of group keys: null is a group of its own, NaN is one group, -0.0 is 0.0, strings are ordinal.
 * (KQL's == is in ops.h; for join keys the generated code leaves rows with a null key out first.) */
#ifndef KQ_KEEP_H
#define KQ_KEEP_H

#include <kq/abi.h>

kq_str kq_keep_string(kq_arena *a, kq_str s);
kq_dyn kq_keep_dynamic(kq_arena *a, kq_dyn d);
/* The same for a value that replaces the one kept before (arg_max): the copy's memory is used again when the next value
 * fits, so that the state does not grow with the input. `room` starts zeroed; the earlier value is gone afterwards. */
typedef struct kq_room {
    char *p;
    size_t n; /* bytes */
} kq_room;
kq_str kq_rekeep_string(kq_arena *a, kq_room *room, kq_str s);
kq_dyn kq_rekeep_dynamic(kq_arena *a, kq_room *room, kq_dyn d);
static inline kq_bool kq_keep_bool(kq_arena *a, kq_bool v) { return (void)a, v; }
static inline kq_int kq_keep_int(kq_arena *a, kq_int v) { return (void)a, v; }
static inline kq_long kq_keep_long(kq_arena *a, kq_long v) { return (void)a, v; }
static inline kq_real kq_keep_real(kq_arena *a, kq_real v) { return (void)a, v; }
static inline kq_decimal kq_keep_decimal(kq_arena *a, kq_decimal v) { return (void)a, v; }
static inline kq_datetime kq_keep_datetime(kq_arena *a, kq_datetime v) { return (void)a, v; }
static inline kq_timespan kq_keep_timespan(kq_arena *a, kq_timespan v) { return (void)a, v; }
static inline kq_guid kq_keep_guid(kq_arena *a, kq_guid v) { return (void)a, v; }

/* Start with KQ_HASH_SEED, chain: h = kq_hash_string(h, a); h = kq_hash_long(h, b). int and long hash alike.
 * The seed is 0 until one is drawn, once at start: then nobody can craft events whose keys all fall on each other. What
 * comes out does not depend on it, because tables and sets keep the order of insertion. */
extern uint64_t kq_hash_seed;
#define KQ_HASH_SEED kq_hash_seed
void kq_hash_draw_seed(void);
uint64_t kq_hash_string(uint64_t h, kq_str v);
uint64_t kq_hash_bool(uint64_t h, kq_bool v);
uint64_t kq_hash_int(uint64_t h, kq_int v);
uint64_t kq_hash_long(uint64_t h, kq_long v);
uint64_t kq_hash_real(uint64_t h, kq_real v);
uint64_t kq_hash_decimal(uint64_t h, kq_decimal v);
uint64_t kq_hash_datetime(uint64_t h, kq_datetime v);
uint64_t kq_hash_timespan(uint64_t h, kq_timespan v);
uint64_t kq_hash_guid(uint64_t h, kq_guid v);

bool kq_same_string(kq_str a, kq_str b);
bool kq_same_bool(kq_bool a, kq_bool b);
bool kq_same_int(kq_int a, kq_int b);
bool kq_same_long(kq_long a, kq_long b);
bool kq_same_real(kq_real a, kq_real b);
bool kq_same_decimal(kq_decimal a, kq_decimal b);
bool kq_same_datetime(kq_datetime a, kq_datetime b);
bool kq_same_timespan(kq_timespan a, kq_timespan b);
bool kq_same_guid(kq_guid a, kq_guid b);

#endif
