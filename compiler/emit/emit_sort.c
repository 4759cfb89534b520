/* sort, top and take: rows are kept until their input has ended. A sort keeps all of them and orders them then; top
 * keeps the first ones of the order, and a row that is not among them computes nothing but its order columns; take
 * keeps the first ones that come. */
#include "emit_internal.h"

#include <inttypes.h>

static bool is_top(const struct breaker *b) { return b->op->limited && b->op->order_count > 0; }

void sort_prepare(struct emitter *e, struct breaker *b, unsigned number) {
    b->sort = fmt(e, "sort_%u", number);
    for (size_t i = 0; i < e->plan->pipeline_count; i++) {
        const struct pipeline *p = e->plan->pipelines[i];
        if (p->sink_op == b->op && p->sink == SINK_SORT) b->kept = shape_make(e->a, p->sink_cols, p->sink_count);
    }
}

/* Rows of a top are replaced again and again. */
static bool has_room(const struct breaker *b, size_t i) {
    kq_type t = b->kept.cols[i]->type;
    return is_top(b) && (t == KQ_T_STRING || t == KQ_T_DYNAMIC);
}

void sort_types(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->types;
    cw_blank(w);
    cw_open(w, "struct %s%s_row {", e->o->prefix, b->sort);
    for (size_t i = 0; i < b->kept.n; i++) {
        cw_line(w, "%s %s;", c_type(b->kept.cols[i]->type), b->kept.fields[i]);
        if (has_room(b, i)) cw_line(w, "kq_room room_of_%s;", b->kept.fields[i]);
    }
    if (b->kept.n == 0) cw_line(w, "char unused;");
    cw_close(w, ";");
}

void sort_state(struct emitter *e, const struct breaker *b) {
    cw_line(&e->types, "%s %ss;", is_top(b) ? "kq_top" : "kq_rows", b->sort);
}

void sort_order(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->functions;
    const struct plan_op *op = b->op;
    if (op->order_count == 0) return;
    const char *type = fmt(e, "const struct %s%s_row *const", e->o->prefix, b->sort);
    cw_blank(w);
    cw_open(w, "static int %s%s_order(const void *left, const void *right) {", e->o->prefix, b->sort);
    cw_line(w, "%s a = left;", type);
    cw_line(w, "%s b = right;", type);
    for (size_t i = 0; i < op->order_count; i++) {
        const struct po_order *o = &op->order[i];
        const char *field = shape_field(&b->kept, o->col);
        const char *how =
            fmt(e, "%s%s", o->descending ? "KQ_DESCENDING" : "KQ_ASCENDING", o->nulls_first ? " | KQ_NULLS_FIRST" : "");
        const char *value = fmt(e, "kq_order_%s(a->%s, b->%s, %s)", c_suffix(o->col->type), field, field, how);
        if (i + 1 == op->order_count) {
            cw_line(w, i == 0 ? "return %s;" : "return c != 0 ? c : %s;", value);
        } else if (i == 0) {
            cw_line(w, "int c = %s;", value);
        } else {
            cw_line(w, "if (c == 0) c = %s;", value);
        }
    }
    cw_close(w, "");
}

void sort_open(struct emitter *e, const struct breaker *b) {
    const char *prefix = e->o->prefix, *type = fmt(e, "struct %s%s_row", prefix, b->sort);
    if (is_top(b))
        cw_line(&e->tail, "kq_top_init(&s->%ss, x->state, sizeof(%s), UINT64_C(%" PRIu64 "), %s%s_order);", b->sort,
                type, b->op->limit, prefix, b->sort);
    else
        cw_line(&e->tail, "kq_rows_init(&s->%ss, x->state, sizeof(%s));", b->sort, type);
}

static void need(struct scope *s, const struct breaker *b, bool order_only) {
    for (size_t i = 0; order_only && i < b->op->order_count; i++) scope_need_column(s, b->op->order[i].col);
    for (size_t i = 0; !order_only && i < b->kept.n; i++) scope_need_column(s, b->kept.cols[i]);
    scope_compute(s);
}

