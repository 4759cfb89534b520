/* parse and parse-where: the pattern's parts, and which of its values fills which column (kql.md 5.8). */
#include "lower.h"

#include <kq/regex.h>

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
        if (!lower_carries(c)) lower_refuse(l, DIAG_U0005, b->ast->span, c->name);
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

/* ---- kind=regex: one regular expression of all parts, with a group of a name of its own for each column */

static const char *flags_of(struct lowering *l, const struct ast_op *ast) {
    for (size_t i = 0; i < ast->params.n; i++) {
        const struct ast_expr *value = ast->params.v[i].value;
        if (strcmp(ast->params.v[i].name.text, "flags") != 0 || !value) continue;
        const char *flags = value->kind == EX_NAME ? value->u.name.name : bound_text(value);
        if (flags && flags[strspn(flags, "imsU")] == '\0') return flags;
        lower_refuse(l, DIAG_U0001, value->span, "parse with flags other than i, m, s and U");
    }
    return "";
}

/* What a column takes: digits, or, greedy as the page's example has it, anything (docs: parse-operator). */
static const char *fragment_of(kq_type type) {
    switch (type) {
    case KQ_T_INT:
    case KQ_T_LONG: return "\\-?\\d+";
    case KQ_T_REAL: return "\\-?\\d+(?:\\.\\d*)?(?:[eE][+\\-]?\\d+)?";
    default: return ".*";
    }
}

static void set_regex(struct lowering *l, struct po_parse *x, const struct ast_op *ast) {
    struct strbuf b = {0};
    const char *flags = flags_of(l, ast);
    if (flags[0]) strbuf_printf(&b, "(?%s)", flags);
    size_t column = 0;
    for (size_t i = 0; i < x->part_count; i++) {
        const struct po_part *p = &x->parts[i];
        if (p->star)
            strbuf_puts(&b, ".*?");
        else if (p->column)
            strbuf_printf(&b, "(?P<kqparse%zu>%s)", column++, fragment_of(p->type));
        else
            strbuf_put(&b, p->text.p, p->text.n);
    }
    strbuf_puts(&b, "");
    x->by_regex = true;
    x->regex = text_of(arena_strndup(l->arena, b.p, b.n), b.n);
    strbuf_free(&b);
    x->groups = ARENA_ARRAY(l->arena, uint32_t, x->value_count + 1);
    kq_regex *re = lower_check_pattern(l, x->regex, ast->span);
    for (size_t i = 0; re && i < x->value_count; i++) {
        const char *name = arena_printf(l->arena, "kqparse%zu", i);
        x->groups[i] = kq_regex_group_named(re, kq_mk_string(name, strlen(name)));
    }
    kq_regex_free(re);
}

struct plan_op *lower_parse(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    struct plan_op *op = lower_parse_op(l, b, input);
    struct po_parse *x = op->parse;
    const size_t n = ast->parts.n;
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
    if (lower_has_word(ast, "kind", "regex")) set_regex(l, x, ast);
    return op;
}
