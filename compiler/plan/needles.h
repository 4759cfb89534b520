/* Which literals must stand in the raw bytes of a record for a predicate to hold; see opt_needles.c for why. Private to
 * the plan stage and its unit test. */
#ifndef KQLC_NEEDLES_H
#define KQLC_NEEDLES_H

#include "px.h"

/* Any-of list; n == 0: nothing is known to be required. */
struct needle_list {
    const char **v;
    size_t n;
    unsigned score; /* of its weakest member; higher is rarer */
};

/* More alternatives than this cost more to look for than they save. */
#define NEEDLES_MAX 32
#define NEEDLE_MIN 3

/* `scan_cols`: the columns that come from the scan as they are. */
struct needle_list needles_of(struct arena *a, const struct px *predicate, struct column *const *scan_cols, size_t n);
/* How rare a lower-case literal is in the records that rules read: length, less for everyday words. */
unsigned needle_score(const char *p, size_t n);

#endif
