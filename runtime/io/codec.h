/* One compressed format: what unpack.c asks of gzip.c and zstd.c. Each wraps one library; without it the codec exists
 * and refuses with a message. Included by runtime/io. */
#ifndef KQ_CODEC_H
#define KQ_CODEC_H

#include <stddef.h>

typedef enum kq_codec_status {
    KQ_CODEC_MORE,    /* go on: with more compressed bytes if all were taken, with more room if it is full */
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

typedef struct kq_codec {
    const char *name;
    /* Begins a member; *state is NULL the first time. An error text, or NULL. */
    const char *(*begin)(void **state);
    kq_codec_status (*step)(void *state, kq_codec_step *s);
    void (*free)(void *state); /* takes NULL */
} kq_codec;

extern const kq_codec kq_codec_gzip, kq_codec_zstd;

#endif
