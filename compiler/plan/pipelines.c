/* Cuts the plan into push pipelines (Neumann, VLDB 2011): every operator that must see all its input before it gives a
 * row ends one pipeline and starts the next. Also computes which columns are live where, so that state structs hold
 * exactly what is needed later. Runs after the optional passes and is never switched off. */
#include "px.h"

#include <string.h>

struct cutter {
    struct arena *arena;
    const struct plan *plan;
    const struct plan_op *within; /* the APPLY whose plan is being cut */
    bool early;                   /* what is being cut is complete before the pass */
    VEC(struct pipeline *) scans; /* run during the pass over the input */
    VEC(struct pipeline *) later; /* in an order in which each finds its tables complete */
};

static bool has_unmatched_phase(enum join_kind k) {
    return k == JOIN_RIGHTOUTER || k == JOIN_FULLOUTER || k == JOIN_RIGHTSEMI || k == JOIN_RIGHTANTI;
}

/* The set's columns in the order of `order` first, then what is left in the set's own order. */
static void set_in_cols(struct cutter *c, struct pipeline *p, const struct colset *live, const struct plan_op *order) {
    struct colset in;
    colset_init(&in, c->arena);
    if (order) {
        for (size_t i = 0; i < order->col_count; i++) {
            if (colset_has(live, order->cols[i])) colset_add(&in, order->cols[i]);
        }
    }
    for (size_t i = 0; i < live->n; i++) colset_add(&in, live->cols[i]);
    p->in_cols = in.cols;
    p->in_count = in.n;
}

/* From sink_cols back through the pipeline's operators. All definitions count: the emitter computes every one that is
 * still there (prune-columns has removed those that nobody reads). */
static void compute_live(struct cutter *c, struct pipeline *p) {
    struct colset live;
    colset_init(&live, c->arena);
    for (size_t i = 0; i < p->sink_count; i++) colset_add(&live, p->sink_cols[i]);
    for (size_t k = p->op_count; k-- > 0;) {
        const struct plan_op *op = p->ops[k];
        if (op->kind == PO_WHERE) {
            colset_add_uses(&live, op->predicate);
            continue;
        }
        for (size_t i = 0; i < op->out_count; i++) colset_remove(&live, op->outs[i]);
        for (size_t i = 0; i < op->expr_count; i++) colset_add_uses(&live, op->exprs[i]);
        /* backwards: a definition may read an earlier one of the same operator */
        for (size_t i = op->def_count; i-- > 0;) {
            colset_remove(&live, op->defs[i].col);
            colset_add_uses(&live, op->defs[i].expr);
        }
    }
    switch (p->source) {
    case FROM_SCAN:
        if (p->source_op->time_column) colset_add(&live, p->source_op->time_column);
        set_in_cols(c, p, &live, p->source_op);
        break;
    case FROM_ROW: /* its definitions make all columns */ break;
    case FROM_VALUES:
    case FROM_GROUPS:
    case FROM_SORTED:
    case FROM_KEPT:
    case FROM_NEXT:
    case FROM_MATCH: set_in_cols(c, p, &live, p->source_op); break;
    case FROM_ROWS:
    case FROM_UNMATCHED: set_in_cols(c, p, &live, NULL); break;
    }
}

static void set_sink_cols(struct pipeline *p, const struct colset *s) {
    p->sink_cols = s->cols;
    p->sink_count = s->n;
}

/* What a join keeps of one side: its key columns, then what the rows behind the join take from it. */
static void join_side(struct cutter *c, const struct plan_op *join, const struct pipeline *match, bool left,
                      struct colset *out) {
    colset_init(out, c->arena);
    for (size_t i = 0; i < join->key_count; i++) colset_add(out, left ? join->keys[i].left : join->keys[i].right);
    struct colset needed;
    colset_init(&needed, c->arena);
    for (size_t i = 0; i < match->in_count; i++) colset_add(&needed, match->in_cols[i]);
    for (size_t i = 0; i < join->col_count; i++) {
        if (join->join_left[i] == left && colset_has(&needed, join->cols[i])) colset_add(out, join->join_from[i]);
    }
}

static void group_inputs(struct cutter *c, const struct plan_op *g, struct colset *out) {
    colset_init(out, c->arena);
    for (size_t i = 0; i < g->def_count; i++) colset_add_uses(out, g->defs[i].expr);
    for (size_t i = 0; i < g->agg_count; i++) {
        for (size_t k = 0; k < g->aggs[i].n; k++) colset_add_uses(out, g->aggs[i].args[k]);
    }
}

