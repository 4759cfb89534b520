/* Parts of a datetime: datetime_part, week_of_year and its obsolete variant (docs: datetime-part-function.md). */
#include <kq/ops.h>

#include "timetext.h"
#include "utf8.h"

static int32_t day_of_year(int64_t day) {
    int64_t first = kq_days_from_date(kq_civil_from_ticks(day * KQ_TICKS_PER_DAY).year, 1, 1);
    return (int32_t)(day - first) + 1;
}

/* The number of the week in the year that holds its day `middle` (a week belongs to the year of most of its days). */
static int32_t week_of_middle(int64_t middle) { return middle < 0 ? 53 : (day_of_year(middle) - 1) / 7 + 1; }

/* ISO 8601: weeks from Monday, the year's first one holds its first Thursday. 0001-01-01 was a Monday. */
static int32_t iso_week(int64_t ticks) {
    int64_t day = ticks / KQ_TICKS_PER_DAY, middle = day - day % 7 + 3;
    int64_t last = KQ_DATETIME_MAX / KQ_TICKS_PER_DAY; /* the week of 9999-12-31, a Friday, has its Thursday inside */
    return week_of_middle(middle > last ? last : middle);
}

kq_int kq_week_of_year(kq_ctx *x, kq_datetime t) { return (void)x, t.null ? kq_null_int() : kq_mk_int(iso_week(t.v)); }

/* Weeks from Sunday, the first one holds the first Wednesday (docs: week-of-year-function.md, "obsolete variant"). */
kq_int kq_weekofyear(kq_ctx *x, kq_datetime t) {
    (void)x;
    if (t.null) return kq_null_int();
    int64_t day = t.v / KQ_TICKS_PER_DAY;
    return kq_mk_int(week_of_middle(day - (day + 1) % 7 + 3));
}

kq_int kq_datetime_part(kq_ctx *x, kq_str part, kq_datetime t) {
    static const kq_str names[] = {KQ_LIT("year"),         KQ_LIT("quarter"),     KQ_LIT("month"),
                                   KQ_LIT("week_of_year"), KQ_LIT("day"),         KQ_LIT("dayofyear"),
                                   KQ_LIT("hour"),         KQ_LIT("minute"),      KQ_LIT("second"),
                                   KQ_LIT("millisecond"),  KQ_LIT("microsecond"), KQ_LIT("nanosecond")};
    (void)x;
    if (t.null) return kq_null_int();
    const kq_civil c = kq_civil_from_ticks(t.v);
    const int32_t values[] = {(int32_t)c.year,
                              (c.month - 1) / 3 + 1,
                              c.month,
                              iso_week(t.v),
                              c.day,
                              day_of_year(t.v / KQ_TICKS_PER_DAY),
                              c.hour,
                              c.minute,
                              c.second,
                              (int32_t)(c.fraction / KQ_TICKS_PER_MILLISECOND),
                              (int32_t)(c.fraction / KQ_TICKS_PER_MICROSECOND),
                              (int32_t)(c.fraction * 100)};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (kq_ascii_equal_fold(part, names[i])) return kq_mk_int(values[i]);
    return kq_null_int();
}
