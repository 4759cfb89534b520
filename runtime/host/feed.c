/* The feed of feed.h. A block is what one read gave, up to its last newline. */
#include "feed.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "input.h"
#include "run.h"

/* White space before the first record is kept in memory up to here. */
#define LONGEST_START ((size_t)64 * 1024)

void kq_feed_init(kq_feed *f, kq_run *r) {
    memset(f, 0, sizeof *f);
    f->run = r;
    f->fd = -1;
    f->wake = eventfd(0, EFD_CLOEXEC);
    if (!kq_reader_init(&f->reader, r->options->chunk_size)) kq_fatal("out of memory");
}

void kq_feed_free(kq_feed *f) {
    kq_feed_close(f);
    if (f->wake >= 0) close(f->wake);
    kq_reader_free(&f->reader);
}

void kq_feed_close(kq_feed *f) {
    if (f->input) kq_input_close(f->input, f->fd);
    f->input = NULL;
    f->fd = -1;
}

void kq_feed_wake(kq_feed *f) {
    const uint64_t one = 1;
    if (f->wake >= 0 && write(f->wake, &one, sizeof one) < 0) return; /* it is awake already */
}

static bool woken(const kq_feed *f) {
    if (f->regular) return false;
    struct pollfd wait[] = {{.fd = f->fd, .events = POLLIN}, {.fd = f->wake, .events = POLLIN}};
    while (poll(wait, 2, -1) < 0 && errno == EINTR) {
    }
    return wait[1].revents != 0;
}

/* Reads more; false when woken. */
static bool fill(kq_feed *f, kq_part *part) {
    if (woken(f)) return false;
    uint64_t before = f->reader.total;
    if (!kq_reader_fill(&f->reader)) part->trouble = f->reader.error;
    kq_run_has_read(f->run, f->reader.total - before);
    return true;
}

/* Opens the next input and reads until it shows whether it is one record a line. */
static kq_feed_event open_next(kq_feed *f, kq_part *part) {
    const kq_options *o = f->run->options;
    if (f->next_input == o->input_count) return KQ_FEED_OVER;
    f->input = &o->inputs[f->next_input++];
    kq_part_begin(part, f->input, true);
    f->fd = kq_input_open(f->input, part, &f->regular);
    if (f->fd < 0) return KQ_FEED_FAILED;
    kq_reader_start(&f->reader, f->fd);
    f->discarding = false;
    f->looked = 0;
    if (f->input->layout != KQ_LAYOUT_JSON) return KQ_FEED_STREAM;
    for (;;) {
        const kq_reader *r = &f->reader;
        kq_splitter splitter;
        kq_split split;
        kq_splitter_start(&splitter, o->kernels, o->max_record);
        const char *p = r->buffer + r->begin;
        kq_split_event event = kq_splitter_next(&splitter, p, r->buffer + r->end, r->at_end, &split);
        if (splitter.mode == KQ_MODE_LINES) {
            /* The first block holds the first record. */
            f->looked = event == KQ_SPLIT_MORE ? split.consumed : (size_t)(split.p - p);
            return KQ_FEED_BLOCK;
        }
        bool undecided = splitter.mode == KQ_MODE_START || splitter.mode == KQ_MODE_DETECT;
        if (!undecided || r->at_end || r->end - r->begin > LONGEST_START) return KQ_FEED_STREAM;
        if (!fill(f, part)) return KQ_FEED_OVER;
    }
}

/* How many bytes of the reader's window make a block; 0: none yet. */
static size_t block_size(kq_feed *f) {
    const kq_reader *r = &f->reader;
    const char *p = r->buffer + r->begin;
    size_t have = r->end - r->begin;
    if (r->at_end) return have;
    const char *newline = memrchr(p + f->looked, '\n', have - f->looked);
    if (newline) return (size_t)(newline + 1 - p);
    f->looked = have;
    /* The splitter hands out a record that is too long from here on (split.c). */
    return f->discarding || (have > 0 && have - 1 > f->run->options->max_record) ? have : 0;
}

kq_feed_event kq_feed_next(kq_feed *f, kq_block *block) {
    kq_part *part = &block->part;
    if (!f->input) {
        kq_feed_event event = open_next(f, part);
        if (event != KQ_FEED_BLOCK) return event;
    } else {
        kq_part_begin(part, f->input, false);
    }
    size_t n;
    while ((n = block_size(f)) == 0 && !f->reader.at_end)
        if (!fill(f, part)) return KQ_FEED_OVER;
    bool at_end = f->reader.at_end;
    if (!kq_reader_hand_over(&f->reader, n, &block->text)) kq_fatal("out of memory");
    block->at_end = at_end;
    block->discarding = f->discarding;
    block->regular = f->regular;
    f->discarding = n > 0 && block->text.buffer[block->text.end - 1] != '\n';
    f->looked = f->reader.end - f->reader.begin;
    if (at_end) kq_feed_close(f);
    return KQ_FEED_BLOCK;
}
