/* AST with sema's findings -> plan. `and` becomes separate WHEREs, values around aggregates become a PROJECT after the
 * SUMMARIZE, join keys of different widths get converted columns, and filters after an innerunique join go where KQL
 * puts them. Needs sema_bind without errors. */
#include "px.h"
#include "select.h"

#include <string.h>

struct plan_op *lower_op(struct lowering *l, enum po_kind kind, struct span span, struct plan_op *input) {
    struct plan_op *op = ARENA_NEW(l->arena, struct plan_op);
    op->kind = kind;
    op->span = span;
    op->input = input;
    return op;
}

struct column *lower_instance(struct lowering *l, struct column *c) {
    if (!l->instance || c->id >= l->instance_size) return c; /* columns made by lowering itself are new already */
    if (!l->instance[c->id]) l->instance[c->id] = bound_column(l->bound, c->name, c->type);
    return l->instance[c->id];
}

bool lower_carries(const struct column *c) { return c->type != KQ_T_NONE; }

void lower_set_columns(struct lowering *l, struct plan_op *op, struct column *const *cols, size_t n) {
    op->cols = ARENA_ARRAY(l->arena, struct column *, n + 1);
    op->col_count = 0;
    for (size_t i = 0; i < n; i++)
        if (lower_carries(cols[i])) op->cols[op->col_count++] = lower_instance(l, cols[i]);
}

static bool has_column(const struct plan_op *op, const struct column *c) {
    for (size_t i = 0; i < op->col_count; i++)
        if (op->cols[i] == c) return true;
    return false;
}

struct column *lower_add_column(struct lowering *l, struct plan_op **input, const char *name, struct px *e) {
    struct plan_op *below = *input, *op = lower_op(l, PO_EXTEND, below->span, below);
    struct column *c = bound_column(l->bound, name, e->type);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 1);
    op->defs[0] = (struct po_def){c, e};
    op->def_count = 1;
    op->cols = ARENA_ARRAY(l->arena, struct column *, below->col_count + 1);
    if (below->col_count) memcpy(op->cols, below->cols, below->col_count * sizeof *op->cols);
    op->cols[below->col_count] = c;
    op->col_count = below->col_count + 1;
    *input = op;
    return c;
}

/* A call of several values is computed once, in a column below `op`; op's columns pick theirs from there. */
static struct column *add_call(struct lowering *l, struct plan_op *op, const struct ast_expr *call) {
    if (op->kind == PO_ROW) {
        op->kind = PO_PROJECT;
        op->input = lower_op(l, PO_ROW, op->span, NULL);
    }
    struct px *e = lower_several(l, call);
    return lower_add_column(l, &op->input, e->kind == PX_CALL ? intern_s(e->row->name) : intern_s("call"), e);
}

void lower_set_defs(struct lowering *l, struct plan_op *op, const bound_defs *defs) {
    const struct ast_expr *call = NULL;
    struct column *values = NULL;
    op->defs = ARENA_ARRAY(l->arena, struct po_def, defs->n + 1);
    for (size_t i = 0; i < defs->n; i++) {
        const struct bound_def *d = &defs->v[i];
        if (d->copy && !lower_carries(d->copy)) continue;
        if (d->field && d->value != call) {
            call = d->value;
            values = add_call(l, op, call);
        }
        struct px *e = d->copy    ? lower_column(l, d->copy, op->span)
                       : d->field ? lower_field(l, px_column(l->arena, values, d->value->span), d->field - 1)
                                  : lower_expr(l, d->value);
        /* the row of the catalogue may give another type than Microsoft's signature */
        if (!l->failed) e = lower_convert(l, e, d->col->type);
        op->defs[op->def_count++] = (struct po_def){lower_instance(l, d->col), e};
    }
}

/* ---- pipelines ------------------------------------------------------------------------------------------------------
 */

struct plan_op *lower_scan(struct lowering *l, const struct bound_query *q, const char *table) {
    struct plan_op *op = lower_op(l, PO_SCAN, q->source_span, NULL);
    op->table = table;
    lower_set_columns(l, op, q->source.cols, q->source.n);
    op->table_cols = op->cols;
    op->table_col_count = op->col_count;
    l->open_table = l->open_table || q->source.open;
    const char *time = intern_s("TimeGenerated");
    for (size_t i = 0; l->is_rule && i < op->col_count; i++)
        if (op->cols[i]->name == time && op->cols[i]->type == KQ_T_DATETIME) op->time_column = op->cols[i];
    return lower_ingestion_scan(l, op);
}

struct lower_scope lower_enter(struct lowering *l) {
    struct lower_scope outside = {l->instance, l->instance_size, l->operator_mark, l->summarize, l->piped};
    l->instance_size = l->bound->next_column;
    l->instance = ARENA_ARRAY(l->arena, struct column *, l->instance_size + 1);
    l->summarize = NULL;
    l->piped = NULL;
    return outside;
}

void lower_leave(struct lowering *l, const struct lower_scope *outside) {
    l->instance = outside->instance;
    l->instance_size = outside->instance_size;
    l->operator_mark = outside->operator_mark;
    l->summarize = outside->summarize;
    l->piped = outside->piped;
}