static void sort_inputs(struct cutter *c, const struct plan_op *sort, const struct pipeline *above,
                        struct colset *out) {
    colset_init(out, c->arena);
    for (size_t i = 0; i < sort->order_count; i++) colset_add(out, sort->order[i].col);
    for (size_t i = 0; i < above->in_count; i++) colset_add(out, above->in_cols[i]);
}

static struct pipeline *new_pipeline(struct cutter *c, enum pl_source source, struct plan_op *source_op) {
    struct pipeline *p = ARENA_NEW(c->arena, struct pipeline);
    p->source = source;
    p->source_op = source_op;
    p->within = c->within;
    if (c->early) p->phase = PHASE_BEFORE;
    return p;
}

/* What an operator computes, then what the pipeline above takes and the operator only passes through. */
static void kept_inputs(struct cutter *c, const struct plan_op *op, const struct pipeline *above, struct colset *out) {
    struct colset made;
    colset_init(&made, c->arena);
    for (size_t i = 0; i < op->out_count; i++) colset_add(&made, op->outs[i]);
    colset_init(out, c->arena);
    for (size_t i = 0; i < op->expr_count; i++) colset_add_uses(out, op->exprs[i]);
    for (size_t i = 0; i < above->in_count; i++)
        if (!colset_has(&made, above->in_cols[i])) colset_add(out, above->in_cols[i]);
}

static bool is_row_local(const struct plan_op *op) { return po_traits[op->kind].cls == PC_LOCAL; }

/* Sets p->ops to the row-local operators from `top` down; returns the operator below them. */
static struct plan_op *collect_ops(struct cutter *c, struct plan_op *top, struct pipeline *p) {
    size_t n = 0;
    struct plan_op *op = top;
    for (; is_row_local(op); op = op->input) n += op->kind != PO_SHARE;
    p->ops = ARENA_ARRAY(c->arena, struct plan_op *, n);
    p->op_count = n;
    for (op = top; is_row_local(op); op = op->input)
        if (op->kind != PO_SHARE) p->ops[--n] = op;
    return op;
}

static void cut(struct cutter *c, struct plan_op *top, struct pipeline *p);

/* `p` reads what the breaker `op` gives when all its input, `inputs`, is there. */
static void cut_breaker(struct cutter *c, struct plan_op *op, enum pl_sink sink, const struct colset *inputs,
                        struct pipeline *p) {
    struct pipeline *fill = new_pipeline(c, FROM_SCAN, NULL);
    fill->sink = sink;
    fill->sink_op = op;
    set_sink_cols(fill, inputs);
    cut(c, op->input, fill);
    VEC_PUSH(c->arena, &c->later, p);
}

/* `next` takes the rows that the operator hands on; each of its inputs calls it. */
static void cut_flow(struct cutter *c, struct plan_op *op, struct pipeline *next) {
    for (size_t i = 0; i < op->leg_count || i < 1; i++) {
        struct pipeline *from = new_pipeline(c, FROM_SCAN, NULL);
        struct colset inputs;
        from->sink = SINK_NEXT;
        from->sink_op = op;
        from->next = next;
        from->leg = i;
        if (op->leg_count > 0) {
            colset_init(&inputs, c->arena);
            for (size_t k = 0, j = 0; k < next->in_count; k++) { /* some of op's columns, mostly in its order */
                while (op->cols[j] != next->in_cols[k]) j = (j + 1) % op->col_count;
                if (op->legs[i].from[j]) colset_add(&inputs, op->legs[i].from[j]);
            }
        } else {
            kept_inputs(c, op, next, &inputs);
        }
        set_sink_cols(from, &inputs);
        cut(c, op->leg_count > 0 ? op->legs[i].input : op->input, from);
    }
    VEC_PUSH(c->arena, &c->later, next);
}

static bool is_out(const struct plan_op *op, const struct column *c) {
    for (size_t i = 0; i < op->out_count; i++)
        if (op->outs[i] == c) return true;
    return false;
}

static struct pipeline *pipeline_from(const struct cutter *c, const struct plan_op *source) {
    for (size_t i = 0; i < c->later.n; i++)
        if (c->later.v[i]->source_op == source) return c->later.v[i];
    return NULL;
}

