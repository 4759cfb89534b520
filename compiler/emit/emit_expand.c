/* mv-expand: a loop over the elements of the row's values that hands a row on for each. */
#include "emit_internal.h"

#include <inttypes.h>

void expand_items(struct scope *s, const struct plan_op *op) {
    struct emitter *e = s->e;
    const struct po_expand *x = op->expand;
    for (size_t i = 0; i < op->expr_count; i++) scope_need_expr(s, op->exprs[i]);
    scope_compute(s);
    scope_stage(s, op);
    s->uses_x = true;
    const char **values = ARENA_ARRAY(e->a, const char *, op->expr_count + 1);
    for (size_t i = 0; i < op->expr_count; i++) values[i] = emit_expr(s, op->exprs[i]);
    cw_open(&s->body, "const kq_items items[] = {");
    for (size_t i = 0; i < op->expr_count; i++)
        cw_line(&s->body, "kq_expand(x, %s, %s),", values[i], x->pairs ? "true" : "false");
    cw_close(&s->body, ";");
    const char *limit = x->limited ? fmt(e, "UINT64_C(%" PRIu64 ")", x->limit) : "UINT64_MAX";
    cw_line(&s->body, "const size_t rows = kq_expand_rows(items, %zu, %s);", op->expr_count, limit);
}

const char *expand_value(struct emitter *e, const struct plan_op *op, const struct column *c) {
    const struct po_expand *x = op->expand;
    for (size_t i = 0; i < x->count; i++)
        if (op->outs[i] == c) return fmt(e, "kq_item_%s(x, &items[%zu], i)", c_suffix(c->type), i);
    if (x->index && op->outs[x->count] == c) return "kq_mk_long((int64_t)i)";
    return NULL;
}

static void expand_sink(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    for (size_t i = 0; i < s->pipeline->sink_count; i++) scope_need_column(s, s->pipeline->sink_cols[i]);
    expand_items(s, b->op);
    s->line = 0;
    cw_open(&s->body, "for (size_t i = 0; i < rows; i++) {");
    cw_line(&s->body, "const kq_mark before = kq_arena_mark(x->row);");
    const char **values = ARENA_ARRAY(e->a, const char *, b->row.n + 1);
    for (size_t i = 0; i < b->row.n; i++) {
        values[i] = expand_value(e, b->op, b->row.cols[i]);
        if (!values[i]) values[i] = scope_value(s, b->row.cols[i]);
    }
    flow_hand_on(s, b, values);
    cw_line(&s->body, "kq_arena_release(x->row, before);");
    cw_close(&s->body, "");
}

static const char *expand_describe(const struct pipeline *p) { return (void)p, "each element"; }

const struct op_writer expand_writer = {.name = "element", .sink = expand_sink, .describe = expand_describe};
