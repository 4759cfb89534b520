/* The type of every expression, bottom up (kql.md 2). Names and paths, calls and operators have files of their own;
 * here are literals, indexes and the walk itself. Nesting is limited by the parser. */
#include "ast_walk.h"
#include "call_match.h"
#include "operators.h"

void report_table_value(struct binder *b, const struct ast_expr *e) {
    diag_report(b->diag, DIAG_E0425, e->span);
    if (e->kind == EX_NAME)
        diag_hint(b->diag, "toscalar(%s | ...) takes the first value of its first row", e->u.name.name);
}

/* ---- d[index] ---------------------------------------------------------------------------------------------------- */

/* Integers for arrays, texts for bags; a dynamic may be either, when what is known of it does not rule it out for an
 * array (Microsoft: TypeFacts.IsIntegerOrDynamic, IsStringOrDynamic). */
static bool is_index(value_type object, value_type t) {
    if (t == VT_UNKNOWN || t == VT_WRONG) return true;
    if (object == VT_ARRAY) return type_is_integer(t) || t == VT_DYN_LONG || t == KQ_T_DYNAMIC;
    return t == KQ_T_STRING || type_is_dynamic(t) || (object != VT_BAG && type_is_integer(t));
}

static void check_index(struct binder *b, const struct ast_expr *e, value_type object) {
    const struct ast_expr *index = e->u.index.index;
    value_type t = value_type_of(index);
    if (is_index(object, t)) return;
    const char *what = object == VT_ARRAY ? "an array is indexed by an integer"
                       : object == VT_BAG ? "a bag is indexed by a string"
                                          : "a dynamic value is indexed by a string or an integer";
    diag_report(b->diag, DIAG_E0413, index->span, what, value_type_text(b->arena, t));
    if (type_is_dynamic(t)) diag_hint(b->diag, "convert it: tostring(...) or tolong(...)");
}

/* Of the bracket: what stands behind the object. */
static struct span bracket(const struct ast_expr *e) {
    struct span s = e->span;
    s.start = e->u.index.object->span.end;
    return s;
}

static void bind_index(struct binder *b, struct ast_expr *e) {
    bind_any(b, e->u.index.object);
    value_type t = value_type_of(e->u.index.object);
    bind_any(b, e->u.index.index);
    if (t == VT_UNKNOWN || t == VT_WRONG) return;
    struct tuple_field field;
    if (call_field_at(b, e, &field)) {
        e->type = field.type;
        e->shape = field.shape;
        return;
    }
    const struct shape *shape = e->u.index.object->shape;
    if (!type_is_dynamic(t) || (shape && shape->kind == DYN_VALUE)) {
        diag_report(b->diag, DIAG_E0411, bracket(e), value_type_text(b->arena, t));
        if (t == KQ_T_STRING) diag_hint(b->diag, "parse the text first: parse_json(...)[...]");
        return;
    }
    check_index(b, e, t);
    e->type = KQ_T_DYNAMIC;
    const char *key = bound_text(e->u.index.index);
    if (t == VT_BAG && key)
        e->shape = shape_property(b->arena, e->u.index.object->shape, key);
    else
        e->shape = shape_index(b->arena, e->u.index.object->shape);
}

/* ---- the walk ---------------------------------------------------------------------------------------------------- */

static void bind_operand(void *binder, struct ast_expr *e) {
    if (e->kind != EX_STAR) bind_any(binder, e); /* `* has "x"` */
}

static kq_type literal_type(const struct ast_expr *e) {
    static const kq_type types[] = {
        [EX_BOOL] = KQ_T_BOOL,         [EX_INT] = KQ_T_INT,         [EX_LONG] = KQ_T_LONG,
        [EX_REAL] = KQ_T_REAL,         [EX_DECIMAL] = KQ_T_DECIMAL, [EX_DATETIME] = KQ_T_DATETIME,
        [EX_TIMESPAN] = KQ_T_TIMESPAN, [EX_STRING] = KQ_T_STRING,   [EX_GUID] = KQ_T_GUID,
        [EX_DYNAMIC] = KQ_T_DYNAMIC,
    };
    return types[e->kind];
}

static void take_over(struct ast_expr *e, const struct ast_expr *inner) {
    e->type = inner->type;
    e->shape = inner->shape;
    e->table = inner->table;
}

void bind_any(struct binder *b, struct ast_expr *e) {
    if (e->kind == EX_ERROR) return; /* keeps a table that an operator put here */
    e->type = KQ_T_NONE;
    e->shape = NULL;
    e->table = NULL;
    switch (e->kind) {
    case EX_NAME: bind_name(b, e); break;
    case EX_PATH: bind_path(b, e); break;
    case EX_INDEX: bind_index(b, e); break;
    case EX_CALL: bind_call(b, e); break;
    case EX_UNARY:
    case EX_BINARY:
    case EX_IN:
    case EX_BETWEEN:
        ast_each_operand(e, bind_operand, b);
        bind_operator(b, e);
        break;
    case EX_PAREN:
        bind_any(b, e->u.inner);
        take_over(e, e->u.inner);
        break;
    case EX_SUBQUERY: e->table = bind_query(b, e->u.query); break;
    case EX_DATATABLE:
    case EX_EXTERNALDATA: bind_data(b, e); break;
    case EX_STAR:
    case EX_WILDCARD: diag_report(b->diag, DIAG_E0412, e->span); break;
    case EX_TYPEOF: e->shape = &shape_type; break;
    default:
        e->type = literal_type(e);
        if (e->kind == EX_DYNAMIC) e->shape = shape_of_dyn(b->arena, &e->u.lit.value.u.d);
        break;
    }
}

kq_type bind_expr(struct binder *b, struct ast_expr *e) {
    bind_any(b, e);
    if (e->table) report_table_value(b, e);
    return e->type;
}

void bind_bool(struct binder *b, struct ast_expr *e, const char *what) {
    bind_any(b, e);
    value_type t = value_type_of(e);
    if (type_accepts(KQ_T_BOOL, t, false) || t == VT_WRONG) return;
    diag_report(b->diag, DIAG_E0404, e->span, what, value_type_text(b->arena, t));
    if (t != VT_TABLE) diag_hint(b->diag, "tobool(...), or compare it: ... == true");
}
