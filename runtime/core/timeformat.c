/* Custom formats of datetime and timespan: runs of one letter are specifiers, everything else stands for itself (docs:
 * format-datetime-function.md, format-timespan-function.md). */
#include "timeformat.h"

#include <string.h>

#include "timetext.h"

typedef struct specifier {
    char letter;
    uint8_t longest[2]; /* longest run: of datetime, of timespan; 0: no specifier there */
} specifier;

/* y and yy, yyyy; yyy is none. The timespan's page uses h where it lists H. */
static const specifier specifiers[] = {{'d', {2, 8}}, {'f', {7, 7}}, {'F', {7, 7}}, {'h', {2, 2}}, {'H', {2, 2}},
                                       {'m', {2, 2}}, {'M', {2, 0}}, {'s', {2, 2}}, {'t', {2, 0}}, {'y', {4, 0}}};

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static size_t run_length(kq_str format, size_t at) {
    size_t n = 1;
    while (at + n < format.n && format.p[at + n] == format.p[at]) n++;
    return n;
}

static const specifier *find(char letter) {
    for (size_t i = 0; i < sizeof specifiers / sizeof specifiers[0]; i++)
        if (specifiers[i].letter == letter) return &specifiers[i];
    return NULL;
}

/* Is a run of n of this letter a specifier? */
static bool is_specifier(char letter, size_t n, bool timespan) {
    const specifier *s = find(letter);
    if (!s || n > s->longest[timespan]) return false;
    if (letter == 't') return n == 2;
    return letter != 'y' || n != 3;
}

bool kq_time_format_known(kq_str format, bool timespan, size_t *at, size_t *n) {
    for (*at = 0; *at < format.n; *at += *n) {
        char c = format.p[*at];
        *n = run_length(format, *at);
        if (is_specifier(c, *n, timespan)) continue;
        /* .NET's other letters mean something to it (g era, K and z zones), and so does a run that is too long */
        if (is_letter(c) && (find(c) || strchr("gKz", c))) return false;
    }
    return true;
}

static void put_number(kq_buf *b, int64_t v, size_t width) {
    char digits[24];
    size_t n = 0;
    do digits[n++] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    for (size_t i = n; i < width; i++) kq_buf_putc(b, '0');
    while (n > 0) kq_buf_putc(b, digits[--n]);
}

/* The first n digits of the fraction of a second; F without the zeros at its end. */
static void put_fraction(kq_buf *b, int64_t fraction, size_t n, bool trim) {
    char digits[7];
    for (size_t i = 7; i-- > 0; fraction /= 10) digits[i] = (char)('0' + fraction % 10);
    while (trim && n > 0 && digits[n - 1] == '0') n--;
    kq_buf_put(b, digits, n);
}

static void put_time_part(kq_buf *b, char letter, size_t n, const kq_civil *c) {
    switch (letter) {
    case 'h':
    case 'H': put_number(b, c->hour, n); break;
    case 'm': put_number(b, c->minute, n); break;
    case 's': put_number(b, c->second, n); break;
    case 'f': put_fraction(b, c->fraction, n, false); break;
    case 'F': put_fraction(b, c->fraction, n, true); break;
    default: break;
    }
}

static void put_date_part(kq_buf *b, char letter, size_t n, const kq_civil *c) {
    switch (letter) {
    case 'd': put_number(b, c->day, n); break;
    case 'M': put_number(b, c->month, n); break;
    case 'y': put_number(b, n <= 2 ? c->year % 100 : c->year, n); break;
    case 't': kq_buf_puts(b, c->hour < 12 ? "AM" : "PM"); break;
    case 'h': put_number(b, (c->hour + 11) % 12 + 1, n); break;
    default: put_time_part(b, letter, n, c); break;
    }
}

void kq_put_datetime_as(kq_buf *b, int64_t ticks, kq_str format) {
    const kq_civil c = kq_civil_from_ticks(ticks);
    for (size_t at = 0, n; at < format.n; at += n) {
        n = run_length(format, at);
        if (is_specifier(format.p[at], n, false))
            put_date_part(b, format.p[at], n, &c);
        else
            kq_buf_put(b, format.p + at, n);
    }
}

void kq_put_timespan_as(kq_buf *b, int64_t ticks, kq_str format) {
    /* The smallest timespan has no positive counterpart; its own parts are nearest. */
    uint64_t span = ticks < 0 ? 0 - (uint64_t)ticks : (uint64_t)ticks;
    const int64_t days = (int64_t)(span / (uint64_t)KQ_TICKS_PER_DAY);
    const kq_civil c = kq_civil_from_ticks((int64_t)(span % (uint64_t)KQ_TICKS_PER_DAY));
    for (size_t at = 0, n; at < format.n; at += n) {
        n = run_length(format, at);
        if (!is_specifier(format.p[at], n, true))
            kq_buf_put(b, format.p + at, n);
        else if (format.p[at] == 'd')
            put_number(b, days, n);
        else
            put_time_part(b, format.p[at], n, &c);
    }
}
