/* A table that several places read: its rows are kept, and each place goes over them. */
#include "emit_internal.h"

static void share_prepare(struct emitter *e, struct breaker *b) {
    (void)e;
    b->row = b->kept;
}

static void share_state(struct emitter *e, const struct breaker *b) { cw_line(&e->types, "kq_rows %ss;", b->name); }

static void share_open(struct emitter *e, const struct breaker *b) {
    cw_line(&e->tail, "kq_rows_init(&s->%ss, x->state, sizeof(struct %s%s_row));", b->name, e->o->prefix, b->name);
}

static void share_sink(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    for (size_t i = 0; i < b->row.n; i++) scope_need_column(s, b->row.cols[i]);
    scope_compute(s);
    s->line = 0;
    s->uses_state = true;
    if (b->row.n == 0) {
        scope_statement(s, "(void)kq_rows_push(&s->%ss);", b->name);
        return;
    }
    s->uses_x = true;
    scope_statement(s, "struct %s%s_row *row = kq_rows_push(&s->%ss);", e->o->prefix, b->name, b->name);
    for (size_t i = 0; i < b->row.n; i++)
        scope_statement(s, "row->%s = kq_keep_%s(x->state, %s);", b->row.fields[i], c_suffix(b->row.cols[i]->type),
                        scope_value(s, b->row.cols[i]));
}

static void share_merge(struct emitter *e, const struct breaker *b) {
    cw_line(&e->tail, "kq_rows_append(&s->%ss, &o->%ss, UINT64_MAX);", b->name, b->name);
    cw_line(&e->tail, "kq_rows_free(&o->%ss);", b->name);
}

static void share_free(struct emitter *e, const struct breaker *b, const char *state) {
    cw_line(&e->tail, "kq_rows_free(&%s->%ss);", state, b->name);
}

static const char *read_parameter(struct emitter *e, const struct breaker *b) {
    return fmt(e, "const struct %s%s_row *in", e->o->prefix, breaker_of(e, b->op->shared)->name);
}

static void read_bind(struct scope *s, const struct breaker *b) {
    const struct breaker *share = breaker_of(s->e, b->op->shared);
    for (size_t i = 0; i < b->row.n; i++)
        for (size_t k = 0; k < b->op->col_count; k++)
            if (b->op->cols[k] == b->row.cols[i])
                scope_bind_ready(s, b->row.cols[i], fmt(s->e, "in->%s", shape_field(&share->row, b->op->from[k])));
}

static const char *read_describe(const struct pipeline *p) { return (void)p, "each row of the shared table"; }

static void read_finish(struct emitter *e, const struct breaker *b, const char *function) {
    struct cwriter *w = &e->tail;
    const char *share = breaker_of(e, b->op->shared)->name;
    cw_open(w, "for (size_t i = 0; i < s->%ss.count; i++) {", share);
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(w, "%s(x, s, kq_rows_at(&s->%ss, i));", function, share);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
}

const struct op_writer share_writer = {
    .name = "shared",
    .prepare = share_prepare,
    .state = share_state,
    .open = share_open,
    .sink = share_sink,
    .merge = share_merge,
    .free = share_free,
};

const struct op_writer read_writer = {
    .name = "read",
    .bind = read_bind,
    .parameter = read_parameter,
    .describe = read_describe,
    .finish = read_finish,
};
