/* Pass "fold": evaluates what does not depend on a record, through the same C functions that the detector would call,
 * so that compile time and run time cannot disagree. Needs: a lowered plan. Leaves: the same rows. */
#include "px.h"

#include "dyn.h"

#include <string.h>

struct folder {
    struct arena *arena;
    kq_ctx x; /* both arenas of it are the same scratch one */
};

/* ---- results move from the scratch arena into the rule's */

static kq_str keep_text(struct arena *a, kq_str s) {
    if (s.n == 0) return (kq_str){"", 0};
    return (kq_str){arena_strndup(a, s.p, s.n), s.n};
}

static kq_dyn keep_dynamic(struct arena *a, kq_dyn d) {
    switch (d.tag) {
    case KQ_DYN_STRING:
    case KQ_DYN_JSON: d.u.s = keep_text(a, d.u.s); return d;
    case KQ_DYN_ARRAY: {
        kq_dyn *items = ARENA_ARRAY(a, kq_dyn, d.n);
        for (uint32_t i = 0; i < d.n; i++) items[i] = keep_dynamic(a, d.u.items[i]);
        d.u.items = items;
        return d;
    }
    case KQ_DYN_BAG: {
        kq_member *members = ARENA_ARRAY(a, kq_member, d.n);
        for (uint32_t i = 0; i < d.n; i++) {
            members[i].key = keep_text(a, d.u.members[i].key);
            members[i].value = keep_dynamic(a, d.u.members[i].value);
        }
        d.u.members = members;
        return d;
    }
    case KQ_DYN_NULL:
    case KQ_DYN_BOOL:
    case KQ_DYN_LONG:
    case KQ_DYN_REAL:
    case KQ_DYN_DATETIME:
    case KQ_DYN_TIMESPAN:
    case KQ_DYN_GUID: return d;
    }
    return d;
}

static struct px *constant(struct folder *f, const struct px *at, kq_value v) {
    struct px *e = ARENA_NEW(f->arena, struct px);
    e->kind = PX_CONST;
    e->type = at->type;
    e->span = at->span;
    e->value = v;
    if (v.type == KQ_T_STRING) e->value.u.s = keep_text(f->arena, v.u.s);
    if (v.type == KQ_T_DYNAMIC) e->value.u.d = keep_dynamic(f->arena, v.u.d);
    return e;
}

static bool is_null(const kq_value *v) {
    if (v->type == KQ_T_STRING) return v->u.s.n == 0; /* what coalesce takes for null (docs: coalesce-function) */
    if (v->type == KQ_T_DYNAMIC) return v->u.d.tag == KQ_DYN_NULL;
    return v->null;
}

/* ---- sizes: a constant stands in the detector's source, where range(1, 1000000) is worked out faster than compiled */

enum { MAX_FOLDED = 64 << 10 };

/* About as many bytes as the value's JSON has. */
static size_t dynamic_size(const kq_dyn *d) {
    size_t size = 2;
    switch (d->tag) {
    case KQ_DYN_STRING:
    case KQ_DYN_JSON: return size + d->u.s.n;
    case KQ_DYN_ARRAY:
        for (uint32_t i = 0; i < d->n; i++) size += dynamic_size(&d->u.items[i]);
        return size;
    case KQ_DYN_BAG:
        for (uint32_t i = 0; i < d->n; i++) size += d->u.members[i].key.n + 2 + dynamic_size(&d->u.members[i].value);
        return size;
    default: return 8;
    }
}

static size_t value_size(const kq_value *v) {
    return v->type == KQ_T_STRING ? v->u.s.n : v->type == KQ_T_DYNAMIC ? dynamic_size(&v->u.d) : 8;
}

/* What a function of one argument makes no larger, such as parse_json of a long literal, the query has itself. */
static bool is_small(const struct px *e, const kq_value *result) {
    const size_t size = value_size(result);
    return size <= MAX_FOLDED || (e->n == 1 && size <= value_size(&e->args[0]->value) + 2);
}

/* ---- one kind of expression each; children are folded already */

static bool all_constant(const struct px *e) {
    for (size_t i = 0; i < e->n; i++) {
        if (e->args[i]->kind != PX_CONST) return false;
    }
    return true;
}

/* The type that the row's C function takes for argument i. */
static kq_type param_type(const struct px *e, size_t i) {
    const struct catalog_row *r = e->row;
    size_t k = i;
    if (r->shape == SHAPE_VARIADIC || r->shape == SHAPE_LIST) k = 0;
    if (r->shape == SHAPE_PAIRS) return KQ_T_DYNAMIC; /* keys are boxed as well */
    return k < r->param_count ? cat_param_type(r->params[k]) : KQ_T_NONE;
}

static struct px *fold_by_calling(struct folder *f, struct px *e) {
    const struct catalog_row *r = e->row;
    if (!r->fold || (r->family == CAT_FUNCTION && r->effects != EFFECTS_PURE) || !all_constant(e)) return e;
    kq_value *values = ARENA_ARRAY(f->arena, kq_value, e->n + 1);
    for (size_t i = 0; i < e->n; i++) {
        values[i] = e->args[i]->value;
        values[i].type = e->args[i]->type;
        if (values[i].type != param_type(e, i)) return e; /* the thunk reads exactly that type */
    }
    kq_mark mark = kq_arena_mark(f->x.row);
    kq_value v = r->fold(&f->x, values, e->n);
    /* what is too large for an answer is counted and told by the run */
    struct px *result = v.type == e->type && is_small(e, &v) && f->x.too_large == 0 ? constant(f, e, v) : e;
    f->x.too_large = 0;
    kq_arena_release(f->x.row, mark);
    return result;
}

static bool is_bool_constant(const struct px *e, bool v) {
    return e->kind == PX_CONST && e->type == KQ_T_BOOL && !e->value.null && e->value.u.b == v;
}

