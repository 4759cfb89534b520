/* extend, project and print: new columns and their names (kql.md 5.1, 5.2). All expressions see the input row. */
#include "sema_internal.h"

/* Names that were given explicitly in this operator: a second one of the same name is an error. */
struct explicit_names {
    VEC(const char *) names;
};

static bool declare(struct binder *b, struct explicit_names *given, const char *name, struct span span) {
    for (size_t i = 0; i < given->names.n; i++)
        if (given->names.v[i] == name) return diag_report(b->diag, DIAG_E0304, span, name);
    VEC_PUSH(b->arena, &given->names, name);
    return true;
}

/* The name that an item asks for: `name = value`, or that of a plain column or variable. NULL: none. */
static const char *explicit_name(const struct ast_named *item, struct span *span) {
    *span = item->value->span;
    if (item->name_count) {
        *span = item->name_spans[0];
        return item->names[0];
    }
    return item->value->kind == EX_NAME ? item->value->u.name.name : NULL;
}

static bool check_single_name(struct binder *b, const struct ast_named *item) {
    if (item->name_count < 2) return true;
    return diag_report(b->diag, DIAG_E0306, item->name_spans[1], item->names[1]);
}

bool bind_extend(struct binder *b, struct bound_op *op, const ast_named_list *items) {
    struct explicit_names given = {0};
    struct row_type out = {0};
    for (size_t i = 0; i < b->row->n; i++) row_push(b, &out, b->row->cols[i]);
    size_t counter = 0;
    bool ok = true;
    for (size_t i = 0; i < items->n; i++) {
        const struct ast_named *item = items->v[i];
        kq_type t = bind_expr(b, item->value);
        struct span span;
        const char *name = explicit_name(item, &span);
        ok = t != KQ_T_NONE && check_single_name(b, item) && ok;
        if (name && !declare(b, &given, name, span)) {
            ok = false;
            continue;
        }
        /* a column's own name changes nothing */
        if (!item->name_count && item->value->kind == EX_NAME && find_column(b->row, name)) continue;
        if (!name) name = result_name(b, item->value);
        if (!name) name = numbered_name(b, &out, &counter);
        struct column *col = bound_column(b->bound, name, t);
        size_t at = 0;
        while (at < out.n && out.cols[at]->name != name) at++;
        if (at < out.n) {
            /* replaces: the position stays; a column that this same extend had made is dropped with its value */
            for (size_t k = 0; k < op->defs.n; k++)
                if (op->defs.v[k].col == out.cols[at]) op->defs.v[k] = op->defs.v[--op->defs.n];
            out.cols[at] = col;
        } else {
            row_push(b, &out, col);
        }
        VEC_PUSH(b->arena, &op->defs, ((struct bound_def){col, item->value, NULL}));
    }
    op->out = out;
    return ok;
}

bool bind_project(struct binder *b, struct bound_op *op, const ast_named_list *items) {
    struct explicit_names given = {0};
    size_t counter = 0;
    bool ok = true;
    for (size_t i = 0; i < items->n; i++) {
        const struct ast_named *item = items->v[i];
        kq_type t = bind_expr(b, item->value);
        struct span span;
        const char *name = explicit_name(item, &span);
        ok = t != KQ_T_NONE && check_single_name(b, item) && ok;
        if (name && !declare(b, &given, name, span)) {
            ok = false;
            continue;
        }
        if (!name) name = result_name(b, item->value);
        name = name ? unique_name(b, &op->out, name) : numbered_name(b, &op->out, &counter);
        struct column *col = bound_column(b->bound, name, t);
        row_push(b, &op->out, col);
        VEC_PUSH(b->arena, &op->defs, ((struct bound_def){col, item->value, NULL}));
    }
    return ok;
}

/* print derives no names: print_<position> (kql.md 5.1). */
bool bind_print(struct binder *b, struct bound_query *q) {
    struct explicit_names given = {0};
    bool ok = true;
    for (size_t i = 0; i < q->ast->print.n; i++) {
        const struct ast_named *item = q->ast->print.v[i];
        kq_type t = bind_expr(b, item->value);
        ok = t != KQ_T_NONE && check_single_name(b, item) && ok;
        if (item->name_count && !declare(b, &given, item->names[0], item->name_spans[0])) {
            ok = false;
            continue;
        }
        const char *name = item->name_count ? item->names[0] : intern_s(arena_printf(b->arena, "print_%zu", i));
        struct column *col = bound_column(b->bound, unique_name(b, &q->source, name), t);
        row_push(b, &q->source, col);
        VEC_PUSH(b->arena, &q->print, ((struct bound_def){col, item->value, NULL}));
    }
    return ok;
}