/* A tabular let is bound once and lowered anew for each reference, whose columns are its own. */
static struct plan_op *lower_reference(struct lowering *l, const struct bound_query *q) {
    if (++l->references > MAX_REFERENCES) {
        lower_refuse(l, DIAG_U0007, q->source_span, (int)MAX_REFERENCES, "references to lets");
        l->over = true;
    }
    const struct row_type *from = &q->local->table->out;
    size_t size = l->bound->next_column;
    struct column **instance = ARENA_ARRAY(l->arena, struct column *, size + 1);
    for (size_t i = 0; i < from->n && i < q->source.n; i++) {
        if (from->cols[i]->name != q->source.cols[i]->name) /* columns of an open row that came in later */
            lower_refuse(l, DIAG_U0005, q->source_span, q->source.cols[i]->name);
        instance[from->cols[i]->id] = lower_instance(l, q->source.cols[i]);
    }
    struct column **outside = l->instance;
    size_t outside_size = l->instance_size;
    l->instance = instance;
    l->instance_size = size;
    struct plan_op *op = lower_query(l, q->local->table);
    for (size_t i = 0; i < from->n && i < q->source.n; i++) { /* see lower_settle_types */
        if (q->source.cols[i]->type != KQ_T_NONE || from->cols[i]->type == KQ_T_NONE) continue;
        q->source.cols[i]->type = instance[from->cols[i]->id]->type = from->cols[i]->type;
    }
    l->instance = outside;
    l->instance_size = outside_size;
    return op;
}

/* Rows of a table are in no order, those that stand in the query are; of sub-queries their last operator decides. */
static struct plan_op *lower_source(struct lowering *l, const struct bound_query *q) {
    l->ordered = q->kind == SOURCE_VALUES || q->kind == SOURCE_NONE;
    switch (q->kind) {
    case SOURCE_TABLE: return lower_scan(l, q, q->table->name);
    case SOURCE_INNER: return q->materialized ? lower_materialized(l, q) : lower_query(l, q->inner);
    case SOURCE_LOCAL: return lower_reference(l, q);
    case SOURCE_VALUES: return lower_values(l, q);
    case SOURCE_SUPPLIED: return lower_supplied(l, q);
    case SOURCE_NONE:
        if (q->ast && q->ast->piped_into && l->piped) return l->piped;
        break;
    case SOURCE_OTHER:
    case SOURCE_ERROR: break;
    }
    return lower_op(l, PO_ROW, q->source_span, NULL);
}

static struct plan_op *lower_columns(struct lowering *l, enum po_kind kind, const struct bound_op *b,
                                     struct plan_op *input) {
    struct plan_op *op = lower_op(l, kind, b->ast->span, input);
    lower_set_defs(l, op, &b->defs);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    return op;
}

static struct plan_op *lower_extend(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    return lower_columns(l, PO_EXTEND, b, input);
}

static struct plan_op *lower_project(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    return lower_columns(l, PO_PROJECT, b, input);
}

static struct plan_op *lower_by_names(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    lower_check_names(l, b->ast);
    return lower_columns(l, PO_PROJECT, b, input);
}

static struct plan_op *lower_print(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    (void)input;
    return lower_columns(l, PO_ROW, b, NULL);
}

/* The function's body, which takes the rows piped in where it names its first parameter: `input` is not used. */
static struct plan_op *lower_invoke(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    (void)input;
    return lower_query(l, b->ast->call->table);
}

/* Rows go on as they are: `as` only names them, `render` is for a screen. */
static struct plan_op *lower_nothing(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    (void)l, (void)b;
    return input;
}

/* The operators that are compiled; refuse.c refuses all others, `kqlc list` says so. */
static struct plan_op *(*const lowerers[OP_COUNT_OF_KINDS])(struct lowering *, const struct bound_op *,
                                                            struct plan_op *input) = {
    [OP_WHERE] = lower_where,
    [OP_EXTEND] = lower_extend,
    [OP_PROJECT] = lower_project,
    [OP_PRINT] = lower_print,
    [OP_SUMMARIZE] = lower_summarize,
    [OP_JOIN] = lower_join,
    [OP_LOOKUP] = lower_join,
    [OP_SEARCH] = lower_search,
    [OP_FIND] = lower_find,
    [OP_UNION] = lower_union,
    [OP_MV_EXPAND] = lower_expand,
    [OP_MV_APPLY] = lower_apply,
    [OP_PARTITION] = lower_partition,
    [OP_PARSE] = lower_parse,
    [OP_PARSE_WHERE] = lower_parse,
    [OP_PARSE_KV] = lower_parse_kv,
    [OP_SORT] = lower_sort,
    [OP_TOP] = lower_sort,
    [OP_TAKE] = lower_take,
    [OP_COUNT] = lower_count,
    [OP_DISTINCT] = lower_distinct,
    [OP_PROJECT_AWAY] = lower_project,
    [OP_PROJECT_KEEP] = lower_project,
    [OP_PROJECT_RENAME] = lower_project,
    [OP_PROJECT_REORDER] = lower_project,
    [OP_PROJECT_BY_NAMES] = lower_by_names,
    [OP_SERIALIZE] = lower_extend,
    [OP_EVALUATE] = lower_evaluate,
    [OP_SCAN] = lower_steps,
    [OP_TOP_NESTED] = lower_top_nested,
    [OP_TOP_HITTERS] = lower_top_hitters,
    [OP_RANGE] = lower_range,
    [OP_MAKE_SERIES] = lower_make_series,
    [OP_SAMPLE] = lower_take,
    [OP_SAMPLE_DISTINCT] = lower_sample_distinct,
    [OP_CONSUME] = lower_consume,
    [OP_GETSCHEMA] = lower_getschema,
    [OP_ASSERT_SCHEMA] = lower_assert_schema,
    [OP_AS] = lower_nothing,
    [OP_INVOKE] = lower_invoke,
    [OP_RENDER] = lower_nothing,
};

