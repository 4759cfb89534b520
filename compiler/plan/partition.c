/* By which expressions over source columns the input may be split, so that each part can be answered on its own: a key
 * of the topmost stateful operator, traced down through every operator below it to each scan. */
#include "px.h"

#include <string.h>

struct traced {
    const struct plan_op *scan;
    struct px *e;
};
typedef VEC(struct traced) trace_list;

struct sides {
    struct arena *arena;
    const struct plan_op *join;
    bool left;
    bool failed;
};

/* A join output in terms of one side's columns, when its value is known there: that side's own columns, or a key. */
static struct px *to_side(void *context, struct column *c) {
    struct sides *s = context;
    const struct plan_op *j = s->join;
    for (size_t i = 0; i < j->col_count; i++) {
        if (j->cols[i] != c) continue;
        for (size_t k = 0; k < j->key_count; k++) {
            struct column *own = j->join_left[i] ? j->keys[k].left : j->keys[k].right;
            if (own == j->join_from[i]) {
                return px_column(s->arena, s->left ? j->keys[k].left : j->keys[k].right, (struct span){0, 0, false});
            }
        }
    }
    s->failed = true; /* not a key: rows that belong together may differ in it */
    return NULL;
}

/* Outer joins put null where a side has no row, whatever the key was. */
static bool null_extended(const struct plan_op *join, const struct px *e) {
    bool left_may = join->join_kind == JOIN_RIGHTOUTER || join->join_kind == JOIN_FULLOUTER;
    bool right_may = join->join_kind == JOIN_LEFTOUTER || join->join_kind == JOIN_FULLOUTER;
    for (size_t i = 0; i < join->col_count; i++) {
        if ((join->join_left[i] ? left_may : right_may) && px_uses_any(e, &join->cols[i], 1)) return true;
    }
    return false;
}

static bool trace(struct arena *a, const struct plan_op *op, struct px *e, trace_list *out) {
    if (px_size(e, PX_SIZE_MAX) >= PX_SIZE_MAX) return false;
    switch (op->kind) {
    case PO_SCAN: {
        struct traced t = {op, e};
        VEC_PUSH(a, out, t);
        return px_has_columns(e) && !px_volatile(e);
    }
    case PO_VALUES:
    case PO_ROW: return true;
    case PO_SORT: return false; /* an order of all rows, or a number of them */
    case PO_WHERE: return trace(a, op->input, e, out);
    case PO_EXTEND:
    case PO_PROJECT: return trace(a, op->input, px_substitute(a, e, op->defs, op->def_count), out);
    case PO_SUMMARIZE: {
        for (size_t i = 0; i < op->col_count; i++) {
            bool key = po_find_def(op->defs, op->def_count, op->cols[i]) != NULL;
            if (!key && px_uses_any(e, &op->cols[i], 1)) return false;
        }
        return trace(a, op->input, px_substitute(a, e, op->defs, op->def_count), out);
    }
    case PO_JOIN: {
        if (op->networks || null_extended(op, e)) return false;
        struct sides left = {a, op, true, false}, right = {a, op, false, false};
        struct px *l = px_rewrite(a, e, to_side, &left);
        struct px *r = px_rewrite(a, e, to_side, &right);
        return !left.failed && !right.failed && trace(a, op->input, l, out) && trace(a, op->right, r, out);
    }
    case PO_UNION:
        for (size_t i = 0; i < op->leg_count; i++) {
            struct leg_columns leg = {a, op, i};
            if (!trace(a, op->legs[i].input, px_rewrite(a, e, po_leg_column, &leg), out)) return false;
        }
        return true;
    default: break;
    }
    return false;
}

/* One table read twice must be split in one way. */
static bool consistent(const trace_list *t) {
    bool same = true;
    for (size_t i = 0; same && i < t->n; i++) {
        for (size_t k = i + 1; same && k < t->n; k++) {
            if (strcmp(t->v[i].scan->table, t->v[k].scan->table) != 0) continue;
            struct strbuf x = {0}, y = {0};
            px_print(t->v[i].e, NULL, &x);
            px_print(t->v[k].e, NULL, &y);
            same = strcmp(x.p, y.p) == 0;
            strbuf_free(&x);
            strbuf_free(&y);
        }
    }
    return same;
}

static void add_key(struct arena *a, const trace_list *t, struct partition *out) {
    for (size_t i = 0; i < t->n; i++) {
        if (out->scans.n == i) {
            struct partition_scan s = {.scan = t->v[i].scan};
            VEC_PUSH(a, &out->scans, s);
        }
        VEC_PUSH(a, &out->scans.v[i].by, t->v[i].e);
    }
}

void plan_partition(struct arena *a, const struct plan *p, struct partition *out) {
    memset(out, 0, sizeof *out);
    const struct plan_op *op = p->root;
    while (po_traits[op->kind].cls == PC_LOCAL) op = op->input;
    if (op->kind != PO_SUMMARIZE && op->kind != PO_JOIN) {
        out->kind = op->kind == PO_SCAN ? PARTITION_ANY : PARTITION_NONE;
        return;
    }
    size_t keys = op->kind == PO_JOIN ? (op->networks ? 0 : op->key_count) : op->def_count;
    for (size_t i = 0; i < keys; i++) {
        trace_list t = {0};
        bool ok;
        if (op->kind == PO_JOIN) {
            ok = trace(a, op->input, px_column(a, op->keys[i].left, op->span), &t) &&
                 trace(a, op->right, px_column(a, op->keys[i].right, op->span), &t);
        } else {
            ok = trace(a, op->input, op->defs[i].expr, &t);
        }
        if (ok && t.n > 0 && consistent(&t)) add_key(a, &t, out);
    }
    out->kind = out->scans.n > 0 ? PARTITION_KEY : PARTITION_NONE;
}
