/* Compressed inputs as a stream of bytes: a sequence of gzip members and zstd frames in any order, with skippable
 * frames and zero padding between and behind them. Memory is bounded: one block of compressed bytes, and for zstd the
 * window that a frame asks for, up to KQ_ZSTD_WINDOW_LOG. Included by runtime/io. */
#ifndef KQ_UNPACK_H
#define KQ_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* 128 MiB, which is also what the zstd program takes without --long or --memory. */
#define KQ_ZSTD_WINDOW_LOG 27

typedef struct kq_unpacker kq_unpacker;

/* chunk: most compressed bytes to ask for at once. NULL when out of memory. */
kq_unpacker *kq_unpacker_new(size_t chunk);
void kq_unpacker_free(kq_unpacker *u);

/* Starts on fd, of which n bytes have been read already: they are copied, no more than the chunk. */
void kq_unpacker_start(kq_unpacker *u, int fd, const char *p, size_t n);

/* A member begins: see kq_unpacker_room. */
#define KQ_UNPACK_MEMBER (-2)

/* As read(2), with the bytes unpacked: how many were put at p, 0 at the end, -1 when reading failed (errno) or the
 * stream is not sound (then kq_unpacker_error says why; sound bytes in front of the damage come first).
 * KQ_UNPACK_MEMBER: nothing was put; go on with at least `need` bytes of room, and with the last `keep` bytes that the
 * member gave still where they were put. */
ssize_t kq_unpacker_read(kq_unpacker *u, char *p, size_t room);

/* Of the current member. */
void kq_unpacker_room(const kq_unpacker *u, size_t *keep, size_t *need);

/* A text that lives until the next start, or NULL when reading failed. */
const char *kq_unpacker_error(const kq_unpacker *u);

#endif
