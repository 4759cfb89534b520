/* Names and types. sema_bind writes `type` and `symbol` into the AST and gives every operator its output columns, by
 * Microsoft's naming rules. Lowering to the plan reads what is recorded here. */
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
    const char *name; /* interned; the name under which the operator that made it outputs it */
    kq_type type;
};

struct row_type { /* an operator's output: names in order (a passed-through column may be renamed) */
    struct column **cols;
    size_t n;
};

struct bound; /* everything sema knows about one script */

/* Reports E03xx, E04xx, U0xxx, W. Returns NULL only after errors. */
struct bound *sema_bind(struct arena *a, struct ast_script *script, struct schema *schema, struct diag *d);
const struct row_type *sema_result(const struct bound *b);

#endif
