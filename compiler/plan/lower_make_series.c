/* make-series: groups by keys and bin of the axis, then for each key the bins and values as lists, from which the
 * arrays are filled (docs: make-series-operator.md; kql.md 5.9). */
#include "lower.h"
#include "px.h"

#include <string.h>

enum { MOST_POINTS = 1048576 /* docs */ };

struct series {
    struct lowering *l;
    const struct bound_op *b;
    const struct ast_op *ast;
    kq_type axis, distance; /* of the axis and of its steps */
    struct px *from, *to, *step;
    struct column *bin;
    struct column **values; /* for each item the value of a bin */
    kq_type *types;         /* of these before they became dynamic */
};

static struct px *call(const struct series *s, enum cat_family family, const char *name, struct px **args, size_t n) {
    struct px *e = px_call_named(s->l->arena, family, name, args, n, s->ast->span);
    if (e) return e;
    lower_refuse(s->l, DIAG_U0001, s->ast->span,
                 arena_printf(s->l->arena, "make-series on %s", type_name(args[0]->type)));
    return args[0];
}

static struct px *call2(const struct series *s, enum cat_family family, const char *name, struct px *a, struct px *b) {
    struct px **args = ARENA_ARRAY(s->l->arena, struct px *, 2);
    args[0] = a;
    args[1] = b;
    return call(s, family, name, args, 2);
}

static struct px *call3(const struct series *s, const char *name, struct px *a, struct px *b, struct px *c) {
    struct px **args = ARENA_ARRAY(s->l->arena, struct px *, 3);
    args[0] = a;
    args[1] = b;
    args[2] = c;
    return call(s, CAT_FUNCTION, name, args, 3);
}

static struct px *column(const struct series *s, struct column *c) { return px_column(s->l->arena, c, s->ast->span); }

static struct plan_op *filter(const struct series *s, struct plan_op *input, struct px *e) {
    struct plan_op *op = lower_op(s->l, PO_WHERE, s->ast->span, input);
    op->predicate = e;
    op->cols = input->cols;
    op->col_count = input->col_count;
    return op;
}

/* ---- rows and their bins ------------------------------------------------------------------------------------------
 */

static struct px *bound(const struct series *s, const struct ast_expr *e, kq_type type) {
    return e ? lower_convert(s->l, lower_expr(s->l, e), type) : NULL;
}

/* `in range(...)` bins by bin() and counts the end in. */
static bool by_bin(const struct series *s) { return s->ast->in_range || !s->from; }

/* The first and the last of more points than there may be is an error where the query alone says so. */
static void check_points(const struct series *s) {
    if (!s->from || !s->to) return;
    const struct px *from = px_folded(s->l->arena, s->from), *to = px_folded(s->l->arena, s->to),
                    *step = px_folded(s->l->arena, s->step);
    if (from->kind != PX_CONST || to->kind != PX_CONST || step->kind != PX_CONST) return;
    if (from->value.null || to->value.null || step->value.null) return;
    if (s->axis == KQ_T_REAL ? !(step->value.u.r > 0) : step->value.u.i <= 0) return; /* no bins */
    const double n = s->axis == KQ_T_REAL ? (to->value.u.r - from->value.u.r) / step->value.u.r
                                          : ((double)to->value.u.i - (double)from->value.u.i) / (double)step->value.u.i;
    if (n > MOST_POINTS) lower_refuse(s->l, DIAG_U0007, s->ast->span, (int)MOST_POINTS, "points of a series");
}

