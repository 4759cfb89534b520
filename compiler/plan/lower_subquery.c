/* Sub-queries as values (docs: toscalar, in-operator): the operator that uses one gets a join below it that brings the
 * value along, so that whatever joins can do (waiting for the other side, merging, limits) holds for sub-queries too.
 *
 * toscalar(T) is the first column of T's first row: a left outer join on a constant. `x in (T)` is whether T's first
 * column holds x: a left outer join with its distinct values, which brings a mark. Values that are lists, and has_any
 * and has_all, which look at each value anyway, take T's column as one list. A sub-query of nothing but constants is a
 * list of constants, which needs no join. */
#include "select.h"

#include "px.h"

#include <string.h>

/* ---- joins that the operator being lowered needs below it ---------------------------------------------------------
 */

struct pending_join {
    const void *subquery; /* the same one, in the same instance, is joined once for an operator */
    struct column **instance;
    struct plan_op *join;        /* its right side, keys and kind; the left side is not known yet */
    bound_columns keys;          /* computed for each row of the left side: new columns ... */
    px_list values;              /* ... and their values; the join's keys are the first ones */
    struct column *from, *value; /* what it brings: a column of the right side, under a new name */
    struct column *flag;         /* NULL, or one of `keys` that is read above the join */
};

static struct column *new_column(struct lowering *l, const char *name, kq_type type) {
    return bound_column(l->bound, intern_s(name), type);
}

static void set_cols(struct lowering *l, struct plan_op *op, const struct plan_op *input, size_t more) {
    op->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + more + 1);
    if (input->col_count) memcpy(op->cols, input->cols, input->col_count * sizeof *op->cols);
    op->col_count = input->col_count;
    op->ingested = input->ingested;
}

/* `input` with more columns. */
static struct plan_op *extended(struct lowering *l, struct plan_op *input, const bound_columns *cols,
                                const px_list *values, struct span span) {
    struct plan_op *op = lower_op(l, PO_EXTEND, span, input);
    set_cols(l, op, input, cols->n);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, cols->n + 1);
    for (size_t i = 0; i < cols->n; i++) {
        op->defs[op->def_count++] = (struct po_def){cols->v[i], values->v[i]};
        op->cols[op->col_count++] = cols->v[i];
    }
    return op;
}

static struct plan_op *attach_one(struct lowering *l, const struct pending_join *p, struct plan_op *input) {
    struct plan_op *join = p->join, *left = extended(l, input, &p->keys, &p->values, join->span);
    join->input = left;
    set_cols(l, join, input, 2);
    if (p->flag) join->cols[join->col_count++] = p->flag;
    join->join_from = ARENA_ARRAY(l->arena, struct column *, join->col_count + 2);
    join->join_left = ARENA_ARRAY(l->arena, bool, join->col_count + 2);
    for (size_t i = 0; i < join->col_count; i++) {
        join->join_from[i] = join->cols[i]; /* the same column: above are expressions that read it */
        join->join_left[i] = true;
    }
    join->join_from[join->col_count] = p->from;
    join->cols[join->col_count++] = p->value;
    return join;
}

void lower_attach(struct lowering *l, size_t mark, struct plan_op **input) {
    for (size_t i = mark; i < l->pending.n; i++) *input = attach_one(l, &l->pending.v[i], *input);
    l->pending.n = mark;
}

/* Window functions are worked out below the joins. */
static bool windows_read_pending(const struct lowering *l, size_t mark) {
    for (size_t i = 0; i < l->windows.n; i++)
        for (size_t k = 0; k < l->windows.v[i].n; k++)
            for (size_t p = mark; p < l->pending.n; p++)
                if (px_uses_any(l->windows.v[i].args[k], &l->pending.v[p].value, 1)) return true;
    return false;
}

struct plan_op *lower_attach_below(struct lowering *l, size_t mark, struct plan_op *top, struct plan_op *input) {
    if (l->pending.n == mark) return top;
    struct span span = l->pending.v[mark].join->span;
    if (windows_read_pending(l, mark)) lower_refuse(l, DIAG_U0003, span);
    struct plan_op *op = top;
    while (op && op->input && op->input != input) op = op->input;
    if (op && op->input) {
        lower_attach(l, mark, &op->input);
        return top;
    }
    if (op && op->kind == PO_ROW && input && input->kind == PO_ROW) { /* print: its values over a row of nothing */
        op->input = input;
        op->kind = PO_PROJECT;
        lower_attach(l, mark, &op->input);
        return top;
    }
    l->pending.n = mark;
    lower_refuse(l, DIAG_U0003, span);
    return top;
}

bool lower_is_pending(const struct lowering *l, size_t mark, const struct column *c) {
    for (size_t i = mark; i < l->pending.n; i++)
        if (l->pending.v[i].value == c || l->pending.v[i].flag == c) return true;
    return false;
}

void lower_pending_values(const struct lowering *l, size_t mark, px_list *out) {
    for (size_t i = mark; i < l->pending.n; i++)
        for (size_t k = 0; k < l->pending.v[i].values.n; k++) VEC_PUSH(l->arena, out, l->pending.v[i].values.v[k]);
}

static struct column *find_pending(const struct lowering *l, const void *subquery) {
    for (size_t i = l->operator_mark; i < l->pending.n; i++)
        if (l->pending.v[i].subquery == subquery && l->pending.v[i].instance == l->instance)
            return l->pending.v[i].value;
    return NULL;
}

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
    if (q->out.n > 0 && !q->out.open) s.first = lower_instance(l, q->out.cols[0]);
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
    set_cols(l, op, input, 0);
    op->limited = true;
    op->limit = 1;
    return op;
}

