/* range: a loop that hands each value on. */
#include "emit_internal.h"

#include <inttypes.h>

/* A range may be endless for all practical purposes: it stops where `take` behind it has its rows. */
static void stop_when_taken(struct scope *s) {
    const struct pipeline *next = s->pipeline->next;
    if (next->sink != SINK_SORT || !next->sink_op->limited || next->sink_op->order_count > 0) return;
    cw_line(&s->body, "if (s->%ss.count >= UINT64_C(%" PRIu64 ")) break;", breaker_of(s->e, next->sink_op)->sort,
            next->sink_op->limit);
}

static void range_sink(struct scope *s, const struct breaker *b) {
    static const char *const names[] = {"from", "to", "step"};
    const struct plan_op *op = b->op;
    const char *suffix = c_suffix(op->outs[0]->type), *value = "value";
    for (size_t i = 0; i < op->expr_count; i++) scope_need_expr(s, op->exprs[i]);
    scope_compute(s);
    scope_stage(s, op);
    cw_open(&s->body, "{");
    for (size_t i = 0; i < op->expr_count; i++)
        scope_statement(s, "const %s %s = %s;", c_type(op->exprs[i]->type), names[i], emit_expr(s, op->exprs[i]));
    cw_open(&s->body, "for (uint64_t i = 0, rows = kq_steps_%s(from, to, step); i < rows; i++) {", suffix);
    stop_when_taken(s);
    if (b->row.n > 0)
        cw_line(&s->body, "const %s value = kq_step_%s(from, step, i);", c_type(op->outs[0]->type), suffix);
    flow_hand_on(s, b, &value);
    cw_close(&s->body, "");
    cw_close(&s->body, "");
}

static const char *range_describe(const struct pipeline *p) { return (void)p, "each value of the range"; }

const struct op_writer range_writer = {.name = "range", .sink = range_sink, .describe = range_describe};
