/* Calls that give several values, each of which becomes a column: arg_max, take_any, percentiles, series_fit_line,
 * array_sort_asc, ... (kql.md 5.1, 5.4). What kind of result a function has stands in its signatures. */
#include "operators.h"
#include "signature.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct call_symbol *call_symbol_of(const struct ast_expr *e) {
    return e->kind == EX_CALL ? e->symbol : NULL;
}

static bool has_star(const ast_named_list *args) {
    for (size_t i = 0; i < args->n; i++)
        if (args->v[i]->value->kind == EX_STAR) return true;
    return false;
}

static bool is_compound(enum result_kind k) {
    return k == RESULT_COLUMNS || k == RESULT_SORTED || k == RESULT_EACH || k == RESULT_PERCENTILES ||
           k == RESULT_PERCENTILE_ARRAY;
}

/* The alternative that a call uses, as far as this matters here: any(x) has one value, any(x, y) and any(*) several. */
static const struct signature *compound_signature(const struct catalog_decl *decl, const ast_named_list *args) {
    const struct signatures *all = signatures_of(decl);
    bool star = has_star(args);
    for (unsigned i = 0; i < all->n; i++) {
        const struct signature *s = &all->v[i];
        if (args->n < s->min || args->n > s->max || (star && s->result != RESULT_EACH)) continue;
        return is_compound(s->result) ? s : NULL;
    }
    return NULL;
}

/* The name that an argument gives to results; "" when it has none. */
static const char *argument_name(struct binder *b, const struct ast_named *arg) {
    if (arg->names.n) return arg->names.v[0].text;
    const char *name = inner_name(b, arg->value);
    return name ? name : intern_s("");
}

static void push(struct binder *b, tuple_fields *out, const char *name, kq_type t) {
    VEC_PUSH(b->arena, out, ((struct tuple_field){.name = intern_s(name), .type = t}));
}

/* series_fit_line(d) -> series_fit_line_d_rsquare, ... */
static void push_columns(struct binder *b, const struct catalog_decl *decl, const struct signature *s,
                         const ast_named_list *args, tuple_fields *out) {
    const char *argument = argument_name(b, args->v[0]);
    for (unsigned i = 0; i < s->column_count; i++)
        push(b, out, arena_printf(b->arena, "%s_%s_%s", decl->name, argument, s->columns[i].name),
             scalar_type(s->columns[i].type));
}

/* array_sort_asc(d, e) -> d_sorted, e_sorted: one for each array in front. */
static void push_sorted(struct binder *b, const ast_named_list *args, tuple_fields *out) {
    for (size_t i = 0; i < args->n && args->v[i]->value->type == KQ_T_DYNAMIC; i++) {
        const char *argument = argument_name(b, args->v[i]);
        push(b, out,
             *argument ? arena_printf(b->arena, "%s_sorted", argument) : arena_printf(b->arena, "array%zu_sorted", i),
             KQ_T_DYNAMIC);
    }
}

/* A constant as a part of a name: 99.9 -> "99_9"; what is no literal gives nothing, and (75) is none to Microsoft. */
static const char *name_fragment(struct binder *b, const struct ast_expr *e) {
    const struct ast_expr *literal = e->kind == EX_PAREN ? NULL : bound_literal(e);
    char text[40] = "";
    if (literal && (literal->kind == EX_LONG || literal->kind == EX_INT))
        snprintf(text, sizeof text, "%" PRId64, literal->u.lit.value.u.i);
    if (literal && literal->kind == EX_REAL)
        for (int digits = 15; digits <= 17; digits++) { /* the shortest that reads back */
            snprintf(text, sizeof text, "%.*g", digits, literal->u.lit.value.u.r);
            if (strtod(text, NULL) >= literal->u.lit.value.u.r && strtod(text, NULL) <= literal->u.lit.value.u.r) break;
        }
    if (literal && literal->kind == EX_DECIMAL)
        snprintf(text, sizeof text, "%.*s", (int)(literal->u.lit.s.n < 39 ? literal->u.lit.s.n : 39),
                 literal->u.lit.s.p);
    for (char *c = text; *c; c++)
        if (!(*c >= '0' && *c <= '9') && !(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z')) *c = '_';
    return arena_strdup(b->arena, text);
}

static kq_type percentile_type(kq_type t) { return t == KQ_T_INT ? KQ_T_LONG : t == KQ_T_DECIMAL ? KQ_T_REAL : t; }

/* percentiles(x, 5, 95) -> percentile_x_5, percentile_x_95; percentilesw has the weights in front. */
static void push_percentiles(struct binder *b, const struct signature *s, const ast_named_list *args,
                             tuple_fields *out) {
    const char *argument = argument_name(b, args->v[0]);
    kq_type t = percentile_type(args->v[0]->value->type);
    for (size_t i = s->n - 1; i < args->n; i++)
        push(b, out, arena_printf(b->arena, "percentile_%s_%s", argument, name_fragment(b, args->v[i]->value)), t);
}

bool call_fields(struct binder *b, const struct ast_expr *e, const column_list *keys, tuple_fields *out) {
    e = without_parentheses(e);
    const struct call_symbol *symbol = call_symbol_of(e);
    if (!symbol || !symbol->decl) return false;
    const ast_named_list *args = &e->u.call.args;
    const struct signature *s = compound_signature(symbol->decl, args);
    if (!s || !args->n) return false;
    if (s->result == RESULT_COLUMNS)
        push_columns(b, symbol->decl, s, args, out);
    else if (s->result == RESULT_SORTED)
        push_sorted(b, args, out);
    else if (s->result == RESULT_PERCENTILES)
        push_percentiles(b, s, args, out);
    else if (s->result == RESULT_PERCENTILE_ARRAY)
        push(b, out, arena_printf(b->arena, "percentiles_%s", argument_name(b, args->v[0])), KQ_T_DYNAMIC);
    else
        row_value_fields(b, symbol->decl, args, keys, out);
    return true;
}

bool tuple_call_type(struct binder *b, const struct ast_expr *e, kq_type *type) {
    tuple_fields fields = {0};
    if (!call_fields(b, e, NULL, &fields)) return false;
    *type = fields.n == 1 ? fields.v[0].type : KQ_T_NONE;
    return true;
}

bool call_field_at(struct binder *b, const struct ast_expr *e, struct tuple_field *field) {
    tuple_fields fields = {0};
    if (e->kind != EX_INDEX || !call_fields(b, e->u.index.object, NULL, &fields) || fields.n < 2) return false;
    const struct ast_expr *index = e->u.index.index;
    *field = (struct tuple_field){.name = NULL, .type = KQ_T_NONE};
    bool whole = index->kind == EX_LONG || index->kind == EX_INT;
    if (whole && index->u.lit.value.u.i >= 0 && (uint64_t)index->u.lit.value.u.i < fields.n)
        *field = fields.v[index->u.lit.value.u.i];
    return true;
}
