/* summarize: keys, aggregates, and the values around them in a PROJECT behind. */
#include "px.h"
#include "select.h"

#include <string.h>

/* The arguments that only final takes: a result for each, or one result for all as an array. */
static void lower_ranks(struct lowering *l, const struct bound_agg *from, struct po_agg *to) {
    const struct catalog_row *row = to->row;
    const size_t first = row->param_count, n = from->args.n - first;
    struct px **ranks = ARENA_ARRAY(l->arena, struct px *, n);
    for (size_t i = 0; i < n; i++) {
        ranks[i] = lower_convert(l, lower_expr(l, from->args.v[first + i].expr), cat_param_type(row->final_param));
        if (px_has_columns(ranks[i]))
            lower_refuse(l, DIAG_U0002, ranks[i]->span, arena_printf(l->arena, "%s of a varying rank", row->name));
    }
    to->ranks = ranks;
    if (row->final_param != P_DYNAMIC || (n == 1 && from->args.v[first].expr->type == KQ_T_DYNAMIC)) return;
    to->ranks = ARENA_ARRAY(l->arena, struct px *, 1);
    to->ranks[0] = lower_array(l, ranks, n, from->call->span);
}

/* take_anyif(x, p): take_any prefers a value to null, which is what x is where p is not true. */
static void lower_take_anyif(struct lowering *l, const struct bound_agg *from, struct po_agg *to) {
    to->row = catalog_find(CAT_AGGREGATE, intern_s("take_any"));
    to->args[0] = lower_where_true(l, from->args.v[0].expr, from->args.v[1].expr, from->call->span);
    to->outs[0] = lower_instance(l, from->outs.v[0]);
    to->n = to->out_count = 1;
}

static void lower_agg(struct lowering *l, const struct bound_agg *from, struct po_agg *to) {
    const struct catalog_row *row = select_call(l, from->call, from->decl);
    *to = (struct po_agg){.row = row, .span = from->call->span};
    if (!row) return;
    to->args = ARENA_ARRAY(l->arena, struct px *, from->args.n + 1);
    to->outs = ARENA_ARRAY(l->arena, struct column *, from->outs.n + 1);
    if (row->special == SPECIAL_TAKE_ANYIF) {
        lower_take_anyif(l, from, to);
        return;
    }
    bool special = row->shape == SHAPE_SPECIAL;
    const size_t n = row->final_param == P_NONE ? from->args.n : row->param_count;
    for (size_t i = 0; i < n; i++) {
        const struct bound_arg *a = &from->args.v[i];
        if (a->col && !lower_carries(a->col)) continue; /* brought by `*`; see lower_set_columns */
        if (special) to->outs[to->n] = lower_instance(l, from->outs.v[i]);
        to->args[to->n++] = a->col    ? lower_column(l, a->col, from->call->span)
                            : special ? lower_expr(l, a->expr)
                                      : lower_param(l, a->expr, row->params[row->shape == SHAPE_FIXED ? i : 0]);
    }
    to->out_count = special ? to->n : from->outs.n;
    if (special) return;
    if (row->final_param != P_NONE) lower_ranks(l, from, to);
    if (row->ret != from->outs.v[0]->type)
        lower_refuse(l, DIAG_U0002, from->call->span,
                     arena_printf(l->arena, "%s of type %s", row->name, type_name(from->outs.v[0]->type)));
    for (size_t i = 0; i < from->outs.n; i++) to->outs[i] = lower_instance(l, from->outs.v[i]);
}

struct plan_op *lower_groups(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, b->ast->span, input);
    lower_set_defs(l, op, &b->defs);
    op->aggs = ARENA_ARRAY(l->arena, struct po_agg, b->aggs.n + 1);
    op->agg_count = b->aggs.n;
    VEC(struct column *) cols = {0};
    for (size_t i = 0; i < op->def_count; i++) VEC_PUSH(l->arena, &cols, op->defs[i].col);
    for (size_t i = 0; i < b->aggs.n; i++) {
        lower_agg(l, &b->aggs.v[i], &op->aggs[i]);
        for (size_t k = 0; k < op->aggs[i].out_count; k++) VEC_PUSH(l->arena, &cols, op->aggs[i].outs[k]);
    }
    op->cols = cols.v;
    op->col_count = cols.n;
    return op;
}

struct plan_op *lower_summarize(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_groups(l, b, input);
    if (b->results.n == 0) return op;
    struct plan_op *project = lower_op(l, PO_PROJECT, b->ast->span, op);
    size_t mark = l->operator_mark;
    l->operator_mark = l->pending.n; /* sub-queries among the results are joined to the groups */
    l->summarize = b;
    l->rows = op;
    lower_set_defs(l, project, &b->results);
    l->summarize = NULL;
    if (!l->piped) lower_attach(l, l->operator_mark, &project->input);
    l->operator_mark = mark;
    lower_set_columns(l, project, b->out.cols, b->out.n);
    return project;
}
