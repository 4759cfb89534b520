/* Pass "top": `sort by x | take 5` keeps five rows and not all of them. A take directly above a sort, or with nothing
 * but new columns in between, becomes the sort's limit; a take above a take, the smaller of both. Leaves: the same rows
 * in the same order. */
#include "px.h"

static bool is_take(const struct plan_op *op) { return op->kind == PO_SORT && op->order_count == 0 && op->limited; }

static void limit(void *unused, struct plan_op **at) {
    struct plan_op *op = *at;
    po_each_input(op, limit, unused);
    if (!is_take(op)) return;
    struct plan_op *below = op->input;
    while (below->kind == PO_EXTEND || below->kind == PO_PROJECT) below = below->input;
    if (below->kind != PO_SORT) return;
    if (!below->limited || op->limit < below->limit) below->limit = op->limit;
    below->limited = true;
    *at = op->input;
}

void opt_top(struct arena *a, struct plan *p) {
    (void)a;
    limit(NULL, &p->root);
}
