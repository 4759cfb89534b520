/* Calls over tables, and paths that lead to them: toscalar, materialize, table, database, workspace, ...
 * (Binder_FunctionCalls.cs, the return kinds Parameter0Table and its like). */
#include "columns.h"
#include "sema_internal.h"

#include <string.h>

struct table_call_row {
    enum table_call id;
    const char *name;
    size_t least, most;
};

static const struct table_call_row rows[] = {
#define TABLE_CALL(id, name, min, max) {TABLE_CALL_##id, name, min, max},
#include "table_calls.def"
};

static const struct table_call_row *find_row(const char *name) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) return &rows[i];
    return NULL;
}

static struct ast_expr *argument(const struct ast_expr *call, size_t i) {
    return i < call->u.call.args.n ? call->u.call.args.v[i]->value : NULL;
}

static bool check_count(struct binder *b, const struct ast_expr *e, const struct table_call_row *row) {
    size_t n = e->u.call.args.n;
    if (n >= row->least && n <= row->most) return true;
    return diag_report(b->diag, DIAG_E0403, e->u.call.name_span, row->name,
                       count_of_arguments(b->arena, row->least, row->most), n);
}

static void bind_scalar_arguments(struct binder *b, const struct ast_expr *e) {
    struct place saved = b->at;
    b->at.tabular = NULL;
    for (size_t i = 0; i < e->u.call.args.n; i++) bind_expr(b, argument(e, i));
    b->at = saved;
}

static void check_text(struct binder *b, const struct ast_expr *e, const char *function) {
    const struct ast_expr *a = argument(e, 0);
    if (a && a->type != KQ_T_STRING && a->type != KQ_T_NONE)
        diag_report(b->diag, DIAG_E0402, a->span, function, type_name(a->type));
}

/* Its first column: the value of the first row. */
static void bind_toscalar(struct binder *b, struct ast_expr *e) {
    struct ast_expr *a = argument(e, 0);
    if (!a) return;
    struct place saved = b->at;
    b->at.row = b->at.right = NULL;
    b->at.aggregates = AGGREGATES_REFUSED;
    struct bound_query *q = bind_source(b, a);
    b->at = saved;
    if (!q)
        e->type = a->type, e->shape = a->shape;
    else if (q->out.n > 0)
        e->type = q->out.cols[0]->type, e->shape = q->out.cols[0]->shape;
    else if (q->kind != SOURCE_ERROR || q->ops.n > 0)
        diag_report(b->diag, DIAG_E0424, a->span);
}

static void bind_materialize(struct binder *b, struct ast_expr *e) {
    struct ast_expr *a = argument(e, 0);
    if (!a) return;
    e->table = query_of_query(b, "materialize", bind_table(b, a), e->span);
    e->table->materialized = true;
}

static void open_table(struct binder *b, struct ast_expr *e, const char *what) {
    e->table = query_of_row(b, SOURCE_OTHER, what, (struct row_type){.open = true}, e->span);
}

/* table("T"): a tabular variable of the place of the call, else a table of the database. */
static bool bind_local_table(struct binder *b, struct ast_expr *e, const char *name) {
    const struct local *l = find_local(b, name);
    while (l && (l->name != name || l->kind != LOCAL_TABLE)) l = l->outer;
    if (!l) return false;
    if (l->used) *l->used = true;
    e->table = query_of_local(b, l, e->span);
    return true;
}

static void bind_table_by_name(struct binder *b, struct ast_expr *e, enum entity database) {
    if (database == ENTITY_NONE) b->expansion.depends = true;
    const char *name = bound_text(argument(e, 0));
    if (!name || strchr(name, '*') || database == ENTITY_OTHER_DATABASE) {
        open_table(b, e, "table");
    } else if (database != ENTITY_NONE || !bind_local_table(b, e, name)) {
        const struct schema_table *t = schema_find(b->schema, name);
        if (!t) report_unknown_table(b, name, argument(e, 0)->span);
        e->table = t ? query_of_table(b, t, e->span) : query_unknown(b, name, e->span);
        if (!t) share_query(b, name, e->table);
    }
}

/* No external tables and the like are known, so a name is one that does not exist. */
static void bind_other_table(struct binder *b, struct ast_expr *e, const char *function, enum entity database) {
    const char *name = bound_text(argument(e, 0));
    if (name && database != ENTITY_OTHER_DATABASE) report_unknown_table(b, name, argument(e, 0)->span);
    open_table(b, e, function);
}

/* A stored graph, of which nothing is known. */
static void bind_graph_by_name(struct binder *b, struct ast_expr *e) {
    const char *name = bound_text(argument(e, 0));
    if (name) report_unknown_table(b, name, e->u.call.name_span);
    struct row_type row = {.graph = ARENA_NEW(b->arena, struct graph_type)};
    e->table = query_of_row(b, SOURCE_OTHER, "graph", row, e->span);
}

