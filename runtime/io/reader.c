/* The block reader of reader.h: read(2) into one buffer, partial record moved to the front. */
#include "reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t usual_capacity(const kq_reader *r) { return r->chunk > KQ_READER_BLOCK ? r->chunk : KQ_READER_BLOCK; }

static char *new_buffer(size_t capacity) {
    char *buffer = malloc(capacity + KQ_READER_PADDING);
    if (buffer) memset(buffer, 0, KQ_READER_PADDING);
    return buffer;
}

bool kq_reader_init(kq_reader *r, size_t chunk) {
    memset(r, 0, sizeof *r);
    r->fd = -1;
    r->chunk = chunk ? chunk : KQ_READER_BLOCK;
    r->capacity = usual_capacity(r);
    r->buffer = new_buffer(r->capacity);
    return r->buffer != NULL;
}

void kq_reader_free(kq_reader *r) {
    free(r->buffer);
    memset(r, 0, sizeof *r);
    r->fd = -1;
}

void kq_reader_start(kq_reader *r, int fd) {
    r->fd = fd;
    r->begin = r->end = 0;
    r->at_end = false;
    r->left = UINT64_MAX;
}

static bool grow(kq_reader *r) {
    if (r->capacity > SIZE_MAX / 2 - KQ_READER_PADDING) {
        errno = ENOMEM;
        return false;
    }
    char *bigger = realloc(r->buffer, r->capacity * 2 + KQ_READER_PADDING);
    if (!bigger) return false;
    r->buffer = bigger;
    r->capacity *= 2;
    return true;
}

bool kq_reader_fill(kq_reader *r) {
    if (r->at_end) return true;
    if (r->begin > 0) {
        memmove(r->buffer, r->buffer + r->begin, r->end - r->begin);
        r->end -= r->begin;
        r->begin = 0;
    }
    if (r->end == r->capacity && !grow(r)) return false;
    size_t room = r->capacity - r->end;
    if (room > r->chunk) room = r->chunk;
    if (room > r->left) room = (size_t)r->left;
    ssize_t n;
    do n = read(r->fd, r->buffer + r->end, room);
    while (n < 0 && errno == EINTR);
    if (n < 0) return false;
    if (n == 0) r->at_end = true;
    r->end += (size_t)n;
    r->total += (uint64_t)n;
    r->left -= (uint64_t)n;
    memset(r->buffer + r->end, 0, KQ_READER_PADDING);
    return true;
}

bool kq_reader_hand_over(kq_reader *r, size_t n, kq_window *w) {
    kq_window next = *w;
    size_t usual = usual_capacity(r);
    next.begin = 0;
    next.end = r->end - r->begin - n;
    /* A buffer that grew for one long record is not kept. */
    if (next.capacity < next.end || next.capacity < usual || next.capacity > 4 * usual) {
        kq_window_free(&next);
        next.end = r->end - r->begin - n;
        next.capacity = next.end > usual ? next.end : usual;
        next.buffer = new_buffer(next.capacity);
        if (!next.buffer) return false;
    }
    *w = (kq_window){r->buffer, r->capacity, r->begin, r->begin + n};
    memcpy(next.buffer, w->buffer + w->end, next.end);
    memset(next.buffer + next.end, 0, KQ_READER_PADDING);
    r->buffer = next.buffer;
    r->capacity = next.capacity;
    r->begin = 0;
    r->end = next.end;
    return true;
}

void kq_window_free(kq_window *w) {
    free(w->buffer);
    *w = (kq_window){NULL, 0, 0, 0};
}
