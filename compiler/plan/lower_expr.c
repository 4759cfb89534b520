/* Expressions: AST with sema's types -> plan expressions. Every conversion that KQL makes silently becomes a call of a
 * catalogue function here, scalar lets are written out, and lists, paths and conditionals take their plan forms. */
#include "select.h"

#include <kq/abi.h>

#include "decimal.h"
#include "dyn.h"

#include <stdio.h>
#include <string.h>

struct px *lower_node(struct lowering *l, enum px_kind kind, kq_type type, struct span span) {
    if (++l->nodes == MAX_EXPRESSION_NODES) {
        lower_refuse(l, DIAG_U0007, span, (int)MAX_EXPRESSION_NODES, "expressions");
        l->over = true;
    }
    struct px *e = ARENA_NEW(l->arena, struct px);
    e->kind = kind;
    e->type = type;
    e->span = span;
    return e;
}

struct px *lower_constant(struct lowering *l, kq_value v, struct span span) {
    struct px *e = lower_node(l, PX_CONST, v.type, span);
    e->value = v;
    return e;
}

struct px *lower_null(struct lowering *l, kq_type type, struct span span) {
    kq_value v = {type, type != KQ_T_STRING && type != KQ_T_DYNAMIC, {.i = 0}};
    if (type == KQ_T_STRING) v.u.s = (kq_str){"", 0};
    if (type == KQ_T_DYNAMIC) v.u.d = (kq_dyn){.tag = KQ_DYN_NULL};
    return lower_constant(l, v, span);
}

struct px *lower_string(struct lowering *l, const char *p, size_t n, struct span span) {
    return lower_constant(l, (kq_value){KQ_T_STRING, false, {.s = {p, n}}}, span);
}

struct px *lower_text(struct lowering *l, const char *text, struct span span) {
    return lower_string(l, text, strlen(text), span);
}

struct px *lower_row(struct lowering *l, const struct catalog_row *row, struct px **args, size_t n, struct span span) {
    struct px *e = lower_node(l, PX_CALL, row->ret, span);
    e->row = row;
    e->args = args;
    e->n = n;
    return e;
}

struct px *lower_column(struct lowering *l, struct column *c, struct span span) {
    if (c->type == KQ_T_NONE) lower_refuse(l, DIAG_U0005, span, c->name);
    struct px *e = lower_node(l, PX_COL, c->type, span);
    e->col = lower_instance(l, c);
    return e;
}

/* ---- conversions ----------------------------------------------------------------------------------------------------
 */

static const struct catalog_row *conversion(const char *function, kq_type from) {
    for (const struct catalog_row *r = catalog_find(CAT_FUNCTION, intern_s(function)); r; r = catalog_next(r))
        if (r->shape == SHAPE_FIXED && r->param_count == 1 && cat_param_type(r->params[0]) == from) return r;
    return NULL;
}

/* A constant through the conversion's own C function, when the result needs no memory of its own. */
static struct px *convert_constant(struct lowering *l, const struct px *e, const struct catalog_row *row) {
    if (e->kind != PX_CONST || row->effects != EFFECTS_PURE) return NULL;
    if (row->ret == KQ_T_STRING || row->ret == KQ_T_DYNAMIC) return NULL;
    kq_arena *scratch = kq_arena_new();
    kq_ctx x = {.row = scratch, .state = scratch, .window_start = INT64_MIN, .window_end = INT64_MAX};
    kq_value v = row->fold(&x, &e->value, 1);
    kq_arena_free(scratch);
    return lower_constant(l, v, e->span);
}

struct px *lower_convert(struct lowering *l, struct px *e, kq_type to) {
    if (e->type == to || l->over) return e;
    char function[16] = "$box";
    if (to != KQ_T_DYNAMIC) snprintf(function, sizeof function, "to%s", type_name(to));
    const struct catalog_row *row = conversion(function, e->type);
    if (!row) {
        if (!l->failed) lower_refuse(l, DIAG_U0002, e->span, function); /* else it may only follow from a refusal */
        return e;
    }
    struct px *folded = convert_constant(l, e, row);
    if (folded) return folded;
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 1);
    args[0] = e;
    return lower_row(l, row, args, 1, e->span);
}

struct px *lower_param(struct lowering *l, const struct ast_expr *e, enum cat_param want) {
    return lower_convert(l, lower_expr(l, e), cat_param_type(want));
}

/* ---- literals and names ---------------------------------------------------------------------------------------------
 */

