/* W0302: a let that nothing uses, so that part of the rule does nothing. A name that begins with `_` says that this is
 * meant. Microsoft's binder has no such warning. */
#include "sema_internal.h"

void warn_unused_lets(struct binder *b) {
    if (diag_errors(b->diag) > 0) return; /* the use may be what is wrong: misspelt, or behind the error */
    for (const struct local *l = b->at.scope->locals; l != b->at.scope->outer; l = l->outer)
        if (l->is_let && l->used && !*l->used && l->name && l->name[0] != '_')
            diag_report(b->diag, DIAG_W0302, l->span, l->name);
}
