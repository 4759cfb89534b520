/* Which literals must stand in the raw bytes of a record for a predicate to hold; opt_needles.c has the rules and why
 * they are sound. Private to the plan stage and its unit tests. */
#ifndef KQLC_NEEDLES_H
#define KQLC_NEEDLES_H

#include "px.h"

/* More alternatives than this cost more to look for than they save. */
#define NEEDLES_MAX 64
#define NEEDLE_MIN 3
/* Clauses kept while deriving, and for a scan. */
#define NEEDS_MAX 8
#define NEEDLE_CLAUSES_MAX 4
/* Below this score a clause is not worth a second look at a record that holds a better one. */
#define NEEDLE_WORTH 8

/* How rare a literal is in the records of its table, as far as the compiler can tell. */
struct needle_rating {
    unsigned score;  /* higher is rarer */
    const char *why; /* a few words for `explain` */
};

/* A record holds one of v. */
struct needle_clause {
    const char **v; /* lower-case letters and digits */
    size_t n;
    struct needle_rating rating; /* of its weakest literal, less for many */
};

/* What a record must hold: every clause (none: nothing is known), best first. */
struct needs {
    struct needle_clause v[NEEDS_MAX];
    size_t n;
    bool never; /* no record will do; v is empty */
};

/* The records in question. */
struct needle_scope {
    struct arena *arena;
    struct column *const *cols; /* taken from the record as they are */
    size_t col_count;
    struct text words; /* lower case, a line each: in every record, like the names of the table's columns */
    /* Why literals came to nothing, for `explain`. */
    bool too_short, too_many, other_side;
    size_t steps;
};
/* Conditions inside conditions multiply; beyond so many steps nothing more is derived. */
#define NEEDLE_STEPS_MAX 100000

/* ---- opt_needles.c is the pass; needle_predicate.c: what a predicate requires to be true */
struct needs needs_of_predicate(struct needle_scope *s, const struct px *e);

/* ---- needle_value.c: what values require */
struct needle_text { /* a literal that the text of a value begins with or contains, folding ASCII case at most */
    const char *p;
    size_t n;         /* > 0 */
    bool start;       /* begins with it */
    bool case_mapped; /* tolower or toupper stand between the value and the text */
    bool dynamic;     /* the text of a dynamic value: numbers and escapes may be written anew */
};
struct needs needs_of_text(struct needle_scope *s, const struct px *e, struct needle_text want);
/* Not null; of a string: not empty. */
struct needs needs_of_value(struct needle_scope *s, const struct px *e);
/* A guid that equals the constant. */
struct needs needs_of_guid(struct needle_scope *s, const struct px *e, const kq_value *guid);

/* ---- needle_text.c: literals */
/* The next run of letters and digits that the text holds as they are: p[*start, *end) behind *end. False: no more. */
bool needle_next_run(const struct needle_text *t, size_t *start, size_t *end);
/* The text itself stands in the record: its runs. `key`: it is the name of a property. */
struct needs needs_of_literal(struct needle_scope *s, const struct needle_text *t, bool key);
bool needle_occurs(const char *text, size_t n, const char *p, size_t length); /* p in text, folding ASCII case */

/* ---- needle_regex.c: a text that matches the regular expression; `leaf` says what a literal in the text requires. A
 * pattern that is not understood requires nothing. */
typedef struct needs (*needle_leaf)(void *context, const char *p, size_t n);
struct needs needs_of_regex(struct needle_scope *s, const char *pattern, size_t n, needle_leaf leaf, void *context);

/* ---- needle_clause.c: clauses together */
void needs_add(struct needs *to, struct needle_clause c);
struct needs needs_one(struct needle_scope *s, const char *p, size_t n, bool key); /* copies p */
struct needs needs_impossible(void);
struct needs needs_both(struct needs a, const struct needs *b);
struct needs needs_either(struct needle_scope *s, const struct needs *items, size_t n); /* n > 0 */

/* ---- needle_words.c */
struct needle_rating needle_rate(const struct needle_scope *s, const char *p, size_t n, bool key);

#endif
