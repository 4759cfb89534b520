/* What arenas offer beyond <kq/abi.h>: a limit. May be included by every folder of the runtime. */
#ifndef KQ_ARENA_H
#define KQ_ARENA_H

#include <kq/abi.h>

/* From now on the arena may hold at most `bytes` from the system (0: no limit); more ends the run with kq_fatal. */
void kq_arena_limit(kq_arena *a, size_t bytes);

#endif
