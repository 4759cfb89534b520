/* The magic numbers of magic.h. */
#include "magic.h"

#include <stdint.h>
#include <string.h>

/* RFC 1952 2.3.1; RFC 8878 3.1.1 and 3.1.2: of a skippable frame's first byte, the lower half is free. */
static const struct {
    uint8_t bytes[KQ_MAGIC_MAX], first_mask, n;
    kq_packing packing;
} magics[] = {{{0x1f, 0x8b}, 0xff, 2, KQ_PACKING_GZIP},
              {{0x28, 0xb5, 0x2f, 0xfd}, 0xff, 4, KQ_PACKING_ZSTD},
              {{0x50, 0x2a, 0x4d, 0x18}, 0xf0, 4, KQ_PACKING_SKIPPABLE}};

kq_packing kq_packing_of(const char *p, size_t n) {
    if (n == 0) return KQ_PACKING_UNDECIDED;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        size_t have = n < magics[i].n ? n : magics[i].n;
        if (((uint8_t)p[0] & magics[i].first_mask) != magics[i].bytes[0]) continue;
        if (memcmp(p + 1, magics[i].bytes + 1, have - 1) != 0) continue;
        return have == magics[i].n ? magics[i].packing : KQ_PACKING_UNDECIDED;
    }
    return KQ_PACKING_NONE;
}
