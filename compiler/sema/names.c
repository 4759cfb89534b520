/* Plain names, looked up as Microsoft's binder does (Binder_Names.cs): the row's columns, what the script defines,
 * stored functions that take no arguments, tables, other functions; an open row has a column of every other name. */
#include "functions.h"
#include "sema_internal.h"

/* A value of summarize sees columns only inside aggregates. */
static struct column *visible_column(const struct binder *b, const char *name) {
    struct column *c = NULL;
    if (b->at.row && b->at.aggregates != AGGREGATES_ALLOWED) c = find_column(b->at.row, name);
    if (!c && b->at.right) c = find_column(b->at.right, name);
    return c;
}

static bool is_hidden_column(const struct binder *b, const char *name) {
    return b->at.aggregates == AGGREGATES_ALLOWED && b->at.row && (b->at.row->open || find_column(b->at.row, name));
}

static void use_value_column(struct ast_expr *e, struct name_symbol *symbol, struct column *c) {
    symbol->column = c;
    e->type = c->type;
    e->shape = c->shape;
}

static void require_arguments(struct binder *b, const char *name, struct span span) {
    diag_report(b->diag, DIAG_E0310, span, name);
}

static void bind_local(struct binder *b, struct ast_expr *e, struct name_symbol *symbol, const struct local *l) {
    if (l->used) *l->used = true;
    switch (l->kind) {
    case LOCAL_SCALAR:
        e->type = l->type;
        if (l->scalar && l->type == l->scalar->type) e->shape = l->scalar->shape;
        break;
    case LOCAL_TABLE: e->table = query_of_local(b, l, e->span); break;
    case LOCAL_FUNCTION: bind_user_call(b, e, NULL); return; /* sets the symbol */
    case LOCAL_COLUMN: use_value_column(e, symbol, l->column); return;
    case LOCAL_ROW: symbol->row = l->row; break;
    case LOCAL_ENTITY:
    case LOCAL_PATTERN: break;
    }
    symbol->local = l;
}

static bool bind_side(struct binder *b, struct name_symbol *symbol, const char *name) {
    if (!b->at.right) return false;
    if (name == intern_s("$left")) symbol->row = b->at.row;
    if (name == intern_s("$right")) symbol->row = b->at.right;
    return symbol->row != NULL;
}

/* Functions over graphs (any, all, labels, ...) are none elsewhere, and there they are always called. */
static bool is_builtin(const struct binder *b, const char *name) {
    const struct catalog_decl *function = catalog_declared(CAT_FUNCTION, name);
    return (function && !function->graph) ||
           (b->at.aggregates == AGGREGATES_ALLOWED && catalog_declared(CAT_AGGREGATE, name));
}

static void bind_unknown(struct binder *b, struct ast_expr *e, struct name_symbol *symbol) {
    const char *name = e->u.name.name;
    if (is_hidden_column(b, name)) {
        diag_report(b->diag, DIAG_E0407, e->span, name);
        diag_hint(b->diag, "take_any(%s), or add it to `by`", name);
    } else if (b->at.row && b->at.row->open && b->at.aggregates != AGGREGATES_ALLOWED) {
        use_value_column(e, symbol, use_column(b, b->at.row, name, e->span));
    } else if (b->at.tabular == e) {
        report_unknown_table(b, name, e->span);
        e->table = query_unknown(b, name, e->span);
    } else if (b->at.row) {
        report_unknown_column(b, b->at.row, b->at.row_name, name, e->span);
    } else {
        report_unknown_name(b, name, e->span);
    }
}

/* A function of the database is called by its name alone when it needs no arguments. */
static bool bind_stored_name(struct binder *b, struct ast_expr *e, bool callable) {
    const char *name = e->u.name.name;
    const struct schema_function *f = schema_function_find(b->schema, name);
    const struct schema_function *running = b->at.frames ? b->at.frames->stored : NULL;
    if (f && f == running && schema_find(b->schema, name)) return false; /* in its own body: the table */
    return f && stored_is_callable(b, f) == callable && bind_user_call(b, e, NULL);
}

void bind_name(struct binder *b, struct ast_expr *e) {
    const char *name = e->u.name.name;
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    e->symbol = symbol;
    e->type = KQ_T_NONE;
    e->shape = NULL;
    e->table = NULL;
    if (bind_side(b, symbol, name)) return;
    struct column *column = visible_column(b, name);
    const struct local *local = column ? NULL : find_local(b, name);
    if (column) {
        use_value_column(e, symbol, column);
    } else if (local) {
        bind_local(b, e, symbol, local);
    } else if (!bind_stored_name(b, e, true)) {
        symbol->table = schema_find(b->schema, name);
        if (symbol->table)
            e->table = query_of_table(b, symbol->table, e->span);
        else if (is_builtin(b, name))
            require_arguments(b, name, e->span);
        else if (!bind_stored_name(b, e, false))
            bind_unknown(b, e, symbol);
    }
}

struct column *use_column(struct binder *b, const struct row_type *row, const char *name, struct span span) {
    struct column *c = find_column(row, name);
    if (c) return c;
    /* no row is declared const: all are parts of bound queries and operators */
    if (row->open) return find_in_open_row(b, (struct row_type *)row, name);
    report_unknown_column(b, row, row == b->at.row ? b->at.row_name : "this row", name, span);
    return NULL;
}
