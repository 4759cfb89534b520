/* The format texts of format_datetime and format_timespan (kql.md 7.3). May be included by every folder of the runtime
 * and by the compiler, which checks constant formats. */
#ifndef KQ_TIMEFORMAT_H
#define KQ_TIMEFORMAT_H

#include "buf.h"

/* True when every run of letters in the format is a specifier of datetime (or of timespan), or stands for itself, as T
 * and Z do. Otherwise *at is the offset of the first run that is neither, *n its length. */
bool kq_time_format_known(kq_str format, bool timespan, size_t *at, size_t *n);

/* Appends the moment, or the absolute value of the timespan, in that format. Runs that are not known are copied. */
void kq_put_datetime_as(kq_buf *b, int64_t ticks, kq_str format);
void kq_put_timespan_as(kq_buf *b, int64_t ticks, kq_str format);

#endif
