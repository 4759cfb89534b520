/* What kinds of operators have in common, and walks over one operator's inputs and expressions. */
#include "plan.h"

const struct po_traits po_traits[PO_KINDS] = {
#define PLAN_OP(kind, name, cls, merges) {name, PC_##cls, merges},
#include "plan.def"
};

void po_each_input(struct plan_op *op, void (*f)(void *context, struct plan_op **input), void *context) {
    if (op->input) f(context, &op->input);
    if (op->right) f(context, &op->right);
    for (size_t i = 0; i < op->leg_count; i++) f(context, &op->legs[i].input);
}

void po_each_expr(struct plan_op *op, void (*f)(void *context, struct px **e), void *context) {
    if (op->predicate) f(context, &op->predicate);
    for (size_t i = 0; i < op->def_count; i++) f(context, &op->defs[i].expr);
    for (size_t i = 0; i < op->agg_count; i++) {
        struct po_agg *g = &op->aggs[i];
        for (size_t k = 0; k < g->n; k++) f(context, &g->args[k]);
        for (size_t k = 0; g->ranks && k < g->out_count; k++) f(context, &g->ranks[k]);
    }
    for (size_t i = 0; i < op->expr_count; i++) f(context, &op->exprs[i]);
}

bool po_in_pass(const struct plan_op *op) {
    switch (po_traits[op->kind].cls) {
    case PC_SOURCE: return op->kind == PO_SCAN;
    case PC_LOCAL: return po_in_pass(op->input);
    case PC_FLOW:
        for (size_t i = 0; i < op->leg_count; i++)
            if (po_in_pass(op->legs[i].input)) return true;
        return op->input && po_in_pass(op->input);
    case PC_JOIN: return po_probes_in_pass(op);
    case PC_BREAKER: break;
    }
    return false;
}

bool po_early(const struct plan_op *op) {
    if (op->kind == PO_SCAN) return op->supplied != NULL;
    /* these have pipelines that stand elsewhere */
    if (op->kind == PO_READ || op->kind == PO_SHARE || op->kind == PO_APPLY || op->kind == PO_PARTITION) return false;
    for (size_t i = 0; i < op->leg_count; i++)
        if (!po_early(op->legs[i].input)) return false;
    return (!op->input || po_early(op->input)) && (!op->right || po_early(op->right));
}

bool po_probes_in_pass(const struct plan_op *join) {
    switch (join->join_kind) {
    case JOIN_INNER:
    case JOIN_INNERUNIQUE:
    case JOIN_LEFTOUTER:
    case JOIN_LEFTSEMI:
    case JOIN_LEFTANTI: return po_early(join->right) && po_in_pass(join->input);
    default: return false; /* right rows come when all left ones have probed */
    }
}
