/* pivot: a column for each value of a column, as far as they are declared or named behind it; each is an aggregate over
 * the rows with that value (docs: pivot-plugin.md). */
#include "lower.h"
#include "px.h"

#include <string.h>

struct pivoting {
    struct lowering *l;
    const struct bound_op *b;
    const struct ast_expr *call;
    struct px *key; /* the pivoted value as its text */
    const char *name;
    struct px *arg; /* of the aggregate; NULL: count() */
    struct plan_op *groups;
};

/* The aggregate that takes a condition. */
static const char *conditional(struct lowering *l, const char *name) {
    if (!strcmp(name, "make_list") || !strcmp(name, "make_set") || !strcmp(name, "make_bag"))
        return arena_printf(l->arena, "%s_if", name);
    return arena_printf(l->arena, "%sif", name);
}

static struct px *op_call(const struct pivoting *p, const char *name, struct px *a, struct px *b) {
    struct px **args = ARENA_ARRAY(p->l->arena, struct px *, 2);
    args[0] = a;
    args[1] = b;
    struct px *e = px_call_named(p->l->arena, CAT_OPERATOR, name, args, 2, p->call->span);
    return e ? e : a;
}

static bool takes_any(const struct pivoting *p) { return !strcmp(p->name, "anyif") || !strcmp(p->name, "take_anyif"); }

/* take_any over the rows with the condition: a null is not taken. */
static void set_any(const struct pivoting *p, struct po_agg *agg, struct px *condition) {
    struct px *e = ARENA_NEW(p->l->arena, struct px);
    *e = (struct px){.kind = PX_CASE, .type = p->arg->type, .span = p->call->span, .n = 3};
    e->args = ARENA_ARRAY(p->l->arena, struct px *, 3);
    e->args[0] = condition;
    e->args[1] = p->arg;
    e->args[2] = lower_null(p->l, p->arg->type, p->call->span);
    agg->row = catalog_find(CAT_AGGREGATE, intern_s("take_any"));
    agg->args[agg->n++] = e;
}

/* The row of the aggregate's catalogue for this argument, which is converted to what the row takes. */
static const struct catalog_row *aggregate_row(const struct pivoting *p, struct px **arg) {
    const struct catalog_row *wide = NULL;
    const size_t n = p->arg ? 2 : 1;
    for (const struct catalog_row *r = catalog_find(CAT_AGGREGATE, intern_s(p->name)); r; r = catalog_next(r)) {
        if (r->shape != SHAPE_FIXED || r->param_count != n || cat_param_type(r->params[n - 1]) != KQ_T_BOOL) continue;
        if (!p->arg) return r;
        if (r->params[0] == P_JSON || cat_param_type(r->params[0]) == p->arg->type) {
            *arg = lower_convert(p->l, p->arg, cat_param_type(r->params[0]));
            return r;
        }
        const bool widens = p->arg->type == KQ_T_INT || p->arg->type == KQ_T_LONG;
        if (widens && !wide && (r->params[0] == P_LONG || r->params[0] == P_REAL)) wide = r;
    }
    if (wide) *arg = lower_convert(p->l, p->arg, cat_param_type(wide->params[0]));
    return wide;
}

/* A column: the aggregate over the rows whose key is its name. */
static struct column *add_cell(struct pivoting *p, const char *value) {
    struct lowering *l = p->l;
    struct px *arg = p->arg;
    const bool any = takes_any(p) && arg;
    const struct catalog_row *row = any ? NULL : aggregate_row(p, &arg);
    if (!row && !any) {
        lower_refuse(l, DIAG_U0001, p->call->span, arena_printf(l->arena, "evaluate pivot with %s()", p->name));
        return NULL;
    }
    struct px *text = px_constant(l->arena, kq_box_string((kq_str){value, strlen(value)}), p->call->span);
    struct po_agg *agg = &p->groups->aggs[p->groups->agg_count++];
    *agg = (struct po_agg){.row = row, .out_count = 1, .span = p->call->span};
    agg->args = ARENA_ARRAY(l->arena, struct px *, 2);
    struct px *condition = op_call(p, "==", p->key, text);
    if (any) {
        set_any(p, agg, condition);
    } else {
        if (arg) agg->args[agg->n++] = arg;
        agg->args[agg->n++] = condition;
    }
    agg->outs = ARENA_ARRAY(l->arena, struct column *, 1);
    agg->outs[0] = bound_column(l->bound, value, any ? arg->type : row->ret);
    p->groups->cols[p->groups->col_count++] = agg->outs[0];
    return agg->outs[0];
}

