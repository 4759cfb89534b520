/* Block reader: one reused buffer that always holds the unconsumed bytes of an input in one piece, followed by padding
 * that vector loads may touch. Files and pipes alike (mmap measured several times slower than read into a warm
 * buffer). gzip and zstd inputs are recognised by their first bytes and unpacked on the way. Included by runtime/host.
 */
#ifndef KQ_READER_H
#define KQ_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "magic.h"

#define KQ_READER_BLOCK ((size_t)256 * 1024)
/* Readable bytes behind `end`; at least KQ_PADDING of runtime/simd. */
#define KQ_READER_PADDING 128

struct kq_unpacker;

typedef struct kq_reader {
    char *buffer;
    size_t capacity; /* bytes, padding not counted */
    size_t begin;    /* first unconsumed byte */
    size_t end;      /* behind the last byte read */
    size_t chunk;    /* most bytes to ask for at once */
    size_t keep;     /* so many bytes in front of `end` must stay where they are: a decoder's window */
    size_t need;     /* room that the next bytes need at least */
    size_t segment;  /* where the bytes without a gap in front of `end` begin */
    char *retired;   /* the buffer before this one, while the window reaches into it; then the next one */
    size_t retired_capacity;
    uint64_t left;  /* of the current input: not to be read further than this; kq_reader_start sets it to the largest */
    uint64_t total; /* bytes of all inputs, unpacked */
    const char *error;            /* why the last fill failed, until the next start */
    int fd;                       /* -1: none */
    kq_packing packing;           /* of the current input; UNDECIDED before the first fill */
    bool at_end;                  /* of the current input */
    struct kq_unpacker *unpacker; /* made for the first compressed input */
} kq_reader;

/* chunk: bytes per read, 0 for the default. False when out of memory. */
bool kq_reader_init(kq_reader *r, size_t chunk);
void kq_reader_free(kq_reader *r);

/* Starts on a new input; the descriptor stays the caller's. What was unconsumed is dropped. Whoever reads a part of a
 * file that is not compressed (kq_packing_of its first bytes) sets `left`, and `packing` to KQ_PACKING_NONE: bytes in
 * the middle of a file are no magic number. */
void kq_reader_start(kq_reader *r, int fd);

/* Reads more, moving the unconsumed bytes and growing the buffer when they fill it. Invalidates pointers into the
 * buffer, even at the end of the input. False when reading failed, the buffer could not grow or compressed data is
 * damaged or ends early: then `error` says why, all sound bytes are in the buffer and at_end is set. At the end of the
 * input true with at_end set. */
bool kq_reader_fill(kq_reader *r);

/* A piece of an input that has left the reader: bytes begin .. end of a buffer of its own. All zero: no buffer yet. */
typedef struct kq_window {
    char *buffer;
    size_t capacity; /* bytes, padding not counted */
    size_t begin, end;
} kq_window;

/* Moves the first n unconsumed bytes into the window, without copying them unless a decoder needs them: the window gets
 * the reader's buffer, and the reader goes on in the window's old one, with the bytes that follow. False when out of
 * memory. */
bool kq_reader_hand_over(kq_reader *r, size_t n, kq_window *w);
void kq_window_free(kq_window *w);

#endif
