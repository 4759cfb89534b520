/* `* has "x"`: true where it holds for some column of the row (docs: where-operator, search-operator). The columns that
 * count are those the operator takes as they are: texts and dynamics beside a text, numbers and dynamics beside a
 * number. */
#include "select.h"

static bool is_asked(const struct column *c, kq_type right) {
    return c->type == right || c->type == KQ_T_DYNAMIC || (is_number(c->type) && is_number(right));
}

static struct px *compare(struct lowering *l, const struct catalog_row *row, struct column *c,
                          const struct ast_expr *e) {
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    args[0] = lower_convert(l, lower_column(l, c, e->span), cat_param_type(row->params[0]));
    args[1] = lower_param(l, e->u.op.right, row->params[1]);
    return lower_row(l, row, args, 2, e->span);
}

struct px *lower_star(struct lowering *l, const struct ast_expr *e) {
    const struct catalog_row *either = catalog_find(CAT_OPERATOR, intern_s("or"));
    struct px *out = NULL;
    kq_type right = e->u.op.right->type;
    for (size_t i = 0; l->row && i < l->row->n; i++) {
        struct column *c = l->row->cols[i];
        const struct catalog_row *row = is_asked(c, right) ? select_pair(e->u.op.op, c->type, right) : NULL;
        if (!row) continue;
        struct px *part = compare(l, row, c, e);
        if (!out) {
            out = part;
            continue;
        }
        struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
        args[0] = out;
        args[1] = part;
        out = lower_row(l, either, args, 2, e->span);
    }
    return out ? out : lower_constant(l, (kq_value){KQ_T_BOOL, false, {.b = false}}, e->span);
}
