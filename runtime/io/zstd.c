/* zstd frames (RFC 8878) by libzstd, which checks their content and passes over skippable ones. */
#include <stdlib.h>

#include "codec.h"
#include "unpack.h"

#if KQ_HAVE_ZSTD
#include <zstd.h>
#include <zstd_errors.h>

#define LITERAL(x) LITERAL_(x)
#define LITERAL_(x) #x

static const char *begin(void **state) {
    if (*state) {
        ZSTD_DCtx_reset(*state, ZSTD_reset_session_only);
        return NULL;
    }
    ZSTD_DCtx *context = ZSTD_createDCtx();
    if (!context) return "out of memory";
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, KQ_ZSTD_WINDOW_LOG);
    *state = context;
    return NULL;
}

static kq_codec_status step(void *state, kq_codec_step *s) {
    ZSTD_inBuffer in = {s->in, s->in_n, 0};
    ZSTD_outBuffer out = {s->out, s->out_n, 0};
    size_t r = ZSTD_decompressStream(state, &out, &in);
    s->in += in.pos;
    s->in_n -= in.pos;
    s->out += out.pos;
    s->out_n -= out.pos;
    if (r == 0) return KQ_CODEC_END;
    if (!ZSTD_isError(r)) return KQ_CODEC_MORE;
    switch (ZSTD_getErrorCode(r)) {
    case ZSTD_error_frameParameter_windowTooLarge:
        s->why = "the zstd frame needs a window of more than 2^" LITERAL(KQ_ZSTD_WINDOW_LOG) " bytes";
        return KQ_CODEC_ERROR;
    case ZSTD_error_memory_allocation: s->why = "out of memory"; return KQ_CODEC_ERROR;
    default: s->why = ZSTD_getErrorName(r); return KQ_CODEC_DAMAGED;
    }
}

static void end(void *state) { ZSTD_freeDCtx(state); }
#else
static const char *begin(void **state) {
    *state = NULL;
    return "this detector was built without libzstd; install libzstd-dev and build kqlc again";
}

static kq_codec_status step(void *state, kq_codec_step *s) {
    s->why = begin(&state);
    return KQ_CODEC_ERROR;
}

static void end(void *state) { free(state); }
#endif

const kq_codec kq_codec_zstd = {"zstd", begin, step, end};
