/* Cuts the inputs of a run, one after the other, into blocks of whole records. Included by runtime/host. */
#ifndef KQ_FEED_H
#define KQ_FEED_H

#include "part.h"
#include "reader.h"

/* What a block holds. */
typedef enum kq_feed_event {
    KQ_FEED_BLOCK,  /* whole lines, or pieces of one that is too long */
    KQ_FEED_STREAM, /* an input that is not one record a line: read it from the feed's reader to its end */
    KQ_FEED_FAILED, /* an input cannot be opened: the part says why */
    KQ_FEED_OVER    /* no more input, or woken */
} kq_feed_event;

typedef struct kq_block {
    kq_window text;
    bool at_end;     /* its end is that of the input */
    bool discarding; /* it begins inside a record that is too long */
    bool regular;    /* from a file: nobody waits for the rows so far */
    kq_part part;
} kq_block;

typedef struct kq_feed {
    struct kq_run *run;
    kq_reader reader;
    uint32_t next_input;
    const kq_input *input; /* the current one, NULL: none */
    int fd;
    int wake; /* readable when nothing more is to be read */
    bool regular, discarding;
    size_t looked; /* bytes of the reader's window that hold no newline */
} kq_feed;

/* Running out of memory is kq_fatal. */
void kq_feed_init(kq_feed *f, struct kq_run *r);
void kq_feed_free(kq_feed *f);

/* The next block; begins its part. Waits for input. */
kq_feed_event kq_feed_next(kq_feed *f, kq_block *block);
/* The stream has been read. */
void kq_feed_close(kq_feed *f);
/* Makes kq_feed_next, waiting for a pipe in another thread, return. */
void kq_feed_wake(kq_feed *f);

#endif
