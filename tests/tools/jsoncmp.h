/* Structural comparison of NDJSON result rows. */
#ifndef KQTEST_JSONCMP_H
#define KQTEST_JSONCMP_H

#include "base.h"
#include "casefile.h"

/* Compares result lines with the expectation. Rows are JSON objects whose keys must stand in the same order (column
 * order); below that level objects compare without order. Integers compare as text, numbers with a point or an
 * exponent with 1e-9 relative tolerance, and an integer never equals a real. SUBSET: an expected row names only some
 * keys. False: `why` (in `a`) says what differs. */
bool json_rows_equal(struct arena *a, struct text expected, struct text actual, enum case_order order,
                     const char **why);

#endif
