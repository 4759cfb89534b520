/* Joins that sub-queries need below the operator being lowered. Its expressions are lowered first and say what they
 * need; the joins go below the operator when it is there. */
#include "pending_join.h"

#include "px.h"

#include <string.h>

struct column *lower_new_column(struct lowering *l, const char *name, kq_type type) {
    return bound_column(l->bound, intern_s(name), type);
}

void lower_pass_columns(struct lowering *l, struct plan_op *op, const struct plan_op *input, size_t more) {
    op->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + more + 1);
    if (input->col_count) memcpy(op->cols, input->cols, input->col_count * sizeof *op->cols);
    op->col_count = input->col_count;
    op->ingested = input->ingested;
}

struct plan_op *lower_extended(struct lowering *l, struct plan_op *input, const bound_columns *cols,
                               const px_list *values, struct span span) {
    struct plan_op *op = lower_op(l, PO_EXTEND, span, input);
    lower_pass_columns(l, op, input, cols->n);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, cols->n + 1);
    for (size_t i = 0; i < cols->n; i++) {
        op->defs[op->def_count++] = (struct po_def){cols->v[i], values->v[i]};
        op->cols[op->col_count++] = cols->v[i];
    }
    return op;
}

static struct plan_op *attach_one(struct lowering *l, const struct pending_join *p, struct plan_op *input) {
    struct plan_op *join = p->join, *left = lower_extended(l, input, &p->keys, &p->values, join->span);
    join->input = left;
    lower_pass_columns(l, join, input, 2);
    if (p->flag) join->cols[join->col_count++] = p->flag;
    join->join_from = ARENA_ARRAY(l->arena, struct column *, join->col_count + 2);
    join->join_left = ARENA_ARRAY(l->arena, bool, join->col_count + 2);
    for (size_t i = 0; i < join->col_count; i++) {
        join->join_from[i] = join->cols[i]; /* the same column: above are expressions that read it */
        join->join_left[i] = true;
    }
    join->join_from[join->col_count] = p->from;
    join->cols[join->col_count++] = p->value;
    return join;
}

void lower_attach(struct lowering *l, size_t mark, struct plan_op **input) {
    for (size_t i = mark; i < l->pending.n; i++) *input = attach_one(l, &l->pending.v[i], *input);
    l->pending.n = mark;
}

/* Window functions are worked out below the joins that sub-queries need. */
static bool windows_read_pending(const struct lowering *l, size_t mark) {
    for (size_t i = 0; i < l->windows.n; i++)
        for (size_t k = 0; k < l->windows.v[i].n; k++)
            for (size_t p = mark; p < l->pending.n; p++)
                if (px_uses_any(l->windows.v[i].args[k], &l->pending.v[p].value, 1)) return true;
    return false;
}

struct plan_op *lower_attach_below(struct lowering *l, size_t mark, struct plan_op *top, struct plan_op *input) {
    if (l->pending.n == mark) return top;
    struct span span = l->pending.v[mark].join->span;
    if (windows_read_pending(l, mark)) lower_refuse(l, DIAG_U0003, span);
    struct plan_op *op = top;
    while (op && op->input && op->input != input) op = op->input;
    if (op && op->input) {
        lower_attach(l, mark, &op->input);
        return top;
    }
    if (op && op->kind == PO_ROW && input && input->kind == PO_ROW) { /* print: its values over a row of nothing */
        op->input = input;
        op->kind = PO_PROJECT;
        lower_attach(l, mark, &op->input);
        return top;
    }
    l->pending.n = mark;
    lower_refuse(l, DIAG_U0003, span);
    return top;
}

bool lower_is_pending(const struct lowering *l, size_t mark, const struct column *c) {
    for (size_t i = mark; i < l->pending.n; i++)
        if (l->pending.v[i].value == c || l->pending.v[i].flag == c) return true;
    return false;
}

void lower_pending_values(const struct lowering *l, size_t mark, px_list *out) {
    for (size_t i = mark; i < l->pending.n; i++)
        for (size_t k = 0; k < l->pending.v[i].values.n; k++) VEC_PUSH(l->arena, out, l->pending.v[i].values.v[k]);
}

void lower_rewrite_pending(struct lowering *l, size_t mark, struct px *(*map)(void *, struct column *), void *context) {
    for (size_t i = mark; i < l->pending.n; i++)
        for (size_t k = 0; k < l->pending.v[i].values.n; k++)
            l->pending.v[i].values.v[k] = px_rewrite(l->arena, l->pending.v[i].values.v[k], map, context);
}

struct column *lower_find_pending(const struct lowering *l, const void *subquery) {
    for (size_t i = l->operator_mark; i < l->pending.n; i++)
        if (l->pending.v[i].subquery == subquery && l->pending.v[i].instance == l->instance)
            return l->pending.v[i].value;
    return NULL;
}

struct pending_join *lower_new_pending(struct lowering *l, const void *subquery, struct span span) {
    struct pending_join p = {.subquery = subquery, .instance = l->instance};
    p.join = lower_op(l, PO_JOIN, span, NULL);
    p.join->join_kind = JOIN_LEFTOUTER;
    VEC_PUSH(l->arena, &l->pending, p);
    return &l->pending.v[l->pending.n - 1];
}

void lower_add_key(struct lowering *l, struct pending_join *p, struct px *left, struct column *right) {
    struct column *c = lower_new_column(l, "lookup_key", left->type);
    VEC_PUSH(l->arena, &p->keys, c);
    VEC_PUSH(l->arena, &p->values, left);
    struct po_key *keys = ARENA_ARRAY(l->arena, struct po_key, p->join->key_count + 1);
    if (p->join->key_count) memcpy(keys, p->join->keys, p->join->key_count * sizeof *keys);
    keys[p->join->key_count++] = (struct po_key){c, right};
    p->join->keys = keys;
}
