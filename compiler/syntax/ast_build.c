/* Builds statements, sources, pipelines and lists for the grammar's actions. */
#include "ast_build.h"

#include <string.h>

/* ---- lists */
ast_named_list ast_named_append(struct parser *p, ast_named_list list, struct ast_named *item) {
    VEC_PUSH(p->arena, &list, item);
    return list;
}

ast_expr_list ast_exprs_append(struct parser *p, ast_expr_list list, struct ast_expr *item) {
    VEC_PUSH(p->arena, &list, item);
    return list;
}

struct name_list ast_names_append(struct parser *p, struct name_list list, struct token name) {
    VEC_PUSH(p->arena, &list.names, name.name);
    VEC_PUSH(p->arena, &list.spans, name.span);
    VEC_PUSH(p->arena, &p->defined, name.name);
    return list;
}

struct ast_named *ast_unnamed(struct parser *p, struct ast_expr *value) {
    struct ast_named *n = ARENA_NEW(p->arena, struct ast_named);
    n->value = value;
    n->span = value->span;
    return n;
}

struct ast_named *ast_named(struct parser *p, struct token name, struct ast_expr *value) {
    struct name_list names = ast_names_append(p, (struct name_list){0}, name);
    return ast_named_tuple(p, name, names, value);
}

struct ast_named *ast_named_tuple(struct parser *p, struct token open, struct name_list names, struct ast_expr *value) {
    struct ast_named *n = ARENA_NEW(p->arena, struct ast_named);
    n->names = names.names.v;
    n->name_spans = names.spans.v;
    n->name_count = names.names.n;
    n->value = value;
    n->span = span_join(open.span, value->span);
    return n;
}

/* ---- sources */
static struct ast_query *query_new(struct parser *p, enum ast_source_kind source, struct span span) {
    struct ast_query *q = ARENA_NEW(p->arena, struct ast_query);
    q->source = source;
    q->source_span = q->span = span;
    return q;
}

static struct ast_query *query_of(struct parser *p, struct ast_expr *e) {
    return e->kind == EX_SUBQUERY ? e->u.query : ast_source(p, e);
}

static struct ast_query *source_inner(struct parser *p, struct ast_query *inner, struct span span) {
    struct ast_query *q = query_new(p, SRC_QUERY, span);
    q->inner = inner;
    q->depth = (uint16_t)(inner->depth + 1); /* brackets around it count already: cannot overflow */
    return q;
}

static struct ast_query *source_call(struct parser *p, struct ast_expr *call, struct span span) {
    /* materialize(T): evaluated once; the same rows for the deterministic queries that we compile (kql.md 5.12). */
    const ast_named_list *args = &call->u.call.args;
    if (strcmp(call->u.call.name, "materialize") == 0 && args->n == 1 && args->v[0]->name_count == 0)
        return source_inner(p, query_of(p, args->v[0]->value), span);
    struct ast_query *q = query_new(p, SRC_UNSUPPORTED, span);
    q->table = call->u.call.name;
    q->call = call;
    q->depth = call->depth;
    return q;
}

struct ast_query *ast_source(struct parser *p, struct ast_expr *e) {
    struct ast_expr *root = e;
    switch (e->kind) {
    case EX_NAME: {
        struct ast_query *q = query_new(p, SRC_TABLE, e->span);
        q->table = e->u.name.name;
        return q;
    }
    case EX_PAREN: return ast_source(p, e->u.inner);
    case EX_SUBQUERY: return source_inner(p, e->u.query, e->span);
    case EX_CALL: return source_call(p, e, e->span);
    case EX_PATH: /* cluster('c').database('d').T, workspace('w').T */
        while (root->kind == EX_PATH) root = root->u.path.object;
        if (root->kind == EX_CALL) return source_call(p, root, e->span);
        break;
    default: break;
    }
    if (root->kind != EX_ERROR) syntax_report(p, DIAG_E0217, e->span);
    return query_new(p, SRC_ERROR, e->span);
}

struct ast_query *ast_source_print(struct parser *p, struct token print, ast_named_list items) {
    struct ast_query *q = query_new(p, SRC_PRINT, span_join(print.span, items.v[items.n - 1]->span));
    q->print = items;
    for (size_t i = 0; i < items.n; i++)
        if (items.v[i]->value->depth > q->depth) q->depth = items.v[i]->value->depth;
    return q;
}