/* The table's one column. */
static struct plan_op *only(struct lowering *l, struct plan_op *input, struct column *c) {
    struct plan_op *op = lower_op(l, PO_PROJECT, input->span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, 1);
    op->cols[op->col_count++] = new_column(l, c->name, c->type);
    op->defs[op->def_count++] = (struct po_def){op->cols[0], px_column(l->arena, c, input->span)};
    return op;
}

static struct pending_join *new_pending(struct lowering *l, const void *subquery, struct span span) {
    struct pending_join p = {.subquery = subquery, .instance = l->instance};
    p.join = lower_op(l, PO_JOIN, span, NULL);
    p.join->join_kind = JOIN_LEFTOUTER;
    VEC_PUSH(l->arena, &l->pending, p);
    return &l->pending.v[l->pending.n - 1];
}

/* A key of the join: `left` is computed for the rows of the operator, `right` is a column of the right side. */
static void add_key(struct lowering *l, struct pending_join *p, struct px *left, struct column *right) {
    struct column *c = new_column(l, "lookup_key", left->type);
    VEC_PUSH(l->arena, &p->keys, c);
    VEC_PUSH(l->arena, &p->values, left);
    struct po_key *keys = ARENA_ARRAY(l->arena, struct po_key, p->join->key_count + 1);
    if (p->join->key_count) memcpy(keys, p->join->keys, p->join->key_count * sizeof *keys);
    keys[p->join->key_count++] = (struct po_key){c, right};
    p->join->keys = keys;
}

/* The value of column `c` in the only row of `right`, or null. */
static struct px *join_value(struct lowering *l, const void *subquery, struct plan_op *right, struct column *c,
                             struct span span) {
    bound_columns cols = {0};
    px_list values = {0};
    struct column *key = new_column(l, "lookup_key", KQ_T_LONG);
    VEC_PUSH(l->arena, &cols, key);
    VEC_PUSH(l->arena, &values, one(l, span));
    struct pending_join *p = new_pending(l, subquery, span);
    p->join->right = extended(l, right, &cols, &values, span);
    p->from = c;
    p->value = new_column(l, c->name, c->type);
    add_key(l, p, one(l, span), key);
    return px_column(l->arena, p->value, span);
}

/* A table of one row that holds the value. */
static struct plan_op *row_of(struct lowering *l, struct px *value, struct span span) {
    struct plan_op *op = lower_op(l, PO_ROW, span, NULL);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, 1);
    op->cols[op->col_count++] = new_column(l, "value", value->type);
    op->defs[op->def_count++] = (struct po_def){op->cols[0], value};
    return op;
}

/* The table is lowered once, however often the value is asked for; so is a random value (docs: toscalar-function). */
struct px *lower_toscalar(struct lowering *l, const struct ast_expr *e) {
    const struct ast_expr *of = e->u.call.args.v[0]->value;
    struct column *known = find_pending(l, e);
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
    return out->n > 0 && !out->open ? out->cols[0]->type : KQ_T_NONE;
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
    return extended(l, op, &marks, &trues, span);
}

static struct px *lower_membership(struct lowering *l, const struct ast_expr *e, const struct subquery *s,
                                   struct px *lhs) {
    const char *op = e->u.in.op;
    const bool negated = op[0] == '!', nullable = lhs->type != KQ_T_STRING;
    struct px *value = folded_text(l, lower_convert(l, lower_column(l, s->first, s->span), lhs->type), op);
    struct px *mine = folded_text(l, lhs, op);
    bound_columns keys = {0};
    px_list values = {0};
    VEC_PUSH(l->arena, &keys, new_column(l, "lookup_value", value->type));
    VEC_PUSH(l->arena, &values, nullable ? comparable(l, value) : value);
    if (nullable) {
        VEC_PUSH(l->arena, &keys, new_column(l, "lookup_null", KQ_T_BOOL));
        VEC_PUSH(l->arena, &values, call_of_one(l, "isnull", value));
    }
    struct column *mark = new_column(l, "lookup_found", KQ_T_BOOL);
    struct plan_op *right = distinct_marked(l, s->op, &keys, &values, mark, s->span);
    struct px *flag = nullable ? call_of_one(l, "isnull", mine) : NULL;
    if (nullable) mine = comparable(l, mine);
    struct pending_join *p = new_pending(l, NULL, s->span);
    p->join->right = right;
    p->from = mark;
    p->value = new_column(l, "found", KQ_T_BOOL);
    add_key(l, p, mine, keys.v[0]);
    px_list cases = {0};
    if (nullable) {
        add_key(l, p, flag, keys.v[1]);
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
static struct px *lower_collected(struct lowering *l, const struct subquery *s) {
    const struct catalog_row *row = catalog_find(CAT_AGGREGATE, intern_s("make_list"));
    while (row && row->param_count != 1) row = catalog_next(row);
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, s->span, s->op);
    struct column *list = new_column(l, "lookup_list", KQ_T_DYNAMIC);
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
        VEC_PUSH(l->arena, &parts->dynamics, lower_collected(l, &s));
    else
        VEC_PUSH(l->arena, &parts->found,
                 lower_membership(l, e, &s, lower_convert(l, lower_expr(l, e->u.in.left), type)));
}
