/* Sub-queries as values (docs: toscalar, in-operator): the operator that uses one gets a join below it that brings the
 * value along, so that whatever joins can do (waiting for the other side, merging, limits) holds for sub-queries too.
 *
 * toscalar(T) is the first column of T's first row: a left outer join on a constant. `x in (T)` is whether T's first
 * column holds x: a left outer join with its distinct values, which brings a mark. Values that are lists, and has_any
 * and has_all, which look at each value anyway, take T's column as one list. A sub-query of nothing but constants is a
 * list of constants, which needs no join. */
#include "pending_join.h"
#include "select.h"

#include "px.h"

#include <string.h>

/* ---- the sub-query itself ------------------------------------------------------------------------------------------
 */

struct made {
    struct colset columns;
    bool outside; /* a column is read that the sub-query does not make */
};

static void look_at_expr(void *context, struct px **e) {
    struct made *m = context;
    struct colset uses;
    colset_init(&uses, m->columns.arena);
    colset_add_uses(&uses, *e);
    for (size_t i = 0; i < uses.n; i++) m->outside = m->outside || !colset_has(&m->columns, uses.cols[i]);
}

static void look_at_op(void *context, struct plan_op **op) {
    po_each_expr(*op, look_at_expr, context);
    po_each_input(*op, look_at_op, context);
}

/* A function may take a value of its caller's row into a sub-query, which has an answer for each row then. */
static void check_closed(struct lowering *l, struct plan_op *op, struct span span) {
    struct made m = {.outside = false};
    colset_init(&m.columns, l->arena);
    plan_columns(op, &m.columns);
    if (l->failed || l->over) return;
    look_at_op(&m, &op);
    if (!m.outside) return;
    lower_refuse(l, DIAG_U0003, span);
    diag_hint(l->diag, "it depends on the row, and is asked once for all rows: use a join");
}

struct subquery {
    struct plan_op *op;
    struct column *first; /* column; NULL: none that can be carried, refused */
    struct span span;
};

/* Lowered for this use alone, with columns of its own. */
static struct subquery lower_subquery(struct lowering *l, const struct bound_query *q, struct span span) {
    if (++l->references > MAX_REFERENCES) {
        lower_refuse(l, DIAG_U0007, span, (int)MAX_REFERENCES, "references to lets and sub-queries");
        l->over = true;
    }
    struct lower_scope outside = lower_enter(l);
    struct subquery s = {lower_query(l, q), NULL, span};
    if (q->out.n > 0 && (!q->out.open || lower_is_complete(q))) s.first = lower_instance(l, q->out.cols[0]);
    lower_leave(l, &outside);
    bool carried = false;
    for (size_t i = 0; i < s.op->col_count; i++) carried = carried || s.op->cols[i] == s.first;
    if (!carried) {
        if (!l->failed) lower_refuse(l, DIAG_U0003, span);
        s.first = NULL;
        return s;
    }
    check_closed(l, s.op, span);
    return s;
}

/* ---- toscalar ------------------------------------------------------------------------------------------------------
 */

static struct px *one(struct lowering *l, struct span span) {
    return lower_constant(l, (kq_value){KQ_T_LONG, false, {.i = 1}}, span);
}

static struct plan_op *first_row(struct lowering *l, struct plan_op *input) {
    struct plan_op *op = lower_op(l, PO_SORT, input->span, input);
    lower_pass_columns(l, op, input, 0);
    op->limited = true;
    op->limit = 1;
    return op;
}

/* The table's one column. */
static struct plan_op *only(struct lowering *l, struct plan_op *input, struct column *c) {
    struct plan_op *op = lower_op(l, PO_PROJECT, input->span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, 1);
    op->cols[op->col_count++] = lower_new_column(l, c->name, c->type);
    op->defs[op->def_count++] = (struct po_def){op->cols[0], px_column(l->arena, c, input->span)};
    return op;
}

/* The value of column `c` in the only row of `right`, or null. */
static struct px *join_value(struct lowering *l, const void *subquery, struct plan_op *right, struct column *c,
                             struct span span) {
    bound_columns cols = {0};
    px_list values = {0};
    struct column *key = lower_new_column(l, "lookup_key", KQ_T_LONG);
    VEC_PUSH(l->arena, &cols, key);
    VEC_PUSH(l->arena, &values, one(l, span));
    struct pending_join *p = lower_new_pending(l, subquery, span);
    p->join->right = lower_extended(l, right, &cols, &values, span);
    p->from = c;
    p->value = lower_new_column(l, c->name, c->type);
    lower_add_key(l, p, one(l, span), key);
    return px_column(l->arena, p->value, span);
}

