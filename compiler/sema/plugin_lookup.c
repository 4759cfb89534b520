/* Plug-ins that look rows up in a second table: ipv4_lookup, ipv6_lookup, geo_polygon_lookup, geo_line_lookup. Columns
 * are the input's, then the table's; repeated names get a number. */
#include "plugins.h"

#include <string.h>
#include <strings.h>

static bool is_named(const struct ast_expr *call, size_t i, const char *name) {
    const struct ast_named *arg = call->u.call.args.v[i];
    return arg->names.n && strcasecmp(arg->names.v[0].text, name) == 0;
}

/* Keys that both tables have come out once. Behind them, return_unmatched may stand. */
static bool is_extra_key(const struct ast_expr *call, const char *name) {
    size_t n = plugin_arg_count(call);
    for (size_t i = 3; i < n; i++) {
        bool last = i + 1 == n;
        if (last && (is_named(call, i, "return_unmatched") || plugin_is_bool(call, i))) continue;
        const struct ast_expr *e = plugin_arg(call, i);
        if (e->kind == EX_NAME && e->u.name.name == name) return true;
    }
    return false;
}

/* return_lookup_key=true, or true as the eighth argument. */
static bool returns_key(const struct ast_expr *call) {
    size_t n = plugin_arg_count(call);
    for (size_t i = 0; i < n; i++) {
        if (!plugin_is_bool(call, i) || !plugin_arg(call, i)->u.lit.value.u.b) continue;
        if (is_named(call, i, "return_lookup_key") || (n == 8 && i == 7)) return true;
    }
    return false;
}

/* The shapes of a geo look-up are left out unless they are asked for. */
static const char *left_out(const struct ast_expr *call) {
    const struct ast_expr *key = plugin_arg(call, 1);
    return key && key->kind == EX_NAME && !returns_key(call) ? key->u.name.name : NULL;
}

/* The same columns as new ones, and where each comes from. */
static void record_sources(struct binder *b, struct bound_op *op, const struct row_type *all, struct row_type *out) {
    for (size_t i = 0; i < out->n; i++) {
        out->cols[i] = column_like(b, out->cols[i]->name, all->cols[i]);
        VEC_PUSH(b->arena, &op->join_from, all->cols[i]);
        VEC_PUSH(b->arena, &op->join_left, i < b->at.row->n);
    }
}

bool plugin_lookup(struct binder *b, struct bound_op *op, const struct ast_expr *call, struct row_type *out) {
    bool v4 = plugin_is(call, "ipv4_lookup"), v6 = plugin_is(call, "ipv6_lookup");
    bool geo = plugin_is(call, "geo_polygon_lookup") || plugin_is(call, "geo_line_lookup");
    if (!v4 && !v6 && !geo) return false;
    struct row_type all = {0};
    plugin_add_row(b, &all, b->at.row);
    const struct ast_expr *table = plugin_arg(call, 0);
    if (!table || !table->table) {
        *out = all;
        out->open = b->at.row->open;
        return true;
    }
    const char *shape = geo ? left_out(call) : NULL;
    const struct row_type *right = &table->table->out;
    for (size_t i = 0; i < right->n; i++) {
        const char *name = right->cols[i]->name;
        bool skip = (v4 && is_extra_key(call, name)) || (shape && strcasecmp(shape, name) == 0);
        if (!skip) row_push(b, &all, right->cols[i]);
    }
    *out = unique_columns(b, &all);
    if (v4 || v6) record_sources(b, op, &all, out);
    return true;
}
