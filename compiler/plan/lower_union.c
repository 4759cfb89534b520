/* union: each leg gets a PROJECT that makes exactly the union's columns; PO_UNION puts their rows under its own (kql.md
 * 5.6). A leg that isfuzzy=true leaves out gives its columns and no rows. */
#include "lower.h"

/* The leg's column of the sample's name and type; NULL: it has none. */
static struct column *column_like(const struct row_type *row, const struct column *sample) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == sample->name && row->cols[i]->type == sample->type) return row->cols[i];
    return NULL;
}

static void add_def(struct plan_op *op, struct column *c, struct px *e) {
    op->defs[op->def_count++] = (struct po_def){c, e};
    op->cols[op->col_count++] = c;
}

/* The leg's columns under new names, and, for each of the union's, which of them it is. */
static void project_leg(struct lowering *l, const struct bound_op *b, const struct bound_leg *from, const char *name,
                        struct plan_op *input, struct column *const *columns, struct po_leg *leg) {
    const struct span span = b->ast->span;
    struct plan_op *op = leg->input = lower_op(l, PO_PROJECT, span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, from->row->n + 3);
    op->cols = ARENA_ARRAY(l->arena, struct column *, from->row->n + 3);
    leg->from = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 3);
    size_t n = 0;
    if (b->source) {
        struct column *c = leg->from[n++] = bound_column(l->bound, b->source->name, KQ_T_STRING);
        add_def(op, c, lower_text(l, name, span));
    }
    for (size_t i = 0; i < b->gathered.n; i++) {
        const struct column *of = b->gathered.v[i];
        if (!lower_carries(of)) continue;
        struct column *column = columns[i];
        leg->from[n++] = column ? bound_column(l->bound, of->name, of->type) : NULL;
        if (!column) continue;
        struct px *e = lower_column(l, column, span);
        add_def(op, leg->from[n - 1], l->failed ? e : lower_convert(l, e, of->type));
    }
}

/* The piped input: named by `as` in front of the operator, or the table that nothing was done to. */
const char *lower_name_of_input(const struct lowering *l, size_t i) {
    const struct bound_query *q = l->query;
    const struct ast_op *before = l->at > 0 ? q->ops.v[l->at - 1]->ast : NULL;
    if (before && before->kind == OP_AS) return before->name.text;
    if (!before && q->kind == SOURCE_TABLE) return q->table->name;
    if (!before && q->kind == SOURCE_LOCAL) return q->local->name;
    return arena_printf(l->arena, "union_arg%zu", i);
}

const char *lower_name_of_leg(const struct lowering *l, const struct bound_leg *leg, size_t i) {
    if (!leg->query) return lower_name_of_input(l, i);
    return leg->name ? leg->name : arena_printf(l->arena, "union_arg%zu", i);
}

/* Views that a pattern finds give no columns in Microsoft's binder: what they would give is not known. */
bool lower_has_leg(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg) {
    if (!leg->row)
        lower_refuse(l, DIAG_U0001, b->ast->keyword.span,
                     arena_printf(l->arena, "the view %s by a pattern", leg->name));
    if (leg->query && leg->query->left_out) l->left_out = true;
    return leg->row && !(leg->query && leg->query->left_out);
}

/* For each of the union's columns the leg's, or NULL. */
static struct column **columns_of_leg(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg) {
    struct column **columns = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 1);
    for (size_t i = 0; i < b->gathered.n; i++) columns[i] = column_like(leg->row, b->samples.v[i]);
    return columns;
}

struct plan_op *lower_legs(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct po_leg *legs = ARENA_ARRAY(l->arena, struct po_leg, b->legs.n + 1);
    size_t *numbers = ARENA_ARRAY(l->arena, size_t, b->legs.n + 1), n = 0;
    for (size_t i = 0; i < b->legs.n; i++)
        if (lower_has_leg(l, b, &b->legs.v[i])) numbers[n++] = i;
    if (n == 0) return NULL;
    /* which columns these are is told by their types, also by those that are only known when a leg is lowered */
    struct column ***columns = ARENA_ARRAY(l->arena, struct column **, n);
    struct plan_op **inputs = ARENA_ARRAY(l->arena, struct plan_op *, n);
    for (size_t i = 0; i < n; i++) columns[i] = columns_of_leg(l, b, &b->legs.v[numbers[i]]);
    for (size_t i = 0; i < n && !l->over; i++) {
        const struct bound_leg *leg = &b->legs.v[numbers[i]];
        inputs[i] = leg->query ? lower_query(l, leg->query) : input;
    }
    if (l->over) return NULL;
    for (size_t i = 0; i < b->gathered.n; i++)
        if (b->gathered.v[i]->type == KQ_T_NONE) b->gathered.v[i]->type = b->samples.v[i]->type;
    for (size_t i = 0; i < n; i++) {
        const struct bound_leg *leg = &b->legs.v[numbers[i]];
        project_leg(l, b, leg, lower_name_of_leg(l, leg, numbers[i]), inputs[i], columns[i], &legs[i]);
    }
    struct plan_op *op = lower_op(l, PO_UNION, b->ast->span, NULL);
    op->legs = legs;
    op->leg_count = n;
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 2);
    if (b->source) op->cols[op->col_count++] = lower_instance(l, b->source);
    for (size_t i = 0; i < b->gathered.n; i++)
        if (lower_carries(b->gathered.v[i])) op->cols[op->col_count++] = lower_instance(l, b->gathered.v[i]);
    return op;
}

struct plan_op *lower_union(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_legs(l, b, input);
    if (op) lower_ingestion_legs(l, op);
    if (op) return op;
    if (!l->failed && !l->over) lower_refuse(l, DIAG_U0005, b->ast->span, "a union of tables none of which is there");
    return lower_op(l, PO_ROW, b->ast->span, NULL);
}
