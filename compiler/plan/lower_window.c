/* Window functions (prev, row_number, ...): calls in an operator's values become columns of a WINDOW operator in front
 * of it, which sees all rows in their order. A call inside the arguments of another one needs a WINDOW of its own
 * further down. Rows must be in an order, which some operators give, some keep and others lose (docs:
 * window-functions.md, serialize-operator.md). */
#include "lower.h"
#include "px.h"

#include <string.h>

bool lower_is_window(const struct catalog_decl *decl) {
    switch (decl->special) {
    case SPECIAL_PREV:
    case SPECIAL_NEXT:
    case SPECIAL_ROW_NUMBER:
    case SPECIAL_ROW_CUMSUM:
    case SPECIAL_ROW_RANK_DENSE:
    case SPECIAL_ROW_RANK_MIN:
    case SPECIAL_ROW_WINDOW_SESSION: return true;
    default: return false;
    }
}

bool lower_keeps_order(enum ast_op_kind kind, bool ordered) {
    switch (kind) {
    case OP_SORT:
    case OP_TOP:
    case OP_TOP_HITTERS:
    case OP_SERIALIZE:
    case OP_GETSCHEMA:
    case OP_RANGE:
    case OP_PRINT: return true;
    case OP_COUNT:
    case OP_DISTINCT:
    case OP_EVALUATE:
    case OP_FACET:
    case OP_JOIN:
    case OP_LOOKUP:
    case OP_MAKE_SERIES:
    case OP_REDUCE:
    case OP_SAMPLE:
    case OP_SAMPLE_DISTINCT:
    case OP_SUMMARIZE:
    case OP_TOP_NESTED:
    case OP_UNION: return false;
    default: return ordered;
    }
}

/* ---- calls --------------------------------------------------------------------------------------------------------
 */

/* The level of the WINDOW operators that e reads columns of. */
static unsigned level_of(const struct lowering *l, const struct px *e) {
    unsigned level = 0;
    for (size_t i = 0; e->kind == PX_COL && i < l->windows.n; i++)
        if (l->windows.v[i].out == e->col) return l->windows.v[i].level;
    for (size_t i = 0; i < e->n; i++) {
        const unsigned below = level_of(l, e->args[i]);
        if (below > level) level = below;
    }
    return level;
}

static struct px *long_constant(struct lowering *l, int64_t v, struct span span) {
    return px_constant(l->arena, kq_box_long(kq_mk_long(v)), span);
}

static struct px *false_constant(struct lowering *l, struct span span) {
    return px_constant(l->arena, kq_box_bool(kq_mk_bool(false)), span);
}

static struct px *null_of(struct lowering *l, kq_type type, struct span span) {
    kq_value v = {.type = type, .null = type != KQ_T_STRING && type != KQ_T_DYNAMIC};
    if (type == KQ_T_STRING) v = kq_box_string(kq_null_string());
    return px_constant(l->arena, v, span);
}

/* Argument i as a value of that type; `missing` when it is not there. */
static struct px *argument(struct lowering *l, const struct ast_expr *e, size_t i, kq_type type, struct px *missing) {
    if (i >= e->u.call.args.n) return missing;
    struct px *arg = lower_expr(l, e->u.call.args.v[i]->value);
    return l->failed ? arg : lower_convert(l, arg, type);
}

static void set_arguments(struct lowering *l, const struct ast_expr *e, struct lowered_window *w) {
    const struct span span = e->span;
    const kq_type first = e->u.call.args.n ? e->u.call.args.v[0]->value->type : KQ_T_NONE;
    switch (w->row->special) {
    case SPECIAL_PREV:
    case SPECIAL_NEXT:
        w->args[w->n++] = lower_expr(l, e->u.call.args.v[0]->value);
        w->args[w->n++] = argument(l, e, 1, KQ_T_LONG, long_constant(l, 1, span));
        w->args[w->n++] = argument(l, e, 2, first, null_of(l, first, span));
        break;
    case SPECIAL_ROW_NUMBER:
        w->args[w->n++] = argument(l, e, 0, KQ_T_LONG, long_constant(l, 1, span));
        w->args[w->n++] = argument(l, e, 1, KQ_T_BOOL, false_constant(l, span));
        break;
    case SPECIAL_ROW_WINDOW_SESSION:
        w->args[w->n++] = argument(l, e, 0, KQ_T_DATETIME, NULL);
        w->args[w->n++] = argument(l, e, 1, KQ_T_TIMESPAN, NULL);
        w->args[w->n++] = argument(l, e, 2, KQ_T_TIMESPAN, NULL);
        w->args[w->n++] = argument(l, e, 3, KQ_T_BOOL, false_constant(l, span));
        break;
    default: /* a term, restart */
        w->args[w->n++] = lower_expr(l, e->u.call.args.v[0]->value);
        w->args[w->n++] = argument(l, e, 1, KQ_T_BOOL, false_constant(l, span));
        break;
    }
}

