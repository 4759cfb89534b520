/* A text that a regular expression matches: the usual ones of rules (literals, classes, groups, alternatives,
 * repetition). What this does not know is passed over; the text then does not match, which is an event, too. */
#include "record.h"

#include <string.h>

struct pattern {
    struct domain *d;
    const char *p, *end;
    unsigned group, open; /* the one to replace; groups opened so far */
    const char *inside;
    unsigned depth;
};

static void alternatives(struct pattern *r, struct strbuf *out);

static char from_class(struct chance *c, char escape) {
    switch (escape) {
    case 'd': return (char)('0' + chance_below(c, 10));
    case 'w': return (char)('a' + chance_below(c, 26));
    case 's': return ' ';
    case 'D':
    case 'S': return 'x';
    case 'W': return '-';
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    default: return escape;
    }
}

/* [...]: one character of it. */
static void bracket(struct pattern *r, struct strbuf *out) {
    char set[128];
    size_t n = 0;
    bool negated = r->p < r->end && *r->p == '^';
    if (negated) r->p++;
    for (bool first = true; r->p < r->end && (*r->p != ']' || first); first = false) {
        char c = *r->p++;
        if (c == '[' && r->p < r->end && *r->p == ':') { /* [:alpha:] */
            const char *close = memchr(r->p, ']', (size_t)(r->end - r->p));
            if (close) r->p = close + 1;
            c = 'a';
        } else if (c == '\\' && r->p < r->end) {
            c = from_class(&r->d->chance, *r->p++);
        } else if (r->p + 1 < r->end && *r->p == '-' && r->p[1] != ']') {
            unsigned char lo = (unsigned char)c, hi = (unsigned char)r->p[1];
            c = (char)(hi > lo ? lo + chance_below(&r->d->chance, (size_t)(hi - lo) + 1) : lo);
            r->p += 2;
        }
        if (n < sizeof set) set[n++] = c;
    }
    if (r->p < r->end) r->p++;
    if (negated) {
        static const char some[] = "abcxyz019";
        for (size_t tries = 0; tries < 20; tries++) {
            char c = some[chance_below(&r->d->chance, sizeof some - 1)];
            if (memchr(set, c, n)) continue;
            strbuf_putc(out, c);
            return;
        }
    } else if (n) {
        strbuf_putc(out, set[chance_below(&r->d->chance, n)]);
    }
}

/* Behind "(": a group, captured or not. */
static void group(struct pattern *r, struct strbuf *out) {
    unsigned number = 0;
    if (r->p + 1 < r->end && *r->p == '?') {
        bool named = r->p[1] == 'P' || r->p[1] == '<';
        char stop = named ? '>' : ':';
        while (r->p < r->end && *r->p != stop && *r->p != ')') r->p++;
        if (r->p < r->end && *r->p == ')') { /* (?i) */
            r->p++;
            return;
        }
        if (r->p < r->end) r->p++;
        if (named) number = ++r->open;
    } else {
        number = ++r->open;
    }
    struct strbuf text = {0};
    alternatives(r, &text);
    if (r->p < r->end) r->p++; /* ) */
    if (number && number == r->group && r->inside) {
        strbuf_puts(out, r->inside);
    } else {
        strbuf_put(out, text.p ? text.p : "", text.n);
    }
    strbuf_free(&text);
}

static void item(struct pattern *r, struct strbuf *out) {
    char c = *r->p++;
    if (c == '(') {
        group(r, out);
    } else if (c == '[') {
        bracket(r, out);
    } else if (c == '.') {
        strbuf_putc(out, (char)('a' + chance_below(&r->d->chance, 26)));
    } else if (c == '\\' && r->p < r->end) {
        c = *r->p++;
        if (c != 'b' && c != 'B' && c != 'A' && c != 'z') strbuf_putc(out, from_class(&r->d->chance, c));
    } else if (c != '^' && c != '$') {
        strbuf_putc(out, c);
    }
}

/* * + ? {n,m} behind an item: how often it is repeated. */
static size_t repetitions(struct pattern *r) {
    size_t least = 1, most = 1;
    if (r->p < r->end && *r->p == '*') {
        least = 0, most = 3, r->p++;
    } else if (r->p < r->end && *r->p == '+') {
        least = 1, most = 4, r->p++;
    } else if (r->p < r->end && *r->p == '?') {
        least = 0, most = 1, r->p++;
    } else if (r->p + 1 < r->end && *r->p == '{' && r->p[1] >= '0' && r->p[1] <= '9') {
        least = 0, r->p++;
        for (; r->p < r->end && *r->p >= '0' && *r->p <= '9' && least < 1000; r->p++)
            least = least * 10 + (size_t)(*r->p - '0');
        most = least;
        const char *close = memchr(r->p, '}', (size_t)(r->end - r->p));
        if (close) r->p = close + 1;
    } else {
        return 1;
    }
    if (r->p < r->end && (*r->p == '?' || *r->p == '+')) r->p++; /* lazy: the same texts */
    return least + chance_below(&r->d->chance, most - least + 1);
}

static void sequence(struct pattern *r, struct strbuf *out) {
    enum { MOST = 2000 };
    while (r->p < r->end && *r->p != '|' && *r->p != ')') {
        const char *from = r->p;
        unsigned open = r->open;
        struct strbuf text = {0};
        item(r, &text);
        size_t times = repetitions(r);
        const char *next = r->p;
        for (size_t i = 0; i < times && out->n < MOST; i++) {
            if (i) { /* each time anew */
                r->p = from, r->open = open, text.n = 0;
                item(r, &text);
            }
            strbuf_put(out, text.p ? text.p : "", text.n);
        }
        r->p = next;
        strbuf_free(&text);
    }
}

static void alternatives(struct pattern *r, struct strbuf *out) {
    enum { DEEPEST = 30 };
    if (++r->depth > DEEPEST) {
        r->p = r->end;
        return;
    }
    struct strbuf chosen = {0};
    for (size_t n = 1;; n++) {
        struct strbuf one = {0};
        sequence(r, &one);
        if (chance_below(&r->d->chance, n) == 0) {
            strbuf_free(&chosen);
            chosen = one;
        } else {
            strbuf_free(&one);
        }
        if (r->p >= r->end || *r->p != '|') break;
        r->p++;
    }
    strbuf_put(out, chosen.p ? chosen.p : "", chosen.n);
    strbuf_free(&chosen);
    r->depth--;
}

void pattern_text(struct domain *d, struct text pattern, unsigned group_number, const char *inside,
                  struct strbuf *out) {
    struct pattern r = {.d = d, .p = pattern.p, .end = pattern.p + pattern.n, .group = group_number, .inside = inside};
    if (group_number == 0 && inside) {
        strbuf_puts(out, inside);
        return;
    }
    while (r.p < r.end) {
        alternatives(&r, out);
        if (r.p < r.end) r.p++; /* a bracket that nothing opened */
    }
}
