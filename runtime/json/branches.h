/* From a projected record to the branches of a detector: at once, or later and in order for a record that another
 * thread has looked at. Included by runtime/json and runtime/host. */
#ifndef KQ_BRANCHES_H
#define KQ_BRANCHES_H

#include <kq/abi.h>

/* Branch masks of a detector have this many words. */
static inline uint32_t kq_branch_words(const kq_detector *d) { return (d->source_count + 63) / 64; }

/* Calls on_record of the branches in the mask. */
void kq_branches_call(const kq_detector *d, kq_ctx *ctx, void *state, const uint64_t *mask, const kq_slot *slots);

/* Records that wait for their turn, in input order. Their slots point into the text, which must stay. */
typedef struct kq_pending {
    const kq_detector *detector;
    uint32_t count, capacity, limit; /* records */
    kq_slot *slots;                  /* field_count a record */
    uint64_t *masks;                 /* kq_branch_words a record */
    /* Called when the list is at its limit: must empty it. */
    void (*full)(void *owner);
    void *owner;
} kq_pending;

void kq_pending_init(kq_pending *p, const kq_detector *d, uint32_t limit, void (*full)(void *owner), void *owner);
void kq_pending_free(kq_pending *p);
/* Copies mask and slots. Running out of memory is kq_fatal. */
void kq_pending_add(kq_pending *p, const uint64_t *mask, const kq_slot *slots);
/* Calls the branches of all records and empties the list. */
void kq_pending_call(kq_pending *p, kq_ctx *ctx, void *state);

#endif
