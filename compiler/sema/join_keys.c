/* The conditions of join and lookup, checked as Microsoft does (Binder_NodeBinder.cs, CheckJoinOnExpression): a column
 * that both sides have, or $left.a == $right.b, or several of them with `and`. */
#include "operators.h"

struct sides {
    struct bound_op *op;
    const struct row_type *left, *right;
    const char *right_name;
};

static void push_keys(struct binder *b, const struct sides *s, struct column *left, struct column *right) {
    VEC_PUSH(b->arena, &s->op->left_keys, left);
    VEC_PUSH(b->arena, &s->op->right_keys, right);
}

static void report_invalid(struct binder *b, struct ast_expr *e) {
    bind_any(b, e); /* names in it are checked all the same */
    if (e->kind != EX_ERROR) diag_report(b->diag, DIAG_E0213, e->span, "this is not a join key");
}

static void hint_other_side(struct binder *b, const struct row_type *other, const char *side, const char *name) {
    struct column *c = find_column(other, name);
    if (c) diag_hint(b->diag, "the %s side has '%s'; keys of different names: $left.a == $right.b", side, name);
}

/* A name that a side does not have: what was dropped before matters on the left only. */
static void report_missing(struct binder *b, const struct sides *s, const struct row_type *row, const char *name,
                           struct span span) {
    bool left = row == s->left;
    report_unknown_column(b, row, left ? b->at.row_name : s->right_name, name, span);
    hint_other_side(b, left ? s->right : s->left, left ? "right" : "left", name);
}

/* A column of a side; an open one has every column. */
static struct column *side_column(struct binder *b, const struct row_type *row, const char *name, struct span span) {
    struct column *c = find_column(row, name);
    return c || !row->open ? c : use_column(b, row, name, span);
}

static void bind_common(struct binder *b, const struct sides *s, struct ast_expr *e) {
    const char *name = e->u.name.name;
    bool here = find_column(s->left, name) || find_column(s->right, name);
    if (!here && find_local(b, name)) { /* a variable */
        diag_report(b->diag, DIAG_E0308, e->span);
        return;
    }
    struct column *left = side_column(b, s->left, name, e->span);
    struct column *right = side_column(b, s->right, name, e->span);
    if (!left || !right) {
        report_missing(b, s, left ? s->right : s->left, name, e->span);
        return;
    }
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    symbol->column = left;
    e->symbol = symbol;
    e->type = left->type;
    if (left->type != right->type && left->type && right->type)
        diag_report(b->diag, DIAG_E0408, e->span, type_name(left->type), type_name(right->type));
    else
        push_keys(b, s, left, right);
}

/* `left.a`: not a column `left`, which would be reported at the same place. */
static bool is_bare_side(struct binder *b, const struct ast_expr *side, bool left) {
    const char *name = side && side->kind == EX_NAME ? side->u.name.name : NULL;
    return name && name == intern_s(left ? "left" : "right") && !find_local(b, name);
}

static void report_operand(struct binder *b, struct ast_expr *e, bool left) {
    const char *side = left ? "$left" : "$right", *name = NULL;
    if (e->kind == EX_PATH && is_bare_side(b, e->u.path.object, left))
        name = e->u.path.name;
    else
        bind_any(b, e); /* names in it are checked all the same */
    if (e->kind == EX_NAME) name = e->u.name.name;
    if (e->kind == EX_ERROR) return;
    diag_report(b->diag, DIAG_E0213, e->span,
                arena_printf(b->arena, "the %s operand must be %s.column", left ? "first" : "second", side));
    if (name) diag_hint(b->diag, "write %s.%s", side, name);
}

/* $left.a or $right.b. NULL: reported. */
static struct column *bind_operand(struct binder *b, const struct sides *s, struct ast_expr *e, bool left) {
    e = without_parentheses(e);
    const struct ast_expr *side = e->kind == EX_PATH ? e->u.path.object : NULL;
    if (!side || side->kind != EX_NAME || side->u.name.name != intern_s(left ? "$left" : "$right")) {
        report_operand(b, e, left);
        return NULL;
    }
    const struct row_type *row = left ? s->left : s->right;
    struct column *c = side_column(b, row, e->u.path.name, e->u.path.name_span);
    if (!c) {
        report_missing(b, s, row, e->u.path.name, e->u.path.name_span);
        return NULL;
    }
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    symbol->column = c;
    e->symbol = symbol;
    e->type = c->type;
    return c;
}

static kq_type promoted(kq_type t) { return t == KQ_T_INT ? KQ_T_LONG : t; }

static void check_types(struct binder *b, const struct ast_expr *e, const struct column *left,
                        const struct column *right) {
    diag_report(b->diag, DIAG_E0408, e->span, type_name(left->type), type_name(right->type));
    bool text = right->type == KQ_T_STRING;
    diag_hint(b->diag, "convert one before the join: extend key = to%s(%s)", type_name(text ? right->type : left->type),
              text ? left->name : right->name);
}

static void bind_equality(struct binder *b, const struct sides *s, struct ast_expr *e) {
    struct column *left = bind_operand(b, s, e->u.op.left, true);
    struct column *right = bind_operand(b, s, e->u.op.right, false);
    e->type = KQ_T_BOOL;
    if (!left || !right) return;
    if (left->type == KQ_T_DYNAMIC)
        diag_report(b->diag, DIAG_E0410, e->u.op.left->span, "join");
    else if (right->type == KQ_T_DYNAMIC)
        diag_report(b->diag, DIAG_E0410, e->u.op.right->span, "join");
    else if (left->type && right->type && promoted(left->type) != promoted(right->type))
        check_types(b, e, left, right);
    else
        push_keys(b, s, left, right);
}

static void bind_condition(struct binder *b, const struct sides *s, struct ast_expr *e) {
    e = without_parentheses(e);
    if (e->kind == EX_BINARY && e->u.op.op == intern_s("==")) {
        bind_equality(b, s, e);
    } else if (e->kind == EX_BINARY && e->u.op.op == intern_s("and")) {
        bind_condition(b, s, e->u.op.left);
        bind_condition(b, s, e->u.op.right);
        e->type = KQ_T_BOOL;
    } else if (e->kind == EX_NAME) {
        bind_common(b, s, e);
    } else {
        report_invalid(b, e);
    }
}

/* Where Microsoft reports it: at the join, behind the lookup. */
static void report_no_keys(struct binder *b, const struct ast_op *op) {
    struct span span = op->keyword.span;
    if (op->kind == OP_LOOKUP) span.start = span.end = op->span.end;
    diag_report(b->diag, DIAG_E0213, span, "there is no `on` with the keys");
}

void bind_join_keys(struct binder *b, struct bound_op *op, const struct row_type *right) {
    static const struct row_type no_row;
    const struct bound_query *q = op->right;
    bool plain = q->kind == SOURCE_TABLE && !q->ops.n && q->table;
    struct sides s = {op, b->at.row ? b->at.row : &no_row, right,
                      plain ? q->table->name : "the right side of the join"};
    struct place saved = b->at;
    b->at.right = right;
    for (size_t i = 0; i < op->ast->on.n; i++) bind_condition(b, &s, op->ast->on.v[i]);
    b->at = saved;
    if (!op->ast->on.n && !b->syntax_errors) report_no_keys(b, op->ast);
}
