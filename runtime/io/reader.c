/* The block reader of reader.h: read(2) into one buffer, partial record moved to the front. */
#include "reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool kq_reader_init(kq_reader *r, size_t chunk) {
    memset(r, 0, sizeof *r);
    r->fd = -1;
    r->chunk = chunk ? chunk : KQ_READER_BLOCK;
    r->capacity = r->chunk > KQ_READER_BLOCK ? r->chunk : KQ_READER_BLOCK;
    r->buffer = malloc(r->capacity + KQ_READER_PADDING);
    if (!r->buffer) return false;
    memset(r->buffer, 0, KQ_READER_PADDING);
    return true;
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