static struct px *lower_now(struct lowering *l, struct span span) {
    for (const struct catalog_row *r = catalog_find(CAT_FUNCTION, intern_s("now")); r; r = catalog_next(r))
        if (r->shape == SHAPE_FIXED && r->param_count == 0) return lower_row(l, r, NULL, 0, span);
    lower_refuse(l, DIAG_U0002, span, "now");
    return lower_null(l, KQ_T_DATETIME, span);
}

static struct px *lower_literal(struct lowering *l, const struct ast_expr *e) {
    if (e->kind == EX_STRING) return lower_string(l, e->u.lit.s.p, e->u.lit.s.n, e->span);
    if (e->kind == EX_DATETIME && e->u.lit.now_literal) return lower_now(l, e->span);
    kq_value v = e->u.lit.value;
    if (e->kind == EX_DECIMAL && !v.null) {
        const kq_str text = {e->u.lit.s.p, e->u.lit.s.n};
        if (!kq_parse_decimal(text, &v.u.m)) lower_refuse(l, DIAG_E0206, e->span, "this decimal is out of range");
    }
    if (v.null && e->type != KQ_T_DYNAMIC) return lower_null(l, e->type, e->span);
    v.type = e->type;
    return lower_constant(l, v, e->span);
}

/* The value of a scalar let or of a parameter, written out; an argument is converted to its parameter's type. */
static struct px *lower_local(struct lowering *l, const struct local *local) {
    struct px *value = lower_expr(l, local->scalar);
    return local->type == KQ_T_NONE ? value : lower_convert(l, value, local->type);
}

static struct px *lower_name(struct lowering *l, const struct ast_expr *e) {
    const struct name_symbol *s = e->symbol;
    if (s->column) return lower_column(l, s->column, e->span);
    if (s->call && s->call->result) return lower_expr(l, s->call->result);
    if (s->local && s->local->scalar) return lower_local(l, s->local);
    lower_refuse(l, DIAG_U0005, e->span, e->u.name.name);
    return lower_null(l, e->type, e->span);
}

/* ---- calls ----------------------------------------------------------------------------------------------------------
 */

static struct px *lower_conditional(struct lowering *l, const struct ast_expr *e, bool coalesce) {
    const ast_named_list *args = &e->u.call.args;
    kq_type type = select_branches(l, e);
    if (type == KQ_T_NONE) return lower_null(l, e->type, e->span);
    struct px *out = lower_node(l, coalesce ? PX_COALESCE : PX_CASE, type, e->span);
    out->n = args->n;
    out->args = ARENA_ARRAY(l->arena, struct px *, args->n);
    for (size_t i = 0; i < args->n; i++) {
        bool condition = !coalesce && i % 2 == 0 && i + 1 < args->n;
        out->args[i] = lower_convert(l, lower_expr(l, args->v[i]->value), condition ? KQ_T_BOOL : type);
    }
    return out;
}

struct px *lower_where_true(struct lowering *l, const struct ast_expr *value, const struct ast_expr *condition,
                            struct span span) {
    struct px *v = lower_expr(l, value), *e = lower_node(l, PX_CASE, v->type, span);
    e->n = 3;
    e->args = ARENA_ARRAY(l->arena, struct px *, 3);
    e->args[0] = lower_convert(l, lower_expr(l, condition), KQ_T_BOOL);
    e->args[1] = v;
    e->args[2] = lower_null(l, v->type, span);
    return e;
}

struct px *lower_array(struct lowering *l, struct px **items, size_t n, struct span span) {
    return lower_row(l, catalog_find(CAT_FUNCTION, intern_s("pack_array")), items, n, span);
}

/* An aggregate inside a value of summarize: its column. */
static struct px *lower_aggregate(struct lowering *l, const struct ast_expr *e) {
    for (size_t i = 0; l->summarize && i < l->summarize->aggs.n; i++)
        if (l->summarize->aggs.v[i].call == e) return lower_column(l, l->summarize->aggs.v[i].outs.v[0], e->span);
    lower_refuse(l, DIAG_U0002, e->span, e->u.call.name);
    return lower_null(l, e->type, e->span);
}

static struct px *lower_call(struct lowering *l, const struct ast_expr *e);

/* f(a, typeof(T)) is the result of f(a) as T; text becomes a dynamic value as parse_json reads it. */
static struct px *lower_typed_call(struct lowering *l, const struct ast_expr *e) {
    struct ast_expr plain = *e;
    plain.u.call.args.n--;
    struct px *value = lower_call(l, &plain);
    if (l->failed) return value;
    if (e->type != KQ_T_DYNAMIC || value->type != KQ_T_STRING) return lower_convert(l, value, e->type);
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 1);
    args[0] = value;
    return lower_row(l, conversion("todynamic", KQ_T_STRING), args, 1, e->span);
}

