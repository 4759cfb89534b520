/* parse and parse-where: the pattern's parts, and which of its values fills which column (kql.md 5.8). */
#include "lower.h"

#include <string.h>

struct plan_op *lower_parse_op(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_PARSE, b->ast->span, input);
    struct po_parse *x = op->parse = ARENA_NEW(l->arena, struct po_parse);
    op->exprs = ARENA_ARRAY(l->arena, struct px *, 1);
    op->exprs[op->expr_count++] = lower_convert(l, lower_expr(l, b->ast->text), KQ_T_STRING);
    op->outs = ARENA_ARRAY(l->arena, struct column *, b->parsed.n + 1);
    x->from = ARENA_ARRAY(l->arena, size_t, b->parsed.n + 1);
    for (size_t i = 0; i < b->parsed.n; i++) {
        struct column *c = b->parsed.v[i].col;
        if (!lower_carries(c)) lower_refuse(l, DIAG_U0004, b->ast->span);
        x->from[op->out_count] = b->parsed.v[i].part;
        op->outs[op->out_count++] = lower_instance(l, c);
    }
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}

static struct po_part part_of(const struct ast_part *p) {
    const bool typed = p->type_span.end > p->type_span.start;
    switch (p->kind) {
    case PART_STAR: return (struct po_part){.star = true};
    case PART_COLUMN: return (struct po_part){.column = true, .type = typed ? p->type : KQ_T_STRING};
    default: return (struct po_part){.text = p->a->u.lit.s};
    }
}

struct plan_op *lower_parse(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    struct plan_op *op = lower_parse_op(l, b, input);
    struct po_parse *x = op->parse;
    const size_t n = ast->parts.n;
    if (lower_has_word(ast, "kind", "regex"))
        lower_refuse(l, DIAG_U0001, ast->span, arena_printf(l->arena, "%s kind=regex", ast->keyword.text));
    x->where = ast->kind == OP_PARSE_WHERE;
    x->relaxed = lower_has_word(ast, "kind", "relaxed");
    x->parts = ARENA_ARRAY(l->arena, struct po_part, n + 1);
    x->types = ARENA_ARRAY(l->arena, kq_type, n + 1);
    size_t *value_of = ARENA_ARRAY(l->arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        x->parts[x->part_count++] = part_of(ast->parts.v[i]);
        if (!x->parts[i].column) continue;
        value_of[i] = x->value_count;
        x->types[x->value_count++] = x->parts[i].type;
    }
    for (size_t i = 0; i < op->out_count; i++) x->from[i] = value_of[x->from[i]];
    return op;
}
