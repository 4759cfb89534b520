/* The hash table for group-by, distinct and join keys (see <kq/table.h>): open addressing with linear probing over
 * small slots, entries in chunks of the arena. */
#include <kq/table.h>

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "pages.h"

#define FIRST_SLOTS 64u
#define LARGEST_COUNT (UINT32_C(1) << 31) /* the slots are twice as many, and their mask has 32 bits */

void kq_table_init(kq_table *t, kq_arena *arena, size_t entry_size) {
    if (entry_size > UINT32_MAX / 2) kq_fatal("a group's state is too large");
    /* Nothing in an entry needs more alignment than a pointer or a 64-bit number. */
    *t = (kq_table){.arena = arena, .entry_size = (uint32_t)((entry_size + 7) & ~(size_t)7)};
}

static size_t slot_bytes(const kq_table *t) { return t->slots ? ((size_t)t->mask + 1) * sizeof *t->slots : 0; }

/* Powers of two, so that many slots are whole units of kq_pages. */
static kq_table_slot *slots_new(size_t bytes) {
    kq_memory_take(bytes);
    return bytes < KQ_PAGES_UNIT ? calloc(1, bytes) : kq_pages_new(bytes);
}

static void slots_free(kq_table_slot *slots, size_t bytes) {
    kq_memory_give(bytes);
    if (bytes < KQ_PAGES_UNIT) {
        free(slots);
    } else {
        kq_pages_free(slots, bytes);
    }
}

void kq_table_free(kq_table *t) {
    slots_free(t->slots, slot_bytes(t));
    free(t->chunks);
    *t = (kq_table){.arena = t->arena, .entry_size = t->entry_size};
}

static void place(kq_table_slot *slots, uint32_t mask, kq_table_slot slot) {
    uint32_t i = slot.hash & mask;
    while (slots[i].index) i = (i + 1) & mask;
    slots[i] = slot;
}

static void grow_slots(kq_table *t) {
    size_t old = t->slots ? (size_t)t->mask + 1 : 0, size = old ? old * 2 : FIRST_SLOTS;
    kq_table_slot *slots = slots_new(size * sizeof *slots);
    if (!slots) kq_fatal("out of memory: %zu groups", (size_t)t->count);
    uint32_t mask = (uint32_t)(size - 1);
    /* From a free slot on and around, so that entries of equal hash come in the order of their insertion and stay in it
     * (an entry that wrapped around to the first slots must come after the ones at the end). */
    size_t start = 0;
    while (start < old && t->slots[start].index) start++;
    for (size_t i = 0; i < old; i++) {
        kq_table_slot slot = t->slots[(start + i) & (old - 1)];
        if (slot.index) place(slots, mask, slot);
    }
    slots_free(t->slots, slot_bytes(t));
    t->slots = slots;
    t->mask = mask;
}

/* Room for one more chunk pointer: their number doubles at powers of two. */
static char **grow_chunks(char **chunks, uint32_t count) {
    if (count & (count - 1)) return chunks; /* not 0 and not a power of two */
    char **grown = realloc(chunks, (count ? (size_t)count * 2 : 1) * sizeof *grown);
    if (!grown) kq_fatal("out of memory");
    return grown;
}

void *kq_table_insert(kq_table *t, uint64_t hash) {
    if (t->count >= LARGEST_COUNT - 1) kq_fatal("too many groups: more than %u", (unsigned)t->count);
    if (!t->slots || t->count >= (t->mask >> 1)) grow_slots(t); /* at most half full */
    if (t->count % KQ_TABLE_CHUNK == 0) {
        t->chunks = grow_chunks(t->chunks, t->chunk_count);
        t->chunks[t->chunk_count++] = kq_alloc(t->arena, (size_t)KQ_TABLE_CHUNK * t->entry_size);
    }
    void *entry = kq_table_at(t, t->count);
    if (t->entry_size) memset(entry, 0, t->entry_size);
    t->count++;
    place(t->slots, t->mask, (kq_table_slot){.hash = (uint32_t)(hash >> 32), .index = t->count});
    return entry;
}
