/* Large pieces of memory straight from the system, on huge pages where it has them: state of tens of megabytes is
 * touched once, byte by byte, and a fault for every 4 KiB costs more than filling it. May be included by every folder
 * of the runtime. */
#ifndef KQ_PAGES_H
#define KQ_PAGES_H

#include <stddef.h>

/* Pieces are multiples of this, and so are their addresses. */
#define KQ_PAGES_UNIT ((size_t)2 << 20)

/* Zeroed; `bytes` is a multiple of KQ_PAGES_UNIT. NULL when out of memory. */
void *kq_pages_new(size_t bytes);
void kq_pages_free(void *p, size_t bytes);

/* `bytes` rounded up to the next multiple (bytes <= SIZE_MAX - KQ_PAGES_UNIT). */
static inline size_t kq_pages_size(size_t bytes) { return (bytes + KQ_PAGES_UNIT - 1) & ~(KQ_PAGES_UNIT - 1); }

#endif
