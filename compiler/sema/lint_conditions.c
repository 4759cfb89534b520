/* Advice on the terms of one `and` or `or`: the same term twice, and a column that would have to equal two values. */
#include "lint.h"

#include <string.h>

enum { MOST_TERMS = 200 }; /* every pair is compared */

struct terms {
    const struct ast_expr *v[MOST_TERMS];
    size_t n;
};

static bool is_same(const struct ast_expr *a, const struct ast_expr *b);

static bool same_args(const ast_named_list *a, const ast_named_list *b) {
    if (a->n != b->n) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!is_same(a->v[i]->value, b->v[i]->value)) return false;
    return true;
}

static bool same_list(const ast_expr_list *a, const ast_expr_list *b) {
    if (a->n != b->n) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!is_same(a->v[i], b->v[i])) return false;
    return true;
}

/* The same expression, written twice. */
static bool is_same(const struct ast_expr *a, const struct ast_expr *b) {
    a = without_parentheses(a);
    b = without_parentheses(b);
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case EX_NAME: return a->u.name.name == b->u.name.name;
    case EX_STRING: return text_eq(a->u.lit.s, b->u.lit.s);
    case EX_BOOL:
    case EX_INT:
    case EX_LONG:
    case EX_DATETIME:
    case EX_TIMESPAN:
        return a->u.lit.value.null == b->u.lit.value.null && a->u.lit.value.u.i == b->u.lit.value.u.i &&
               a->u.lit.now_literal == b->u.lit.now_literal;
    case EX_REAL: return memcmp(&a->u.lit.value.u, &b->u.lit.value.u, sizeof(double)) == 0;
    case EX_PATH: return a->u.path.name == b->u.path.name && is_same(a->u.path.object, b->u.path.object);
    case EX_INDEX: return is_same(a->u.index.object, b->u.index.object) && is_same(a->u.index.index, b->u.index.index);
    case EX_CALL: /* rand() == rand() is no repetition */
        return a->u.call.name == b->u.call.name && !a->u.call.object && !b->u.call.object && a->u.call.args.n > 0 &&
               same_args(&a->u.call.args, &b->u.call.args);
    case EX_UNARY: return a->u.op.op == b->u.op.op && is_same(a->u.op.left, b->u.op.left);
    case EX_BINARY:
        return a->u.op.op == b->u.op.op && is_same(a->u.op.left, b->u.op.left) && is_same(a->u.op.right, b->u.op.right);
    case EX_IN:
        return a->u.in.op == b->u.in.op && is_same(a->u.in.left, b->u.in.left) &&
               same_list(&a->u.in.items, &b->u.in.items);
    case EX_BETWEEN:
        return a->u.between.negated == b->u.between.negated && is_same(a->u.between.left, b->u.between.left) &&
               is_same(a->u.between.low, b->u.between.low) && is_same(a->u.between.high, b->u.between.high);
    default: return false;
    }
}

/* The terms of a chain of one operator. */
static void collect(const struct ast_expr *e, const char *op, struct terms *out) {
    e = without_parentheses(e);
    if (out->n == MOST_TERMS) return;
    if (e->kind == EX_BINARY && e->u.op.op == op) {
        collect(e->u.op.left, op, out);
        collect(e->u.op.right, op, out);
    } else {
        out->v[out->n++] = e;
    }
}

/* `x == 1 and x == 2`, both literals: never both. */
static bool contradict(const struct ast_expr *a, const struct ast_expr *b) {
    if (a->kind != EX_BINARY || b->kind != EX_BINARY || strcmp(a->u.op.op, "==") != 0 || a->u.op.op != b->u.op.op)
        return false;
    const struct ast_expr *x = bound_literal(a->u.op.right), *y = bound_literal(b->u.op.right);
    if (!x || !y || x->kind != y->kind || x->kind == EX_DYNAMIC || !is_same(a->u.op.left, b->u.op.left)) return false;
    return !is_same(x, y);
}

/* `Device == Device`: often a let that the column of the same name hides. */
void lint_both_sides(const struct lint *l, const struct ast_expr *e) {
    static const char *const equal[] = {"==", "=~", "<=", ">="}, *const different[] = {"!=", "!~", "<", ">"};
    const char *outcome = NULL;
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(e->u.op.op, equal[i]) == 0) outcome = "true (unless null)";
        if (strcmp(e->u.op.op, different[i]) == 0) outcome = "false";
    }
    if (!outcome || bound_literal(e->u.op.left) || !is_same(e->u.op.left, e->u.op.right)) return;
    diag_report(l->diag, DIAG_W0413, e->span, outcome);
    diag_hint(l->diag, "both sides are the same; a column hides a let of its name");
}

void lint_conditions(struct lint *l, const struct ast_expr *e) {
    const char *op = e->u.op.op;
    bool both = strcmp(op, "and") == 0;
    if (!both && strcmp(op, "or") != 0) return;
    if (e->span.start >= l->chain.start && e->span.end <= l->chain.end && l->chain.end > 0) return;
    l->chain = e->span;
    struct terms t = {.n = 0};
    collect(e, op, &t);
    for (size_t i = 0; i < t.n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (is_same(t.v[k], t.v[i])) {
                diag_report(l->diag, DIAG_W0410, t.v[i]->span, diag_line(l->diag, t.v[k]->span));
                break;
            }
            if (!both || !contradict(t.v[k], t.v[i])) continue;
            diag_report(l->diag, DIAG_W0413, t.v[i]->span, "false");
            diag_hint(l->diag, "line %u wants another value of the same expression; did you mean 'or'?",
                      diag_line(l->diag, t.v[k]->span));
            break;
        }
    }
}
