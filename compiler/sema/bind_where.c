/* where: keeps the columns (kql.md 5.2). */
#include "operators.h"
#include "signature.h"

static void check_predicate(struct binder *b, const struct ast_op *op) {
    const struct ast_expr *p = op->predicate;
    struct span span = op->name.text ? span_join(op->name.span, p->span) : p->span;
    value_type t = value_type_of(p);
    if (!p->table && (t == KQ_T_BOOL || t == VT_UNKNOWN || t == VT_WRONG)) return;
    diag_report(b->diag, DIAG_E0404, span, "where",
                p->type == KQ_T_NONE && !p->table ? value_type_text(b->arena, t) : kind_of_value(b, p));
    if (p->type == KQ_T_DYNAMIC)
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
