/* Writes small gzip and zstd streams by the letter of RFC 1952 and RFC 8878, with stored blocks only, so that what the
 * reader must give back is known without a compressor. */
#ifndef PACKED_H
#define PACKED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct packed {
    unsigned char p[1 << 16];
    size_t n;
};

static inline void packed_put(struct packed *b, const void *p, size_t n) {
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static inline void packed_number(struct packed *b, uint64_t v, int bytes) {
    for (; bytes > 0; bytes--, v >>= 8) b->p[b->n++] = (unsigned char)v;
}

static inline uint32_t packed_crc(const char *p, size_t n) {
    uint32_t crc = ~UINT32_C(0);
    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned char)p[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~crc;
}

/* A member of one stored block, n < 65536. */
static inline void packed_gzip(struct packed *b, const char *p, size_t n) {
    packed_put(b, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    packed_number(b, 1, 1); /* the last block, stored */
    packed_number(b, n, 2);
    packed_number(b, ~(uint64_t)n, 2);
    packed_put(b, p, n);
    packed_number(b, packed_crc(p, n), 4);
    packed_number(b, n, 4);
}

/* A frame of two raw blocks and no checksum; window_log from 10. */
static inline void packed_zstd(struct packed *b, const char *p, size_t n, unsigned window_log) {
    size_t half = n / 2;
    packed_number(b, 0xFD2FB528, 4);
    packed_number(b, 0, 1); /* no content size, no checksum */
    packed_number(b, (window_log - 10) << 3, 1);
    packed_number(b, half << 3, 3);
    packed_put(b, p, half);
    packed_number(b, (n - half) << 3 | 1, 3);
    packed_put(b, p + half, n - half);
}

static inline void packed_skippable(struct packed *b, const char *p, size_t n) {
    packed_number(b, 0x184D2A53, 4);
    packed_number(b, n, 4);
    packed_put(b, p, n);
}

#endif
