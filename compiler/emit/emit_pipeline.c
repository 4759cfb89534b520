/* One C function per pipeline: its source's values, the stages in between, its sink. */
#include "emit_internal.h"

#include <string.h>

unsigned slot_of(struct emitter *e, const char *field) {
    struct text_entry *known = text_map_at(e->a, &e->slots, field);
    if (known->number) return known->number - 1;
    VEC_PUSH(e->a, &e->fields, field);
    known->number = (unsigned)e->fields.n;
    return known->number - 1;
}

static const char *parameters(struct emitter *e, const struct pipeline *p, const struct breaker *b) {
    const char *prefix = e->o->prefix;
    const char *state = e->has_state ? fmt(e, "struct %sstate *s", prefix) : "void *s";
    switch (p->source) {
    case FROM_SCAN: return "kq_ctx *x, void *state, const kq_slot *slots";
    case FROM_ROW: return fmt(e, "kq_ctx *x, %s", state);
    case FROM_VALUES: return fmt(e, "kq_ctx *x, %s, size_t in", state);
    case FROM_GROUPS: return fmt(e, "kq_ctx *x, %s, const struct %s%s *in", state, prefix, b->group);
    case FROM_ROWS: return fmt(e, "kq_ctx *x, %s, const struct %s%s_left *in", state, prefix, b->join);
    case FROM_UNMATCHED: return fmt(e, "kq_ctx *x, %s, const struct %s%s_right *in", state, prefix, b->join);
    case FROM_MATCH: return fmt(e, "kq_ctx *x, %s, const struct %s%s_row *in", state, prefix, b->join);
    case FROM_SORTED: return fmt(e, "kq_ctx *x, %s, const struct %s%s_row *in", state, prefix, b->sort);
    case FROM_KEPT:
    case FROM_NEXT:
        if (b->writer->parameter) return fmt(e, "kq_ctx *x, %s, %s", state, b->writer->parameter(e, b));
        return fmt(e, "kq_ctx *x, %s, const struct %s%s_row *in", state, prefix, b->name);
    }
    return "";
}

static const char *describe(struct emitter *e, const struct pipeline *p) {
    const char *from = "", *to = "";
    switch (p->source) {
    case FROM_SCAN: from = fmt(e, "each record of %s", p->source_op->table); break;
    case FROM_ROW: from = "one row"; break;
    case FROM_VALUES: from = "each row of the datatable"; break;
    case FROM_GROUPS: from = "each group"; break;
    case FROM_ROWS: from = "each kept row of the join's left side"; break;
    case FROM_UNMATCHED:
        from = p->source_op->join_kind == JOIN_RIGHTSEMI ? "each matched row of the join's right side"
                                                         : "each unmatched row of the join's right side";
        break;
    case FROM_MATCH: from = "each joined row"; break;
    case FROM_SORTED: from = p->source_op->order_count ? "each row, in order" : "each row taken"; break;
    case FROM_KEPT:
    case FROM_NEXT: from = op_writers[p->source_op->kind]->describe(p); break;
    }
    if (p->source == FROM_UNMATCHED) return fmt(e, "Pipeline %u: %s -> the rows behind the join.", p->id, from);
    switch (p->sink) {
    case SINK_OUTPUT: to = "the result"; break;
    case SINK_GROUP: to = "its group"; break;
    case SINK_BUILD: to = "the join's right side"; break;
    case SINK_ROWS: to = "the join's left side, kept until the input has ended"; break;
    case SINK_SORT: to = p->sink_op->order_count ? "the rows to order" : "the rows to take"; break;
    case SINK_KEEP: to = fmt(e, "the rows of %s", po_traits[p->sink_op->kind].name); break;
    case SINK_NEXT: to = fmt(e, "the rows behind %s", po_traits[p->sink_op->kind].name); break;
    case SINK_PROBE: to = "a look-up in the join's right side"; break;
    }
    return fmt(e, "Pipeline %u: %s -> %s.", p->id, from, to);
}

