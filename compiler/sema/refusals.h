/* Why names that bind are not compiled (refusals.def). Included by: plan, `kqlc list`. */
#ifndef KQLC_REFUSALS_H
#define KQLC_REFUSALS_H

/* `list` as in `kqlc list`: "tabular", "functions", ... NULL: no reason but that nobody has done it yet. */
const char *refusal_reason(const char *list, const char *name);

#endif
