/* mv-expand and mv-apply (kql.md 5.7): a column takes the place of the one whose name it has. */
#include "mv_items.h"
#include "shape.h"

/* The name that the item gives itself, or that of a plain column; none: it is derived. */
static struct ast_name declared_name(const struct ast_named *item) {
    if (item->names.n) return item->names.v[0];
    const struct column *c = column_of(item->value);
    return (struct ast_name){c ? c->name : NULL, item->span};
}

/* Values of one call: array_sort_asc(d) is one, and has a name; series_fit_line(d) is no single dynamic. */
static bool is_several(struct binder *b, const struct ast_expr *e, tuple_fields *fields) {
    return call_fields(b, e, NULL, fields) && fields->n > 1;
}

static void check_item(struct binder *b, const struct ast_named *item, const char *operator) {
    const struct ast_expr *e = item->value;
    tuple_fields fields = {0};
    if (e->table)
        report_table(b, item);
    else if (is_several(b, e, &fields))
        diag_report(b->diag, DIAG_E0415, item->span, operator, "a dynamic", "several values");
    else
        need_type(b, e, item->span, KQ_T_DYNAMIC, operator);
}

/* Elements of an array; of a bag, bags of one member each, or [key, value] when it is expanded as an array. */
static const struct shape *element_shape(struct binder *b, const struct ast_op *op, const struct ast_expr *e) {
    if (!e->shape || e->shape->kind != DYN_BAG) return shape_index(b->arena, e->shape);
    const char *kind = param_text(op_param_either(op, "bagexpansion", "kind"));
    return kind == intern_s("array") ? &shape_array : &shape_bag;
}

static void expand_item(struct binder *b, struct projection *p, struct bound_op *op, const struct ast_named *item) {
    if (item->names.n > 1) {
        diag_report(b->diag, DIAG_E0312, item->span);
        return;
    }
    kq_type type = item->to && item->to->kind == EX_TYPEOF ? item->to->u.type_literal.type : item->value->type;
    struct ast_name name = declared_name(item);
    tuple_fields fields = {0};
    const char *derived =
        call_fields(b, item->value, NULL, &fields) && fields.n == 1 ? fields.v[0].name : result_name(b, item->value);
    struct column *c = name.text ? project_explicit(b, p, name, type) : project_derived(b, p, derived, type);
    if (c && !item->to) c->shape = element_shape(b, op->ast, item->value);
    if (c) VEC_PUSH(b->arena, &op->defs, ((struct bound_def){.col = c, .value = item->value}));
}

void bind_expanded(struct binder *b, struct bound_op *op, struct row_type *out) {
    const struct ast_op *ast = op->ast;
    static const struct row_type no_row;
    const struct row_type *input = b->at.row ? b->at.row : &no_row;
    bind_items(b, &ast->items);
    struct projection p = {.replaces = true};
    project_row(b, &p, input, false);
    for (size_t i = 0; i < ast->items.n; i++) {
        check_item(b, ast->items.v[i], ast->keyword.text);
        expand_item(b, &p, op, ast->items.v[i]);
    }
    const char *index = param_text(op_param(ast, "with_itemindex"));
    p.replaces = false;
    if (index) op->index = project_derived(b, &p, index, KQ_T_LONG);
    bind_integer(b, ast->limit, "limit");
    *out = p.out;
    out->open = input->open;
}

void bind_mv_expand(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    bind_expanded(b, op, &op->out);
}
