/* summarize: keys first, then a column or several for each aggregate, named by Microsoft's rules (kql.md 5.4). Values
 * around aggregates (`count() + 1`) are left to a projection over the aggregates' columns. */
#include "operators.h"

struct summary {
    struct bound_op *op;
    struct projection p;
    column_list keys;  /* the input columns that keys are: `*` leaves them out */
    bound_defs values; /* of the columns behind the keys */
};

static void bind_keys(struct binder *b, struct summary *s) {
    const ast_named_list *by = &s->op->ast->by;
    bind_items(b, by);
    if (check_values(b, by)) check_not_dynamic(b, by, "summarize");
    for (size_t i = 0; i < by->n; i++) {
        project_item(b, &s->p, by->v[i], &s->op->defs);
        struct column *c = column_of(by->v[i]->value);
        if (c) VEC_PUSH(b->arena, &s->keys, c);
    }
    project_skip_all(b, &s->p);
    s->p.keys = &s->keys;
}

/* arg_max, take_any: what each output is the value of. */
static void set_row_values(struct binder *b, struct bound_agg *agg, const tuple_fields *fields,
                           const struct projection *p) {
    agg->args.n = 0;
    for (size_t i = 0; i < fields->n && i < p->placed.n; i++) {
        if (!p->placed.v[i]) continue;
        VEC_PUSH(b->arena, &agg->args, fields->v[i].arg);
        VEC_PUSH(b->arena, &agg->outs, p->placed.v[i]);
    }
}

static bool gives_rows_values(const tuple_fields *fields) {
    return fields->n > 0 && (fields->v[0].arg.expr || fields->v[0].arg.col);
}

/* An item that is an aggregate as a whole: its columns are the aggregate's. */
static void add_aggregate(struct binder *b, struct summary *s, const struct ast_named *item) {
    struct bound_agg agg = {0};
    tuple_fields fields = {0};
    bind_aggregate(b, item->value, &agg);
    bool several = call_fields(b, item->value, &s->keys, &fields);
    project_item(b, &s->p, item, NULL);
    if (several && gives_rows_values(&fields)) {
        set_row_values(b, &agg, &fields, &s->p);
    } else {
        for (size_t i = 0; i < s->p.placed.n; i++)
            if (s->p.placed.v[i]) VEC_PUSH(b->arena, &agg.outs, s->p.placed.v[i]);
    }
    for (size_t i = 0; i < agg.outs.n; i++)
        VEC_PUSH(b->arena, &s->values, ((struct bound_def){.col = agg.outs.v[i], .copy = agg.outs.v[i]}));
    VEC_PUSH(b->arena, &s->op->aggs, agg);
}

static void add_value(struct binder *b, struct summary *s, struct ast_named *item) {
    bind_item(b, item);
    project_item(b, &s->p, item, &s->values);
}

static void bind_aggregates(struct binder *b, struct summary *s) {
    const ast_named_list *items = &s->op->ast->items;
    struct place saved = b->at;
    b->at.aggregates = AGGREGATES_ALLOWED;
    b->at.summarize = s->op;
    for (size_t i = 0; i < items->n; i++) {
        if (is_aggregate(b, items->v[i]->value))
            add_aggregate(b, s, items->v[i]);
        else
            add_value(b, s, items->v[i]);
    }
    b->at = saved;
    check_values(b, items);
}

/* The output is the keys and the aggregates' columns, in this order: no projection has to follow. */
static bool is_plain(const struct summary *s) {
    const struct row_type *out = &s->p.out;
    size_t at = 0;
    for (size_t i = 0; i < s->op->defs.n; i++, at++)
        if (at >= out->n || out->cols[at] != s->op->defs.v[i].col) return false;
    for (size_t i = 0; i < s->op->aggs.n; i++)
        for (size_t k = 0; k < s->op->aggs.v[i].outs.n; k++, at++)
            if (at >= out->n || out->cols[at] != s->op->aggs.v[i].outs.v[k]) return false;
    return at == out->n;
}

static struct bound_def value_of(const struct summary *s, struct column *c) {
    for (size_t i = 0; i < s->values.n; i++)
        if (s->values.v[i].col == c) return s->values.v[i];
    return (struct bound_def){.col = c, .copy = c}; /* a key */
}

/* The projection makes new columns: the keys' and aggregates' own stay inside. */
static void add_projection(struct binder *b, struct summary *s) {
    for (size_t i = 0; i < s->p.out.n; i++) {
        struct bound_def def = value_of(s, s->p.out.cols[i]);
        if (def.copy) {
            def.col = column_like(b, def.copy->name, def.copy);
            s->p.out.cols[i] = def.col;
        }
        VEC_PUSH(b->arena, &s->op->results, def);
    }
}

void bind_summarize(struct binder *b, struct bound_op *op) {
    struct summary s = {.op = op};
    check_op_params(b, op->ast);
    bind_keys(b, &s);
    bind_aggregates(b, &s);
    if (!is_plain(&s)) add_projection(b, &s);
    set_row(b, op, &s.p.out);
}