bool plan_runs(enum ast_op_kind kind) { return lowerers[kind] != NULL; }

/* What stands in front of an invoke is part of its call. */
static size_t first_lowered(const struct bound_query *q) {
    size_t i = q->ops.n;
    while (i > 0 && q->ops.v[i - 1]->ast->kind != OP_INVOKE) i--;
    return i > 0 ? i - 1 : 0;
}

struct plan_op *lower_query(struct lowering *l, const struct bound_query *q) {
    struct plan_op *around = l->unique_join;
    const struct row_type *row = l->row;
    const struct plan_op *rows_around = l->rows;
    size_t mark_around = l->operator_mark;
    const struct bound_query *outside = l->query;
    const size_t outside_at = l->at;
    __typeof__(l->windows) windows_around = l->windows;
    l->windows = (__typeof__(l->windows)){0}; /* those of the operator around are not written over */
    size_t first = first_lowered(q);
    struct plan_op *op = first ? NULL : lower_source(l, q);
    bool ordered = l->ordered;
    l->unique_join = NULL;
    l->query = q;
    for (size_t i = first; i < q->ops.n && !l->over; i++) {
        enum ast_op_kind kind = q->ops.v[i]->ast->kind;
        struct plan_op *input = op;
        if (kind != OP_WHERE) l->unique_join = NULL;
        l->row = i > 0 ? &q->ops.v[i - 1]->out : &q->source;
        l->rows = input;
        l->at = i;
        l->ordered = ordered || kind == OP_SERIALIZE;
        l->windows.n = 0;
        size_t mark = l->operator_mark = l->pending.n;
        if (l->found) lower_settle_types(q->ops.v[i]);
        if (plan_runs(kind))
            op = lowerers[kind](l, q->ops.v[i], input);
        else
            l->failed = true; /* plan_refuse has told */
        struct plan_op *below = lower_put_windows(l, op, input);
        /* in the plan of an mv-apply: what sub-queries bring is the same for all its rows, so its outer row has it */
        if (!l->piped) op = lower_attach_below(l, mark, op, below);
        lower_ingestion_carry(l, kind, op, input);
        ordered = lower_keeps_order(kind, ordered);
    }
    l->ordered = ordered;
    l->windows = windows_around;
    l->unique_join = around;
    l->row = row;
    l->rows = rows_around;
    l->query = outside;
    l->at = outside_at;
    l->operator_mark = mark_around;
    return op;
}

struct plan *plan_lower(struct arena *a, struct bound *b, struct ast_script *s, bool is_rule, struct diag *d) {
    struct lowering l = {.arena = a, .bound = b, .diag = d, .is_rule = is_rule};
    if (!plan_refuse(&l, b, s)) return NULL;
    struct plan *p = ARENA_NEW(a, struct plan);
    p->is_rule = is_rule;
    p->root = lower_shares(&l, lower_query(&l, b->query));
    const struct row_type *out = &b->query->out;
    p->result = ARENA_ARRAY(a, struct column *, out->n + 1);
    p->result_names = ARENA_ARRAY(a, const char *, out->n + 1);
    if (out->open && !(l.found && lower_is_complete(b->query)) && (!l.left_out || l.open_table) && !l.failed) {
        if (l.found && !l.open_table && is_rule) { /* alerts need no more than the rule itself names */
            diag_report(d, DIAG_W0417, b->query->source_span);
        } else {
            lower_refuse(&l, DIAG_U0005, b->query->source_span, "an open table");
            if (l.found)
                diag_hint(d,
                          "project the columns that are needed, or declare them: evaluate ...(...) : (*, name:type)");
        }
    }
    for (size_t i = 0; i < out->n && !l.failed; i++) {
        if (!has_column(p->root, out->cols[i]) || (l.found && !lower_is_made(p->root, out->cols[i]))) {
            lower_refuse(&l, DIAG_U0005, b->query->source_span, out->cols[i]->name);
            break;
        }
        p->result[p->result_count] = out->cols[i];
        p->result_names[p->result_count++] = out->cols[i]->name;
    }
    p->next_column = b->next_column;
    return l.failed ? NULL : p;
}