struct px *lower_window(struct lowering *l, const struct ast_expr *e, const struct catalog_decl *decl) {
    struct lowered_window w = {.row = decl->rows};
    if (!l->ordered) lower_refuse(l, DIAG_E0427, e->u.call.name_span, decl->name);
    set_arguments(l, e, &w);
    if (e->type == KQ_T_NONE) lower_refuse(l, DIAG_U0002, e->span, decl->name);
    for (size_t i = 0; i < w.n; i++) {
        const unsigned below = level_of(l, w.args[i]);
        if (below > w.level) w.level = below;
    }
    w.level++;
    w.out = bound_column(l->bound, decl->name, e->type);
    w.span = e->span;
    VEC_PUSH(l->arena, &l->windows, w);
    return px_column(l->arena, w.out, e->span);
}

/* ---- operators ------------------------------------------------------------------------------------------------------
 */

static void set_columns(struct lowering *l, struct plan_op *op, size_t more) {
    const struct plan_op *input = op->input;
    op->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + more + 1);
    if (input->col_count) memcpy(op->cols, input->cols, input->col_count * sizeof *op->cols);
    op->col_count = input->col_count;
}

/* The arguments that are not constants are columns in front of the WINDOW. */
static void add_argument(struct lowering *l, struct plan_op *extend, struct plan_op *window, struct px *e) {
    e = px_folded(l->arena, e);
    if (e->kind != PX_CONST && e->kind != PX_COL) {
        struct column *c = bound_column(l->bound, "argument", e->type);
        extend->defs[extend->def_count++] = (struct po_def){c, e};
        extend->cols[extend->col_count++] = c;
        e = px_column(l->arena, c, e->span);
    }
    window->exprs[window->expr_count++] = e;
}

static struct plan_op *add_level(struct lowering *l, struct plan_op *input, struct span span, unsigned level) {
    enum { MOST_ARGUMENTS = 4 };
    const size_t n = l->windows.n;
    struct plan_op *extend = lower_op(l, PO_EXTEND, span, input), *op = lower_op(l, PO_WINDOW, span, input);
    set_columns(l, extend, n * MOST_ARGUMENTS);
    extend->defs = ARENA_ARRAY(l->arena, struct po_def, n * MOST_ARGUMENTS);
    op->exprs = ARENA_ARRAY(l->arena, struct px *, n * MOST_ARGUMENTS);
    op->outs = ARENA_ARRAY(l->arena, struct column *, n);
    op->windows = ARENA_ARRAY(l->arena, struct po_window, n);
    for (size_t i = 0; i < n; i++) {
        const struct lowered_window *w = &l->windows.v[i];
        if (w->level != level) continue;
        op->windows[op->out_count] = (struct po_window){w->row, op->expr_count, w->n};
        op->outs[op->out_count++] = w->out;
        for (size_t k = 0; k < w->n; k++) add_argument(l, extend, op, w->args[k]);
    }
    if (extend->def_count > 0) op->input = extend;
    set_columns(l, op, n);
    for (size_t i = 0; i < op->out_count; i++) op->cols[op->col_count++] = op->outs[i];
    return op;
}

struct plan_op *lower_put_windows(struct lowering *l, struct plan_op *op, struct plan_op *input) {
    unsigned levels = 0;
    for (size_t i = 0; i < l->windows.n; i++)
        if (l->windows.v[i].level > levels) levels = l->windows.v[i].level;
    if (levels == 0 || l->failed) return input;
    while (op && op->input != input && op->kind != PO_JOIN) op = op->input;
    if (!op || !input || op->kind == PO_JOIN) { /* the operator does not see its input row by row */
        lower_refuse(l, DIAG_U0002, l->windows.v[0].span, l->windows.v[0].row->name);
        return input;
    }
    struct plan_op *top = input;
    for (unsigned level = 1; level <= levels; level++) top = add_level(l, top, op->span, level);
    op->input = top;
    return top;
}

struct column *lower_add_window(struct lowering *l, struct plan_op **rows, const char *function, struct px **args,
                                size_t count, kq_type type) {
    struct plan_op *input = *rows, *op = lower_op(l, PO_WINDOW, input->span, input);
    struct column *out = bound_column(l->bound, function, type);
    op->windows = ARENA_ARRAY(l->arena, struct po_window, 1);
    op->windows[0] = (struct po_window){catalog_find(CAT_FUNCTION, intern_s(function)), 0, count};
    op->exprs = args;
    op->expr_count = count;
    op->outs = ARENA_ARRAY(l->arena, struct column *, 1);
    op->outs[op->out_count++] = out;
    set_columns(l, op, 1);
    op->cols[op->col_count++] = out;
    *rows = op;
    return out;
}
