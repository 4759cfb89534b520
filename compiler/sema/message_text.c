/* Texts that messages are made of: what a value is, which types arguments have, how many there should be. */
#include "call_match.h"
#include "sema_internal.h"

const char *type_with_article(struct binder *b, kq_type t) { return type_text(b->arena, t); }

const char *kind_of_value(struct binder *b, const struct ast_expr *e) {
    return e->table ? "a table" : type_with_article(b, e->type);
}

const char *argument_types(struct arena *a, const struct matcher *m, const char *last) {
    const char **names = ARENA_ARRAY(a, const char *, m->n + 1);
    for (size_t i = 0; i < m->n; i++) names[i] = value_type_name(m->args[i].type);
    return arena_list(a, names, m->n, last);
}

const char *count_of_arguments(struct arena *a, size_t least, size_t most) {
    if (most == SIZE_MAX) return arena_printf(a, "at least %zu argument%s", least, least == 1 ? "" : "s");
    if (least == most) return arena_printf(a, "%zu argument%s", most, most == 1 ? "" : "s");
    return arena_printf(a, "%zu to %zu argument%s", least, most, most == 1 ? "" : "s");
}
