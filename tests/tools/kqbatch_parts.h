/* A part of kqbatch_main.c (a batch brings one file beside its detectors): runs a detector over its input in parts, as
 * threads do. Each part is gathered in a state and an arena of its own, and the states are merged at the end. A
 * detector that looks like any other is put around the one under test; the rows must not change. */
#ifndef KQBATCH_PARTS_H
#define KQBATCH_PARTS_H

#include <kq/kq.h>
#include <stdlib.h>

enum { PARTS = 4, PART_SOURCES = 16 };

static struct {
    const kq_detector *inner;
    kq_ctx context[PARTS];
    void *state[PARTS];
    unsigned part, seen, cuts;
} parts;

static void parts_take(kq_ctx *x, unsigned source, const kq_slot *slots) {
    if (((parts.cuts >> parts.seen++ % 16) & 1) && parts.part + 1 < PARTS) parts.part++;
    kq_ctx *own = parts.part == 0 ? x : &parts.context[parts.part];
    const uint64_t outside = own->outside_window;
    parts.inner->sources[source].on_record(own, parts.state[parts.part], slots);
    if (own != x) x->outside_window += own->outside_window - outside;
}

/* The callback does not say which source it is, so each has one of its own. */
#define EACH_SOURCE(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15)
#define TAKE_FUNCTION(i)                                                       \
    static void parts_take_##i(kq_ctx *x, void *state, const kq_slot *slots) { \
        (void)state;                                                           \
        parts_take(x, i, slots);                                               \
    }
EACH_SOURCE(TAKE_FUNCTION)
#define TAKE_NAME(i) parts_take_##i,
static void (*const parts_callbacks[PART_SOURCES])(kq_ctx *, void *, const kq_slot *) = {EACH_SOURCE(TAKE_NAME)};

static void parts_open(kq_ctx *x, void *state) {
    parts.state[0] = state;
    parts.inner->open(x, state);
    for (unsigned i = 1; i < PARTS; i++) {
        parts.context[i] = *x;
        parts.context[i].state = kq_arena_new();
        parts.state[i] = calloc(1, parts.inner->state_size + 1);
        if (!parts.state[i]) kq_fatal("out of memory");
        parts.inner->open(&parts.context[i], parts.state[i]);
    }
}

static void parts_prepare(kq_ctx *x, void *state) {
    parts.inner->prepare(x, state);
    for (unsigned i = 1; i < PARTS; i++) parts.inner->prepare(&parts.context[i], parts.state[i]);
}

/* From the front, or from the back so that merged states are merged again. */
static void parts_finish(kq_ctx *x, void *state) {
    if (parts.cuts & 1) {
        for (unsigned i = 1; i < PARTS; i++) parts.inner->merge(x, state, parts.state[i]);
    } else {
        for (unsigned i = PARTS - 1; i > 1; i--)
            parts.inner->merge(&parts.context[i - 1], parts.state[i - 1], parts.state[i]);
        parts.inner->merge(x, state, parts.state[1]);
    }
    parts.inner->finish(x, state);
}

/* The detector itself when its state cannot be merged. `cuts`: bit n says that a new part begins before record n, n +
 * 16 and so on, until there are PARTS. Once per process. */
static const kq_detector *parts_wrap(const kq_detector *d, unsigned cuts) {
    static kq_detector outer;
    static kq_source sources[PART_SOURCES];
    if (!d->merge || d->source_count > PART_SOURCES) return d;
    parts.inner = d;
    parts.cuts = cuts;
    outer = *d;
    for (uint32_t i = 0; i < d->source_count; i++) {
        sources[i] = d->sources[i];
        sources[i].on_record = parts_callbacks[i];
    }
    outer.sources = sources;
    outer.open = parts_open;
    if (d->prepare) outer.prepare = parts_prepare;
    outer.merge = NULL;
    outer.finish = parts_finish;
    return &outer;
}

#endif
