/* Builds expression nodes for the grammar's actions. Keeps each tree's height under SYNTAX_MAX_DEPTH, so that later
 * passes may recurse. */
#include "ast_build.h"

#include <string.h>

static struct ast_expr *node(struct parser *p, enum ast_expr_kind kind, struct span span) {
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    e->kind = kind;
    e->span = span;
    return e;
}

struct ast_expr *ast_grown(struct parser *p, struct ast_expr *e, unsigned children) {
    if (children + 1 <= SYNTAX_MAX_DEPTH) {
        e->depth = (uint16_t)(children + 1);
        return e;
    }
    struct span last = {e->span.end ? e->span.end - 1 : 0, e->span.end, false};
    if (!p->too_deep) syntax_report(p, DIAG_E0210, last, SYNTAX_MAX_DEPTH);
    p->too_deep = true;
    e->kind = EX_ERROR;
    e->depth = 0;
    return e;
}

static unsigned higher(unsigned a, unsigned b) { return a > b ? a : b; }

static unsigned list_depth(const ast_expr_list *l) {
    unsigned d = 0;
    for (size_t i = 0; i < l->n; i++) d = higher(d, l->v[i]->depth);
    return d;
}

static unsigned args_depth(const ast_named_list *l) {
    unsigned d = 0;
    for (size_t i = 0; i < l->n; i++) d = higher(d, l->v[i]->value->depth);
    return d;
}

struct token ast_bracketed_name(struct parser *p, struct token open, struct token string, struct token close) {
    struct text s = string.lit->u.lit.s;
    struct token t = {.kind = TK_NAME, .span = span_join(open.span, close.span), .bracketed = true};
    if (s.n == 0) syntax_report(p, DIAG_E0206, t.span, "a name must not be empty");
    t.name = intern(s.p, s.n);
    return t;
}

/* 5w, 1D, 30M: names by KQL's rules, but hardly meant as names. */
static bool looks_like_timespan(const char *name) {
    static const char *const units[] = {"d",    "h",      "m",       "s",     "w",   "y",      "ms",
                                        "day",  "days",   "week",    "weeks", "mo",  "month",  "months",
                                        "year", "years",  "hour",    "hours", "min", "minute", "minutes",
                                        "sec",  "second", "seconds", "us",    "mon", "hr",     "hrs"};
    size_t digits = strspn(name, "0123456789");
    if (digits == 0) return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (edit_distance(name + digits, units[i], 0) == 0) return true;
    return false;
}

struct ast_expr *ast_name(struct parser *p, struct token name) {
    struct ast_expr *e = node(p, EX_NAME, name.span);
    e->u.name.name = name.name;
    e->u.name.bracketed = name.bracketed;
    if (!name.bracketed && looks_like_timespan(name.name)) VEC_PUSH(p->arena, &p->suspects, name);
    return ast_grown(p, e, 0);
}

struct ast_expr *ast_literal(struct parser *p, struct token t) {
    (void)p;
    return t.lit;
}

struct ast_expr *ast_star(struct parser *p, struct token t) {
    return ast_grown(p, node(p, EX_STAR, t.span), 0);
}

struct ast_expr *ast_error(struct parser *p, struct token t) {
    return node(p, EX_ERROR, t.span);
}

static kq_type type_of_name(const char *name) {
    static const struct {
        const char *name;
        kq_type type;
    } types[] = {{"bool", KQ_T_BOOL},         {"boolean", KQ_T_BOOL},  {"int", KQ_T_INT},
                 {"int32", KQ_T_INT},         {"long", KQ_T_LONG},     {"int64", KQ_T_LONG},
                 {"real", KQ_T_REAL},         {"double", KQ_T_REAL},   {"decimal", KQ_T_DECIMAL},
                 {"datetime", KQ_T_DATETIME}, {"date", KQ_T_DATETIME}, {"timespan", KQ_T_TIMESPAN},
                 {"time", KQ_T_TIMESPAN},     {"string", KQ_T_STRING}, {"guid", KQ_T_GUID},
                 {"uuid", KQ_T_GUID},         {"uniqueid", KQ_T_GUID}, {"dynamic", KQ_T_DYNAMIC}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, name) == 0) return types[i].type;
    return KQ_T_NONE;
}