/* The plan of an APPLY first, then the pipeline that starts it for each row. */
static void cut_apply(struct cutter *c, struct plan_op *op, struct pipeline *behind) {
    const struct plan_op *around = c->within;
    struct colset made, inputs;
    op->apply->around = around;
    c->within = op;
    struct pipeline *last = new_pipeline(c, FROM_SCAN, NULL);
    c->within = around;
    last->sink = SINK_NEXT;
    last->sink_op = op;
    last->next = behind;
    last->leg = 1;
    colset_init(&made, c->arena);
    for (size_t i = 0; i < behind->in_count; i++)
        if (is_out(op, behind->in_cols[i])) colset_add(&made, behind->in_cols[i]);
    set_sink_cols(last, &made);
    c->within = op;
    cut(c, op->right, last);
    c->within = around;

    struct pipeline *from = new_pipeline(c, FROM_SCAN, NULL), *first = pipeline_from(c, op->apply->items);
    from->sink = SINK_NEXT;
    from->sink_op = op;
    from->next = first;
    colset_init(&inputs, c->arena);
    for (size_t i = 0; i < op->expr_count; i++) colset_add_uses(&inputs, op->exprs[i]);
    for (size_t i = 0; i < behind->in_count; i++)
        if (!is_out(op, behind->in_cols[i])) colset_add(&inputs, behind->in_cols[i]);
    for (size_t i = 0; i < first->in_count; i++)
        if (op->apply->partition || !is_out(op->apply->items, first->in_cols[i]))
            colset_add(&inputs, first->in_cols[i]);
    set_sink_cols(from, &inputs);
    cut(c, op->input, from);
    VEC_PUSH(c->arena, &c->later, behind);
}

static void cut_join(struct cutter *c, struct plan_op *join, struct pipeline *match) {
    struct colset side;

    struct pipeline *build = new_pipeline(c, FROM_SCAN, NULL);
    build->sink = SINK_BUILD;
    build->sink_op = join;
    join_side(c, join, match, false, &side);
    set_sink_cols(build, &side);
    const bool in_pass = !c->within && !c->early && po_probes_in_pass(join), early = c->early;
    c->early = early || in_pass;
    if (c->early) build->phase = PHASE_BEFORE;
    cut(c, join->right, build); /* first: every pipeline listed so far is complete before this join probes */
    c->early = early;

    struct pipeline *probe = new_pipeline(c, FROM_SCAN, NULL);
    join_side(c, join, match, true, &side);
    set_sink_cols(probe, &side);
    probe->sink_op = join;
    if (po_in_pass(join->input) && !in_pass) {
        /* these rows arrive before the build side is complete */
        struct pipeline *buffer = probe;
        buffer->sink = SINK_ROWS;
        cut(c, join->input, buffer);
        probe = new_pipeline(c, FROM_ROWS, join);
        probe->sink_op = join;
        set_sink_cols(probe, &side);
        compute_live(c, probe);
        VEC_PUSH(c->arena, &c->later, probe);
    } else {
        cut(c, join->input, probe);
    }
    probe->sink = SINK_PROBE;
    probe->next = match;

    VEC_PUSH(c->arena, &c->later, match);
    if (has_unmatched_phase(join->join_kind)) {
        struct pipeline *rest = new_pipeline(c, FROM_UNMATCHED, join);
        rest->sink = SINK_PROBE;
        rest->sink_op = join;
        rest->next = match;
        rest->sink_cols = build->sink_cols;
        rest->sink_count = build->sink_count;
        compute_live(c, rest);
        VEC_PUSH(c->arena, &c->later, rest);
    }
}

/* Completes `p`, whose sink is known, with the operators from `top` down to the next breaker, and cuts what is below.
 */
