/* top-nested with others: what a level's number of values leaves over becomes one more value of each parent (docs:
 * top-nested-operator.md). Its records are those below a kept parent whose own value is not kept. On the levels below,
 * they are others again where those are named, and null where they are not. */
#include "nesting.h"
#include "px.h"

#include <string.h>

static bool has_others(const struct nesting *n, size_t level) { return nesting_part(n, level)->b != NULL; }

static struct nesting fresh(const struct nesting *n) {
    const size_t levels = n->b->levels.n;
    struct nesting other = {.l = n->l, .b = n->b};
    other.values = ARENA_ARRAY(n->l->arena, struct column *, levels + 1);
    other.measures = ARENA_ARRAY(n->l->arena, struct column *, levels + 1);
    return other;
}

static struct plan_op *join(const struct nesting *n, enum join_kind kind, struct plan_op *left, struct column *left_key,
                            struct plan_op *right, struct column *right_key) {
    struct lowering *l = n->l;
    struct plan_op *op = lower_op(l, PO_JOIN, n->b->ast->span, left);
    op->join_kind = kind;
    op->right = right;
    op->keys = ARENA_ARRAY(l->arena, struct po_key, 1);
    op->keys[op->key_count++] = (struct po_key){left_key, right_key};
    op->cols = ARENA_ARRAY(l->arena, struct column *, left->col_count + right->col_count + 1);
    op->join_from = ARENA_ARRAY(l->arena, struct column *, left->col_count + right->col_count + 1);
    op->join_left = ARENA_ARRAY(l->arena, bool, left->col_count + right->col_count + 1);
    for (size_t i = 0; i < left->col_count; i++) { /* the same columns: above are expressions that read them */
        op->cols[op->col_count] = op->join_from[op->col_count] = left->cols[i];
        op->join_left[op->col_count++] = true;
    }
    return op;
}

/* A column of the right side in the rows of an inner join. */
static struct column *bring(const struct nesting *n, struct plan_op *op, struct column *from) {
    struct column *c = bound_column(n->l->bound, from->name, from->type);
    op->join_from[op->col_count] = from;
    op->cols[op->col_count++] = c;
    return c;
}

/* Records below kept values of the levels above whose own value of `level` is not kept. Sets values. */
static struct plan_op *left_over(const struct nesting *n, size_t level, struct column **values) {
    struct lowering *l = n->l;
    struct nesting kept = fresh(n);
    struct plan_op *rows = nesting_kept(&kept, level + 1);
    if (!rows) return NULL;
    struct column *path = nesting_extend(n, &rows, "path", nesting_path(n, kept.values, level + 1));
    struct plan_op *input = nesting_input(n);
    for (size_t i = 0; i <= level && !l->failed; i++)
        values[i] = nesting_extend(n, &input, "value", lower_expr(l, nesting_part(n, i)->items.v[0]->value));
    if (l->failed) return NULL;
    struct column *own = nesting_extend(n, &input, "path", nesting_path(n, values, level + 1));
    return join(n, JOIN_LEFTANTI, input, own, rows, path);
}

/* They, grouped by the values of the levels above; with the measures of this level and of those below that name others.
 */
static struct plan_op *grouped(const struct nesting *n, size_t level, struct nesting *out) {
    struct lowering *l = n->l;
    const size_t levels = n->b->levels.n;
    struct column **values = ARENA_ARRAY(l->arena, struct column *, levels + 1);
    struct plan_op *records = left_over(n, level, values);
    if (!records) return NULL;
    struct plan_op *groups = lower_op(l, PO_SUMMARIZE, n->b->ast->span, records);
    VEC(struct column *) cols = {0};
    VEC(struct po_agg) aggs = {0};
    groups->defs = ARENA_ARRAY(l->arena, struct po_def, level + 1);
    for (size_t i = 0; i < level; i++) {
        out->values[i] = bound_column(l->bound, "value", values[i]->type);
        VEC_PUSH(l->arena, &cols, out->values[i]);
        groups->defs[groups->def_count++] =
            (struct po_def){out->values[i], px_column(l->arena, values[i], n->b->ast->span)};
    }
    if (level == 0) { /* a group only where there is a record */
        struct column *all = bound_column(l->bound, "all", KQ_T_BOOL);
        VEC_PUSH(l->arena, &cols, all);
        groups->defs[groups->def_count++] =
            (struct po_def){all, px_constant(l->arena, kq_box_bool(kq_mk_bool(true)), n->b->ast->span)};
    }
    for (size_t m = level; m < levels; m++) {
        if (!has_others(n, m)) continue;
        const struct plan_op *of = lower_groups(l, n->b->levels.v[m], records);
        for (size_t i = 0; i < of->agg_count; i++) VEC_PUSH(l->arena, &aggs, of->aggs[i]);
        for (size_t i = 0; i < of->col_count; i++) VEC_PUSH(l->arena, &cols, of->cols[i]);
    }
    groups->aggs = aggs.v;
    groups->agg_count = aggs.n;
    groups->cols = cols.v;
    groups->col_count = cols.n;
    struct plan_op *rows = groups;
    for (size_t m = level; m < levels && !l->failed; m++)
        if (has_others(n, m)) out->measures[m] = nesting_extend(n, &rows, "measure", nesting_measure(n, m));
    return rows;
}

