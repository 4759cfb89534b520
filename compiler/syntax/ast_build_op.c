/* Builds the tabular operators for the grammar's actions; reads join kinds and join keys. */
#include "ast_build.h"

#include <string.h>

static struct ast_op *op_new(struct parser *p, enum ast_op_kind kind, struct span span) {
    struct ast_op *op = ARENA_NEW(p->arena, struct ast_op);
    op->kind = kind;
    op->span = span;
    return op;
}

static struct span list_end(struct span span, const ast_named_list *l) {
    return l && l->n ? span_join(span, l->v[l->n - 1]->span) : span;
}

struct ast_op *ast_op_where(struct parser *p, struct token k, struct ast_expr *predicate) {
    struct ast_op *op = op_new(p, OP_WHERE, span_join(k.span, predicate->span));
    op->u.predicate = predicate;
    return op;
}

struct ast_op *ast_op_list(struct parser *p, enum ast_op_kind kind, struct token k, ast_named_list items) {
    struct ast_op *op = op_new(p, kind, list_end(k.span, &items));
    op->u.list.items = items;
    return op;
}

struct ast_op *ast_op_summarize(struct parser *p, struct token k, const ast_named_list *aggs,
                                const ast_named_list *by) {
    struct ast_op *op = op_new(p, OP_SUMMARIZE, list_end(list_end(k.span, aggs), by));
    if (aggs) op->u.summarize.aggs = *aggs;
    if (by) op->u.summarize.by = *by;
    return op;
}

struct ast_op *ast_op_other(struct parser *p, struct token k) {
    struct ast_op *op = op_new(p, OP_UNSUPPORTED, k.span);
    op->u.unsupported.name = k.name;
    op->u.unsupported.name_span = k.span;
    op->u.unsupported.name_span.end = k.span.start + (uint32_t)strlen(k.name);
    return op;
}

struct ast_op *ast_op_error(struct parser *p, struct token t) {
    (void)p;
    (void)t;
    return NULL;
}

struct op_params ast_param_kind(struct op_params params, struct token kind) {
    params.kind = kind;
    return params;
}

/* ---- join */
static enum ast_join_kind join_kind(struct parser *p, struct token t) {
    static const struct {
        const char *name;
        enum ast_join_kind kind;
    } kinds[] = {{"innerunique", JOIN_INNERUNIQUE}, {"inner", JOIN_INNER},         {"leftouter", JOIN_LEFTOUTER},
                 {"rightouter", JOIN_RIGHTOUTER},   {"fullouter", JOIN_FULLOUTER}, {"leftsemi", JOIN_LEFTSEMI},
                 {"rightsemi", JOIN_RIGHTSEMI},     {"leftanti", JOIN_LEFTANTI},   {"anti", JOIN_LEFTANTI},
                 {"leftantisemi", JOIN_LEFTANTI},   {"rightanti", JOIN_RIGHTANTI}, {"rightantisemi", JOIN_RIGHTANTI}};
    const char *closest = NULL;
    size_t distance = 3;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, t.name) == 0) return kinds[i].kind;
        size_t d = edit_distance(kinds[i].name, t.name, 3);
        if (d >= distance) continue;
        distance = d;
        closest = kinds[i].name;
    }
    syntax_report(p, DIAG_E0216, t.span, t.name);
    if (closest && !syntax_quiet(p, t.span)) diag_hint(p->diag, "did you mean '%s'?", closest);
    return JOIN_INNERUNIQUE;
}

/* `side`.column, where side is "$left" or "$right". */
static bool is_side(const struct ast_expr *e, const char *side) {
    return e->kind == EX_PATH && e->u.path.object->kind == EX_NAME && strcmp(e->u.path.object->u.name.name, side) == 0;
}

static void add_key(struct parser *p, struct ast_op *op, const struct ast_expr *e) {
    struct ast_join_key key;
    while (e->kind == EX_PAREN) e = e->u.inner;
    if (e->kind == EX_BINARY && strcmp(e->u.op.op, "and") == 0) {
        add_key(p, op, e->u.op.left);
        add_key(p, op, e->u.op.right);
        return;
    }
    if (e->kind == EX_ERROR) return;
    if (e->kind == EX_NAME) {
        key = (struct ast_join_key){e->u.name.name, e->u.name.name, e->span, e->span};
    } else if (e->kind == EX_BINARY && strcmp(e->u.op.op, "==") == 0) {
        const struct ast_expr *l = e->u.op.left, *r = e->u.op.right;
        if (is_side(l, "$right") && is_side(r, "$left")) {
            syntax_report(p, DIAG_E0213, e->span, "$left comes first in a join key");
            return;
        }
        if (!is_side(l, "$left") || !is_side(r, "$right")) {
            syntax_report(p, DIAG_E0213, e->span, "both sides of a join key must be columns of $left and $right");
            return;
        }
        key = (struct ast_join_key){l->u.path.name, r->u.path.name, l->u.path.name_span, r->u.path.name_span};
    } else {
        syntax_report(p, DIAG_E0213, e->span, "an expression cannot be a join key");
        return;
    }
    VEC_PUSH(p->arena, &op->u.join.keys, key);
}

struct ast_op *ast_op_join(struct parser *p, struct token k, struct op_params params, struct ast_expr *right,
                           ast_expr_list keys) {
    struct ast_op *op = op_new(p, OP_JOIN, span_join(k.span, keys.v[keys.n - 1]->span));
    op->u.join.kind_given = params.kind.kind != 0;
    op->u.join.kind = op->u.join.kind_given ? join_kind(p, params.kind) : JOIN_INNERUNIQUE;
    op->u.join.right = right->kind == EX_SUBQUERY ? right->u.query : ast_source(p, right);
    for (size_t i = 0; i < keys.n; i++) add_key(p, op, keys.v[i]);
    return op;
}
