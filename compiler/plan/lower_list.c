/* in, has_any and their kin: lists of single values, dynamic values that are lists, and tables. */
#include "select.h"

#include "dyn.h"

#include <string.h>

static struct px *make_list(struct lowering *l, const struct catalog_row *row, struct px *lhs, const px_list *items,
                            struct span span) {
    struct px *e = lower_node(l, PX_LIST, KQ_T_BOOL, span);
    e->row = row;
    e->n = items->n + 1;
    e->args = ARENA_ARRAY(l->arena, struct px *, e->n);
    e->args[0] = lhs;
    for (size_t i = 0; i < items->n; i++) e->args[i + 1] = items->v[i];
    return e;
}

static struct px *make_dynamic_list(struct lowering *l, const struct catalog_row *row, struct px *lhs, struct px *items,
                                    struct span span) {
    struct px *e = lower_node(l, PX_LIST_DYN, KQ_T_BOOL, span);
    e->row = row;
    e->n = 2;
    e->args = ARENA_ARRAY(l->arena, struct px *, 2);
    e->args[0] = lhs;
    e->args[1] = items;
    return e;
}

/* Elements of a constant array as items of the list: only when all of them are texts and the list is one of texts,
 * where nothing can be lost. Arrays inside are flattened (kql.md 3.1). */
static bool flatten(struct lowering *l, kq_dyn d, struct span span, px_list *out) {
    if (d.tag == KQ_DYN_STRING) {
        VEC_PUSH(l->arena, out, lower_string(l, d.u.s.p, d.u.s.n, span));
        return true;
    }
    if (d.tag != KQ_DYN_ARRAY) return false;
    for (uint32_t i = 0; i < d.n; i++)
        if (!flatten(l, d.u.items[i], span, out)) return false;
    return true;
}

static void lower_item(struct lowering *l, const struct ast_expr *e, const struct ast_expr *item, kq_type t,
                       struct list_parts *parts) {
    if (item->table) {
        lower_table_item(l, e, item, t, parts);
        return;
    }
    struct px *value = lower_expr(l, item);
    if (value->type != KQ_T_DYNAMIC) {
        VEC_PUSH(l->arena, &parts->items, lower_convert(l, value, t));
        return;
    }
    size_t before = parts->items.n;
    if (value->kind == PX_CONST && t == KQ_T_STRING && value->value.u.d.tag == KQ_DYN_ARRAY &&
        flatten(l, value->value.u.d, value->span, &parts->items)) {
        parts->constants = true;
        return;
    }
    parts->items.n = before;
    VEC_PUSH(l->arena, &parts->dynamics, value);
}

/* Several lists: `x in (a, d)` is x in (a) or x in (d); for !in and has_all all must hold. */
static struct px *join_parts(struct lowering *l, const px_list *parts, bool all, struct span span) {
    const struct catalog_row *row = catalog_find(CAT_OPERATOR, intern_s(all ? "and" : "or"));
    struct px *out = parts->v[0];
    for (size_t i = 1; i < parts->n; i++) {
        struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
        args[0] = out;
        args[1] = parts->v[i];
        out = lower_row(l, row, args, 2, span);
    }
    return out;
}

struct px *lower_in(struct lowering *l, const struct ast_expr *e) {
    const struct catalog_row *row = select_list(l, e);
    if (!row) return lower_null(l, e->type, e->span);
    kq_type t = cat_param_type(row->params[0]);
    struct list_parts parts = {0};
    for (size_t i = 0; i < e->u.in.items.n; i++) lower_item(l, e, e->u.in.items.v[i], t, &parts);
    px_list all = {0};
    if (parts.items.n || parts.constants) {
        struct px *lhs = lower_convert(l, lower_expr(l, e->u.in.left), t);
        VEC_PUSH(l->arena, &all, make_list(l, row, lhs, &parts.items, e->span));
    }
    for (size_t i = 0; i < parts.dynamics.n; i++) {
        struct px *lhs = lower_convert(l, lower_expr(l, e->u.in.left), t);
        VEC_PUSH(l->arena, &all, make_dynamic_list(l, row, lhs, parts.dynamics.v[i], e->span));
    }
    for (size_t i = 0; i < parts.found.n; i++) VEC_PUSH(l->arena, &all, parts.found.v[i]);
    if (all.n == 0) return lower_null(l, e->type, e->span); /* refused */
    return join_parts(l, &all, row->name[0] == '!' || !strcmp(row->name, "has_all"), e->span);
}
