/* One run of a detector: its parts, the loop over the inputs, the report. Included by runtime/host. */
#ifndef KQ_RUN_H
#define KQ_RUN_H

#include <stdatomic.h>

#include "lane.h"
#include "options.h"
#include "out.h"
#include "sink.h"

typedef struct kq_run {
    const kq_options *options;
    const kq_detector *detector;
    kq_ctx ctx;
    void *state;
    kq_lane lane;   /* of the main thread */
    uint32_t apart; /* lanes with a state of their own */
    kq_lane *lanes; /* these */
    kq_out out;
    kq_sink rejects; /* fd -1: none */
    bool incomplete; /* an input ended where it could not be read further; a message said so */
    /* what the parts committed so far add up to */
    kq_scan_counts counts;
    uint32_t table_count;
    uint64_t *table_records; /* by lane.scanner.tables */
    uint64_t outside_window;
    uint64_t lines; /* of the last input, in the parts that are over */
    /* by all threads */
    _Atomic uint64_t bytes; /* read so far */
    uint64_t next_progress; /* bytes */
    double started;         /* seconds */
} kq_run;

/* Monotonic seconds. */
double kq_clock(void);

static inline void kq_run_has_read(kq_run *r, uint64_t bytes) {
    atomic_fetch_add_explicit(&r->bytes, bytes, memory_order_relaxed);
}
static inline uint64_t kq_run_bytes(const kq_run *r) { return atomic_load_explicit(&r->bytes, memory_order_relaxed); }

/* What the user must know after a run: malformed records, records outside of the window or of no known table. */
void kq_report_notes(const kq_run *r);
/* --stats */
void kq_report_stats(kq_run *r);
/* --progress; erases itself when the run is over. */
void kq_report_progress(kq_run *r, bool over);

#endif
