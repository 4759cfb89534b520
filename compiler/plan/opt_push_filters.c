/* Pass "push-filters": takes the plan's `where` conjuncts and puts each as near to the scans as its meaning allows, in
 * order of cost. Needs: one conjunct per WHERE (it splits those that folding left). Leaves: the same rows in the same
 * order. A filter with a VOLATILE call stays, and nothing passes it, so that the calls happen for the same rows. */
#include "px.h"

#include <string.h>

struct conjunct {
    struct px *predicate;
    struct span span; /* of the stage it comes from */
};
typedef VEC(struct conjunct) conjuncts;

struct pusher {
    struct arena *arena;
};

/* Computing an expression twice (once to filter, once for its column) is worth it only when it is cheap. */
#define SUBSTITUTE_COST 8u

static struct plan_op *push(struct pusher *s, struct plan_op *op, conjuncts *above);

static void split(struct pusher *s, struct px *e, struct span span, conjuncts *out) {
    if (e->n == 2 && px_is_op(e, "and")) {
        split(s, e->args[0], span, out);
        split(s, e->args[1], span, out);
        return;
    }
    struct conjunct c = {e, span};
    VEC_PUSH(s->arena, out, c);
}

/* `op` under one WHERE per conjunct, cheapest first, ties in the order of the query. */
static struct plan_op *wrap(struct pusher *s, struct plan_op *op, conjuncts *list) {
    for (size_t i = 1; i < list->n; i++) { /* insertion sort: stable, and lists are short */
        struct conjunct c = list->v[i];
        unsigned cost = px_cost(c.predicate);
        size_t k = i;
        for (; k > 0 && px_cost(list->v[k - 1].predicate) > cost; k--) list->v[k] = list->v[k - 1];
        list->v[k] = c;
    }
    for (size_t i = 0; i < list->n; i++) {
        struct plan_op *w = ARENA_NEW(s->arena, struct plan_op);
        w->kind = PO_WHERE;
        w->span = list->v[i].span;
        w->predicate = list->v[i].predicate;
        w->input = op;
        w->cols = op->cols;
        w->col_count = op->col_count;
        op = w;
    }
    return op;
}

static bool any_volatile(const struct po_def *defs, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (px_volatile(defs[i].expr)) return true;
    }
    return false;
}

/* The predicate in terms of the columns below the definitions; NULL when that would repeat expensive work. */
static struct px *below_defs(struct pusher *s, struct px *e, const struct po_def *defs, size_t n) {
    struct colset uses;
    colset_init(&uses, s->arena);
    colset_add_uses(&uses, e);
    for (size_t i = 0; i < uses.n; i++) {
        const struct po_def *d = po_find_def(defs, n, uses.cols[i]);
        if (d && px_cost(d->expr) > SUBSTITUTE_COST) return NULL;
    }
    e = px_substitute(s->arena, e, defs, n);
    return px_size(e, PX_SIZE_MAX) < PX_SIZE_MAX ? e : NULL;
}

static struct plan_op *push_where(struct pusher *s, struct plan_op *op, conjuncts *above) {
    if (px_volatile(op->predicate)) {
        conjuncts none = {0};
        op->input = push(s, op->input, &none);
        op->cols = op->input->cols;
        op->col_count = op->input->col_count;
        return wrap(s, op, above);
    }
    conjuncts all = {0};
    split(s, op->predicate, op->span, &all);
    for (size_t i = 0; i < above->n; i++) VEC_PUSH(s->arena, &all, above->v[i]);
    return push(s, op->input, &all);
}

static struct plan_op *push_defs(struct pusher *s, struct plan_op *op, conjuncts *above) {
    conjuncts below = {0}, stay = {0};
    bool barrier = any_volatile(op->defs, op->def_count);
    for (size_t i = 0; i < above->n; i++) {
        struct conjunct c = above->v[i];
        struct px *e = barrier ? NULL : below_defs(s, c.predicate, op->defs, op->def_count);
        if (e) c.predicate = e;
        if (e)
            VEC_PUSH(s->arena, &below, c);
        else
            VEC_PUSH(s->arena, &stay, c);
    }
    op->input = push(s, op->input, &below);
    return wrap(s, op, &stay);
}

