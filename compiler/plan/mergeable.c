/* Whether the states of two passes, over earlier and over later input, can be merged into the state of one pass over
 * both (abi.h, kq_detector.merge). */
#include "px.h"

/* The size of a list, its last argument, may be another one for each row. */
static bool same_limit(const struct po_agg *g) { return !px_has_columns(g->args[g->n - 1]); }

static bool aggregates_merge(const struct plan_op *op) {
    for (size_t i = 0; i < op->agg_count; i++) {
        const struct po_agg *g = &op->aggs[i];
        if (g->row->merge == MERGE_NEVER || (g->row->merge == MERGE_SAME_LIMIT && !same_limit(g))) return false;
    }
    return true;
}

bool plan_merges(const struct plan *plan) {
    bool reads = false;
    for (size_t i = 0; i < plan->pipeline_count; i++) {
        const struct pipeline *p = plan->pipelines[i];
        if (p->phase != PHASE_PASS) continue; /* what runs behind the pass works on the merged state */
        reads = true;
        if (p->sink == SINK_OUTPUT) return false;
        for (size_t k = 0; k < p->op_count; k++)
            if (po_volatile(p->ops[k])) return false;
        if (p->sink_op && po_volatile(p->sink_op)) return false;
        if (p->within) continue; /* its state is gone with the row */
        if (p->sink == SINK_PROBE && p->sink_op->join_kind == JOIN_INNERUNIQUE) return false; /* the first row wins */
        if (p->sink_op && !po_traits[p->sink_op->kind].merges) return false;
        if (p->sink == SINK_GROUP && !aggregates_merge(p->sink_op)) return false;
    }
    return reads;
}
