/* scan: rows in their order meet the conditions of steps (docs: scan-operator.md). A value of an earlier match,
 * `s1.Ts`, is a column of its own in the steps' expressions; no row has it. */
#include "lower.h"
#include "px.h"

#include <string.h>

struct lowered_steps {
    const struct ast_op *ast;
    VEC(struct po_state_column) columns;
};

struct px *lower_step_column(struct lowering *l, const struct ast_expr *e) {
    const struct ast_expr *object = without_parentheses(e->u.path.object);
    const struct name_symbol *of = object->kind == EX_NAME ? object->symbol : NULL, *symbol = e->symbol;
    if (!l->steps || !of || !of->row || !symbol || !symbol->column) return NULL;
    struct lowered_steps *s = l->steps;
    size_t step = 0;
    while (step < s->ast->parts.n && s->ast->parts.v[step]->name.text != object->u.name.name) step++;
    if (step == s->ast->parts.n) return NULL;
    struct column *from = lower_column(l, symbol->column, e->span)->col;
    for (size_t i = 0; i < s->columns.n; i++)
        if (s->columns.v[i].step == step && s->columns.v[i].of == from)
            return px_column(l->arena, s->columns.v[i].col, e->span);
    const char *name = arena_printf(l->arena, "%s_%s", object->u.name.name, from->name);
    struct po_state_column c = {bound_column(l->bound, name, from->type), from, step};
    VEC_PUSH(l->arena, &s->columns, c);
    return px_column(l->arena, c.col, e->span);
}

static enum po_step_output output_of(struct lowering *l, const struct ast_part *step) {
    if (!step->option || !strcmp(step->option, "all")) return STEP_ALL;
    if (!strcmp(step->option, "last")) return STEP_LAST;
    if (strcmp(step->option, "none") != 0) lower_refuse(l, DIAG_U0001, step->span, "scan with such an output");
    return STEP_NONE;
}

static void lower_step(struct lowering *l, const struct plan_op *op, const struct ast_part *from, struct po_step *to) {
    to->name = from->name.text ? from->name.text : "";
    to->output = output_of(l, from);
    to->condition = lower_convert(l, lower_expr(l, from->a), KQ_T_BOOL);
    to->assigned = ARENA_ARRAY(l->arena, struct po_def, from->items.n + 1);
    for (size_t i = 0; i < from->items.n && !l->failed; i++) {
        const struct ast_named *item = from->items.v[i];
        struct column *c = NULL;
        for (size_t k = 0; item->names.n && k < op->declared_count; k++)
            if (op->declared[k].col->name == item->names.v[0].text) c = op->declared[k].col;
        if (!c) {
            lower_refuse(l, DIAG_U0001, item->span, "scan with such an assignment");
            return;
        }
        to->assigned[to->assigned_count++] = (struct po_def){c, lower_convert(l, lower_expr(l, item->value), c->type)};
    }
    if (from->optional) lower_refuse(l, DIAG_U0001, from->span, "scan with optional steps");
}

static void lower_declared(struct lowering *l, struct plan_op *op, const struct bound_op *b) {
    const struct ast_schema *schema = b->ast->schema;
    op->declared = ARENA_ARRAY(l->arena, struct po_def, (schema ? schema->columns.n : 0) + 1);
    for (size_t i = 0; schema && i < schema->columns.n && !l->failed; i++) {
        struct column *c = NULL; /* the last one of that name: the input may have one too */
        for (size_t k = 0; k < b->out.n; k++)
            if (b->out.cols[k]->name == schema->columns.v[i].name.text) c = b->out.cols[k];
        if (!c) {
            lower_refuse(l, DIAG_U0005, schema->span, schema->columns.v[i].name.text);
            return;
        }
        const struct ast_expr *fallback = schema->columns.v[i].fallback;
        struct px *value =
            fallback ? lower_convert(l, lower_expr(l, fallback), c->type) : lower_null(l, c->type, schema->span);
        op->declared[op->declared_count++] = (struct po_def){lower_instance(l, c), value};
    }
}

