/* Cuts the bytes of a run's inputs into ranges that several threads can read at once: regular files of one record a
 * line, cut behind newlines. Included by runtime/host. */
#ifndef KQ_CUTS_H
#define KQ_CUTS_H

#include "options.h"

/* A piece of one input that one thread reads. */
typedef struct kq_range {
    const kq_input *input;
    uint64_t from, to; /* bytes; to: KQ_TO_END for the last one of an input */
    uint32_t lane;     /* which piece of the whole; grows */
} kq_range;

#define KQ_TO_END UINT64_MAX

typedef struct kq_cuts {
    kq_range *ranges; /* in input order */
    uint32_t count;
    uint32_t lanes; /* pieces */
    bool small;     /* all inputs are regular files and not worth a second thread */
} kq_cuts;

typedef enum kq_cut_into {
    KQ_CUT_SHARES,  /* a piece for each thread */
    KQ_CUT_SEGMENTS /* pieces of some megabytes each */
} kq_cut_into;

/* lanes 0: the inputs cannot be cut, or are not worth it (pipes, compressed files, arrays, little data). Inputs that
 * cannot be read make it 0 too: whoever reads them in order reports it. */
void kq_cuts_make(kq_cuts *c, const kq_options *o, kq_cut_into into);
void kq_cuts_free(kq_cuts *c);

#endif
