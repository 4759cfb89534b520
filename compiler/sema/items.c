/* Lists of items in operators, and what Microsoft checks of them: that they are values, and not dynamic. It looks at a
 * list until the first one that is not. */
#include "operators.h"
#include "signature.h"

void report_table(struct binder *b, const struct ast_named *item) { diag_report(b->diag, DIAG_E0425, item->span); }

void bind_item(struct binder *b, struct ast_named *item) { bind_any(b, item->value); }

void bind_aggregated(struct binder *b, struct ast_expr *e) {
    struct place saved = b->at;
    b->at.aggregates = AGGREGATES_ALLOWED;
    b->at.summarize = NULL;
    bind_any(b, e);
    b->at = saved;
}

void bind_items(struct binder *b, const ast_named_list *items) {
    for (size_t i = 0; i < items->n; i++)
        if (items->v[i]->value->kind != EX_STAR) bind_item(b, items->v[i]);
}

bool is_bracketed(const struct ast_named *item) {
    return item->names.n > 1 || (item->names.n == 1 && item->span.start < item->names.v[0].span.start);
}

bool is_error(struct binder *b, const struct ast_expr *e) {
    if (e->type != KQ_T_NONE || e->table || e->kind == EX_STAR) return false;
    tuple_fields fields = {0};
    return !(b->at.row && b->at.row->open) && !column_of(e) && !call_fields(b, e, NULL, &fields);
}

bool check_values(struct binder *b, const ast_named_list *items) {
    for (size_t i = 0; i < items->n; i++) {
        if (items->v[i]->value->table) report_table(b, items->v[i]);
        if (items->v[i]->value->table || is_error(b, items->v[i]->value)) return false;
    }
    return true;
}

bool check_not_dynamic(struct binder *b, const ast_named_list *items, const char *what) {
    for (size_t i = 0; i < items->n; i++)
        if (items->v[i]->value->type == KQ_T_DYNAMIC) return diag_report(b->diag, DIAG_E0410, items->v[i]->span, what);
    return true;
}

void bind_integer(struct binder *b, struct ast_expr *e, const char *what) {
    if (!e) return; /* the parser has reported it */
    bind_any(b, e);
    if (e->table || !type_is_integer(e->type))
        diag_report(b->diag, DIAG_E0415, e->span, what, "an integer", kind_of_value(b, e));
}

struct column *named_column(const struct ast_expr *e) {
    if ((e->kind != EX_NAME && e->kind != EX_PATH) || !e->symbol) return NULL;
    return ((const struct name_symbol *)e->symbol)->column;
}

/* Functions that Microsoft takes for no change when the argument is a column of the type they give. */
static bool is_conversion(const char *name) {
    static const char *const names[] = {"tobool", "todatetime", "todecimal", "todouble", "todynamic", "toguid",
                                        "toint",  "tolong",     "toreal",    "tostring", "totime",    "totimespan"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name == intern_s(names[i])) return true;
    return false;
}

struct column *column_of(const struct ast_expr *e) {
    e = without_parentheses(e);
    if (e->kind != EX_CALL) return named_column(e);
    const struct call_symbol *symbol = e->symbol;
    if (!symbol || !symbol->decl || e->u.call.args.n != 1 || !is_conversion(symbol->decl->name)) return NULL;
    struct column *c = named_column(e->u.call.args.v[0]->value);
    return c && c->type == e->type && e->type ? c : NULL;
}

void set_row(struct binder *b, struct bound_op *op, const struct row_type *row) {
    op->out = *row;
    op->out.open = b->at.row && b->at.row->open;
}

void pass_row(struct binder *b, struct bound_op *op) {
    if (b->at.row) op->out = *b->at.row;
}
