/* The IANA time zone database as tables, made at build time (gen_timezones.c) from the system's tzdata, so that a
 * detector carries it along and gives the same answers everywhere. Included by timezone.c and by the generator. */
#ifndef KQ_TIMEZONES_H
#define KQ_TIMEZONES_H

#include <stdbool.h>
#include <stdint.h>

/* The day of a yearly change: the `week`th (5: last) `day` (0: Sunday) of `month`, at `seconds` of local time. */
typedef struct kq_zone_change {
    uint8_t month, week, day;
    int32_t seconds;
} kq_zone_change;

/* Offsets are seconds east of UTC. */
typedef struct kq_zone {
    uint32_t first, count; /* in kq_zone_transitions */
    int32_t before;        /* offset before the first transition */
    bool has_rule;         /* after the last transition the offset alternates, else it stays */
    int32_t standard, daylight;
    kq_zone_change to_daylight, to_standard;
} kq_zone;

typedef struct kq_zone_transition {
    int64_t at; /* seconds since 1970 */
    int32_t offset;
} kq_zone_transition;

typedef struct kq_zone_name {
    const char *name;
    uint32_t zone;
} kq_zone_name;

extern const kq_zone kq_zones[];
extern const kq_zone_transition kq_zone_transitions[];
extern const kq_zone_name kq_zone_names[]; /* in byte order */
extern const uint32_t kq_zone_name_count;

#define KQ_SECONDS_PER_DAY 86400

static inline int64_t kq_floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* Days since 1970 of the first of a month (Gregorian, proleptic). */
static inline int64_t kq_zone_month_day(int64_t year, int month) {
    const int64_t y = month <= 2 ? year - 1 : year, era = kq_floor_div(y, 400), of_era = y - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static inline int64_t kq_zone_change_at(const kq_zone_change *c, int64_t year, int32_t offset) {
    const int64_t first = kq_zone_month_day(year, c->month);
    const int64_t next = kq_zone_month_day(c->month == 12 ? year + 1 : year, c->month == 12 ? 1 : c->month + 1);
    const int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    int64_t day = first + (c->day - weekday + 7) % 7 + 7 * (c->week - 1);
    while (day >= next) day -= 7;
    return day * KQ_SECONDS_PER_DAY + c->seconds - offset;
}

/* The offset that the rule gives at a time in seconds since 1970. */
static inline int32_t kq_zone_rule_offset(const kq_zone *z, int64_t at) {
    const int64_t days = kq_floor_div(at + z->standard, KQ_SECONDS_PER_DAY);
    int64_t year = 1970 + kq_floor_div(days * 400, 146097); /* at most one off */
    if (kq_zone_month_day(year, 1) > days) year--;
    if (kq_zone_month_day(year + 1, 1) <= days) year++;
    const int64_t start = kq_zone_change_at(&z->to_daylight, year, z->standard);
    const int64_t end = kq_zone_change_at(&z->to_standard, year, z->daylight);
    const bool daylight = start < end ? at >= start && at < end : at >= start || at < end;
    return daylight ? z->daylight : z->standard;
}

#endif
