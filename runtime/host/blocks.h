/* Reads inputs of any kind on several threads that share one state: whoever is free reads the next block of whole
 * records and looks at them, and the blocks' records reach the branches in input order. Included by runtime/host. */
#ifndef KQ_BLOCKS_H
#define KQ_BLOCKS_H

#include "run.h"

/* False when the run must end with status 1. */
bool kq_blocks_read(kq_run *r);

#endif
