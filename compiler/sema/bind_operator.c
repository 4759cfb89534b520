/* Operators, typed by the declarations of operators.def as Microsoft's binder does (kql.md 2.3, 2.4, 3.1). That no
 * signature fits is reported at the operator; that an operand does not, at the operand. */
#include "call_match.h"
#include "sema_internal.h"

#include <string.h>

enum { MAX_OPERANDS = 3 };

static bool is_arithmetic(const char *op) { return strlen(op) == 1 && strchr("+-*/%", op[0]); }
static bool is_time(value_type t) { return t == KQ_T_DATETIME || t == KQ_T_TIMESPAN; }
static bool is_number(value_type t) { return t == KQ_T_INT || t == KQ_T_LONG || t == KQ_T_REAL || t == KQ_T_DECIMAL; }
static bool is_text(value_type t) { return t == KQ_T_STRING; }

/* What to write instead of `left op right`. */
static void hint_operands(struct binder *b, const char *op, value_type l, value_type r) {
    struct diag *d = b->diag;
    bool text = is_text(l) || is_text(r), dynamic = type_is_dynamic(l) || type_is_dynamic(r);
    if (is_order(op) && is_text(l) && is_text(r))
        diag_hint(d, "strings have no order: use strcmp(a, b) %s 0", op);
    else if (is_order(op) && dynamic)
        diag_hint(d, "convert the dynamic value: to%s(...)",
                  value_type_name(type_is_dynamic(l) ? is_text(r) ? KQ_T_LONG : r : l));
    else if (!strcmp(op, "+") && text)
        diag_hint(d, "strcat(...) joins texts");
    else if (is_logical(op))
        diag_hint(d, "compare the value, or use tobool(...)");
    else if (is_order(op) && text)
        diag_hint(d, "convert one side: to%s(...)", value_type_name(is_text(l) ? r : l));
    else if ((is_time(l) && is_number(r)) || (is_number(l) && is_time(r)))
        diag_hint(d, l == KQ_T_TIMESPAN || r == KQ_T_TIMESPAN || is_arithmetic(op)
                         ? "a span of time is written with its unit: 5m, 2h, 1d"
                         : "a time is written datetime(2024-01-31) or ago(1d)");
    else if (l == VT_TABLE || r == VT_TABLE)
        diag_hint(d, "toscalar(...) takes the first value of a table");
    else if (!is_arithmetic(op) && !is_order(op) && !is_equality(op))
        diag_hint(d, "the operator works on text: use tostring(...)");
}

static void hint_between(struct binder *b, const struct argument *args) {
    for (int i = 0; i < 3; i++) {
        if (is_text(args[i].type))
            diag_hint(b->diag, "texts have no order: convert them, for example todatetime(...)");
        else if (type_is_dynamic(args[i].type))
            diag_hint(b->diag, "convert the dynamic value, for example todatetime(...)");
        else
            continue;
        return;
    }
}

static void report_operands(struct binder *b, const char *op, struct span at, const struct matcher *m) {
    for (size_t i = 0; i < m->n && i < MAX_OPERANDS; i++)
        if (m->args[i].type == VT_UNKNOWN || m->args[i].type == VT_WRONG)
            return; /* what is wrong was said, or cannot be known */
    diag_report(b->diag, DIAG_E0401, at, op, argument_types(b->arena, m, " and "));
    if (m->n == 2) hint_operands(b, op, m->args[0].type, m->args[1].type);
    if (m->n == 3) hint_between(b, m->args);
}

static bool is_list(const char *op) {
    return !strcmp(op, "in") || !strcmp(op, "!in") || !strcmp(op, "in~") || !strcmp(op, "!in~") ||
           !strncmp(op, "has_a", 5);
}

static struct result operate(struct binder *b, const char *op, struct span at, const struct argument *args, size_t n) {
    const struct catalog_decl *decl = catalog_declared(CAT_OPERATOR, op);
    struct matcher m = {args, n, ARENA_ARRAY(b->arena, const struct sig_param *, n + 1), n == 2 && !is_list(op)};
    struct match match;
    if (!decl) return (struct result){VT_UNKNOWN, NULL}; /* not an operator of scalars; reported by the parser */
    match_signatures(&m, signatures_of(decl), &match);
    if (match.best) {
        check_arguments(b, decl, at, match.best, &m);
        return refined_result(b, decl, result_of(b, match.best, &m), &m);
    }
    report_operands(b, op, at, &m);
    return common_result(b, &match, &m);
}

/* `*` in `* has "x"` is each column in turn: a dynamic, of which nothing is known. */
static struct argument argument_of(const struct ast_expr *e) {
    value_type t = e->kind == EX_STAR ? KQ_T_DYNAMIC : value_type_of(e);
    return (struct argument){e, t, e->shape};
}

static kq_type set_result(struct ast_expr *e, struct result r) {
    e->type = scalar_type(r.type);
    e->shape = r.type == VT_TYPE ? &shape_type : e->type == KQ_T_DYNAMIC ? r.shape : NULL;
    return e->type;
}

static struct result bind_list(struct binder *b, struct ast_expr *e) {
    size_t n = e->u.in.items.n;
    struct argument *args = ARENA_ARRAY(b->arena, struct argument, n + 1);
    args[0] = argument_of(e->u.in.left);
    for (size_t i = 0; i < n; i++) args[i + 1] = argument_of(e->u.in.items.v[i]);
    return operate(b, e->u.in.op, e->u.in.op_span, args, n + 1);
}

kq_type bind_operator(struct binder *b, struct ast_expr *e) {
    struct argument args[MAX_OPERANDS];
    switch (e->kind) {
    case EX_UNARY:
        args[0] = argument_of(e->u.op.left);
        return set_result(e, operate(b, e->u.op.op, e->u.op.op_span, args, 1));
    case EX_BINARY:
        args[0] = argument_of(e->u.op.left);
        args[1] = argument_of(e->u.op.right);
        return set_result(e, operate(b, e->u.op.op, e->u.op.op_span, args, 2));
    case EX_BETWEEN:
        args[0] = argument_of(e->u.between.left);
        args[1] = argument_of(e->u.between.low);
        args[2] = argument_of(e->u.between.high);
        return set_result(
            e, operate(b, intern_s(e->u.between.negated ? "!between" : "between"), e->u.between.op_span, args, 3));
    default: return set_result(e, bind_list(b, e)); /* EX_IN */
    }
}