static struct px *lower_function(struct lowering *l, const struct ast_expr *e, const struct catalog_decl *decl) {
    const struct catalog_row *row = select_call(l, e, decl);
    if (!row) return lower_null(l, e->type, e->span);
    check_literals(l, e);
    size_t n = e->u.call.args.n;
    struct px **args = ARENA_ARRAY(l->arena, struct px *, n + 1);
    for (size_t i = 0; i < n; i++) {
        enum cat_param want = row->shape == SHAPE_PAIRS ? P_JSON : row->params[row->shape == SHAPE_VARIADIC ? 0 : i];
        args[i] = lower_param(l, e->u.call.args.v[i]->value, want);
        /* the keys of pairs are texts, boxed: a dynamic key counts as its text */
        if (row->shape == SHAPE_PAIRS && i % 2 == 0 && e->u.call.args.v[i]->value->type != KQ_T_STRING)
            args[i] = lower_convert(l, lower_convert(l, lower_expr(l, e->u.call.args.v[i]->value), KQ_T_STRING),
                                    KQ_T_DYNAMIC);
    }
    struct px *call = lower_row(l, row, args, n, e->span);
    check_regex(l, call);
    return call;
}

static struct px *lower_call(struct lowering *l, const struct ast_expr *e) {
    const struct call_symbol *symbol = e->symbol;
    if (symbol->table_call == TABLE_CALL_TOSCALAR) return lower_toscalar(l, e);
    if (symbol->result) return lower_expr(l, symbol->result); /* a user's function, written out */
    const struct catalog_decl *decl = symbol->decl;
    if (decl->family == CAT_AGGREGATE) return lower_aggregate(l, e);
    if (e->u.call.args.n > 1 && e->u.call.args.v[e->u.call.args.n - 1]->value->kind == EX_TYPEOF)
        return lower_typed_call(l, e);
    if (lower_is_window(decl)) return lower_window(l, e, decl);
    switch (decl->special) {
    case SPECIAL_IFF:
    case SPECIAL_IIF:
    case SPECIAL_CASE: return lower_conditional(l, e, false);
    case SPECIAL_COALESCE: return lower_conditional(l, e, true);
    case SPECIAL_COLUMN_IFEXISTS:
    case SPECIAL_COLUMNIFEXISTS:
    case SPECIAL_ISCOLUMNEXISTS: return lower_column_question(l, e, symbol);
    case SPECIAL_COLUMN_NAMES_OF: return lower_column_names(l, e);
    case SPECIAL_INGESTION_TIME: return lower_ingestion_time(l, e);
    case SPECIAL_PACK_ALL: return lower_pack_all(l, e);
    case SPECIAL_BAG_PACK_COLUMNS: return lower_bag_pack_columns(l, e);
    case SPECIAL_ASSERT: return lower_assert(l, e);
    default: break;
    }
    if (e->type == KQ_T_NONE && !l->failed) /* several values, where one is needed */
        lower_refuse(l, DIAG_U0002, e->span, arena_printf(l->arena, "%s as one value", decl->name));
    return lower_function(l, e, decl);
}

struct px *lower_several(struct lowering *l, const struct ast_expr *e) {
    e = without_parentheses(e);
    const struct call_symbol *symbol = e->kind == EX_CALL ? e->symbol : NULL;
    if (symbol && symbol->decl && symbol->decl->family == CAT_FUNCTION) return lower_function(l, e, symbol->decl);
    if (!l->failed) lower_refuse(l, DIAG_U0002, e->span, "a call of several values");
    return lower_null(l, KQ_T_DYNAMIC, e->span);
}

struct px *lower_field(struct lowering *l, struct px *values, size_t index) {
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    args[0] = values;
    args[1] = lower_constant(l, (kq_value){KQ_T_LONG, false, {.i = (int64_t)index}}, values->span);
    return lower_row(l, select_member(KQ_T_LONG), args, 2, values->span);
}

/* ---- operators ------------------------------------------------------------------------------------------------------
 */

static struct px *lower_binary(struct lowering *l, const struct ast_expr *e) {
    if (e->u.op.left->kind == EX_STAR) return lower_star(l, e);
    const struct catalog_row *row = select_binary(l, e);
    if (!row) return lower_null(l, e->type, e->span);
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    args[0] = lower_param(l, e->u.op.left, row->params[0]);
    args[1] = lower_param(l, e->u.op.right, row->params[1]);
    struct px *call = lower_row(l, row, args, 2, e->span);
    check_regex(l, call);
    return call;
}

