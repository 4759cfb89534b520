/* A plan that runs for each row (struct po_apply). The row stays where the pipeline in front computed it and is reached
 * through the state; what the plan's operators keep lies in an arena that is emptied behind each row. The plan's rows
 * are handed on, with columns of the row, in the context of the pipeline in front. */
#include "emit_internal.h"

/* ---- the row: a struct that the plan and the pipeline behind read */

static const struct pipeline *pipeline_into(const struct emitter *e, const struct plan_op *op, size_t leg) {
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->sink_op == op && p->sink == SINK_NEXT && p->leg == leg) return p;
    }
    return NULL;
}

static bool is_out(const struct plan_op *op, const struct column *c) {
    for (size_t i = 0; i < op->out_count; i++)
        if (op->outs[i] == c) return true;
    return false;
}

static void apply_prepare(struct emitter *e, struct breaker *b) {
    const struct pipeline *from = pipeline_into(e, b->op, 0), *behind = pipeline_into(e, b->op, 1)->next;
    struct column **cols = ARENA_ARRAY(e->a, struct column *, from->next->in_count + behind->in_count + 1);
    size_t n = 0;
    for (size_t i = 0; i < from->next->in_count; i++)
        if (!b->op->apply->partition && !is_out(b->op->apply->items, from->next->in_cols[i]))
            cols[n++] = from->next->in_cols[i];
    for (size_t i = 0; i < behind->in_count; i++)
        if (!is_out(b->op, behind->in_cols[i])) cols[n++] = behind->in_cols[i];
    b->kept = shape_make(e->a, cols, n);
}

static void apply_types(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    cw_blank(w);
    cw_open(w, "struct %s%s_outer {", e->o->prefix, b->name);
    for (size_t i = 0; i < b->kept.n; i++) cw_line(w, "%s %s;", c_type(b->kept.cols[i]->type), b->kept.fields[i]);
    if (b->kept.n == 0) cw_line(w, "char unused;");
    cw_close(w, ";");
}

static void apply_state(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    cw_line(w, "const struct %s%s_outer *%s_outer;", e->o->prefix, b->name, b->name);
    cw_line(w, "kq_ctx *%s_context;", b->name);
    cw_line(w, "kq_arena *%s_arena;", b->name);
}

static void apply_free(struct emitter *e, const struct breaker *b, const char *state) {
    cw_line(&e->tail, "if (%s->%s_arena != NULL) kq_arena_free(%s->%s_arena);", state, b->name, state, b->name);
    cw_line(&e->tail, "%s->%s_arena = NULL;", state, b->name);
}

/* ---- the function that runs the plan for one row */

static const char *run_parameters(struct emitter *e, const struct plan_op *partition) {
    const char *prefix = e->o->prefix;
    if (partition)
        return fmt(e, "kq_ctx *x, struct %sstate *s, const struct %s%s_group *in", prefix, prefix,
                   breaker_of(e, partition)->name);
    return fmt(e, "kq_ctx *x, struct %sstate *s, const kq_items *items, size_t rows", prefix);
}

static void put_members(struct emitter *e, const struct plan_op *partition, const struct pipeline *first) {
    struct cwriter *w = &e->tail;
    const char *type = fmt(e, "const struct %s%s_kept", e->o->prefix, breaker_of(e, partition)->name);
    cw_open(w, "for (%s *row = in->first; row != NULL; row = row->next) {", type);
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(w, "%s(x, s, row);", e->functions_of[first->id]);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
}

static void put_items(struct emitter *e, const struct pipeline *first) {
    struct cwriter *w = &e->tail;
    const struct breaker *items = breaker_of(e, first->source_op);
    cw_open(w, "for (size_t i = 0; i < rows; i++) {");
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    cw_open(w, "const struct %s%s_row next = {", e->o->prefix, items->name);
    for (size_t i = 0; i < items->row.n; i++)
        cw_line(w, ".%s = %s,", items->row.fields[i], expand_value(e, first->source_op, items->row.cols[i]));
    if (items->row.n == 0) cw_line(w, "0,");
    cw_close(w, ";");
    cw_line(w, "%s(x, s, &next);", e->functions_of[first->id]);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
}

/* The parts of a detector write to e->tail: here it is the function's text for a while. */
static void put_run(struct emitter *e, const struct breaker *b, const struct pipeline *first) {
    struct cwriter tail = e->tail;
    e->tail = (struct cwriter){.line_directives = tail.line_directives, .kql_name = tail.kql_name};
    struct cwriter *w = &e->tail;
    cw_blank(w);
    const struct plan_op *partition = b->op->apply->partition;
    cw_line(w, "/* The plan of %s for one %s. */", partition ? "partition" : po_traits[b->op->kind].name,
            partition ? "group" : "row");
    cw_open(w, "static void %s%s_run(%s) {", e->o->prefix, b->name, run_parameters(e, partition));
    if (!partition) cw_line(w, "(void)items;");
    put_open(e, b->op);
    if (partition)
        put_members(e, partition, first);
    else
        put_items(e, first);
    put_finish(e, b->op);
    cw_close(w, "");
    struct cwriter run = e->tail;
    e->tail = tail;
    cw_append(&e->functions, &run);
    cw_free(&run);
}

