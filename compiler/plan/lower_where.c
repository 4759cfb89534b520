/* where: `and` split into filters, and filters directly behind an innerunique join put where KQL puts them. */
#include "select.h"

#include <string.h>

static struct plan_op *add_filter(struct lowering *l, struct plan_op *input, struct px *e) {
    struct plan_op *op = lower_op(l, PO_WHERE, e->span, input);
    op->predicate = e;
    op->cols = input->cols;
    op->col_count = input->col_count;
    return op;
}

/* Reads nothing but left columns, and what sub-queries since `mark` bring. */
static bool reads_only_left(struct lowering *l, size_t mark, const struct plan_op *join, const struct px *e,
                            bool *any) {
    if (e->kind == PX_COL) {
        for (size_t i = 0; i < join->col_count; i++) {
            if (join->cols[i] != e->col) continue;
            *any = true;
            return join->join_left[i];
        }
        return lower_is_pending(l, mark, e->col);
    }
    for (size_t i = 0; i < e->n; i++)
        if (!reads_only_left(l, mark, join, e->args[i], any)) return false;
    return true;
}

static bool calls_volatile(const struct px *e) {
    if (e->kind == PX_CALL && e->row->effects == EFFECTS_VOLATILE) return true;
    for (size_t i = 0; i < e->n; i++)
        if (calls_volatile(e->args[i])) return true;
    return false;
}

/* In terms of the join's left input; the expression was made for this filter alone, so it may change in place. */
static void to_left_input(const struct plan_op *join, struct px *e) {
    if (e->kind == PX_COL) {
        for (size_t i = 0; i < join->col_count; i++) {
            if (join->cols[i] != e->col) continue;
            e->col = join->join_from[i];
            return;
        }
    }
    for (size_t i = 0; i < e->n; i++) to_left_input(join, e->args[i]);
}

/* `and` split into filters. Directly after an innerunique join, a filter that reads left columns alone works on the
 * left rows before they are made unique (docs: join-innerunique; kql.md 5.5). That is a matter of meaning, not of
 * speed. */
static struct plan_op *add_conjuncts(struct lowering *l, struct plan_op *op, struct plan_op *join,
                                     const struct ast_expr *e) {
    e = without_parentheses(e);
    if (e->kind == EX_BINARY && !strcmp(e->u.op.op, "and") && e->u.op.left->type == KQ_T_BOOL &&
        e->u.op.right->type == KQ_T_BOOL && l->depth < MAX_EXPRESSION_DEPTH) {
        l->depth++;
        op = add_conjuncts(l, op, join, e->u.op.left);
        op = add_conjuncts(l, op, join, e->u.op.right);
        l->depth--;
        return op;
    }
    size_t mark = l->pending.n;
    struct px *p = lower_convert(l, lower_expr(l, e), KQ_T_BOOL);
    px_list all = {0};
    VEC_PUSH(l->arena, &all, p);
    lower_pending_values(l, mark, &all);
    bool any = false, left = join != NULL;
    for (size_t i = 0; left && i < all.n; i++)
        left = reads_only_left(l, mark, join, all.v[i], &any) && !calls_volatile(all.v[i]);
    if (left && any) {
        for (size_t i = 0; i < all.n; i++) to_left_input(join, all.v[i]);
        lower_attach(l, mark, &join->input);
        join->input = add_filter(l, join->input, p);
        return op;
    }
    return add_filter(l, op, p);
}

struct plan_op *lower_where(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    return add_conjuncts(l, input, l->unique_join, b->ast->predicate);
}