static struct px *lower_unary(struct lowering *l, const struct ast_expr *e) {
    const struct catalog_row *row = select_unary(l, e);
    if (!row) return lower_null(l, e->type, e->span);
    const struct ast_expr *literal = bound_literal(e->u.op.left);
    if (e->type == KQ_T_INT && literal) { /* -int(1) stays int */
        kq_value v = literal->u.lit.value;
        if (v.null) return lower_null(l, KQ_T_INT, e->span);
        v.type = KQ_T_INT;
        if (e->u.op.op[0] == '-') v.u.i = v.u.i == INT32_MIN ? INT32_MIN : -v.u.i;
        return lower_constant(l, v, e->span);
    }
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    size_t n = row->param_count; /* 2: the negative of a dynamic, 0 - d */
    if (n == 2)
        args[0] =
            lower_constant(l, (kq_value){KQ_T_DYNAMIC, false, {.d = {.tag = KQ_DYN_LONG, .u = {.i = 0}}}}, e->span);
    args[n - 1] = lower_param(l, e->u.op.left, row->params[n - 1]);
    return lower_row(l, row, args, n, e->span);
}

static struct px *lower_between(struct lowering *l, const struct ast_expr *e) {
    const struct catalog_row *row = select_between(l, e);
    if (!row) return lower_null(l, e->type, e->span);
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 3);
    args[0] = lower_param(l, e->u.between.left, row->params[0]);
    args[1] = lower_param(l, e->u.between.low, row->params[1]);
    args[2] = lower_param(l, e->u.between.high, row->params[2]);
    return lower_row(l, row, args, 3, e->span);
}

static struct px *lower_path(struct lowering *l, const struct ast_expr *e) {
    struct px *of_step = lower_step_column(l, e);
    if (of_step) return of_step;
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    args[0] = lower_expr(l, e->u.path.object);
    args[1] = lower_string(l, e->u.path.name, strlen(e->u.path.name), e->u.path.name_span);
    return lower_row(l, select_member(KQ_T_STRING), args, 2, e->span);
}

static struct px *lower_index(struct lowering *l, const struct ast_expr *e) {
    const struct catalog_row *row = select_member(e->u.index.index->type);
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    const bool field = e->u.index.object->type == KQ_T_NONE; /* series_stats(a)[2]: a value with a type of its own */
    args[0] = field ? lower_several(l, e->u.index.object) : lower_expr(l, e->u.index.object);
    args[1] = lower_param(l, e->u.index.index, row->params[1]);
    if (field && e->type == KQ_T_NONE && !l->failed)
        lower_refuse(l, DIAG_U0002, e->span, "a call of several values, at a place that it does not have");
    struct px *out = lower_row(l, row, args, 2, e->span);
    return field && e->type != KQ_T_NONE ? lower_convert(l, out, e->type) : out;
}

static struct px *dispatch(struct lowering *l, const struct ast_expr *e) {
    switch (e->kind) {
    case EX_BOOL:
    case EX_INT:
    case EX_LONG:
    case EX_REAL:
    case EX_DATETIME:
    case EX_TIMESPAN:
    case EX_STRING:
    case EX_DECIMAL:
    case EX_GUID:
    case EX_DYNAMIC: return lower_literal(l, e);
    case EX_NAME: return lower_name(l, e);
    case EX_PATH: return lower_path(l, e);
    case EX_INDEX: return lower_index(l, e);
    case EX_CALL: return lower_call(l, e);
    case EX_UNARY: return lower_unary(l, e);
    case EX_BINARY: return lower_binary(l, e);
    case EX_IN: return lower_in(l, e);
    case EX_BETWEEN: return lower_between(l, e);
    case EX_PAREN: return lower_expr(l, e->u.inner);
    default: break;
    }
    if (!l->failed) lower_refuse(l, DIAG_U0005, e->span, "this"); /* else plan_refuse has told */
    return lower_null(l, e->type, e->span);
}

struct px *lower_expr(struct lowering *l, const struct ast_expr *e) {
    if (l->over) return lower_null(l, e->type, e->span);
    if (l->depth >= MAX_EXPRESSION_DEPTH) {
        lower_refuse(l, DIAG_U0007, e->span, (int)MAX_EXPRESSION_DEPTH, "levels of expressions");
        l->over = true;
        return lower_null(l, e->type, e->span);
    }
    l->depth++;
    struct px *out = dispatch(l, e);
    l->depth--;
    return out;
}
