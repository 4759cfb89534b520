/* Pass "list-flags": `summarize l = make_list(x) ... | where l has_any ("a", "b")` with no other use of the list keeps
 * for each group whether an item has one of the terms, not the items. Needs: prune-columns, which drops uses that
 * nobody reads. Leaves: the same rows.
 *
 * Why the answer is the same. The list is searched as its JSON text, [item,item,...]. A term of ASCII letters and
 * digits alone cannot stand across a comma, a bracket or a quote, so it stands in the list's text, between term
 * boundaries, if and only if it stands so in the text of the list of one of the items. Which items there are (nulls are
 * skipped, the first maxSize count) the aggregate counts as the list does. */
#include "px.h"

#include <kq/agg.h>

#include <string.h>

enum { MAX_FLAGS = 4 }; /* for one list; beyond, the list is cheaper */

struct rewriting {
    struct arena *arena;
    struct plan *plan;
    const struct column *list;
    struct po_agg *of;    /* the list's aggregate */
    size_t flags, others; /* uses of the list */
    bool replace;         /* false: counting */
    struct po_agg new_aggs[MAX_FLAGS];
};

/* ---- what is asked of the list */

static bool is_term(const struct px *e) {
    if (e->kind != PX_CONST || e->type != KQ_T_STRING || e->value.u.s.n == 0) return false;
    for (size_t i = 0; i < e->value.u.s.n; i++) {
        const char c = e->value.u.s.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z')) return false;
    }
    return true;
}

/* tostring(list) has "a", tostring(list) has_any ("a", "b"), has_all */
static bool asks_for_terms(const struct px *e, const struct column *list) {
    bool has = e->kind == PX_CALL && px_is_op(e, "has");
    bool several = e->kind == PX_LIST && (!strcmp(e->row->name, "has_any") || !strcmp(e->row->name, "has_all"));
    if ((!has && !several) || e->n < 2) return false;
    const struct px *text = e->args[0];
    if (!px_is_function(text, "tostring") || text->args[0]->kind != PX_COL || text->args[0]->col != list) return false;
    for (size_t i = 1; i < e->n; i++)
        if (!is_term(e->args[i])) return false;
    return true;
}

/* ---- the flags that answer */

static struct px *constant(struct rewriting *r, kq_type type, struct span span) {
    struct px *e = ARENA_NEW(r->arena, struct px);
    e->kind = PX_CONST;
    e->type = type;
    e->span = span;
    e->value.type = type;
    return e;
}

/* A column that says whether the list has one of the terms. */
static struct px *flag(struct rewriting *r, struct px *const *terms, size_t n, struct span span) {
    struct po_agg *g = &r->new_aggs[r->flags++];
    if (!r->replace) return NULL;
    kq_dyn *items = ARENA_ARRAY(r->arena, kq_dyn, n);
    for (size_t i = 0; i < n; i++) items[i] = (kq_dyn){.tag = KQ_DYN_STRING, .u = {.s = terms[i]->value.u.s}};
    struct px *list = constant(r, KQ_T_DYNAMIC, span);
    list->value.u.d = (kq_dyn){.tag = KQ_DYN_ARRAY, .n = (uint32_t)n, .u = {.items = items}};
    struct px *size = constant(r, KQ_T_LONG, span);
    size->value.u.i = strcmp(r->of->row->symbol, "kq_makelist") ? KQ_MAX_COLLECTED : KQ_MAX_COLLECTED_OLD;
    *g = (struct po_agg){.row = catalog_find(CAT_AGGREGATE, intern_s("$list_has_any")), .n = 3, .span = r->of->span};
    g->args = ARENA_ARRAY(r->arena, struct px *, 3);
    g->args[0] = r->of->args[0];
    g->args[1] = list;
    g->args[2] = r->of->n > 1 ? r->of->args[1] : size;
    g->outs = ARENA_ARRAY(r->arena, struct column *, 1);
    g->outs[0] = plan_new_column(r->arena, r->plan, "has_term", KQ_T_BOOL);
    g->out_count = 1;
    return px_column(r->arena, g->outs[0], span);
}

static struct px *answer(struct rewriting *r, struct px *e) {
    const size_t terms = e->n - 1;
    const bool all = e->kind == PX_LIST && !strcmp(e->row->name, "has_all");
    if (r->flags + (all ? terms : 1) > MAX_FLAGS) {
        r->others++; /* too many */
        return e;
    }
    if (!all) return flag(r, e->args + 1, terms, e->span);
    struct px *both = NULL;
    for (size_t i = 0; i < terms; i++) {
        struct px *one = flag(r, e->args + 1 + i, 1, e->span);
        if (!both || !r->replace) {
            both = one;
            continue;
        }
        struct px *call = constant(r, KQ_T_BOOL, e->span);
        call->kind = PX_CALL;
        call->row = catalog_find(CAT_OPERATOR, intern_s("and"));
        call->n = 2;
        call->args = ARENA_ARRAY(r->arena, struct px *, 2);
        call->args[0] = both;
        call->args[1] = one;
        both = call;
    }
    return both;
}

