/* The account of the memory that a run takes for state and scratch: arenas, hash tables, kept rows. May be included by
 * every folder of the runtime; all threads share it. */
#ifndef KQ_MEMORY_H
#define KQ_MEMORY_H

#include <stddef.h>

/* From now on at most `bytes` in all (0: no limit); more ends the run with kq_fatal. */
void kq_memory_limit(size_t bytes);
/* To be called before so many bytes are asked of the system, and after they have gone back. */
void kq_memory_take(size_t bytes);
void kq_memory_give(size_t bytes);
/* Bytes now, and the most there ever were. */
size_t kq_memory_used(void);
size_t kq_memory_peak(void);

#endif