static struct plan_op *add_bins(struct series *s, struct plan_op *input) {
    struct lowering *l = s->l;
    struct plan_op *op = lower_op(l, PO_EXTEND, s->ast->span, input);
    struct column *axis = bound_column(l->bound, "axis", s->axis);
    s->bin = bound_column(l->bound, "bin", s->axis);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->def_count = 1;
    op->defs[0] = (struct po_def){axis, lower_convert(l, lower_expr(l, s->ast->axis->value), s->axis)};
    op->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + 1);
    if (input->col_count) memcpy(op->cols, input->cols, input->col_count * sizeof *op->cols);
    op->cols[input->col_count] = axis;
    op->col_count = input->col_count + 1;
    struct plan_op *rows = op;
    if (s->from) rows = filter(s, rows, call2(s, CAT_OPERATOR, ">=", column(s, axis), s->from));
    if (s->to) rows = filter(s, rows, call2(s, CAT_OPERATOR, s->ast->in_range ? "<=" : "<", column(s, axis), s->to));
    struct plan_op *bins = lower_op(l, PO_EXTEND, s->ast->span, rows);
    bins->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    bins->def_count = 1;
    struct px *bin = by_bin(s) ? call2(s, CAT_FUNCTION, "bin", column(s, axis), s->step)
                               : call3(s, "bin_at", column(s, axis), s->step, s->from);
    bins->defs[0] = (struct po_def){s->bin, bin};
    bins->cols = ARENA_ARRAY(l->arena, struct column *, op->col_count + 1);
    memcpy(bins->cols, op->cols, op->col_count * sizeof *op->cols);
    bins->cols[op->col_count] = s->bin;
    bins->col_count = op->col_count + 1;
    /* a null axis has no place in a series, and a step that is not above zero gives null bins */
    struct px **arg = ARENA_ARRAY(l->arena, struct px *, 1);
    arg[0] = column(s, s->bin);
    return filter(s, bins, call(s, CAT_FUNCTION, s->axis == KQ_T_REAL ? "isfinite" : "isnotnull", arg, 1));
}

/* ---- values of bins -----------------------------------------------------------------------------------------------
 */

static struct plan_op *add_groups(struct series *s, struct plan_op *input) {
    struct lowering *l = s->l;
    struct plan_op *op = lower_groups(l, s->b, input);
    for (size_t i = 0; i < op->def_count; i++)
        if (op->defs[i].col->type == KQ_T_DYNAMIC)
            lower_refuse(l, DIAG_U0001, op->defs[i].expr->span, "make-series by a dynamic value");
    const size_t keys = op->def_count;
    struct po_def *defs = ARENA_ARRAY(l->arena, struct po_def, keys + 1);
    struct column **cols = ARENA_ARRAY(l->arena, struct column *, op->col_count + 1);
    if (keys) memcpy(defs, op->defs, keys * sizeof *defs);
    defs[keys] = (struct po_def){s->bin, column(s, s->bin)};
    if (keys) memcpy(cols, op->cols, keys * sizeof *cols);
    cols[keys] = s->bin;
    if (op->col_count > keys) memcpy(cols + keys + 1, op->cols + keys, (op->col_count - keys) * sizeof *cols);
    op->defs = defs;
    op->def_count = keys + 1;
    op->cols = cols;
    op->col_count++;
    return op;
}

/* Items may be values around aggregates (`count() * 2`). */
static struct plan_op *add_values(struct series *s, struct plan_op *groups, size_t keys) {
    struct lowering *l = s->l;
    const size_t n = s->ast->items.n;
    struct plan_op *op = lower_op(l, PO_EXTEND, s->ast->span, groups);
    s->values = ARENA_ARRAY(l->arena, struct column *, n + 1);
    s->types = ARENA_ARRAY(l->arena, kq_type, n + 1);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, n + 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, keys + n + 2);
    memcpy(op->cols, groups->cols, (keys + 1) * sizeof *op->cols);
    op->col_count = keys + 1;
    l->summarize = s->b;
    for (size_t i = 0; i < n; i++) {
        struct px *value = lower_expr(l, s->ast->items.v[i]->value);
        s->types[i] = value->type;
        s->values[i] = bound_column(l->bound, "value", KQ_T_DYNAMIC);
        if (!l->failed) value = lower_convert(l, value, KQ_T_DYNAMIC);
        op->defs[op->def_count++] = (struct po_def){s->values[i], value};
        op->cols[op->col_count++] = s->values[i];
    }
    l->summarize = NULL;
    return op;
}

/* ---- series -------------------------------------------------------------------------------------------------------
 */

