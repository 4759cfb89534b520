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
#define PEEK 4096

/* True when the text begins with a record: no array, no compressed data. */
static bool begins_with_object(int fd) {
    char buffer[PEEK];
    ssize_t n = pread(fd, buffer, sizeof buffer, 0);
    const char *p = buffer, *end = buffer + (n > 0 ? n : 0);
    if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) p += 3;
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) p++;
    return p < end && *p == '{';
}

/* The file's size when it may be cut, or is empty; UINT64_MAX when not. */
static uint64_t size_to_cut(const kq_input *input) {
    struct stat info;
    /* Opening anything but a file would be seen at its other end. */
    if (strcmp(input->path, "-") == 0 || stat(input->path, &info) != 0 || !S_ISREG(info.st_mode)) return UINT64_MAX;
    int fd = open(input->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return UINT64_MAX;
    bool possible = info.st_size == 0 || begins_with_object(fd);
    close(fd);
    return possible ? (uint64_t)info.st_size : UINT64_MAX;
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

/* The inputs, which have these sizes and `total` bytes together, are cut for `lanes` threads. */
static void cut(kq_cuts *c, const kq_options *o, const uint64_t *sizes, uint64_t total, uint32_t lanes) {
    uint64_t before = 0;    /* bytes of earlier inputs */
    uint32_t next = 1;      /* the next even cut */
    bool next_lane = false; /* what comes next is another thread's */
    for (uint32_t i = 0; i < o->input_count; i++) {
        uint64_t from = 0;
        bool missed = false;
        for (; next < lanes && total / lanes * next < before + sizes[i]; next++) {
            uint64_t at = total / lanes * next - before;
            if (at == 0) next_lane = true;
            if (at <= from) continue;
            uint64_t to = cut_at(&o->inputs[i], at);
            missed = to >= sizes[i];
            if (missed) continue;
            add(c, &o->inputs[i], from, to, next_lane);
            next_lane = true;
            from = to;
        }
        add(c, &o->inputs[i], from, KQ_TO_END, next_lane);
        next_lane = missed; /* then between two inputs */
        before += sizes[i];
    }
}

void kq_cuts_make(kq_cuts *c, const kq_options *o) {
    memset(c, 0, sizeof *c);
    uint64_t *sizes = calloc(o->input_count + 1u, sizeof *sizes), total = 0;
    c->ranges = calloc((size_t)o->input_count + o->threads, sizeof *c->ranges);
    if (!sizes || !c->ranges) kq_fatal("out of memory");
    bool possible = true;
    for (uint32_t i = 0; possible && i < o->input_count; i++) {
        sizes[i] = size_to_cut(&o->inputs[i]);
        possible = sizes[i] != UINT64_MAX && total <= UINT64_MAX - sizes[i];
        total += sizes[i];
    }
    uint64_t smallest = o->chunk_size ? o->chunk_size : SMALLEST_RANGE;
    uint64_t lanes = total / smallest < o->threads ? total / smallest : o->threads;
    c->small = possible && lanes < 2;
    if (possible && lanes >= 2) cut(c, o, sizes, total, (uint32_t)lanes);
    free(sizes);
}

void kq_cuts_free(kq_cuts *c) {
    free(c->ranges);
    memset(c, 0, sizeof *c);
}
