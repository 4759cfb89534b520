/* Calls: the overload that the arguments fit, the functions that the compiler types itself, and where aggregates may
 * stand (kql.md 2.4, 6). */
#include "sema_internal.h"

#include <string.h>

/* Binds all arguments. False when one has no type (reported). */
static bool bind_args(struct binder *b, ast_named_list *args) {
    bool known = true;
    for (size_t i = 0; i < args->n; i++) known = bind_expr(b, args->v[i]->value) != KQ_T_NONE && known;
    return known;
}

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

/* "2 arguments", "1 to 3 arguments", "at least 1 argument" */
static const char *counts_text(struct binder *b, const struct catalog_row *first) {
    unsigned low = ~0u, high = 0;
    bool open = false;
    for (const struct catalog_row *r = first; r; r = catalog_next(r)) {
        if (r->param_count < low) low = r->param_count;
        if (r->param_count > high) high = r->param_count;
        if (r->shape == SHAPE_VARIADIC || r->shape == SHAPE_PAIRS) open = true;
    }
    if (open) return arena_printf(b->arena, "at least %u argument%s", low, plural(low));
    if (low == high) return arena_printf(b->arena, "%u argument%s", low, plural(low));
    return arena_printf(b->arena, "%u to %u arguments", low, high);
}

static bool takes_count(const struct catalog_row *r, size_t n) {
    if (r->shape == SHAPE_VARIADIC) return n >= 1;
    if (r->shape == SHAPE_PAIRS) return n >= 2 && n % 2 == 0;
    return r->shape == SHAPE_FIXED && r->param_count == n;
}

static enum cat_param param_at(const struct catalog_row *r, size_t i) {
    return r->params[r->shape == SHAPE_VARIADIC ? 0 : r->shape == SHAPE_PAIRS ? i % 2 : i];
}

/* Aggregates do not take a dynamic for a text: max(d.x) is an error (kql.md 2.4). */
static int argument_cost(kq_type have, enum cat_param want, enum cat_family family) {
    return family == CAT_AGGREGATE && have == KQ_T_DYNAMIC && want == P_STRING ? COST_NEVER
                                                                               : conversion_cost(have, want);
}

/* The best overload for bound arguments, or NULL after reporting. */
static const struct catalog_row *overload(struct binder *b, const struct ast_expr *e, const struct catalog_row *first) {
    const ast_named_list *args = &e->u.call.args;
    const struct catalog_row *best = NULL;
    int best_cost = COST_NEVER;
    bool count_fits = false, decimal = false;
    for (const struct catalog_row *r = first; r; r = catalog_next(r)) {
        if (!takes_count(r, args->n)) continue;
        count_fits = true;
        int cost = 0;
        for (size_t i = 0; i < args->n && cost < COST_NEVER; i++)
            cost += argument_cost(args->v[i]->value->type, param_at(r, i), r->family);
        if (cost < best_cost) {
            best_cost = cost;
            best = r;
        }
    }
    if (best) return best;
    if (!count_fits && is_partial_function(e->u.call.name)) {
        diag_report(b->diag, DIAG_U0002, e->span,
                    arena_printf(b->arena, "%s with %zu arguments", e->u.call.name, args->n));
        diag_hint(b->diag, "so far: %s", signatures_text(b, first));
        return NULL;
    }
    if (!count_fits) {
        diag_report(b->diag, DIAG_E0403, e->span, e->u.call.name, counts_text(b, first), args->n);
        diag_hint(b->diag, "%s", signatures_text(b, first));
        return NULL;
    }
    kq_type *types = ARENA_ARRAY(b->arena, kq_type, args->n + 1);
    bool dynamic = false;
    for (size_t i = 0; i < args->n; i++) {
        types[i] = args->v[i]->value->type;
        decimal = decimal || types[i] == KQ_T_DECIMAL;
        dynamic = dynamic || types[i] == KQ_T_DYNAMIC;
    }
    if (decimal) {
        diag_report(b->diag, DIAG_U0004, e->span);
        return NULL;
    }
    diag_report(b->diag, DIAG_E0402, e->span, e->u.call.name, types_text(b, types, args->n, ", "));
    diag_hint(b->diag, "it takes %s%s", signatures_text(b, first), dynamic ? "; convert a dynamic value first" : "");
    return NULL;
}

static bool report_count(struct binder *b, const struct ast_expr *e, const char *expected) {
    return diag_report(b->diag, DIAG_E0403, e->span, e->u.call.name, expected, e->u.call.args.n);
}