static void cut(struct cutter *c, struct plan_op *top, struct pipeline *p) {
    struct plan_op *source = collect_ops(c, top, p);
    p->source_op = source;
    switch (source->kind) {
    case PO_SCAN:
        p->source = FROM_SCAN;
        compute_live(c, p);
        VEC_PUSH(c->arena, &c->scans, p);
        break;
    case PO_VALUES:
        p->source = FROM_VALUES;
        compute_live(c, p);
        VEC_PUSH(c->arena, &c->later, p);
        break;
    case PO_ROW:
        p->source = FROM_ROW;
        VEC_PUSH(c->arena, &c->later, p);
        break;
    case PO_READ:
        p->source = FROM_KEPT;
        compute_live(c, p);
        VEC_PUSH(c->arena, &c->later, p);
        break;
    case PO_SUMMARIZE: {
        struct colset inputs;
        p->source = FROM_GROUPS;
        compute_live(c, p);
        group_inputs(c, source, &inputs);
        cut_breaker(c, source, SINK_GROUP, &inputs, p);
        break;
    }
    case PO_SORT: {
        struct colset inputs;
        p->source = FROM_SORTED;
        compute_live(c, p);
        sort_inputs(c, source, p, &inputs);
        cut_breaker(c, source, SINK_SORT, &inputs, p);
        break;
    }
    case PO_JOIN:
        p->source = FROM_MATCH;
        compute_live(c, p);
        cut_join(c, source, p);
        break;
    case PO_APPLY:
        p->source = FROM_NEXT;
        compute_live(c, p);
        cut_apply(c, source, p);
        break;
    case PO_ITEMS:
    case PO_MEMBERS:
        p->source = FROM_NEXT;
        compute_live(c, p);
        VEC_PUSH(c->arena, &c->later, p);
        break;
    default: /* LOCAL ones were passed over by collect_ops */
        p->source = po_traits[source->kind].cls == PC_FLOW ? FROM_NEXT : FROM_KEPT;
        compute_live(c, p);
        if (p->source == FROM_NEXT) {
            cut_flow(c, source, p);
        } else {
            struct colset inputs;
            kept_inputs(c, source, p, &inputs);
            cut_breaker(c, source, SINK_KEEP, &inputs, p);
        }
        break;
    }
}

struct reads {
    const struct plan_op *share;
    struct colset *columns;
};

static void add_reads(void *context, struct plan_op **op) {
    struct reads *r = context;
    for (size_t i = 0; (*op)->kind == PO_READ && (*op)->shared == r->share && i < (*op)->col_count; i++)
        colset_add(r->columns, (*op)->from[i]);
    po_each_input(*op, add_reads, r);
}

/* Tables that several places read, in front of all that reads them. */
static void cut_shares(struct cutter *c, struct plan_op *root) {
    for (struct plan_op *op = root; is_row_local(op); op = op->input) {
        if (op->kind != PO_SHARE) continue;
        struct colset columns;
        colset_init(&columns, c->arena);
        struct reads reads = {op, &columns};
        add_reads(&reads, &root);
        struct pipeline *fill = new_pipeline(c, FROM_SCAN, NULL);
        fill->sink = SINK_KEEP;
        fill->sink_op = op;
        set_sink_cols(fill, &columns);
        cut(c, op->right, fill);
    }
}

static enum pl_phase phase_of(const struct pipeline *p) {
    if (p->phase == PHASE_BEFORE) return PHASE_BEFORE;
    if (p->within) { /* while the rows come for which its plan runs */
        const struct plan_op *outermost = p->within;
        while (outermost->apply->around) outermost = outermost->apply->around;
        return po_in_pass(outermost) ? PHASE_PASS : PHASE_AFTER;
    }
    bool called = p->source == FROM_NEXT || p->source == FROM_MATCH;
    bool in_pass = p->source == FROM_SCAN || (called && po_in_pass(p->source_op));
    return in_pass ? PHASE_PASS : PHASE_AFTER;
}

void plan_pipelines(struct arena *a, struct plan *plan) {
    struct cutter c = {.arena = a, .plan = plan};
    cut_shares(&c, plan->root);
    struct pipeline *last = new_pipeline(&c, FROM_SCAN, NULL);
    last->sink = SINK_OUTPUT;
    last->sink_cols = plan->result;
    last->sink_count = plan->result_count;
    cut(&c, plan->root, last);

    plan->pipeline_count = c.scans.n + c.later.n;
    plan->pipelines = ARENA_ARRAY(a, struct pipeline *, plan->pipeline_count);
    size_t n = 0;
    for (size_t i = 0; i < c.scans.n; i++) plan->pipelines[n++] = c.scans.v[i];
    for (size_t i = 0; i < c.later.n; i++) plan->pipelines[n++] = c.later.v[i];
    for (size_t i = 0; i < n; i++) plan->pipelines[i]->id = (unsigned)i;
    for (size_t i = 0; i < n; i++) plan->pipelines[i]->phase = phase_of(plan->pipelines[i]);
    for (size_t i = 0; i < n; i++) {
        struct pipeline *p = plan->pipelines[i];
        if (p->source == FROM_SCAN) p->source_op->early = p->phase == PHASE_BEFORE;
    }
}
