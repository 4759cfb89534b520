/* What one thread needs to take records: context, scanner, splitter, and the part of the input that it is at. Included
 * by runtime/host. */
#ifndef KQ_LANE_H
#define KQ_LANE_H

#include "part.h"
#include "reader.h"
#include "split.h"

typedef enum kq_lane_kind {
    KQ_LANE_MAIN,  /* works on the run's own context and state */
    KQ_LANE_APART, /* has a state of its own; who makes it says where rows go (own.out) */
    KQ_LANE_LOOKS  /* only looks at records: they wait in a list (scanner.pending, the caller's) */
} kq_lane_kind;

typedef struct kq_lane kq_lane;
struct kq_lane {
    struct kq_run *run;
    kq_lane_kind kind;
    kq_ctx own; /* APART, LOOKS */
    kq_ctx *ctx;
    void *state;
    kq_scanner scanner;
    kq_splitter splitter;
    kq_part *part;         /* borrowed */
    const kq_input *input; /* that the scanner knows of */
    /* The part has something to say: commits it when it is its turn; must: waits for its turn. False when the run is
     * over for this part. */
    bool (*settle)(kq_lane *lane, bool must);
    void *owner; /* for settle */
};

/* APART: opens the state. Running out of memory is kq_fatal. */
void kq_lane_init(kq_lane *lane, struct kq_run *r, kq_lane_kind kind);
/* Makes `apart` APART lanes, r->lanes. */
void kq_lanes_make(struct kq_run *r, uint32_t apart);
/* Also gives back an APART lane's arenas: the state must not be needed any more. */
void kq_lane_free(kq_lane *lane);

/* What the scanner is to know about the input. */
void kq_lane_input(kq_lane *lane, const kq_input *input);

/* Begins with a part. `discarding`: it begins inside a record that is too long (see split.h). */
void kq_lane_begin(kq_lane *lane, kq_part *part, bool discarding);

/* A window of the input: unconsumed bytes, KQ_PADDING more behind them. */
typedef struct kq_view {
    const char *p, *end;
    bool at_end; /* of the part */
} kq_view;

typedef enum kq_drained {
    KQ_DRAINED_MORE, /* all that can be taken has been taken */
    KQ_DRAINED_OVER, /* the part has no more records */
    KQ_DRAINED_STOP  /* the run must end */
} kq_drained;

/* Takes the records of the window and moves text->p behind what is done with. */
kq_drained kq_lane_drain(kq_lane *lane, kq_view *text);

/* A malformed record that the splitter never saw: it counts, is reported and goes to the rejects. False when the run
 * must end. */
bool kq_lane_reject(kq_lane *lane, uint64_t line, const char *reason, kq_str text);

/* Moves what scanner and context have counted into the part. */
void kq_lane_gather(kq_lane *lane);

/* Takes all records that the reader gives, settling after every chunk; whatever goes wrong is in the part.
 * regular: what is read is a file, nobody waits for the rows so far. Sets part->lines. */
void kq_lane_read(kq_lane *lane, kq_reader *reader, bool regular);

#endif
