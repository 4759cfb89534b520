/* Blocks of names: a script's and each function body's. A name is looked up from the innermost block outwards; a body
 * sees what was declared before its function (docs: let-statement). */
#include "sema_internal.h"

void scope_enter(struct binder *b, struct scope *s) {
    const struct local *around = b->at.scope ? b->at.scope->locals : NULL;
    *s = (struct scope){around, around};
    b->at.scope = s;
}

const struct local *find_local(const struct binder *b, const char *name) {
    for (const struct local *l = b->at.scope->locals; l; l = l->outer)
        if (l->name == name) return l;
    return NULL;
}

void declare_local(struct binder *b, struct local *l) {
    if (!l->name) return;
    l->outer = b->at.scope->locals;
    b->at.scope->locals = l;
}

static bool is_declared_here(const struct scope *s, const char *name) {
    for (const struct local *l = s->locals; l != s->outer; l = l->outer)
        if (l->name == name) return true;
    return false;
}

void declare_let(struct binder *b, struct local *l) {
    if (l->name && is_declared_here(b->at.scope, l->name)) diag_report(b->diag, DIAG_E0305, l->span, l->name);
    declare_local(b, l);
}

void declare_table(struct binder *b, struct ast_name name, struct bound_query *q) {
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.kind = LOCAL_TABLE, .name = name.text, .span = name.span, .table = q};
    declare_local(b, l);
}

static void declare(struct binder *b, struct local l) {
    struct local *local = ARENA_NEW(b->arena, struct local);
    *local = l;
    local->used = ARENA_NEW(b->arena, bool);
    declare_local(b, local);
}

void declare_row(struct binder *b, struct ast_name name, const struct row_type *row) {
    declare(b, (struct local){.kind = LOCAL_ROW, .name = name.text, .span = name.span, .row = row});
}

void declare_column(struct binder *b, struct column *c, struct span span) {
    declare(b, (struct local){.kind = LOCAL_COLUMN, .name = c->name, .span = span, .type = c->type, .column = c});
}
