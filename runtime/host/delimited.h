/* Inputs that are not JSON: delimited text (CSV, TSV, PSV), and plain lines. Each row becomes a JSON object with the
 * texts of its fields, which then goes the way of all records: the columns' types are those that ingestion gives to
 * text. Included by runtime/host. */
#ifndef KQ_DELIMITED_H
#define KQ_DELIMITED_H

#include "lane.h"

/* How the text of a file with this name is laid out; *delimiter is set for KQ_LAYOUT_DELIMITED. Endings of compressed
 * files are looked through. */
kq_layout kq_layout_of(const char *path, char *delimiter);

/* kq_lane_read for an input of another layout than JSON. Quotes as in RFC 4180: only in front of a field, doubled
 * inside. The first row names the fields, unless the input is supplied data whose columns the query declares. A row
 * with more fields than there are names is malformed; one with fewer has no value for the rest. */
void kq_delimited_read(kq_lane *lane, kq_reader *reader, bool regular);

#endif
