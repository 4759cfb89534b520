/* The type of every expression, bottom up (kql.md 2). Names, calls and operators are in resolve_*.c; what is left here
 * is literals, paths and the walk itself. Nesting is limited by the parser. */
#include "sema_internal.h"

static kq_type bind_path(struct binder *b, struct ast_expr *e) {
    kq_type object = bind_expr(b, e->u.path.object);
    if (object == KQ_T_NONE) return KQ_T_NONE;
    if (object != KQ_T_DYNAMIC) {
        diag_report(b->diag, DIAG_E0411, e->u.path.name_span, type_with_article(b, object));
        if (object == KQ_T_STRING) diag_hint(b->diag, "parse the text first: parse_json(...).%s", e->u.path.name);
        return KQ_T_NONE;
    }
    e->symbol = catalog_find(CAT_OPERATOR, ".");
    return KQ_T_DYNAMIC;
}

static kq_type bind_index(struct binder *b, struct ast_expr *e) {
    kq_type object = bind_expr(b, e->u.index.object), index = bind_expr(b, e->u.index.index);
    if (object == KQ_T_NONE || index == KQ_T_NONE) return KQ_T_NONE;
    if (object != KQ_T_DYNAMIC) {
        diag_report(b->diag, DIAG_E0411, e->span, type_with_article(b, object));
        if (object == KQ_T_STRING) diag_hint(b->diag, "parse the text first: parse_json(...)[...]");
        return KQ_T_NONE;
    }
    if (index != KQ_T_STRING && index != KQ_T_INT && index != KQ_T_LONG) {
        diag_report(b->diag, DIAG_E0413, e->u.index.index->span, type_with_article(b, index));
        if (index == KQ_T_DYNAMIC) diag_hint(b->diag, "convert it: tostring(...) or tolong(...)");
        return KQ_T_NONE;
    }
    e->symbol = catalog_find(CAT_OPERATOR, index == KQ_T_STRING ? "." : "[]");
    return KQ_T_DYNAMIC;
}

/* `x in (T)` with a table or a tabular let: a sub-query. */
static bool is_table_item(struct binder *b, const struct ast_expr *e) {
    if (e->kind != EX_NAME || (b->row && find_column(b->row, e->u.name.name))) return false;
    const struct bound_let *let = find_let(b, e->u.name.name);
    return let ? !let->failed && !let->scalar : schema_find(b->schema, e->u.name.name) != NULL;
}

static kq_type bind_operands(struct binder *b, struct ast_expr *e) {
    bool known = true;
    switch (e->kind) {
    case EX_UNARY: return bind_expr(b, e->u.op.left) ? bind_unary(b, e) : KQ_T_NONE;
    case EX_BINARY:
        if (e->u.op.left->kind == EX_STAR) { /* `* has "x"`: any column */
            diag_report(b->diag, DIAG_U0001, e->span, arena_printf(b->arena, "* %s", e->u.op.op));
            return KQ_T_NONE;
        }
        known = bind_expr(b, e->u.op.left) != KQ_T_NONE;
        known = bind_expr(b, e->u.op.right) != KQ_T_NONE && known;
        return known ? bind_binary(b, e) : KQ_T_NONE;
    case EX_BETWEEN:
        known = bind_expr(b, e->u.between.left) != KQ_T_NONE;
        known = bind_expr(b, e->u.between.low) != KQ_T_NONE && known;
        known = bind_expr(b, e->u.between.high) != KQ_T_NONE && known;
        return known ? bind_between(b, e) : KQ_T_NONE;
    default: /* EX_IN */
        known = bind_expr(b, e->u.in.left) != KQ_T_NONE;
        if (e->u.in.query) {
            diag_report(b->diag, DIAG_U0003, e->u.in.query->span);
            return KQ_T_NONE;
        }
        for (size_t i = 0; i < e->u.in.items.n; i++) {
            struct ast_expr *item = e->u.in.items.v[i];
            if (is_table_item(b, item))
                known = diag_report(b->diag, DIAG_U0003, item->span);
            else
                known = bind_expr(b, item) != KQ_T_NONE && known;
        }
        return known ? bind_in(b, e) : KQ_T_NONE;
    }
}

static kq_type infer(struct binder *b, struct ast_expr *e) {
    switch (e->kind) {
    case EX_ERROR: return KQ_T_NONE;
    case EX_BOOL: return KQ_T_BOOL;
    case EX_INT: return KQ_T_INT;
    case EX_LONG: return KQ_T_LONG;
    case EX_REAL: return KQ_T_REAL;
    case EX_DECIMAL: diag_report(b->diag, DIAG_U0004, e->span); return KQ_T_NONE;
    case EX_DATETIME: return KQ_T_DATETIME;
    case EX_TIMESPAN: return KQ_T_TIMESPAN;
    case EX_STRING: return KQ_T_STRING;
    case EX_GUID: return KQ_T_GUID;
    case EX_DYNAMIC: return KQ_T_DYNAMIC;
    case EX_TYPEOF: diag_report(b->diag, DIAG_U0002, e->span, "typeof"); return KQ_T_NONE;
    case EX_NAME: return bind_name(b, e);
    case EX_PATH: return bind_path(b, e);
    case EX_INDEX: return bind_index(b, e);
    case EX_CALL: return bind_call(b, e);
    case EX_UNARY:
    case EX_BINARY:
    case EX_IN:
    case EX_BETWEEN: return bind_operands(b, e);
    case EX_PAREN: return bind_expr(b, e->u.inner);
    case EX_SUBQUERY: diag_report(b->diag, DIAG_U0003, e->span); return KQ_T_NONE;
    case EX_STAR: diag_report(b->diag, DIAG_E0412, e->span); return KQ_T_NONE;
    }
    return KQ_T_NONE;
}

kq_type bind_expr(struct binder *b, struct ast_expr *e) { return e->type = infer(b, e); }

const struct ast_expr *bound_literal(const struct ast_expr *e) {
    for (;;) {
        if (e->kind == EX_PAREN) {
            e = e->u.inner;
        } else if (e->kind == EX_NAME && e->symbol && ((const struct name_symbol *)e->symbol)->let) {
            e = ((const struct name_symbol *)e->symbol)->let->scalar;
        } else {
            return e->kind >= EX_BOOL && e->kind <= EX_DYNAMIC ? e : NULL;
        }
    }
}