static struct column *add_agg(const struct series *s, struct plan_op *op, const char *name, struct column *of,
                              kq_type result) {
    struct lowering *l = s->l;
    const struct catalog_row *row = catalog_find(CAT_AGGREGATE, intern_s(name));
    while (row && (row->param_count != 1 || cat_param_type(row->params[0]) != of->type)) row = catalog_next(row);
    struct column *out = bound_column(l->bound, name, result);
    if (!row) { /* `call` has told: there are no bins of this type */
        l->failed = true;
        return out;
    }
    struct po_agg *agg = &op->aggs[op->agg_count++];
    *agg = (struct po_agg){.row = row, .n = 1, .out_count = 1, .span = s->ast->span};
    agg->args = ARENA_ARRAY(l->arena, struct px *, 1);
    agg->args[0] = column(s, of);
    agg->outs = ARENA_ARRAY(l->arena, struct column *, 1);
    agg->outs[0] = out;
    op->cols[op->col_count++] = out;
    return out;
}

/* What stands where there was no row: 0 when the query does not say (docs). */
static struct px *missing(const struct series *s, size_t item) {
    struct lowering *l = s->l;
    const struct ast_expr *given = s->ast->items.v[item]->extra;
    const kq_type type = s->types[item];
    struct px *e = given ? lower_expr(l, given) : px_constant(l->arena, kq_box_long(kq_mk_long(0)), s->ast->span);
    const bool number = type == KQ_T_INT || type == KQ_T_LONG || type == KQ_T_REAL || type == KQ_T_DECIMAL;
    if (!given && !number) e = px_constant(l->arena, kq_box_dynamic(kq_null_dynamic()), s->ast->span);
    if (type == KQ_T_REAL && (e->type == KQ_T_INT || e->type == KQ_T_LONG)) e = lower_convert(l, e, KQ_T_REAL);
    return l->failed ? e : lower_convert(l, e, KQ_T_DYNAMIC);
}

static struct plan_op *add_arrays(struct series *s, struct plan_op *lists, size_t keys, struct px *points,
                                  struct column *bins, struct column **values) {
    struct lowering *l = s->l;
    const size_t n = s->ast->items.n;
    struct plan_op *axis = lower_op(l, PO_EXTEND, s->ast->span, lists);
    struct column *array = bound_column(l->bound, "points", KQ_T_DYNAMIC);
    axis->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    axis->defs[0] = (struct po_def){array, points};
    axis->def_count = 1;
    axis->cols = ARENA_ARRAY(l->arena, struct column *, lists->col_count + 1);
    memcpy(axis->cols, lists->cols, lists->col_count * sizeof *axis->cols);
    axis->cols[lists->col_count] = array;
    axis->col_count = lists->col_count + 1;
    struct plan_op *op = lower_op(l, PO_PROJECT, s->ast->span, axis);
    lower_set_columns(l, op, s->b->out.cols, s->b->out.n);
    if (op->col_count != keys + n + 1) { /* decimal, or a call of several values */
        lower_refuse(l, DIAG_U0001, s->ast->span, "make-series of such values");
        return op;
    }
    for (size_t i = 0; i < n; i++) { /* the binder gives take_any(x) the type of x, and so takes no array behind it */
        if (op->cols[keys + i]->type == KQ_T_DYNAMIC) continue;
        lower_refuse(l, DIAG_U0001, s->ast->items.v[i]->span, "make-series of a take_any() without a name");
        return op;
    }
    op->defs = ARENA_ARRAY(l->arena, struct po_def, op->col_count);
    for (size_t i = 0; i < keys; i++) op->defs[op->def_count++] = (struct po_def){op->cols[i], column(s, op->cols[i])};
    for (size_t i = 0; i < n; i++) {
        struct px **args = ARENA_ARRAY(l->arena, struct px *, 4);
        args[0] = column(s, array);
        args[1] = column(s, bins);
        args[2] = column(s, values[i]);
        args[3] = missing(s, i);
        struct px *e = call(s, CAT_FUNCTION, "$fill_series", args, 4);
        op->defs[op->def_count++] = (struct po_def){op->cols[keys + i], e};
    }
    op->defs[op->def_count++] = (struct po_def){op->cols[keys + n], column(s, array)};
    return op;
}

