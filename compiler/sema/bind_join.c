/* join: its keys and the columns that come out (kql.md 5.5). A right column whose name is taken becomes name1, name2,
 * ..., passing over names that either side has. */
#include "sema_internal.h"

static bool is_integer(kq_type t) { return t == KQ_T_INT || t == KQ_T_LONG; }

static bool bind_key(struct binder *b, struct bound_op *op, const struct row_type *right, const char *right_name,
                     const struct ast_join_key *key) {
    struct column *l = find_column(b->row, key->left), *r = find_column(right, key->right);
    if (!l) report_unknown_column(b, b->row, b->row_name, key->left, key->left_span);
    if (!r) {
        /* what the left side dropped does not matter here */
        size_t kept = b->dropped.n;
        b->dropped.n = 0;
        report_unknown_column(b, right, right_name, key->right, key->right_span);
        b->dropped.n = kept;
    }
    if (!l || !r) return false;
    if (l->type == KQ_T_NONE || r->type == KQ_T_NONE) return false;
    struct span span = span_join(key->left_span, key->right_span);
    if (l->type == KQ_T_DYNAMIC || r->type == KQ_T_DYNAMIC) return diag_report(b->diag, DIAG_E0410, span, "join");
    if (l->type == KQ_T_DECIMAL || r->type == KQ_T_DECIMAL) return diag_report(b->diag, DIAG_U0004, span);
    if (l->type != r->type && !(is_integer(l->type) && is_integer(r->type))) {
        diag_report(b->diag, DIAG_E0408, span, type_name(l->type), type_name(r->type));
        diag_hint(b->diag, "convert one before the join: extend key = to%s(%s)",
                  type_name(r->type == KQ_T_STRING ? KQ_T_STRING : l->type),
                  r->type == KQ_T_STRING ? key->left : key->right);
        return false;
    }
    VEC_PUSH(b->arena, &op->left_keys, l);
    VEC_PUSH(b->arena, &op->right_keys, r);
    return true;
}

static void add_output(struct binder *b, struct bound_op *op, const char *name, struct column *from, bool left) {
    row_push(b, &op->out, bound_column(b->bound, name, from->type));
    VEC_PUSH(b->arena, &op->join_from, from);
    VEC_PUSH(b->arena, &op->join_left, left);
}

static void add_right(struct binder *b, struct bound_op *op, const struct row_type *right) {
    for (size_t i = 0; i < right->n; i++) {
        const char *name = right->cols[i]->name;
        if (find_column(&op->out, name)) {
            const char *base = name;
            for (unsigned k = 1;; k++) {
                name = intern_s(arena_printf(b->arena, "%s%u", base, k));
                if (!find_column(&op->out, name) && !find_column(right, name)) break;
            }
        }
        add_output(b, op, name, right->cols[i], false);
    }
}

struct bound_query *bind_right_side(struct binder *b, struct ast_query *ast) {
    struct binder saved = *b;
    struct bound_query *right = bind_query(b, ast);
    size_t operators = b->operators;
    *b = saved;
    b->operators = operators;
    return right;
}

bool bind_join(struct binder *b, struct bound_op *op) {
    const struct row_type *left = b->row;
    op->right = bind_right_side(b, op->ast->u.join.right);
    if (!op->right) return false;
    const struct row_type *right = &op->right->out;
    const char *right_name =
        op->right->table && op->right->ops.n == 0 ? op->right->table->name : "the right side of the join";
    bool ok = true;
    for (size_t i = 0; i < op->ast->u.join.keys.n; i++)
        ok = bind_key(b, op, right, right_name, &op->ast->u.join.keys.v[i]) && ok;
    enum ast_join_kind kind = op->ast->u.join.kind;
    bool only_right = kind == JOIN_RIGHTSEMI || kind == JOIN_RIGHTANTI;
    bool only_left = kind == JOIN_LEFTSEMI || kind == JOIN_LEFTANTI;
    for (size_t i = 0; i < left->n && !only_right; i++) add_output(b, op, left->cols[i]->name, left->cols[i], true);
    if (!only_left) add_right(b, op, right);
    return ok && op->left_keys.n > 0;
}
