/* gzip members (RFC 1952) by zlib, which checks their CRC and length. */
#include <stdlib.h>

#include "codec.h"

#if KQ_HAVE_Z
#include <limits.h>
#include <string.h>
#include <zlib.h>

#define WINDOW_BITS (15 + 16) /* the largest window; 16: gzip's header, neither zlib's nor none */

static kq_codec_status begin(void **state, kq_codec_step *s, kq_codec_room *room) {
    *room = (kq_codec_room){0, 1}; /* zlib keeps its window itself */
    z_stream *z = *state;
    if (z) {
        inflateReset(z); /* fails only without a stream */
        return KQ_CODEC_MORE;
    }
    z = calloc(1, sizeof *z);
    if (!z || inflateInit2(z, WINDOW_BITS) != Z_OK) {
        free(z);
        s->why = "out of memory";
        return KQ_CODEC_ERROR;
    }
    *state = z;
    return KQ_CODEC_MORE;
}

static kq_codec_status step(void *state, kq_codec_step *s) {
    z_stream *z = state;
    uInt in = s->in_n < UINT_MAX ? (uInt)s->in_n : UINT_MAX, out = s->out_n < UINT_MAX ? (uInt)s->out_n : UINT_MAX;
    /* zlib's interface has no const (unless ZLIB_CONST); it does not write there. */
    memcpy(&z->next_in, &s->in, sizeof z->next_in);
    z->avail_in = in;
    z->next_out = (Bytef *)s->out;
    z->avail_out = out;
    int r = inflate(z, Z_NO_FLUSH);
    s->in += in - z->avail_in;
    s->in_n -= in - z->avail_in;
    s->out += out - z->avail_out;
    s->out_n -= out - z->avail_out;
    if (r == Z_STREAM_END) return KQ_CODEC_END;
    /* With room left, zlib has nothing more to give for what it was given. */
    if (r == Z_OK || r == Z_BUF_ERROR) return s->in_n == 0 && s->out_n > 0 ? KQ_CODEC_STARVED : KQ_CODEC_MORE;
    s->why = r == Z_MEM_ERROR ? "out of memory" : z->msg ? z->msg : "not a gzip stream";
    return r == Z_MEM_ERROR ? KQ_CODEC_ERROR : KQ_CODEC_DAMAGED;
}

static void end(void *state) {
    if (!state) return;
    inflateEnd(state);
    free(state);
}
#else
static kq_codec_status begin(void **state, kq_codec_step *s, kq_codec_room *room) {
    *state = NULL;
    *room = (kq_codec_room){0, 1};
    s->why = "this detector was built without zlib; install zlib1g-dev and build kqlc again";
    return KQ_CODEC_ERROR;
}

static kq_codec_status step(void *state, kq_codec_step *s) {
    kq_codec_room room;
    return begin(&state, s, &room);
}

static void end(void *state) { free(state); }
#endif

const kq_codec kq_codec_gzip = {"gzip", begin, step, end};
