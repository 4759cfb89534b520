/* Advice about queries that bind and are probably not what was meant: warnings W041x. One check a function, each looks
 * at one kind of place; lint.c walks the tree and calls them. For sema/ and the driver. */
#ifndef KQLC_LINT_H
#define KQLC_LINT_H

#include "bound.h"

struct lint {
    struct arena *arena;
    struct diag *diag;
    int64_t query_period; /* of the rule, in ticks; 0: a bare query, or none given */
    struct span chain;    /* the `and` or `or` chain looked at last; its parts are not looked at again */
};

/* Needs a script that sema_bind has taken without errors. */
void sema_lint(const struct lint *l, struct ast_script *s);

/* ---- lint_text.c: operators on text */
void lint_contains(const struct lint *l, const struct ast_expr *e);
void lint_regex(const struct lint *l, const struct ast_expr *e);
void lint_case(const struct lint *l, const struct ast_expr *e);
/* ---- lint_time.c */
void lint_now(const struct lint *l, const struct ast_expr *e);
void lint_window(const struct lint *l, const struct ast_expr *e);
void lint_weekday(const struct lint *l, const struct ast_expr *e);
/* ---- lint_conditions.c: terms of one `and` or `or` */
void lint_conditions(struct lint *l, const struct ast_expr *e);
void lint_both_sides(const struct lint *l, const struct ast_expr *e); /* x == x */

/* A call of that built-in function. */
bool lint_calls(const struct ast_expr *e, const char *function);

#endif
