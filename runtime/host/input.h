/* The inputs of a run: opening them, reading them on one thread. Included by runtime/host. */
#ifndef KQ_INPUT_H
#define KQ_INPUT_H

#include "cuts.h"
#include "lane.h"

/* The file's name without folder and extensions; empty for standard input. */
kq_str kq_input_stem(const kq_input *input);

/* A descriptor, to be closed with kq_input_close; -1 when the input cannot be read, and the part says why. */
int kq_input_open(const kq_input *input, kq_part *part, bool *regular);
void kq_input_close(const kq_input *input, int fd);

/* For lanes whose part is always the next to be committed. */
bool kq_input_settle(kq_lane *lane, bool must);

/* Opens the range's input and takes its records; whatever goes wrong is in the part, which has begun. */
void kq_input_read_range(kq_lane *lane, const kq_range *range, kq_part *part, kq_reader *reader);

/* Takes all records that the reader gives, in the layout of the input: kq_lane_read or kq_delimited_read. */
void kq_input_read(kq_lane *lane, kq_reader *reader, bool regular);

/* Opens the lane's state: reads what is supplied and early, tells the detector. Malformed rows are reported by the
 * main lane alone: every state reads the same. False when the run must end with status 1. */
bool kq_inputs_prepare(kq_lane *lane);

/* Reads all inputs, one after the other. False when the run must end with status 1. */
bool kq_inputs_read(struct kq_run *r);

#endif