/* A predicate over keys alone has one answer for all rows of a group. Real keys are left out: 0.0 and -0.0 are one
 * group but can be told apart. Without keys there is a row even for no input, so nothing may go below. */
static bool keys_only(struct pusher *s, const struct px *e, struct column *const *keys, size_t n) {
    if (!px_has_columns(e) || !px_uses_only(e, keys, n)) return false;
    struct colset uses;
    colset_init(&uses, s->arena);
    colset_add_uses(&uses, e);
    for (size_t i = 0; i < uses.n; i++) {
        if (uses.cols[i]->type == KQ_T_REAL || uses.cols[i]->type == KQ_T_DYNAMIC) return false;
    }
    return true;
}

static struct plan_op *push_summarize(struct pusher *s, struct plan_op *op, conjuncts *above) {
    struct column **keys = ARENA_ARRAY(s->arena, struct column *, op->def_count);
    for (size_t i = 0; i < op->def_count; i++) keys[i] = op->defs[i].col;
    bool barrier = any_volatile(op->defs, op->def_count);
    for (size_t i = 0; i < op->agg_count; i++) {
        for (size_t k = 0; k < op->aggs[i].n; k++) barrier = barrier || px_volatile(op->aggs[i].args[k]);
    }
    conjuncts below = {0}, stay = {0};
    for (size_t i = 0; i < above->n; i++) {
        struct conjunct c = above->v[i];
        struct px *e = NULL;
        if (!barrier && keys_only(s, c.predicate, keys, op->def_count)) {
            e = below_defs(s, c.predicate, op->defs, op->def_count);
        }
        if (e) c.predicate = e;
        if (e)
            VEC_PUSH(s->arena, &below, c);
        else
            VEC_PUSH(s->arena, &stay, c);
    }
    op->input = push(s, op->input, &below);
    return wrap(s, op, &stay);
}

static struct px *join_source(void *context, struct column *c) {
    const struct plan_op *join = ((void **)context)[0];
    struct arena *a = ((void **)context)[1];
    for (size_t i = 0; i < join->col_count; i++) {
        if (join->cols[i] == c) return px_column(a, join->join_from[i], (struct span){0, 0, false});
    }
    return NULL;
}

/* Does the predicate read join outputs of that side only? */
static bool one_side(struct pusher *s, const struct plan_op *join, const struct px *e, bool left) {
    struct colset side;
    colset_init(&side, s->arena);
    for (size_t i = 0; i < join->col_count; i++) {
        if (join->join_left[i] == left) colset_add(&side, join->cols[i]);
    }
    return px_has_columns(e) && px_uses_only(e, side.cols, side.n);
}

static bool may_go_left(struct pusher *s, const struct plan_op *join, const struct px *in_left) {
    switch (join->join_kind) {
    case JOIN_INNER:
    case JOIN_LEFTOUTER:
    case JOIN_LEFTSEMI:
    case JOIN_LEFTANTI: return true;
    case JOIN_INNERUNIQUE: {
        /* Only the key decides which rows compete: a filter on anything else could change who is first. Where KQL does
         * move a filter below the dedup, lowering has done so (kql.md 5.5). */
        struct column **keys = ARENA_ARRAY(s->arena, struct column *, join->key_count);
        for (size_t i = 0; i < join->key_count; i++) keys[i] = join->keys[i].left;
        return keys_only(s, in_left, keys, join->key_count);
    }
    case JOIN_RIGHTOUTER:
    case JOIN_FULLOUTER:
    case JOIN_RIGHTSEMI:
    case JOIN_RIGHTANTI: return false;
    }
    return false;
}

