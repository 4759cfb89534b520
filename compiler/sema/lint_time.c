/* Advice on time: equality with now(), filters that reach further back than the rule sees, weekdays as numbers. */
#include "lint.h"

#include <string.h>

#define TICKS_PER_DAY INT64_C(864000000000)
#define TICKS_PER_HOUR INT64_C(36000000000)
#define TICKS_PER_MINUTE INT64_C(600000000)

static bool is_clock(const struct ast_expr *e) {
    e = without_parentheses(e);
    return lint_calls(e, "now") || lint_calls(e, "ago");
}

/* now() is the instant of the run, to 100 ns: nothing that was recorded equals it. */
void lint_now(const struct lint *l, const struct ast_expr *e) {
    if (!is_equality(e->u.op.op) || (!is_clock(e->u.op.left) && !is_clock(e->u.op.right))) return;
    diag_report(l->diag, DIAG_W0414, e->u.op.op_span, strcmp(e->u.op.op, "==") == 0 ? "false" : "true");
}

static const char *duration(const struct lint *l, int64_t ticks) {
    if (ticks % TICKS_PER_DAY == 0) return arena_printf(l->arena, "%lldd", (long long)(ticks / TICKS_PER_DAY));
    if (ticks % TICKS_PER_HOUR == 0) return arena_printf(l->arena, "%lldh", (long long)(ticks / TICKS_PER_HOUR));
    return arena_printf(l->arena, "%lldm", (long long)(ticks / TICKS_PER_MINUTE));
}

static bool is_time_generated(const struct ast_expr *e) {
    e = without_parentheses(e);
    return e->kind == EX_NAME && strcmp(e->u.name.name, "TimeGenerated") == 0;
}

/* ago(x) of a known x further back than the rule's period: the rule never sees those records (sentinel-rules.md 2). */
static void check_reach(const struct lint *l, const struct ast_expr *from) {
    from = without_parentheses(from);
    if (!lint_calls(from, "ago") || from->u.call.args.n != 1) return;
    const struct ast_expr *span = bound_literal(from->u.call.args.v[0]->value);
    if (!span || span->kind != EX_TIMESPAN || span->u.lit.value.null || span->u.lit.value.u.i <= l->query_period)
        return;
    diag_report(l->diag, DIAG_W0415, from->span, duration(l, span->u.lit.value.u.i), duration(l, l->query_period));
}

void lint_window(const struct lint *l, const struct ast_expr *e) {
    if (l->query_period <= 0) return;
    if (e->kind == EX_BETWEEN) {
        if (!e->u.between.negated && is_time_generated(e->u.between.left)) check_reach(l, e->u.between.low);
        return;
    }
    const char *op = e->u.op.op;
    if (op[0] == '>' && is_time_generated(e->u.op.left)) check_reach(l, e->u.op.right);
    if (op[0] == '<' && is_time_generated(e->u.op.right)) check_reach(l, e->u.op.left);
}

/* dayofweek() gives a timespan: 1d is Monday, and no number equals it (docs: day-of-week). */
static void check_weekday(const struct lint *l, const struct ast_expr *call, const struct ast_expr *number) {
    if (!lint_calls(without_parentheses(call), "dayofweek")) return;
    if (number->type != KQ_T_LONG && number->type != KQ_T_INT) return;
    diag_report(l->diag, DIAG_W0413, number->span, "false");
    diag_hint(l->diag, "dayofweek() gives a timespan: Sunday is 0d, Monday 1d, Saturday 6d");
}

void lint_weekday(const struct lint *l, const struct ast_expr *e) {
    if (e->kind == EX_IN) {
        for (size_t i = 0; i < e->u.in.items.n; i++) check_weekday(l, e->u.in.left, e->u.in.items.v[i]);
        return;
    }
    if (!is_equality(e->u.op.op)) return;
    check_weekday(l, e->u.op.left, e->u.op.right);
    check_weekday(l, e->u.op.right, e->u.op.left);
}
