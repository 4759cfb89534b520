/* The sequence of members of unpack.h: finds where the next one begins and which codec it needs. */
#include "unpack.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "fdread.h"
#include "magic.h"

/* A whole zstd block and its header must be in the input buffer at once. */
#define INPUT_BLOCK ((size_t)128 * 1024 + 64)
#define SKIPPABLE_HEADER 8 /* magic number and length (RFC 8878 3.1.2) */

struct kq_unpacker {
    int fd;
    bool input_over;
    bool announced;        /* of the current member */
    const kq_codec *codec; /* of the member we are in; NULL between members */
    void *states[2];       /* of gzip and zstd, kept for the next member */
    void *state;
    kq_codec_room room;
    uint64_t skip; /* bytes of a skippable frame still to come */
    const char *error;
    char damage[96];
    size_t chunk, begin, end, capacity;
    char input[];
};

kq_unpacker *kq_unpacker_new(size_t chunk) {
    size_t capacity = chunk + INPUT_BLOCK;
    kq_unpacker *u = calloc(1, sizeof *u + capacity);
    if (!u) return NULL;
    u->capacity = capacity;
    u->chunk = chunk;
    return u;
}

void kq_unpacker_free(kq_unpacker *u) {
    if (!u) return;
    kq_codec_gzip.free(u->states[0]);
    kq_codec_zstd.free(u->states[1]);
    free(u);
}

void kq_unpacker_start(kq_unpacker *u, int fd, const char *p, size_t n) {
    u->fd = fd;
    u->input_over = false;
    u->codec = NULL;
    u->skip = 0;
    u->error = NULL;
    memcpy(u->input, p, n);
    u->begin = 0;
    u->end = n;
}

void kq_unpacker_room(const kq_unpacker *u, size_t *keep, size_t *need) {
    *keep = u->room.keep;
    *need = u->room.need;
}

const char *kq_unpacker_error(const kq_unpacker *u) { return u->error; }

static bool fail(kq_unpacker *u, const char *why) {
    u->error = why;
    return false;
}

static bool fail_codec(kq_unpacker *u, const kq_codec *codec, kq_codec_status status, const char *why) {
    if (status == KQ_CODEC_ERROR) return fail(u, why);
    snprintf(u->damage, sizeof u->damage, "damaged %s data: %s", codec->name, why);
    return fail(u, u->damage);
}

/* More compressed bytes behind those that are there; false when there are none. */
static bool fetch(kq_unpacker *u) {
    if (u->input_over) return fail(u, "the compressed data ends early");
    if (u->begin == u->end || u->capacity - u->end < u->chunk) {
        memmove(u->input, u->input + u->begin, u->end - u->begin);
        u->end -= u->begin;
        u->begin = 0;
    }
    ssize_t n = kq_fd_read(u->fd, u->input + u->end, u->chunk);
    if (n < 0) return false;
    u->input_over = n == 0;
    u->end += (size_t)n;
    return true;
}

/* ---- between members ----------------------------------------------------------------------------------------------
 */

static uint32_t little_endian(const char *p) {
    const uint8_t *b = (const uint8_t *)p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* Passes over skippable frames and padding, as far as they are at hand; what stands there then. */
static kq_packing pass_over(kq_unpacker *u) {
    for (;;) {
        size_t have = u->end - u->begin, n = u->skip < have ? (size_t)u->skip : have;
        u->begin += n;
        u->skip -= n;
        if (u->skip > 0) return KQ_PACKING_UNDECIDED;
        while (u->begin < u->end && u->input[u->begin] == 0) u->begin++;
        const char *p = u->input + u->begin;
        kq_packing packing = kq_packing_of(p, u->end - u->begin);
        if (packing != KQ_PACKING_SKIPPABLE || u->end - u->begin < SKIPPABLE_HEADER) return packing;
        u->skip = SKIPPABLE_HEADER + (uint64_t)little_endian(p + 4);
    }
}

static kq_codec_status begin_codec(kq_unpacker *u, bool is_gzip) {
    const kq_codec *codec = is_gzip ? &kq_codec_gzip : &kq_codec_zstd;
    void **state = &u->states[!is_gzip];
    kq_codec_step s = {.in = u->input + u->begin, .in_n = u->end - u->begin};
    kq_codec_status status = codec->begin(state, &s, &u->room);
    if (status == KQ_CODEC_MORE) {
        u->codec = codec;
        u->state = *state;
        u->announced = false;
    } else if (status != KQ_CODEC_STARVED) {
        fail_codec(u, codec, status, s.why);
    }
    return status;
}

/* Begins the next member. True with codec NULL: the stream is over. */
static bool begin_member(kq_unpacker *u) {
    for (;;) {
        kq_packing packing = pass_over(u);
        bool part = u->begin < u->end && packing == KQ_PACKING_UNDECIDED;
        if (packing == KQ_PACKING_NONE || (part && u->input_over))
            return fail(u, "what follows the compressed data is neither gzip nor zstd");
        if (packing == KQ_PACKING_GZIP || packing == KQ_PACKING_ZSTD) {
            kq_codec_status status = begin_codec(u, packing == KQ_PACKING_GZIP);
            if (status != KQ_CODEC_STARVED) return status == KQ_CODEC_MORE;
        } else if (u->begin == u->end && u->skip == 0 && u->input_over) {
            return true;
        }
        if (!fetch(u)) return false;
    }
}

/* ---- in a member --------------------------------------------------------------------------------------------------
 */

static kq_codec_status step(kq_unpacker *u, char **out, size_t *room) {
    kq_codec_step s = {.in = u->input + u->begin, .in_n = u->end - u->begin, .out = *out, .out_n = *room};
    kq_codec_status status = u->codec->step(u->state, &s);
    u->begin = u->end - s.in_n;
    *out = s.out;
    *room = s.out_n;
    if (status == KQ_CODEC_END) u->codec = NULL;
    if (status == KQ_CODEC_DAMAGED || status == KQ_CODEC_ERROR) fail_codec(u, u->codec, status, s.why);
    return status;
}

/* Unpacks as long as there is room, input at hand and no new member to announce. */
static bool advance(kq_unpacker *u, char **out, size_t room) {
    const char *start = *out;
    for (;;) {
        if (!u->codec && !begin_member(u)) return false;
        if (!u->codec || !u->announced || room < u->room.need) return true;
        kq_codec_status status = step(u, out, &room);
        if (status == KQ_CODEC_DAMAGED || status == KQ_CODEC_ERROR) return false;
        if (status != KQ_CODEC_STARVED) continue;
        if (*out != start) return true; /* a slow pipe must not hold back what is here */
        if (!fetch(u)) return false;
    }
}

ssize_t kq_unpacker_read(kq_unpacker *u, char *p, size_t room) {
    char *out = p;
    if (u->error) return -1;
    bool ok = advance(u, &out, room);
    /* What came out in front of the damage counts; the error is told the next time. */
    if (out != p) return out - p;
    if (!ok) return -1;
    if (!u->codec) return 0;
    u->announced = true;
    return KQ_UNPACK_MEMBER;
}
