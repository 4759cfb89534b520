/* Names of unnamed result columns, by Microsoft's algorithm (kql.md 5.1; Binder_Projection.cs GetExpressionResultName).
 * A name may be "" (an index that is not a literal adds nothing); NULL is no name. */
#include "operators.h"
#include "signature.h"

#include <inttypes.h>

static bool is_blank(const char *s) {
    while (s && *s == ' ') s++;
    return !s || *s == 0;
}

/* What `[index]` adds: the literal's text. */
static const char *index_name(struct binder *b, const struct ast_expr *index) {
    if (index->kind == EX_STRING) return intern(index->u.lit.s.p, index->u.lit.s.n);
    if (index->kind == EX_LONG || index->kind == EX_INT)
        return intern_s(arena_printf(b->arena, "%" PRId64, index->u.lit.value.u.i));
    return NULL;
}

/* Members of arrays, bags and dynamics of no known shape are called after both; other objects lend no name. */
static const char *member_name(struct binder *b, const struct ast_expr *object, const char *member) {
    value_type t = value_type_of(object);
    if (t != VT_UNKNOWN && t != KQ_T_DYNAMIC && t != VT_ARRAY && t != VT_BAG) return member;
    const char *left = inner_name(b, object);
    if (is_blank(left)) return member;
    return intern_s(arena_printf(b->arena, "%s_%s", left, member ? member : ""));
}

static const char *argument_name(struct binder *b, const struct ast_named *arg) {
    return arg->names.n ? arg->names.v[0].text : inner_name(b, arg->value);
}

static const char *prefixed(struct binder *b, const char *prefix, const char *name) {
    return intern_s(arena_printf(b->arena, "%s_%s", prefix, name ? name : ""));
}

static const char *call_name(struct binder *b, const struct ast_expr *e) {
    const struct call_symbol *symbol = e->symbol;
    const ast_named_list *args = &e->u.call.args;
    if (!symbol || !symbol->decl) return NULL;
    const char *first = args->n ? argument_name(b, args->v[0]) : NULL;
    switch (symbol->decl->naming) {
    case NAMING_ARG1: return first;
    case NAMING_ONLY_ARG: return args->n == 1 ? first : NULL;
    case NAMING_NAME_ARG1: return prefixed(b, symbol->decl->name, first);
    case NAMING_PREFIX_ARG1: return prefixed(b, symbol->decl->prefix, first);
    case NAMING_PREFIX: return intern_s(symbol->decl->prefix);
    case NAMING_COLUMN_ARG1: /* the whole item only: result_name */
    case NAMING_PREFIX_COLUMNS:
    case NAMING_NONE: return NULL;
    }
    return NULL;
}

const char *inner_name(struct binder *b, const struct ast_expr *e) {
    switch (e->kind) {
    case EX_PAREN: return inner_name(b, e->u.inner);
    case EX_NAME: return e->u.name.name;
    case EX_PATH: return member_name(b, e->u.path.object, e->u.path.name);
    case EX_INDEX: {
        struct tuple_field field;
        if (call_field_at(b, e, &field)) return field.name;
        return member_name(b, e->u.index.object, index_name(b, e->u.index.index));
    }
    case EX_CALL: return call_name(b, e);
    default: return NULL;
    }
}

/* column_ifexists("x", ...) is called x when there is such a column. */
static const char *existing_column(struct binder *b, const struct ast_expr *e) {
    const struct call_symbol *symbol = e->symbol;
    if (e->kind != EX_CALL || !symbol || !symbol->decl || symbol->decl->naming != NAMING_COLUMN_ARG1) return NULL;
    const char *name = e->u.call.args.n ? bound_text(e->u.call.args.v[0]->value) : NULL;
    return name && b->at.row && find_column(b->at.row, name) ? name : NULL;
}

const char *result_name(struct binder *b, const struct ast_expr *e) {
    const char *column = existing_column(b, e);
    return column ? column : inner_name(b, e);
}
