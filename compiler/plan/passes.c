/* The optimiser's passes in the order in which they run. Each can be switched off by its name; the answer of a query
 * does not depend on which ones ran. */
#include "plan.h"

const struct plan_pass plan_passes[] = {
    /* first: later passes look for constants */
    {"fold", opt_fold, "evaluate constant expressions with the runtime's own functions"},
    {"plain-regex", opt_plain_regex, "search for the texts of a regular expression that is nothing else"},
    {"top", opt_top, "sort only as many rows as a later take lets through"},
    {"order-operands", opt_order_operands, "put the cheap operands of `and` and `or` first"},
    /* before prune-columns and needles: both look at what stands directly above a scan */
    {"push-filters", opt_push_filters, "move filters towards the scans, cheapest first"},
    {"prune-columns", opt_prune_columns, "drop columns, definitions and aggregates that nothing reads"},
    {"list-flags", opt_list_flags, "keep a flag instead of a list that is only searched for terms"},
    {"needles", opt_needles, "derive literals that every matching record must contain"},
    {"common-subexpressions", opt_common, "compute a part that definitions share once"},
    {NULL, NULL, NULL},
};
