/* mv-apply: a plan of its own for each row, over the row's elements; partition: for each group of rows (kql.md 5.7,
 * 5.11). */
#include "lower.h"

#include <string.h>

/* What stands in such a plan: only its rows may come in, and there is no second input. */
static const char *not_in_plan(const struct plan_op *op) {
    if (op->kind == PO_JOIN || op->kind == PO_UNION) return po_traits[op->kind].name;
    if (op->kind == PO_ITEMS || op->kind == PO_MEMBERS) return NULL;
    return op->input ? not_in_plan(op->input) : "a table";
}

static bool has(struct column *const *cols, size_t n, const struct column *c) {
    for (size_t i = 0; i < n; i++)
        if (cols[i] == c) return true;
    return false;
}

/* Every column that is read is one of the input or made here: a name that stands twice in the input gets a new column,
 * which nothing fills. */
static void check_columns(struct lowering *l, const struct ast_op *ast, const struct plan_op *op,
                          const struct plan_op *input, struct column *const *made, size_t n) {
    for (size_t i = 0; i < op->col_count && !l->failed; i++)
        if (!has(input->cols, input->col_count, op->cols[i]) && !has(made, n, op->cols[i]))
            lower_refuse(l, DIAG_U0001, ast->keyword.span,
                         arena_printf(l->arena, "%s over two columns of one name", ast->keyword.text));
}

static void set_made(struct lowering *l, struct plan_op *op) {
    const struct plan_op *plan = op->right, *input = op->input;
    op->outs = ARENA_ARRAY(l->arena, struct column *, plan->col_count + 1);
    op->out_count = 0;
    for (size_t i = 0; i < plan->col_count; i++)
        if (!has(input->cols, input->col_count, plan->cols[i])) op->outs[op->out_count++] = plan->cols[i];
}

static struct plan_op *lower_piped(struct lowering *l, const struct bound_query *q, struct plan_op *from) {
    struct plan_op *outside = l->piped;
    l->piped = from;
    struct plan_op *op = lower_query(l, q);
    l->piped = outside;
    return op;
}

/* The plan of op, which takes `items`. */
static void set_plan(struct lowering *l, const struct bound_op *b, struct plan_op *op, struct plan_op *items) {
    const struct ast_name keyword = b->ast->keyword;
    op->apply = items->apply = ARENA_NEW(l->arena, struct po_apply);
    op->apply->apply = op;
    op->apply->items = items;
    op->right = lower_piped(l, b->right, items);
    const char *other = l->over ? NULL : not_in_plan(op->right);
    if (other) lower_refuse(l, DIAG_U0001, keyword.span, arena_printf(l->arena, "%s with %s", keyword.text, other));
}

struct plan_op *lower_apply(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    struct plan_op *op = lower_op(l, PO_APPLY, ast->span, input), *items = lower_op(l, PO_ITEMS, ast->span, NULL);
    lower_items(l, b, op);
    items->expand = op->expand;
    items->outs = op->outs;
    items->out_count = op->out_count;
    lower_set_columns(l, items, b->right->source.cols, b->right->source.n);
    check_columns(l, ast, items, input, items->outs, items->out_count);
    set_plan(l, b, op, items);
    set_made(l, op);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    check_columns(l, ast, op, input, op->outs, op->out_count);
    return op;
}

/* ---- partition ------------------------------------------------------------------------------------------------------
 */

struct stray { /* a column that an operator reads and its input does not have */
    const struct plan_op *input;
    bool found;
};

static void find_stray(void *context, struct px **e) {
    struct stray *s = context;
    if ((*e)->kind == PX_COL && !has(s->input->cols, s->input->col_count, (*e)->col)) s->found = true;
    for (size_t i = 0; i < (*e)->n; i++) find_stray(s, &(*e)->args[i]);
}

/* The key has a name of its own in the sub-query, also where the rows do not have the column any more. */
static bool reads_lost_key(struct plan_op *op) {
    if (!op->input) return false;
    struct stray s = {op->input, false};
    po_each_expr(op, find_stray, &s);
    return s.found || reads_lost_key(op->input);
}

struct plan_op *lower_partition(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    if (!b->right || ast->limit || !b->left_keys.n) {
        lower_refuse(l, DIAG_U0001, ast->keyword.span,
                     ast->limit ? "partition by a key in a list" : "partition with a whole query");
        return input;
    }
    struct plan_op *groups = lower_op(l, PO_PARTITION, ast->span, input);
    groups->exprs = ARENA_ARRAY(l->arena, struct px *, 1);
    groups->exprs[groups->expr_count++] = lower_column(l, b->left_keys.v[0], ast->key->span);
    groups->cols = input->cols;
    groups->col_count = input->col_count;
    struct plan_op *op = lower_op(l, PO_APPLY, ast->span, groups), *rows = lower_op(l, PO_MEMBERS, ast->span, NULL);
    rows->outs = rows->cols = input->cols;
    rows->out_count = rows->col_count = input->col_count;
    set_plan(l, b, op, rows);
    op->apply->partition = groups;
    if (!l->failed && reads_lost_key(op->right))
        lower_refuse(l, DIAG_U0001, ast->keyword.span, "partition whose sub-query names the key behind its rows");
    op->outs = op->right->cols;
    op->out_count = op->right->col_count;
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}
