/* todatetime of text: the forms of the datetime page, as kql.md 7.4 lists them. Each form is one small function over a
 * cursor; the first characters decide which one is tried. */
#include <string.h>

#include "textscan.h"
#include "timetext.h"

/* Any letters from here, compared without case to `name`'s first `n`. */
static bool scan_name(kq_scan *s, const char *const *names, int count, size_t n, int *index) {
    for (int i = 0; i < count; i++) {
        const char *p = s->p;
        size_t k = 0;
        while (names[i][k] && p < s->end && kq_ascii_lower((unsigned char)*p) == (unsigned char)names[i][k]) {
            p++;
            k++;
        }
        bool whole = !names[i][k], letters_follow = p < s->end && (*p | 32) >= 'a' && (*p | 32) <= 'z';
        if ((whole || k == n) && !letters_follow) {
            s->p = p;
            *index = i;
            return true;
        }
    }
    return false;
}

static const char *const month_names[] = {"january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december"};
static const char *const day_names[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
static const char *const gmt_name[] = {"gmt"};

/* RFC 2822, 4.3: two digits up to 49 are 20yy, others 19yy. Docs: "Sat, 8 Nov 14" is 2014. */
static bool scan_year(kq_scan *s, int64_t *year) {
    size_t n = scan_digit_count(s);
    int v;
    if ((n != 2 && n != 4) || !scan_int(s, n, n, &v)) return false;
    *year = n == 4 ? v : v < 50 ? 2000 + v : 1900 + v;
    return true;
}

/* HH:mm[:ss[.f]] */
static bool scan_time(kq_scan *s, kq_civil *c) {
    if (!scan_int(s, 1, 2, &c->hour) || !scan_char(s, ':') || !scan_int(s, 2, 2, &c->minute)) return false;
    if (!scan_char(s, ':')) return true;
    if (!scan_int(s, 2, 2, &c->second)) return false;
    return !scan_char(s, '.') || scan_fraction(s, &c->fraction);
}

/* [ ]Z, [ ]GMT, [ ]±hh:mm or nothing; *offset in ticks east of UTC. */
static bool scan_zone(kq_scan *s, int64_t *offset) {
    int hours = 0, minutes = 0, index;
    *offset = 0;
    if (scan_done(s)) return true;
    scan_char(s, ' ');
    if (scan_char(s, 'Z') || scan_char(s, 'z') || scan_name(s, gmt_name, 1, 3, &index)) return true;
    bool west = !scan_done(s) && *s->p == '-';
    if (!scan_char(s, '-') && !scan_char(s, '+')) return false;
    if (scan_digit_count(s) == 4) {
        scan_int(s, 4, 4, &hours);
        minutes = hours % 100;
        hours /= 100;
    } else {
        if (!scan_int(s, 1, 2, &hours)) return false;
        if (scan_char(s, ':') && !scan_int(s, 2, 2, &minutes)) return false;
    }
    if (minutes > 59 || hours * 60 + minutes > 14 * 60) return false; /* the widest zone is UTC+14 */
    *offset = (hours * 60 + minutes) * KQ_TICKS_PER_MINUTE * (west ? -1 : 1);
    return true;
}

/* What follows the date: nothing, or the time (after `separator`, or a blank) and the zone. */
static bool scan_rest(kq_scan *s, kq_civil *c, char separator, int64_t *offset) {
    *offset = 0;
    if (scan_done(s)) return true;
    if (!scan_char(s, separator) && !scan_char(s, ' ')) return false;
    return scan_time(s, c) && scan_zone(s, offset) && scan_done(s);
}

/* ", M, d" behind the year (docs: startofweek-function.md writes datetime(2025, 6, 14)) */
static bool scan_list(kq_scan *s, kq_civil *c) {
    int *const parts[] = {&c->month, &c->day};
    for (size_t i = 0; i < 2; i++) {
        if (!scan_char(s, ',')) return false;
        while (scan_char(s, ' ')) {
        }
        if (!scan_int(s, 1, 2, parts[i])) return false;
    }
    return scan_done(s);
}

/* yyyy[-MM[-dd[(T| )HH:mm[:ss[.f]][zone]]]], sortable "yyyy-M-d HH:mm:ss GMT" */
static bool scan_iso(kq_scan *s, kq_civil *c, int64_t *offset) {
    int year;
    if (!scan_int(s, 4, 4, &year)) return false;
    c->year = year;
    if (scan_done(s)) return true;
    if (*s->p == ',') return scan_list(s, c);
    if (!scan_char(s, '-') || !scan_int(s, 1, 2, &c->month)) return false;
    if (scan_done(s)) return true;
    if (!scan_char(s, '-') || !scan_int(s, 1, 2, &c->day)) return false;
    return scan_rest(s, c, 'T', offset);
}

/* MM/dd/yyyy or MM-dd-yyyy (kql.md 7.4: month first in both) */
static bool scan_american(kq_scan *s, kq_civil *c, int64_t *offset) {
    int year;
    if (!scan_int(s, 1, 2, &c->month)) return false;
    char separator = scan_done(s) || *s->p != '-' ? '/' : '-';
    if (!scan_char(s, separator) || !scan_int(s, 1, 2, &c->day)) return false;
    if (!scan_char(s, separator) || !scan_int(s, 4, 4, &year)) return false;
    c->year = year;
    return scan_rest(s, c, ' ', offset);
}

/* RFC 822 "[ddd, ]d MMM yy[yy] HH:mm[:ss] [GMT]" and RFC 850 "[dddd, ]dd-MMM-yy HH:mm[:ss] [GMT]" */
static bool scan_rfc(kq_scan *s, kq_civil *c, int64_t *offset) {
    int index;
    if (scan_name(s, day_names, 7, 3, &index)) { /* not compared with the date */
        if (!scan_char(s, ',')) return false;
        while (scan_char(s, ' ')) {
        }
    }
    if (!scan_int(s, 1, 2, &c->day)) return false;
    char separator = scan_done(s) || *s->p != '-' ? ' ' : '-';
    if (!scan_char(s, separator) || !scan_name(s, month_names, 12, 3, &index)) return false;
    c->month = index + 1;
    return scan_char(s, separator) && scan_year(s, &c->year) && scan_rest(s, c, ' ', offset);
}

/* ---- the form of almost every event: yyyy-MM-ddTHH:mm:ss[.f]Z, eight bytes at a time ---- */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* True when the eight bytes at p look like the model: a digit where it has '0', the same byte elsewhere. *digits gets
 * the digits' values, 0 elsewhere, first byte lowest. */
static inline bool read_like(const char *p, const char *model, uint64_t *digits) {
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t text, like;
    memcpy(&text, p, 8);
    memcpy(&like, model, 8);
    uint64_t separators = ((like ^ UINT64_C(0x3030303030303030)) + ~tops) & tops;
    *digits = text ^ like; /* '0' ^ digit is the digit's value */
    /* More than 9 plus 0x76, and more than 0 plus 0x7F, reach the top bit. */
    uint64_t limit = UINT64_C(0x7676767676767676) + (separators >> 7) * 9;
    return !(((*digits + limit) | *digits) & tops);
}

/* The two digits from byte i on. */
static inline int two_digits(uint64_t digits, int i) {
    unsigned v = (unsigned)(digits >> (8 * i));
    return (int)((v & 15) * 10 + (v >> 8 & 15));
}

/* False: read it the general way. */
static bool read_usual(kq_str text, int64_t *out) {
    static const int32_t scale[] = {1, 1000000, 100000, 10000, 1000, 100, 10, 1};
    size_t n = text.n;
    if (n < 20 || n == 21 || n > 28) return false;
    uint64_t month, day, time;
    if (!read_like(text.p, "0000-00-", &month) || !read_like(text.p + 3, "0-00-00T", &day) ||
        !read_like(text.p + 11, "00:00:00", &time) || text.p[n - 1] != 'Z' || (n > 20 && text.p[19] != '.'))
        return false;
    int32_t fraction = 0;
    for (size_t i = 20; i + 1 < n; i++) {
        if (!kq_ascii_is_digit((unsigned char)text.p[i])) return false;
        fraction = fraction * 10 + (text.p[i] - '0');
    }
    kq_civil c = {.year = two_digits(month, 0) * 100 + two_digits(month, 2),
                  .month = two_digits(month, 5),
                  .day = two_digits(day, 5),
                  .hour = two_digits(time, 0),
                  .minute = two_digits(time, 3),
                  .second = two_digits(time, 6),
                  .fraction = fraction * scale[n > 20 ? n - 21 : 0]};
    return kq_ticks_from_civil(&c, out);
}
#else
static bool read_usual(kq_str text, int64_t *out) { return (void)text, (void)out, false; }
#endif

bool kq_parse_datetime(kq_str text, int64_t *out) {
    if (read_usual(text, out)) return true;
    text = kq_ascii_trim(text);
    if (!text.n) return false;
    kq_scan start = {text.p, text.p + text.n}, s = start;
    kq_civil c = {.year = 0, .month = 1, .day = 1};
    int64_t ticks, offset = 0;
    size_t digits = scan_digit_count(&s);
    bool found;
    if (digits == 4) {
        found = scan_iso(&s, &c, &offset);
    } else {
        found = digits && scan_american(&s, &c, &offset);
        if (!found) {
            s = start;
            c = (kq_civil){.year = 0, .month = 1, .day = 1};
            found = scan_rfc(&s, &c, &offset);
        }
    }
    if (!found || !kq_ticks_from_civil(&c, &ticks)) return false;
    ticks -= offset; /* both far below 2^62 */
    if (ticks < 0 || ticks > KQ_DATETIME_MAX) return false;
    *out = ticks;
    return true;
}