/* ---- over the plan */

static struct px *rewrite(struct rewriting *r, struct px *e) {
    if (asks_for_terms(e, r->list)) {
        struct px *with = answer(r, e);
        return r->replace ? with : e;
    }
    if (e->kind == PX_COL && e->col == r->list) r->others++;
    struct px *copy = e;
    for (size_t i = 0; i < e->n; i++) {
        struct px *arg = rewrite(r, e->args[i]);
        if (arg == e->args[i]) continue;
        if (copy == e) { /* parts may be shared */
            copy = ARENA_NEW(r->arena, struct px);
            *copy = *e;
            copy->args = ARENA_ARRAY(r->arena, struct px *, e->n);
            memcpy(copy->args, e->args, e->n * sizeof *copy->args);
        }
        copy->args[i] = arg;
    }
    return copy;
}

static void replace_columns(struct rewriting *r, struct plan_op *op) {
    size_t at = 0;
    while (at < op->col_count && op->cols[at] != r->list) at++;
    if (at == op->col_count) return;
    struct column **cols = ARENA_ARRAY(r->arena, struct column *, op->col_count + r->flags);
    size_t n = 0;
    for (size_t i = 0; i < op->col_count; i++) {
        if (i != at) cols[n++] = op->cols[i];
        for (size_t k = 0; i == at && k < r->flags; k++) cols[n++] = r->new_aggs[k].outs[0];
    }
    op->cols = cols;
    op->col_count = n;
}

static void rewrite_expr(void *rewriting, struct px **e) { *e = rewrite(rewriting, *e); }

static void over_op(struct rewriting *r, struct plan_op *op);
static void over_input(void *rewriting, struct plan_op **input) { over_op(rewriting, *input); }

static void over_op(struct rewriting *r, struct plan_op *op) {
    po_each_input(op, over_input, r);
    po_each_expr(op, rewrite_expr, r);
    for (size_t k = 0; k < op->leg_count; k++)
        for (size_t i = 0; i < op->col_count; i++) r->others += op->legs[k].from[i] == r->list;
    for (size_t i = 0; i < op->key_count; i++) r->others += op->keys[i].left == r->list || op->keys[i].right == r->list;
    for (size_t i = 0; op->kind == PO_READ && i < op->col_count; i++) r->others += op->from[i] == r->list;
    for (size_t i = 0; op->kind == PO_JOIN && i < op->col_count; i++) r->others += op->join_from[i] == r->list;
    for (size_t i = 0; i < op->order_count; i++) r->others += op->order[i].col == r->list;
}

static void over_columns(struct rewriting *r, struct plan_op *op);
static void over_input_columns(void *rewriting, struct plan_op **input) { over_columns(rewriting, *input); }

static void over_columns(struct rewriting *r, struct plan_op *op) {
    po_each_input(op, over_input_columns, r);
    if (op->kind != PO_JOIN && op->kind != PO_UNION) replace_columns(r, op);
}

static bool is_list(const struct po_agg *g) {
    const char *s = g->row->symbol;
    return !strcmp(s, "kq_make_list") || !strcmp(s, "kq_make_list_size") || !strcmp(s, "kq_makelist");
}

/* The flags in place of aggregate i. */
static void replace_agg(struct rewriting *r, struct plan_op *op, size_t i) {
    struct po_agg *aggs = ARENA_ARRAY(r->arena, struct po_agg, op->agg_count + r->flags);
    memcpy(aggs, op->aggs, i * sizeof *aggs);
    memcpy(aggs + i, r->new_aggs, r->flags * sizeof *aggs);
    memcpy(aggs + i + r->flags, op->aggs + i + 1, (op->agg_count - i - 1) * sizeof *aggs);
    op->aggs = aggs;
    op->agg_count += r->flags - 1;
}

struct looking {
    struct arena *a;
    struct plan *p;
};
static void look_at(struct arena *a, struct plan *p, struct plan_op *op);
static void look_at_input(void *looking, struct plan_op **input) {
    const struct looking *l = looking;
    look_at(l->a, l->p, *input);
}

static void look_at(struct arena *a, struct plan *p, struct plan_op *op) {
    struct looking l = {a, p};
    po_each_input(op, look_at_input, &l);
    for (size_t i = op->agg_count; i-- > 0;) {
        if (!is_list(&op->aggs[i])) continue;
        struct rewriting r = {.arena = a, .plan = p, .list = op->aggs[i].outs[0], .of = &op->aggs[i]};
        over_op(&r, p->root);
        for (size_t k = 0; k < p->result_count; k++) r.others += p->result[k] == r.list;
        if (r.flags == 0 || r.others > 0) continue;
        r.flags = 0;
        r.replace = true;
        over_op(&r, p->root);
        over_columns(&r, p->root);
        replace_agg(&r, op, i);
    }
}

void opt_list_flags(struct arena *a, struct plan *p) { look_at(a, p, p->root); }
