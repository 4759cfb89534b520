/* The threads of ranges.h. Each works through its ranges in input order; what a range gave besides the state is
 * committed in input order (sequence.h). */
#include "ranges.h"

#include <stdlib.h>

#include "input.h"
#include "sequence.h"
#include "thread.h"

typedef struct job {
    kq_run *run;
    const kq_cuts *cuts;
    kq_part *parts; /* of cuts->ranges */
    kq_sequence order;
} job;

typedef struct worker {
    job *job;
    kq_lane *lane;
    uint32_t number; /* of the lane */
    uint64_t range;  /* the one it is at */
    pthread_t thread;
    bool started;
} worker;

static bool commit(void *owner, uint64_t range) {
    job *j = owner;
    bool go_on = kq_part_commit(j->run, &j->parts[range], true);
    kq_part_free(&j->parts[range]);
    return go_on;
}

static bool settle(kq_lane *lane, bool must) {
    worker *w = lane->owner;
    kq_sequence *order = &w->job->order;
    if (w->number == 0 && lane->run->options->progress) kq_report_progress(lane->run, false);
    kq_lane_gather(lane);
    if (must ? !kq_sequence_wait(order, w->range) : !kq_sequence_has_turn(order, w->range))
        return kq_sequence_wanted(order, w->range);
    if (kq_part_commit(lane->run, lane->part, false)) return true;
    kq_sequence_end(order, w->range);
    return false;
}

static void *work(void *argument) {
    worker *w = argument;
    const kq_cuts *cuts = w->job->cuts;
    kq_reader reader;
    if (!kq_reader_init(&reader, w->lane->run->options->chunk_size)) kq_fatal("out of memory");
    w->lane->settle = settle;
    w->lane->owner = w;
    for (uint32_t i = 0; i < cuts->count; i++) {
        if (cuts->ranges[i].lane != w->number) continue;
        w->range = i;
        if (!kq_sequence_wanted(&w->job->order, i)) break;
        kq_part *part = &w->job->parts[i];
        kq_input_read_range(w->lane, &cuts->ranges[i], part, &reader);
        if (part->ends_run) kq_sequence_end(&w->job->order, i);
        kq_sequence_ready(&w->job->order, i);
    }
    kq_reader_free(&reader);
    return NULL;
}

bool kq_ranges_read(kq_run *r, const kq_cuts *cuts) {
    job j = {.run = r, .cuts = cuts};
    j.parts = calloc(cuts->count, sizeof *j.parts);
    worker *workers = calloc(cuts->lanes, sizeof *workers);
    if (!j.parts || !workers) kq_fatal("out of memory");
    for (uint32_t i = 0; i < cuts->count; i++) {
        kq_part_init(&j.parts[i], r->table_count);
        kq_part_begin(&j.parts[i], cuts->ranges[i].input, cuts->ranges[i].from == 0);
    }
    kq_sequence_init(&j.order, cuts->count, commit, &j);
    kq_lanes_make(r, cuts->lanes - 1);
    for (uint32_t i = 0; i < cuts->lanes; i++) {
        workers[i] = (worker){.job = &j, .lane = i == 0 ? &r->lane : &r->lanes[i - 1], .number = i};
        if (i > 0) workers[i].started = kq_thread_start(&workers[i].thread, work, &workers[i]);
    }
    /* In input order: what a thread would wait for is never behind it. */
    for (uint32_t i = 0; i < cuts->lanes; i++)
        if (!workers[i].started) work(&workers[i]);
    for (uint32_t i = 0; i < cuts->lanes; i++)
        if (workers[i].started) pthread_join(workers[i].thread, NULL);
    bool go_on = kq_sequence_wanted(&j.order, UINT64_MAX);
    for (uint32_t i = 0; go_on && i < r->apart; i++) r->detector->merge(&r->ctx, r->state, r->lanes[i].state);
    for (uint32_t i = 0; i < cuts->count; i++) kq_part_free(&j.parts[i]);
    kq_sequence_free(&j.order);
    free(j.parts);
    free(workers);
    return go_on;
}
