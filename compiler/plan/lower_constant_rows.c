/* Rows that are known when the query is compiled: a datatable or a print, and what where, extend and project make of
 * it. A list that stands in the query is then as good as one that is written out: no state, and needles. */
#include "lower.h"
#include "px.h"

enum { MOST_STEPS = 200000, MOST_OPERATORS = 64 };

struct row {
    struct lowering *l;
    VEC(const struct column *) cols;
    px_list values;
};

static void set(struct row *r, const struct column *c, struct px *value) {
    VEC_PUSH(r->l->arena, &r->cols, c);
    VEC_PUSH(r->l->arena, &r->values, value);
}

static struct px *get(void *row, struct column *c) {
    const struct row *r = row;
    for (size_t i = r->cols.n; i-- > 0;)
        if (r->cols.v[i] == c) return r->values.v[i];
    return NULL;
}

/* NULL: not a constant. */
static struct px *value_of(struct row *r, struct px *e) {
    struct px *v = px_folded(r->l->arena, px_rewrite(r->l->arena, e, get, r));
    return v->kind == PX_CONST ? v : NULL;
}

enum outcome { PASSES, DROPPED, UNKNOWN };

static enum outcome step(struct row *r, const struct plan_op *op) {
    if (op->kind == PO_WHERE) {
        const struct px *v = value_of(r, op->predicate);
        return !v ? UNKNOWN : px_is_true(v) ? PASSES : DROPPED;
    }
    px_list values = {0};
    for (size_t i = 0; i < op->def_count; i++) VEC_PUSH(r->l->arena, &values, value_of(r, op->defs[i].expr));
    for (size_t i = 0; i < op->def_count; i++)
        if (values.v[i]) set(r, op->defs[i].col, values.v[i]);
    return PASSES;
}

static enum outcome run(struct row *r, const struct plan_op *source, size_t at, const struct plan_op *const *ops,
                        size_t n) {
    r->cols.n = r->values.n = 0;
    if (source->kind == PO_ROW) {
        step(r, source);
    } else {
        for (size_t i = 0; i < source->table_col_count; i++) {
            struct px *v = ARENA_NEW(r->l->arena, struct px);
            *v = (struct px){.kind = PX_CONST, .type = source->table_cols[i]->type, .span = source->span};
            v->value = *source->values[at * source->table_col_count + i];
            set(r, source->table_cols[i], v);
        }
    }
    enum outcome out = PASSES;
    while (n > 0 && out == PASSES) out = step(r, ops[--n]);
    return out;
}

bool lower_constant_rows(struct lowering *l, const struct plan_op *op, struct column *c, size_t most, px_list *out) {
    const struct plan_op *ops[MOST_OPERATORS];
    size_t n = 0;
    while (op->kind == PO_WHERE || op->kind == PO_EXTEND || op->kind == PO_PROJECT) {
        if (n == MOST_OPERATORS) return false;
        ops[n++] = op;
        op = op->input;
    }
    if (l->failed || (op->kind != PO_VALUES && op->kind != PO_ROW)) return false;
    const size_t rows = op->kind == PO_ROW ? 1 : op->row_count;
    if (rows * (n + 1) > MOST_STEPS) return false;
    struct row r = {.l = l};
    for (size_t i = 0; i < rows && out->n < most; i++) {
        enum outcome o = run(&r, op, i, ops, n);
        struct px *v = o == PASSES ? get(&r, c) : NULL;
        if (o == UNKNOWN || (o == PASSES && !v)) return false;
        if (v) VEC_PUSH(l->arena, out, v);
    }
    return true;
}
