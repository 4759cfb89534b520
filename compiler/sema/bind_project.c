/* project and its kin, distinct: which columns go on, and in which order (kql.md 5.2). */
#include "operators.h"

void bind_project(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    bind_items(b, &op->ast->items);
    check_values(b, &op->ast->items);
    for (size_t i = 0; i < op->ast->items.n; i++) project_item(b, &p, op->ast->items.v[i], &op->defs);
    set_row(b, op, &p.out);
}

/* `*` may not bring dynamic columns either. */
static void check_star(struct binder *b, const ast_named_list *items, const struct row_type *out) {
    for (size_t i = 0; i < items->n; i++) {
        if (items->v[i]->value->kind != EX_STAR) continue;
        for (size_t c = 0; c < out->n; c++) {
            if (out->cols[c]->type != KQ_T_DYNAMIC) continue;
            diag_report(b->diag, DIAG_E0410, items->v[i]->span, "distinct");
            diag_hint(b->diag, "'%s' is dynamic: name the columns, with tostring(%s)", out->cols[c]->name,
                      out->cols[c]->name);
            return;
        }
        return;
    }
}

void bind_distinct(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    const ast_named_list *items = &op->ast->items;
    check_op_params(b, op->ast);
    bind_items(b, items);
    for (size_t i = 0; i < items->n; i++) project_item(b, &p, items->v[i], &op->defs);
    if (check_values(b, items) && check_not_dynamic(b, items, "distinct")) check_star(b, items, &p.out);
    set_row(b, op, &p.out);
}

static bool has_column(const column_list *list, const char *name) {
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i]->name == name) return true;
    return false;
}

/* Columns keep the order of the input. */
static void keep_matching(struct binder *b, struct bound_op *op, bool keep) {
    column_list named = {0};
    struct row_type out = {0};
    for (size_t i = 0; i < op->ast->items.n; i++) match_columns(b, op->ast->items.v[i]->value, &named);
    for (size_t i = 0; b->at.row && i < b->at.row->n; i++)
        if (has_column(&named, b->at.row->cols[i]->name) == keep) row_push(b, &out, b->at.row->cols[i]);
    set_row(b, op, &out);
}

void bind_project_away(struct binder *b, struct bound_op *op) { keep_matching(b, op, false); }

void bind_project_keep(struct binder *b, struct bound_op *op) { keep_matching(b, op, true); }

static void rename_item(struct binder *b, struct bound_op *op, struct projection *p, const struct ast_named *item) {
    const struct ast_expr *old = item->value;
    if (item->names.n != 1 || is_bracketed(item)) {
        diag_report(b->diag, DIAG_E0309, item->span);
        return;
    }
    struct column *c = named_column(old);
    if (!c) {
        /* an unknown name is reported already */
        if (old->type != KQ_T_NONE || old->kind != EX_NAME) diag_report(b->diag, DIAG_E0308, old->span);
        return;
    }
    struct column *renamed = project_rename(b, p, c->name, item->names.v[0]);
    if (renamed) VEC_PUSH(b->arena, &op->defs, ((struct bound_def){.col = renamed, .copy = c}));
}

void bind_project_rename(struct binder *b, struct bound_op *op) {
    struct projection p = {0};
    bind_items(b, &op->ast->items);
    if (b->at.row) project_row(b, &p, b->at.row, true);
    for (size_t i = 0; i < op->ast->items.n; i++) rename_item(b, op, &p, op->ast->items.v[i]);
    set_row(b, op, &p.out);
}
