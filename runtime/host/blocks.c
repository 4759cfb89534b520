/* The threads of blocks.h. Reading is serial (the feed), looking is parallel, the calls of the branches are serial and
 * in order: whichever thread finishes the block whose turn it is makes them (sequence.h). */
#include "blocks.h"

#include <stdlib.h>

#include "feed.h"
#include "input.h"
#include "sequence.h"
#include "thread.h"

/* More threads than the first start when this much has been read. */
#define ENOUGH_TO_SHARE ((uint64_t)1 << 20)
/* Records of a block that wait for their turn; more wait in the text. */
#define MOST_PENDING 4096u

typedef struct slot {
    kq_block block;
    kq_pending pending;
    uint64_t number; /* of the block */
    struct job *job;
} slot;

typedef struct job {
    kq_run *run;
    kq_sequence order;
    slot *ring;              /* block i is in ring[i % order.room] */
    pthread_mutex_t feeding; /* guards what follows */
    kq_feed feed;
    uint64_t next; /* number of the next block */
    bool over;
    uint32_t helpers; /* started */
    struct helper *team;
} job;

typedef struct helper {
    job *job;
    kq_lane lane;
    pthread_t thread;
} helper;

/* ---- in order -----------------------------------------------------------------------------------------------------
 */

static void call_branches(slot *s) {
    kq_run *r = s->job->run;
    if (s->pending.count == 0) return;
    if (r->lane.input != s->block.part.input) kq_lane_input(&r->lane, s->block.part.input);
    kq_pending_call(&s->pending, &r->ctx, r->state, &r->lane.scanner.reach);
    r->outside_window += r->ctx.outside_window;
    r->ctx.outside_window = 0;
}

/* The list of a block is full while it is being looked at. */
static void make_room(void *owner) {
    slot *s = owner;
    if (kq_sequence_wait(&s->job->order, s->number)) call_branches(s);
    s->pending.count = 0;
}

static bool commit(void *owner, uint64_t number) {
    job *j = owner;
    slot *s = &j->ring[number % j->order.room];
    call_branches(s);
    bool go_on = kq_part_commit(j->run, &s->block.part, true);
    /* Whoever feeds a pipe slowly wants the rows so far. */
    if (!s->block.regular) kq_sink_flush(&j->run->out.sink);
    if (j->run->options->progress) kq_report_progress(j->run, false);
    if (!go_on) kq_feed_wake(&j->feed);
    return go_on;
}

/* ---- each thread --------------------------------------------------------------------------------------------------
 */

static bool settle(kq_lane *lane, bool must) {
    (void)lane, (void)must; /* a block's malformed records are no more than its text */
    return true;
}

static void look(kq_lane *lane, slot *s) {
    kq_block *block = &s->block;
    kq_view text = {block->text.buffer + block->text.begin, block->text.buffer + block->text.end, block->at_end};
    lane->scanner.pending = &s->pending;
    kq_lane_begin(lane, &block->part, block->discarding);
    kq_drained drained = kq_lane_drain(lane, &text);
    if (drained != KQ_DRAINED_STOP && text.p != text.end) kq_fatal("internal error: a block was not taken whole");
    block->part.lines = lane->splitter.line - 1;
    kq_lane_gather(lane);
}

/* Reads an input that is no sequence of blocks, here and now, on the main lane. False when the run is over. */
static bool stream(job *j, slot *s) {
    if (!kq_sequence_wait(&j->order, s->number)) return false;
    kq_lane *lane = &j->run->lane;
    lane->settle = kq_input_settle;
    kq_lane_begin(lane, &s->block.part, false);
    kq_input_read(lane, &j->feed.reader, j->feed.regular);
    s->block.regular = j->feed.regular;
    kq_feed_close(&j->feed);
    return true;
}

static void *help(void *argument);

static void start_helpers(job *j) {
    uint64_t enough = j->run->options->chunk_size ? 0 : ENOUGH_TO_SHARE;
    if (j->team || kq_run_bytes(j->run) < enough) return;
    uint32_t most = j->run->options->threads - 1;
    j->team = calloc(most, sizeof *j->team);
    if (!j->team) kq_fatal("out of memory");
    for (; j->helpers < most; j->helpers++) {
        helper *h = &j->team[j->helpers];
        h->job = j;
        if (!kq_thread_start(&h->thread, help, h)) break;
    }
}

/* The next block to look at, NULL when there is none. What needs no look is ready at once. */
static slot *next_block(job *j) {
    while (!j->over && kq_sequence_enter(&j->order, j->next)) {
        slot *s = &j->ring[j->next % j->order.room];
        s->number = j->next;
        kq_feed_event event = kq_feed_next(&j->feed, &s->block);
        j->over = event == KQ_FEED_OVER || event == KQ_FEED_FAILED;
        if (event == KQ_FEED_OVER) break;
        j->next++;
        if (event == KQ_FEED_BLOCK) {
            start_helpers(j);
            return s;
        }
        if (event == KQ_FEED_STREAM && !stream(j, s)) break;
        kq_sequence_ready(&j->order, s->number);
    }
    j->over = true;
    return NULL;
}

static void work(job *j, kq_lane *lane) {
    kq_lane_init(lane, j->run, KQ_LANE_LOOKS);
    lane->settle = settle;
    for (;;) {
        pthread_mutex_lock(&j->feeding);
        slot *s = next_block(j);
        pthread_mutex_unlock(&j->feeding);
        if (!s) break;
        look(lane, s);
        kq_sequence_ready(&j->order, s->number);
    }
}

static void *help(void *argument) {
    helper *h = argument;
    work(h->job, &h->lane);
    return NULL;
}

/* ---- all together -------------------------------------------------------------------------------------------------
 */

static void make_ring(job *j) {
    j->ring = calloc(j->order.room, sizeof *j->ring);
    if (!j->ring) kq_fatal("out of memory");
    for (uint64_t i = 0; i < j->order.room; i++) {
        slot *s = &j->ring[i];
        s->job = j;
        kq_part_init(&s->block.part, j->run->table_count);
        kq_pending_init(&s->pending, j->run->detector, MOST_PENDING, make_room, s);
    }
}

/* After the lane's thread: its numbers go to the report's. */
static void take_leave(kq_run *r, kq_lane *lane) {
    kq_prefilter_gather(&r->lane.scanner.prefilter, &lane->scanner.prefilter);
    kq_lane_free(lane);
}

static void free_ring(job *j) {
    for (uint64_t i = 0; i < j->order.room; i++) {
        kq_window_free(&j->ring[i].block.text);
        kq_part_free(&j->ring[i].block.part);
        kq_pending_free(&j->ring[i].pending);
    }
    free(j->ring);
}

bool kq_blocks_read(kq_run *r) {
    job j = {.run = r};
    /* Two for each thread: one that it works on, one that waits for its turn. */
    kq_sequence_init(&j.order, (uint64_t)r->options->threads * 2, commit, &j);
    make_ring(&j);
    pthread_mutex_init(&j.feeding, NULL);
    kq_feed_init(&j.feed, r);
    kq_lane lane;
    work(&j, &lane);
    for (uint32_t i = 0; i < j.helpers; i++) pthread_join(j.team[i].thread, NULL);
    take_leave(r, &lane);
    for (uint32_t i = 0; i < j.helpers; i++) take_leave(r, &j.team[i].lane);
    bool go_on = kq_sequence_wanted(&j.order, UINT64_MAX);
    kq_feed_free(&j.feed);
    pthread_mutex_destroy(&j.feeding);
    free_ring(&j);
    kq_sequence_free(&j.order);
    free(j.team);
    return go_on;
}
