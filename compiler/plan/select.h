/* Which row of the catalogues carries out a call or an operator: sema types them by Microsoft's signatures, here the C
 * function is chosen by the operands' types (kql.md 2.3, 2.4, 3.1). What has no row is refused (U0002, U0008).
 * Included by: plan. */
#ifndef KQLC_SELECT_H
#define KQLC_SELECT_H

#include "lower.h"

/* Costs of conversions (select_cost.c). */
enum { COST_NEVER = 1 << 24 }; /* above any sum of costs: a query is at most 4 MiB */
/* How far an argument of type `have` is from a parameter: 0 exact, more for widening, COST_NEVER: not accepted. */
int conversion_cost(kq_type have, enum cat_param want);
bool is_number(kq_type t);
/* "long and string" */
const char *types_text(struct lowering *l, const kq_type *types, size_t n, const char *last_joiner);

/* The row for a call of a catalogue function or aggregate with the types of its arguments. NULL: refused. */
const struct catalog_row *select_call(struct lowering *l, const struct ast_expr *call, const struct catalog_decl *decl);
/* The row for a unary or binary operator; for between, with (left, low, high); for a list operator, whose first
 * parameter is the type of the left side and of the items. NULL: refused. */
const struct catalog_row *select_unary(struct lowering *l, const struct ast_expr *e);
/* A binary operator by its operands' types alone; NULL: there is none, and nothing is said. */
const struct catalog_row *select_pair(const char *op, kq_type left, kq_type right);
const struct catalog_row *select_binary(struct lowering *l, const struct ast_expr *e);
const struct catalog_row *select_between(struct lowering *l, const struct ast_expr *e);
const struct catalog_row *select_list(struct lowering *l, const struct ast_expr *e);
/* has_any and has_all, which look into a text for each item. */
bool select_is_has_list(const char *op);
/* d.key and d[index] */
const struct catalog_row *select_member(kq_type index);

/* Refuses what the literal arguments of a call hold that is not supported (check_literals.c). */
void check_literals(struct lowering *l, const struct ast_expr *call);

/* The same for a constant regular expression among the arguments of a lowered call (check_regex.c). */
void check_regex(struct lowering *l, const struct px *call);

/* The one type of the branches of iff, case and coalesce; KQ_T_NONE: refused. */
kq_type select_branches(struct lowering *l, const struct ast_expr *e);

#endif
