/* where: keeps the columns (kql.md 5.2). */
#include "operators.h"
#include "signature.h"

/* The '=' of `where x = 1`; without the text, all of it. */
static struct span assignment(const struct binder *b, const struct ast_op *op) {
    struct span name = op->name.span, between = {name.end, op->predicate->span.start, false};
    const struct source *s = diag_source(b->diag);
    if (!s || name.in_file || between.end > s->query.n) return span_join(name, op->predicate->span);
    while (between.start < between.end && s->query.p[between.start] != '=') between.start++;
    between.end = between.start + 1;
    return between;
}

static void check_predicate(struct binder *b, const struct ast_op *op) {
    const struct ast_expr *p = op->predicate;
    struct span span = op->name.text ? span_join(op->name.span, p->span) : p->span;
    value_type t = value_type_of(p);
    if (!p->table && t == KQ_T_BOOL && op->name.text) diag_report(b->diag, DIAG_W0202, assignment(b, op));
    if (!p->table && (t == KQ_T_BOOL || t == VT_UNKNOWN || t == VT_WRONG)) return;
    diag_report(b->diag, DIAG_E0404, span, "where",
                p->type == KQ_T_NONE && !p->table ? value_type_text(b->arena, t) : kind_of_value(b, p));
    if (op->name.text)
        diag_hint(b->diag, "'=' gives a name and does not compare: write '==' (or '=~', which ignores case)");
    else if (p->type == KQ_T_DYNAMIC)
        diag_hint(b->diag, "tobool(...), or compare it: ... == true");
    else if (p->type == KQ_T_STRING)
        diag_hint(b->diag, "compare it, or isnotempty(...)");
}

void bind_where(struct binder *b, struct bound_op *op) {
    struct ast_expr *p = op->ast->predicate;
    if (p) { /* NULL: the parser has reported it */
        bind_any(b, p);
        check_predicate(b, op->ast);
    }
    pass_row(b, op);
}