/* order by: rows sorted. Without a word they descend, as in sort (assumed: no page tells). */
static struct plan_op *order(struct lowering *l, const struct ast_op *ast, struct plan_op *input) {
    if (!ast->items.n) return input;
    struct plan_op *op = lower_op(l, PO_SORT, ast->span, input);
    lower_order(l, op, ast);
    op->cols = input->cols;
    op->col_count = input->col_count;
    return op;
}

static void lower_partitions(struct lowering *l, const struct ast_op *ast, struct plan_op *op) {
    op->partition = ARENA_ARRAY(l->arena, struct column *, ast->by.n + 1);
    for (size_t i = 0; i < ast->by.n; i++) {
        struct px *e = lower_expr(l, ast->by.v[i]->value);
        if (e->type == KQ_T_DYNAMIC) lower_refuse(l, DIAG_U0001, e->span, "scan partitioned by a dynamic value");
        if (l->failed) return;
        op->partition[op->partition_count++] =
            e->kind == PX_COL ? e->col : lower_add_column(l, &op->input, "partition", e);
    }
}

/* The columns of the input that the expression reads, there and in earlier matches. */
static void add_reads(const struct plan_op *op, const struct px *e, struct colset *out) {
    for (size_t i = 0; i < e->n; i++) add_reads(op, e->args[i], out);
    if (e->kind != PX_COL) return;
    struct column *c = e->col;
    for (size_t i = 0; i < op->state_column_count; i++)
        if (op->state_columns[i].col == c) c = op->state_columns[i].of;
    if (!po_find_def(op->declared, op->declared_count, c)) colset_add(out, c);
}

static void set_reads(struct lowering *l, struct plan_op *op) {
    struct colset reads;
    colset_init(&reads, l->arena);
    for (size_t i = 0; i < op->partition_count; i++) colset_add(&reads, op->partition[i]);
    for (size_t i = 0; i < op->step_count; i++) {
        add_reads(op, op->steps[i].condition, &reads);
        for (size_t k = 0; k < op->steps[i].assigned_count; k++) add_reads(op, op->steps[i].assigned[k].expr, &reads);
    }
    op->exprs = ARENA_ARRAY(l->arena, struct px *, reads.n + 1);
    for (size_t i = 0; i < reads.n; i++) op->exprs[op->expr_count++] = px_column(l->arena, reads.cols[i], op->span);
}

struct plan_op *lower_steps(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    struct plan_op *op = lower_op(l, PO_STEPS, ast->span, order(l, ast, input));
    struct lowered_steps steps = {.ast = ast}, *around = l->steps;
    if (!l->ordered && !ast->items.n) lower_refuse(l, DIAG_E0427, ast->keyword.span, "scan");
    lower_partitions(l, ast, op);
    lower_set_columns(l, op, b->out.cols, b->out.n);
    lower_declared(l, op, b);
    op->steps = ARENA_ARRAY(l->arena, struct po_step, ast->parts.n + 1);
    op->step_count = ast->parts.n;
    l->steps = &steps;
    for (size_t i = 0; i < ast->parts.n && !l->failed; i++) lower_step(l, op, ast->parts.v[i], &op->steps[i]);
    l->steps = around;
    if (l->failed || op->step_count == 0 || op->col_count == 0) return op;
    op->state_columns = steps.columns.v;
    op->state_column_count = steps.columns.n;
    op->outs = ARENA_ARRAY(l->arena, struct column *, op->declared_count + 1);
    for (size_t i = 0; i < op->declared_count; i++) op->outs[op->out_count++] = op->declared[i].col;
    op->match_id = op->cols[op->col_count - 1];
    op->outs[op->out_count++] = op->match_id;
    set_reads(l, op);
    return op;
}
