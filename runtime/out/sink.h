/* Buffered output to a file descriptor that remembers its first error instead of stopping the run. Included by
 * runtime/out and runtime/host. */
#ifndef KQ_SINK_H
#define KQ_SINK_H

#include "buf.h"

typedef struct kq_sink {
    kq_buf buffer; /* append here, then kq_sink_settle */
    int fd;
    int error;     /* errno of the first failed write, 0 when all is well; later output is dropped */
    size_t enough; /* bytes to gather */
    /* Not NULL: what has gathered is not written but handed to this function, which empties the buffer. */
    void (*take)(void *owner);
    void *owner;
} kq_sink;

void kq_sink_init(kq_sink *s, int fd);
/* A sink without a descriptor. */
void kq_sink_gather(kq_sink *s, size_t enough, void (*take)(void *owner), void *owner);
/* Writes everything out. */
void kq_sink_flush(kq_sink *s);
/* Writes out when enough has gathered. */
void kq_sink_settle(kq_sink *s);
/* Flushes and gives the buffer back; the descriptor stays the caller's. */
void kq_sink_free(kq_sink *s);

#endif
