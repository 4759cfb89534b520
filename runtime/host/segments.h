/* Reads segments of files on several threads, for detectors without state: whoever is free takes the next segment, and
 * the rows of the segments are put in input order. Included by runtime/host. */
#ifndef KQ_SEGMENTS_H
#define KQ_SEGMENTS_H

#include "cuts.h"
#include "run.h"

/* False when the run must end with status 1. The detector's state_size must be 0. */
bool kq_segments_read(kq_run *r, const kq_cuts *cuts);

#endif