static void set_aggregate(struct pivoting *p) {
    struct lowering *l = p->l;
    const ast_named_list *args = &p->call->u.call.args;
    const struct ast_expr *e = args->n > 1 ? without_parentheses(args->v[1]->value) : NULL;
    p->name = "countif";
    if (!e) return;
    if (e->kind != EX_CALL || e->u.call.args.n > 1) {
        lower_refuse(l, DIAG_U0001, e->span, "evaluate pivot with such an aggregate");
        return;
    }
    p->name = conditional(l, e->u.call.name);
    if (e->u.call.args.n == 1) p->arg = lower_expr(l, e->u.call.args.v[0]->value);
}

/* A column of the result: a key, or a cell as the type that was declared. */
static void add_result(struct pivoting *p, struct plan_op *project, struct column *out) {
    struct lowering *l = p->l;
    struct column *c = lower_instance(l, out), *from = NULL;
    for (size_t i = 0; i < p->groups->def_count && !from; i++)
        if (p->groups->defs[i].col->name == c->name) from = p->groups->defs[i].col;
    if (!from) from = add_cell(p, out->name);
    if (l->failed) return;
    if (out->type == KQ_T_NONE) c->type = out->type = from->type;
    struct px *e = lower_convert(l, px_column(l->arena, from, p->call->span), c->type);
    project->cols[project->col_count++] = c;
    project->defs[project->def_count++] = (struct po_def){c, e};
}

static bool is_key(const struct pivoting *p, const struct column *c, const struct column *pivoted) {
    struct lowering *l = p->l;
    const ast_named_list *args = &p->call->u.call.args;
    for (size_t k = 2; k < args->n; k++) {
        struct column *named = lower_plugin_column(p->call, k);
        if (named && lower_instance(l, named) == c) return true;
    }
    if (args->n > 2 || c == pivoted) return false;
    const struct ast_expr *agg = args->n > 1 ? without_parentheses(args->v[1]->value) : NULL;
    struct column *measured = agg && agg->kind == EX_CALL && agg->u.call.args.n ? lower_plugin_column(agg, 0) : NULL;
    return !measured || lower_instance(l, measured) != c;
}

/* The columns that are named, or else the rest of them, make the groups. */
static void add_keys(struct pivoting *p, const struct plan_op *input, const struct column *pivoted) {
    struct lowering *l = p->l;
    for (size_t i = 0; i < input->col_count; i++) {
        struct column *c = input->cols[i];
        if (!is_key(p, c, pivoted)) continue;
        /* a dynamic key, which only a bag can have brought, is compared as its text */
        struct px *e = px_column(l->arena, c, p->call->span);
        struct column *key = c->type == KQ_T_DYNAMIC ? bound_column(l->bound, c->name, KQ_T_STRING) : c;
        p->groups->defs[p->groups->def_count++] = (struct po_def){key, lower_convert(l, e, key->type)};
        p->groups->cols[p->groups->col_count++] = key;
    }
}

struct plan_op *lower_pivot(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    struct pivoting p = {.l = l, .b = b, .call = b->ast->call};
    struct column *key = lower_plugin_column(p.call, 0);
    if (!key) {
        lower_refuse(l, DIAG_U0001, p.call->span, "evaluate pivot of such arguments");
        return input;
    }
    key = lower_instance(l, key);
    column_vec found = {0};
    lower_found_columns(l, KQ_T_NONE, &found);
    set_aggregate(&p);
    if (l->failed) return input;
    p.key = lower_convert(l, px_column(l->arena, key, p.call->span), KQ_T_STRING);
    const size_t n = b->out.n + found.n + 1;
    p.groups = lower_op(l, PO_SUMMARIZE, b->ast->span, input);
    p.groups->defs = ARENA_ARRAY(l->arena, struct po_def, input->col_count + 1);
    p.groups->aggs = ARENA_ARRAY(l->arena, struct po_agg, n);
    p.groups->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + n);
    add_keys(&p, input, key);
    struct plan_op *project = lower_op(l, PO_PROJECT, b->ast->span, p.groups);
    project->cols = ARENA_ARRAY(l->arena, struct column *, n);
    project->defs = ARENA_ARRAY(l->arena, struct po_def, n);
    for (size_t i = 0; i < b->out.n + found.n && !l->failed; i++)
        add_result(&p, project, i < b->out.n ? b->out.cols[i] : found.v[i - b->out.n]);
    return project;
}
