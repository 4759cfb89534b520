/* See pages.h. */
#include "pages.h"

#include <stdint.h>
#include <sys/mman.h>

void *kq_pages_new(size_t bytes) {
    if (bytes > SIZE_MAX - KQ_PAGES_UNIT) return NULL;
    char *p = mmap(NULL, bytes + KQ_PAGES_UNIT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    /* What lies before and behind the aligned part goes back. */
    size_t before = (KQ_PAGES_UNIT - (uintptr_t)p % KQ_PAGES_UNIT) % KQ_PAGES_UNIT;
    if (before) munmap(p, before);
    munmap(p + before + bytes, KQ_PAGES_UNIT - before);
#ifdef MADV_HUGEPAGE
    madvise(p + before, bytes, MADV_HUGEPAGE); /* small pages do as well */
#endif
    return p + before;
}

void kq_pages_free(void *p, size_t bytes) { munmap(p, bytes); }
