/* The calls of branches.h and the list of records that wait for them. */
#include "branches.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64u

void kq_branches_call(const kq_detector *d, kq_ctx *ctx, void *state, const uint64_t *mask, const kq_slot *slots) {
    kq_mark mark = kq_arena_mark(ctx->row);
    for (uint32_t w = 0; w < kq_branch_words(d); w++)
        for (uint64_t m = mask[w]; m; m &= m - 1) {
            d->sources[w * 64 + (uint32_t)__builtin_ctzll(m)].on_record(ctx, state, slots);
            kq_arena_release(ctx->row, mark);
        }
}

void kq_pending_init(kq_pending *p, const kq_detector *d, uint32_t limit, void (*full)(void *owner), void *owner) {
    memset(p, 0, sizeof *p);
    p->detector = d;
    p->limit = limit;
    p->full = full;
    p->owner = owner;
}

void kq_pending_free(kq_pending *p) {
    free(p->slots);
    free(p->masks);
    memset(p, 0, sizeof *p);
}

static void grow(kq_pending *p) {
    uint32_t capacity = p->capacity ? p->capacity * 2 : FIRST_CAPACITY;
    if (capacity > p->limit) capacity = p->limit;
    /* One more, for a detector without fields. */
    kq_slot *slots = realloc(p->slots, ((size_t)capacity * p->detector->field_count + 1) * sizeof *slots);
    if (slots) p->slots = slots;
    uint64_t *masks = realloc(p->masks, (size_t)capacity * kq_branch_words(p->detector) * sizeof *masks);
    if (masks) p->masks = masks;
    if (!slots || !masks) kq_fatal("out of memory");
    p->capacity = capacity;
}

void kq_pending_add(kq_pending *p, const uint64_t *mask, const kq_slot *slots) {
    uint32_t fields = p->detector->field_count, words = kq_branch_words(p->detector);
    if (p->count == p->limit) p->full(p->owner);
    if (p->count == p->capacity) grow(p);
    memcpy(p->masks + (size_t)p->count * words, mask, words * sizeof *mask);
    memcpy(p->slots + (size_t)p->count * fields, slots, fields * sizeof *slots);
    p->count++;
}

void kq_pending_call(kq_pending *p, kq_ctx *ctx, void *state) {
    uint32_t fields = p->detector->field_count, words = kq_branch_words(p->detector);
    for (uint32_t i = 0; i < p->count; i++)
        kq_branches_call(p->detector, ctx, state, p->masks + (size_t)i * words, p->slots + (size_t)i * fields);
    p->count = 0;
}
