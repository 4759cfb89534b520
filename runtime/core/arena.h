/* What arenas offer beyond <kq/abi.h>. May be included by every folder of the runtime. */
#ifndef KQ_ARENA_H
#define KQ_ARENA_H

#include <kq/abi.h>

/* kq_alloc for bytes that need no alignment. */
char *kq_alloc_text(kq_arena *a, size_t bytes);
/* The latest allocation, which is at p, keeps its first `bytes` only. */
void kq_arena_shrink(kq_arena *a, void *p, size_t bytes);
/* An array of `old` bytes at p, which kq_arena_grow gave (old 0: none yet), moves to where it has room for `bytes`.
 * Large ones give their old memory back to the system. For arenas that live as long as the array: kq_arena_release
 * leaves large arrays alone. p may belong to another arena. */
void *kq_arena_grow(kq_arena *a, void *p, size_t old, size_t bytes);

#endif