static bool expect_bool(struct binder *b, const struct ast_expr *e, const char *who) {
    if (e->type == KQ_T_BOOL) return true;
    diag_report(b->diag, DIAG_E0404, e->span, who, type_with_article(b, e->type));
    diag_hint(b->diag, "tobool(...), or compare it: ... == true");
    return false;
}

/* The one type of the arguments first, first + step, ... and the last (docs: iff, case, coalesce). */
static kq_type branches_type(struct binder *b, const struct ast_expr *e, size_t first, size_t step) {
    const ast_named_list *args = &e->u.call.args;
    kq_type t = KQ_T_DYNAMIC;
    for (size_t i = first; i < args->n; i += i + step < args->n ? step : 1) {
        kq_type next = args->v[i]->value->type, both = common_type(t, next);
        if (next == KQ_T_DECIMAL) {
            diag_report(b->diag, DIAG_U0004, args->v[i]->value->span);
            return KQ_T_NONE;
        }
        if (both == KQ_T_NONE) {
            diag_report(b->diag, DIAG_E0405, e->span, e->u.call.name, type_name(t), type_name(next));
            return KQ_T_NONE;
        }
        t = both;
    }
    return t;
}

static kq_type bind_conditional(struct binder *b, struct ast_expr *e, const struct catalog_row *row) {
    ast_named_list *args = &e->u.call.args;
    bool known = bind_args(b, args);
    bool is_case = row->special == SPECIAL_CASE;
    if (is_case ? args->n < 3 || args->n % 2 == 0 : args->n != 3) {
        report_count(b, e, is_case ? "an odd number of arguments, 3 or more" : "3 arguments");
        diag_hint(b->diag, "%s",
                  is_case ? "case(condition, value, ..., otherwise)" : "iff(condition, then, otherwise)");
        return KQ_T_NONE;
    }
    if (!known) return KQ_T_NONE;
    for (size_t i = 0; i + 1 < args->n; i += 2)
        if (!expect_bool(b, args->v[i]->value, is_case ? "a condition of case()" : "the condition of iff()"))
            return KQ_T_NONE;
    return branches_type(b, e, 1, 2);
}

/* coalesce's arguments are all dynamic or none is (Microsoft's binder). */
static kq_type bind_coalesce(struct binder *b, struct ast_expr *e) {
    ast_named_list *args = &e->u.call.args;
    bool known = bind_args(b, args);
    if (args->n < 2 || args->n > 64) {
        report_count(b, e, "2 to 64 arguments");
        return KQ_T_NONE;
    }
    if (!known) return KQ_T_NONE;
    kq_type t = branches_type(b, e, 0, 1);
    for (size_t i = 0; i < args->n && t != KQ_T_NONE && t != KQ_T_DYNAMIC; i++) {
        if (args->v[i]->value->type != KQ_T_DYNAMIC) continue;
        diag_report(b->diag, DIAG_E0405, e->span, e->u.call.name, "dynamic", type_name(t));
        return KQ_T_NONE;
    }
    return t;
}

static kq_type report_unknown_call(struct binder *b, struct ast_expr *e) {
    const char *name = e->u.call.name;
    const struct bound_let *let = find_let(b, name);
    if (let && let->failed) return KQ_T_NONE;
    if (let) {
        diag_report(b->diag, DIAG_E0307, e->u.call.name_span, name, let->scalar ? "a value" : "a table", "a function");
        return KQ_T_NONE;
    }
    if (!strcmp(name, "toscalar")) {
        diag_report(b->diag, DIAG_U0003, e->span);
        return KQ_T_NONE;
    }
    if (is_unsupported_function(name)) {
        diag_report(b->diag, DIAG_U0002, e->u.call.name_span, name);
        return KQ_T_NONE;
    }
    diag_report(b->diag, DIAG_E0303, e->u.call.name_span, name);
    const char *close = catalog_suggest(CAT_FUNCTION, name);
    if (b->aggregates == AGGREGATES_ALLOWED) {
        const char *aggregate = catalog_suggest(CAT_AGGREGATE, name);
        if (aggregate && (!close || edit_distance(name, aggregate, 8) <= edit_distance(name, close, 8)))
            close = aggregate;
    }
    if (close) diag_hint(b->diag, "did you mean %s()?", close);
    return KQ_T_NONE;
}

