/* The block reader of reader.h: read(2) or a decoder into one buffer. Each block goes to the same place in it, a page
 * boundary, which the kernel's copy likes best, and the partial record in front of it is moved to end there. A decoder
 * that needs a window of the bytes it gave finds them where it put them: then blocks follow each other through a longer
 * buffer, and the next lap begins only where it cannot reach the window's bytes. */
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
/* Between the bytes that are written next and the window's first: the padding, and what decoders write too far. */
#define GAP 256

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
    free(r->retired);
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
    free(r->retired);
    r->retired = NULL;
    r->fd = fd;
    r->begin = r->end = r->segment = 0;
    r->keep = 0;
    r->need = r->chunk;
    r->error = NULL;
    r->packing = KQ_PACKING_UNDECIDED;
    r->at_end = false;
    r->left = UINT64_MAX;
}

/* ---- room for the next block --------------------------------------------------------------------------------------
 */

/* From here on a next lap, from HEADROOM on, stays behind the window while it moves. */
static size_t lap(const kq_reader *r) {
    size_t base = HEADROOM + (r->chunk > KQ_READER_BLOCK ? r->chunk : KQ_READER_BLOCK);
    return r->keep ? HEADROOM + r->keep + r->need + GAP : base - r->need + 1;
}

/* What a segment needs so that the next one can begin. */
static size_t segment_size(const kq_reader *r) { return r->keep + 2 * r->need + GAP; }

static void move_partial(kq_reader *r, char *to_buffer, size_t to) {
    size_t have = r->end - r->begin;
    memmove(to_buffer + to, r->buffer + r->begin, have);
    r->begin = to;
    r->end = r->segment = to + have;
}

/* Goes on in another buffer, where the partial record has as much again behind it. */
static bool change_buffer(kq_reader *r) {
    size_t have = r->end - r->begin, to = have < HEADROOM ? HEADROOM - have : 0;
    if (have > SIZE_MAX / 4) {
        errno = ENOMEM;
        return false;
    }
    size_t capacity = to + have + (segment_size(r) > have ? segment_size(r) : have);
    void *other = r->retired;
    if (!other || r->retired_capacity < capacity) {
        free(other);
        r->retired = NULL;
        if ((errno = posix_memalign(&other, PAGE, capacity + KQ_READER_PADDING)) != 0) return false;
        r->retired_capacity = capacity;
    }
    bool looked_at = r->keep > 0 && r->end > r->segment;
    capacity = r->retired_capacity;
    move_partial(r, other, to);
    r->retired = r->buffer;
    r->retired_capacity = r->capacity;
    r->buffer = other;
    r->capacity = capacity;
    if (!looked_at) {
        free(r->retired);
        r->retired = NULL;
    }
    return true;
}

static bool make_room(kq_reader *r) {
    size_t have = r->end - r->begin;
    if (have <= HEADROOM) {
        if (r->end >= lap(r) && r->end - r->segment >= r->keep) move_partial(r, r->buffer, HEADROOM - have);
    } else if (r->keep == 0 && r->begin >= have) {
        move_partial(r, r->buffer, 0);
    }
    return r->capacity - r->end >= r->need || change_buffer(r);
}

/* A member begins: it looks back at nothing that came before. */
static bool begin_member(kq_reader *r) {
    kq_unpacker_room(r->unpacker, &r->keep, &r->need);
    if (r->end - r->begin <= HEADROOM) move_partial(r, r->buffer, HEADROOM - (r->end - r->begin));
    r->segment = r->end;
    return r->capacity - r->end >= segment_size(r) || change_buffer(r);
}

/* ---- bytes --------------------------------------------------------------------------------------------------------
 */

static ssize_t unpack(kq_reader *r) {
    for (;;) {
        size_t room = r->capacity - r->end, wanted = r->chunk > r->need ? r->chunk : r->need;
        ssize_t n = kq_unpacker_read(r->unpacker, r->buffer + r->end, room < wanted ? room : wanted);
        if (n != KQ_UNPACK_MEMBER) return n;
        if (!begin_member(r)) return -1;
    }
}

static ssize_t take(kq_reader *r) {
    if (r->packing != KQ_PACKING_NONE) return unpack(r);
    size_t room = r->capacity - r->end;
    if (room > r->chunk) room = r->chunk;
    if (room > r->left) room = (size_t)r->left;
    ssize_t n = kq_fd_read(r->fd, r->buffer + r->end, room);
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

/* A decoder still looks at the bytes where they are: the window gets a copy. */
static bool hand_over_copy(kq_reader *r, size_t n, kq_window *w) {
    if (!w->buffer || w->capacity < n) {
        kq_window_free(w);
        size_t capacity = n > usual_capacity(r) ? n : usual_capacity(r);
        w->buffer = new_buffer(capacity);
        if (!w->buffer) return false;
        w->capacity = capacity;
    }
    memcpy(w->buffer, r->buffer + r->begin, n);
    memset(w->buffer + n, 0, KQ_READER_PADDING);
    w->begin = 0;
    w->end = n;
    r->begin += n;
    return true;
}

bool kq_reader_hand_over(kq_reader *r, size_t n, kq_window *w) {
    if (r->keep > 0) return hand_over_copy(r, n, w);
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
    r->end = r->segment = begin + rest;
    memcpy(r->buffer + begin, w->buffer + w->end, rest);
    memset(r->buffer + r->end, 0, KQ_READER_PADDING);
    return true;
}

void kq_window_free(kq_window *w) {
    free(w->buffer);
    *w = (kq_window){NULL, 0, 0, 0};
}
