/* Builds pipelines for the grammar's actions. */
#include "ast_build.h"

/* The operator's span starts at its pipe. */
struct ast_op *ast_piped(struct token pipe, struct ast_op *op) {
    op->span = span_join(pipe.span, op->span);
    return op;
}

struct ast_query *ast_pipe(struct parser *p, struct ast_query *pipes, struct ast_op *op) {
    if (!pipes) {
        pipes = ARENA_NEW(p->arena, struct ast_query);
        pipes->span = op->span;
    }
    pipes->span = span_join(pipes->span, op->span);
    if (op->depth > pipes->depth) pipes->depth = op->depth;
    VEC_PUSH(p->arena, &pipes->ops, op);
    return pipes;
}

struct ast_query *ast_pipe_front(struct parser *p, struct ast_op *first, struct ast_query *pipes) {
    struct ast_query *q = ast_pipe(p, NULL, first);
    for (size_t i = 0; i < pipes->ops.n; i++) ast_pipe(p, q, pipes->ops.v[i]);
    return q;
}

struct ast_query *ast_sub(struct parser *p, struct ast_op *first) {
    struct ast_query *q = ast_pipe(p, NULL, first);
    q->piped_into = true;
    return q;
}

struct ast_expr *ast_pipeline(struct parser *p, struct ast_expr *source, struct ast_query *pipes) {
    struct ast_expr *e = ARENA_NEW(p->arena, struct ast_expr);
    if (source) {
        pipes->source = source;
        pipes->span = span_join(source->span, pipes->span);
        if (source->depth > pipes->depth) pipes->depth = source->depth;
    }
    e->kind = EX_SUBQUERY;
    e->span = pipes->span;
    e->u.query = pipes;
    return ast_grown(p, e, pipes->depth);
}