/* Columns that op defines, from here on. */
static void define(struct scope *s, const struct plan_op *op) {
    scope_stage(s, op);
    for (size_t i = 0; i < op->def_count; i++) {
        const struct px *expr = op->defs[i].expr;
        uint32_t line = expr->span.end > expr->span.start ? span_line(s->e, expr->span) : s->line;
        scope_bind_expr(s, op->defs[i].col, expr, line);
    }
}

/* A datatable's columns are static tables. */
static void bind_values(struct scope *s) {
    const struct pipeline *p = s->pipeline;
    const struct plan_op *op = p->source_op;
    const kq_value **column = ARENA_ARRAY(s->e->a, const kq_value *, op->row_count + 1);
    for (size_t i = 0; i < p->in_count; i++) {
        size_t at = 0;
        while (op->table_cols[at] != p->in_cols[i]) at++;
        for (size_t r = 0; r < op->row_count; r++) column[r] = op->values[r * op->table_col_count + at];
        const char *value = op->row_count == 0 /* the function is never called */
                                ? fmt(s->e, "kq_null_%s()", c_suffix(p->in_cols[i]->type))
                                : fmt(s->e, "%s[in]", emit_table(s->e, column, op->row_count, p->in_cols[i]->type));
        scope_bind_ready(s, p->in_cols[i], value);
    }
}

static void bind_source(struct scope *s, const struct breaker *b) {
    const struct pipeline *p = s->pipeline;
    const struct shape *shape = p->source == FROM_ROWS        ? &b->left
                                : p->source == FROM_UNMATCHED ? &b->right
                                : p->source == FROM_MATCH     ? &b->joined
                                                              : NULL;
    for (size_t i = 0; shape && i < shape->n; i++)
        scope_bind_ready(s, shape->cols[i], fmt(s->e, "in->%s", shape->fields[i]));
    if (p->source == FROM_GROUPS) group_bind(s, b);
    if (p->source == FROM_SORTED) sort_bind(s, b);
    if (p->source == FROM_KEPT || p->source == FROM_NEXT) {
        if (b->writer->bind) b->writer->bind(s, b);
        for (size_t i = 0; !b->writer->bind && i < b->row.n; i++)
            scope_bind_ready(s, b->row.cols[i], fmt(s->e, "in->%s", b->row.fields[i]));
    }
    if (p->source == FROM_VALUES) bind_values(s);
    if (p->source == FROM_ROW) define(s, p->source_op);
    if (p->source != FROM_SCAN) return;
    const struct column *time = p->source_op->time_column;
    bool time_bound = false;
    for (size_t i = 0; i < p->in_count; i++) {
        if (p->in_cols[i] == time) time_bound = true;
        scope_bind_slot(s, p->in_cols[i]);
    }
    if (!time) return;
    if (!time_bound) scope_bind_slot(s, time);
    scope_need_column(s, time);
    scope_compute(s);
    s->uses_x = true;
    scope_statement(s, "if (!kq_in_window(x, %s)) return;", scope_value(s, time));
}

static void output(struct scope *s) {
    const struct plan *plan = s->e->plan;
    for (size_t i = 0; i < plan->result_count; i++) scope_need_column(s, plan->result[i]);
    scope_compute(s);
    s->line = 0;
    s->uses_x = true;
    if (plan->result_count == 0) {
        scope_statement(s, "kq_out_row(x, NULL);");
        return;
    }
    cw_open(&s->body, "const kq_value out[] = {");
    for (size_t i = 0; i < plan->result_count; i++)
        cw_line(&s->body, "kq_box_%s(%s),", c_suffix(plan->result[i]->type), scope_value(s, plan->result[i]));
    cw_close(&s->body, ";");
    scope_statement(s, "kq_out_row(x, out);");
}

static void sink(struct scope *s) {
    const struct pipeline *p = s->pipeline;
    const struct breaker *b = p->sink_op ? breaker_of(s->e, p->sink_op) : NULL;
    if (p->source == FROM_UNMATCHED) {
        join_next_sink(s, breaker_of(s->e, p->source_op));
        return;
    }
    switch (p->sink) {
    case SINK_OUTPUT: output(s); break;
    case SINK_GROUP: group_sink(s, b); break;
    case SINK_BUILD: join_build_sink(s, b); break;
    case SINK_ROWS: join_rows_sink(s, b); break;
    case SINK_SORT: sort_sink(s, b); break;
    case SINK_KEEP:
    case SINK_NEXT: b->writer->sink(s, b); break;
    case SINK_PROBE: join_probe_sink(s, b); break;
    }
}

