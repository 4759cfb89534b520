/* Runs an optimised plan over a few records, by the book: expressions through the catalogue's own C functions, joins as
 * nested loops. Slow and simple, for tests that compare a plan with itself. Knows count() as the only aggregate. */
#ifndef PLAN_RUN_H
#define PLAN_RUN_H

#include "bound.h"
#include "plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "project.h"
#include "valuetext.h"

struct plan_run {
    struct arena *arena;
    kq_ctx x;
    size_t columns; /* above every column's id */
    size_t (*record_count)(void *context, const struct plan_op *scan);
    /* The record's text, followed by KQ_PADDING bytes; NULL: passed over. */
    const char *(*record)(void *context, const struct plan_op *scan, size_t i, size_t *n);
    void *context;
};

typedef VEC(kq_value *) run_rows; /* each by column id */

static kq_value null_of(kq_type type) {
    kq_value v = {type, true, {.i = 0}};
    if (type == KQ_T_STRING) v = kq_box_string((kq_str){"", 0});
    if (type == KQ_T_DYNAMIC) v = kq_box_dynamic(kq_null_dynamic());
    return v;
}

static kq_value run_expr(struct plan_run *r, const struct px *e, const kq_value *row) {
    if (e->kind == PX_CONST || e->kind == PX_COL) {
        kq_value v = e->kind == PX_CONST ? e->value : row[e->col->id];
        v.type = e->type;
        return v;
    }
    if (e->kind == PX_CASE) {
        size_t i = 0;
        for (; i + 1 < e->n; i += 2) {
            kq_value condition = run_expr(r, e->args[i], row);
            if (!condition.null && condition.u.b) return run_expr(r, e->args[i + 1], row);
        }
        return run_expr(r, e->args[i], row);
    }
    if (e->kind == PX_COALESCE) {
        for (size_t i = 0; i + 1 < e->n; i++) {
            kq_value v = run_expr(r, e->args[i], row);
            bool null = v.type == KQ_T_STRING    ? v.u.s.n == 0
                        : v.type == KQ_T_DYNAMIC ? v.u.d.tag == KQ_DYN_NULL
                                                 : v.null;
            if (!null) return v;
        }
        return run_expr(r, e->args[e->n - 1], row);
    }
    assert_true(e->kind == PX_CALL || e->kind == PX_LIST);
    assert_non_null(e->row->fold);
    kq_value *args = ARENA_ARRAY(r->arena, kq_value, e->n + 1);
    for (size_t i = 0; i < e->n; i++) args[i] = run_expr(r, e->args[i], row);
    kq_value v = e->row->fold(&r->x, args, e->n);
    v.type = e->type;
    return v;
}

static kq_value column_value(kq_ctx *x, kq_type type, const kq_slot *slot) {
    switch (type) {
    case KQ_T_STRING: return kq_box_string(kq_slot_string(x, slot));
    case KQ_T_BOOL: return kq_box_bool(kq_slot_bool(x, slot));
    case KQ_T_INT: return kq_box_int(kq_slot_int(x, slot));
    case KQ_T_LONG: return kq_box_long(kq_slot_long(x, slot));
    case KQ_T_REAL: return kq_box_real(kq_slot_real(x, slot));
    case KQ_T_DATETIME: return kq_box_datetime(kq_slot_datetime(x, slot));
    case KQ_T_TIMESPAN: return kq_box_timespan(kq_slot_timespan(x, slot));
    case KQ_T_DECIMAL: return kq_box_decimal(kq_slot_decimal(x, slot));
    case KQ_T_GUID: return kq_box_guid(kq_slot_guid(x, slot));
    default: return kq_box_dynamic(kq_slot_dynamic(x, slot));
    }
}

static kq_value *new_row(struct plan_run *r, const kq_value *from) {
    kq_value *row = ARENA_ARRAY(r->arena, kq_value, r->columns);
    if (from) memcpy(row, from, r->columns * sizeof *row);
    return row;
}

