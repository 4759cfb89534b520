/* Calendar functions on datetime: startof..., endof..., dayof... and its kin, datetime_diff (kql.md 7.2). Weeks begin
 * on Sunday 00:00; 0001-01-01 was a Monday. A result outside year 1 to 9999 is null, as any null argument gives. */
#include <kq/ops.h>

#include "timetext.h"
#include "utf8.h"

enum unit { DAY, WEEK, MONTH, YEAR };

static int64_t day_number(int64_t ticks) { return ticks / KQ_TICKS_PER_DAY; }
/* Days since Sunday. */
static int64_t weekday(int64_t day) { return (day + 1) % 7; }

/* Midnight of the first day of month number `month` (0 = January of year 1), which may lie one month behind the last
 * datetime; false when it is further out. */
static bool month_start(int64_t month, int64_t *ticks) {
    if (month < 0 || month > 9999 * 12) return false;
    *ticks = kq_days_from_date(month / 12 + 1, (int)(month % 12) + 1, 1) * KQ_TICKS_PER_DAY;
    return true;
}

/* The start of the unit that holds t, moved by `offset` units. */
static bool unit_start(enum unit unit, int64_t t, int64_t offset, int64_t *start) {
    if (offset < -KQ_DATETIME_MAX / KQ_TICKS_PER_DAY - 7 || offset > KQ_DATETIME_MAX / KQ_TICKS_PER_DAY + 7)
        return false;
    int64_t day = day_number(t);
    if (unit == DAY || unit == WEEK) {
        day = unit == DAY ? day + offset : day - weekday(day) + 7 * offset;
        return !__builtin_mul_overflow(day, KQ_TICKS_PER_DAY, start);
    }
    kq_civil c = kq_civil_from_ticks(t);
    if (unit == MONTH) return month_start((c.year - 1) * 12 + c.month - 1 + offset, start);
    return month_start((c.year - 1 + offset) * 12, start);
}

static kq_datetime start_of(enum unit unit, kq_datetime t, kq_long offset) {
    int64_t start;
    if (t.null || offset.null || !unit_start(unit, t.v, offset.v, &start)) return kq_null_datetime();
    return kq_datetime_or_null(start);
}

/* One tick before the next unit: ...T23:59:59.9999999. */
static kq_datetime end_of(enum unit unit, kq_datetime t, kq_long offset) {
    int64_t next;
    if (t.null || offset.null || offset.v == INT64_MAX || !unit_start(unit, t.v, offset.v + 1, &next))
        return kq_null_datetime();
    return kq_datetime_or_null(kq_wrap_sub(next, 1));
}

#define KQ_DEFINE_UNIT(NAME, UNIT)                                                                               \
    kq_datetime kq_startof##NAME##_offset(kq_ctx *x, kq_datetime t, kq_long offset) {                            \
        return (void)x, start_of(UNIT, t, offset);                                                               \
    }                                                                                                            \
    kq_datetime kq_startof##NAME(kq_ctx *x, kq_datetime t) { return (void)x, start_of(UNIT, t, kq_mk_long(0)); } \
    kq_datetime kq_endof##NAME##_offset(kq_ctx *x, kq_datetime t, kq_long offset) {                              \
        return (void)x, end_of(UNIT, t, offset);                                                                 \
    }                                                                                                            \
    kq_datetime kq_endof##NAME(kq_ctx *x, kq_datetime t) { return (void)x, end_of(UNIT, t, kq_mk_long(0)); }

KQ_DEFINE_UNIT(day, DAY)
KQ_DEFINE_UNIT(week, WEEK)
KQ_DEFINE_UNIT(month, MONTH)
KQ_DEFINE_UNIT(year, YEAR)

/* A timespan: whole days since Sunday (docs: day-of-week-function.md). */
kq_timespan kq_dayofweek(kq_ctx *x, kq_datetime t) {
    return (void)x, t.null ? kq_null_timespan() : kq_mk_timespan(weekday(day_number(t.v)) * KQ_TICKS_PER_DAY);
}
kq_int kq_dayofmonth(kq_ctx *x, kq_datetime t) {
    return (void)x, t.null ? kq_null_int() : kq_mk_int(kq_civil_from_ticks(t.v).day);
}
kq_int kq_dayofyear(kq_ctx *x, kq_datetime t) {
    (void)x;
    if (t.null) return kq_null_int();
    int64_t first = kq_days_from_date(kq_civil_from_ticks(t.v).year, 1, 1);
    return kq_mk_int((int32_t)(day_number(t.v) - first) + 1);
}
kq_int kq_hourofday(kq_ctx *x, kq_datetime t) {
    return (void)x, t.null ? kq_null_int() : kq_mk_int((int32_t)(t.v / KQ_TICKS_PER_HOUR % 24));
}
kq_int kq_monthofyear(kq_ctx *x, kq_datetime t) {
    return (void)x, t.null ? kq_null_int() : kq_mk_int(kq_civil_from_ticks(t.v).month);
}
kq_int kq_getyear(kq_ctx *x, kq_datetime t) {
    return (void)x, t.null ? kq_null_int() : kq_mk_int((int32_t)kq_civil_from_ticks(t.v).year);
}

static int64_t month_number(int64_t ticks) {
    kq_civil c = kq_civil_from_ticks(ticks);
    return c.year * 12 + c.month - 1;
}

/* Boundaries crossed: both moments are cut to the unit and subtracted, so 01:00 minus 23:59 of the day before is two
 * hours (docs: datetime-diff-function.md). A unit that does not exist gives null. */
kq_long kq_datetime_diff(kq_ctx *x, kq_str unit, kq_datetime a, kq_datetime b) {
    static const struct {
        kq_str name;
        int64_t ticks;
    } fixed[] = {
        {KQ_LIT("day"), KQ_TICKS_PER_DAY},
        {KQ_LIT("hour"), KQ_TICKS_PER_HOUR},
        {KQ_LIT("minute"), KQ_TICKS_PER_MINUTE},
        {KQ_LIT("second"), KQ_TICKS_PER_SECOND},
        {KQ_LIT("millisecond"), KQ_TICKS_PER_MILLISECOND},
        {KQ_LIT("microsecond"), KQ_TICKS_PER_MICROSECOND},
    };
    (void)x;
    if (a.null || b.null) return kq_null_long();
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (kq_ascii_equal_fold(unit, fixed[i].name)) return kq_mk_long(a.v / fixed[i].ticks - b.v / fixed[i].ticks);
    if (kq_ascii_equal_fold(unit, (kq_str)KQ_LIT("week")))
        return kq_mk_long((day_number(a.v) + 1) / 7 - (day_number(b.v) + 1) / 7);
    int64_t ma = month_number(a.v), mb = month_number(b.v);
    if (kq_ascii_equal_fold(unit, (kq_str)KQ_LIT("month"))) return kq_mk_long(ma - mb);
    if (kq_ascii_equal_fold(unit, (kq_str)KQ_LIT("quarter"))) return kq_mk_long(ma / 3 - mb / 3);
    if (kq_ascii_equal_fold(unit, (kq_str)KQ_LIT("year"))) return kq_mk_long(ma / 12 - mb / 12);
    int64_t nanoseconds;
    if (kq_ascii_equal_fold(unit, (kq_str)KQ_LIT("nanosecond")) &&
        !__builtin_mul_overflow(a.v - b.v, INT64_C(100), &nanoseconds))
        return kq_mk_long(nanoseconds);
    return kq_null_long();
}
