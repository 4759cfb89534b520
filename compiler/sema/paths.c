/* `object.name`: a member of a dynamic value, a column of $left or $right, a table of a database. What stands in front
 * decides (Binder_Names.cs, the path scope). */
#include "functions.h"
#include "sema_internal.h"
#include "shape.h"
#include "signature.h"

enum entity entity_of(const struct ast_expr *e) {
    e = without_parentheses(e);
    if (!e->symbol) return ENTITY_NONE;
    if (e->kind == EX_CALL) return ((const struct call_symbol *)e->symbol)->entity;
    if (e->kind != EX_NAME && e->kind != EX_PATH) return ENTITY_NONE;
    const struct name_symbol *s = e->symbol;
    return s->local ? s->local->entity : ENTITY_NONE;
}

static const struct row_type *row_of(const struct ast_expr *object) {
    if (object->kind != EX_NAME || !object->symbol) return NULL;
    return ((const struct name_symbol *)object->symbol)->row;
}

static const char *describe_row(const struct ast_expr *object) {
    return object->u.name.name == intern_s("$left")    ? "the left side"
           : object->u.name.name == intern_s("$right") ? "the right side"
                                                       : object->u.name.name;
}

static void bind_column_of_row(struct binder *b, struct ast_expr *e, const struct row_type *row) {
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    const char *name = e->u.path.name;
    struct column *c = row->open ? use_column(b, row, name, e->u.path.name_span) : find_column(row, name);
    if (!c) {
        report_unknown_column(b, row, describe_row(e->u.path.object), name, e->u.path.name_span);
        return;
    }
    symbol->column = c;
    e->symbol = symbol;
    e->type = c->type;
    e->shape = c->shape;
}

/* A function before a table, as for a plain name; a database that is not ours may have any table. */
static void bind_database_member(struct binder *b, struct ast_expr *e, enum entity database, const char *name,
                                 struct span span) {
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    e->symbol = symbol;
    if (database == ENTITY_OTHER_DATABASE) {
        e->table = query_of_row(b, SOURCE_OTHER, name, (struct row_type){.open = true}, span);
        return;
    }
    const struct schema_function *f = schema_function_find(b->schema, name);
    if (f && stored_is_callable(b, f)) {
        bind_stored_call(b, e, f, NULL);
        return;
    }
    symbol->table = schema_find(b->schema, name);
    if (!symbol->table) report_unknown_table(b, name, span);
    e->table = symbol->table ? query_of_table(b, symbol->table, e->span) : query_unknown(b, name, span);
}

static void report_no_members(struct binder *b, const struct ast_expr *e, value_type object) {
    diag_report(b->diag, DIAG_E0411, e->u.path.name_span, value_type_text(b->arena, object));
    if (object == KQ_T_STRING) diag_hint(b->diag, "parse the text first: parse_json(...).%s", e->u.path.name);
}

void bind_path(struct binder *b, struct ast_expr *e) {
    struct ast_expr *object = e->u.path.object;
    e->type = KQ_T_NONE;
    e->shape = NULL;
    e->table = NULL;
    e->symbol = NULL;
    bind_any(b, object);
    enum entity entity = entity_of(object);
    const struct row_type *row = row_of(object);
    if (row) {
        bind_column_of_row(b, e, row);
    } else if (entity == ENTITY_DATABASE || entity == ENTITY_OTHER_DATABASE) {
        bind_database_member(b, e, entity, e->u.path.name, e->u.path.name_span);
    } else if (object->table || entity == ENTITY_CLUSTER) {
        report_unknown_name(b, e->u.path.name, e->u.path.name_span);
    } else if (object->type == KQ_T_DYNAMIC) {
        e->type = KQ_T_DYNAMIC;
        e->shape = shape_property(b->arena, object->shape, e->u.path.name);
    } else if (object->type != KQ_T_NONE || value_type_of(object) == VT_TYPE) {
        report_no_members(b, e, value_type_of(object));
    }
}
