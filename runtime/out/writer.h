/* Writes rows of known columns in one of the output formats. Rows are streamed; only the table format, which aligns its
 * columns, keeps the cells' text until the end. Included by runtime/out and runtime/host. */
#ifndef KQ_WRITER_H
#define KQ_WRITER_H

#include <kq/abi.h>

#include "sink.h"

typedef enum kq_format { KQ_FORMAT_NDJSON, KQ_FORMAT_JSON, KQ_FORMAT_CSV, KQ_FORMAT_TABLE } kq_format;

typedef struct kq_writer {
    kq_sink *sink; /* borrowed */
    kq_format format;
    const kq_column *columns; /* borrowed */
    uint32_t column_count;
    uint64_t rows;
    kq_buf names;     /* NDJSON: what stands before each value: {"A": ,"B": ... */
    size_t *name_end; /* offsets into names */
    kq_buf cells;     /* TABLE: the cells' text, each ended by a newline (which no cell holds) */
    size_t *width;    /* TABLE: code points */
} kq_writer;

/* Begins the output: JSON's and CSV's head. */
void kq_writer_open(kq_writer *w, kq_sink *sink, kq_format format, const kq_column *columns, uint32_t column_count);
/* For rows that another writer takes over: no head, no end. */
void kq_writer_open_part(kq_writer *w, kq_sink *sink, const kq_writer *whole);
/* Adds the part's rows behind the others and empties it. */
void kq_writer_take(kq_writer *w, kq_writer *part);
void kq_writer_row(kq_writer *w, const kq_value *values);
/* Ends the output. Does not flush the sink. */
void kq_writer_close(kq_writer *w);
/* Gives the memory back, closed or not. */
void kq_writer_free(kq_writer *w);

#endif
