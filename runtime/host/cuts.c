/* The cuts of cuts.h: all bytes are shared out evenly, then each cut moves behind the next newline. */
#include "cuts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A thread is worth its start from here on. */
#define SMALLEST_RANGE ((uint64_t)2 << 20)
/* Where no newline follows for so long, the range stays whole. */
#define LONGEST_LOOK ((uint64_t)1 << 20)
/* What the rows of a segment take in memory is seldom more than the segment itself. */
#define SEGMENT ((uint64_t)2 << 20)
/* A cut costs a look at the file. */
#define MOST_SEGMENTS 16384u
#define PEEK 4096

/* One input: its first record's place, its size; size UINT64_MAX: it cannot be cut. */
typedef struct extent {
    uint64_t first, size;
} extent;

/* Sets e->first; false when the text does not begin with an object: it is an array, compressed or something else. */
static bool find_first(int fd, extent *e) {
    char buffer[PEEK];
    ssize_t n = pread(fd, buffer, sizeof buffer, 0);
    const char *p = buffer, *end = buffer + (n > 0 ? n : 0);
    if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) p += 3;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) p++;
    e->first = (uint64_t)(p - buffer);
    return p < end && *p == '{';
}

static extent measure(const kq_input *input) {
    extent e = {0, UINT64_MAX};
    struct stat info;
    if (input->layout != KQ_LAYOUT_JSON) return e; /* a newline may stand inside quotes */
    /* Opening anything but a file would be seen at its other end. */
    if (strcmp(input->path, "-") == 0 || stat(input->path, &info) != 0 || !S_ISREG(info.st_mode)) return e;
    int fd = open(input->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return e;
    if (info.st_size == 0 || find_first(fd, &e)) e.size = (uint64_t)info.st_size;
    close(fd);
    return e;
}

/* Behind the first newline at or after `at` - 1, so that a record that begins at `at` stays whole; KQ_TO_END when none
 * is near. */
static uint64_t cut_at(const kq_input *input, uint64_t at) {
    char buffer[PEEK];
    uint64_t from = at - 1, found = KQ_TO_END;
    int fd = open(input->path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && from < at + LONGEST_LOOK) {
        ssize_t n = pread(fd, buffer, sizeof buffer, (off_t)from);
        if (n <= 0) break;
        const char *newline = memchr(buffer, '\n', (size_t)n);
        if (newline) {
            found = from + (uint64_t)(newline - buffer) + 1;
            break;
        }
        from += (uint64_t)n;
    }
    if (fd >= 0) close(fd);
    return found;
}

static void add(kq_cuts *c, const kq_input *input, uint64_t from, uint64_t to, bool next_lane) {
    if (c->lanes == 0 || next_lane) c->lanes++;
    c->ranges[c->count++] = (kq_range){input, from, to, c->lanes - 1};
}

/* The inputs, which have these extents and `total` bytes together, are cut into `lanes` pieces. */
static void cut(kq_cuts *c, const kq_options *o, const extent *extents, uint64_t total, uint32_t lanes) {
    uint64_t before = 0;    /* bytes of earlier inputs */
    uint32_t next = 1;      /* the next even cut */
    bool next_lane = false; /* what comes next is another piece's */
    for (uint32_t i = 0; i < o->input_count; i++) {
        uint64_t from = 0;
        bool missed = false;
        for (; next < lanes && total / lanes * next < before + extents[i].size; next++) {
            uint64_t at = total / lanes * next - before;
            if (at == 0) next_lane = true;
            if (at <= from || at <= extents[i].first) continue; /* the first range holds the first record */
            uint64_t to = cut_at(&o->inputs[i], at);
            missed = to >= extents[i].size;
            if (missed) continue;
            add(c, &o->inputs[i], from, to, next_lane);
            next_lane = true;
            from = to;
        }
        add(c, &o->inputs[i], from, KQ_TO_END, next_lane);
        next_lane = missed; /* then between two inputs */
        before += extents[i].size;
    }
}

void kq_cuts_make(kq_cuts *c, const kq_options *o, kq_cut_into into) {
    memset(c, 0, sizeof *c);
    extent *extents = calloc(o->input_count + 1u, sizeof *extents);
    uint64_t total = 0;
    if (!extents) kq_fatal("out of memory");
    bool possible = true;
    for (uint32_t i = 0; possible && i < o->input_count; i++) {
        extents[i] = measure(&o->inputs[i]);
        possible = extents[i].size <= UINT64_MAX / 2 - total;
        total += extents[i].size;
    }
    uint64_t smallest = o->chunk_size ? o->chunk_size : SMALLEST_RANGE;
    uint64_t lanes = total / smallest < o->threads ? total / smallest : o->threads;
    c->small = possible && lanes < 2;
    if (possible && lanes >= 2) {
        uint64_t segments = total / (o->chunk_size ? o->chunk_size : SEGMENT);
        if (segments > MOST_SEGMENTS) segments = MOST_SEGMENTS;
        if (into == KQ_CUT_SEGMENTS && segments > lanes) lanes = segments;
        c->ranges = calloc((size_t)o->input_count + lanes, sizeof *c->ranges);
        if (!c->ranges) kq_fatal("out of memory");
        cut(c, o, extents, total, (uint32_t)lanes);
    }
    free(extents);
}

void kq_cuts_free(kq_cuts *c) {
    free(c->ranges);
    memset(c, 0, sizeof *c);
}