/* A table of one row that holds the value. */
static struct plan_op *row_of(struct lowering *l, struct px *value, struct span span) {
    struct plan_op *op = lower_op(l, PO_ROW, span, NULL);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, 1);
    op->cols[op->col_count++] = lower_new_column(l, "value", value->type);
    op->defs[op->def_count++] = (struct po_def){op->cols[0], value};
    return op;
}

/* The table is lowered once, however often the value is asked for; so is a random value (docs: toscalar-function). */
struct px *lower_toscalar(struct lowering *l, const struct ast_expr *e) {
    const struct ast_expr *of = e->u.call.args.v[0]->value;
    struct column *known = lower_find_pending(l, e);
    if (!of->table && !known) {
        struct px *value = lower_expr(l, of);
        if (!px_volatile(value)) return value;
        if (!lower_shared(l, e)) lower_share(l, e, row_of(l, value, e->span));
    }
    if (known) return px_column(l->arena, known, e->span);
    if (!lower_shared(l, e)) {
        struct subquery s = lower_subquery(l, of->table, e->span);
        if (!s.first) return lower_null(l, e->type, e->span);
        px_list values = {0};
        if (lower_constant_rows(l, s.op, s.first, 1, &values))
            return values.n ? values.v[0] : lower_null(l, s.first->type, e->span);
        lower_share(l, e, only(l, first_row(l, s.op), s.first));
    }
    struct plan_op *read = lower_read(l, e, e->span);
    return join_value(l, e, read, read->cols[0], e->span);
}

/* ---- lists ---------------------------------------------------------------------------------------------------------
 */

kq_type lower_table_item_type(const struct ast_expr *item) {
    const struct row_type *out = &item->table->out;
    const bool complete = !out->open || lower_is_complete(item->table);
    return out->n > 0 && complete ? out->cols[0]->type : KQ_T_NONE;
}

static struct px *call_of_one(struct lowering *l, const char *function, struct px *argument) {
    const struct catalog_row *row = catalog_find(CAT_FUNCTION, intern_s(function));
    while (row &&
           (row->shape != SHAPE_FIXED || row->param_count != 1 || cat_param_type(row->params[0]) != argument->type))
        row = catalog_next(row);
    if (!row) {
        lower_refuse(l, DIAG_U0002, argument->span, function);
        return lower_null(l, KQ_T_BOOL, argument->span);
    }
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 1);
    args[0] = argument;
    return lower_row(l, row, args, 1, argument->span);
}

static struct px *several(struct lowering *l, enum px_kind kind, kq_type type, const px_list *args, struct span span) {
    struct px *e = lower_node(l, kind, type, span);
    e->args = args->v;
    e->n = args->n;
    return e;
}

static struct px *truth(struct lowering *l, bool value, struct span span) {
    return lower_constant(l, (kq_value){KQ_T_BOOL, false, {.b = value}}, span);
}

/* Null is a value of its own here, since null in (..., null) is null: what compares is this one and whether it was
 * null. NaN, which equals nothing, has no value at all. */
static struct px *comparable(struct lowering *l, struct px *e) {
    px_list args = {0};
    struct px *zero = lower_constant(l, (kq_value){.type = e->type}, e->span);
    if (e->type != KQ_T_REAL) {
        VEC_PUSH(l->arena, &args, e);
        VEC_PUSH(l->arena, &args, zero);
        return several(l, PX_COALESCE, e->type, &args, e->span);
    }
    struct px **same = ARENA_ARRAY(l->arena, struct px *, 2);
    same[0] = same[1] = e;
    VEC_PUSH(l->arena, &args, call_of_one(l, "isnull", e));
    VEC_PUSH(l->arena, &args, zero);
    VEC_PUSH(l->arena, &args, lower_row(l, select_pair(intern_s("=="), e->type, e->type), same, 2, e->span));
    VEC_PUSH(l->arena, &args, e);
    VEC_PUSH(l->arena, &args, lower_null(l, e->type, e->span));
    return several(l, PX_CASE, e->type, &args, e->span);
}

/* Texts that `in~` takes for equal become equal. */
static struct px *folded_text(struct lowering *l, struct px *e, const char *op) {
    return op[strlen(op) - 1] == '~' ? call_of_one(l, "$fold_case", e) : e;
}

/* Distinct values: keys of `right`, then `mark`, true in each row. */
static struct plan_op *distinct_marked(struct lowering *l, struct plan_op *input, const bound_columns *keys,
                                       const px_list *values, struct column *mark, struct span span) {
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, keys->n);
    for (size_t i = 0; i < keys->n; i++) op->defs[op->def_count++] = (struct po_def){keys->v[i], values->v[i]};
    op->cols = keys->v;
    op->col_count = keys->n;
    bound_columns marks = {0};
    px_list trues = {0};
    VEC_PUSH(l->arena, &marks, mark);
    VEC_PUSH(l->arena, &trues, truth(l, true, span));
    return lower_extended(l, op, &marks, &trues, span);
}