static void stages(struct scope *s) {
    const struct pipeline *p = s->pipeline;
    for (size_t i = 0; i < p->op_count; i++) {
        const struct plan_op *op = p->ops[i];
        if (op->kind == PO_WHERE) {
            scope_need_expr(s, op->predicate);
            scope_compute(s);
            scope_stage(s, op);
            scope_statement(s, "if (!%s) return;", emit_condition(s, op->predicate));
            continue;
        }
        if (local_writers[op->kind]) {
            local_writers[op->kind](s, op);
            continue;
        }
        define(s, op);
    }
}

void emit_pipeline(struct emitter *e, const struct pipeline *p) {
    const struct breaker *b = p->source_op ? breaker_of(e, p->source_op) : NULL;
    struct scope s;
    scope_open(&s, e, p);
    bind_source(&s, b);
    stages(&s);
    sink(&s);

    struct cwriter *w = &e->functions;
    cw_blank(w);
    cw_line(w, "/* %s */", describe(e, p));
    cw_open(w, "static void %s(%s) {", e->functions_of[p->id], parameters(e, p, b));
    if (!s.uses_x) cw_line(w, "(void)x;");
    if (p->source == FROM_SCAN) {
        if (s.uses_state) {
            cw_line(w, e->has_state ? "struct %sstate *const s = state;" : "void *const s = state;", e->o->prefix);
        } else {
            cw_line(w, "(void)state;");
        }
        if (!s.uses_input) cw_line(w, "(void)slots;");
    } else {
        if (!s.uses_state) cw_line(w, "(void)s;");
        const bool no_rows = p->source == FROM_VALUES && p->source_op->row_count == 0;
        if ((!s.uses_input && p->source != FROM_ROW) || no_rows) cw_line(w, "(void)in;");
    }
    cw_append(w, &s.body);
    cw_close(w, "");
    cw_free(&s.body);
}

/* Pipelines that run behind the pass over the input, in the plan's order. */
static void finish_pipeline(struct emitter *e, const struct pipeline *p) {
    struct cwriter *w = &e->tail;
    const char *f = e->functions_of[p->id];
    const struct breaker *b = p->source_op ? breaker_of(e, p->source_op) : NULL;
    switch (p->source) {
    case FROM_SCAN:
    case FROM_NEXT:
    case FROM_MATCH: return;
    case FROM_KEPT: b->writer->finish(e, b, f); return;
    case FROM_ROW: cw_line(w, "%s(x, s);", f); return;
    case FROM_SORTED: sort_finish(e, b, f); return;
    case FROM_VALUES:
        cw_open(w, "for (size_t i = 0, rows = %zu; i < rows; i++) {", p->source_op->row_count);
        cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
        cw_line(w, "%s(x, s, i);", f);
        break;
    case FROM_GROUPS:
        if (b->op->def_count == 0) {
            cw_line(w, "%s(x, s, &s->%ss);", f, b->group);
            return;
        }
        cw_open(w, "for (uint32_t i = 0; i < s->%ss.count; i++) {", b->group);
        cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
        cw_line(w, "%s(x, s, kq_table_at(&s->%ss, i));", f, b->group);
        break;
    case FROM_ROWS:
        cw_open(w, "for (size_t i = 0; i < s->%s_lefts.count; i++) {", b->join);
        cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
        cw_line(w, "%s(x, s, kq_rows_at(&s->%s_lefts, i));", f, b->join);
        break;
    case FROM_UNMATCHED:
        cw_open(w, "for (size_t i = 0; i < s->%s_rights.count; i++) {", b->join);
        cw_line(w, "const struct %s%s_right *r = kq_rows_at(&s->%s_rights, i);", e->o->prefix, b->join, b->join);
        cw_line(w, "if (!(%s)) continue;", join_unmatched_test(b));
        cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
        cw_line(w, "%s(x, s, r);", f);
        break;
    }
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
}

