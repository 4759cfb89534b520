/* Shared by the metadata checks, for rule/ only. */
#ifndef KQLC_RULE_CHECK_H
#define KQLC_RULE_CHECK_H

#include "rule.h"

struct checker {
    const struct rule *rule;
    const char *const *columns; /* of the query's result; NULL: unknown */
    size_t column_count;
    struct diag *diag;
    struct arena *arena; /* scratch */
};

bool check_in(const char *const *names, size_t n, const char *s);
/* "did you mean" for the last report. */
void check_hint(struct checker *c, const char *const *names, size_t n, const char *s);
/* Reports E0118 unless the query gives the column. */
bool check_column(struct checker *c, const struct rule_text *column);

/* entityMappings and sentinelEntitiesMappings (rule_check_entities.c). */
void check_entities(struct checker *c);

#endif
