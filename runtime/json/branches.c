/* The calls of branches.h and the list of records that wait for them. */
#include "branches.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64u

bool kq_reach_init(kq_reach *r, kq_prefilter *f) {
    *r = (kq_reach){.prefilter = f, .mask = calloc(f->word_count + 1u, sizeof *r->mask)};
    return r->mask != NULL;
}

void kq_reach_free(kq_reach *r) {
    free(r->mask);
    *r = (kq_reach){0};
}

void kq_reach_record(kq_reach *r, kq_str record) {
    r->record = record;
    r->known = false;
}

static void know(kq_reach *r) {
    if (!r->known) kq_prefilter_every(r->prefilter, r->record.p, r->record.n, r->mask);
    r->known = true;
}

bool kq_reach_any(kq_reach *r) {
    know(r);
    for (uint32_t w = 0; w < r->prefilter->word_count; w++)
        if (r->mask[w]) return true;
    return false;
}

bool kq_reach_branch(kq_reach *r, uint32_t branch) {
    know(r);
    return kq_mask_has(r->mask, branch);
}

void kq_branches_call(const kq_detector *d, kq_ctx *ctx, void *state, const uint64_t *mask, const kq_slot *slots,
                      kq_reach *reach) {
    kq_mark mark = kq_arena_mark(ctx->row);
    for (uint32_t w = 0; w < kq_branch_words(d); w++)
        for (uint64_t m = mask[w]; m; m &= m - 1) {
            uint32_t branch = w * 64 + (uint32_t)__builtin_ctzll(m);
            uint64_t outside = ctx->outside_window;
            d->sources[branch].on_record(ctx, state, slots);
            kq_arena_release(ctx->row, mark);
            if (ctx->outside_window != outside && !kq_reach_branch(reach, branch)) ctx->outside_window = outside;
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
    free(p->records);
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
    kq_str *records = realloc(p->records, (size_t)capacity * sizeof *records);
    if (records) p->records = records;
    if (!slots || !masks || !records) kq_fatal("out of memory");
    p->capacity = capacity;
}

void kq_pending_add(kq_pending *p, const uint64_t *mask, const kq_slot *slots, kq_str record) {
    uint32_t fields = p->detector->field_count, words = kq_branch_words(p->detector);
    if (p->count == p->limit) p->full(p->owner);
    if (p->count == p->capacity) grow(p);
    memcpy(p->masks + (size_t)p->count * words, mask, words * sizeof *mask);
    memcpy(p->slots + (size_t)p->count * fields, slots, fields * sizeof *slots);
    p->records[p->count++] = record;
}

void kq_pending_call(kq_pending *p, kq_ctx *ctx, void *state, kq_reach *reach) {
    uint32_t fields = p->detector->field_count, words = kq_branch_words(p->detector);
    for (uint32_t i = 0; i < p->count; i++) {
        if (i == 0 || p->records[i].p != p->records[i - 1].p) kq_reach_record(reach, p->records[i]);
        kq_branches_call(p->detector, ctx, state, p->masks + (size_t)i * words, p->slots + (size_t)i * fields, reach);
    }
    p->count = 0;
}
