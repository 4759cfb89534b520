/* top-hitters and top-nested (docs: top-hitters-operator.md, top-nested-operator.md). Each level of a top-nested groups
 * the input anew, by its own values and those of the levels before, keeps the first ones of each parent and is joined
 * to the parents that were kept. */
#include "nesting.h"
#include "px.h"

#include <string.h>

/* ---- pieces -------------------------------------------------------------------------------------------------------
 */

static struct span at(const struct nesting *n) { return n->b->ast->span; }

static struct px *column(const struct nesting *n, struct column *c) { return px_column(n->l->arena, c, at(n)); }

static struct px *call(const struct nesting *n, enum cat_family family, const char *name, struct px **args,
                       size_t count) {
    struct px *e = px_call_named(n->l->arena, family, name, args, count, at(n));
    if (e) return e;
    const struct catalog_row *row = catalog_find(family, intern_s(name));
    if (row && row->shape == SHAPE_VARIADIC) return px_call(n->l->arena, row, args, count, at(n));
    lower_refuse(n->l, DIAG_U0001, at(n), "top-nested of such values");
    return args[0];
}

struct column *nesting_extend(const struct nesting *n, struct plan_op **rows, const char *name, struct px *e) {
    struct column *c = lower_add_column(n->l, rows, name, e);
    (*rows)->span = at(n);
    return c;
}

/* One text for several values, which no others have: each with its length in front. A null is an empty text, which no
 * other value of its type has. */
struct px *nesting_path(const struct nesting *n, struct column *const *values, size_t count) {
    struct lowering *l = n->l;
    struct px **parts = ARENA_ARRAY(l->arena, struct px *, 3 * count + 1);
    for (size_t i = 0; i < count; i++) {
        struct px **length = ARENA_ARRAY(l->arena, struct px *, 1);
        length[0] = lower_convert(l, column(n, values[i]), KQ_T_STRING);
        parts[3 * i] = lower_convert(l, call(n, CAT_FUNCTION, "strlen", length, 1), KQ_T_STRING);
        parts[3 * i + 1] = px_constant(l->arena, kq_box_string((kq_str){":", 1}), at(n));
        parts[3 * i + 2] = length[0];
    }
    return call(n, CAT_FUNCTION, "strcat", parts, 3 * count);
}

static struct plan_op *sorted(const struct nesting *n, struct plan_op *input, struct column *parent,
                              struct column *measure, bool up) {
    struct lowering *l = n->l;
    struct plan_op *op = lower_op(l, PO_SORT, at(n), input);
    op->order = ARENA_ARRAY(l->arena, struct po_order, 2);
    if (parent) op->order[op->order_count++] = (struct po_order){parent, false, true};
    op->order[op->order_count++] = (struct po_order){measure, !up, up};
    op->cols = input->cols;
    op->col_count = input->col_count;
    return op;
}

/* The first `limit` rows of each parent, of rows in the order of their parents. */
static struct plan_op *first_of_each(const struct nesting *n, struct plan_op *rows, struct column *parent,
                                     uint64_t limit) {
    struct lowering *l = n->l;
    struct px **before = ARENA_ARRAY(l->arena, struct px *, 3), **number = ARENA_ARRAY(l->arena, struct px *, 2);
    before[0] = column(n, parent);
    before[1] = px_constant(l->arena, kq_box_long(kq_mk_long(1)), at(n));
    before[2] = px_constant(l->arena, kq_box_string(kq_null_string()), at(n)); /* no parent's text is empty */
    struct px **other = ARENA_ARRAY(l->arena, struct px *, 2), **inside = ARENA_ARRAY(l->arena, struct px *, 2);
    other[0] = column(n, parent);
    other[1] = column(n, lower_add_window(l, &rows, "prev", before, 3, KQ_T_STRING));
    struct column *begins = nesting_extend(n, &rows, "begins", call(n, CAT_OPERATOR, "!=", other, 2));
    number[0] = px_constant(l->arena, kq_box_long(kq_mk_long(1)), at(n));
    number[1] = column(n, begins);
    inside[0] = column(n, lower_add_window(l, &rows, "row_number", number, 2, KQ_T_LONG));
    inside[1] = px_constant(l->arena, kq_box_long(kq_mk_long(limit > INT64_MAX ? INT64_MAX : (int64_t)limit)), at(n));
    struct plan_op *op = lower_op(l, PO_WHERE, at(n), rows);
    op->predicate = call(n, CAT_OPERATOR, "<=", inside, 2);
    op->cols = rows->cols;
    op->col_count = rows->col_count;
    return op;
}

