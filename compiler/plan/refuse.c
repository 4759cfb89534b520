/* The census of what binds and is not compiled yet: every such construct that the query reaches, in one run, so that
 * `kqlc check` over a library can count them. What depends on the types of operands is refused later, where lowering
 * finds no row for it (select_*.c). */
#include "ast_walk.h"
#include "lower.h"
#include "refusals.h"
#include "syntax.h"

#include <string.h>

struct census {
    struct lowering *l;
    VEC(const void *) seen; /* lets: each is looked at once */
};

static void look_at_query(struct census *c, const struct bound_query *q);
static void look_at_ops(struct census *c, const struct ast_query *q);

static bool first_time(struct census *c, const void *what) {
    for (size_t i = 0; i < c->seen.n; i++)
        if (c->seen.v[i] == what) return false;
    VEC_PUSH(c->l->arena, &c->seen, what);
    return true;
}

/* Refuses a name; where there is a reason, it is said. */
static void refuse(struct census *c, enum diag_code code, struct span span, const char *list, const char *name,
                   const char *shown) {
    const char *why = refusal_reason(list, name);
    lower_refuse(c->l, code, span, shown);
    if (why) diag_hint(c->l->diag, "%s", why);
}

static void refuse_function(struct census *c, struct span span, const struct catalog_decl *decl) {
    refuse(c, DIAG_U0002, span, decl->family == CAT_AGGREGATE ? "aggregates" : "functions", decl->name, decl->name);
}

/* ---- expressions */
static void look_at(struct census *c, const struct ast_expr *e);

static void look_at_named(struct census *c, const ast_named_list *list) {
    for (size_t i = 0; i < list->n; i++) {
        look_at(c, list->v[i]->value);
        look_at(c, list->v[i]->extra);
    }
}

static void look_at_operand(void *census, struct ast_expr *e) { look_at(census, e); }

/* A scalar function of the user's: its value is written out where it is called. Arguments are looked at where the body
 * uses their parameters. */
static void look_at_user_call(struct census *c, const struct call_symbol *call, struct span span, const char *name) {
    if (call && call->result)
        look_at(c, call->result);
    else
        lower_refuse(c->l, DIAG_U0006, span, name);
}

static void look_at_call(struct census *c, const struct ast_expr *e) {
    const struct call_symbol *symbol = e->symbol;
    if (symbol && symbol->table_call) { /* toscalar(...), or an entity where a value stands */
        const struct ast_expr *of = e->u.call.args.n ? e->u.call.args.v[0]->value : NULL;
        if (symbol->table_call != TABLE_CALL_TOSCALAR) lower_refuse(c->l, DIAG_U0003, e->span);
        if (of && of->table)
            look_at_query(c, of->table);
        else
            look_at(c, of);
        return;
    }
    if (!symbol || !symbol->decl) {
        look_at_user_call(c, symbol, e->u.call.name_span, e->u.call.name);
        return;
    }
    if (symbol->decl->special == SPECIAL_INGESTION_TIME) c->l->asks_ingestion = true;
    if (!symbol->decl->rows) refuse_function(c, e->u.call.name_span, symbol->decl);
    if (symbol->decl->special == SPECIAL_COLUMN_NAMES_OF) return; /* the table's rows are not asked for */
    look_at_named(c, &e->u.call.args);
}

static void look_at_name(struct census *c, const struct ast_expr *e) {
    const struct name_symbol *symbol = e->symbol;
    if (symbol && symbol->call) look_at_user_call(c, symbol->call, e->span, e->u.name.name);
    if (symbol && symbol->local && symbol->local->scalar && first_time(c, symbol->local))
        look_at(c, symbol->local->scalar);
}

static void look_at(struct census *c, const struct ast_expr *e) {
    if (!e) return;
    if (e->table) { /* a table where a value stands */
        lower_refuse(c->l, DIAG_U0003, e->span);
        diag_hint(c->l->diag, "a table stands for a value: as a list, toscalar(T | summarize make_list(column))");
        look_at_query(c, e->table);
        return;
    }
    switch (e->kind) {
    case EX_NAME: look_at_name(c, e); break;
    case EX_CALL: look_at_call(c, e); break;
    case EX_SUBQUERY: look_at_ops(c, e->u.query); break;
    case EX_IN:
        look_at(c, e->u.in.left);
        for (size_t i = 0; i < e->u.in.items.n; i++)
            e->u.in.items.v[i]->table ? look_at_query(c, e->u.in.items.v[i]->table) : look_at(c, e->u.in.items.v[i]);
        break;
    case EX_BINARY:
        if (e->u.op.left->kind == EX_STAR && e->u.op.op[0] == '!') /* of all columns, or of any? */
            lower_refuse(c->l, DIAG_U0001, e->span, arena_printf(c->l->arena, "* %s", e->u.op.op));
        ast_each_operand(e, look_at_operand, c);
        break;
    default: ast_each_operand(e, look_at_operand, c); break;
    }
}

/* A table: what it is made of, not that it is one. Patterns stand for tables of the schema. */
static void look_at_table(struct census *c, const struct ast_expr *e) {
    const enum ast_expr_kind kind = without_parentheses(e)->kind;
    if (kind == EX_WILDCARD || kind == EX_STAR) return;
    if (e->table && e->table->left_out) return; /* the union goes without it */
    if (e->table)
        look_at_query(c, e->table);
    else if (e->type != KQ_T_NONE)
        lower_refuse(c->l, DIAG_E0217, e->span); /* Microsoft's binder takes `5 | where ...` */
    else
        c->l->failed = true; /* reported */
}