static void run_scan(struct plan_run *r, const struct plan_op *op, run_rows *out) {
    kq_str *names = ARENA_ARRAY(r->arena, kq_str, op->col_count + 1);
    kq_slot *slots = ARENA_ARRAY(r->arena, kq_slot, op->col_count + 1);
    kq_projector projector;
    for (size_t i = 0; i < op->col_count; i++) names[i] = (kq_str){op->cols[i]->name, strlen(op->cols[i]->name)};
    assert_true(kq_projector_init(&projector, kq_kernels_select(NULL), names, (uint32_t)op->col_count));
    for (size_t i = 0; i < r->record_count(r->context, op); i++) {
        size_t n;
        const char *text = r->record(r->context, op, i, &n);
        if (!text) continue;
        assert_int_equal(kq_project(&projector, text, n, slots), KQ_VALID);
        kq_value *row = new_row(r, NULL);
        for (size_t k = 0; k < op->col_count; k++)
            row[op->cols[k]->id] = column_value(&r->x, op->cols[k]->type, &slots[k]);
        VEC_PUSH(r->arena, out, row);
    }
    kq_projector_free(&projector);
}

/* Values of one group have one text; 0.0 and -0.0 are equal. */
static void put_key(kq_buf *b, kq_value v) {
    if (v.type == KQ_T_REAL && v.u.r == 0) v.u.r = 0;
    kq_put_value_json(b, &v);
    kq_buf_putc(b, '\n');
}