static void enter_top(struct scope *s, const struct breaker *b, const char *type) {
    need(s, b, true);
    scope_stage(s, b->op);
    cw_open(&s->body, "const %s candidate = {", type);
    for (size_t i = 0; i < b->kept.n; i++)
        for (size_t k = 0; k < b->op->order_count; k++) {
            if (b->op->order[k].col != b->kept.cols[i]) continue;
            cw_line(&s->body, ".%s = %s,", b->kept.fields[i], scope_value(s, b->kept.cols[i]));
            break; /* a column may stand in the order twice */
        }
    cw_close(&s->body, ";");
    s->line = 0;
    scope_statement(s, "%s *row = kq_top_enter(&s->%ss, &candidate);", type, b->sort);
    scope_statement(s, "if (row == NULL) return;");
    need(s, b, false);
}

void sort_sink(struct scope *s, const struct breaker *b) {
    struct emitter *e = s->e;
    const char *type = fmt(e, "struct %s%s_row", e->o->prefix, b->sort);
    if (b->op->limited && b->op->limit == 0) return;
    s->uses_state = true;
    if (is_top(b)) {
        enter_top(s, b, type);
    } else {
        if (b->op->limited) {
            scope_stage(s, b->op);
            s->line = 0;
            scope_statement(s, "if (s->%ss.count >= UINT64_C(%" PRIu64 ")) return;", b->sort, b->op->limit);
        }
        need(s, b, false);
        scope_stage(s, b->op);
        s->line = 0;
        if (b->kept.n == 0) {
            scope_statement(s, "(void)kq_rows_push(&s->%ss);", b->sort);
            return;
        }
        scope_statement(s, "%s *row = kq_rows_push(&s->%ss);", type, b->sort);
    }
    s->uses_x = true;
    s->line = 0;
    for (size_t i = 0; i < b->kept.n; i++) {
        const char *field = b->kept.fields[i], *value = scope_value(s, b->kept.cols[i]);
        const char *suffix = c_suffix(b->kept.cols[i]->type);
        if (has_room(b, i))
            scope_statement(s, "row->%s = kq_rekeep_%s(x->state, &row->room_of_%s, %s);", field, suffix, field, value);
        else
            scope_statement(s, "row->%s = kq_keep_%s(x->state, %s);", field, suffix, value);
    }
    if (is_top(b)) scope_statement(s, "kq_top_settle(&s->%ss);", b->sort);
}

void sort_bind(struct scope *s, const struct breaker *b) {
    for (size_t i = 0; i < b->kept.n; i++) scope_bind_ready(s, b->kept.cols[i], fmt(s->e, "in->%s", b->kept.fields[i]));
}

void sort_finish(struct emitter *e, const struct breaker *b, const char *function) {
    struct cwriter *w = &e->tail;
    const char *row = fmt(e, "kq_rows_at(&s->%ss, i)", b->sort);
    if (b->op->order_count > 0) {
        row = fmt(e, "%s_rows[i]", b->sort);
        if (is_top(b))
            cw_line(w, "void *const *const %s_rows = kq_top_sorted(x->state, &s->%ss);", b->sort, b->sort);
        else
            cw_line(w, "void *const *const %s_rows = kq_rows_sorted(x->state, &s->%ss, %s%s_order);", b->sort, b->sort,
                    e->o->prefix, b->sort);
    }
    cw_open(w, "for (size_t i = 0; i < s->%ss.count; i++) {", b->sort);
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    cw_line(w, "%s(x, s, %s);", function, row);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
}

void sort_merge(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    if (is_top(b)) {
        cw_line(w, "kq_top_merge(&s->%ss, &o->%ss);", b->sort, b->sort);
    } else {
        const char *limit = b->op->limited ? fmt(e, "UINT64_C(%" PRIu64 ")", b->op->limit) : "UINT64_MAX";
        cw_line(w, "kq_rows_append(&s->%ss, &o->%ss, %s);", b->sort, b->sort, limit);
    }
}

void sort_free(struct emitter *e, const struct breaker *b, const char *state) {
    cw_line(&e->tail, "%s(&%s->%ss);", is_top(b) ? "kq_top_free" : "kq_rows_free", state, b->sort);
}
