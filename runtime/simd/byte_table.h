/* A function from bytes to sets of eight, in the forms that vector units can look up: kq_b64_table of block64.h loads
 * the one that its machine wants. */
#ifndef KQ_BYTE_TABLE_H
#define KQ_BYTE_TABLE_H

#include <stdint.h>

typedef struct kq_byte_table {
    uint8_t ascii[128]; /* by the byte's low seven bits */
    /* By nibble: the set of a byte is in low[byte & 15] & high[byte >> 4], with others that share its nibbles. */
    uint8_t low[16], high[16];
} kq_byte_table;

static inline void kq_byte_table_add(kq_byte_table *t, uint8_t byte, uint8_t set) {
    t->ascii[byte & 127] |= set;
    t->low[byte & 15] |= set;
    t->high[byte >> 4] |= set;
}

#endif
