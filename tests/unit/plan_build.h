/* Builds small plans by hand for the unit tests of the plan's passes. Everything lives in one arena. */
#ifndef PLAN_BUILD_H
#define PLAN_BUILD_H

#include "plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena *A;
static uint32_t next_id;

static __attribute__((unused)) int plan_setup(void **state) {
    (void)state;
    A = arena_new();
    next_id = 0;
    return 0;
}
static __attribute__((unused)) int plan_teardown(void **state) {
    (void)state;
    arena_free(A);
    return 0;
}

static __attribute__((unused)) struct column *col(const char *name, kq_type type) {
    struct column *c = ARENA_NEW(A, struct column);
    c->id = next_id++;
    c->name = intern_s(name);
    c->type = type;
    return c;
}
static __attribute__((unused)) struct px *use(struct column *c) {
    struct px *e = ARENA_NEW(A, struct px);
    e->kind = PX_COL;
    e->type = c->type;
    e->col = c;
    return e;
}
static __attribute__((unused)) struct px *value(kq_value v) {
    struct px *e = ARENA_NEW(A, struct px);
    e->kind = PX_CONST;
    e->type = v.type;
    e->value = v;
    return e;
}
static __attribute__((unused)) struct px *text(const char *s) { return value(kq_box_string((kq_str){s, strlen(s)})); }
static __attribute__((unused)) struct px *number(int64_t v) { return value(kq_box_long(kq_mk_long(v))); }
static __attribute__((unused)) struct px *truth(bool v) { return value(kq_box_bool(kq_mk_bool(v))); }
static __attribute__((unused)) struct px *null_bool(void) { return value(kq_box_bool(kq_null_bool())); }

/* A call of the first overload whose parameter types are the arguments' own. */
static struct px *call_in(enum cat_family family, enum px_kind kind, const char *name, size_t n, va_list list) {
    struct px *e = ARENA_NEW(A, struct px);
    e->kind = kind;
    e->n = n;
    e->args = ARENA_ARRAY(A, struct px *, n);
    for (size_t i = 0; i < n; i++) e->args[i] = va_arg(list, struct px *);
    for (const struct catalog_row *r = catalog_find(family, name); r; r = catalog_next(r)) {
        bool fits = r->shape == SHAPE_LIST ? n > 0 : r->param_count == n || r->shape == SHAPE_VARIADIC;
        for (size_t i = 0; fits && i < n; i++) {
            size_t k = r->shape == SHAPE_LIST || r->shape == SHAPE_VARIADIC ? 0 : i;
            if (kind == PX_LIST_DYN && i > 0) continue;
            fits = cat_param_type(r->params[k]) == e->args[i]->type;
        }
        if (!fits) continue;
        e->row = r;
        e->type = r->shape == SHAPE_LIST ? KQ_T_BOOL : r->ret;
        return e;
    }
    fail_msg("no overload of %s", name);
    return NULL;
}
static __attribute__((unused)) struct px *fn(const char *name, size_t n, ...) {
    va_list list;
    va_start(list, n);
    struct px *e = call_in(CAT_FUNCTION, PX_CALL, name, n, list);
    va_end(list);
    return e;
}
static __attribute__((unused)) struct px *oper(const char *token, size_t n, ...) {
    va_list list;
    va_start(list, n);
    struct px *e = call_in(CAT_OPERATOR, PX_CALL, token, n, list);
    va_end(list);
    return e;
}
static __attribute__((unused)) struct px *in_list(const char *token, size_t n, ...) {
    va_list list;
    va_start(list, n);
    struct px *e = call_in(CAT_OPERATOR, PX_LIST, token, n, list);
    va_end(list);
    return e;
}

