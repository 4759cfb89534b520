/* search and find (kql.md 5.11): tables, the columns in scope, and what comes out. */
#include "columns.h"
#include "operators.h"
#include "search_predicate.h"

/* `in (...)`; without it, all tables of the workspace. */
static void tables_of(struct binder *b, struct bound_op *op) {
    if (op->ast->by.n)
        add_tables(b, &op->ast->by, &op->legs);
    else
        add_all_tables(b, &op->legs);
}

static void push_all(struct binder *b, struct row_type *out, const struct row_type *from) {
    for (size_t i = 0; i < from->n; i++) row_push(b, out, from->cols[i]);
}

void bind_search(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    const struct row_type *input = b->at.row;
    if (input && ast->by.n) diag_report(b->diag, DIAG_E0220, ast->keyword.span, ast->keyword.text);
    struct row_type scope;
    if (input && !ast->by.n) {
        scope = row_copy(b, input);
    } else {
        tables_of(b, op);
        scope = gather_name_type(b, op);
    }
    struct place saved = b->at;
    b->at.row = &scope;
    bind_search_predicate(b, ast->predicate);
    b->at = saved;
    need_type(b, ast->predicate, ast->predicate->span, KQ_T_BOOL, "search");
    op->source = column_new(b, intern_s("$table"), KQ_T_STRING);
    row_push(b, &op->out, op->source);
    push_all(b, &op->out, &scope);
    op->out.open = scope.open;
}

/* ---- find */

static bool has_any_column(const struct row_type *table, const column_list *wanted) {
    for (size_t i = 0; i < wanted->n; i++)
        if (find_column(table, wanted->v[i]->name)) return true;
    return false;
}

/* Tables that can have a row: those with a column of the predicate; all where it looks into every column. */
static void relevant_tables(struct binder *b, const row_list *tables, const struct ast_expr *predicate,
                            const column_list *used, row_list *out) {
    bool all = tables->n == 1 || looks_everywhere(predicate);
    for (size_t i = 0; i < tables->n; i++)
        if (all || (used->n && (tables->v[i]->open || has_any_column(tables->v[i], used))))
            VEC_PUSH(b->arena, out, tables->v[i]);
}

/* The legs that have a row among `rows`; `tables` are those of all legs that give one. */
static void keep_legs(bound_legs *legs, const row_list *tables, const row_list *rows) {
    size_t n = 0;
    for (size_t i = 0, at = 0, r = 0; i < legs->n; i++) {
        const bool known = legs->v[i].row != NULL;
        const bool kept = !known || (r < rows->n && rows->v[r] == tables->v[at]);
        if (known) at++;
        if (known && kept) r++;
        if (kept) legs->v[n++] = legs->v[i];
    }
    legs->n = n;
}

/* pack_ holds what a table has beyond the columns shown. */
static bool needs_pack(struct binder *b, const row_list *tables, const struct row_type *shown) {
    struct name_table names = {.arena = b->arena};
    for (size_t i = 0; i < shown->n; i++) name_table_add(&names, shown->cols[i]->name, i);
    for (size_t i = 0; i < tables->n; i++) {
        if (tables->v[i]->open) continue;
        for (size_t k = 0; k < tables->v[i]->n; k++)
            if (!name_table_find(&names, tables->v[i]->cols[k]->name)) return true;
    }
    return false;
}

static void push_pack(struct binder *b, struct row_type *out) {
    row_push(b, out, column_new(b, intern_s("pack_"), KQ_T_DYNAMIC));
}

static bool has_column_itself(const struct row_type *row, const struct column *c) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i] == c) return true;
    return false;
}

static void project_smart(struct binder *b, const row_list *tables, const column_list *used, struct row_type *out) {
    struct row_type common = common_columns(b, tables);
    push_all(b, out, &common);
    for (size_t i = 0; i < used->n; i++)
        if (!has_column_itself(out, used->v[i])) row_push(b, out, used->v[i]);
    if (needs_pack(b, tables, out)) push_pack(b, out);
    row_list one = {0};
    struct row_type *copy = ARENA_NEW(b->arena, struct row_type);
    *copy = row_copy(b, out);
    VEC_PUSH(b->arena, &one, copy);
    *out = unify_name_type(b, &one);
}

