/* Record splitter: cuts an input into records without reading it itself. NDJSON (one record a line), or one JSON array
 * whose elements are the records, streamed element by element. It works on a window of unconsumed bytes and remembers
 * how far it has looked, so that the chunks in which the bytes arrive never change the answer nor the amount of work.
 * Included by runtime/host. */
#ifndef KQ_SPLIT_H
#define KQ_SPLIT_H

#include <kq/abi.h>

#include "kernels.h"

typedef enum kq_split_event {
    KQ_SPLIT_MORE,     /* the window must grow (or the input has ended: then call again with at_end) */
    KQ_SPLIT_RECORD,   /* p..n is one record, or what stands where one should be; not validated */
    KQ_SPLIT_TOO_LONG, /* a record longer than the limit: p..n is its beginning, or all of it when `ends` */
    KQ_SPLIT_REST,     /* a further part of such a record */
    KQ_SPLIT_FRAMING,  /* the array around the records is damaged at p; `reason` says how */
    KQ_SPLIT_END
} kq_split_event;

typedef struct kq_split {
    const char *p; /* into the window */
    size_t n;
    size_t consumed; /* bytes of the window that are done with once p..n has been used */
    uint64_t line;   /* 1-based, of the record's first byte */
    size_t cut;      /* RECORD: where the next record probably begins if this one turns out malformed; 0: nowhere */
    bool ends;       /* TOO_LONG, REST: this is the record's last part */
    const char *reason;
} kq_split;

typedef enum kq_split_mode {
    KQ_MODE_START,  /* before the byte order mark */
    KQ_MODE_DETECT, /* lines or an array? */
    KQ_MODE_LINES,
    KQ_MODE_GAP,    /* in an array, between elements */
    KQ_MODE_ELEMENT /* in an array, inside an element */
} kq_split_mode;

typedef struct kq_splitter {
    const kq_kernels *kernels;
    size_t max_record;
    kq_split_mode mode;
    uint8_t expect;  /* GAP: enum in split.c */
    bool discarding; /* the record is too long, its rest is passed over */
    uint64_t line;   /* of the window's first byte */
    size_t looked;   /* bytes of the window known not to end the record */
    /* ELEMENT */
    bool in_string, escape, probing;
    uint8_t first_byte;
    uint32_t depth;
    size_t column; /* GAP: bytes since the line began. ELEMENT: the element's own column */
    size_t probe_column;
    size_t cut, cut_column; /* where another element seems to begin inside this one */
} kq_splitter;

void kq_splitter_start(kq_splitter *s, const kq_kernels *kernels, size_t max_record);

/* The next event in the window [p, end), which must be followed by KQ_PADDING bytes and begin behind what the last
 * event consumed. at_end: no more bytes will come. Blank lines are passed over. */
kq_split_event kq_splitter_next(kq_splitter *s, const char *p, const char *end, bool at_end, kq_split *out);

/* The RECORD in `out` is malformed: shortens it to out->cut, if there is one, and goes on from there. Must be called
 * before the bytes are consumed. */
void kq_splitter_malformed(kq_splitter *s, kq_split *out);

#endif
