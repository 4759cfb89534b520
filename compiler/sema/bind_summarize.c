/* summarize: keys first, then a column or several for each aggregate, named by Microsoft's rules (kql.md 5.4). Values
 * around aggregates (`count() + 1`) are left to a projection over the aggregates' columns. */
#include "sema_internal.h"

struct naming {
    VEC(const char *) declared; /* names given explicitly */
    size_t counter;             /* of ColumnN */
    struct row_type stars;      /* columns that `*` leaves out: those that the keys are */
};

static bool declare(struct binder *b, struct naming *n, const char *name, struct span span) {
    for (size_t i = 0; i < n->declared.n; i++)
        if (n->declared.v[i] == name) return diag_report(b->diag, DIAG_E0304, span, name);
    VEC_PUSH(b->arena, &n->declared, name);
    return true;
}

/* A new output column. `given` names must be new; derived ones get a suffix when they are taken. */
static struct column *add_column(struct binder *b, struct bound_op *op, struct naming *n, const char *given,
                                 struct span span, const char *derived, kq_type t, bool *ok) {
    if (given && !declare(b, n, given, span)) {
        *ok = false;
        return NULL;
    }
    const char *name = given ? given : derived;
    name = name ? unique_name(b, &op->out, name) : numbered_name(b, &op->out, &n->counter);
    struct column *col = bound_column(b->bound, name, t);
    row_push(b, &op->out, col);
    return col;
}

static bool check_single_name(struct binder *b, const struct ast_named *item, size_t values) {
    if (item->name_count <= values || item->name_count < 2) return true;
    return diag_report(b->diag, DIAG_E0306, item->name_spans[values], item->names[values]);
}

static const char *given_name(const struct ast_named *item, size_t i, struct span *span) {
    *span = item->value->span;
    if (i < item->name_count) {
        *span = item->name_spans[i];
        return item->names[i];
    }
    return i == 0 && item->value->kind == EX_NAME ? item->value->u.name.name : NULL;
}

static bool bind_keys(struct binder *b, struct bound_op *op, struct naming *n) {
    bool ok = true;
    for (size_t i = 0; i < op->ast->u.summarize.by.n; i++) {
        const struct ast_named *item = op->ast->u.summarize.by.v[i];
        kq_type t = bind_expr(b, item->value);
        ok = t != KQ_T_NONE && check_single_name(b, item, 1) && ok;
        if (t == KQ_T_DYNAMIC) {
            ok = diag_report(b->diag, DIAG_E0410, item->value->span, "summarize");
            t = KQ_T_NONE;
        }
        if (t == KQ_T_DECIMAL) ok = diag_report(b->diag, DIAG_U0004, item->value->span);
        struct span span;
        const char *given = given_name(item, 0, &span);
        struct column *col = add_column(b, op, n, given, span, result_name(b, item->value), t, &ok);
        if (!col) continue;
        VEC_PUSH(b->arena, &op->defs, ((struct bound_def){col, item->value, NULL}));
        /* `*` leaves out the key itself and every input column of the key's name */
        struct column *same = find_column(b->row, col->name);
        if (same) row_push(b, &n->stars, same);
        const struct name_symbol *symbol = item->value->kind == EX_NAME ? item->value->symbol : NULL;
        if (symbol && symbol->column) row_push(b, &n->stars, symbol->column);
    }
    return ok;
}

static bool in_row(const struct row_type *row, const struct column *c) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i] == c) return true;
    return false;
}

