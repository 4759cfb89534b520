/* Looks up refusals.def. */
#include "refusals.h"

#include "base.h"

#include <string.h>

static const struct {
    const char *list, *pattern, *reason;
} rows[] = {
#define REFUSAL(list, pattern, reason) {#list, pattern, reason},
#include "refusals.def"
};

const char *refusal_reason(const char *list, const char *name) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].list, list) == 0 && wildcard_matches(rows[i].pattern, name)) return rows[i].reason;
    return NULL;
}