static struct px *lower_membership(struct lowering *l, const struct ast_expr *e, const struct subquery *s,
                                   struct px *lhs) {
    const char *op = e->u.in.op;
    const bool negated = op[0] == '!', nullable = lhs->type != KQ_T_STRING;
    struct px *value = folded_text(l, lower_convert(l, lower_column(l, s->first, s->span), lhs->type), op);
    struct px *mine = folded_text(l, lhs, op);
    bound_columns keys = {0};
    px_list values = {0};
    VEC_PUSH(l->arena, &keys, lower_new_column(l, "lookup_value", value->type));
    VEC_PUSH(l->arena, &values, nullable ? comparable(l, value) : value);
    if (nullable) {
        VEC_PUSH(l->arena, &keys, lower_new_column(l, "lookup_null", KQ_T_BOOL));
        VEC_PUSH(l->arena, &values, call_of_one(l, "isnull", value));
    }
    struct column *mark = lower_new_column(l, "lookup_found", KQ_T_BOOL);
    struct plan_op *right = distinct_marked(l, s->op, &keys, &values, mark, s->span);
    struct px *flag = nullable ? call_of_one(l, "isnull", mine) : NULL;
    if (nullable) mine = comparable(l, mine);
    struct pending_join *p = lower_new_pending(l, NULL, s->span);
    p->join->right = right;
    p->from = mark;
    p->value = lower_new_column(l, "found", KQ_T_BOOL);
    lower_add_key(l, p, mine, keys.v[0]);
    px_list cases = {0};
    if (nullable) {
        lower_add_key(l, p, flag, keys.v[1]);
        p->flag = p->keys.v[1];
        struct px **both = ARENA_ARRAY(l->arena, struct px *, 2);
        both[0] = px_column(l->arena, p->flag, s->span);
        both[1] = px_column(l->arena, p->value, s->span);
        VEC_PUSH(l->arena, &cases, lower_row(l, catalog_find(CAT_OPERATOR, intern_s("and")), both, 2, s->span));
        VEC_PUSH(l->arena, &cases, lower_null(l, KQ_T_BOOL, s->span));
    }
    VEC_PUSH(l->arena, &cases, px_column(l->arena, p->value, s->span));
    VEC_PUSH(l->arena, &cases, truth(l, !negated, s->span));
    VEC_PUSH(l->arena, &cases, truth(l, negated, s->span));
    return several(l, PX_CASE, KQ_T_BOOL, &cases, e->span);
}

/* All values of the column as one list. */
static struct px *lower_collected(struct lowering *l, const struct subquery *s, const char *aggregate) {
    const struct catalog_row *row = catalog_find(CAT_AGGREGATE, intern_s(aggregate));
    while (row && row->param_count != 1) row = catalog_next(row);
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, s->span, s->op);
    struct column *list = lower_new_column(l, "lookup_list", KQ_T_DYNAMIC);
    op->aggs = ARENA_ARRAY(l->arena, struct po_agg, 1);
    op->agg_count = 1;
    op->aggs[0] = (struct po_agg){.row = row, .n = 1, .out_count = 1, .span = s->span};
    op->aggs[0].args = ARENA_ARRAY(l->arena, struct px *, 1);
    op->aggs[0].args[0] = lower_convert(l, lower_column(l, s->first, s->span), KQ_T_DYNAMIC);
    op->aggs[0].outs = ARENA_ARRAY(l->arena, struct column *, 1);
    op->aggs[0].outs[0] = list;
    op->cols = op->aggs[0].outs;
    op->col_count = 1;
    return join_value(l, NULL, op, list, s->span);
}

void lower_table_item(struct lowering *l, const struct ast_expr *e, const struct ast_expr *item, kq_type type,
                      struct list_parts *parts) {
    struct subquery s = lower_subquery(l, item->table, item->span);
    if (!s.first) return;
    px_list values = {0};
    if (s.first->type != KQ_T_DYNAMIC && lower_constant_rows(l, s.op, s.first, SIZE_MAX, &values)) {
        for (size_t i = 0; i < values.n; i++) VEC_PUSH(l->arena, &parts->items, lower_convert(l, values.v[i], type));
        parts->constants = true;
        return;
    }
    if (select_is_has_list(e->u.in.op) || s.first->type == KQ_T_DYNAMIC)
        VEC_PUSH(l->arena, &parts->dynamics, lower_collected(l, &s, "make_list"));
    else if (l->piped) /* whose rows cannot be joined */
        VEC_PUSH(l->arena, &parts->dynamics, lower_collected(l, &s, "make_list_with_nulls"));
    else
        VEC_PUSH(l->arena, &parts->found,
                 lower_membership(l, e, &s, lower_convert(l, lower_expr(l, e->u.in.left), type)));
}
