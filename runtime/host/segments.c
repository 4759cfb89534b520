/* The threads of segments.h. A segment's rows gather in a result sink of its own until it is committed (sequence.h);
 * when they are too many, its thread waits for its turn, and from then on they go straight through. */
#include "segments.h"

#include <errno.h>
#include <stdlib.h>

#include "input.h"
#include "sequence.h"
#include "thread.h"

typedef struct slot {
    kq_part part;
    kq_out out;
    uint64_t number; /* of the segment */
    struct job *job;
} slot;

typedef struct job {
    kq_run *run;
    const kq_cuts *cuts;
    kq_sequence order;
    slot *ring;            /* segment i is in ring[i % order.room] */
    _Atomic uint32_t next; /* segment */
} job;

typedef struct worker {
    job *job;
    kq_lane *lane;
    slot *slot; /* of its segment */
    bool reports;
    pthread_t thread;
    bool started;
} worker;

static bool commit(void *owner, uint64_t number) {
    job *j = owner;
    slot *s = &j->ring[number % j->order.room];
    kq_out_take(&j->run->out, &s->out);
    return kq_part_commit(j->run, &s->part, true);
}

/* Many rows have gathered: they go on when it is their turn. An error ends the lane's work (kq_lane_drain). */
static void take(void *owner) {
    slot *s = owner;
    if (!kq_sequence_wait(&s->job->order, s->number)) {
        kq_out_drop(&s->out);
        s->out.sink.error = ECANCELED;
        return;
    }
    kq_out_take(&s->job->run->out, &s->out);
    s->out.sink.error = s->job->run->out.sink.error;
}

static bool settle(kq_lane *lane, bool must) {
    worker *w = lane->owner;
    kq_sequence *order = &w->job->order;
    uint64_t number = w->slot->number;
    if (w->reports && lane->run->options->progress) kq_report_progress(lane->run, false);
    kq_lane_gather(lane);
    if (must ? !kq_sequence_wait(order, number) : !kq_sequence_has_turn(order, number))
        return kq_sequence_wanted(order, number);
    kq_out_take(&lane->run->out, &w->slot->out);
    if (kq_part_commit(lane->run, lane->part, false)) return true;
    kq_sequence_end(order, number);
    return false;
}

static void read_segment(worker *w, kq_reader *reader, uint32_t number) {
    job *j = w->job;
    const kq_range *range = &j->cuts->ranges[number];
    slot *s = &j->ring[number % j->order.room];
    w->slot = s;
    s->number = number;
    w->lane->own.out = &s->out;
    kq_part_begin(&s->part, range->input, range->from == 0);
    kq_input_read_range(w->lane, range, &s->part, reader);
    if (s->part.ends_run) kq_sequence_end(&j->order, number);
    kq_sequence_ready(&j->order, number);
}

static void *work(void *argument) {
    worker *w = argument;
    job *j = w->job;
    kq_reader reader;
    if (!kq_reader_init(&reader, j->run->options->chunk_size)) kq_fatal("out of memory");
    w->lane->settle = settle;
    w->lane->owner = w;
    for (;;) {
        uint32_t number = atomic_fetch_add(&j->next, 1);
        if (number >= j->cuts->count || !kq_sequence_enter(&j->order, number)) break;
        read_segment(w, &reader, number);
    }
    kq_reader_free(&reader);
    return NULL;
}

static void make_ring(job *j) {
    j->ring = calloc(j->order.room, sizeof *j->ring);
    if (!j->ring) kq_fatal("out of memory");
    for (uint64_t i = 0; i < j->order.room; i++) {
        slot *s = &j->ring[i];
        s->job = j;
        kq_part_init(&s->part, j->run->table_count);
        kq_out_init_part(&s->out, &j->run->out, take, s);
    }
}

static void free_ring(job *j) {
    for (uint64_t i = 0; i < j->order.room; i++) {
        kq_part_free(&j->ring[i].part);
        kq_out_drop(&j->ring[i].out);
        kq_out_free(&j->ring[i].out);
    }
    free(j->ring);
}

bool kq_segments_read(kq_run *r, const kq_cuts *cuts) {
    job j = {.run = r, .cuts = cuts};
    uint32_t count = cuts->count < r->options->threads ? cuts->count : r->options->threads;
    worker *workers = calloc(count, sizeof *workers);
    if (!workers) kq_fatal("out of memory");
    /* Two for each thread: one that it works on, one that waits for its turn. */
    kq_sequence_init(&j.order, (uint64_t)count * 2, commit, &j);
    make_ring(&j);
    kq_lanes_make(r, count);
    for (uint32_t i = 0; i < count; i++) workers[i] = (worker){.job = &j, .lane = &r->lanes[i], .reports = i == 0};
    for (uint32_t i = 1; i < count; i++) workers[i].started = kq_thread_start(&workers[i].thread, work, &workers[i]);
    work(&workers[0]);
    for (uint32_t i = 1; i < count; i++)
        if (workers[i].started) pthread_join(workers[i].thread, NULL);
    bool go_on = kq_sequence_wanted(&j.order, UINT64_MAX);
    for (uint32_t i = 0; i < count; i++) r->lanes[i].own.out = NULL;
    free_ring(&j);
    kq_sequence_free(&j.order);
    free(workers);
    return go_on;
}
