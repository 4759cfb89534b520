/* Operators: the row of operators.def that the operand types fit (kql.md 2.3, 2.4, 3.1). A dynamic operand beside a
 * typed one takes the other side's type; a text literal beside a datetime, timespan, guid, bool or number is
 * converted at compile time; everything else that has no row is an error that says what to write. */
#include "sema_internal.h"

#include <kq/ops.h>

#include <string.h>

static bool is_number(kq_type t) { return t == KQ_T_INT || t == KQ_T_LONG || t == KQ_T_REAL; }
static bool is_equality(const char *op) { return !strcmp(op, "==") || !strcmp(op, "!="); }
static bool is_order(const char *op) {
    return !strcmp(op, "<") || !strcmp(op, "<=") || !strcmp(op, ">") || !strcmp(op, ">=");
}
static bool is_logical(const char *op) { return !strcmp(op, "and") || !strcmp(op, "or"); }
static bool is_arithmetic(const char *op) { return strlen(op) == 1 && strchr("+-*/%", op[0]); }

/* A dynamic operand beside one whose parameter is `other`: takes the same type. Order is not defined between a dynamic
 * and a datetime or timespan (kql.md 2.3). */
static int dynamic_cost(const char *op, enum cat_param want, enum cat_param other, kq_type other_type) {
    if (want != other || other_type == KQ_T_DYNAMIC) return COST_NEVER;
    kq_type t = cat_param_type(want);
    if (is_order(op) && !is_number(t)) return COST_NEVER;
    return 5;
}

static int operand_cost(const char *op, kq_type have, enum cat_param want, kq_type other_type, enum cat_param other) {
    int cost = conversion_cost(have, want);
    if (cost < COST_NEVER) return cost;
    if (have == KQ_T_DYNAMIC) {
        if (is_logical(op)) return 5;
        return dynamic_cost(op, want, other, other_type);
    }
    /* bool with a number, compared as numbers (kql.md 2.3) */
    if (have == KQ_T_BOOL && (is_equality(op) || is_order(op)) && is_number(other_type) &&
        (want == P_LONG || want == P_REAL))
        return 6;
    return COST_NEVER;
}

static const struct catalog_row *best_binary(const char *op, kq_type l, kq_type r) {
    const struct catalog_row *best = NULL;
    int best_cost = COST_NEVER;
    for (const struct catalog_row *row = catalog_find(CAT_OPERATOR, op); row; row = catalog_next(row)) {
        if (row->shape != SHAPE_FIXED || row->param_count != 2) continue;
        int cost = operand_cost(op, l, row->params[0], r, row->params[1]) +
                   operand_cost(op, r, row->params[1], l, row->params[0]);
        if (cost < best_cost) {
            best_cost = cost;
            best = row;
        }
    }
    return best;
}

bool bound_convert_text(struct text s, kq_type to, kq_value *out) {
    const char *name = type_name(to);
    char function[16] = "to";
    strncat(function, name, sizeof function - 3);
    for (const struct catalog_row *row = catalog_find(CAT_FUNCTION, intern_s(function)); row; row = catalog_next(row)) {
        if (row->shape != SHAPE_FIXED || row->param_count != 1 || row->params[0] != P_STRING) continue;
        kq_arena *scratch = kq_arena_new();
        kq_ctx x = {.row = scratch, .state = scratch, .window_start = INT64_MIN, .window_end = INT64_MAX};
        kq_value text = {KQ_T_STRING, false, {.s = {s.p, s.n}}};
        *out = row->fold(&x, &text, 1);
        kq_arena_free(scratch);
        return !out->null;
    }
    return false;
}

static bool is_text_literal_target(kq_type t) {
    return t == KQ_T_DATETIME || t == KQ_T_TIMESPAN || t == KQ_T_GUID || t == KQ_T_BOOL || is_number(t);
}

static const char *quoted(struct binder *b, struct text s) {
    struct strbuf out = {0};
    strbuf_json(&out, s.p, s.n > 60 ? 60 : s.n);
    const char *text = arena_strdup(b->arena, out.p);
    strbuf_free(&out);
    return text;
}

/* A text literal compared with type `t`: true when it converts. Warns, or reports that it does not. */
static bool check_text_literal(struct binder *b, const struct ast_expr *e, kq_type t) {
    const struct ast_expr *literal = bound_literal(e);
    if (!literal || literal->kind != EX_STRING || !is_text_literal_target(t)) return false;
    kq_value value;
    if (bound_convert_text(literal->u.lit.s, t, &value)) {
        diag_report(b->diag, DIAG_W0401, e->span, quoted(b, literal->u.lit.s), type_with_article(b, t));
        return true;
    }
    diag_report(b->diag, DIAG_E0409, e->span, quoted(b, literal->u.lit.s), type_with_article(b, t));
    return false;
}

static bool is_text_literal(const struct ast_expr *e) {
    const struct ast_expr *literal = bound_literal(e);
    return literal && literal->kind == EX_STRING;
}

