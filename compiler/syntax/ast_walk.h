/* A walk over a syntax tree, parents before children, in source order. Included by: syntax, sema, plan. */
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

/* Calls visit for each direct operand of e: what it is computed from. Sub-queries and data are not entered. */
void ast_each_operand(const struct ast_expr *e, void (*visit)(void *context, struct ast_expr *operand), void *context);

#endif
