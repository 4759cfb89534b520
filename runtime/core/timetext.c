/* Calendar arithmetic and the printed forms of datetime and timespan. Parsing is in parse_datetime.c and
 * parse_timespan.c. */
#include "timetext.h"

#define DAYS_PER_400_YEARS INT64_C(146097)

static bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int kq_days_in_month(int64_t year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Counts years from March, so that the leap day is the last one of its year (Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms"); 306 days lie between 0000-03-01 and 0001-01-01. */
int64_t kq_days_from_date(int64_t year, int month, int day) {
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, year_of_era = y % 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_400_YEARS + day_of_era - 306;
}

kq_civil kq_civil_from_ticks(int64_t ticks) {
    if (ticks < 0) ticks = 0;
    if (ticks > KQ_DATETIME_MAX) ticks = KQ_DATETIME_MAX;
    int64_t days = ticks / KQ_TICKS_PER_DAY + 306, rest = ticks % KQ_TICKS_PER_DAY;
    int64_t era = days / DAYS_PER_400_YEARS, day_of_era = days % DAYS_PER_400_YEARS;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    return (kq_civil){
        .year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .hour = (int)(rest / KQ_TICKS_PER_HOUR),
        .minute = (int)(rest / KQ_TICKS_PER_MINUTE % 60),
        .second = (int)(rest / KQ_TICKS_PER_SECOND % 60),
        .fraction = rest % KQ_TICKS_PER_SECOND,
    };
}

bool kq_ticks_from_civil(const kq_civil *c, int64_t *out) {
    if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12) return false;
    if (c->day < 1 || c->day > kq_days_in_month(c->year, c->month)) return false;
    if (c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59) return false;
    if (c->fraction < 0 || c->fraction >= KQ_TICKS_PER_SECOND) return false;
    *out = kq_days_from_date(c->year, c->month, c->day) * KQ_TICKS_PER_DAY + c->hour * KQ_TICKS_PER_HOUR +
           c->minute * KQ_TICKS_PER_MINUTE + c->second * KQ_TICKS_PER_SECOND + c->fraction;
    return true;
}

/* v with at least `width` digits. */
static char *put_digits(char *p, uint64_t v, int width) {
    char reversed[20];
    int n = 0;
    do {
        reversed[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    for (; width > n; width--) *p++ = '0';
    while (n) *p++ = reversed[--n];
    return p;
}

size_t kq_format_datetime(int64_t ticks, char *buf) {
    kq_civil c = kq_civil_from_ticks(ticks);
    char *p = put_digits(buf, (uint64_t)c.year, 4);
    *p++ = '-';
    p = put_digits(p, (uint64_t)c.month, 2);
    *p++ = '-';
    p = put_digits(p, (uint64_t)c.day, 2);
    *p++ = 'T';
    p = put_digits(p, (uint64_t)c.hour, 2);
    *p++ = ':';
    p = put_digits(p, (uint64_t)c.minute, 2);
    *p++ = ':';
    p = put_digits(p, (uint64_t)c.second, 2);
    *p++ = '.';
    p = put_digits(p, (uint64_t)c.fraction, 7);
    *p++ = 'Z';
    return (size_t)(p - buf);
}

size_t kq_format_timespan(int64_t ticks, char *buf) {
    char *p = buf;
    uint64_t t = ticks < 0 ? 0 - (uint64_t)ticks : (uint64_t)ticks;
    if (ticks < 0) *p++ = '-';
    if (t / (uint64_t)KQ_TICKS_PER_DAY) {
        p = put_digits(p, t / (uint64_t)KQ_TICKS_PER_DAY, 1);
        *p++ = '.';
    }
    p = put_digits(p, t / (uint64_t)KQ_TICKS_PER_HOUR % 24, 2);
    *p++ = ':';
    p = put_digits(p, t / (uint64_t)KQ_TICKS_PER_MINUTE % 60, 2);
    *p++ = ':';
    p = put_digits(p, t / (uint64_t)KQ_TICKS_PER_SECOND % 60, 2);
    if (t % (uint64_t)KQ_TICKS_PER_SECOND) {
        *p++ = '.';
        p = put_digits(p, t % (uint64_t)KQ_TICKS_PER_SECOND, 7);
    }
    return (size_t)(p - buf);
}
