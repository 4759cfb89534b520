/* join and lookup: keys of different widths get converted columns. */
#include "select.h"

#include <string.h>

/* The key as long when the other side is long: a column of its own in front of the join. */
static struct column *widen_key(struct lowering *l, struct plan_op **side, struct column *key, kq_type other) {
    if (key->type == other || other != KQ_T_LONG) return key;
    return lower_add_column(l, side, key->name, lower_convert(l, lower_column(l, key, (*side)->span), KQ_T_LONG));
}

static bool is_integer(kq_type t) { return t == KQ_T_INT || t == KQ_T_LONG; }

/* Keys compare as they are, or after widening; sema lets more through, as Microsoft's binder does. */
static bool check_key(struct lowering *l, struct span span, kq_type left, kq_type right) {
    bool plain = left != KQ_T_DYNAMIC && left != KQ_T_NONE;
    if (plain && (left == right || (is_integer(left) && is_integer(right)))) return true;
    lower_refuse(l, DIAG_U0008, span, "join", types_text(l, (kq_type[]){left, right}, 2, " and "));
    return false;
}

struct plan_op *lower_join(struct lowering *l, const struct bound_op *b, struct plan_op *left) {
    struct plan_op *right = lower_query(l, b->right);
    if (l->found) lower_settle_types(b); /* the right side is known now */
    struct plan_op *op = lower_op(l, PO_JOIN, b->ast->span, NULL);
    op->join_kind = b->join_kind;
    op->keys = ARENA_ARRAY(l->arena, struct po_key, b->left_keys.n);
    op->key_count = b->left_keys.n;
    for (size_t i = 0; i < b->left_keys.n; i++) {
        struct column *lk = lower_instance(l, b->left_keys.v[i]), *rk = lower_instance(l, b->right_keys.v[i]);
        if (!check_key(l, b->ast->on.v[i < b->ast->on.n ? i : b->ast->on.n - 1]->span, lk->type, rk->type)) continue;
        op->keys[i].left = widen_key(l, &left, lk, rk->type);
        op->keys[i].right = widen_key(l, &right, rk, lk->type);
    }
    op->input = left;
    op->right = right;
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->out.n + 1);
    op->join_from = ARENA_ARRAY(l->arena, struct column *, b->out.n + 1);
    op->join_left = ARENA_ARRAY(l->arena, bool, b->out.n + 1);
    for (size_t i = 0; i < b->out.n; i++) {
        if (!lower_carries(b->out.cols[i])) continue;
        op->cols[op->col_count] = lower_instance(l, b->out.cols[i]);
        op->join_from[op->col_count] = lower_instance(l, b->join_from.v[i]);
        op->join_left[op->col_count++] = b->join_left.v[i];
    }
    l->unique_join = op->join_kind == JOIN_INNERUNIQUE ? op : NULL;
    return op;
}
