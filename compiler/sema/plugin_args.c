/* Arguments and new columns of plug-ins. */
#include "plugins.h"

#include <string.h>

size_t plugin_arg_count(const struct ast_expr *call) { return call->u.call.args.n; }

const struct ast_expr *plugin_arg(const struct ast_expr *call, size_t i) {
    return i < call->u.call.args.n ? call->u.call.args.v[i]->value : NULL;
}

struct column *plugin_column(const struct ast_expr *call, size_t i) {
    const struct ast_expr *e = plugin_arg(call, i);
    if (!e || call->u.call.args.v[i]->names.n || e->kind != EX_NAME || !e->symbol) return NULL;
    return ((const struct name_symbol *)e->symbol)->column;
}

bool plugin_is_bool(const struct ast_expr *call, size_t i) {
    const struct ast_expr *e = plugin_arg(call, i);
    return e && e->kind == EX_BOOL;
}

void plugin_add_row(struct binder *b, struct row_type *out, const struct row_type *row) {
    for (size_t i = 0; i < row->n; i++) row_push(b, out, row->cols[i]);
}

void plugin_add_column(struct binder *b, struct row_type *out, struct column *c) {
    if (c) row_push(b, out, c);
}

void plugin_add_new(struct binder *b, struct row_type *out, const char *names_and_types) {
    const char *p = names_and_types;
    while (*p) {
        size_t name = strcspn(p, ":");
        size_t type = strcspn(p + name + 1, " ");
        row_push(b, out, column_new(b, intern(p, name), type_from_name(p + name + 1, type)));
        p += name + 1 + type;
        if (*p == ' ') p++;
    }
}
