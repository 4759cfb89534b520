/* totimespan of text: [-][d.]hh:mm[:ss[.f]], or the text of a timespan literal ("5m", "1.5 hours", a bare number of
 * days), as kql.md 1 and 2.5 list them. */
#include <string.h>

#include "textscan.h"
#include "timetext.h"

/* The suffixes of KqlTokens.g4, TIMESPANLITERAL (kql.md 1); a unit is ticks / divisor. */
static const struct unit {
    char name[14];
    int64_t ticks;
    int divisor;
} units[] = {
    {"d", KQ_TICKS_PER_DAY, 1},
    {"day", KQ_TICKS_PER_DAY, 1},
    {"days", KQ_TICKS_PER_DAY, 1},
    {"h", KQ_TICKS_PER_HOUR, 1},
    {"hr", KQ_TICKS_PER_HOUR, 1},
    {"hrs", KQ_TICKS_PER_HOUR, 1},
    {"hour", KQ_TICKS_PER_HOUR, 1},
    {"hours", KQ_TICKS_PER_HOUR, 1},
    {"m", KQ_TICKS_PER_MINUTE, 1},
    {"min", KQ_TICKS_PER_MINUTE, 1},
    {"minute", KQ_TICKS_PER_MINUTE, 1},
    {"minutes", KQ_TICKS_PER_MINUTE, 1},
    {"s", KQ_TICKS_PER_SECOND, 1},
    {"sec", KQ_TICKS_PER_SECOND, 1},
    {"second", KQ_TICKS_PER_SECOND, 1},
    {"seconds", KQ_TICKS_PER_SECOND, 1},
    {"ms", KQ_TICKS_PER_MILLISECOND, 1},
    {"milli", KQ_TICKS_PER_MILLISECOND, 1},
    {"millis", KQ_TICKS_PER_MILLISECOND, 1},
    {"millisec", KQ_TICKS_PER_MILLISECOND, 1},
    {"millisecond", KQ_TICKS_PER_MILLISECOND, 1},
    {"milliseconds", KQ_TICKS_PER_MILLISECOND, 1},
    {"micro", KQ_TICKS_PER_MICROSECOND, 1},
    {"micros", KQ_TICKS_PER_MICROSECOND, 1},
    {"microsec", KQ_TICKS_PER_MICROSECOND, 1},
    {"microsecond", KQ_TICKS_PER_MICROSECOND, 1},
    {"microseconds", KQ_TICKS_PER_MICROSECOND, 1},
    {"nano", 1, 100},
    {"nanos", 1, 100},
    {"nanosec", 1, 100},
    {"nanosecond", 1, 100},
    {"nanoseconds", 1, 100},
    {"tick", 1, 1},
    {"ticks", 1, 1},
};

__extension__ typedef unsigned __int128 wide;

#define LARGEST ((uint64_t)INT64_MAX + 1) /* of a negative timespan */

/* [d.]hh:mm[:ss[.f]] */
static bool parse_clock(kq_scan s, uint64_t *ticks) {
    int days = 0, hour, minute, second = 0;
    int64_t fraction = 0;
    size_t first = scan_digit_count(&s);
    if (first < (size_t)(s.end - s.p) && s.p[first] == '.') {
        if (!scan_int(&s, 1, 8, &days)) return false;
        scan_char(&s, '.');
    }
    if (!scan_int(&s, 1, 2, &hour) || !scan_char(&s, ':') || !scan_int(&s, 1, 2, &minute)) return false;
    if (scan_char(&s, ':')) {
        if (!scan_int(&s, 1, 2, &second)) return false;
        if (scan_char(&s, '.') && !scan_fraction(&s, &fraction)) return false;
    }
    if (!scan_done(&s) || hour > 23 || minute > 59 || second > 59) return false;
    wide total = (wide)(unsigned)days * (uint64_t)KQ_TICKS_PER_DAY;
    total += (uint64_t)(hour * KQ_TICKS_PER_HOUR + minute * KQ_TICKS_PER_MINUTE + second * KQ_TICKS_PER_SECOND);
    total += (uint64_t)fraction;
    if (total > LARGEST) return false;
    *ticks = (uint64_t)total;
    return true;
}

/* n[.m][ unit]; without a unit days. Rounded to the nearest tick, half away from zero. */
static bool parse_scaled(kq_scan s, uint64_t *ticks) {
    uint64_t whole = 0, part = 0, scale = 1;
    size_t digits = scan_digit_count(&s);
    if (!digits) return false;
    for (size_t i = 0; i < digits; i++) {
        uint64_t digit = (uint64_t)(*s.p++ - '0');
        if (whole > (LARGEST - digit) / 10) return false;
        whole = whole * 10 + digit;
    }
    if (scan_char(&s, '.')) {
        digits = scan_digit_count(&s);
        if (!digits) return false;
        for (size_t i = 0; i < digits; i++, s.p++) {
            if (i >= 18) continue; /* far below half a tick for every unit */
            part = part * 10 + (uint64_t)(*s.p - '0');
            scale *= 10;
        }
    }
    uint64_t unit = (uint64_t)KQ_TICKS_PER_DAY, divisor = 1;
    if (!scan_done(&s)) {
        while (scan_char(&s, ' ')) {
        }
        size_t length = (size_t)(s.end - s.p), i = 0, count = sizeof units / sizeof *units;
        while (i < count && (strlen(units[i].name) != length || memcmp(units[i].name, s.p, length) != 0)) i++;
        if (i == count) return false;
        unit = (uint64_t)units[i].ticks;
        divisor = (uint64_t)units[i].divisor;
    }
    if (whole > LARGEST / unit) return false;
    wide numerator = ((wide)whole * scale + part) * unit; /* below 2^63 * 10^18 + 10^18 * 2^40 */
    wide denominator = (wide)scale * divisor;
    wide total = (numerator + denominator / 2) / denominator;
    if (total > LARGEST) return false;
    *ticks = (uint64_t)total;
    return true;
}

bool kq_parse_timespan(kq_str text, int64_t *out) {
    text = kq_ascii_trim(text);
    if (!text.n) return false;
    kq_scan s = {text.p, text.p + text.n};
    bool negative = scan_char(&s, '-');
    if (!negative) scan_char(&s, '+');
    uint64_t ticks;
    if (!parse_clock(s, &ticks) && !parse_scaled(s, &ticks)) return false;
    if (ticks > (uint64_t)INT64_MAX && !negative) return false;
    *out = (int64_t)(negative ? 0 - ticks : ticks);
    return true;
}