/* What to write instead of `left op right`. */
static void hint_operands(struct binder *b, const struct ast_expr *e, const char *op) {
    kq_type l = e->u.op.left->type, r = e->u.op.right->type;
    bool left_literal = l != KQ_T_STRING && bound_literal(e->u.op.left);
    bool right_literal = r != KQ_T_STRING && bound_literal(e->u.op.right);
    bool text = l == KQ_T_STRING || r == KQ_T_STRING;
    if (is_order(op) && text && (l == r))
        diag_hint(b->diag, "strings have no order: use strcmp(a, b) %s 0", op);
    else if (is_order(op) && (l == KQ_T_DYNAMIC || r == KQ_T_DYNAMIC))
        diag_hint(b->diag, "convert the dynamic value: to%s(...)",
                  type_name(l == KQ_T_DYNAMIC ? r == KQ_T_STRING ? KQ_T_LONG : r : l));
    else if (!strcmp(op, "+") && text)
        diag_hint(b->diag, "strcat(...) joins texts");
    else if (is_logical(op))
        diag_hint(b->diag, "compare the value, or use tobool(...)");
    else if (is_equality(op) && text && (left_literal || right_literal))
        diag_hint(b->diag, "the other side is text: write the literal in quotes");
    else if ((is_equality(op) || is_order(op)) && text)
        diag_hint(b->diag, "convert one side: to%s(...)", type_name(l == KQ_T_STRING ? r : l));
    else if (!is_equality(op) && !is_order(op) && !is_arithmetic(op))
        diag_hint(b->diag, "the operator works on text: use tostring(...)");
}

static bool has_decimal(struct binder *b, const struct ast_expr *e, kq_type l, kq_type r) {
    if (l != KQ_T_DECIMAL && r != KQ_T_DECIMAL) return false;
    diag_report(b->diag, DIAG_U0004, e->span);
    return true;
}

kq_type bind_binary(struct binder *b, struct ast_expr *e) {
    const char *op = !strcmp(e->u.op.op, "<>") ? intern_s("!=") : e->u.op.op;
    kq_type l = e->u.op.left->type, r = e->u.op.right->type;
    if (has_decimal(b, e, l, r)) return KQ_T_NONE;
    if (!catalog_find(CAT_OPERATOR, op)) {
        diag_report(b->diag, DIAG_U0001, e->u.op.op_span, op);
        return KQ_T_NONE;
    }
    const struct catalog_row *row = best_binary(op, l, r);
    if (!row && is_equality(op) && (is_text_literal(e->u.op.left) || is_text_literal(e->u.op.right))) {
        bool left = is_text_literal(e->u.op.left);
        kq_type t = left ? r : l;
        if (is_text_literal_target(t)) {
            if (!check_text_literal(b, left ? e->u.op.left : e->u.op.right, t)) return KQ_T_NONE;
            row = best_binary(op, t, t);
        }
    }
    if (!row) {
        diag_report(b->diag, DIAG_E0401, e->u.op.op_span, e->u.op.op, types_text(b, (kq_type[]){l, r}, 2, " and "));
        hint_operands(b, e, op);
        return KQ_T_NONE;
    }
    e->symbol = row;
    return row->ret;
}

kq_type bind_unary(struct binder *b, struct ast_expr *e) {
    kq_type t = e->u.op.left->type;
    if (has_decimal(b, e, t, t)) return KQ_T_NONE;
    const struct catalog_row *best = NULL;
    int best_cost = COST_NEVER;
    for (const struct catalog_row *row = catalog_find(CAT_OPERATOR, e->u.op.op); row; row = catalog_next(row)) {
        if (row->shape != SHAPE_FIXED || row->param_count != 1) continue;
        int cost = conversion_cost(t, row->params[0]);
        if (cost < best_cost) {
            best_cost = cost;
            best = row;
        }
    }
    /* the negative of a dynamic is 0 - d, which is defined */
    if (!best && t == KQ_T_DYNAMIC && e->u.op.op[0] == '-') best = best_binary(e->u.op.op, t, t);
    if (!best) {
        diag_report(b->diag, DIAG_E0401, e->u.op.op_span, e->u.op.op, type_name(t));
        if (t == KQ_T_DYNAMIC) diag_hint(b->diag, "convert the dynamic value: tolong(...), toreal(...)");
        return KQ_T_NONE;
    }
    e->symbol = best;
    /* `-int(1)` stays int, `-x` of an int column is long (kql.md 2.3) */
    const struct ast_expr *literal = bound_literal(e->u.op.left);
    return t == KQ_T_INT && literal ? KQ_T_INT : best->ret;
}

