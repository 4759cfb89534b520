/* Reads ranges of files on several threads, each with a state of its own; the states are merged at the end. Included by
 * runtime/host. */
#ifndef KQ_RANGES_H
#define KQ_RANGES_H

#include "cuts.h"
#include "run.h"

/* False when the run must end with status 1. Otherwise the run's state is what one thread would have made of all
 * inputs. The detector must have merge. */
bool kq_ranges_read(kq_run *r, const kq_cuts *cuts);

#endif
