/* find: of each table the rows for which the condition holds, under the columns that the tables share and that the
 * condition names, or those of `project`; what else a table has is packed into pack_ (kql.md 5.11; docs:
 * find-operator). Tables match columns by name alone; a column of several types is refused where it would be more than
 * a value in pack_. */
#include "lower.h"
#include "px.h"

/* A leg: the table's own columns stand for those of the same name that the condition sees. */
struct found_leg {
    struct lowering *l;
    const struct bound_op *op;
    const struct row_type *row;
};

static struct column *column_named(const struct row_type *row, const char *name) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == name) return row->cols[i]; /* names are interned */
    return NULL;
}

static void refuse_types(struct lowering *l, const struct bound_op *b, const char *name) {
    lower_refuse(l, DIAG_U0001, b->ast->keyword.span, arena_printf(l->arena, "find of '%s', of several types", name));
}

/* A px_map: what is no column of the condition's (a sub-query's value, say, or one of the table's) stays. */
static struct px *column_of_leg(void *found_leg, struct column *c) {
    const struct found_leg *leg = found_leg;
    for (size_t i = 0; i < leg->op->gathered.n; i++) {
        struct column *seen = leg->op->gathered.v[i];
        if (lower_instance(leg->l, seen) != c) continue;
        struct column *own = column_named(leg->row, c->name);
        if (own == seen) return NULL;
        if (own && own->type != c->type) refuse_types(leg->l, leg->op, c->name);
        return own ? lower_column(leg->l, own, leg->op->ast->span) : px_null(leg->l->arena, c->type);
    }
    return NULL;
}

static struct plan_op *rows_found(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg,
                                  const struct ast_expr *condition) {
    struct plan_op *input = lower_query(l, leg->query), *where = lower_op(l, PO_WHERE, b->ast->span, input);
    struct found_leg found = {l, b, leg->row};
    const size_t mark = l->pending.n;
    l->row = leg->row; /* a star stands for the table's columns */
    l->rows = input;
    struct px *e = lower_convert(l, lower_expr(l, condition), KQ_T_BOOL);
    where->predicate = px_rewrite(l->arena, e, column_of_leg, &found);
    where->cols = input->cols;
    where->col_count = input->col_count;
    lower_rewrite_pending(l, mark, column_of_leg, &found);
    lower_attach(l, mark, &where->input);
    return where;
}

static bool is_shown(const struct bound_op *b, const char *name) {
    for (size_t i = 0; i < b->out.n; i++)
        if (b->out.cols[i] != b->source && b->out.cols[i]->name == name) return true;
    return false;
}

/* pack_: the columns that are not shown. */
static struct px *rest_of(struct lowering *l, const struct bound_op *b, const struct row_type *row) {
    struct column **rest = ARENA_ARRAY(l->arena, struct column *, row->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++)
        if (lower_carries(row->cols[i]) && !is_shown(b, row->cols[i]->name)) rest[n++] = row->cols[i];
    return lower_pack_columns(l, rest, n, b->ast->span);
}

/* A type was asked for: `project c:string`. */
static bool is_typed(const struct bound_op *b, const char *name) {
    for (size_t i = 0; i < b->ast->items.n; i++) {
        const struct ast_named *item = b->ast->items.v[i];
        if (item->value->kind == EX_NAME && item->value->u.name.name == name && item->to) return true;
    }
    return false;
}

/* The leg's value of a result column; NULL: it has none. */
static struct px *value_of(struct lowering *l, const struct bound_op *b, const struct bound_leg *leg, size_t number,
                           const struct column *c) {
    const struct span span = b->ast->span;
    if (c == b->source) return lower_text(l, lower_name_of_leg(l, leg, number), span);
    struct column *own = column_named(leg->row, c->name);
    if (!own && c->name == intern_s("pack_")) return rest_of(l, b, leg->row);
    if (!own) return NULL;
    if (own->type != c->type && !is_typed(b, c->name)) {
        refuse_types(l, b, c->name);
        return NULL;
    }
    struct px *e = lower_column(l, own, span);
    return l->failed ? e : lower_convert(l, e, c->type);
}

/* The leg's rows under columns of its own; leg->from tells which of the result's they are. */
static void project_leg(struct lowering *l, const struct bound_op *b, const struct bound_leg *from, size_t number,
                        struct plan_op *input, struct po_leg *leg) {
    struct plan_op *op = leg->input = lower_op(l, PO_PROJECT, b->ast->span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, b->out.n + 1);
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->out.n + 1);
    leg->from = ARENA_ARRAY(l->arena, struct column *, b->out.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < b->out.n; i++) {
        const struct column *c = b->out.cols[i];
        if (!lower_carries(c)) continue;
        struct px *e = value_of(l, b, from, number, c);
        struct column *made = leg->from[n++] = e ? bound_column(l->bound, c->name, c->type) : NULL;
        if (!made) continue;
        op->defs[op->def_count++] = (struct po_def){made, e};
        op->cols[op->col_count++] = made;
    }
}

/* Result columns that no table has by that name are made of one of several types: c_long, c_string. */
static void check_columns(struct lowering *l, const struct bound_op *b) {
    for (size_t i = 0; i < b->out.n; i++) {
        const struct column *c = b->out.cols[i];
        bool known = c == b->source || c->name == intern_s("pack_");
        for (size_t k = 0; k < b->legs.n && !known; k++)
            known = b->legs.v[k].row && column_named(b->legs.v[k].row, c->name);
        for (size_t k = 0; k < b->gathered.n && !known; k++) known = b->gathered.v[k]->name == c->name;
        if (!known) refuse_types(l, b, c->name);
    }
    if (b->ast->away.n) lower_refuse(l, DIAG_U0001, b->ast->keyword.span, "find ... project-away");
}

struct plan_op *lower_find(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct row_type *outside = l->row;
    const struct plan_op *rows = l->rows;
    const struct ast_expr *condition = lower_search_condition(l, b->ast);
    (void)input;
    check_columns(l, b);
    struct plan_op *op = lower_op(l, PO_UNION, b->ast->span, NULL);
    op->legs = ARENA_ARRAY(l->arena, struct po_leg, b->legs.n + 1);
    for (size_t i = 0; i < b->legs.n && !l->over; i++) {
        const struct bound_leg *leg = &b->legs.v[i];
        if (!lower_has_leg(l, b, leg)) continue;
        project_leg(l, b, leg, i, rows_found(l, b, leg, condition), &op->legs[op->leg_count++]);
    }
    lower_set_columns(l, op, b->out.cols, b->out.n);
    l->row = outside;
    l->rows = rows;
    if (op->leg_count) return op;
    if (!l->failed && !l->over) lower_refuse(l, DIAG_U0005, b->ast->span, "find with a condition that asks no table");
    return lower_op(l, PO_ROW, b->ast->span, NULL);
}
