/* Pipelines: the source, then one operator after the other. Each is bound even when one before has an error: its row is
 * open then, or has what is left of it, and keeps quiet what only follows (kql.md 5). */
#include "sema_internal.h"

typedef void (*bind_operator_fn)(struct binder *, struct bound_op *);

static const bind_operator_fn binders[OP_COUNT_OF_KINDS] = {
#define TABULAR(kind, keyword, bind, place) [OP_##kind] = bind_##bind,
#include "tabular.def"
};

struct bound_query *bind_source(struct binder *b, struct ast_expr *e) {
    struct ast_expr *inner = without_parentheses(e);
    b->at.tabular = inner;
    if (inner->kind == EX_SUBQUERY)
        inner->table = bind_query(b, inner->u.query);
    else
        bind_any(b, e);
    b->at.tabular = NULL;
    if (!e->table) e->table = inner->table;
    if (!e->table && inner->kind == EX_ERROR) e->table = query_unknown(b, "error", e->span);
    /* an unknown function gives an unknown table */
    if (!e->table && inner->kind == EX_CALL && !inner->symbol && inner->type == KQ_T_NONE)
        e->table = query_unknown(b, inner->u.call.name, e->span);
    return e->table;
}

struct bound_query *bind_table(struct binder *b, struct ast_expr *e) {
    struct place saved = b->at;
    b->at.row = b->at.right = NULL;
    b->at.aggregates = AGGREGATES_REFUSED;
    b->at.summarize = NULL;
    struct bound_query *q = bind_source(b, e);
    b->at = saved;
    if (q) return q;
    if (e->type != KQ_T_NONE) diag_report(b->diag, DIAG_E0217, e->span);
    return query_unknown(b, "error", e->span);
}

/* A query's first part. What is a pipeline itself, or has columns of its own, stays a query inside this one. */
static void adopt_source(struct binder *b, struct bound_query *q, struct bound_query *from) {
    if (!from) { /* a value: a row without columns, as Microsoft has it; the plan stage refuses it */
        *q = (struct bound_query){.ast = q->ast, .kind = SOURCE_OTHER, .what = "a value"};
    } else if (from->ops.n == 0 && from->kind != SOURCE_NONE) {
        const struct ast_query *ast = q->ast;
        *q = *from;
        q->ast = ast;
    } else {
        *q = *query_of_query(b, from->what, from, from->source_span);
    }
}

static void start_query(struct binder *b, struct bound_query *q, struct ast_query *ast) {
    q->ast = ast;
    q->source_span = ast->span;
    if (ast->source) {
        adopt_source(b, q, bind_source(b, ast->source));
        q->ast = ast;
        q->source_span = ast->source->span;
    } else if (ast->piped_into && b->at.row) {
        q->source = *b->at.row;
    }
}

static bool is_given_row(const struct ast_query *ast) { return ast->source || ast->piped_into; }

/* For hints only, so not where it would take long: the search is quadratic. */
enum { WIDEST_NOTED = 500 };

static void note_dropped(struct binder *b, const struct row_type *before, const struct bound_op *op) {
    if (before->cols == op->out.cols || before->n > WIDEST_NOTED || op->out.n > WIDEST_NOTED) return;
    size_t next = 0; /* most operators keep the order: the next column is usually this one */
    for (size_t i = 0; i < before->n; i++) {
        const char *name = before->cols[i]->name;
        if (next < op->out.n && op->out.cols[next]->name == name)
            next++;
        else if (!find_column(&op->out, name))
            VEC_PUSH(b->arena, &b->at.dropped, ((struct dropped){name, op->ast->span}));
    }
}

static const char *row_name_of_source(const struct bound_query *q) {
    switch (q->kind) {
    case SOURCE_TABLE:
    case SOURCE_LOCAL:
    case SOURCE_OTHER: return q->what ? q->what : "the row";
    default: return "the row";
    }
}

static const char *row_name_after(struct binder *b, const struct bound_op *op, const char *before) {
    switch (op->ast->kind) {
    case OP_ERROR:
    case OP_WHERE:
    case OP_EXTEND:
    case OP_TAKE:
    case OP_SORT:
    case OP_AS:
    case OP_SERIALIZE: return before;
    default: return arena_printf(b->arena, "the result of %s", op->ast->keyword.text);
    }
}

static void bind_one(struct binder *b, struct bound_op *op, const struct row_type *row) {
    b->at.row = row;
    b->at.right = NULL;
    b->at.aggregates = AGGREGATES_REFUSED;
    b->at.summarize = NULL;
    if (binders[op->ast->kind])
        binders[op->ast->kind](b, op);
    else /* a syntax error stands here */
        op->out = (struct row_type){.open = true};
}

static const struct row_type *bind_operators(struct binder *b, struct bound_query *q) {
    const struct row_type *row = &q->source;
    uint32_t end = q->source_span.end;
    for (size_t i = 0; i < q->ast->ops.n; i++) {
        if (++b->operators > MAX_OPERATORS) break; /* reported at the end */
        struct bound_op *op = ARENA_NEW(b->arena, struct bound_op);
        op->ast = q->ast->ops.v[i];
        b->at.query = q;
        bool has_input = i > 0 || is_given_row(q->ast);
        b->at.input = (struct span){q->ast->span.start, end, q->ast->span.in_file};
        bind_one(b, op, has_input ? row : NULL);
        op->out.shared = NULL;
        VEC_PUSH(b->arena, &q->ops, op);
        note_dropped(b, row, op);
        b->at.row_name = row_name_after(b, op, b->at.row_name);
        row = &op->out;
        end = op->ast->span.end;
    }
    return row;
}

struct bound_query *bind_query(struct binder *b, struct ast_query *ast) {
    struct bound_query *q = ARENA_NEW(b->arena, struct bound_query);
    struct place saved = b->at;
    start_query(b, q, ast);
    if (!ast->piped_into) {
        b->at.row_name = row_name_of_source(q);
        b->at.dropped.v = NULL;
        b->at.dropped.n = b->at.dropped.cap = 0;
    }
    q->out = *bind_operators(b, q);
    b->at = saved;
    return q;
}
