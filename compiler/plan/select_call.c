/* Calls: the overload that the arguments' types fit best (kql.md 2.4, 6). */
#include "select.h"

static bool takes_count(const struct catalog_row *r, size_t n) {
    if (r->final_param != P_NONE) return n > r->param_count;
    if (r->shape == SHAPE_VARIADIC) return n >= 1;
    if (r->shape == SHAPE_PAIRS) return n >= 2 && n % 2 == 0;
    return r->shape == SHAPE_FIXED && r->param_count == n;
}

static enum cat_param param_at(const struct catalog_row *r, size_t i) {
    return r->params[r->shape == SHAPE_VARIADIC ? 0 : r->shape == SHAPE_PAIRS ? i % 2 : i];
}

/* Aggregates do not take a dynamic for a text (kql.md 2.4). */
static int argument_cost(const struct catalog_row *r, size_t i, size_t n, kq_type have) {
    if (r->final_param != P_NONE && i >= r->param_count) { /* percentiles: numbers, or one array of them */
        bool array = r->final_param == P_DYNAMIC && have == KQ_T_DYNAMIC && n == r->param_count + 1;
        return array || conversion_cost(have, P_REAL) < COST_NEVER ? 0 : COST_NEVER;
    }
    enum cat_param want = param_at(r, i);
    bool text = r->family == CAT_AGGREGATE && have == KQ_T_DYNAMIC && want == P_STRING;
    return text ? COST_NEVER : conversion_cost(have, want);
}

const struct catalog_row *select_call(struct lowering *l, const struct ast_expr *call,
                                      const struct catalog_decl *decl) {
    const ast_named_list *args = &call->u.call.args;
    const struct catalog_row *best = NULL;
    int best_cost = COST_NEVER;
    for (const struct catalog_row *r = decl->rows; r; r = catalog_next(r)) {
        if (r->shape == SHAPE_SPECIAL) return r;
        if (!takes_count(r, args->n)) continue;
        int cost = 0;
        for (size_t i = 0; i < args->n && cost < COST_NEVER; i++)
            cost += argument_cost(r, i, args->n, args->v[i]->value->type);
        if (cost < best_cost) {
            best_cost = cost;
            best = r;
        }
    }
    /* a decimal that went through a real would lose digits without a word */
    const bool loses = best && call->type == KQ_T_DECIMAL && best->ret == KQ_T_REAL;
    if (best && !loses) return best;
    kq_type *types = ARENA_ARRAY(l->arena, kq_type, args->n + 1);
    for (size_t i = 0; i < args->n; i++) types[i] = args->v[i]->value->type;
    lower_refuse(l, DIAG_U0002, call->span,
                 arena_printf(l->arena, "%s(%s)", decl->name, types_text(l, types, args->n, ", ")));
    return NULL;
}

/* int -> long -> real; dynamic beside a typed value takes its type (docs: iff, case, coalesce) */
kq_type select_branches(struct lowering *l, const struct ast_expr *e) {
    const ast_named_list *args = &e->u.call.args;
    const struct call_symbol *symbol = e->symbol;
    bool coalesce = symbol->decl->special == SPECIAL_COALESCE;
    kq_type t = KQ_T_DYNAMIC;
    for (size_t i = coalesce ? 0 : 1; i < args->n; i += coalesce || i + 2 >= args->n ? 1 : 2) {
        kq_type next = args->v[i]->value->type, both = common_type(t, next);
        if (both == KQ_T_NONE) {
            lower_refuse(l, DIAG_U0002, e->span,
                         arena_printf(l->arena, "%s with %s and %s", e->u.call.name, type_name(t), type_name(next)));
            return KQ_T_NONE;
        }
        t = both;
    }
    return t;
}