/* ---- the pipeline in front: each row */

static void enter(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    struct cwriter *w = &s->body;
    const char *prefix = e->o->prefix, *name = b->name;
    put_run(e, b, s->pipeline->next);
    if (b->op->expand) {
        for (size_t i = 0; i < s->pipeline->sink_count; i++) scope_need_column(s, s->pipeline->sink_cols[i]);
        expand_items(s, b->op);
        cw_line(w, "if (rows == 0) return;");
    } else {
        scope_stage(s, b->op);
        s->uses_input = s->uses_x = true;
    }
    s->uses_state = true;
    cw_open(w, "const struct %s%s_outer outer = {", prefix, name);
    for (size_t i = 0; i < b->kept.n; i++) cw_line(w, ".%s = %s,", b->kept.fields[i], scope_value(s, b->kept.cols[i]));
    if (b->kept.n == 0) cw_line(w, "0,");
    cw_close(w, ";");
    cw_line(w, "if (s->%s_arena == NULL) s->%s_arena = kq_arena_new();", name, name);
    cw_line(w, "const kq_mark empty = kq_arena_mark(s->%s_arena);", name);
    cw_line(w, "kq_ctx inner = *x;");
    cw_line(w, "inner.state = s->%s_arena;", name);
    cw_line(w, "s->%s_outer = &outer;", name);
    cw_line(w, "s->%s_context = x;", name);
    cw_line(w, "%s%s_run(&inner, s, %s);", prefix, name, b->op->expand ? "items, rows" : "in");
    cw_line(w, "s->%s_outer = NULL;", name);
    cw_line(w, "kq_arena_release(s->%s_arena, empty);", name);
}

/* ---- the last pipeline of the plan: each of its rows */

static void leave(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    for (size_t i = 0; i < s->pipeline->sink_count; i++) scope_need_column(s, s->pipeline->sink_cols[i]);
    scope_compute(s);
    scope_stage(s, b->op);
    s->line = 0;
    const char **values = ARENA_ARRAY(e->a, const char *, b->row.n + 1);
    for (size_t i = 0; i < b->row.n; i++) {
        const struct column *c = b->row.cols[i];
        values[i] = is_out(b->op, c) ? scope_value(s, c) : fmt(e, "s->%s_outer->%s", b->name, shape_field(&b->kept, c));
    }
    flow_hand_on_in(s, b, values, fmt(e, "s->%s_context", b->name));
}

static void apply_sink(struct scope *s, const struct breaker *b) {
    if (s->pipeline->leg == 0)
        enter(s, b);
    else
        leave(s, b);
}

static const char *apply_describe(const struct pipeline *p) { return (void)p, "each row of the plan"; }

const struct op_writer apply_writer = {.name = "apply",
                                       .prepare = apply_prepare,
                                       .types = apply_types,
                                       .state = apply_state,
                                       .sink = apply_sink,
                                       .describe = apply_describe,
                                       .free = apply_free};

/* ---- the source of the plan: elements, and the row's columns where they are */

static void items_prepare(struct emitter *e, struct breaker *b) {
    struct column **cols = ARENA_ARRAY(e->a, struct column *, b->row.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < b->row.n; i++)
        if (is_out(b->op, b->row.cols[i])) cols[n++] = b->row.cols[i];
    b->row = shape_make(e->a, cols, n);
}

static void items_bind(struct scope *s, const struct breaker *b) {
    const struct pipeline *p = s->pipeline;
    const struct breaker *apply = breaker_of(s->e, b->op->apply->apply);
    for (size_t i = 0; i < p->in_count; i++) {
        const char *field = shape_field(&b->row, p->in_cols[i]);
        if (field) {
            scope_bind_ready(s, p->in_cols[i], fmt(s->e, "in->%s", field));
            continue;
        }
        s->uses_state = true;
        scope_bind_local(s, p->in_cols[i],
                         fmt(s->e, "s->%s_outer->%s", apply->name, shape_field(&apply->kept, p->in_cols[i])));
    }
}

static const char *items_describe(const struct pipeline *p) { return (void)p, "each element of a row"; }

const struct op_writer items_writer = {
    .name = "item", .prepare = items_prepare, .bind = items_bind, .describe = items_describe};
