/* Calls whose value depends on more than the values of their arguments: on the names of columns, on what the row holds,
 * on what is known at compile time. */
#include "lower.h"
#include "px.h"

#include <string.h>

static const struct catalog_row *pairs_row(const char *function) {
    return catalog_find(CAT_FUNCTION, intern_s(function));
}

static struct px *text_key(struct lowering *l, const char *name, struct span span) {
    struct px *key = lower_node(l, PX_CONST, KQ_T_DYNAMIC, span);
    key->value = (kq_value){KQ_T_DYNAMIC, false, {.d = {.tag = KQ_DYN_STRING, .u = {.s = {name, strlen(name)}}}}};
    return key;
}

static struct px *packed(struct lowering *l, const char *function, struct px **args, size_t n, struct span span) {
    struct px *e = lower_node(l, PX_CALL, KQ_T_DYNAMIC, span);
    e->row = pairs_row(function);
    e->args = args;
    e->n = n;
    return e;
}

static struct px *pack(struct lowering *l, const char *function, struct column *const *columns, size_t n,
                       struct span span) {
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        args[2 * i] = text_key(l, columns[i]->name, span);
        args[2 * i + 1] = lower_convert(l, lower_column(l, columns[i], span), KQ_T_DYNAMIC);
    }
    return packed(l, function, args, 2 * n, span);
}

struct px *lower_pack_columns(struct lowering *l, struct column *const *columns, size_t n, struct span span) {
    return pack(l, "bag_pack", columns, n, span);
}

/* All columns of the row under their names; pack_all(true) leaves null and empty ones out (docs: pack-all-function.md).
 */
struct px *lower_pack_all(struct lowering *l, const struct ast_expr *e) {
    bool filled = false;
    if (e->u.call.args.n > 0) {
        const struct px *flag =
            px_folded(l->arena, lower_convert(l, lower_expr(l, e->u.call.args.v[0]->value), KQ_T_BOOL));
        if (flag->kind != PX_CONST) lower_refuse(l, DIAG_U0002, e->span, "pack_all() with a flag that is not constant");
        filled = px_is_true(flag);
    }
    const struct row_type *row = l->row;
    if (row && row->open) lower_refuse(l, DIAG_U0005, e->span, "an open table");
    return pack(l, filled ? "$pack_filled" : "bag_pack", row ? row->cols : NULL, row ? row->n : 0, e->span);
}

/* Columns under their names (docs: bag-pack-columns-function.md). */
struct px *lower_bag_pack_columns(struct lowering *l, const struct ast_expr *e) {
    const ast_named_list *from = &e->u.call.args;
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2 * from->n + 1);
    for (size_t i = 0; i < from->n; i++) {
        const struct ast_expr *a = without_parentheses(from->v[i]->value);
        const struct name_symbol *symbol = a->kind == EX_NAME ? a->symbol : NULL;
        const char *name = symbol && symbol->column ? symbol->column->name : "";
        if (!*name) lower_refuse(l, DIAG_U0002, a->span, "bag_pack_columns() of what is no column");
        args[2 * i] = text_key(l, name, a->span);
        args[2 * i + 1] = lower_convert(l, lower_expr(l, a), KQ_T_DYNAMIC);
    }
    return packed(l, "bag_pack", args, 2 * from->n, e->span);
}

/* True, or the query does not compile (docs: assert-function.md: the condition must be known before the query runs). */
struct px *lower_assert(struct lowering *l, const struct ast_expr *e) {
    struct px *condition = px_folded(l->arena, lower_convert(l, lower_expr(l, e->u.call.args.v[0]->value), KQ_T_BOOL));
    struct px *message = px_folded(l->arena, lower_convert(l, lower_expr(l, e->u.call.args.v[1]->value), KQ_T_STRING));
    if (condition->kind != PX_CONST || message->kind != PX_CONST)
        lower_refuse(l, DIAG_U0002, e->span, "assert() of what is not constant");
    else if (!px_is_true(condition))
        lower_refuse(l, DIAG_E0429, e->span,
                     arena_strndup(l->arena, message->value.u.s.p ? message->value.u.s.p : "", message->value.u.s.n));
    struct px *yes = lower_node(l, PX_CONST, KQ_T_BOOL, e->span);
    yes->value = (kq_value){KQ_T_BOOL, false, {.b = true}};
    return yes;
}