static __attribute__((unused)) struct plan_op *op_new(enum po_kind kind, struct plan_op *input) {
    struct plan_op *op = ARENA_NEW(A, struct plan_op);
    op->kind = kind;
    op->input = input;
    if (input) {
        op->cols = ARENA_ARRAY(A, struct column *, input->col_count + 32);
        memcpy(op->cols, input->cols, input->col_count * sizeof *op->cols);
        op->col_count = input->col_count;
    }
    return op;
}
static __attribute__((unused)) struct plan_op *scan(const char *table, size_t n, ...) {
    struct plan_op *op = op_new(PO_SCAN, NULL);
    op->table = table;
    op->cols = ARENA_ARRAY(A, struct column *, n + 1);
    op->col_count = n;
    va_list list;
    va_start(list, n);
    for (size_t i = 0; i < n; i++) op->cols[i] = va_arg(list, struct column *);
    va_end(list);
    return op;
}
static __attribute__((unused)) struct plan_op *where(struct plan_op *in, struct px *e) {
    struct plan_op *op = op_new(PO_WHERE, in);
    op->predicate = e;
    return op;
}
/* n pairs (column, expression) */
static void defs_from(struct plan_op *op, size_t n, va_list list) {
    op->defs = ARENA_ARRAY(A, struct po_def, n + 1);
    op->def_count = n;
    for (size_t i = 0; i < n; i++) {
        op->defs[i].col = va_arg(list, struct column *);
        op->defs[i].expr = va_arg(list, struct px *);
        op->cols[op->col_count++] = op->defs[i].col;
    }
}
static __attribute__((unused)) struct plan_op *extend(struct plan_op *in, size_t n, ...) {
    struct plan_op *op = op_new(PO_EXTEND, in);
    va_list list;
    va_start(list, n);
    defs_from(op, n, list);
    va_end(list);
    return op;
}
static __attribute__((unused)) struct plan_op *project(struct plan_op *in, size_t n, ...) {
    struct plan_op *op = op_new(PO_PROJECT, in);
    op->col_count = 0;
    va_list list;
    va_start(list, n);
    defs_from(op, n, list);
    va_end(list);
    return op;
}
/* limit < 0: all rows; by NULL: as they come */
static __attribute__((unused)) struct plan_op *sort(struct plan_op *in, struct column *by, int limit) {
    struct plan_op *op = op_new(PO_SORT, in);
    op->order = ARENA_ARRAY(A, struct po_order, 1);
    op->order[0] = (struct po_order){by, true, false};
    op->order_count = by != NULL;
    op->limited = limit >= 0;
    op->limit = limit >= 0 ? (uint64_t)limit : 0;
    return op;
}
/* keys as pairs (column, expression); aggregates are added with agg() */
static __attribute__((unused)) struct plan_op *summarize(struct plan_op *in, size_t n, ...) {
    struct plan_op *op = op_new(PO_SUMMARIZE, in);
    op->col_count = 0;
    va_list list;
    va_start(list, n);
    defs_from(op, n, list);
    va_end(list);
    op->aggs = ARENA_ARRAY(A, struct po_agg, 8);
    return op;
}
static __attribute__((unused)) struct po_agg *agg(struct plan_op *op, const char *name, size_t n, ...) {
    struct po_agg *g = &op->aggs[op->agg_count++];
    g->row = catalog_find(CAT_AGGREGATE, name);
    assert_non_null(g->row);
    g->n = n;
    g->args = ARENA_ARRAY(A, struct px *, n + 1);
    g->outs = ARENA_ARRAY(A, struct column *, n + 1);
    g->out_count = n > 0 ? n : 1;
    va_list list;
    va_start(list, n);
    for (size_t i = 0; i < g->out_count; i++) {
        g->outs[i] = va_arg(list, struct column *);
        if (n > 0) g->args[i] = va_arg(list, struct px *);
        op->cols[op->col_count++] = g->outs[i];
    }
    va_end(list);
    return g;
}
/* All columns of both sides come out as new columns of the same name. */
static __attribute__((unused)) struct plan_op *join(struct plan_op *l, struct plan_op *r, enum join_kind kind,
                                                    struct column *lk, struct column *rk) {
    struct plan_op *op = op_new(PO_JOIN, NULL);
    op->input = l;
    op->right = r;
    op->join_kind = kind;
    size_t n = l->col_count + r->col_count;
    op->cols = ARENA_ARRAY(A, struct column *, n + 1);
    op->join_from = ARENA_ARRAY(A, struct column *, n + 1);
    op->join_left = ARENA_ARRAY(A, bool, n + 1);
    bool left_only = kind == JOIN_LEFTSEMI || kind == JOIN_LEFTANTI;
    bool right_only = kind == JOIN_RIGHTSEMI || kind == JOIN_RIGHTANTI;
    for (size_t i = 0; i < n; i++) {
        bool left = i < l->col_count;
        if (left ? right_only : left_only) continue;
        struct column *from = left ? l->cols[i] : r->cols[i - l->col_count];
        op->join_from[op->col_count] = from;
        op->join_left[op->col_count] = left;
        op->cols[op->col_count++] = col(from->name, from->type);
    }
    op->keys = ARENA_ARRAY(A, struct po_key, 1);
    op->keys[0] = (struct po_key){lk, rk};
    op->key_count = 1;
    return op;
}
/* The join's output that takes that input column. */
static __attribute__((unused)) struct column *joined(struct plan_op *op, struct column *from) {
    for (size_t i = 0; i < op->col_count; i++) {
        if (op->join_from[i] == from) return op->cols[i];
    }
    fail();
    return NULL;
}
static __attribute__((unused)) struct plan *plan_of(struct plan_op *root, size_t n, ...) {
    struct plan *p = ARENA_NEW(A, struct plan);
    p->root = root;
    p->next_column = next_id;
    p->result = ARENA_ARRAY(A, struct column *, n + 1);
    p->result_names = ARENA_ARRAY(A, const char *, n + 1);
    p->result_count = n;
    va_list list;
    va_start(list, n);
    for (size_t i = 0; i < n; i++) {
        p->result[i] = va_arg(list, struct column *);
        p->result_names[i] = p->result[i]->name;
    }
    va_end(list);
    return p;
}

#endif
