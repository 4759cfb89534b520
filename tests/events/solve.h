/* Finds values for places so that a condition of the plan holds. Included by: tests/events. */
#ifndef KQEVENTS_SOLVE_H
#define KQEVENTS_SOLVE_H

#include "px.h"
#include "record.h"

struct solver {
    struct arena *arena;
    struct domain *domain;
    const struct plan_op *scan; /* whose record it is */
    struct place *record;
    struct px **defs; /* by column id: what it is computed from; NULL: unknown, or a table's own */
    size_t columns;   /* ids are below */
    size_t steps;     /* taken; beyond SOLVE_STEPS_MAX nothing more is tried: conditions inside conditions multiply */
};

#define SOLVE_STEPS_MAX 3000

/* Makes the condition true (or false) where this can be done by giving values to the record. False: nothing was done.
 */
bool solve(struct solver *s, struct px *e, bool want);
/* Where the value of an expression comes from. NULL: from no single place of this record. */
struct place *place_of(struct solver *s, struct px *e);

#endif
