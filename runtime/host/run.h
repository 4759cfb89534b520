/* One run of a detector: its parts, the loop over the inputs, the report. Included by runtime/host. */
#ifndef KQ_RUN_H
#define KQ_RUN_H

#include "options.h"
#include "out.h"
#include "reader.h"
#include "scan.h"
#include "sink.h"

typedef struct kq_run {
    const kq_options *options;
    const kq_detector *detector;
    kq_ctx ctx;
    void *state;
    kq_out out;
    kq_scanner scanner;
    kq_reader reader;
    bool incomplete;        /* an input ended where it could not be read further; a message said so */
    kq_sink rejects;        /* fd -1: none */
    uint64_t next_progress; /* bytes */
    double started;         /* seconds */
} kq_run;

/* Monotonic seconds. */
double kq_clock(void);

/* Reads one input to its end. False when the run must end with status 1; a message is on stderr. */
bool kq_run_input(kq_run *r, const kq_input *input);

/* What the user must know after a run: malformed records, records outside of the window or of no known table. */
void kq_report_notes(const kq_run *r);
/* --stats */
void kq_report_stats(const kq_run *r);
/* --progress; erases itself when the run is over. */
void kq_report_progress(kq_run *r, bool over);

#endif