/* arg_max, arg_min, take_any: the columns keep their own names (kql.md 5.4). */
static bool bind_row_values(struct binder *b, struct bound_op *op, struct naming *n, const struct ast_named *item,
                            struct bound_agg *agg) {
    const ast_named_list *args = &agg->call->u.call.args;
    bool by_key = agg->row->special != SPECIAL_TAKE_ANY, ok = true;
    size_t position = 0; /* among the outputs, for (n1, n2) = ... */
    const char *key_name = by_key ? result_name(b, args->v[0]->value) : NULL;
    struct row_type skip = {0};
    for (size_t i = 0; i < n->stars.n; i++) row_push(b, &skip, n->stars.cols[i]);
    struct column *key = key_name ? find_column(b->row, key_name) : NULL;
    if (key) row_push(b, &skip, key);
    for (size_t i = 0; i < args->n; i++) {
        const struct ast_named *arg = args->v[i];
        struct span span;
        if (arg->value->kind == EX_STAR) {
            for (size_t c = 0; c < b->row->n; c++) {
                struct column *from = b->row->cols[c];
                if (in_row(&skip, from)) continue;
                row_push(b, &skip, from);
                const char *given = position < item->name_count ? item->names[position] : NULL;
                span = given ? item->name_spans[position] : arg->span;
                position++;
                struct column *col = add_column(b, op, n, given, span, from->name, from->type, &ok);
                VEC_PUSH(b->arena, &agg->args, ((struct bound_arg){NULL, from}));
                VEC_PUSH(b->arena, &agg->outs, col);
            }
            continue;
        }
        const struct name_symbol *symbol = arg->value->kind == EX_NAME ? arg->value->symbol : NULL;
        if (i > 0 && symbol && symbol->column && args->v[i - 1]->value->kind == EX_STAR &&
            in_row(&skip, symbol->column))
            continue; /* `*` has brought it already */
        const char *derived = result_name(b, arg->value), *given = NULL;
        span = arg->value->span;
        if (position < item->name_count) {
            given = item->names[position];
            span = item->name_spans[position];
        } else if (arg->name_count) {
            derived = arg->names[0];
        }
        position++;
        if (!derived && by_key && i == 0) derived = intern_s(arena_printf(b->arena, "%s_", agg->row->prefix));
        if (!derived && by_key)
            derived = intern_s(arena_printf(b->arena, "%s_%s_arg%zu", agg->row->prefix, key_name ? key_name : "", i));
        if (!derived) derived = intern_s(arena_printf(b->arena, "any_arg%zu", i));
        struct column *col = add_column(b, op, n, given, span, derived, arg->value->type, &ok);
        VEC_PUSH(b->arena, &agg->args, ((struct bound_arg){arg->value, NULL}));
        VEC_PUSH(b->arena, &agg->outs, col);
    }
    return check_single_name(b, item, position) && ok;
}

static bool is_aggregate_call(const struct binder *b, const struct ast_expr *e) {
    return e->kind == EX_CALL && catalog_find(CAT_AGGREGATE, e->u.call.name) && !find_let(b, e->u.call.name);
}

static bool bind_item(struct binder *b, struct bound_op *op, struct naming *n, const struct ast_named *item) {
    struct ast_expr *value = item->value;
    bool ok = true;
    if (is_aggregate_call(b, value)) {
        struct bound_agg *agg = NULL;
        kq_type t = bind_aggregate(b, value, &agg);
        if (!agg) return false;
        if (agg->row->shape == SHAPE_SPECIAL) {
            ok = bind_row_values(b, op, n, item, agg);
        } else {
            struct span span;
            const char *given = given_name(item, 0, &span);
            VEC_PUSH(b->arena, &agg->outs, add_column(b, op, n, given, span, result_name(b, value), t, &ok));
            ok = check_single_name(b, item, 1) && ok;
        }
        for (size_t i = 0; ok && i < agg->outs.n; i++)
            VEC_PUSH(b->arena, &op->results, ((struct bound_def){agg->outs.v[i], NULL, agg->outs.v[i]}));
        return ok;
    }
    b->summarize = op;
    kq_type t = bind_expr(b, value);
    ok = t != KQ_T_NONE && check_single_name(b, item, 1);
    struct span span;
    const char *given = given_name(item, 0, &span);
    struct column *col = add_column(b, op, n, given, span, t ? result_name(b, value) : NULL, t, &ok);
    if (!ok) return false;
    VEC_PUSH(b->arena, &op->results, ((struct bound_def){col, value, NULL}));
    return true;
}

bool bind_summarize(struct binder *b, struct bound_op *op) {
    struct naming n = {0};
    bool ok = bind_keys(b, op, &n);
    size_t keys = op->out.n;
    b->aggregates = AGGREGATES_ALLOWED;
    b->summarize = op;
    for (size_t i = 0; i < op->ast->u.summarize.aggs.n; i++)
        ok = bind_item(b, op, &n, op->ast->u.summarize.aggs.v[i]) && ok;
    b->aggregates = AGGREGATES_REFUSED;
    b->summarize = NULL;
    if (!ok) return false;
    /* Only when some value is not an aggregate itself does a projection follow. */
    bool plain = true;
    for (size_t i = 0; i < op->results.n; i++) plain = plain && op->results.v[i].copy;
    if (plain) {
        op->results.n = 0;
        return true;
    }
    /* The projection makes new columns: the keys' and aggregates' own stay inside. */
    bound_defs results = {0};
    for (size_t i = 0; i < op->out.n; i++) {
        struct column *col = op->out.cols[i];
        struct bound_def def = {col, NULL, col};
        for (size_t r = 0; i >= keys && r < op->results.n; r++)
            if (op->results.v[r].col == col) def = op->results.v[r];
        if (def.copy) {
            def.col = bound_column(b->bound, col->name, col->type);
            op->out.cols[i] = def.col;
        }
        VEC_PUSH(b->arena, &results, def);
    }
    op->results = results;
    return true;
}
