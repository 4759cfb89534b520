/* Calls of user functions, between bind_function.c, bind_stored.c and call_arguments.c.
 * Included by: sema. */
#ifndef KQLC_USER_CALL_H
#define KQLC_USER_CALL_H

#include "functions.h"
#include "sema_internal.h"

struct user_argument {
    struct ast_expr *value;
    struct bound_query *table; /* NULL: a scalar */
    kq_type type;
    struct span span;
    struct ast_name name; /* of a named argument; else text is NULL */
};

struct user_call {
    struct ast_expr *e; /* EX_CALL, or a name or path without brackets */
    const char *name;
    struct span name_span;
    const struct ast_schema *parameters;
    VEC(struct user_argument) args;
    const struct user_argument **of_parameter; /* for each parameter; NULL: not given */
};

/* Binds the arguments and says which parameter each one belongs to; reports what does not fit. */
void bind_arguments(struct binder *b, struct user_call *call, ast_named_list *args);
size_t required_parameters(const struct ast_schema *parameters);
bool is_table_parameter(const struct ast_column *p);
bool has_table_parameter(const struct ast_schema *parameters);

/* Binds a body in a block of its own that holds the parameters; what it is about was reported where it stands. `outer`:
 * the names it can see. Returns the body's value, or NULL. */
struct ast_expr *expand_body(struct binder *b, struct user_call *call, struct call_symbol *symbol,
                             const struct local *outer, const struct call_frame *frames);
/* A call of a stored function whose arguments are not bound yet. */
void bind_stored(struct binder *b, struct user_call *call, struct call_symbol *symbol, ast_named_list *args);
/* bind_records.c: a call of a function that has no body, which gives rows like `row`: they come from the input. */
void bind_records(struct binder *b, struct user_call *call, struct call_symbol *symbol, struct row_type row);
/* Gives the call its value: a type or a table. */
void take_result(struct binder *b, struct user_call *call, struct call_symbol *symbol);
/* What a parameter stands for in a body: `arg` NULL: its default, or nothing that is known. */
struct local *parameter_local(struct binder *b, const struct ast_column *p, const struct user_argument *arg);

#endif
