/* From a projected record to the branches of a detector: at once, or later and in order for a record that another
 * thread has looked at. Included by runtime/json and runtime/host. */
#ifndef KQ_BRANCHES_H
#define KQ_BRANCHES_H

#include <kq/abi.h>

#include "prefilter.h"

/* Branch masks of a detector have this many words. */
static inline uint32_t kq_branch_words(const kq_detector *d) { return (d->source_count + 63) / 64; }

/* What the user is told about records must not depend on which clauses are searched for, and with that on samples,
 * chunks and threads. So only records that hold all clauses count; this is the test, made when there is something to
 * tell and remembered while it is about the same record. */
typedef struct kq_reach {
    kq_prefilter *prefilter; /* borrowed, at the record's input */
    kq_str record;           /* KQ_PADDING bytes must follow */
    bool known;
    uint64_t *mask; /* the branches that the record reaches by all clauses */
} kq_reach;

/* False when out of memory. */
bool kq_reach_init(kq_reach *r, kq_prefilter *f);
void kq_reach_free(kq_reach *r);
void kq_reach_record(kq_reach *r, kq_str record);
/* Some branch, one branch. */
bool kq_reach_any(kq_reach *r);
bool kq_reach_branch(kq_reach *r, uint32_t branch);

/* Calls on_record of the branches in the mask, for `reach`'s record or one inside it. */
void kq_branches_call(const kq_detector *d, kq_ctx *ctx, void *state, const uint64_t *mask, const kq_slot *slots,
                      kq_reach *reach);

/* Records that wait for their turn, in input order. Their slots point into the text, which must stay. */
typedef struct kq_pending {
    const kq_detector *detector;
    uint32_t count, capacity, limit; /* records */
    kq_slot *slots;                  /* field_count a record */
    uint64_t *masks;                 /* kq_branch_words a record */
    kq_str *records;                 /* the text, for kq_reach */
    /* Called when the list is at its limit: must empty it. */
    void (*full)(void *owner);
    void *owner;
} kq_pending;

void kq_pending_init(kq_pending *p, const kq_detector *d, uint32_t limit, void (*full)(void *owner), void *owner);
void kq_pending_free(kq_pending *p);
/* Copies mask and slots. Running out of memory is kq_fatal. */
void kq_pending_add(kq_pending *p, const uint64_t *mask, const kq_slot *slots, kq_str record);
/* Calls the branches of all records and empties the list. `reach`: of the records' input. */
void kq_pending_call(kq_pending *p, kq_ctx *ctx, void *state, kq_reach *reach);

#endif