struct ast_query *ast_source_other(struct parser *p, struct token t) {
    struct ast_query *q = query_new(p, SRC_UNSUPPORTED, t.span);
    q->table = t.name;
    return q;
}

/* ---- pipelines */
static unsigned named_depth(unsigned depth, const ast_named_list *l) {
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i]->value->depth > depth) depth = l->v[i]->value->depth;
    return depth;
}

/* The height of the highest expression or sub-query in an operator. */
static unsigned op_depth(const struct ast_op *op) {
    switch (op->kind) {
    case OP_WHERE: return op->u.predicate->depth;
    case OP_EXTEND:
    case OP_PROJECT:
    case OP_PRINT: return named_depth(0, &op->u.list.items);
    case OP_SUMMARIZE: return named_depth(named_depth(0, &op->u.summarize.aggs), &op->u.summarize.by);
    case OP_JOIN: return op->u.join.right->depth;
    case OP_UNSUPPORTED: break;
    }
    return 0;
}

struct ast_query *ast_pipe(struct parser *p, struct ast_query *pipes, struct token pipe, struct ast_op *op) {
    if (!pipes) pipes = query_new(p, SRC_ERROR, pipe.span);
    if (op) {
        op->span = span_join(pipe.span, op->span);
        pipes->span = span_join(pipes->span, op->span);
        unsigned depth = op_depth(op);
        if (depth > pipes->depth) pipes->depth = (uint16_t)depth;
        VEC_PUSH(p->arena, &pipes->ops, op);
    }
    return pipes;
}

struct ast_expr *ast_pipeline(struct parser *p, struct ast_query *source, struct ast_query *pipes) {
    if (pipes) {
        source->ops.v = pipes->ops.v;
        source->ops.n = pipes->ops.n;
        source->ops.cap = pipes->ops.cap;
        source->span = span_join(source->span, pipes->span);
    }
    if (pipes && pipes->depth > source->depth) source->depth = pipes->depth;
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    e->kind = EX_SUBQUERY;
    e->span = source->span;
    e->u.query = source;
    return ast_grown(p, e, source->depth);
}

/* ---- statements */
static struct ast_let *let_new(struct parser *p, struct token let, struct token name, struct span end) {
    struct ast_let *l = ARENA_NEW(p->arena, struct ast_let);
    l->name = name.name;
    l->name_span = name.span;
    l->span = span_join(let.span, end);
    VEC_PUSH(p->arena, &p->defined, name.name);
    VEC_PUSH(p->arena, &p->script->lets, l);
    return l;
}

/* Calls that give a table: with them a let is tabular also without a pipe. */
static bool is_tabular_call(const struct ast_expr *e) {
    static const char *const names[] = {"materialize", "table",    "cluster", "database", "workspace",
                                        "app",         "resource", "adx",     "arg"};
    while (e->kind == EX_PATH) e = e->u.path.object;
    if (e->kind != EX_CALL) return false;
    if (strncmp(e->u.call.name, "_Get", 4) == 0 || strncmp(e->u.call.name, "_Im_", 4) == 0 ||
        strncmp(e->u.call.name, "_ASim_", 6) == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(e->u.call.name, names[i]) == 0) return true;
    return false;
}

void ast_let_value(struct parser *p, struct token let, struct token name, struct ast_expr *value) {
    struct ast_let *l = let_new(p, let, name, value->span);
    if (value->kind == EX_SUBQUERY || is_tabular_call(value)) {
        l->tabular = query_of(p, value);
        l->unsupported = "tabular let";
    } else {
        l->scalar = value;
    }
}

void ast_let_function(struct parser *p, struct token let, struct token name, struct token function) {
    let_new(p, let, name, function.span)->unsupported = "function";
}

void ast_other_statement(struct parser *p, struct token t) {
    if (strcmp(t.name, "set") == 0)
        syntax_report(p, DIAG_W0201, t.span); /* limits of the service only (kql.md 5.12) */
    else
        syntax_report(p, DIAG_U0201, t.span, t.name);
}

void ast_query_statement(struct parser *p, struct ast_expr *value) {
    struct ast_query *q = query_of(p, value);
    if (p->script->query)
        syntax_report(p, DIAG_E0211, q->span);
    else
        p->script->query = q;
}