/* ---- levels -------------------------------------------------------------------------------------------------------
 */

const struct ast_part *nesting_part(const struct nesting *n, size_t level) {
    size_t i = 0;
    for (size_t at_level = 0;; i++)
        if (n->b->ast->parts.v[i]->kind == PART_LEVEL && at_level++ == level) return n->b->ast->parts.v[i];
}

struct px *nesting_measure(const struct nesting *n, size_t level) {
    n->l->summarize = n->b->levels.v[level];
    struct px *e = lower_expr(n->l, nesting_part(n, level)->items.v[1]->value);
    n->l->summarize = NULL;
    return e;
}

/* Groups by the values of this level and those before. In the input's own instance, whose columns they read. */
static struct plan_op *add_groups(const struct nesting *n, size_t level, struct plan_op *input, struct column **values,
                                  struct column **measure) {
    struct lowering *l = n->l;
    struct plan_op *op = lower_groups(l, n->b->levels.v[level], input);
    struct column **cols = ARENA_ARRAY(l->arena, struct column *, op->col_count + level + 1);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, level + 1);
    for (size_t i = 0; i <= level; i++) {
        struct px *e = lower_expr(l, nesting_part(n, i)->items.v[0]->value);
        if (e->type == KQ_T_DYNAMIC) lower_refuse(l, DIAG_U0001, e->span, "top-nested of a dynamic value");
        values[i] = bound_column(l->bound, "value", e->type);
        op->defs[op->def_count++] = (struct po_def){values[i], e};
        cols[i] = values[i];
    }
    if (op->col_count) memcpy(cols + level + 1, op->cols, op->col_count * sizeof *cols);
    op->cols = cols;
    op->col_count += level + 1;
    struct plan_op *rows = op;
    *measure = nesting_extend(n, &rows, "measure", nesting_measure(n, level));
    return rows;
}

struct plan_op *nesting_input(const struct nesting *n) {
    struct lowering *l = n->l;
    struct bound_query *prefix = ARENA_NEW(l->arena, struct bound_query);
    *prefix = *l->query;
    prefix->ops.n = l->at;
    if (++l->references > MAX_REFERENCES) {
        lower_refuse(l, DIAG_U0007, at(n), (int)MAX_REFERENCES, "references to lets");
        l->over = true;
    }
    return lower_query(l, prefix);
}

static void add_level(struct nesting *n, size_t level, struct plan_op **rows) {
    struct lowering *l = n->l;
    const struct ast_part *part = nesting_part(n, level);
    struct column **outside = l->instance, **values = ARENA_ARRAY(l->arena, struct column *, level + 1),
                  *measure = NULL;
    const size_t outside_size = l->instance_size;
    l->instance_size = l->bound->next_column;
    l->instance = ARENA_ARRAY(l->arena, struct column *, l->instance_size + 1);
    struct plan_op *input = nesting_input(n), *top = l->failed ? input : add_groups(n, level, input, values, &measure);
    l->instance = outside;
    l->instance_size = outside_size;
    const uint64_t limit = part->a ? lower_count_of(l, part->a, "top-nested with a number of values") : 0;
    if (l->failed) return;
    struct column *parent = level ? nesting_extend(n, &top, "parent", nesting_path(n, values, level)) : NULL;
    top = sorted(n, top, parent, measure, part->items.v[1]->order == ORDER_ASC);
    if (part->a && !parent) {
        top->limited = true;
        top->limit = limit;
    }
    if (part->a && parent) top = first_of_each(n, top, parent, limit);
    if (level == 0) {
        n->values[0] = values[0];
        n->measures[0] = measure;
        *rows = top;
        return;
    }
    struct plan_op *left = *rows, *join = lower_op(l, PO_JOIN, at(n), NULL);
    struct column *own = nesting_extend(n, &left, "path", nesting_path(n, n->values, level));
    join->join_kind = JOIN_INNER;
    join->input = left;
    join->right = top;
    join->keys = ARENA_ARRAY(l->arena, struct po_key, 1);
    join->keys[0] = (struct po_key){own, parent};
    join->key_count = 1;
    join->cols = ARENA_ARRAY(l->arena, struct column *, 2 * level + 2);
    join->join_from = ARENA_ARRAY(l->arena, struct column *, 2 * level + 2);
    join->join_left = ARENA_ARRAY(l->arena, bool, 2 * level + 2);
    n->values[level] = values[level];
    n->measures[level] = measure;
    for (size_t i = 0; i <= level; i++) {
        struct column **both[] = {&n->values[i], &n->measures[i]};
        for (size_t k = 0; k < 2; k++) {
            struct column *from = *both[k], *c = bound_column(l->bound, from->name, from->type);
            join->cols[join->col_count] = c;
            join->join_from[join->col_count] = from;
            join->join_left[join->col_count++] = i < level;
            *both[k] = c;
        }
    }
    *rows = join;
}

