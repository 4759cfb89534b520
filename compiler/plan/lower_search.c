/* search: the tables' rows as union has them, and a condition in which a text that stands alone is looked for in every
 * column (kql.md 5.11; docs: search-operator). */
#include "lower.h"
#include "px.h"

#include <string.h>

/* The text of a term: "x" or a constant by its name; NULL: it is none. */
static const struct ast_expr *text_of_term(const struct ast_expr *e) {
    const struct name_symbol *symbol = e->kind == EX_NAME ? e->symbol : NULL;
    if (e->kind == EX_STRING) return e;
    if (!symbol || !symbol->local || symbol->local->type != KQ_T_STRING) return NULL;
    const struct ast_expr *value = bound_literal(e);
    return value && value->kind == EX_STRING ? value : NULL;
}

static struct ast_expr *new_expr(struct lowering *l, enum ast_expr_kind kind, kq_type type, struct span span) {
    struct ast_expr *e = ARENA_NEW(l->arena, struct ast_expr);
    *e = (struct ast_expr){.kind = kind, .type = type, .span = span};
    return e;
}

/* Stars inside a term: the words in their order, at word borders where no star stands. */
static struct text regex_of(struct lowering *l, struct text t, bool sensitive) {
    struct strbuf b = {0};
    strbuf_puts(&b, sensitive ? "" : "(?i)");
    if (t.p[0] != '*') strbuf_puts(&b, "\\b");
    for (size_t i = 0; i < t.n; i++) {
        const char c = t.p[i];
        if (c == '*' && i > 0 && i + 1 < t.n) strbuf_puts(&b, ".*");
        if (c == '*') continue;
        if (strchr("\\.+?()|[]{}^$#&-~", c) && c) strbuf_putc(&b, '\\');
        strbuf_putc(&b, c);
    }
    if (t.p[t.n - 1] != '*') strbuf_puts(&b, "\\b");
    struct text out = text_of(arena_strndup(l->arena, b.p, b.n), b.n);
    strbuf_free(&b);
    return out;
}

/* "x" has, "x*" hasprefix, "*x" hassuffix, "*x*" contains, "a*b" a regular expression; `left` is a column or `*`. */
static struct ast_expr *term(struct lowering *l, struct ast_expr *left, struct text t, bool sensitive,
                             struct span span) {
    const bool front = t.n > 0 && t.p[0] == '*', back = t.n > 1 && t.p[t.n - 1] == '*';
    struct text inner = text_of(t.p + front, t.n - front - back);
    struct ast_expr *e = new_expr(l, EX_BINARY, KQ_T_BOOL, span), *text = new_expr(l, EX_STRING, KQ_T_STRING, span);
    if (inner.n > 0 && memchr(inner.p, '*', inner.n)) {
        e->u.op.op = intern_s("matches regex");
        text->u.lit.s = regex_of(l, t, sensitive);
    } else {
        const char *op = front && back ? "contains" : front ? "hassuffix" : back ? "hasprefix" : "has";
        e->u.op.op = intern_s(arena_printf(l->arena, "%s%s", op, sensitive ? "_cs" : ""));
        text->u.lit.s = inner;
    }
    e->u.op.left = left;
    e->u.op.right = text;
    return e;
}

/* The condition as one of `where`. */
static struct ast_expr *written_out(struct lowering *l, struct ast_expr *e, bool sensitive) {
    const struct ast_expr *text = text_of_term(e);
    if (e->kind == EX_PAREN) return written_out(l, e->u.inner, sensitive);
    if (e->kind == EX_STAR) {
        struct ast_expr *all = new_expr(l, EX_BOOL, KQ_T_BOOL, e->span);
        all->u.lit.value = (kq_value){KQ_T_BOOL, false, {.b = true}};
        return all;
    }
    if (text) return term(l, new_expr(l, EX_STAR, KQ_T_DYNAMIC, e->span), text->u.lit.s, sensitive, e->span);
    if (e->kind != EX_BINARY) return e;
    if (strcmp(e->u.op.op, ":") == 0) {
        text = bound_literal(e->u.op.right);
        if (text && text->kind == EX_STRING) return term(l, e->u.op.left, text->u.lit.s, sensitive, e->span);
        lower_refuse(l, DIAG_U0001, e->span, "':' with what is no constant text");
        return e;
    }
    if (strcmp(e->u.op.op, "and") != 0 && strcmp(e->u.op.op, "or") != 0) return e;
    struct ast_expr *both = ARENA_NEW(l->arena, struct ast_expr);
    *both = *e;
    both->u.op.left = written_out(l, e->u.op.left, sensitive);
    both->u.op.right = written_out(l, e->u.op.right, sensitive);
    return both;
}

struct ast_expr *lower_search_condition(struct lowering *l, const struct ast_op *op) {
    return written_out(l, op->predicate, lower_has_word(op, "kind", "case_sensitive"));
}

/* Piped rows: the table's name in front, as far as it is known. */
static struct plan_op *with_table(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_EXTEND, b->ast->span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->defs[op->def_count++] =
        (struct po_def){lower_instance(l, b->source), lower_text(l, lower_name_of_input(l, 0), b->ast->span)};
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}

/* The rows of the i-th leg for which the condition holds. It is one of the union's columns; a star stands for those
 * alone that the leg has. (With all tables of a workspace, that makes the difference between a moment and a minute.) */
static void filter_leg(struct lowering *l, const struct bound_op *b, struct plan_op *all, size_t i,
                       const struct ast_expr *condition) {
    struct po_leg *leg = &all->legs[i];
    struct row_type row = {.cols = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 1)};
    for (size_t k = 0, at = b->source != NULL; k < b->gathered.n; k++)
        if (lower_carries(b->gathered.v[k]) && leg->from[at++]) row.cols[row.n++] = b->gathered.v[k];
    const size_t mark = l->pending.n;
    l->row = &row;
    struct px *e = lower_convert(l, lower_expr(l, condition), KQ_T_BOOL);
    struct plan_op *where = lower_op(l, PO_WHERE, b->ast->span, leg->input);
    struct leg_columns columns = {l->arena, all, i};
    where->predicate = px_rewrite(l->arena, e, po_leg_column, &columns);
    where->cols = leg->input->cols;
    where->col_count = leg->input->col_count;
    lower_rewrite_pending(l, mark, po_leg_column, &columns);
    lower_attach(l, mark, &where->input);
    leg->input = where;
}

static struct plan_op *filter_rows(struct lowering *l, const struct bound_op *b, struct plan_op *input,
                                   const struct ast_expr *condition) {
    struct plan_op *where = lower_op(l, PO_WHERE, b->ast->span, with_table(l, b, input));
    where->predicate = lower_convert(l, lower_expr(l, condition), KQ_T_BOOL);
    where->cols = where->input->cols;
    where->col_count = where->input->col_count;
    return where;
}

struct plan_op *lower_search(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    const struct row_type *outside = l->row;
    const struct ast_expr *condition = lower_search_condition(l, ast);
    if (!b->legs.n) return filter_rows(l, b, input, condition);
    struct plan_op *all = lower_legs(l, b, NULL);
    if (!all) return lower_op(l, PO_ROW, ast->span, NULL); /* over a limit */
    for (size_t i = 0; i < all->leg_count && !l->over; i++) filter_leg(l, b, all, i, condition);
    l->row = outside;
    return all;
}
