/* Tables that are worked out once and read in several places: materialize(T), and what toscalar takes its value from
 * (docs: materialize-function, toscalar-function). Each is lowered where it is met first and hangs on a SHARE above the
 * whole plan; the places are READs. One that is read once stays where it is read. */
#include "lower.h"
#include "px.h"

struct shared_table {
    const void *key; /* what it is lowered from */
    struct plan_op *share;
    bound_columns own; /* of a materialized table: its result's columns, in their order */
    VEC(struct plan_op *) reads;
};

static struct shared_table *find(const struct lowering *l, const void *key) {
    for (size_t i = 0; i < l->shared.n; i++)
        if (l->shared.v[i].key == key) return &l->shared.v[i];
    return NULL;
}

struct plan_op *lower_shared(const struct lowering *l, const void *key) {
    const struct shared_table *t = find(l, key);
    return t ? t->share->right : NULL;
}

struct plan_op *lower_share(struct lowering *l, const void *key, struct plan_op *table) {
    struct shared_table t = {.key = key, .share = lower_op(l, PO_SHARE, table->span, NULL)};
    t.share->right = table;
    VEC_PUSH(l->arena, &l->shared, t);
    return table;
}

struct plan_op *lower_read(struct lowering *l, const void *key, struct span span) {
    struct shared_table *t = find(l, key);
    const struct plan_op *table = t->share->right;
    struct plan_op *op = lower_op(l, PO_READ, span, NULL);
    op->shared = t->share;
    op->cols = ARENA_ARRAY(l->arena, struct column *, table->col_count + 1);
    op->from = ARENA_ARRAY(l->arena, struct column *, table->col_count + 1);
    for (size_t i = 0; i < table->col_count; i++) {
        op->from[i] = table->cols[i];
        op->cols[i] = bound_column(l->bound, table->cols[i]->name, table->cols[i]->type);
        if (table->cols[i] == table->ingested) op->ingested = op->cols[i];
    }
    op->col_count = table->col_count;
    VEC_PUSH(l->arena, &t->reads, op);
    return op;
}

struct column *lower_read_column(const struct plan_op *read, const struct column *c) {
    for (size_t i = 0; i < read->col_count; i++)
        if (read->from[i] == c) return read->cols[i];
    return NULL;
}

static void read_in_place(struct lowering *l, struct plan_op *read) {
    read->kind = PO_PROJECT;
    read->input = read->shared->right;
    read->shared = NULL;
    read->defs = ARENA_ARRAY(l->arena, struct po_def, read->col_count + 1);
    for (size_t i = 0; i < read->col_count; i++)
        read->defs[read->def_count++] = (struct po_def){read->cols[i], px_column(l->arena, read->from[i], read->span)};
}

struct plan_op *lower_shares(struct lowering *l, struct plan_op *root) {
    for (size_t i = l->shared.n; i-- > 0;) { /* the first ones outermost: later ones may read them */
        struct shared_table *t = &l->shared.v[i];
        if (t->reads.n == 1) read_in_place(l, t->reads.v[0]);
        if (t->reads.n <= 1) continue;
        t->share->input = root;
        t->share->cols = root->cols;
        t->share->col_count = root->col_count;
        root = t->share;
    }
    return root;
}

/* The columns of the table in its own instance are kept with it, since each place that reads it has others. */
struct plan_op *lower_materialized(struct lowering *l, const struct bound_query *q) {
    const struct row_type *out = &q->inner->out;
    struct shared_table *t = find(l, q->inner);
    if (!t) {
        struct lower_scope outside = lower_enter(l);
        struct plan_op *table = lower_query(l, q->inner);
        bound_columns own = {0};
        for (size_t i = 0; i < out->n; i++) VEC_PUSH(l->arena, &own, lower_instance(l, out->cols[i]));
        lower_leave(l, &outside);
        lower_share(l, q->inner, table);
        t = find(l, q->inner);
        t->own = own;
    }
    struct plan_op *read = lower_read(l, q->inner, q->source_span);
    for (size_t i = 0; i < out->n && i < q->source.n; i++)
        for (size_t k = 0; k < read->col_count; k++)
            if (read->from[k] == t->own.v[i]) read->cols[k] = lower_instance(l, q->source.cols[i]);
    return read;
}
