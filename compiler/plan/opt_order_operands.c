/* Pass "order-operands": of `a or b`, and of an `and` inside an expression, the cheap operand first; a condition is
 * decided without the others when the first ones decide it. Both operators are commutative, for nulls too (Kleene:
 * kql.md 2.2), and no operand can fail or has effects. Leaves: the same values. A filter's own `and` is split and
 * ordered by push-filters. */
#include "px.h"

#include <string.h>

typedef VEC(struct px *) px_list;

struct orderer {
    struct arena *arena;
};

static struct px *order(struct orderer *o, struct px *e);

static void collect(struct orderer *o, struct px *e, const struct catalog_row *row, px_list *out) {
    if (e->kind == PX_CALL && e->row == row && e->n == 2) {
        collect(o, e->args[0], row, out);
        collect(o, e->args[1], row, out);
        return;
    }
    e = order(o, e);
    VEC_PUSH(o->arena, out, e);
}

static struct px *order_chain(struct orderer *o, struct px *e) {
    px_list list = {0};
    collect(o, e, e->row, &list);
    for (size_t i = 1; i < list.n; i++) { /* insertion: stable; what is in order already takes one comparison each */
        struct px *one = list.v[i];
        const unsigned cost = px_cost(one);
        size_t k = i;
        for (; k > 0 && px_cost(list.v[k - 1]) > cost; k--) list.v[k] = list.v[k - 1];
        list.v[k] = one;
    }
    struct px *chain = list.v[0];
    for (size_t i = 1; i < list.n; i++) {
        struct px *call = ARENA_NEW(o->arena, struct px);
        *call = *e;
        call->args = ARENA_ARRAY(o->arena, struct px *, 2);
        call->args[0] = chain;
        call->args[1] = list.v[i];
        chain = call;
    }
    return chain;
}

enum { LONGEST_CHAIN = 500 }; /* sorting by insertion is quadratic; longer ones stay as they are */

static struct px *order(struct orderer *o, struct px *e) {
    if (e->kind == PX_CALL && e->n == 2 && (px_is_op(e, "and") || px_is_op(e, "or")) && !px_volatile(e) &&
        px_size(e, LONGEST_CHAIN) < LONGEST_CHAIN)
        return order_chain(o, e);
    struct px *copy = e;
    for (size_t i = 0; i < e->n; i++) {
        struct px *arg = order(o, e->args[i]);
        if (arg == e->args[i]) continue;
        if (copy == e) { /* parts may be shared */
            copy = ARENA_NEW(o->arena, struct px);
            *copy = *e;
            copy->args = ARENA_ARRAY(o->arena, struct px *, e->n);
            memcpy(copy->args, e->args, e->n * sizeof *copy->args);
        }
        copy->args[i] = arg;
    }
    return copy;
}

static void order_expr(void *orderer, struct px **e) { *e = order(orderer, *e); }

static void order_op(void *orderer, struct plan_op **op) {
    po_each_input(*op, order_op, orderer);
    po_each_expr(*op, order_expr, orderer);
}

void opt_order_operands(struct arena *a, struct plan *p) {
    struct orderer o = {a};
    order_op(&o, &p->root);
}
