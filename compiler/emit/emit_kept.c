/* Rows that a BREAKER keeps in the order in which they come: a struct for what the pipeline in front hands over, and a
 * list of them in the state. */
#include "emit_internal.h"

void kept_types(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    cw_blank(w);
    cw_open(w, "struct %s%s_kept {", e->o->prefix, b->name);
    for (size_t i = 0; i < b->kept.n; i++) cw_line(w, "%s %s;", c_type(b->kept.cols[i]->type), b->kept.fields[i]);
    if (b->kept.n == 0) cw_line(w, "char unused;");
    cw_close(w, ";");
}

void kept_state(struct emitter *e, const struct breaker *b) { cw_line(&e->types, "kq_rows %ss;", b->name); }

void kept_open(struct emitter *e, const struct breaker *b) {
    cw_line(&e->tail, "kq_rows_init(&s->%ss, x->state, sizeof(struct %s%s_kept));", b->name, e->o->prefix, b->name);
}

void kept_sink(struct scope *s, const struct breaker *b) {
    for (size_t i = 0; i < b->kept.n; i++) scope_need_column(s, b->kept.cols[i]);
    scope_compute(s);
    scope_stage(s, b->op);
    s->line = 0;
    s->uses_state = true;
    if (b->kept.n == 0) {
        scope_statement(s, "(void)kq_rows_push(&s->%ss);", b->name);
        return;
    }
    s->uses_x = true;
    scope_statement(s, "struct %s%s_kept *row = kq_rows_push(&s->%ss);", s->e->o->prefix, b->name, b->name);
    for (size_t i = 0; i < b->kept.n; i++)
        scope_statement(s, "row->%s = kq_keep_%s(x->state, %s);", b->kept.fields[i], c_suffix(b->kept.cols[i]->type),
                        scope_value(s, b->kept.cols[i]));
}

void kept_merge(struct emitter *e, const struct breaker *b) {
    cw_line(&e->tail, "kq_rows_append(&s->%ss, &o->%ss, UINT64_MAX);", b->name, b->name);
    cw_line(&e->tail, "kq_rows_free(&o->%ss);", b->name);
}

void kept_free(struct emitter *e, const struct breaker *b, const char *state) {
    cw_line(&e->tail, "kq_rows_free(&%s->%ss);", state, b->name);
}
