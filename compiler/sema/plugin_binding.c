/* The arguments of a plug-in's call, each bound over the row that it looks into: keys of a look-up table over that
 * table, pivot's aggregate over the input's columns. */
#include "operators.h"
#include "plugins.h"

#include <strings.h>

/* Which arguments look into the table that the first one is. */
static const struct lookup_keys {
    const char *name;
    size_t key;    /* a column of it */
    size_t common; /* from here on: columns that it and the input have; 0: none */
} lookups[] = {
    {"ipv4_lookup", 2, 3},
    {"ipv6_lookup", 2, 0},
    {"geo_polygon_lookup", 1, 0},
    {"geo_line_lookup", 1, 0},
};

static const struct lookup_keys *lookup_of(const struct ast_expr *call) {
    for (size_t i = 0; i < sizeof lookups / sizeof lookups[0]; i++)
        if (plugin_is(call, lookups[i].name)) return &lookups[i];
    return NULL;
}

static void bind_over(struct binder *b, struct ast_expr *e, const struct row_type *row) {
    struct place saved = b->at;
    b->at.row = row;
    bind_any(b, e);
    b->at = saved;
}

/* return_unmatched behind the keys is a value, not a key. */
static bool is_option(const struct ast_expr *call, size_t i) {
    return call->u.call.args.v[i]->names.n || plugin_is_bool(call, i);
}

static void bind_key_argument(struct binder *b, const struct ast_expr *call, const struct lookup_keys *keys, size_t i,
                              const struct row_type *table) {
    struct ast_expr *e = call->u.call.args.v[i]->value;
    bool is_key = i == keys->key || (keys->common && i >= keys->common && !is_option(call, i));
    if (!table && is_key) { /* no table: no name is known */
        bind_over(b, e, NULL);
    } else if (i == keys->key) {
        bind_over(b, e, table);
    } else if (is_key) {
        row_list both = {0};
        VEC_PUSH(b->arena, &both, b->at.row);
        VEC_PUSH(b->arena, &both, table);
        struct row_type common = common_columns(b, &both);
        common.open = b->at.row->open || table->open;
        bind_over(b, e, &common);
    } else {
        bind_any(b, e);
    }
}

void bind_plugin_args(struct binder *b, struct ast_expr *call) {
    const struct lookup_keys *keys = lookup_of(call);
    const struct row_type *table = NULL; /* of a look-up; NULL: the first argument is none */
    for (size_t i = 0; i < plugin_arg_count(call); i++) {
        struct ast_expr *e = call->u.call.args.v[i]->value;
        if (keys && i > 0)
            bind_key_argument(b, call, keys, i, table);
        else if (plugin_is(call, "pivot") && i == 1)
            bind_aggregated(b, e);
        else if (e->kind != EX_STAR) /* where `*` may stand is the signature's business */
            bind_any(b, e);
        if (i == 0 && e->table) table = &e->table->out;
    }
}

/* Options may stand in any order under their names, and ipv4_lookup's behind any number of keys. */
static bool is_named_option(const struct ast_expr *call, size_t i) {
    static const char *const options[] = {"return_unmatched", "lookup_area_radius", "return_lookup_key",
                                          "columnsConflict", "ignoredProperties"};
    const struct ast_named *arg = call->u.call.args.v[i];
    for (size_t k = 0; arg->names.n && k < sizeof options / sizeof options[0]; k++)
        if (strcasecmp(arg->names.v[0].text, options[k]) == 0) return true;
    return false;
}

/* new_activity_metrics has dimensions where the cohort may stand, and a table behind any number of them. */
static bool is_dimension(struct binder *b, const struct ast_expr *call, size_t i) {
    if (!plugin_is(call, "new_activity_metrics") || i < 5) return false;
    const struct ast_expr *e = plugin_arg(call, i);
    bool column = plugin_column(call, i) != NULL;
    if (e->table || (i == 5 && !column)) return false;
    if (!column && e->type != KQ_T_NONE) diag_report(b->diag, DIAG_E0308, e->span);
    return true;
}

static bool stands_anywhere(struct binder *b, const struct ast_expr *call, const struct lookup_keys *keys, size_t i) {
    /* Microsoft's binder knows two arguments; the docs give the second one other names too */
    if (plugin_is(call, "bag_unpack")) return plugin_arg_count(call) == 2 && is_named_option(call, i);
    if (!keys) return is_dimension(b, call, i);
    bool last_flag = keys->common && i + 1 == plugin_arg_count(call) && plugin_is_bool(call, i);
    return last_flag || is_named_option(call, i);
}

struct ast_expr *plugin_without_options(struct binder *b, struct ast_expr *call) {
    const struct lookup_keys *keys = lookup_of(call);
    struct ast_expr *copy = ARENA_NEW(b->arena, struct ast_expr);
    *copy = *call;
    copy->u.call.args = (ast_named_list){0};
    for (size_t i = 0; i < plugin_arg_count(call); i++)
        if (!stands_anywhere(b, call, keys, i)) VEC_PUSH(b->arena, &copy->u.call.args, call->u.call.args.v[i]);
    return copy;
}