static bool may_go_right(enum join_kind k) {
    return k == JOIN_INNER || k == JOIN_INNERUNIQUE || k == JOIN_RIGHTOUTER || k == JOIN_RIGHTSEMI ||
           k == JOIN_RIGHTANTI;
}

static struct plan_op *push_join(struct pusher *s, struct plan_op *op, conjuncts *above) {
    conjuncts left = {0}, right = {0}, stay = {0};
    void *context[2] = {op, s->arena};
    for (size_t i = 0; i < above->n; i++) {
        struct conjunct c = above->v[i];
        struct px *e = px_rewrite(s->arena, c.predicate, join_source, context);
        if (one_side(s, op, c.predicate, true) && may_go_left(s, op, e)) {
            c.predicate = e;
            VEC_PUSH(s->arena, &left, c);
        } else if (one_side(s, op, c.predicate, false) && may_go_right(op->join_kind)) {
            c.predicate = e;
            VEC_PUSH(s->arena, &right, c);
        } else {
            VEC_PUSH(s->arena, &stay, c);
        }
    }
    op->input = push(s, op->input, &left);
    op->right = push(s, op->right, &right);
    return wrap(s, op, &stay);
}

/* Sorting keeps all rows; the first n of the rows that pass are others than those that pass among the first n. */
static struct plan_op *push_sort(struct pusher *s, struct plan_op *op, conjuncts *above) {
    conjuncts none = {0};
    op->input = push(s, op->input, op->limited ? &none : above);
    return op->limited ? wrap(s, op, above) : op;
}

/* A row of the union is a row of one input: each input gets the conjuncts in its own columns. */
static struct plan_op *push_union(struct pusher *s, struct plan_op *op, conjuncts *above) {
    for (size_t i = 0; i < op->leg_count; i++) {
        struct leg_columns leg = {s->arena, op, i};
        conjuncts below = {0};
        for (size_t k = 0; k < above->n; k++) {
            struct conjunct c = above->v[k];
            c.predicate = px_rewrite(s->arena, c.predicate, po_leg_column, &leg);
            VEC_PUSH(s->arena, &below, c);
        }
        op->legs[i].input = push(s, op->legs[i].input, &below);
    }
    return op;
}

/* Below an operator that treats each row for itself goes what reads columns that it passes through. */
static struct plan_op *push_any(struct pusher *s, struct plan_op *op, conjuncts *above) {
    const enum po_class cls = po_traits[op->kind].cls;
    const bool by_row = (cls == PC_FLOW || cls == PC_LOCAL) && !po_volatile(op);
    conjuncts below = {0}, stay = {0};
    for (size_t i = 0; i < above->n; i++) {
        if (by_row && !px_uses_any(above->v[i].predicate, op->outs, op->out_count))
            VEC_PUSH(s->arena, &below, above->v[i]);
        else
            VEC_PUSH(s->arena, &stay, above->v[i]);
    }
    conjuncts none = {0};
    if (op->input) op->input = push(s, op->input, &below);
    if (op->right) op->right = push(s, op->right, &none);
    return wrap(s, op, &stay);
}

/* The operator with the conjuncts applied to its rows. */
static struct plan_op *push(struct pusher *s, struct plan_op *op, conjuncts *above) {
    switch (op->kind) {
    case PO_WHERE: return push_where(s, op, above);
    case PO_EXTEND:
    case PO_PROJECT: return push_defs(s, op, above);
    case PO_SUMMARIZE: return push_summarize(s, op, above);
    case PO_JOIN: return push_join(s, op, above);
    case PO_SORT: return push_sort(s, op, above);
    case PO_UNION: return push_union(s, op, above);
    default: return push_any(s, op, above);
    }
}

void opt_push_filters(struct arena *a, struct plan *p) {
    struct pusher s = {a};
    conjuncts none = {0};
    p->root = push(&s, p->root, &none);
}
