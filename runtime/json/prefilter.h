/* Needle prefilter: which branches of a detector a record may matter to, by its raw bytes alone. Included by
 * runtime/json. */
#ifndef KQ_PREFILTER_H
#define KQ_PREFILTER_H

#include <kq/abi.h>

#include "kernels.h"

typedef struct kq_prefilter {
    const kq_kernels *kernels;
    kq_needle_set set; /* distinct needles of all branches */
    uint32_t branch_count;
    uint32_t word_count;  /* of a branch mask: (branch_count + 63) / 64 */
    uint64_t *unfiltered; /* mask of the branches without needles */
    uint32_t *from;       /* branch -> its first entry in needle_of; branch_count + 1 entries */
    uint32_t *needle_of;
    uint64_t *hits;
} kq_prefilter;

/* enabled false: every record is let through to every branch. False when out of memory or when a needle is too short
 * for the search (then the detector is broken). */
bool kq_prefilter_init(kq_prefilter *f, const kq_kernels *kernels, const kq_source *sources, uint32_t count,
                       bool enabled);
void kq_prefilter_free(kq_prefilter *f);

/* Sets the mask `live` (word_count words) to the branches that the record p..n may pass. A branch left out cannot pass:
 * none of its needles occurs in the raw bytes and no JSON escape, at whatever level of quoting, could hide one.
 * KQ_PADDING bytes must follow the text. */
void kq_prefilter_run(kq_prefilter *f, const char *p, size_t n, uint64_t *live);

#endif
