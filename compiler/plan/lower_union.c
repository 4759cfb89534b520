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

/* The leg's row under new columns, or, of the only leg, under those of the union. */
static struct plan_op *project_leg(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg,
                                   const char *name, struct plan_op *input, bool only) {
    const struct span span = b->ast->span;
    struct plan_op *op = lower_op(l, PO_PROJECT, span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, b->gathered.n + 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->gathered.n + 1);
    if (b->source) {
        struct column *c = only ? lower_instance(l, b->source) : bound_column(l->bound, b->source->name, KQ_T_STRING);
        add_def(op, c, lower_text(l, name, span));
    }
    for (size_t i = 0; i < b->gathered.n; i++) {
        struct column *of = b->gathered.v[i];
        if (!lower_carries(of)) continue;
        struct column *c = only ? lower_instance(l, of) : bound_column(l->bound, of->name, of->type);
        struct column *from = column_like(leg->row, b->samples.v[i]);
        add_def(op, c, from ? lower_column(l, from, span) : lower_null(l, of->type, span));
    }
    return op;
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
        legs[i].input = project_leg(l, b, leg, name, from, n == 1);
        legs[i].from = legs[i].input->cols;
    }
    if (n == 1 || l->over) return legs[0].input;
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
    if (!l->failed) lower_refuse(l, DIAG_U0005, b->ast->span, "a union of tables none of which is there");
    return lower_op(l, PO_ROW, b->ast->span, NULL);
}
