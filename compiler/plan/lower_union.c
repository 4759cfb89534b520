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
                        struct plan_op *input, struct po_leg *leg) {
    const struct span span = b->ast->span;
    struct plan_op *op = leg->input = lower_op(l, PO_PROJECT, span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, from->row->n + 2);
    op->cols = ARENA_ARRAY(l->arena, struct column *, from->row->n + 2);
    leg->from = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 2);
    size_t n = 0;
    if (b->source) {
        struct column *c = leg->from[n++] = bound_column(l->bound, b->source->name, KQ_T_STRING);
        add_def(op, c, lower_text(l, name, span));
    }
    for (size_t i = 0; i < b->gathered.n; i++) {
        const struct column *of = b->gathered.v[i];
        if (!lower_carries(of)) continue;
        struct column *column = column_like(from->row, b->samples.v[i]);
        leg->from[n++] = column ? bound_column(l->bound, of->name, of->type) : NULL;
        if (column) add_def(op, leg->from[n - 1], lower_column(l, column, span));
    }
}

/* The piped input: named by `as` in front of the union, or the table that nothing was done to. */
static const char *name_of_input(const struct lowering *l) {
    const struct bound_query *q = l->query;
    if (l->at > 0) {
        const struct ast_op *before = q->ops.v[l->at - 1]->ast;
        return before->kind == OP_AS ? before->name.text : NULL;
    }
    return q->kind == SOURCE_TABLE ? q->table->name : q->kind == SOURCE_LOCAL ? q->local->name : NULL;
}

static const char *name_of_leg(const struct lowering *l, const struct bound_leg *leg, size_t i) {
    const char *name = leg->query ? leg->name : name_of_input(l);
    return name ? name : arena_printf(l->arena, "union_arg%zu", i);
}

/* Views that a pattern finds give no columns in Microsoft's binder: what they would give is not known. */
static bool is_there(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg) {
    if (!leg->row)
        lower_refuse(l, DIAG_U0001, b->ast->keyword.span,
                     arena_printf(l->arena, "the view %s by a pattern", leg->name));
    if (leg->query && leg->query->left_out) l->left_out = true;
    return leg->row && !(leg->query && leg->query->left_out);
}

struct plan_op *lower_legs(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct po_leg *legs = ARENA_ARRAY(l->arena, struct po_leg, b->legs.n + 1);
    size_t *numbers = ARENA_ARRAY(l->arena, size_t, b->legs.n + 1), n = 0;
    for (size_t i = 0; i < b->legs.n; i++)
        if (is_there(l, b, &b->legs.v[i])) numbers[n++] = i;
    if (n == 0) return NULL;
    for (size_t i = 0; i < n && !l->over; i++) {
        const struct bound_leg *leg = &b->legs.v[numbers[i]];
        const char *name = name_of_leg(l, leg, numbers[i]);
        struct plan_op *from = leg->query ? lower_query(l, leg->query) : input;
        project_leg(l, b, leg, name, from, &legs[i]);
    }
    if (l->over) return NULL;
    struct plan_op *op = lower_op(l, PO_UNION, b->ast->span, NULL);
    op->legs = legs;
    op->leg_count = n;
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 1);
    if (b->source) op->cols[op->col_count++] = lower_instance(l, b->source);
    for (size_t i = 0; i < b->gathered.n; i++)
        if (lower_carries(b->gathered.v[i])) op->cols[op->col_count++] = lower_instance(l, b->gathered.v[i]);
    return op;
}

struct plan_op *lower_union(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct plan_op *op = lower_legs(l, b, input);
    if (op) return op;
    if (!l->failed && !l->over) lower_refuse(l, DIAG_U0005, b->ast->span, "a union of tables none of which is there");
    return lower_op(l, PO_ROW, b->ast->span, NULL);
}
