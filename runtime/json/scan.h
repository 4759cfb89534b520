/* From one record's text to the detector's branches: prefilter, table, validation, projection, envelope. Included by
 * runtime/host. */
#ifndef KQ_SCAN_H
#define KQ_SCAN_H

#include <kq/abi.h>

#include "branches.h"
#include "prefilter.h"
#include "project.h"

typedef struct kq_scan_counts {
    uint64_t records;   /* records, an opened envelope counting as what is in it */
    uint64_t looked_at; /* of these: validated and projected */
    uint64_t skipped;   /* of these: passed over by the prefilter */
    uint64_t malformed;
    uint64_t no_table; /* looked at, but nothing says which table they belong to; malformed and these: kq_reach */
} kq_scan_counts;

/* A table that some branch reads. */
typedef struct kq_scan_table {
    kq_str name;
    uint64_t *branches; /* mask */
    uint64_t records;   /* looked at */
} kq_scan_table;

typedef struct kq_scanner {
    const kq_detector *detector;
    kq_ctx *ctx;
    void *state;
    bool strict; /* validate every record */
    kq_prefilter prefilter;
    kq_projector projector;
    kq_str *keys; /* the detector's fields, then those that the scanner itself needs */
    uint32_t type_key, category_key, records_key;
    kq_slot *slots, *element_slots;
    kq_scan_table *tables;
    uint32_t table_count;
    uint64_t *live;      /* branch mask of the current record */
    uint64_t *wanted;    /* of these the branches that read its table */
    kq_pending *pending; /* not NULL: records go there instead of to the branches; state is not used then */
    kq_scan_counts counts;
    bool counted; /* the current record counts, whatever clauses it holds: all records do, or it had to be looked at */
    kq_reach reach;       /* of the current record; of an envelope's line for those in it */
    uint64_t clock;       /* records so far; counts may be taken away and start anew */
    uint64_t next_sample; /* on the clock: when the prefilter looks at some input again */
    size_t sample_tried;  /* so many bytes held no whole line to look at; there must be twice as many to try again */
    /* of the current input */
    bool table_given;           /* TABLE=PATH */
    kq_scan_table *input_table; /* given, or by the file's name; NULL: none that the detector reads */
    bool look_next;             /* at the next record, whatever the prefilter says */
    /* What kq_scan_skip knows about the line it has stopped at. */
    const char *found; /* it may pass the branches in `live`; NULL: nothing is known */
    size_t found_length;
    bool seen; /* the line seen_line is not complete, and nothing in its first seen_bytes calls for a closer look */
    bool seen_wanted; /* or something does */
    uint64_t seen_line;
    size_t seen_bytes;
} kq_scanner;

/* ctx and state are handed to on_record. False when out of memory. */
bool kq_scanner_init(kq_scanner *s, const kq_detector *d, kq_ctx *ctx, void *state, const kq_kernels *kernels,
                     bool prefilter, bool strict);
void kq_scanner_free(kq_scanner *s);

/* A new input begins: `given` is the table of TABLE=PATH (n == 0: none), `stem` the file's name without extensions. */
void kq_scanner_input(kq_scanner *s, kq_str given, kq_str stem);

/* The text goes on at another place of the same input, between two records, and not at its first one. */
void kq_scanner_move(kq_scanner *s);

/* In [p, end), which begins with a line's first byte: passes over whole lines that no branch can need. Returns the
 * first byte of a line that must be looked at, or of the last line, which may be incomplete. Counts the records passed
 * over; *lines, the number of the line at p in this input, grows by the newlines passed over. Passes over nothing where
 * every record is wanted (strict, a branch that needs them all). A line longer than [p, end) is never passed over.
 * KQ_PADDING bytes must follow the text. */
const char *kq_scan_skip(kq_scanner *s, const char *p, const char *end, uint64_t *lines);

/* Some branch may want the current record. */
static inline bool kq_scan_any_live(const kq_scanner *s) {
    uint64_t any = 0;
    for (uint32_t w = 0; w < s->prefilter.word_count; w++) any |= s->live[w];
    return any != 0;
}

/* Takes one record. Anything but KQ_VALID says why it is malformed; the caller counts and reports it. `look`: validate
 * it even if the prefilter would skip it, because where the next record begins depends on the answer. */
kq_verdict kq_scan_record(kq_scanner *s, const char *p, size_t n, bool look);

/* Takes one element of an envelope that kq_scan_record found malformed, so that its sound records are not lost. Between
 * the two calls no other record may be scanned. */
kq_verdict kq_scan_element(kq_scanner *s, const char *p, size_t n);

/* Where the array of the line {"records":[{... begins, NULL when the line does not begin like an envelope. */
const char *kq_envelope_array(const char *p, size_t n);

#endif
