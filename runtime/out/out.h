/* The result sink of a run: takes the rows that the generated code emits and writes them, or the alert about them.
 * Included by runtime/host. */
#ifndef KQ_OUT_H
#define KQ_OUT_H

#include "alert.h"
#include "sink.h"
#include "writer.h"

struct kq_out {
    kq_sink sink;
    kq_writer writer;
    kq_alert alert;
    bool alerts; /* write alerts instead of rows */
    const kq_detector *detector;
    uint64_t rows; /* result rows so far */
    bool fired;    /* after kq_out_finish: the rule's trigger holds; for a bare query: there are rows */
};

/* ctx must hold now and window. */
void kq_out_init(kq_out *o, const kq_detector *d, const kq_ctx *ctx, int fd, kq_format format, bool alerts);
/* For rows of a part of the input that `whole` is to get later, in text already. When much has gathered, `take` is
 * called: it must call kq_out_take, or drop what is in the sink. */
void kq_out_init_part(kq_out *o, const kq_out *whole, void (*take)(void *owner), void *owner);
/* Adds the part's rows behind those that are there and empties it. */
void kq_out_take(kq_out *o, kq_out *part);
/* The part's rows are not wanted. */
void kq_out_drop(kq_out *part);
/* The run is over: writes the alert, ends the format, flushes. */
void kq_out_finish(kq_out *o);
/* Flushes what was written so far and gives the memory back, finished or not. sink.error stays readable. */
void kq_out_free(kq_out *o);

#endif
