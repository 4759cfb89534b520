/* Window functions: rows are kept until their input has ended; then each gets its values, in one go through them. */
#include "emit_internal.h"

#include <string.h>

/* An argument's value in the kept row `row`. */
static const char *argument(struct emitter *e, const struct breaker *b, const struct po_window *w, size_t i,
                            const char *row) {
    const struct px *arg = b->op->exprs[w->first + i];
    if (arg->kind == PX_CONST) return emit_const(e, &arg->value);
    return fmt(e, "%s->%s", row, shape_field(&b->kept, arg->col));
}

static bool looks_beside(const struct po_window *w) {
    return w->row->special == SPECIAL_PREV || w->row->special == SPECIAL_NEXT;
}

static bool is_rank(const struct po_window *w) {
    return w->row->special == SPECIAL_ROW_RANK_DENSE || w->row->special == SPECIAL_ROW_RANK_MIN;
}

static const char *state_type(struct emitter *e, const struct breaker *b, size_t i) {
    switch (b->op->windows[i].row->special) {
    case SPECIAL_ROW_NUMBER: return "kq_row_number";
    case SPECIAL_ROW_CUMSUM: return fmt(e, "kq_%s", c_suffix(b->op->outs[i]->type));
    case SPECIAL_ROW_WINDOW_SESSION: return "kq_row_session";
    default: return "kq_row_rank";
    }
}

/* Statements in front of the row: the row that prev and next look at, whether a rank's term is the one before. */
static void put_row_of(struct emitter *e, const struct breaker *b, size_t i) {
    struct cwriter *w = &e->tail;
    const struct po_window *window = &b->op->windows[i];
    if (looks_beside(window)) {
        cw_line(w, "const struct %s%s_kept *const beside_%zu = kq_rows_beside(&s->%ss, i, %s, %s);", e->o->prefix,
                b->name, i, b->name, argument(e, b, window, 1, "row"),
                window->row->special == SPECIAL_NEXT ? "true" : "false");
    } else if (is_rank(window)) {
        const struct px *term = b->op->exprs[window->first];
        const char *same = term->kind == PX_CONST
                               ? "before != NULL"
                               : fmt(e, "before != NULL && kq_same_%s(%s, %s)", c_suffix(term->type),
                                     argument(e, b, window, 0, "before"), argument(e, b, window, 0, "row"));
        cw_line(w, "const bool same_%zu = %s;", i, same);
    }
}

static const char *value(struct emitter *e, const struct breaker *b, size_t i) {
    const struct po_window *w = &b->op->windows[i];
    switch (w->row->special) {
    case SPECIAL_PREV:
    case SPECIAL_NEXT:
        return fmt(e, "beside_%zu != NULL ? %s : %s", i, argument(e, b, w, 0, fmt(e, "beside_%zu", i)),
                   argument(e, b, w, 2, "row"));
    case SPECIAL_ROW_NUMBER:
        return fmt(e, "kq_row_number_step(&state_%zu, %s, %s)", i, argument(e, b, w, 0, "row"),
                   argument(e, b, w, 1, "row"));
    case SPECIAL_ROW_CUMSUM:
        return fmt(e, "kq_row_cumsum_%s_step(&state_%zu, %s, %s)", c_suffix(b->op->outs[i]->type), i,
                   argument(e, b, w, 0, "row"), argument(e, b, w, 1, "row"));
    case SPECIAL_ROW_WINDOW_SESSION:
        return fmt(e, "kq_row_window_session_step(&state_%zu, %s, %s, %s, %s)", i, argument(e, b, w, 0, "row"),
                   argument(e, b, w, 1, "row"), argument(e, b, w, 2, "row"), argument(e, b, w, 3, "row"));
    default: return fmt(e, "kq_%s_step(&state_%zu, same_%zu, %s)", w->row->name, i, i, argument(e, b, w, 1, "row"));
    }
}

/* Columns of nobody are not computed. */
static bool is_needed(const struct breaker *b, size_t i) { return shape_field(&b->row, b->op->outs[i]) != NULL; }

static bool reads_row(const struct breaker *b) {
    size_t made = 0;
    for (size_t i = 0; i < b->op->out_count; i++) {
        const struct po_window *w = &b->op->windows[i];
        if (!is_needed(b, i)) continue;
        made++;
        for (size_t k = looks_beside(w) ? 1 : 0; k < w->n; k++)
            if (b->op->exprs[w->first + k]->kind != PX_CONST) return true;
    }
    return made < b->row.n;
}

static void put_next_row(struct emitter *e, const struct breaker *b) {
    struct cwriter *w = &e->tail;
    cw_open(w, "const struct %s%s_row next = {", e->o->prefix, b->name);
    for (size_t i = 0; i < b->row.n; i++) {
        size_t out = 0;
        while (out < b->op->out_count && b->op->outs[out] != b->row.cols[i]) out++;
        const char *v =
            out < b->op->out_count ? value(e, b, out) : fmt(e, "row->%s", shape_field(&b->kept, b->row.cols[i]));
        cw_line(w, ".%s = %s,", b->row.fields[i], v);
    }
    if (b->row.n == 0) cw_line(w, "0,");
    cw_close(w, ";");
}

static void window_finish(struct emitter *e, const struct breaker *b, const char *function) {
    struct cwriter *w = &e->tail;
    const struct plan_op *op = b->op;
    bool ranks = false;
    cw_open(w, "{");
    for (size_t i = 0; i < op->out_count; i++) {
        ranks = ranks || (is_needed(b, i) && is_rank(&op->windows[i]));
        if (is_needed(b, i) && !looks_beside(&op->windows[i]))
            cw_line(w, "%s state_%zu = {0};", state_type(e, b, i), i);
    }
    cw_open(w, "for (size_t i = 0; i < s->%ss.count; i++) {", b->name);
    cw_line(w, "const kq_mark m = kq_arena_mark(x->row);");
    if (reads_row(b))
        cw_line(w, "const struct %s%s_kept *const row = kq_rows_at(&s->%ss, i);", e->o->prefix, b->name, b->name);
    if (ranks)
        cw_line(w, "const struct %s%s_kept *const before = i > 0 ? kq_rows_at(&s->%ss, i - 1) : NULL;", e->o->prefix,
                b->name, b->name);
    for (size_t i = 0; i < op->out_count; i++)
        if (is_needed(b, i)) put_row_of(e, b, i);
    put_next_row(e, b);
    cw_line(w, "%s(x, s, &next);", function);
    cw_line(w, "kq_arena_release(x->row, m);");
    cw_close(w, "");
    cw_close(w, "");
}

static const char *window_describe(const struct pipeline *p) { return (void)p, "each row, with those around it"; }

const struct op_writer window_writer = {.name = "window",
                                        .types = kept_types,
                                        .state = kept_state,
                                        .open = kept_open,
                                        .sink = kept_sink,
                                        .describe = window_describe,
                                        .finish = window_finish,
                                        .merge = kept_merge,
                                        .free = kept_free};