kq_type bind_between(struct binder *b, struct ast_expr *e) {
    kq_type t[3] = {e->u.between.left->type, e->u.between.low->type, e->u.between.high->type};
    for (int i = 0; i < 3; i++)
        if (has_decimal(b, e, t[i], t[i])) return KQ_T_NONE;
    const char *op = e->u.between.negated ? "!between" : "between";
    const struct catalog_row *best = NULL;
    int best_cost = COST_NEVER;
    for (const struct catalog_row *row = catalog_find(CAT_OPERATOR, intern_s(op)); row; row = catalog_next(row)) {
        if (row->shape != SHAPE_FIXED || row->param_count != 3) continue;
        int cost = 0;
        for (int i = 0; i < 3; i++) {
            int c = conversion_cost(t[i], row->params[i]);
            /* a dynamic between typed ends takes their type when that is a number, as the order operators do */
            if (c == COST_NEVER && t[i] == KQ_T_DYNAMIC && is_number(cat_param_type(row->params[i])) &&
                (t[(i + 1) % 3] != KQ_T_DYNAMIC || t[(i + 2) % 3] != KQ_T_DYNAMIC))
                c = 5;
            cost += c;
        }
        if (cost < best_cost) {
            best_cost = cost;
            best = row;
        }
    }
    if (!best) {
        diag_report(b->diag, DIAG_E0401, e->u.between.op_span, op, types_text(b, t, 3, " and "));
        for (int i = 0; i < 3; i++) {
            if (t[i] == KQ_T_STRING)
                diag_hint(b->diag, "texts have no order: convert them, for example todatetime(...)");
            else if (t[i] == KQ_T_DYNAMIC)
                diag_hint(b->diag, "convert the dynamic value, for example todatetime(...)");
            else
                continue;
            break;
        }
        return KQ_T_NONE;
    }
    e->symbol = best;
    return best->ret;
}

/* ---- in, has_any and their kin: the list's type is the left side's, widened by the items; dynamic items are lists of
 * values or take that type (kql.md 3.1, 3.3) ------------------------------------------------------------------------
 */

static const struct catalog_row *list_row(const char *op, kq_type t) {
    for (const struct catalog_row *row = catalog_find(CAT_OPERATOR, op); row; row = catalog_next(row))
        if (row->shape == SHAPE_LIST && cat_param_type(row->params[0]) == t) return row;
    return NULL;
}

static kq_type report_list_types(struct binder *b, struct ast_expr *e, kq_type t, kq_type item) {
    diag_report(b->diag, DIAG_E0401, e->u.in.op_span, e->u.in.op, types_text(b, (kq_type[]){t, item}, 2, " and "));
    if (item == KQ_T_STRING || t == KQ_T_STRING)
        diag_hint(b->diag, "convert one side: tostring(...), or write the items as %s",
                  type_name(t == KQ_T_STRING ? item : t));
    return KQ_T_NONE;
}

kq_type bind_in(struct binder *b, struct ast_expr *e) {
    const char *op = e->u.in.op;
    kq_type t = e->u.in.left->type;
    if (has_decimal(b, e, t, t)) return KQ_T_NONE;
    const struct catalog_row *first = catalog_find(CAT_OPERATOR, op);
    if (!first) {
        diag_report(b->diag, DIAG_U0001, e->u.in.op_span, op);
        return KQ_T_NONE;
    }
    bool text_only = !list_row(op, KQ_T_LONG);
    if (text_only && t != KQ_T_STRING && t != KQ_T_DYNAMIC) {
        diag_report(b->diag, DIAG_E0401, e->u.in.op_span, op, type_name(t));
        diag_hint(b->diag, "the operator works on text: use tostring(...)");
        return KQ_T_NONE;
    }
    if (text_only) t = KQ_T_STRING;
    bool literals = true;
    for (size_t i = 0; i < e->u.in.items.n; i++) {
        const struct ast_expr *item = e->u.in.items.v[i];
        if (has_decimal(b, item, item->type, item->type)) return KQ_T_NONE;
        if (item->type == KQ_T_DYNAMIC) continue;
        kq_type both = common_type(t, item->type);
        if (both == KQ_T_NONE && t == KQ_T_BOOL && is_number(item->type))
            both = item->type == KQ_T_INT ? KQ_T_LONG : item->type;
        if (both == KQ_T_NONE && e->u.in.left->type == KQ_T_DYNAMIC) {
            diag_report(b->diag, DIAG_U0001, e->u.in.op_span,
                        arena_printf(b->arena, "%s with items of several types", op));
            return KQ_T_NONE;
        }
        if (both == KQ_T_NONE && is_text_literal(item) && is_text_literal_target(t)) {
            literals = check_text_literal(b, item, t) && literals;
            both = t;
        }
        if (both == KQ_T_NONE || (text_only && item->type != KQ_T_STRING))
            return report_list_types(b, e, t, item->type);
        t = both;
    }
    if (!literals) return KQ_T_NONE;
    /* Only dynamic on both sides: values are compared as their texts (kql.md 2.4 [I]) */
    if (t == KQ_T_DYNAMIC && !list_row(op, t)) t = KQ_T_STRING;
    const struct catalog_row *row = list_row(op, t);
    if (!row) return report_list_types(b, e, t, t);
    e->symbol = row;
    return KQ_T_BOOL;
}
