/* Names and types. sema_bind writes `type`, `symbol` and `table` into the AST and gives every operator its output
 * columns, exactly as Microsoft's binder does. It accepts the whole language; what cannot be executed yet is refused by
 * the plan stage. Lowering to the plan reads what is recorded in bound.h.
 * Included by: sema, plan, driver. */
#ifndef KQLC_SEMA_H
#define KQLC_SEMA_H

#include "ast.h"
#include "catalog.h"
#include "diag.h"
#include "schema.h"

/* A column, unique: each operator that makes a new value makes a new column; passing through keeps it. The plan uses
 * the same objects, so equal pointers mean the same value. */
struct column {
    uint32_t id;
    const char *name;          /* interned; the name under which the operator that made it outputs it */
    kq_type type;              /* KQ_T_NONE: not known */
    const struct shape *shape; /* of a dynamic, as far as known (shape.h): that of the value it was made from */
};

/* "long"; "unknown"; "type" where the value is typeof(...). */
const char *column_type_name(const struct column *c);

struct row_type { /* an operator's output: names in order */
    struct column **cols;
    size_t n;
    bool open; /* more columns may exist (an open schema, or after an error): unknown names are not reported */
    const struct graph_type *graph; /* NULL: a table; else a graph (make-graph), which has no columns of its own */
    const struct row_type *owner;   /* whose array it is: this row's, when it is this row; else copies share it */
    struct row_type *shared; /* open rows: further references to the same thing get what is found in this one too */
};

enum join_kind {
    JOIN_INNERUNIQUE, /* the default */
    JOIN_INNER,
    JOIN_LEFTOUTER,
    JOIN_RIGHTOUTER,
    JOIN_FULLOUTER,
    JOIN_LEFTSEMI,
    JOIN_RIGHTSEMI,
    JOIN_LEFTANTI, /* anti, leftantisemi */
    JOIN_RIGHTANTI /* rightantisemi */
};

struct bound; /* everything sema knows about one script */

/* Reports E03xx, E04xx, W03xx, W04xx; goes on after errors, as far as something can still be said. Never NULL. */
struct bound *sema_bind(struct arena *a, struct ast_script *script, struct schema *schema, struct diag *d);
/* The result's columns: those of the last query. NULL: the script has none (let statements alone), or it is a value. */
const struct row_type *sema_result(const struct bound *b);

#endif
