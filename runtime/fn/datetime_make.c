/* Datetimes and timespans from parts, from Unix time, and moved by calendar units (kql.md 6, 7.2). What is out of range
 * is null. */
#include <kq/ops.h>

#include <math.h>

#include "timetext.h"
#include "utf8.h"

#define UNIX_EPOCH (INT64_C(62135596800) * KQ_TICKS_PER_SECOND) /* ticks of 1970-01-01 */

/* ---- parts --------------------------------------------------------------------------------------------------------
 */

/* A whole number in low..high; parts with a fraction are cut. */
static bool whole(kq_real v, int64_t low, int64_t high, int64_t *out) {
    if (v.null || !(v.v > -1e15 && v.v < 1e15)) return false;
    *out = (int64_t)v.v;
    return *out >= low && *out <= high;
}

/* Seconds with a fraction, in ticks below `limit` seconds. Rounded, since 0.1234567 is no binary fraction. */
static bool seconds(kq_real v, int64_t limit, int64_t *ticks) {
    if (v.null || !(v.v >= 0 && v.v < (double)limit)) return false;
    *ticks = (int64_t)round(v.v * (double)KQ_TICKS_PER_SECOND);
    return *ticks < limit * KQ_TICKS_PER_SECOND;
}

/* year, month, day [, hour [, minute [, second]]] */
kq_datetime kq_make_datetime(kq_ctx *x, const kq_real *v, size_t n) {
    const kq_real none = kq_mk_real(0);
    int64_t year, month, day, hour, minute, second, ticks;
    (void)x;
    if (n < 3 || !whole(v[0], 1, 9999, &year) || !whole(v[1], 1, 12, &month) || !whole(v[2], 1, 31, &day) ||
        !whole(n > 3 ? v[3] : none, 0, 23, &hour) || !whole(n > 4 ? v[4] : none, 0, 59, &minute) ||
        !seconds(n > 5 ? v[5] : none, 60, &second))
        return kq_null_datetime();
    kq_civil c = {.year = year, .month = (int)month, .day = (int)day, .hour = (int)hour, .minute = (int)minute};
    return kq_ticks_from_civil(&c, &ticks) ? kq_mk_datetime(ticks + second) : kq_null_datetime();
}

/* [days,] hours, minutes [, seconds] */
kq_timespan kq_make_timespan(kq_ctx *x, const kq_real *v, size_t n) {
    int64_t days = 0, hour, minute, second = 0;
    (void)x;
    if (n == 4 && !whole(*v++, 0, KQ_DATETIME_MAX / KQ_TICKS_PER_DAY, &days)) return kq_null_timespan();
    if (n < 2 || !whole(v[0], 0, 23, &hour) || !whole(v[1], 0, 59, &minute) || (n > 2 && !seconds(v[2], 60, &second)))
        return kq_null_timespan();
    return kq_mk_timespan(days * KQ_TICKS_PER_DAY + hour * KQ_TICKS_PER_HOUR + minute * KQ_TICKS_PER_MINUTE + second);
}

/* ---- Unix time ----------------------------------------------------------------------------------------------------
 */

static kq_datetime from_unix(kq_long v, int64_t unit, int64_t divisor) {
    int64_t ticks;
    if (v.null || __builtin_mul_overflow(v.v, unit, &ticks)) return kq_null_datetime();
    int64_t whole_ticks = ticks / divisor - (ticks % divisor < 0);
    return __builtin_add_overflow(whole_ticks, UNIX_EPOCH, &ticks) ? kq_null_datetime() : kq_datetime_or_null(ticks);
}

static kq_datetime from_unix_real(kq_real v, double unit) {
    double ticks = v.null ? NAN : v.v * unit;
    if (!(fabs(ticks) < 9e18)) return kq_null_datetime();
    int64_t sum;
    return __builtin_add_overflow((int64_t)floor(ticks), UNIX_EPOCH, &sum) ? kq_null_datetime()
                                                                           : kq_datetime_or_null(sum);
}

#define KQ_DEFINE_UNIX(NAME, UNIT, DIVISOR)                                                               \
    kq_datetime kq_unixtime_##NAME(kq_ctx *x, kq_long v) { return (void)x, from_unix(v, UNIT, DIVISOR); } \
    kq_datetime kq_unixtime_##NAME##_real(kq_ctx *x, kq_real v) {                                         \
        return (void)x, from_unix_real(v, (double)(UNIT) / (DIVISOR));                                    \
    }
KQ_DEFINE_UNIX(seconds, KQ_TICKS_PER_SECOND, 1)
KQ_DEFINE_UNIX(milliseconds, KQ_TICKS_PER_MILLISECOND, 1)
KQ_DEFINE_UNIX(microseconds, KQ_TICKS_PER_MICROSECOND, 1)
KQ_DEFINE_UNIX(nanoseconds, 1, 100)

/* ---- calendar units -----------------------------------------------------------------------------------------------
 */

/* The same day of another month, or that month's last one (assumed). */
static kq_datetime add_months(kq_datetime t, int64_t months) {
    kq_civil c = kq_civil_from_ticks(t.v);
    int64_t month, ticks;
    if (__builtin_add_overflow(c.year * 12 + c.month - 1, months, &month) || month < 12 || month >= 10000 * 12)
        return kq_null_datetime();
    c.year = month / 12;
    c.month = (int)(month % 12) + 1;
    int last = kq_days_in_month(c.year, c.month);
    if (c.day > last) c.day = last;
    return kq_ticks_from_civil(&c, &ticks) ? kq_mk_datetime(ticks) : kq_null_datetime();
}

kq_datetime kq_datetime_add(kq_ctx *x, kq_str unit, kq_long n, kq_datetime t) {
    static const struct {
        kq_str name;
        int64_t ticks, months;
    } units[] = {
        {KQ_LIT("year"), 0, 12},
        {KQ_LIT("quarter"), 0, 3},
        {KQ_LIT("month"), 0, 1},
        {KQ_LIT("week"), 7 * KQ_TICKS_PER_DAY, 0},
        {KQ_LIT("day"), KQ_TICKS_PER_DAY, 0},
        {KQ_LIT("hour"), KQ_TICKS_PER_HOUR, 0},
        {KQ_LIT("minute"), KQ_TICKS_PER_MINUTE, 0},
        {KQ_LIT("second"), KQ_TICKS_PER_SECOND, 0},
        {KQ_LIT("millisecond"), KQ_TICKS_PER_MILLISECOND, 0},
        {KQ_LIT("microsecond"), KQ_TICKS_PER_MICROSECOND, 0},
    };
    int64_t distance, ticks;
    (void)x;
    if (n.null || t.null) return kq_null_datetime();
    if (kq_ascii_equal_fold(unit, (kq_str)KQ_LIT("nanosecond"))) return kq_datetime_or_null(t.v + n.v / 100);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!kq_ascii_equal_fold(unit, units[i].name)) continue;
        if (units[i].months)
            return __builtin_mul_overflow(n.v, units[i].months, &distance) ? kq_null_datetime()
                                                                           : add_months(t, distance);
        if (__builtin_mul_overflow(n.v, units[i].ticks, &distance) || __builtin_add_overflow(t.v, distance, &ticks))
            return kq_null_datetime();
        return kq_datetime_or_null(ticks);
    }
    return kq_null_datetime();
}
