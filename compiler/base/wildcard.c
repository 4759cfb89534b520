/* Patterns of names: `Security*`, `*_d`. */
#include "base.h"

/* With one way back, to the last star: quadratic at worst, where trying every split would be exponential. */
bool wildcard_matches(const char *pattern, const char *name) {
    const char *star = NULL, *resume = NULL; /* the last `*` and where its text may end */
    while (*name) {
        if (*pattern == '*') {
            star = pattern++;
            resume = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*') pattern++;
    return *pattern == '\0';
}
