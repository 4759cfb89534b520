/* Pass "common-subexpressions": an expensive part that stands more than once in the definitions of one operator, as in
 * `extend Name = split(Upn, "@")[0], Suffix = split(Upn, "@")[1]`, becomes a column of its own below the operator. It
 * is computed where it is first needed, once. Needs: to run after needles, which then read conditions as they are
 * written. Leaves: the same values: what has no effects and the same arguments has the same result. */
#include "px.h"

#include <kq/keep.h>

#include <string.h>

enum { WORTH_IT = 10 /* px_cost */, LARGEST = 300 /* parts of one operator: each is compared with each */ };

struct part {
    struct px *e;
    bool always; /* evaluated whenever its definition is: not in a branch of iff or behind a condition */
};
typedef VEC(struct part) part_list;

struct search {
    struct arena *arena;
    const struct plan_op *op;
    part_list parts;
};

/* Dynamic constants are not compared: their parts have types of their own. */
static bool same_constant(const kq_value *a, const kq_value *b) {
    if (a->type != b->type || a->null != b->null) return false;
    switch (a->type) {
    case KQ_T_BOOL: return a->u.b == b->u.b;
    case KQ_T_INT:
    case KQ_T_LONG:
    case KQ_T_DATETIME:
    case KQ_T_TIMESPAN: return a->u.i == b->u.i;
    case KQ_T_REAL: return !memcmp(&a->u.r, &b->u.r, sizeof a->u.r);
    case KQ_T_STRING: return a->u.s.n == b->u.s.n && (a->u.s.n == 0 || !memcmp(a->u.s.p, b->u.s.p, a->u.s.n));
    case KQ_T_DECIMAL: return kq_same_decimal(a->u.m, b->u.m);
    case KQ_T_GUID: return !memcmp(a->u.guid, b->u.guid, sizeof a->u.guid);
    default: return false;
    }
}

static bool same(const struct px *a, const struct px *b) {
    if (a == b) return true;
    if (a->kind != b->kind || a->type != b->type || a->n != b->n) return false;
    if (a->kind == PX_CONST) return same_constant(&a->value, &b->value);
    if (a->kind == PX_COL) return a->col == b->col;
    if (a->row != b->row) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!same(a->args[i], b->args[i])) return false;
    return true;
}

/* Does it read a column that the operator itself makes? Then it cannot stand below. */
static bool reads_own(const struct plan_op *op, const struct px *e) {
    if (e->kind == PX_COL) return po_find_def(op->defs, op->def_count, e->col) != NULL;
    for (size_t i = 0; i < e->n; i++)
        if (reads_own(op, e->args[i])) return true;
    return false;
}

static void collect(struct search *s, struct px *e, bool always) {
    if (s->parts.n > LARGEST) return;
    if (e->n > 0 && px_cost(e) >= WORTH_IT && px_has_columns(e) && !px_volatile(e) && !reads_own(s->op, e)) {
        struct part p = {e, always};
        VEC_PUSH(s->arena, &s->parts, p);
    }
    const bool chooses = e->kind == PX_CASE || px_is_op(e, "and") || px_is_op(e, "or");
    for (size_t i = 0; i < e->n; i++) collect(s, e->args[i], always && (!chooses || i == 0));
}

/* The largest part that occurs again, at least once where it is computed in any case. NULL: none. */
static struct px *repeated(const part_list *parts) {
    struct px *best = NULL;
    for (size_t i = 0; i < parts->n; i++) {
        bool again = false, always = parts->v[i].always;
        if (best && px_cost(parts->v[i].e) <= px_cost(best)) continue;
        for (size_t k = i + 1; k < parts->n; k++) {
            if (!same(parts->v[i].e, parts->v[k].e)) continue;
            again = true;
            always = always || parts->v[k].always;
        }
        if (again && always) best = parts->v[i].e;
    }
    return best;
}

static struct px *replace(struct arena *a, struct px *e, const struct px *part, struct column *by) {
    if (same(e, part)) return px_column(a, by, e->span);
    struct px *copy = e;
    for (size_t i = 0; i < e->n; i++) {
        struct px *arg = replace(a, e->args[i], part, by);
        if (arg == e->args[i]) continue;
        if (copy == e) { /* parts may be shared */
            copy = ARENA_NEW(a, struct px);
            *copy = *e;
            copy->args = ARENA_ARRAY(a, struct px *, e->n);
            memcpy(copy->args, e->args, e->n * sizeof *copy->args);
        }
        copy->args[i] = arg;
    }
    return copy;
}

/* An EXTEND below `op` that makes the column `c`. */
static void put_below(struct arena *a, struct plan_op *op, struct column *c, struct px *e) {
    struct plan_op *x = ARENA_NEW(a, struct plan_op), *input = op->input;
    x->kind = PO_EXTEND;
    x->span = op->span;
    x->input = input;
    x->defs = ARENA_ARRAY(a, struct po_def, 1);
    x->defs[0] = (struct po_def){c, e};
    x->def_count = 1;
    x->cols = ARENA_ARRAY(a, struct column *, input->col_count + 1);
    memcpy(x->cols, input->cols, input->col_count * sizeof *x->cols);
    x->cols[input->col_count] = c;
    x->col_count = input->col_count + 1;
    op->input = x;
}

static void share(struct arena *a, struct plan *p, struct plan_op *op) {
    for (;;) {
        struct search s = {a, op, {0}};
        for (size_t i = 0; i < op->def_count; i++) collect(&s, op->defs[i].expr, true);
        struct px *part = s.parts.n <= LARGEST ? repeated(&s.parts) : NULL;
        if (!part) return;
        struct column *c = plan_new_column(
            a, p, part->kind == PX_CALL && part->row->family == CAT_FUNCTION ? part->row->name : "shared", part->type);
        for (size_t i = 0; i < op->def_count; i++) op->defs[i].expr = replace(a, op->defs[i].expr, part, c);
        put_below(a, op, c, part);
    }
}

struct walker {
    struct arena *a;
    struct plan *p;
};

static void over(void *walker, struct plan_op **op) {
    const struct walker *w = walker;
    po_each_input(*op, over, walker);
    if ((*op)->kind == PO_EXTEND || (*op)->kind == PO_PROJECT) share(w->a, w->p, *op);
}

void opt_common(struct arena *a, struct plan *p) {
    struct walker w = {a, p};
    over(&w, &p->root);
}
