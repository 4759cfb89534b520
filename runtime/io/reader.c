/* The block reader of reader.h: read(2) into one buffer. The block goes to a page boundary, which the kernel's copy
 * likes best; a partial record in front of it is moved to end where the block begins. */
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fdread.h"
#include "unpack.h"

#define PAGE 4096
/* A partial record up to this long is moved in front of the next block; a longer one stays and the block follows it. */
#define HEADROOM ((size_t)64 * 1024)

static size_t usual_capacity(const kq_reader *r) {
    return HEADROOM + (r->chunk > KQ_READER_BLOCK ? r->chunk : KQ_READER_BLOCK);
}

static char *new_buffer(size_t capacity) {
    void *buffer;
    if (posix_memalign(&buffer, PAGE, capacity + KQ_READER_PADDING) != 0) return NULL;
    memset(buffer, 0, KQ_READER_PADDING);
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
    kq_unpacker_free(r->unpacker);
    memset(r, 0, sizeof *r);
    r->fd = -1;
}

/* A pipe holds 64 KiB unless somebody asks for more; with a whole block, writer and reader change places less often,
 * and both stay in the cache (1 MiB was slower). What its owner has made larger stays. Anything else than a pipe
 * refuses, and so does the kernel where a user's pipes hold too much. */
static void widen_pipe(int fd) {
    int now = fcntl(fd, F_GETPIPE_SZ);
    if (now > 0 && (size_t)now < KQ_READER_BLOCK) (void)fcntl(fd, F_SETPIPE_SZ, (int)KQ_READER_BLOCK);
}

void kq_reader_start(kq_reader *r, int fd) {
    widen_pipe(fd);
    r->fd = fd;
    r->begin = r->end = 0;
    r->error = NULL;
    r->packing = KQ_PACKING_UNDECIDED;
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

/* Room for a chunk behind `end`. */
static bool make_room(kq_reader *r) {
    if (r->capacity - r->end >= r->chunk) return true;
    size_t have = r->end - r->begin, to = have <= HEADROOM ? HEADROOM - have : 0;
    if (r->begin > to || have <= HEADROOM) {
        memmove(r->buffer + to, r->buffer + r->begin, have);
        r->begin = to;
        r->end = to + have;
    }
    return r->capacity - r->end >= r->chunk || grow(r);
}

static ssize_t take(kq_reader *r) {
    size_t room = r->capacity - r->end;
    if (room > r->chunk) room = r->chunk;
    char *p = r->buffer + r->end;
    if (r->packing == KQ_PACKING_GZIP || r->packing == KQ_PACKING_ZSTD) return kq_unpacker_read(r->unpacker, p, room);
    if (room > r->left) room = (size_t)r->left;
    ssize_t n = kq_fd_read(r->fd, p, room);
    if (n > 0) r->left -= (uint64_t)n;
    return n;
}

/* The input's first bytes: plain ones stay in the buffer, compressed ones go to the unpacker. */
static ssize_t begin_input(kq_reader *r) {
    size_t n = 0;
    do {
        ssize_t got = kq_fd_read(r->fd, r->buffer + r->end + n, n == 0 ? r->chunk : KQ_MAGIC_MAX - n);
        if (got < 0) return -1;
        n += (size_t)got;
        r->packing = kq_packing_of(r->buffer + r->end, n);
        if (got == 0 && r->packing == KQ_PACKING_UNDECIDED) r->packing = KQ_PACKING_NONE;
    } while (r->packing == KQ_PACKING_UNDECIDED);
    if (r->packing == KQ_PACKING_NONE) return (ssize_t)n;
    if (!r->unpacker) r->unpacker = kq_unpacker_new(r->chunk);
    if (!r->unpacker) return -1;
    kq_unpacker_start(r->unpacker, r->fd, r->buffer + r->end, n);
    return take(r);
}

/* The input ends here, for a reason. */
static bool fail(kq_reader *r) {
    const char *damage = r->packing == KQ_PACKING_NONE || !r->unpacker ? NULL : kq_unpacker_error(r->unpacker);
    r->error = damage ? damage : strerror(errno);
    r->at_end = true;
    return false;
}

bool kq_reader_fill(kq_reader *r) {
    if (r->at_end) return true;
    ssize_t n = -1;
    if (make_room(r)) n = r->packing == KQ_PACKING_UNDECIDED ? begin_input(r) : take(r);
    if (n > 0) {
        r->end += (size_t)n;
        r->total += (uint64_t)n;
    }
    if (n == 0) r->at_end = true;
    memset(r->buffer + r->end, 0, KQ_READER_PADDING);
    return n >= 0 || fail(r);
}

bool kq_reader_hand_over(kq_reader *r, size_t n, kq_window *w) {
    size_t rest = r->end - r->begin - n, begin = rest <= HEADROOM ? HEADROOM - rest : 0;
    size_t usual = usual_capacity(r), capacity = rest > usual ? rest : usual;
    kq_window old = *w;
    /* A buffer that grew for one long record is not kept. */
    if (old.capacity < capacity || old.capacity > 4 * usual) {
        kq_window_free(&old);
        old.buffer = new_buffer(capacity);
        old.capacity = capacity;
        if (!old.buffer) return false;
    }
    *w = (kq_window){r->buffer, r->capacity, r->begin, r->begin + n};
    r->buffer = old.buffer;
    r->capacity = old.capacity;
    r->begin = begin;
    r->end = begin + rest;
    memcpy(r->buffer + begin, w->buffer + w->end, rest);
    memset(r->buffer + r->end, 0, KQ_READER_PADDING);
    return true;
}

void kq_window_free(kq_window *w) {
    free(w->buffer);
    *w = (kq_window){NULL, 0, 0, 0};
}