kq_type bind_call(struct binder *b, struct ast_expr *e) {
    const char *name = e->u.call.name;
    if (find_let(b, name)) return report_unknown_call(b, e);
    if (catalog_find(CAT_AGGREGATE, name)) {
        if (b->aggregates == AGGREGATES_ALLOWED) return bind_aggregate(b, e, NULL);
        diag_report(b->diag, DIAG_E0406, e->u.call.name_span, name);
        diag_hint(b->diag, b->aggregates == AGGREGATES_INSIDE ? "aggregates do not nest: summarize twice"
                                                              : "aggregate with summarize first, then use the result");
        return KQ_T_NONE;
    }
    const struct catalog_row *first = name[0] == '$' ? NULL : catalog_find(CAT_FUNCTION, name);
    if (!first) return report_unknown_call(b, e);
    e->symbol = first;
    switch (first->special) {
    case SPECIAL_IFF:
    case SPECIAL_IIF:
    case SPECIAL_CASE: return bind_conditional(b, e, first);
    case SPECIAL_COALESCE: return bind_coalesce(b, e);
    default: break;
    }
    if (!bind_args(b, &e->u.call.args)) return KQ_T_NONE;
    const struct catalog_row *row = overload(b, e, first);
    if (!row) return KQ_T_NONE;
    e->symbol = row;
    return row->ret;
}

/* ---- aggregates
 * ------------------------------------------------------------------------------------------------------ */

static bool is_orderable(kq_type t) { return t != KQ_T_DYNAMIC && t != KQ_T_GUID; }

/* arg_max, arg_min: a key, then values or `*`. take_any: values or `*`. Their columns are named by bind_summarize. */
static bool bind_special_aggregate(struct binder *b, struct ast_expr *e, struct bound_agg *agg) {
    const ast_named_list *args = &e->u.call.args;
    bool by_key = agg->row->special != SPECIAL_TAKE_ANY, known = true;
    if (args->n == 0) {
        report_count(b, e, "at least 1 argument");
        return false;
    }
    for (size_t i = 0; i < args->n; i++) {
        struct ast_expr *value = args->v[i]->value;
        if (value->kind == EX_STAR && (i > 0 || !by_key)) continue;
        known = bind_expr(b, value) != KQ_T_NONE && known;
        if (value->type == KQ_T_DECIMAL) known = diag_report(b->diag, DIAG_U0004, value->span);
    }
    kq_type key = args->v[0]->value->type;
    if (known && by_key && !is_orderable(key)) {
        diag_report(b->diag, DIAG_E0402, args->v[0]->value->span, e->u.call.name, type_name(key));
        diag_hint(b->diag, "the first argument must have an order: a number, datetime, timespan, string or bool");
        return false;
    }
    return known;
}

kq_type bind_aggregate(struct binder *b, struct ast_expr *e, struct bound_agg **out) {
    const struct catalog_row *first = catalog_find(CAT_AGGREGATE, e->u.call.name);
    struct bound_agg agg = {.call = e, .row = first};
    e->symbol = first;
    enum aggregates outside = b->aggregates;
    b->aggregates = AGGREGATES_INSIDE;
    bool ok;
    if (first->shape == SHAPE_SPECIAL) {
        ok = bind_special_aggregate(b, e, &agg);
    } else {
        ok = bind_args(b, &e->u.call.args);
        if (ok) ok = (agg.row = overload(b, e, first)) != NULL;
        for (size_t i = 0; ok && i < e->u.call.args.n; i++)
            VEC_PUSH(b->arena, &agg.args, ((struct bound_arg){e->u.call.args.v[i]->value, NULL}));
    }
    b->aggregates = outside;
    if (!ok) return KQ_T_NONE;
    if (first->shape == SHAPE_SPECIAL && !out) {
        /* inside an expression: one value only, as in tostring(take_any(x)) */
        if (e->u.call.args.n != 1 || e->u.call.args.v[0]->value->kind == EX_STAR) {
            report_count(b, e, "1 argument inside an expression");
            return KQ_T_NONE;
        }
        VEC_PUSH(b->arena, &agg.args, ((struct bound_arg){e->u.call.args.v[0]->value, NULL}));
    }
    e->symbol = agg.row;
    kq_type t = agg.row->shape == SHAPE_SPECIAL ? e->u.call.args.v[0]->value->type : agg.row->ret;
    VEC_PUSH(b->arena, &b->summarize->aggs, agg);
    struct bound_agg *stored = &b->summarize->aggs.v[b->summarize->aggs.n - 1];
    if (out) {
        *out = stored;
    } else {
        const char *name = result_name(b, e);
        VEC_PUSH(b->arena, &stored->outs, bound_column(b->bound, name ? name : agg.row->name, t));
    }
    e->type = t;
    return t;
}
