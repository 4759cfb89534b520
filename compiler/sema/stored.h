/* What is known about a schema's stored functions, kept as long as the schema.
 * Included by: sema. */
#ifndef KQLC_STORED_H
#define KQLC_STORED_H

#include "functions.h"
#include "sema_internal.h"

struct stored {
    const struct schema_function *function;
    const struct ast_schema *parameters; /* never NULL */
    struct ast_script *body;             /* NULL: not parsed yet */
    const char *wrong;                   /* the first error of the body, NULL: none known */
    bool learned;                        /* its body was looked at once: `wrong` is final */
    bool known;                          /* what follows says what each call gives */
    bool is_table, open;
    kq_type type;
    const struct schema_column *columns;
    size_t column_count;
    struct stored *next;
};

struct stored *stored_find(struct binder *b, const struct schema_function *f);
const struct ast_script *stored_body(struct binder *b, struct stored *s);
/* Notes the first error of the body that `found` holds. Unknown tables and functions are none: a query has its own. */
void stored_note_error(struct binder *b, struct stored *s, const struct diag *found);
/* Takes what the call e gives as what every call gives. */
void stored_remember(struct binder *b, struct stored *s, const struct ast_expr *e);

#endif
