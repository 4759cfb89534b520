/* zstd frames (RFC 8878) by libzstd, which checks their content. Its block functions are used instead of its stream:
 * they unpack into the reader's buffer, which so serves as the window, while the stream would unpack into a window of
 * its own and copy from there (a tenth of the time). */
#include <stdlib.h>

#include "codec.h"
#include "unpack.h"

#if KQ_HAVE_ZSTD
#define ZSTD_STATIC_LINKING_ONLY /* the block functions; the library is linked statically */
#define ZSTD_DISABLE_DEPRECATE_WARNINGS
#include <zstd.h>

#define LITERAL(x) LITERAL_(x)
#define LITERAL_(x) #x
#define ROUNDING 64 /* bytes behind a block that copies in large units may touch */

static kq_codec_status fail(kq_codec_step *s, const char *why) {
    s->why = why;
    return KQ_CODEC_ERROR;
}

static kq_codec_status damaged(kq_codec_step *s, size_t code) {
    s->why = ZSTD_getErrorName(code);
    return KQ_CODEC_DAMAGED;
}

static kq_codec_status begin(void **state, kq_codec_step *s, kq_codec_room *room) {
    ZSTD_frameHeader header;
    size_t r = ZSTD_getFrameHeader(&header, s->in, s->in_n);
    if (ZSTD_isError(r)) return damaged(s, r);
    if (r > 0) return KQ_CODEC_STARVED;
    if (header.windowSize > (size_t)1 << KQ_ZSTD_WINDOW_LOG)
        return fail(s, "the zstd frame needs a window of more than 2^" LITERAL(KQ_ZSTD_WINDOW_LOG) " bytes");
    room->keep = (size_t)header.windowSize;
    room->need = header.blockSizeMax + ROUNDING;
    if (!*state) *state = ZSTD_createDCtx();
    if (!*state) return fail(s, "out of memory");
    r = ZSTD_decompressBegin(*state);
    return ZSTD_isError(r) ? damaged(s, r) : KQ_CODEC_MORE;
}

static kq_codec_status step(void *state, kq_codec_step *s) {
    size_t n = ZSTD_nextSrcSizeToDecompress(state);
    if (n > s->in_n) return KQ_CODEC_STARVED;
    size_t r = ZSTD_decompressContinue(state, s->out, s->out_n, s->in, n);
    if (ZSTD_isError(r)) return damaged(s, r);
    s->in += n;
    s->in_n -= n;
    s->out += r;
    s->out_n -= r;
    return ZSTD_nextSrcSizeToDecompress(state) == 0 ? KQ_CODEC_END : KQ_CODEC_MORE;
}

static void end(void *state) { ZSTD_freeDCtx(state); }
#else
static kq_codec_status begin(void **state, kq_codec_step *s, kq_codec_room *room) {
    *state = NULL;
    *room = (kq_codec_room){0, 1};
    s->why = "this detector was built without libzstd; install libzstd-dev and build kqlc again";
    return KQ_CODEC_ERROR;
}

static kq_codec_status step(void *state, kq_codec_step *s) {
    kq_codec_room room;
    return begin(&state, s, &room);
}

static void end(void *state) { free(state); }
#endif

const kq_codec kq_codec_zstd = {"zstd", begin, step, end};
