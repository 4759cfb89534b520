/* Durations of a rule (sentinel-rules.md 1.1): .NET's TimeSpan text, a number with m, h or d, or ISO 8601. */
#include "rule.h"

#include <string.h>

static const int64_t SECOND = 10000000, MINUTE = 600000000, HOUR = 36000000000, DAY = 864000000000;

/* Up to nine digits. */
static bool read_number(const char **p, int64_t *value) {
    const char *start = *p;
    *value = 0;
    while (**p >= '0' && **p <= '9' && *p - start < 9) *value = *value * 10 + (*(*p)++ - '0');
    return *p > start && !(**p >= '0' && **p <= '9');
}

static bool add(int64_t *total, int64_t count, int64_t unit) {
    int64_t part;
    return !__builtin_mul_overflow(count, unit, &part) && !__builtin_add_overflow(*total, part, total);
}

/* PnWnDTnHnMnS, whole numbers. */
static bool read_iso(const char *p, int64_t *ticks) {
    bool time = false, any = false;
    *ticks = 0;
    while (*p) {
        int64_t n;
        if (*p == 'T' && !time) {
            time = true;
            p++;
            continue;
        }
        if (!read_number(&p, &n)) return false;
        int64_t unit = !time && *p == 'D'   ? DAY
                       : !time && *p == 'W' ? 7 * DAY
                       : time && *p == 'H'  ? HOUR
                       : time && *p == 'M'  ? MINUTE
                       : time && *p == 'S'  ? SECOND
                                            : 0;
        if (!unit || !add(ticks, n, unit)) return false;
        p++;
        any = true;
    }
    return any;
}

/* hh:mm[:ss[.fffffff]] after optional days. */
static bool read_clock(const char *p, int64_t days, int64_t *ticks) {
    int64_t h, m, s = 0, fraction = 0, unit = SECOND;
    if (!read_number(&p, &h) || *p++ != ':' || !read_number(&p, &m) || h > 23 || m > 59) return false;
    if (*p == ':') {
        p++;
        if (!read_number(&p, &s) || s > 59) return false;
    }
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9' && unit > 1; p++) {
            unit /= 10;
            fraction += (*p - '0') * unit;
        }
    }
    *ticks = h * HOUR + m * MINUTE + s * SECOND + fraction;
    return *p == 0 && add(ticks, days, DAY);
}

bool rule_duration(const char *s, int64_t *ticks) {
    int64_t n, total = 0;
    if (*s == 'P') return read_iso(s + 1, ticks);
    const char *p = s;
    if (!read_number(&p, &n)) return false;
    if (*p == ':') return read_clock(s, 0, ticks);
    if (*p == '.') return read_clock(p + 1, n, ticks);
    int64_t unit = *p == 0 || *p == 'd' ? DAY : *p == 'h' ? HOUR : *p == 'm' ? MINUTE : 0; /* a bare 5 is 5 days */
    if (!unit || (*p && p[1]) || !add(&total, n, unit)) return false;
    *ticks = total;
    return true;
}
