/* make-series: keys, then an array for each aggregate, then the axis (kql.md 5.9). Columns of calls with several values
 * keep their own types, as Microsoft's binder has it. */
#include "operators.h"
#include "signature.h"

/* What x + step gives, as far as an axis goes (kql.md 2.3): numbers, and a time with a span or, to Microsoft's binder,
 * with another time. KQ_T_NONE: not defined. */
kq_type type_of_sum(kq_type x, kq_type step) {
    if (x == KQ_T_DATETIME || step == KQ_T_DATETIME)
        return x == step || x == KQ_T_TIMESPAN || step == KQ_T_TIMESPAN ? KQ_T_DATETIME : KQ_T_NONE;
    if (x == KQ_T_TIMESPAN || step == KQ_T_TIMESPAN) return x == step ? x : KQ_T_NONE;
    if (x == KQ_T_INT && step == KQ_T_INT) return KQ_T_LONG;
    return common_type(x, step);
}

static void bind_keys(struct binder *b, struct projection *p, const ast_named_list *by, bound_defs *defs) {
    for (size_t i = 0; i < by->n; i++) {
        bind_item(b, by->v[i]);
        if (by->v[i]->value->table) report_table(b, by->v[i]);
        project_item(b, p, by->v[i], defs);
    }
}

static bool fits(kq_type t, kq_type want) {
    if (t == KQ_T_NONE || want == KQ_T_NONE || t == want) return true;
    return type_is_number(t) && common_type(t, want) == want;
}

static void need(struct binder *b, const struct ast_expr *e, kq_type want, const char *what) {
    if (e->table || !fits(e->type, want))
        diag_report(b->diag, DIAG_E0415, e->span, what, type_with_article(b, want), kind_of_value(b, e));
}

/* `default = 0`: Microsoft's binder minds neither its type nor whether it is constant; a column it cannot be. */
static void bind_default(struct binder *b, const struct ast_named *item) {
    if (!item->extra) return;
    struct place saved = b->at;
    bind_any(b, item->extra);
    b->at = saved;
}

static void bind_aggregates(struct binder *b, struct bound_op *op, struct projection *p, const ast_named_list *items) {
    struct place saved = b->at;
    b->at.aggregates = AGGREGATES_ALLOWED;
    b->at.summarize = op;
    p->type = KQ_T_DYNAMIC;
    for (size_t i = 0; i < items->n; i++) {
        bind_item(b, items->v[i]);
        if (items->v[i]->value->table) report_table(b, items->v[i]);
        bind_default(b, items->v[i]);
        project_item(b, p, items->v[i], NULL);
    }
    b->at = saved;
}

static void bind_bound(struct binder *b, struct ast_expr *e, kq_type axis, const char *what) {
    if (!e) return;
    bind_any(b, e);
    need(b, e, axis, what);
}

static void bind_step(struct binder *b, struct ast_expr *e, kq_type axis) {
    if (!e) return;
    bind_any(b, e);
    if (axis == KQ_T_NONE || (e->type == KQ_T_NONE && !e->table)) return;
    kq_type sum = e->table ? KQ_T_NONE : type_of_sum(axis, e->type);
    if (sum == KQ_T_NONE || !fits(sum, axis))
        diag_report(b->diag, DIAG_E0415, e->span, "the step",
                    axis == KQ_T_DATETIME ? "a timespan" : "what can be added", kind_of_value(b, e));
}

void bind_make_series(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    const struct ast_op *ast = op->ast;
    kq_type axis = KQ_T_NONE;
    check_op_params(b, ast);
    op->nonempty = param_word(op_param(ast, "kind")) == intern_s("nonempty");
    bind_keys(b, &p, &ast->by, &op->defs);
    bind_aggregates(b, op, &p, &ast->items);
    if (ast->axis) {
        bind_item(b, ast->axis);
        if (ast->axis->value->table) report_table(b, ast->axis);
        axis = ast->axis->value->type;
        project_item(b, &p, ast->axis, NULL);
    }
    bind_bound(b, ast->from, axis, "the start of the axis");
    bind_bound(b, ast->to, axis, "the end of the axis");
    bind_step(b, ast->step, axis);
    set_row(b, op, &p.out);
}