/* Kleene: false and x is false, true and x is x, also when x is null (kql.md 2.2). A null side decides nothing. */
static struct px *fold_logical(struct px *e, bool neutral) {
    for (size_t i = 0; i < 2; i++) {
        if (is_bool_constant(e->args[i], neutral)) return e->args[1 - i];
        if (is_bool_constant(e->args[i], !neutral)) return e->args[i];
    }
    return e;
}

static struct px *fold_case(struct px *e) {
    size_t n = 0;
    for (size_t i = 0; i + 1 < e->n; i += 2) {
        struct px *condition = e->args[i];
        if (px_is_true(condition)) {
            e->args[n++] = e->args[i + 1]; /* the new else */
            e->n = n;
            return n == 1 ? e->args[0] : e;
        }
        if (condition->kind == PX_CONST) continue; /* false or null: never chosen */
        e->args[n++] = condition;
        e->args[n++] = e->args[i + 1];
    }
    e->args[n++] = e->args[e->n - 1];
    e->n = n;
    return n == 1 ? e->args[0] : e;
}

static struct px *fold_coalesce(struct px *e) {
    size_t n = 0;
    for (size_t i = 0; i < e->n; i++) {
        struct px *arg = e->args[i];
        bool last = i + 1 == e->n;
        if (arg->kind == PX_CONST && !last && is_null(&arg->value)) continue;
        e->args[n++] = arg;
        /* an empty text inside a dynamic may count as null: only typed constants end the list */
        if (arg->kind == PX_CONST && arg->type != KQ_T_DYNAMIC && !is_null(&arg->value)) break;
    }
    e->n = n;
    return n == 1 ? e->args[0] : e;
}

/* lhs in (dynamic(["a","b"])) on text: the items stand at compile time, so they become a plain list, which the emitter
 * makes a static table and the needle pass can read. */
static struct px *fold_list_dynamic(struct folder *f, struct px *e) {
    struct px *items = e->args[1];
    if (items->kind != PX_CONST || items->type != KQ_T_DYNAMIC || e->row->params[0] != P_STRING) return e;
    kq_dyn d = items->value.u.d;
    kq_mark mark = kq_arena_mark(f->x.row);
    if (d.tag == KQ_DYN_JSON) d = kq_dyn_expand(f->x.row, d);
    bool texts = d.tag == KQ_DYN_ARRAY && d.n > 0;
    for (uint32_t i = 0; texts && i < d.n; i++) texts = d.u.items[i].tag == KQ_DYN_STRING;
    struct px *list = e;
    if (texts) {
        list = ARENA_NEW(f->arena, struct px);
        *list = *e;
        list->kind = PX_LIST;
        list->n = (size_t)d.n + 1;
        list->args = ARENA_ARRAY(f->arena, struct px *, list->n);
        list->args[0] = e->args[0];
        for (uint32_t i = 0; i < d.n; i++) {
            struct px *item = constant(f, items, kq_box_string(d.u.items[i].u.s));
            item->type = KQ_T_STRING;
            list->args[i + 1] = item;
        }
    }
    kq_arena_release(f->x.row, mark);
    return list;
}

static struct px *fold(struct folder *f, struct px *e) {
    if (e->n > 0) { /* expressions may be shared: work on a copy */
        struct px *copy = ARENA_NEW(f->arena, struct px);
        *copy = *e;
        copy->args = ARENA_ARRAY(f->arena, struct px *, e->n);
        for (size_t i = 0; i < e->n; i++) copy->args[i] = fold(f, e->args[i]);
        e = copy;
    }
    switch (e->kind) {
    case PX_CONST:
    case PX_COL: return e;
    case PX_CALL:
        if (e->n == 2 && px_is_op(e, "and")) {
            struct px *r = fold_logical(e, true);
            if (r != e) return r;
        }
        if (e->n == 2 && px_is_op(e, "or")) {
            struct px *r = fold_logical(e, false);
            if (r != e) return r;
        }
        return fold_by_calling(f, e);
    case PX_CASE: return fold_case(e);
    case PX_COALESCE: return fold_coalesce(e);
    case PX_LIST: return fold_by_calling(f, e);
    case PX_LIST_DYN: {
        struct px *list = fold_list_dynamic(f, e);
        return list->kind == PX_LIST ? fold_by_calling(f, list) : list;
    }
    }
    return e;
}

static void fold_expr(void *folder, struct px **e) { *e = fold(folder, *e); }

static struct plan_op *fold_op(struct folder *f, struct plan_op *op);
static void fold_input(void *folder, struct plan_op **input) { *input = fold_op(folder, *input); }

static struct plan_op *fold_op(struct folder *f, struct plan_op *op) {
    po_each_input(op, fold_input, f);
    po_each_expr(op, fold_expr, f);
    /* `where false` stays: it yields no rows, which `summarize` without keys still turns into one */
    if (op->kind == PO_WHERE && px_is_true(op->predicate)) return op->input;
    return op;
}

static struct folder folder_in(struct arena *a, kq_arena *scratch) {
    return (struct folder){
        .arena = a,
        .x = {.row = scratch, .state = scratch, .window_start = INT64_MIN, .window_end = INT64_MAX},
    };
}

struct px *px_folded(struct arena *a, struct px *e) {
    kq_arena *scratch = kq_arena_new();
    struct folder f = folder_in(a, scratch);
    e = fold(&f, e);
    kq_arena_free(scratch);
    return e;
}

void opt_fold(struct arena *a, struct plan *p) {
    kq_arena *scratch = kq_arena_new();
    struct folder f = folder_in(a, scratch);
    p->root = fold_op(&f, p->root);
    kq_arena_free(scratch);
}