/* What the others of a level are called. */
static struct px *name_of_others(const struct nesting *n, size_t level) {
    struct lowering *l = n->l;
    const struct ast_expr *name = nesting_part(n, level)->b;
    struct px *e = px_folded(l->arena, lower_expr(l, name));
    if (e->kind != PX_CONST) lower_refuse(l, DIAG_U0001, name->span, "top-nested with others that are not a constant");
    if (e->type != n->values[level]->type)
        lower_refuse(l, DIAG_U0001, name->span, "top-nested with others of another type than the values");
    return e;
}

/* The rows of one level's others: the measures and values of their parents, their own, those of the levels below. */
static struct plan_op *others_of(const struct nesting *n, size_t level, struct po_leg *leg) {
    struct lowering *l = n->l;
    const struct span span = n->b->ast->span;
    const size_t levels = n->b->levels.n;
    struct nesting own = fresh(n), parents = fresh(n);
    struct lower_scope outside = lower_enter(l);
    struct plan_op *rows = grouped(n, level, &own);
    lower_leave(l, &outside);
    if (!rows || l->failed) return NULL;
    if (level > 0) {
        struct plan_op *above = nesting_kept(&parents, level);
        if (!above) return NULL;
        struct column *path = nesting_extend(n, &above, "path", nesting_path(n, parents.values, level));
        struct column *key = nesting_extend(n, &rows, "path", nesting_path(n, own.values, level));
        rows = join(n, JOIN_INNER, rows, key, above, path);
        for (size_t i = 0; i < level; i++) own.measures[i] = bring(n, rows, parents.measures[i]);
    }
    struct plan_op *op = lower_op(l, PO_PROJECT, span, rows);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 2 * levels);
    for (size_t i = 0; i < levels && !l->failed; i++) {
        struct px *value = i < level          ? px_column(l->arena, own.values[i], span)
                           : has_others(n, i) ? name_of_others(n, i)
                                              : lower_null(l, n->values[i]->type, span);
        struct px *measure =
            own.measures[i] ? px_column(l->arena, own.measures[i], span) : lower_null(l, n->measures[i]->type, span);
        op->defs[op->def_count++].expr = value;
        op->defs[op->def_count++].expr = measure;
    }
    leg->input = op;
    return op;
}

/* The leg's columns, in the types of the result. */
static void set_columns(const struct nesting *n, const struct plan_op *result, struct po_leg *leg) {
    struct lowering *l = n->l;
    struct plan_op *op = leg->input;
    op->cols = ARENA_ARRAY(l->arena, struct column *, op->def_count + 1);
    for (size_t i = 0; i < op->def_count && i < result->col_count; i++) {
        const struct column *c = result->cols[i];
        op->defs[i].expr = lower_convert(l, op->defs[i].expr, c->type);
        op->defs[i].col = op->cols[op->col_count++] = bound_column(l->bound, c->name, c->type);
    }
    leg->from = op->cols;
}

/* The rows of the kept values. */
static struct plan_op *kept_leg(const struct nesting *n, struct plan_op *rows, struct po_leg *leg) {
    struct lowering *l = n->l;
    const struct span span = n->b->ast->span;
    struct plan_op *op = leg->input = lower_op(l, PO_PROJECT, span, rows);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 2 * n->b->levels.n);
    for (size_t i = 0; i < n->b->levels.n; i++) {
        op->defs[op->def_count++].expr = px_column(l->arena, n->values[i], span);
        op->defs[op->def_count++].expr = px_column(l->arena, n->measures[i], span);
    }
    return op;
}

struct plan_op *nesting_with_others(const struct nesting *n, struct plan_op *rows) {
    struct lowering *l = n->l;
    const size_t levels = n->b->levels.n;
    struct plan_op *op = lower_op(l, PO_UNION, n->b->ast->span, NULL);
    lower_set_columns(l, op, n->b->out.cols, n->b->out.n);
    if (op->col_count != 2 * levels) lower_refuse(l, DIAG_U0004, n->b->ast->span);
    op->legs = ARENA_ARRAY(l->arena, struct po_leg, levels + 1);
    kept_leg(n, rows, &op->legs[op->leg_count++]);
    for (size_t i = 0; i < levels && !l->failed && !l->over; i++)
        if (has_others(n, i) && others_of(n, i, &op->legs[op->leg_count])) op->leg_count++;
    for (size_t i = 0; i < op->leg_count && !l->failed; i++) set_columns(n, op, &op->legs[i]);
    return op;
}