/* For each key the list of its bins and those of their values; then the arrays, from the first to the last point. */
static struct plan_op *add_series(struct series *s, struct plan_op *input, const struct plan_op *groups) {
    struct lowering *l = s->l;
    const size_t n = s->ast->items.n, keys = groups->def_count - 1;
    struct plan_op *op = lower_op(l, PO_SUMMARIZE, s->ast->span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, keys + 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, keys + n + 3);
    op->aggs = ARENA_ARRAY(l->arena, struct po_agg, n + 3);
    for (size_t i = 0; i < keys; i++) {
        op->defs[op->def_count++] = (struct po_def){groups->cols[i], column(s, groups->cols[i])};
        op->cols[op->col_count++] = groups->cols[i];
    }
    struct column *least = add_agg(s, op, "min", s->bin, s->axis), *most = add_agg(s, op, "max", s->bin, s->axis);
    struct column *bins = add_agg(s, op, "make_list_with_nulls", s->values[n], KQ_T_DYNAMIC);
    struct column **values = ARENA_ARRAY(l->arena, struct column *, n + 1);
    for (size_t i = 0; i < n; i++) values[i] = add_agg(s, op, "make_list_with_nulls", s->values[i], KQ_T_DYNAMIC);
    struct plan_op *lists = op;
    if (keys == 0 && !s->b->nonempty && !l->failed) { /* without keys there is a group even when there are no rows */
        struct px **arg = ARENA_ARRAY(l->arena, struct px *, 1);
        arg[0] = column(s, most);
        lists = filter(s, op, call(s, CAT_FUNCTION, "isnotnull", arg, 1));
    }
    struct px *from = s->from ? s->from : column(s, least);
    if (s->ast->in_range && s->from) from = call2(s, CAT_FUNCTION, "bin", s->from, s->step);
    const bool inside = s->ast->in_range || !s->to;
    struct px *points = call3(s, inside ? "$points_to" : "$points", from, s->to ? s->to : column(s, most), s->step);
    return add_arrays(s, lists, keys, points, bins, values);
}

/* The bin as a dynamic, in a list like the values. */
static void add_boxed_bin(struct series *s, struct plan_op *op) {
    struct lowering *l = s->l;
    const size_t n = s->ast->items.n;
    s->values[n] = bound_column(l->bound, "bins", KQ_T_DYNAMIC);
    op->defs[op->def_count++] = (struct po_def){s->values[n], lower_convert(l, column(s, s->bin), KQ_T_DYNAMIC)};
    op->cols[op->col_count++] = s->values[n];
}

struct plan_op *lower_make_series(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct series s = {.l = l, .b = b, .ast = b->ast};
    const kq_type type = b->ast->axis->value->type;
    s.axis = type == KQ_T_INT ? KQ_T_LONG : type;
    s.distance = s.axis == KQ_T_DATETIME ? KQ_T_TIMESPAN : s.axis;
    if (s.axis == KQ_T_DECIMAL) lower_refuse(l, DIAG_U0004, b->ast->axis->span);
    if (s.axis == KQ_T_NONE) lower_refuse(l, DIAG_U0005, b->ast->axis->span, "an axis of unknown type");
    if (!b->ast->step) lower_refuse(l, DIAG_U0001, b->ast->span, "make-series without a step");
    if (l->failed) return input;
    s.from = bound(&s, b->ast->from, s.axis);
    s.to = bound(&s, b->ast->to, s.axis);
    s.step = bound(&s, b->ast->step, s.distance);
    if (l->failed) return input;
    check_points(&s);
    struct plan_op *rows = add_bins(&s, input);
    if (l->failed) return input;
    struct plan_op *groups = add_groups(&s, rows);
    if (l->failed) return input;
    struct plan_op *values = add_values(&s, groups, groups->def_count - 1);
    if (l->failed) return input;
    add_boxed_bin(&s, values);
    return add_series(&s, values, groups);
}
