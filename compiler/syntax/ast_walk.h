/* A walk over a syntax tree, parents before children, in source order. */
#ifndef KQLC_AST_WALK_H
#define KQLC_AST_WALK_H

#include "ast.h"

struct ast_visitor {
    /* False: the children are not visited. Either may be NULL. */
    bool (*expr)(void *context, struct ast_expr *e);
    bool (*op)(void *context, struct ast_op *op);
    void *context;
};

/* A whole script, function bodies included. Recursion is bounded by SYNTAX_MAX_DEPTH. */
void ast_walk_script(const struct ast_visitor *v, struct ast_script *s);
void ast_walk_query(const struct ast_visitor *v, struct ast_query *q);
void ast_walk_expr(const struct ast_visitor *v, struct ast_expr *e); /* e may be NULL */
void ast_walk_op(const struct ast_visitor *v, struct ast_op *op);

#endif
