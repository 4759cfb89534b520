/* Operators: the row of operators.def that the operand types fit (kql.md 2.3, 2.4, 3.1). A dynamic operand beside a
 * typed one takes the other side's type; a text literal beside a datetime, timespan, guid, bool or number is converted
 * at compile time. Pairs that Microsoft's binder lets through and that have no row here are refused. */
#include "select.h"

#include <kq/ops.h>

#include <string.h>

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

const struct catalog_row *select_pair(const char *op, kq_type l, kq_type r) {
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

static const struct catalog_row *refuse(struct lowering *l, struct span span, const char *op, const kq_type *types,
                                        size_t n) {
    if (!catalog_find(CAT_OPERATOR, op)) {
        lower_refuse(l, DIAG_U0001, span, op);
        return NULL;
    }
    lower_refuse(l, DIAG_U0008, span, op, types_text(l, types, n, " and "));
    return NULL;
}

/* ---- text literals
 */

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

static bool is_text_literal(const struct ast_expr *e) {
    const struct ast_expr *literal = bound_literal(e);
    return literal && literal->kind == EX_STRING;
}

static const char *quoted(struct lowering *l, struct text s) {
    struct strbuf out = {0};
    strbuf_json(&out, s.p, s.n > 60 ? 60 : s.n);
    const char *text = arena_strdup(l->arena, out.p);
    strbuf_free(&out);
    return text;
}

/* A text literal compared with type `t`: true when it converts. Warns, or reports that it does not. */
static bool check_text_literal(struct lowering *l, const struct ast_expr *e, kq_type t) {
    const struct ast_expr *literal = bound_literal(e);
    if (!literal || literal->kind != EX_STRING || !is_text_literal_target(t)) return false;
    kq_value value;
    const char *type = type_text(l->arena, t);
    if (bound_convert_text(literal->u.lit.s, t, &value)) {
        diag_report(l->diag, DIAG_W0401, e->span, quoted(l, literal->u.lit.s), type);
        return true;
    }
    lower_refuse(l, DIAG_E0409, e->span, quoted(l, literal->u.lit.s), type);
    return false;
}

/* ---- numbers beside a text
 */

static bool is_plain_literal(const struct ast_expr *e) {
    e = without_parentheses(e);
    if (e->kind == EX_UNARY) e = e->u.op.left;
    return bound_literal(e) != NULL;
}

/* A text compared with the literal of a number: that counts as its text. With `true` and `false` the text counts as a
 * bool, so that "True" is one (kql.md 2.3: literals are converted). KQ_T_NONE: neither. */
static kq_type type_beside_text(struct lowering *l, const struct ast_expr *e) {
    if (!is_plain_literal(e) || (!is_number(e->type) && e->type != KQ_T_BOOL)) return KQ_T_NONE;
    kq_type as = e->type == KQ_T_BOOL ? KQ_T_BOOL : KQ_T_STRING;
    diag_report(l->diag, DIAG_W0403, e->span, type_text(l->arena, e->type), as == KQ_T_BOOL ? "bools" : "texts");
    return as;
}

/* ---- unary, binary, between
 */

/* Text beside something else in an equality. */
static void hint_text_side(struct lowering *l, const struct ast_expr *e) {
    bool text_left = e->u.op.left->type == KQ_T_STRING;
    const struct ast_expr *other = text_left ? e->u.op.right : e->u.op.left;
    if (bound_literal(other))
        diag_hint(l->diag, "the other side is text: write the literal in quotes");
    else
        diag_hint(l->diag, "convert one side: to%s(...)", type_name(other->type));
}

const struct catalog_row *select_binary(struct lowering *l, const struct ast_expr *e) {
    const char *op = e->u.op.op;
    kq_type left = e->u.op.left->type, right = e->u.op.right->type;
    const struct catalog_row *row = select_pair(op, left, right);
    if (!row && is_equality(op) && (is_text_literal(e->u.op.left) || is_text_literal(e->u.op.right))) {
        bool text_left = is_text_literal(e->u.op.left);
        kq_type t = text_left ? right : left;
        if (is_text_literal_target(t)) {
            if (!check_text_literal(l, text_left ? e->u.op.left : e->u.op.right, t)) return NULL;
            row = select_pair(op, t, t);
        }
    }
    if (!row && is_equality(op) && (left == KQ_T_STRING) != (right == KQ_T_STRING)) {
        kq_type t = type_beside_text(l, left == KQ_T_STRING ? e->u.op.right : e->u.op.left);
        if (t != KQ_T_NONE) row = select_pair(op, t, t);
    }
    if (row) return row;
    refuse(l, e->u.op.op_span, op, (kq_type[]){left, right}, 2);
    if (is_equality(op) && (left == KQ_T_STRING) != (right == KQ_T_STRING)) hint_text_side(l, e);
    return NULL;
}

const struct catalog_row *select_unary(struct lowering *l, const struct ast_expr *e) {
    kq_type t = e->u.op.left->type;
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
    if (!best && t == KQ_T_DYNAMIC && e->u.op.op[0] == '-') best = select_pair(e->u.op.op, t, t);
    return best ? best : refuse(l, e->u.op.op_span, e->u.op.op, &t, 1);
}

const struct catalog_row *select_between(struct lowering *l, const struct ast_expr *e) {
    kq_type t[3] = {e->u.between.left->type, e->u.between.low->type, e->u.between.high->type};
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
    return best ? best : refuse(l, e->u.between.op_span, op, t, 3);
}

const struct catalog_row *select_member(kq_type index) {
    const struct catalog_row *row = catalog_find(CAT_OPERATOR, intern_s(index == KQ_T_STRING ? "." : "[]"));
    while (index == KQ_T_DYNAMIC && row && row->params[1] != P_DYNAMIC) row = catalog_next(row);
    return row;
}

/* ---- in, has_any and their kin: the list's type is the left side's, widened by the items; dynamic items are lists of
 * values or take that type (kql.md 3.1, 3.3)
 */

static const struct catalog_row *list_row(const char *op, kq_type t) {
    for (const struct catalog_row *row = catalog_find(CAT_OPERATOR, op); row; row = catalog_next(row))
        if (row->shape == SHAPE_LIST && cat_param_type(row->params[0]) == t) return row;
    return NULL;
}

static void hint_list_item(struct lowering *l, const struct ast_expr *item, kq_type want) {
    if (item->table)
        diag_hint(l->diag, "the table's first column counts, and that is '%s'", item->table->out.cols[0]->name);
    else if (want != KQ_T_DYNAMIC)
        diag_hint(l->diag, "convert one side: to%s(...)", type_name(want));
}

bool select_is_has_list(const char *op) { return op[0] == 'h'; }

const struct catalog_row *select_list(struct lowering *l, const struct ast_expr *e) {
    const char *op = e->u.in.op;
    kq_type t = e->u.in.left->type;
    bool text_only = !list_row(op, KQ_T_LONG), literals = true;
    if (text_only && t != KQ_T_STRING && t != KQ_T_DYNAMIC) return refuse(l, e->u.in.op_span, op, &t, 1);
    if (text_only) t = KQ_T_STRING;
    for (size_t i = 0; i < e->u.in.items.n; i++) {
        const struct ast_expr *item = e->u.in.items.v[i];
        kq_type have = item->table ? lower_table_item_type(item) : item->type;
        if (have == KQ_T_DYNAMIC) continue;
        if (have == KQ_T_NONE && item->table) {
            lower_refuse(l, DIAG_U0005, item->span, "an open table");
            return NULL;
        }
        kq_type both = common_type(t, have);
        if (both == KQ_T_NONE && t == KQ_T_BOOL && is_number(have)) both = have == KQ_T_INT ? KQ_T_LONG : have;
        if (both == KQ_T_NONE && is_text_literal(item) && is_text_literal_target(t)) {
            literals = check_text_literal(l, item, t) && literals;
            both = t;
        }
        if (both == KQ_T_NONE && t == KQ_T_STRING && !text_only && is_number(item->type))
            both = type_beside_text(l, item);
        /* A dynamic left side beside items of several types would be compared with each as its own type. */
        if (both == KQ_T_NONE || (text_only && have != KQ_T_STRING)) {
            refuse(l, e->u.in.op_span, op, (kq_type[]){t, have}, 2);
            hint_list_item(l, item, t);
            return NULL;
        }
        t = both;
    }
    if (!literals) return NULL;
    /* Only dynamic on both sides: values are compared as their texts (kql.md 2.4 [I]) */
    if (t == KQ_T_DYNAMIC && !list_row(op, t)) t = KQ_T_STRING;
    const struct catalog_row *row = list_row(op, t);
    return row ? row : refuse(l, e->u.in.op_span, op, &t, 1);
}
