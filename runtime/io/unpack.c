/* The sequence of members of unpack.h: finds where the next one begins and which codec it needs. */
#include "unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "fdread.h"
#include "magic.h"

/* A whole zstd block and its header. */
#define INPUT_BLOCK ((size_t)128 * 1024 + 64)

struct kq_unpacker {
    int fd;
    bool input_over;
    bool pending;          /* the last step filled its room: the codec may hold more */
    const kq_codec *codec; /* of the member we are in; NULL between members */
    void *states[2];       /* of gzip and zstd, kept for the next member */
    void *state;
    const char *error;
    char damage[96];
    size_t chunk, begin, end, capacity;
    char input[];
};

kq_unpacker *kq_unpacker_new(size_t chunk) {
    size_t capacity = chunk > INPUT_BLOCK ? chunk : INPUT_BLOCK;
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
    u->input_over = u->pending = false;
    u->codec = NULL;
    u->error = NULL;
    memcpy(u->input, p, n);
    u->begin = 0;
    u->end = n;
}

const char *kq_unpacker_error(const kq_unpacker *u) { return u->error; }

/* More compressed bytes behind those that are there; false when reading failed. */
static bool fetch(kq_unpacker *u) {
    memmove(u->input, u->input + u->begin, u->end - u->begin);
    u->end -= u->begin;
    u->begin = 0;
    size_t room = u->capacity - u->end;
    ssize_t n = kq_fd_read(u->fd, u->input + u->end, room < u->chunk ? room : u->chunk);
    if (n < 0) return false;
    u->input_over = n == 0;
    u->end += (size_t)n;
    return true;
}

static bool fail(kq_unpacker *u, const char *why) {
    u->error = why;
    return false;
}

/* Between members: passes over padding and begins the next member. True with codec NULL: the stream is over. */
static bool begin_member(kq_unpacker *u) {
    kq_packing packing = KQ_PACKING_UNDECIDED;
    while (packing == KQ_PACKING_UNDECIDED) {
        while (u->begin < u->end && u->input[u->begin] == 0) u->begin++;
        packing = kq_packing_of(u->input + u->begin, u->end - u->begin);
        if (packing != KQ_PACKING_UNDECIDED) break;
        if (u->input_over && u->begin == u->end) return true;
        if (u->input_over) break;
        if (!fetch(u)) return false;
    }
    if (packing != KQ_PACKING_GZIP && packing != KQ_PACKING_ZSTD)
        return fail(u, "what follows the compressed data is neither gzip nor zstd");
    bool is_gzip = packing == KQ_PACKING_GZIP;
    void **state = &u->states[!is_gzip];
    const kq_codec *codec = is_gzip ? &kq_codec_gzip : &kq_codec_zstd;
    const char *why = codec->begin(state);
    if (why) return fail(u, why);
    u->codec = codec;
    u->state = *state;
    u->pending = false;
    return true;
}

/* One step of the codec into *out; false when the stream is damaged. */
static bool step(kq_unpacker *u, char **out, size_t *room) {
    kq_codec_step s = {.in = u->input + u->begin, .in_n = u->end - u->begin, .out = *out, .out_n = *room};
    kq_codec_status status = u->codec->step(u->state, &s);
    u->begin = u->end - s.in_n;
    u->pending = s.out_n == 0;
    *out = s.out;
    *room = s.out_n;
    if (status == KQ_CODEC_MORE) return true;
    if (status == KQ_CODEC_ERROR) return fail(u, s.why);
    if (status == KQ_CODEC_DAMAGED) {
        snprintf(u->damage, sizeof u->damage, "damaged %s data: %s", u->codec->name, s.why);
        return fail(u, u->damage);
    }
    u->codec = NULL;
    return true;
}

/* Unpacks until the room is full or all input at hand is used. */
static bool advance(kq_unpacker *u, char **out, size_t *room) {
    const char *start = *out;
    while (*room > 0) {
        if (!u->codec && !begin_member(u)) return false;
        if (!u->codec) return true;
        if (u->begin == u->end && !u->pending) {
            if (*out != start) return true; /* a slow pipe must not hold back what is here */
            if (u->input_over) return fail(u, "the compressed data ends early");
            if (!fetch(u)) return false;
            if (u->input_over) continue;
        }
        if (!step(u, out, room)) return false;
    }
    return true;
}

ssize_t kq_unpacker_read(kq_unpacker *u, char *p, size_t room) {
    char *out = p;
    if (u->error) return -1;
    bool ok = advance(u, &out, &room);
    /* What came out in front of the damage counts; the error is told the next time. */
    if (out != p) return out - p;
    return ok ? 0 : -1;
}