static bool same_text(const kq_buf *a, const kq_buf *b) {
    return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static void run_summarize(struct plan_run *r, const struct plan_op *op, const run_rows *in, run_rows *out) {
    VEC(kq_buf) keys = {0};
    if (op->def_count == 0) VEC_PUSH(r->arena, out, new_row(r, NULL));
    for (size_t i = 0; i < in->n; i++) {
        kq_buf key = {0};
        kq_value *group = new_row(r, NULL);
        for (size_t k = 0; k < op->def_count; k++) {
            kq_value v = run_expr(r, op->defs[k].expr, in->v[i]);
            group[op->defs[k].col->id] = v;
            put_key(&key, v);
        }
        size_t at = 0;
        while (at < keys.n && !same_text(&keys.v[at], &key)) at++;
        if (op->def_count > 0 && at == keys.n) {
            VEC_PUSH(r->arena, &keys, key);
            VEC_PUSH(r->arena, out, group);
        } else {
            kq_buf_free(&key);
        }
        for (size_t k = 0; k < op->agg_count; k++) {
            assert_string_equal(op->aggs[k].row->name, "count");
            out->v[at][op->aggs[k].outs[0]->id].u.i++;
        }
    }
    for (size_t i = 0; i < keys.n; i++) kq_buf_free(&keys.v[i]);
    for (size_t i = 0; i < out->n; i++) {
        for (size_t k = 0; k < op->agg_count; k++) out->v[i][op->aggs[k].outs[0]->id].type = KQ_T_LONG;
    }
}

static bool is_null_value(const kq_value *v) {
    return v->type == KQ_T_DYNAMIC ? v->u.d.tag == KQ_DYN_NULL : v->type != KQ_T_STRING && v->null;
}

static bool keys_match(const struct plan_op *op, const kq_value *left, const kq_value *right) {
    for (size_t i = 0; i < op->key_count; i++) {
        const kq_value *a = &left[op->keys[i].left->id], *b = &right[op->keys[i].right->id];
        if (is_null_value(a) || is_null_value(b)) return false;
        kq_buf ka = {0}, kb = {0};
        put_key(&ka, *a);
        put_key(&kb, *b);
        bool same = same_text(&ka, &kb);
        kq_buf_free(&ka);
        kq_buf_free(&kb);
        if (!same) return false;
    }
    return true;
}

/* The same left keys? */
static bool left_keys_equal(const struct plan_op *op, const kq_value *a, const kq_value *b) {
    for (size_t i = 0; i < op->key_count; i++) {
        kq_buf ka = {0}, kb = {0};
        put_key(&ka, a[op->keys[i].left->id]);
        put_key(&kb, b[op->keys[i].left->id]);
        bool same = same_text(&ka, &kb);
        kq_buf_free(&ka);
        kq_buf_free(&kb);
        if (!same) return false;
    }
    return true;
}

static void put_joined(struct plan_run *r, const struct plan_op *op, const kq_value *left, const kq_value *right,
                       run_rows *out) {
    kq_value *row = new_row(r, NULL);
    for (size_t i = 0; i < op->col_count; i++) {
        const kq_value *from = op->join_left[i] ? left : right;
        row[op->cols[i]->id] = from ? from[op->join_from[i]->id] : null_of(op->cols[i]->type);
    }
    VEC_PUSH(r->arena, out, row);
}

static void run_join(struct plan_run *r, const struct plan_op *op, const run_rows *left, const run_rows *right,
                     run_rows *out) {
    enum join_kind kind = op->join_kind;
    bool pairs = kind == JOIN_INNER || kind == JOIN_INNERUNIQUE || kind == JOIN_LEFTOUTER || kind == JOIN_RIGHTOUTER ||
                 kind == JOIN_FULLOUTER;
    bool *matched = ARENA_ARRAY(r->arena, bool, right->n + 1);
    for (size_t i = 0; i < left->n; i++) {
        bool any = false, probed = false;
        for (size_t k = 0; k < i && kind == JOIN_INNERUNIQUE; k++)
            probed = probed || left_keys_equal(op, left->v[i], left->v[k]);
        for (size_t k = 0; k < right->n && !probed; k++) {
            if (!keys_match(op, left->v[i], right->v[k])) continue;
            if (pairs) put_joined(r, op, left->v[i], right->v[k], out);
            any = matched[k] = true;
        }
        bool alone = (kind == JOIN_LEFTOUTER || kind == JOIN_FULLOUTER || kind == JOIN_LEFTANTI) && !any;
        if (alone || (kind == JOIN_LEFTSEMI && any)) put_joined(r, op, left->v[i], NULL, out);
    }
    for (size_t k = 0; k < right->n; k++) {
        bool alone = (kind == JOIN_RIGHTOUTER || kind == JOIN_FULLOUTER || kind == JOIN_RIGHTANTI) && !matched[k];
        if (alone || (kind == JOIN_RIGHTSEMI && matched[k])) put_joined(r, op, NULL, right->v[k], out);
    }
}

static run_rows run_op(struct plan_run *r, const struct plan_op *op) {
    run_rows in = {0}, right = {0}, out = {0};
    if (op->input) in = run_op(r, op->input);
    if (op->right) right = run_op(r, op->right);
    switch (op->kind) {
    case PO_SCAN: run_scan(r, op, &out); break;
    case PO_WHERE:
        for (size_t i = 0; i < in.n; i++) {
            kq_value v = run_expr(r, op->predicate, in.v[i]);
            if (!v.null && v.u.b) VEC_PUSH(r->arena, &out, in.v[i]);
        }
        break;
    case PO_EXTEND:
    case PO_PROJECT:
        for (size_t i = 0; i < in.n; i++) {
            kq_value *row = new_row(r, in.v[i]);
            for (size_t k = 0; k < op->def_count; k++)
                row[op->defs[k].col->id] = run_expr(r, op->defs[k].expr, in.v[i]);
            VEC_PUSH(r->arena, &out, row);
        }
        break;
    case PO_SUMMARIZE: run_summarize(r, op, &in, &out); break;
    case PO_JOIN: run_join(r, op, &in, &right, &out); break;
    case PO_SORT: /* by the book but for the order, which is the input's */
        for (size_t i = 0; i < in.n && (!op->limited || i < op->limit); i++) VEC_PUSH(r->arena, &out, in.v[i]);
        break;
    default: fail_msg("an operator that this does not run");
    }
    return out;
}

/* The result, a line for each row. */
static kq_buf run_plan(struct plan_run *r, const struct plan *p) {
    run_rows rows = run_op(r, p->root);
    kq_buf b = {0};
    for (size_t i = 0; i < rows.n; i++) {
        for (size_t k = 0; k < p->result_count; k++) {
            kq_put_value_json(&b, &rows.v[i][p->result[k]->id]);
            kq_buf_putc(&b, ' ');
        }
        kq_buf_putc(&b, '\n');
    }
    return b;
}

#endif
