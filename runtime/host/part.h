/* What a part of the input (a chunk, a block, a range of a file) gave besides rows: numbers and malformed records. They
 * are kept until all parts before it have had their say, so that nothing the user sees depends on the number of
 * threads. Included by runtime/host. */
#ifndef KQ_PART_H
#define KQ_PART_H

#include "options.h"
#include "scan.h"

/* This many malformed records are reported one by one, the rest by number only. */
#define KQ_REPORTED_MALFORMED 5

typedef struct kq_message {
    uint64_t line; /* 1-based within the part */
    const char *reason;
} kq_message;

typedef struct kq_part {
    const kq_input *input;
    bool begins;         /* the part begins its input: its lines are those of the input */
    bool ends_run;       /* no input, or a malformed record under --strict */
    const char *trouble; /* why the input cannot be read (further), to be told at the part's end; NULL: it can */
    uint64_t lines;      /* newlines in it; counts once the part is over */
    /* since the last commit */
    kq_scan_counts counts;
    uint64_t *table_records; /* by the scanner's tables */
    uint64_t outside_window;
    kq_message messages[KQ_REPORTED_MALFORMED];
    uint32_t message_count;
    kq_buf rejects; /* malformed records as they stand, when there is a file for them */
} kq_part;

struct kq_run;

/* table_count: of the scanner. Running out of memory is kq_fatal. */
void kq_part_init(kq_part *p, uint32_t table_count);
/* A new part: `begins` its input or goes on with it. What the last one gave must have been committed. */
void kq_part_begin(kq_part *p, const kq_input *input, bool begins);
void kq_part_free(kq_part *p);

/* Adds `from` to `to` and empties it. */
void kq_counts_move(kq_scan_counts *to, kq_scan_counts *from);

/* Tells the run and the user what the part gave since the last commit. All parts before it must be over. `over`: it is
 * at its end. False when the run must end with status 1. */
bool kq_part_commit(struct kq_run *r, kq_part *p, bool over);

#endif
