/* A cursor over short text, for the parsers of datetime and timespan. Private to runtime/core. */
#ifndef KQ_TEXTSCAN_H
#define KQ_TEXTSCAN_H

#include "utf8.h"

typedef struct kq_scan {
    const char *p, *end;
} kq_scan;

static inline bool scan_done(const kq_scan *s) { return s->p == s->end; }

static inline bool scan_char(kq_scan *s, char c) {
    if (s->p == s->end || *s->p != c) return false;
    s->p++;
    return true;
}

/* Digits from here, not consumed. */
static inline size_t scan_digit_count(const kq_scan *s) {
    const char *p = s->p;
    while (p < s->end && kq_ascii_is_digit((unsigned char)*p)) p++;
    return (size_t)(p - s->p);
}

/* A number of `least` to `most` (<= 9) digits, all the digits there are. */
static inline bool scan_int(kq_scan *s, size_t least, size_t most, int *out) {
    size_t n = scan_digit_count(s);
    if (n < least || n > most) return false;
    int v = 0;
    for (size_t i = 0; i < n; i++) v = v * 10 + (*s->p++ - '0');
    *out = v;
    return true;
}

/* The digits behind a decimal point as ticks of a second: at least one, those from the eighth on are cut off. */
static inline bool scan_fraction(kq_scan *s, int64_t *ticks) {
    size_t n = scan_digit_count(s);
    int64_t v = 0;
    for (size_t i = 0; i < 7; i++) v = v * 10 + (i < n ? s->p[i] - '0' : 0);
    s->p += n;
    *ticks = v;
    return n > 0;
}

#endif
