/* How an input is packed, told by its first bytes, never by its name. Included by runtime/io. */
#ifndef KQ_MAGIC_H
#define KQ_MAGIC_H

#include <stddef.h>

#define KQ_MAGIC_MAX 4

typedef enum kq_packing {
    KQ_PACKING_NONE,
    KQ_PACKING_GZIP,
    KQ_PACKING_ZSTD,
    KQ_PACKING_SKIPPABLE, /* a zstd frame that holds nothing to unpack */
    KQ_PACKING_UNDECIDED  /* too few bytes to tell */
} kq_packing;

kq_packing kq_packing_of(const char *p, size_t n);

#endif