struct ast_expr *ast_typeof(struct parser *p, struct token k, struct token name, struct token close) {
    struct ast_expr *e = node(p, EX_TYPEOF, span_join(k.span, close.span));
    e->u.type_literal = type_of_name(name.name);
    if (e->u.type_literal == KQ_T_NONE) {
        syntax_report(p, DIAG_E0206, name.span, arena_printf(p->arena, "no type '%s'", name.name));
        e->kind = EX_ERROR;
    }
    return ast_grown(p, e, 0);
}

struct ast_expr *ast_paren(struct parser *p, struct token open, struct ast_expr *value, struct token close) {
    struct span span = span_join(open.span, close.span);
    if (value->kind == EX_SUBQUERY) { /* the parentheses belong to the sub-query */
        value->span = span;
        return value;
    }
    struct ast_expr *e = node(p, value->kind == EX_ERROR ? EX_ERROR : EX_PAREN, span);
    e->u.inner = value;
    return ast_grown(p, e, value->depth);
}

struct ast_expr *ast_call(struct parser *p, struct token name, ast_named_list args, struct token close) {
    struct ast_expr *e = node(p, EX_CALL, span_join(name.span, close.span));
    e->u.call.name = name.name;
    e->u.call.name_span = name.span;
    e->u.call.args = args;
    return ast_grown(p, e, args_depth(&args));
}

/* cluster('c').database('d').f(x): refused as the call of its first function; elsewhere KQL has no methods. */
struct ast_expr *ast_method(struct parser *p, struct ast_expr *object, struct token name, ast_named_list args,
                            struct token close) {
    (void)args;
    const struct ast_expr *root = object;
    while (root->kind == EX_PATH) root = root->u.path.object;
    if (root->kind == EX_CALL) {
        struct ast_expr *e = node(p, EX_CALL, span_join(object->span, close.span));
        e->u.call = root->u.call;
        return ast_grown(p, e, object->depth);
    }
    if (root->kind != EX_ERROR)
        syntax_report(
            p, DIAG_E0201, name.span,
            arena_printf(p->arena, "'%s' cannot be called on a value; write %s(value, ...)", name.name, name.name));
    return node(p, EX_ERROR, span_join(object->span, close.span));
}

struct ast_expr *ast_path(struct parser *p, struct ast_expr *object, struct token name) {
    struct ast_expr *e = node(p, EX_PATH, span_join(object->span, name.span));
    e->u.path.object = object;
    e->u.path.name = name.name;
    e->u.path.name_span = name.span;
    return ast_grown(p, e, object->depth);
}

struct ast_expr *ast_index(struct parser *p, struct ast_expr *object, struct ast_expr *index, struct token close) {
    struct ast_expr *e = node(p, EX_INDEX, span_join(object->span, close.span));
    e->u.index.object = object;
    e->u.index.index = index;
    return ast_grown(p, e, higher(object->depth, index->depth));
}

struct ast_expr *ast_unary(struct parser *p, struct token op, struct ast_expr *operand) {
    struct ast_expr *e = node(p, EX_UNARY, span_join(op.span, operand->span));
    e->u.op.op = op.name;
    e->u.op.op_span = op.span;
    e->u.op.left = operand;
    return ast_grown(p, e, operand->depth);
}

struct ast_expr *ast_binary(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *right) {
    struct ast_expr *e = node(p, EX_BINARY, span_join(left->span, right->span));
    e->u.op.op = op.name;
    e->u.op.op_span = op.span;
    e->u.op.left = left;
    e->u.op.right = right;
    return ast_grown(p, e, higher(left->depth, right->depth));
}

struct ast_expr *ast_in(struct parser *p, struct ast_expr *left, struct token op, ast_expr_list items,
                        struct token close) {
    struct ast_expr *e = node(p, EX_IN, span_join(left->span, close.span));
    e->u.in.op = op.name;
    e->u.in.op_span = op.span;
    e->u.in.left = left;
    unsigned depth = higher(left->depth, list_depth(&items));
    if (items.n == 1 && items.v[0]->kind == EX_SUBQUERY)
        e->u.in.query = items.v[0]->u.query;
    else
        e->u.in.items = items;
    return ast_grown(p, e, depth);
}

struct ast_expr *ast_between(struct parser *p, struct ast_expr *left, struct token op, struct ast_expr *low,
                             struct ast_expr *high, struct token close) {
    struct ast_expr *e = node(p, EX_BETWEEN, span_join(left->span, close.span));
    e->u.between.negated = op.name[0] == '!';
    e->u.between.op_span = op.span;
    e->u.between.left = left;
    e->u.between.low = low;
    e->u.between.high = high;
    return ast_grown(p, e, higher(left->depth, higher(low->depth, high->depth)));
}
