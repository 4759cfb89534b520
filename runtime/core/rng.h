/* Random numbers of a run: the same ones for the same seed, in the order in which they are drawn. Only rand() and
 * new_guid() draw, in detectors that take their records one at a time and in order (kq_detector.in_order). Included by
 * runtime/fn and runtime/host. */
#ifndef KQ_RNG_H
#define KQ_RNG_H

#include <stdint.h>

/* The seed before the first number; advanced by each. */
extern uint64_t kq_rng_state;
uint64_t kq_rng_next(void);

#endif
