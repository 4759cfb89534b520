/* One compressed format: what unpack.c asks of gzip.c and zstd.c. Each wraps one library; without it the codec exists
 * and refuses with a message. Included by runtime/io. */
#ifndef KQ_CODEC_H
#define KQ_CODEC_H

#include <stddef.h>

typedef enum kq_codec_status {
    KQ_CODEC_MORE,    /* go on with what is at hand */
    KQ_CODEC_STARVED, /* more compressed bytes are needed */
    KQ_CODEC_END,     /* the member is complete and has been handed out */
    KQ_CODEC_DAMAGED, /* `why` is what the library says */
    KQ_CODEC_ERROR    /* `why` is a message of our own */
} kq_codec_status;

typedef struct kq_codec_step {
    const char *in; /* taken from the front: moved by step */
    size_t in_n;
    char *out; /* filled from the front: moved by step */
    size_t out_n;
    const char *why; /* static text */
} kq_codec_step;

/* What a member asks of the memory that it is unpacked to. */
typedef struct kq_codec_room {
    size_t keep; /* so many bytes that it gave last must stay where they were put */
    size_t need; /* least room for a step */
} kq_codec_room;

typedef struct kq_codec {
    const char *name;
    /* Begins a member whose first bytes are at s->in, without taking them; *state is NULL the first time. STARVED: call
     * again with more of them. */
    kq_codec_status (*begin)(void **state, kq_codec_step *s, kq_codec_room *room);
    kq_codec_status (*step)(void *state, kq_codec_step *s);
    void (*free)(void *state); /* takes NULL */
} kq_codec;

extern const kq_codec kq_codec_gzip, kq_codec_zstd;

#endif