static enum entity entity_given(const struct ast_expr *e, enum table_call id, enum entity object) {
    switch (id) {
    case TABLE_CALL_DATABASE:
        return object == ENTITY_CLUSTER || e->u.call.args.n > 0 ? ENTITY_OTHER_DATABASE : ENTITY_DATABASE;
    case TABLE_CALL_CLUSTER: return ENTITY_CLUSTER;
    case TABLE_CALL_ADX: return ENTITY_OTHER_DATABASE;
    case TABLE_CALL_WORKSPACE:
    case TABLE_CALL_APP:
    case TABLE_CALL_ARG: return ENTITY_DATABASE;
    default: return ENTITY_NONE;
    }
}

static void bind_known(struct binder *b, struct ast_expr *e, const struct table_call_row *row, enum entity object) {
    struct call_symbol *symbol = ARENA_NEW(b->arena, struct call_symbol);
    *symbol = (struct call_symbol){.table_call = row->id, .entity = entity_given(e, row->id, object)};
    e->symbol = symbol;
    bool counted = check_count(b, e, row);
    switch (row->id) {
    case TABLE_CALL_TOSCALAR: bind_toscalar(b, e); return;
    case TABLE_CALL_MATERIALIZE: bind_materialize(b, e); return;
    default: bind_scalar_arguments(b, e);
    }
    if (counted) check_text(b, e, row->name);
    if (row->id == TABLE_CALL_TABLE)
        bind_table_by_name(b, e, object);
    else if (row->id == TABLE_CALL_GRAPH)
        bind_graph_by_name(b, e);
    else if (symbol->entity == ENTITY_NONE)
        bind_other_table(b, e, row->name, object);
    else { /* no value: a row without columns, were it a table */
        if (symbol->entity == ENTITY_DATABASE && row->id != TABLE_CALL_DATABASE)
            diag_report(b->diag, DIAG_W0404, e->span, row->name);
        e->table = query_of_row(b, SOURCE_OTHER, row->name, (struct row_type){0}, e->span);
    }
}

/* database("d").f(x): a stored function, or table() and its like. */
static void bind_member_call(struct binder *b, struct ast_expr *e) {
    bind_any(b, e->u.call.object);
    enum entity object = entity_of(e->u.call.object);
    const struct table_call_row *row = object != ENTITY_NONE ? find_row(e->u.call.name) : NULL;
    if (row && row->id != TABLE_CALL_TOSCALAR && row->id != TABLE_CALL_MATERIALIZE) {
        bind_known(b, e, row, object);
        return;
    }
    const struct schema_function *f = schema_function_find(b->schema, e->u.call.name);
    if (f && object == ENTITY_DATABASE) {
        bind_stored_call(b, e, f, &e->u.call.args);
        return;
    }
    for (size_t i = 0; i < e->u.call.args.n; i++) bind_any(b, argument(e, i));
    if (object == ENTITY_OTHER_DATABASE)
        open_table(b, e, e->u.call.name);
    else if (e->u.call.object->type == KQ_T_DYNAMIC) /* anything behind the dot of a dynamic value is one */
        e->type = KQ_T_DYNAMIC;
    else if (object != ENTITY_NONE || e->u.call.object->type != KQ_T_NONE || e->u.call.object->table)
        report_unknown_function(b, e->u.call.name, e->u.call.name_span);
    if (object == ENTITY_DATABASE) e->table = query_unknown(b, e->u.call.name, e->span);
}

/* entity_group [database("a"), ...] */
static void bind_entity_group(struct binder *b, struct ast_expr *e) {
    struct call_symbol *symbol = ARENA_NEW(b->arena, struct call_symbol);
    symbol->entity = ENTITY_OTHER_DATABASE;
    for (size_t i = 0; i < e->u.call.args.n; i++) bind_any(b, argument(e, i));
    e->symbol = symbol;
}

/* Names that Microsoft's binder does not know give way to what the query declares. */
static bool is_hidden(struct binder *b, const struct table_call_row *row) {
    bool extra = row->id == TABLE_CALL_WORKSPACE || row->id == TABLE_CALL_APP || row->id == TABLE_CALL_ARG ||
                 row->id == TABLE_CALL_ADX;
    const struct local *l = extra ? find_local(b, intern_s(row->name)) : NULL;
    return l && (l->kind == LOCAL_FUNCTION || l->kind == LOCAL_PATTERN);
}

bool bind_table_call(struct binder *b, struct ast_expr *e) {
    e->type = KQ_T_NONE;
    e->table = NULL;
    e->symbol = NULL;
    if (e->u.call.object) {
        bind_member_call(b, e);
        return true;
    }
    if (strcmp(e->u.call.name, "entity_group") == 0) {
        bind_entity_group(b, e);
        return true;
    }
    const struct table_call_row *row = find_row(e->u.call.name);
    if (!row || is_hidden(b, row)) return false;
    bind_known(b, e, row, ENTITY_NONE);
    return true;
}
