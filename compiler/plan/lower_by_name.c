/* Columns that are meant by what they are called or by where they stand, not by their names in the query: `*`,
 * column_ifexists and its kin, column_names_of, project-by-names. All of it is known when the query is compiled. */
#include "select.h"

#include "dyn.h"

#include <string.h>

/* ---- `* has "x"`: true where it holds for some column of the row (docs: where-operator, search-operator). The columns
 * that count are those the operator takes as they are: texts and dynamics beside a text, numbers and dynamics beside a
 * number.
 */

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

/* ---- functions
 */

/* Whether there is a column of that name; column_ifexists gives it as the type of the default value, which is the
 * call's (docs: column-ifexists). */
struct px *lower_column_question(struct lowering *l, const struct ast_expr *e, const struct call_symbol *symbol) {
    if (!bound_text(e->u.call.args.v[0]->value)) {
        lower_refuse(l, DIAG_U0002, e->span, arena_printf(l->arena, "%s of a computed name", symbol->decl->name));
        return lower_null(l, e->type, e->span);
    }
    if (l->found && !symbol->column && l->row && l->row->open) { /* the data tells */
        lower_refuse(l, DIAG_U0002, e->span, arena_printf(l->arena, "%s behind evaluate", symbol->decl->name));
        return lower_null(l, e->type, e->span);
    }
    if (symbol->decl->special == SPECIAL_ISCOLUMNEXISTS)
        return lower_constant(l, (kq_value){KQ_T_BOOL, false, {.b = symbol->column != NULL}}, e->span);
    if (!symbol->column) return lower_expr(l, e->u.call.args.v[1]->value);
    struct px *value = lower_convert(l, lower_column(l, symbol->column, e->span), e->type);
    if (!symbol->maybe) return value;
    /* the default for rows that have no such value */
    struct px *either = lower_node(l, PX_COALESCE, value->type, e->span);
    either->n = 2;
    either->args = ARENA_ARRAY(l->arena, struct px *, 2);
    either->args[0] = value;
    either->args[1] = lower_convert(l, lower_expr(l, e->u.call.args.v[1]->value), value->type);
    return either;
}

/* Of a table whose columns are all known. */
struct px *lower_column_names(struct lowering *l, const struct ast_expr *e) {
    const struct ast_expr *of = e->u.call.args.n ? e->u.call.args.v[0]->value : NULL;
    if (!of || !of->table || of->table->out.open) {
        lower_refuse(l, DIAG_U0005, e->span, "an open table");
        return lower_null(l, KQ_T_DYNAMIC, e->span);
    }
    const struct row_type *row = &of->table->out;
    kq_dyn *names = ARENA_ARRAY(l->arena, kq_dyn, row->n + 1);
    for (size_t i = 0; i < row->n; i++)
        names[i] = kq_dyn_string((kq_str){row->cols[i]->name, strlen(row->cols[i]->name)});
    return lower_constant(l, (kq_value){KQ_T_DYNAMIC, false, {.d = kq_dyn_array(names, (uint32_t)row->n)}}, e->span);
}

/* ---- project-by-names: sema has found the columns, where the names are constants
 */

static bool is_constant_name(const struct ast_expr *e) {
    const struct ast_expr *literal = bound_literal(e);
    if (literal) return literal->kind == EX_STRING || literal->kind == EX_DYNAMIC;
    const struct call_symbol *symbol = e->kind == EX_CALL ? e->symbol : NULL;
    return symbol && symbol->decl && symbol->decl->special == SPECIAL_COLUMN_NAMES_OF;
}

void lower_check_names(struct lowering *l, const struct ast_op *op) {
    for (size_t i = 0; i < op->items.n; i++)
        if (!is_constant_name(op->items.v[i]->value))
            lower_refuse(l, DIAG_U0001, op->items.v[i]->span, "project-by-names with a computed name");
}