/* ---- operators and queries */

/* One construct, not an operator and a function. */
static void look_at_plugin(struct census *c, const struct ast_op *op) {
    const char *name = op->a->u.call.name;
    const ast_named_list *args = &op->a->u.call.args;
    if (!plan_runs_plugin(name))
        refuse(c, DIAG_U0001, op->keyword.span, "plugins", name, arena_printf(c->l->arena, "evaluate %s", name));
    for (size_t i = 0; i < args->n; i++) {
        const struct ast_expr *e = args->v[i]->value;
        const struct call_symbol *symbol = e->kind == EX_CALL ? e->symbol : NULL;
        if (e->table)
            look_at_table(c, e);
        else if (symbol && symbol->decl && symbol->decl->family == CAT_AGGREGATE)
            look_at_named(c, &e->u.call.args); /* of pivot */
        else
            look_at(c, e);
    }
}

static void look_at_op(struct census *c, const struct ast_op *op) {
    if (op->kind == OP_EVALUATE && op->a && op->a->kind == EX_CALL) {
        look_at_plugin(c, op);
        return;
    }
    /* by the present spelling: "mvexpand" and "mv-expand" wait for the same thing */
    const char *keyword = ast_op_keyword(op->kind);
    if (!plan_runs(op->kind)) refuse(c, DIAG_U0001, op->keyword.span, "tabular", keyword, keyword);
    if (op->kind == OP_INVOKE) {
        look_at_table(c, op->call);
        return;
    }
    bool tables = op->kind == OP_UNION || op->kind == OP_JOIN || op->kind == OP_LOOKUP;
    void (*look_at_item)(struct census *, const struct ast_expr *) = tables ? look_at_table : look_at;
    if (op->a) look_at_item(c, op->a);
    look_at(c, op->b);
    look_at(c, op->c);
    for (size_t i = 0; i < op->items.n && op->kind != OP_FIND; i++) { /* find: names, and pack(*) */
        look_at_item(c, op->items.v[i]->value);
        look_at(c, op->items.v[i]->extra);
    }
    for (size_t i = 0; i < op->by.n; i++) /* search and find: in (T1, T2) */
        op->kind == OP_SEARCH || op->kind == OP_FIND ? look_at_table(c, op->by.v[i]->value)
                                                     : look_at(c, op->by.v[i]->value);
    if (op->axis) look_at(c, op->axis->value);
    if (op->query) look_at_ops(c, op->query);
    for (size_t i = 0; i < op->parts.n; i++) {
        look_at(c, op->parts.v[i]->a);
        look_at(c, op->parts.v[i]->b);
        look_at_named(c, &op->parts.v[i]->items);
        if (op->parts.v[i]->query) look_at_ops(c, op->parts.v[i]->query);
    }
}

static void look_at_ops(struct census *c, const struct ast_query *q) {
    if (q->source) look_at_table(c, q->source);
    for (size_t i = 0; i < q->ops.n; i++) look_at_op(c, q->ops.v[i]);
}

static void look_at_query(struct census *c, const struct bound_query *q) {
    if (q->ast) {
        look_at_ops(c, q->ast);
        return;
    }
    if (q->kind == SOURCE_LOCAL && first_time(c, q->local)) look_at_query(c, q->local->table);
    if (q->kind == SOURCE_INNER) look_at_query(c, q->inner);
    if (q->kind == SOURCE_OTHER) lower_refuse(c->l, DIAG_U0005, q->source_span, q->what);
    for (size_t i = 0; q->kind == SOURCE_VALUES && i < q->data->u.data.values.n; i++)
        look_at(c, q->data->u.data.values.v[i]);
    if (q->kind == SOURCE_ERROR) c->l->failed = true; /* reported */
    if (q->call) look_at_named(c, &q->call->u.call.args);
}

/* `declare query_parameters` has values where all are optional: nobody gives a detector others. */
static bool has_all_values(const struct ast_statement *s) {
    for (size_t i = 0; s->kind == ST_PARAMETERS && i < s->parameters->columns.n; i++)
        if (!s->parameters->columns.v[i].fallback) return false;
    return s->kind == ST_PARAMETERS;
}

/* What Microsoft's parser takes and a detector has no use for. */
static void look_at_statements(struct lowering *l, const struct ast_script *s) {
    static const char *const names[] = {
        [ST_PARAMETERS] = "declare query_parameters",
        [ST_PATTERN] = "declare pattern",
        [ST_RESTRICT] = "restrict",
        [ST_ALIAS] = "alias",
    };
    bool query = false;
    for (size_t i = 0; i < s->statements.n; i++) {
        const struct ast_statement *st = s->statements.v[i];
        if (st->kind < sizeof names / sizeof *names && names[st->kind] && !has_all_values(st))
            lower_refuse(l, DIAG_U0201, st->span, names[st->kind]);
        if (st->kind == ST_QUERY && query) lower_refuse(l, DIAG_E0211, st->span);
        query = query || st->kind == ST_QUERY;
    }
    if (!query) lower_refuse(l, DIAG_E0212, (struct span){s->span.end, s->span.end, false});
}

bool plan_refuse(struct lowering *l, const struct bound *b, const struct ast_script *s) {
    struct census c = {.l = l};
    look_at_statements(l, s);
    if (b->query)
        look_at_query(&c, b->query);
    else if (b->value)
        lower_refuse(l, DIAG_E0217, b->value->span);
    return !l->failed;
}
