/* Between call_match.c, check_call.c and call_result.c: arguments against parameters.
 * Included by: those, and by the parts of the binder that bind calls. */
#ifndef KQLC_CALL_MATCH_H
#define KQLC_CALL_MATCH_H

#include "signature.h"

struct argument {
    const struct ast_expr *e; /* NULL: a value that stands nowhere (the input of invoke) */
    value_type type;
    const struct shape *shape;
};

struct matcher {
    const struct argument *args;
    size_t n;
    const struct sig_param **params; /* room for n: the parameter of each argument under the signature in question */
    bool all_must_fit;               /* an operator of two operands: a signature that one does not fit is none */
};

/* Microsoft's choice among alternatives. */
enum { MAX_ALTERNATIVES = 24 };
struct match {
    const struct signature *best; /* NULL: several fit as well, or none does */
    const struct signature *candidates[MAX_ALTERNATIVES];
    unsigned n;
};
void match_signatures(struct matcher *m, const struct signatures *all, struct match *out);
/* The parameter of each argument; NULL: none. */
void layout_arguments(const struct signature *s, const struct argument *args, size_t n,
                      const struct sig_param **params);

bool is_common_kind(enum param_kind k);
/* Does a parameter of the type take that one? promote: int to long to real to decimal, dynamic to string. */
bool type_accepts(value_type want, value_type have, bool promote);
/* For the kinds that are classes of types; the others accept all. */
bool kind_accepts(enum param_kind k, const struct argument *a);
bool is_default_mark(const struct sig_param *p, const struct argument *a); /* "~" */
/* The type that the arguments of common parameters share; typed: leaving dynamics aside, when others are there. */
bool common_argument_type(const struct sig_param *const *params, const struct argument *args, size_t n, bool typed,
                          value_type *out);

/* Reports what is wrong with the arguments, at Microsoft's places (check_call.c). `name`: where the callee is named. */
void check_arguments(struct binder *b, const struct catalog_decl *decl, struct span name, const struct signature *s,
                     struct matcher *m);

void report_table_value(struct binder *b, const struct ast_expr *e); /* a table where a value belongs (bind_expr.c) */

/* "long, string and bool", with `last` (" and ") before the last one (message_text.c). */
const char *argument_types(struct arena *a, const struct matcher *m, const char *last);

/* The value of a call (call_result.c). VT_TUPLE: several columns; VT_TABLE: not a value. */
struct result {
    value_type type;
    const struct shape *shape;
};
struct result result_of(struct binder *b, const struct signature *s, struct matcher *m);
/* What all candidates agree on; unknown when they do not. */
struct result common_result(struct binder *b, const struct match *match, struct matcher *m);
/* The same result with what is known of a dynamic one. */
struct result refined_result(struct binder *b, const struct catalog_decl *decl, struct result r, struct matcher *m);

#endif
