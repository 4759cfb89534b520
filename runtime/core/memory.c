/* See memory.h. */
#include "memory.h"

#include <stdatomic.h>

#include <kq/abi.h>

static _Atomic size_t used, peak, limit;

void kq_memory_limit(size_t bytes) { atomic_store_explicit(&limit, bytes, memory_order_relaxed); }

void kq_memory_take(size_t bytes) {
    size_t now = atomic_fetch_add_explicit(&used, bytes, memory_order_relaxed) + bytes;
    size_t most = atomic_load_explicit(&limit, memory_order_relaxed);
    if (most && now > most)
        kq_fatal("out of memory: more than the %zu bytes of --memory-limit are needed for what the query keeps", most);
    size_t before = atomic_load_explicit(&peak, memory_order_relaxed);
    while (now > before &&
           !atomic_compare_exchange_weak_explicit(&peak, &before, now, memory_order_relaxed, memory_order_relaxed)) {
    }
}

void kq_memory_give(size_t bytes) { atomic_fetch_sub_explicit(&used, bytes, memory_order_relaxed); }

size_t kq_memory_used(void) { return atomic_load_explicit(&used, memory_order_relaxed); }
size_t kq_memory_peak(void) { return atomic_load_explicit(&peak, memory_order_relaxed); }