void put_open(struct emitter *e, const struct plan_op *owner) {
    struct cwriter *w = &e->tail;
    const char *prefix = e->o->prefix;
    for (size_t i = 0; i < e->breakers.n; i++) {
        const struct breaker *b = &e->breakers.v[i];
        if (b->owner != owner) continue;
        if (b->group) group_open(e, b);
        if (b->sort) sort_open(e, b);
        if (b->writer && b->writer->open) b->writer->open(e, b);
        if (!b->join) continue;
        if (b->keeps_rows)
            cw_line(w, "kq_rows_init(&s->%s_rights, x->state, sizeof(struct %s%s_right));", b->join, prefix, b->join);
        cw_line(w, "kq_table_init(&s->%s_keys, x->state, sizeof(struct %s%s_key));", b->join, prefix, b->join);
        if (b->buffers_left)
            cw_line(w, "kq_rows_init(&s->%s_lefts, x->state, sizeof(struct %s%s_left));", b->join, prefix, b->join);
    }
}

void put_finish(struct emitter *e, const struct plan_op *owner) {
    struct cwriter *w = &e->tail;
    for (size_t i = 0; i < e->plan->pipeline_count; i++)
        if (e->plan->pipelines[i]->within == owner && e->plan->pipelines[i]->phase != PHASE_BEFORE)
            finish_pipeline(e, e->plan->pipelines[i]);
    for (size_t i = 0; i < e->breakers.n; i++) {
        const struct breaker *b = &e->breakers.v[i];
        if (b->owner != owner) continue;
        if (b->group && b->op->def_count > 0) cw_line(w, "kq_table_free(&s->%ss);", b->group);
        if (b->sort) sort_free(e, b, "s");
        if (b->writer && b->writer->free) b->writer->free(e, b, "s");
        if (!b->join) continue;
        if (b->keeps_rows) cw_line(w, "kq_rows_free(&s->%s_rights);", b->join);
        cw_line(w, "kq_table_free(&s->%s_keys);", b->join);
        if (b->buffers_left) cw_line(w, "kq_rows_free(&s->%s_lefts);", b->join);
    }
}

bool emit_prepares(const struct emitter *e) {
    for (size_t i = 0; i < e->plan->pipeline_count; i++)
        if (e->plan->pipelines[i]->phase == PHASE_BEFORE) return true;
    return false;
}

static void put_prepare(struct emitter *e) {
    struct cwriter *w = &e->tail;
    cw_blank(w);
    cw_open(w, "static void %sdetector_prepare(kq_ctx *x, void *state) {", e->o->prefix);
    cw_line(w, "struct %sstate *const s = state;", e->o->prefix);
    cw_line(w, "(void)x;");
    cw_line(w, "(void)s;");
    for (size_t i = 0; i < e->plan->pipeline_count; i++)
        if (e->plan->pipelines[i]->phase == PHASE_BEFORE) finish_pipeline(e, e->plan->pipelines[i]);
    cw_close(w, "");
}

void emit_open_and_finish(struct emitter *e) {
    struct cwriter *w = &e->tail;
    const char *prefix = e->o->prefix;
    cw_blank(w);
    cw_open(w, "static void %sdetector_open(kq_ctx *x, void *state) {", prefix);
    if (e->has_state) {
        cw_line(w, "struct %sstate *const s = state;", prefix);
        cw_line(w, "(void)x;");
        cw_line(w, "(void)s;");
    } else {
        cw_line(w, "(void)x;");
        cw_line(w, "(void)state;");
    }
    put_open(e, NULL);
    cw_close(w, "");
    if (emit_prepares(e)) put_prepare(e);
    cw_blank(w);
    cw_open(w, "static void %sdetector_finish(kq_ctx *x, void *state) {", prefix);
    cw_line(w, e->has_state ? "struct %sstate *const s = state;" : "void *const s = state;", prefix);
    cw_line(w, "(void)x;");
    cw_line(w, "(void)s;");
    put_finish(e, NULL);
    cw_close(w, "");
}
