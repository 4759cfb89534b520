/* What Microsoft's binder asks about an expression that is bound already: its type as signatures see it, and whether it
 * is a literal, a constant or a column. */
#include "sema_internal.h"
#include "signature.h"

static value_type shaped(kq_type t, const struct shape *s) {
    if (t == KQ_T_NONE && s == &shape_type) return VT_TYPE;
    if (t != KQ_T_DYNAMIC || !s) return t;
    switch (s->kind) {
    case DYN_ARRAY: return VT_ARRAY;
    case DYN_BAG: return VT_BAG;
    case DYN_VALUE: break;
    }
    return s->type == KQ_T_STRING ? VT_DYN_STRING : s->type == KQ_T_LONG ? VT_DYN_LONG : VT_DYN_VALUE;
}

/* Calls that give several columns; of one column they have its type. */
static bool gives_columns(const struct ast_expr *e) {
    const struct call_symbol *symbol = e->kind == EX_CALL ? e->symbol : NULL;
    if (!symbol || !symbol->decl || e->type != KQ_T_NONE) return false;
    const struct signature *s = &signatures_of(symbol->decl)->v[0];
    switch (s->result) {
    case RESULT_COLUMNS: return true;
    case RESULT_SORTED:
    case RESULT_EACH:
    case RESULT_PERCENTILES: return e->u.call.args.n > s->min;
    default: return false;
    }
}

static bool is_known(const struct ast_expr *e) {
    value_type t = value_type_of(e);
    return t != VT_UNKNOWN && t != VT_WRONG;
}

static bool all_known(const ast_named_list *args) {
    for (size_t i = 0; i < args->n; i++)
        if (args->v[i]->value->kind != EX_STAR && !is_known(args->v[i]->value)) return false;
    return true;
}

static bool names_something(const struct ast_expr *e) {
    const struct name_symbol *s = e->symbol;
    return s && (s->column || s->local || s->table || s->call || s->row);
}

/* Without a type because of an error in it, and not because a column's type is unknown. Microsoft tells these apart:
 * only a wrong expression is refused by a parameter of a given type. */
static bool is_wrong(const struct ast_expr *e) {
    const struct call_symbol *call = e->symbol;
    switch (e->kind) {
    case EX_NAME: return !names_something(e);
    case EX_PATH: return !names_something(e) && value_type_of(e->u.path.object) != VT_UNKNOWN;
    case EX_INDEX: return value_type_of(e->u.index.object) != VT_UNKNOWN;
    case EX_CALL: return !call || (call->decl && all_known(&e->u.call.args));
    case EX_UNARY: return is_known(e->u.op.left);
    case EX_BINARY: return is_known(e->u.op.left) && is_known(e->u.op.right);
    default: return false;
    }
}

value_type value_type_of(const struct ast_expr *e) {
    if (e->table) return VT_TABLE;
    if (e->kind == EX_PAREN) return value_type_of(e->u.inner);
    if (gives_columns(e)) return VT_TUPLE;
    if (e->type == KQ_T_NONE && e->shape != &shape_type) return is_wrong(e) ? VT_WRONG : VT_UNKNOWN;
    return shaped(e->type, e->shape);
}

/* Written out, without parentheses or sign. */
bool is_literal(const struct ast_expr *e) {
    return (e->kind >= EX_BOOL && e->kind <= EX_DYNAMIC) || e->kind == EX_TYPEOF;
}

bool is_column(const struct ast_expr *e) {
    const struct name_symbol *symbol = e->symbol;
    return (e->kind == EX_NAME || e->kind == EX_PATH) && symbol && symbol->column;
}

static bool all_constant(const ast_named_list *args) {
    for (size_t i = 0; i < args->n; i++)
        if (!is_constant(args->v[i]->value)) return false;
    return true;
}

static bool is_constant_call(const struct ast_expr *e) {
    const struct call_symbol *symbol = e->symbol;
    if (!symbol) return false;
    if (symbol->table_call == TABLE_CALL_TOSCALAR) return true;
    return symbol->decl && symbol->decl->family == CAT_FUNCTION && !symbol->decl->unfolded &&
           all_constant(&e->u.call.args);
}

/* Parameters of functions count as constants: what they are given may be one. */
static bool is_constant_name(const struct ast_expr *e) {
    const struct name_symbol *symbol = e->symbol;
    if (!symbol || !symbol->local || symbol->local->kind != LOCAL_SCALAR) return false;
    return symbol->local->is_parameter || !symbol->local->scalar || is_constant(symbol->local->scalar);
}

/* What stands in parentheses is none (Microsoft: trim(("a"), s) is an error). */
bool is_constant(const struct ast_expr *e) {
    if (is_literal(e)) return true;
    switch (e->kind) {
    case EX_UNARY: return is_constant(e->u.op.left);
    case EX_BINARY: return is_constant(e->u.op.left) && is_constant(e->u.op.right);
    case EX_BETWEEN:
        return is_constant(e->u.between.left) && is_constant(e->u.between.low) && is_constant(e->u.between.high);
    case EX_IN:
        for (size_t i = 0; i < e->u.in.items.n; i++)
            if (!is_constant(e->u.in.items.v[i])) return false;
        return is_constant(e->u.in.left);
    case EX_NAME: return is_constant_name(e);
    case EX_CALL: return is_constant_call(e);
    default: return false;
    }
}

/* An argument that its parameter converts is not the same literal any more. */
static const struct ast_expr *same_literal(const struct local *l) {
    return l->kind == LOCAL_SCALAR && l->scalar && l->type == l->scalar->type ? l->scalar : NULL;
}

const struct ast_expr *bound_literal(const struct ast_expr *e) {
    while (e) {
        if (e->kind == EX_PAREN) {
            e = e->u.inner;
        } else if (e->kind == EX_NAME) {
            const struct name_symbol *symbol = e->symbol;
            e = symbol && symbol->local ? same_literal(symbol->local) : NULL;
        } else {
            return e->kind >= EX_BOOL && e->kind <= EX_DYNAMIC ? e : NULL;
        }
    }
    return NULL;
}

const char *bound_text(const struct ast_expr *e) {
    const struct ast_expr *literal = e ? bound_literal(e) : NULL;
    return literal && literal->kind == EX_STRING ? intern(literal->u.lit.s.p, literal->u.lit.s.n) : NULL;
}
