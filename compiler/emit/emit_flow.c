/* Rows that are handed on to another pipeline while they come: a struct on the stack, and a call. */
#include "emit_internal.h"

void flow_hand_on(struct scope *s, const struct breaker *b, const char *const *values) {
    flow_hand_on_in(s, b, values, "x");
}

void flow_hand_on_in(struct scope *s, const struct breaker *b, const char *const *values, const char *context) {
    struct emitter *e = s->e;
    s->uses_x = s->uses_state = true;
    cw_open(&s->body, "{");
    cw_open(&s->body, "const struct %s%s_row next = {", e->o->prefix, b->name);
    size_t written = 0;
    for (size_t i = 0; i < b->row.n; i++) {
        if (!values[i]) continue;
        cw_line(&s->body, ".%s = %s,", b->row.fields[i], values[i]);
        written++;
    }
    if (written == 0) cw_line(&s->body, "0,");
    cw_close(&s->body, ";");
    cw_line(&s->body, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(&s->body, "%s(%s, s, &next);", e->functions_of[s->pipeline->next->id], context);
    cw_line(&s->body, "kq_arena_release(x->row, m);");
    cw_close(&s->body, "");
}

/* union: the row of one input, under the union's names. */
static void union_sink(struct scope *s, const struct breaker *b) {
    const struct plan_op *op = b->op;
    const struct po_leg *leg = &op->legs[s->pipeline->leg];
    const char **values = ARENA_ARRAY(s->e->a, const char *, b->row.n + 1);
    for (size_t i = 0; i < s->pipeline->sink_count; i++)
        if (!scope_is_zero(s, s->pipeline->sink_cols[i])) scope_need_column(s, s->pipeline->sink_cols[i]);
    scope_compute(s);
    scope_stage(s, op);
    s->line = 0;
    size_t k = 0;
    for (size_t i = 0; i < b->row.n; i++) { /* each is one of the union's columns, mostly in its order */
        while (op->cols[k] != b->row.cols[i]) k = (k + 1) % op->col_count;
        kq_type type = op->cols[k]->type;
        if (!leg->from[k])
            values[i] = type == KQ_T_STRING || type == KQ_T_DYNAMIC ? NULL : fmt(s->e, "kq_null_%s()", c_suffix(type));
        else if (!scope_is_zero(s, leg->from[k]))
            values[i] = scope_value(s, leg->from[k]);
    }
    flow_hand_on(s, b, values);
}

static const char *union_describe(const struct pipeline *p) { return (void)p, "each row of the union"; }

const struct op_writer union_writer = {.name = "union", .sink = union_sink, .describe = union_describe};