static bool is_pack(const struct ast_expr *e) {
    return e->kind == EX_CALL && e->u.call.name == intern_s("pack") && e->u.call.args.n == 1 &&
           e->u.call.args.v[0]->value->kind == EX_STAR;
}

/* pack(*) is the only call there: the place is what stands behind the name. */
static void report_call(struct binder *b, const struct ast_expr *e) {
    struct span span = {e->u.call.name_span.end, e->span.end, e->span.in_file};
    diag_report(b->diag, DIAG_E0201, span, "find projects columns and pack(*)");
}

/* `project a, b:string, pack(*)`: a type stands as the item's `to`. */
static void project_listed(struct binder *b, const struct ast_op *op, const struct row_type *scope,
                           struct row_type *out) {
    for (size_t i = 0; i < op->items.n; i++) {
        const struct ast_named *item = op->items.v[i];
        const struct ast_expr *e = item->value;
        if (is_pack(e)) {
            if (i + 1 == op->items.n && !op->star)
                push_pack(b, out);
            else
                diag_report(b->diag, DIAG_E0201, e->span, "pack(*) must be the last in the list");
            continue;
        }
        if (e->kind == EX_CALL) report_call(b, e);
        if (e->kind != EX_NAME) continue;
        struct column *c = use_column(b, scope, e->u.name.name, e->span);
        if (!c) continue;
        bool typed = item->to && item->to->kind == EX_TYPEOF;
        row_push(b, out, typed ? column_new(b, c->name, item->to->u.type_literal.type) : c);
    }
    if (op->star) push_pack(b, out);
}

/* __projectAway: `*` leaves the source and a pack_ that was asked for. */
static void drop_columns(struct binder *b, const struct ast_op *op, const char *source, bool listed,
                         struct row_type *out) {
    if (!op->away.n) return;
    bool all = op->away.v[0]->value->kind == EX_STAR;
    for (size_t k = 0; k < op->away.n && !all; k++) bind_any(b, op->away.v[k]->value);
    const char *pack = intern_s("pack_");
    struct row_type kept = {0};
    for (size_t i = 0; i < out->n; i++) {
        struct column *c = out->cols[i];
        bool keep = all ? c->name == source || (listed && c->name == pack) : true;
        for (size_t k = 0; k < op->away.n && keep && !all; k++) {
            const struct ast_expr *e = op->away.v[k]->value;
            if (e->kind == EX_NAME && e->u.name.name == c->name) keep = false;
        }
        if (keep) row_push(b, &kept, c);
    }
    *out = kept;
}

void bind_find(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    row_list tables = {0}, relevant = {0};
    struct place saved = b->at;
    b->at.row = NULL;
    tables_of(b, op);
    rows_of_legs(b, &op->legs, &tables);
    struct row_type scope = unify_name(b, &tables);
    b->at.row = &scope;
    bind_search_predicate(b, ast->predicate);
    need_type(b, ast->predicate, ast->predicate->span, KQ_T_BOOL, "find");
    column_list used = {0};
    columns_in(b, ast->predicate, &used);
    relevant_tables(b, &tables, ast->predicate, &used, &relevant);
    keep_legs(&op->legs, &tables, &relevant);
    for (size_t i = 0; i < scope.n; i++) VEC_PUSH(b->arena, &op->gathered, scope.cols[i]);
    const char *source = param_text(op_param_either(ast, "withsource", "with_source"));
    if (!source) source = intern_s("source_");
    op->source = column_new(b, source, KQ_T_STRING);
    row_push(b, &op->out, op->source);
    bool listed = !ast->smart && (ast->items.n || ast->star);
    if (listed)
        project_listed(b, ast, &scope, &op->out);
    else
        project_smart(b, &relevant, &used, &op->out);
    drop_columns(b, ast, source, listed, &op->out);
    op->out.open = scope.open && !listed;
    b->at = saved;
}
