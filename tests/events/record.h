/* A record that is being made up: a tree of places for values, filled by conditions that it should meet and then by
 * chance. Included by: tests/events. */
#ifndef KQEVENTS_RECORD_H
#define KQEVENTS_RECORD_H

#include "plan.h"

/* ---- chance: the same seed gives the same events */
struct chance {
    uint64_t state;
};
uint64_t chance_next(struct chance *c);
size_t chance_below(struct chance *c, size_t n);         /* 0 ... n-1; n > 0 */
bool chance_percent(struct chance *c, unsigned percent); /* true in so many of 100 cases */
int64_t chance_between(struct chance *c, int64_t lo, int64_t hi);

/* ---- places */
enum place_kind {
    PLACE_EMPTY,
    PLACE_STRING,  /* text */
    PLACE_RAW,     /* text is JSON: a number, true, null, an array */
    PLACE_RANGE,   /* any value from lo to hi */
    PLACE_OBJECT,  /* members */
    PLACE_ARRAY,   /* members without keys */
    PLACE_JSON,    /* members[0] as JSON text in a string */
    PLACE_JOINED,  /* members as texts with `text` between them */
    PLACE_PATTERN, /* a text that the regular expression `text` matches, members[0] in place of its group */
    PLACE_ABSENT   /* left out */
};
struct place {
    enum place_kind kind;
    kq_type type;     /* of a column, or what conditions take the value for; NONE: unknown */
    const char *name; /* of the column or property: a hint for what chance puts there */
    struct text text;
    int64_t lo, hi; /* RANGE: ticks or numbers */
    unsigned group; /* PATTERN */
    struct place_member {
        const char *key;
        struct place *place;
    } * members;
    size_t n, cap;
};

struct place *place_new(struct arena *a, const char *name, kq_type type);
/* The member of an object, or the element of an array; made where there is none. NULL: the place is something else. */
struct place *place_member(struct arena *a, struct place *p, const char *key);
struct place *place_element(struct arena *a, struct place *p, size_t i);
/* The only child of a place that is text made from another. NULL: the place is something else. */
struct place *place_inside(struct arena *a, struct place *p, enum place_kind kind, struct text text, unsigned group,
                           size_t i);

/* ---- what chance chooses from */
struct domain {
    struct chance chance;
    int64_t now, from;      /* times lie in [from, now) */
    bool distinct;          /* what is not said otherwise is different in every record */
    VEC(struct text) texts; /* the rule's own string literals */
    VEC(int64_t) numbers;   /* and numbers */
};
/* Collects the literals of a plan. */
void domain_of(struct arena *a, const struct plan *p, struct domain *d);
/* A text for a column or property of that name; few different ones, so that rows meet in groups and joins. */
const char *domain_text(struct arena *a, struct domain *d, const char *name);

/* Fills what is empty by chance and writes the place's JSON. */
void place_write(struct arena *a, struct place *p, struct domain *d, struct strbuf *out);
/* The text that a place stands for, without quotes. */
void place_text(struct arena *a, struct place *p, struct domain *d, struct strbuf *out);
/* Appends a text that a regular expression matches, as far as this goes; `inside` replaces its group. */
void pattern_text(struct domain *d, struct text pattern, unsigned group, const char *inside, struct strbuf *out);

#endif
