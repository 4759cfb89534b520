/* top-nested and top-hitters: two columns for each level, the value and its measure (docs: top-nested-operator,
 * top-hitters-operator; kql.md 5.3). */
#include "operators.h"
#include "signature.h"

/* (a) = e has no name here (Microsoft's GetExpressionResultName). */
static const char *given_name(const struct ast_named *item) {
    return item->names.n && !is_bracketed(item) ? item->names.v[0].text : NULL;
}

static const char *item_name(struct binder *b, const struct ast_named *item) {
    return item->names.n ? given_name(item) : inner_name(b, item->value);
}

/* The empty name of a value without one; then 1, 2, ... */
static const char *empty_name(struct binder *b, const struct row_type *row) {
    const char *name = intern_s("");
    for (unsigned k = 1; find_column(row, name); k++) name = intern_s(arena_printf(b->arena, "%u", k));
    return name;
}

/* Names that are taken get a number. */
static const char *add_column(struct binder *b, struct projection *p, const char *name, kq_type t) {
    struct column *c = *name ? project_derived(b, p, name, t) : NULL;
    if (c) return c->name;
    name = empty_name(b, &p->out);
    row_push(b, &p->out, column_new(b, name, t));
    return name;
}

/* The level's aggregates are recorded in an operator of its own. */
static void bind_measure(struct binder *b, struct bound_op *op, struct ast_expr *e) {
    struct bound_op *level = ARENA_NEW(b->arena, struct bound_op);
    struct place saved = b->at;
    level->ast = op->ast;
    b->at.aggregates = AGGREGATES_ALLOWED;
    b->at.summarize = level;
    bind_any(b, e);
    b->at = saved;
    VEC_PUSH(b->arena, &op->levels, level);
}

static void bind_level(struct binder *b, struct bound_op *op, struct projection *p, const struct ast_part *level) {
    struct ast_named *of = level->items.n > 0 ? level->items.v[0] : NULL;
    struct ast_named *by = level->items.n > 1 ? level->items.v[1] : NULL;
    bind_integer(b, level->a, "top-nested");
    if (of) {
        bind_item(b, of);
        if (of->value->table) report_table(b, of);
    }
    if (level->b) bind_expr(b, level->b);
    if (by) {
        bind_measure(b, op, by->value);
        if (by->value->table) report_table(b, by);
    }
    if (!of || !by) return; /* the parser has reported it */
    const char *name = item_name(b, of);
    name = add_column(b, p, name ? name : intern_s(""), of->value->type);
    const char *measure = given_name(by);
    if (!measure) measure = intern_s(arena_printf(b->arena, "aggregated_%s", name));
    add_column(b, p, measure, by->value->type);
}

void bind_top_nested(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    for (size_t i = 0; i < op->ast->parts.n; i++)
        if (op->ast->parts.v[i]->kind == PART_LEVEL) bind_level(b, op, &p, op->ast->parts.v[i]);
    set_row(b, op, &p.out);
}

static void check_number(struct binder *b, const struct ast_expr *e) {
    if ((e->type != KQ_T_NONE && type_is_number(e->type)) || is_error(b, e)) return;
    diag_report(b->diag, DIAG_E0415, e->span, "top-hitters ... by", "a number",
                e->table || e->type ? kind_of_value(b, e) : "several values");
}

static void add_hitters(struct binder *b, struct projection *p, const char *prefix, const struct ast_expr *e,
                        kq_type t) {
    const char *name = inner_name(b, e);
    project_derived(b, p, intern_s(arena_printf(b->arena, "%s_%s", prefix, name ? name : "")), t);
}

void bind_top_hitters(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    struct ast_expr *of = op->ast->of, *by = op->ast->measure;
    bind_integer(b, op->ast->count, "top-hitters");
    if (of) {
        bind_column_of(b, of);
        struct ast_named item = {.value = of, .span = of->span};
        project_item(b, &p, &item, NULL);
    }
    if (by) {
        bind_any(b, by);
        check_number(b, by);
        add_hitters(b, &p, "approximate_sum", by, by->type);
    } else if (of) {
        add_hitters(b, &p, "approximate_count", of, KQ_T_LONG);
    }
    set_row(b, op, &p.out);
}
