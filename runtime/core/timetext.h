/* Text and calendar parts of datetime and timespan, both ways (kql.md 2.5, 7.4). May be included by every folder of
 * the runtime and by the compiler's folding. */
#ifndef KQ_TIMETEXT_H
#define KQ_TIMETEXT_H

#include <kq/value.h>

/* Room that the formatting functions need, in bytes; they write no NUL and return the length. */
#define KQ_DATETIME_TEXT 32
#define KQ_TIMESPAN_TEXT 32

/* A moment's parts in the proleptic Gregorian calendar, UTC. */
typedef struct kq_civil {
    int64_t year;   /* 1 ... 9999 */
    int month, day; /* from 1 */
    int hour, minute, second;
    int64_t fraction; /* ticks, 0 ... 9999999 */
} kq_civil;

/* ticks outside of 0 ... KQ_DATETIME_MAX are taken as the nearer end. */
kq_civil kq_civil_from_ticks(int64_t ticks);
/* False when a part is out of its range (2023-02-29, 24:00). *out is only written on success. */
bool kq_ticks_from_civil(const kq_civil *c, int64_t *out);
/* 28 ... 31; month from 1 to 12. */
int kq_days_in_month(int64_t year, int month);
/* Days since 0001-01-01 of a date that exists. */
int64_t kq_days_from_date(int64_t year, int month, int day);

/* todatetime of text: the forms of kql.md 7.4, white space around allowed. Ticks, 0 ... KQ_DATETIME_MAX. */
bool kq_parse_datetime(kq_str s, int64_t *out);
/* totimespan of text: [-][d.]hh:mm[:ss[.f]], a number with a unit ("5m", "1.5 hours"), a bare number of days. */
bool kq_parse_timespan(kq_str s, int64_t *out);
/* yyyy-MM-ddTHH:mm:ss.fffffffZ */
size_t kq_format_datetime(int64_t ticks, char *buf);
/* [-][d.]hh:mm:ss[.fffffff] */
size_t kq_format_timespan(int64_t ticks, char *buf);

#endif