struct plan_op *nesting_kept(struct nesting *n, size_t levels) {
    struct plan_op *rows = NULL;
    for (size_t i = 0; i < levels && !n->l->failed; i++) add_level(n, i, &rows);
    return n->l->failed ? NULL : rows;
}

static struct plan_op *as_result(const struct nesting *n, struct plan_op *rows, struct column *const *cols,
                                 size_t count) {
    struct lowering *l = n->l;
    struct plan_op *op = lower_op(l, PO_PROJECT, at(n), rows);
    lower_set_columns(l, op, n->b->out.cols, n->b->out.n);
    if (op->col_count != count) lower_refuse(l, DIAG_U0004, at(n));
    op->defs = ARENA_ARRAY(l->arena, struct po_def, count + 1);
    for (size_t i = 0; i < count && !l->failed; i++)
        op->defs[op->def_count++] =
            (struct po_def){op->cols[i], lower_convert(l, column(n, cols[i]), op->cols[i]->type)};
    return op;
}

struct plan_op *lower_top_nested(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct nesting n = {.l = l, .b = b};
    const size_t levels = b->levels.n;
    if (l->query->ast && l->query->ast->piped_into)
        lower_refuse(l, DIAG_U0001, b->ast->span, "top-nested in a sub-query");
    n.values = ARENA_ARRAY(l->arena, struct column *, levels + 1);
    n.measures = ARENA_ARRAY(l->arena, struct column *, levels + 1);
    bool others = false;
    for (size_t i = 0; i < levels; i++) others = others || nesting_part(&n, i)->b;
    struct plan_op *rows = nesting_kept(&n, levels);
    if (!rows) return input;
    if (others) return nesting_with_others(&n, rows);
    struct column **cols = ARENA_ARRAY(l->arena, struct column *, 2 * levels + 1);
    for (size_t i = 0; i < levels; i++) {
        cols[2 * i] = n.values[i];
        cols[2 * i + 1] = n.measures[i];
    }
    return as_result(&n, rows, cols, 2 * levels);
}

/* ---- top-hitters --------------------------------------------------------------------------------------------------
 */

struct plan_op *lower_top_hitters(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct nesting n = {.l = l, .b = b};
    const struct ast_op *ast = b->ast;
    struct px *value = lower_expr(l, ast->of), *by = ast->measure ? lower_expr(l, ast->measure) : NULL;
    if (value->type == KQ_T_DYNAMIC) lower_refuse(l, DIAG_U0001, ast->of->span, "top-hitters of a dynamic value");
    if (by && by->type == KQ_T_INT) by = lower_convert(l, by, KQ_T_LONG);
    const struct catalog_row *row = catalog_find(CAT_AGGREGATE, intern_s(by ? "sum" : "count"));
    while (row && (row->param_count != (by ? 1u : 0u) || (by && cat_param_type(row->params[0]) != by->type)))
        row = catalog_next(row);
    if (!row) lower_refuse(l, DIAG_U0001, ast->span, "top-hitters by such a value");
    if (l->failed) return input;
    struct plan_op *groups = lower_op(l, PO_SUMMARIZE, ast->span, input);
    struct column *cols[2] = {bound_column(l->bound, "value", value->type),
                              bound_column(l->bound, "measure", row->ret)};
    groups->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    groups->defs[0] = (struct po_def){cols[0], value};
    groups->def_count = 1;
    groups->aggs = ARENA_ARRAY(l->arena, struct po_agg, 1);
    groups->agg_count = 1;
    groups->cols = ARENA_ARRAY(l->arena, struct column *, 2);
    memcpy(groups->cols, cols, sizeof cols);
    groups->col_count = 2;
    groups->aggs[0] = (struct po_agg){.row = row, .outs = &groups->cols[1], .out_count = 1, .span = ast->span};
    groups->aggs[0].args = ARENA_ARRAY(l->arena, struct px *, 1);
    if (by) groups->aggs[0].args[groups->aggs[0].n++] = by;
    struct plan_op *top = sorted(&n, groups, NULL, cols[1], false);
    top->limited = true;
    top->limit = lower_count_of(l, ast->count, "top-hitters with a number of values");
    return as_result(&n, top, cols, 2);
}
