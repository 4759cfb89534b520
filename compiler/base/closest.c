/* The candidate for "did you mean": the smallest edit distance, then the longest common beginning, since people rarely
 * mistype a name's first letters (`dcnt` is dcount, not cot), then the one that came first. */
#include "base.h"

#include <string.h>
#include <strings.h>

struct closest closest_to(const char *wanted) {
    return closest_within(wanted, strlen(wanted) / 3 + 1);
}

struct closest closest_within(const char *wanted, size_t distance) {
    return (struct closest){.wanted = wanted, .distance = distance};
}

static size_t common_prefix(const char *a, const char *b) {
    size_t n = 0;
    while (a[n] && strncasecmp(a + n, b + n, 1) == 0) n++;
    return n;
}

void closest_consider(struct closest *c, const char *candidate) {
    if (!candidate || strcmp(candidate, c->wanted) == 0) return;
    size_t distance = edit_distance(c->wanted, candidate, c->distance);
    if (distance > c->distance) return;
    size_t prefix = common_prefix(c->wanted, candidate);
    if (c->name && distance == c->distance && prefix <= c->prefix) return;
    c->name = candidate;
    c->distance = distance;
    c->prefix = prefix;
}
