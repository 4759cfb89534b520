/* bag_unpack over bags that stand in the query: then its columns are known (docs: bag-unpack-plugin.md). They come in
 * the order of their names, as in the docs' results; a slot that has one type in all bags gives a column of it. */
#include "plugins.h"

#include "dyn.h"

#include <stdlib.h>
#include <string.h>

/* The table that the query begins with, when it stands in the query itself. */
static const struct bound_query *data_of(const struct bound_query *q) {
    if (q->kind == SOURCE_LOCAL && q->local->table && q->local->table->ops.n == 0) q = q->local->table;
    return q->kind == SOURCE_VALUES ? q : NULL;
}

/* Neither a row nor a column's value is lost on the way. */
static bool all_rows_come(const struct bound_query *q) {
    for (size_t i = 0; i < q->ops.n; i++) {
        switch (q->ops.v[i]->ast->kind) {
        case OP_EXTEND:
        case OP_SERIALIZE:
        case OP_SORT:
        case OP_AS:
        case OP_PROJECT_AWAY:
        case OP_PROJECT_REORDER: break;
        default: return false;
        }
    }
    return true;
}

struct slots {
    struct arena *arena;
    VEC(struct slot {
        const char *name;
        kq_type type;
    })
    list;
};

static kq_type type_of_value(const kq_dyn *d) {
    switch (d->tag) {
    case KQ_DYN_BOOL: return KQ_T_BOOL;
    case KQ_DYN_LONG: return KQ_T_LONG;
    case KQ_DYN_REAL: return KQ_T_REAL;
    case KQ_DYN_STRING: return KQ_T_STRING;
    case KQ_DYN_DATETIME: return KQ_T_DATETIME;
    case KQ_DYN_TIMESPAN: return KQ_T_TIMESPAN;
    case KQ_DYN_GUID: return KQ_T_GUID;
    case KQ_DYN_NULL: return KQ_T_NONE;
    case KQ_DYN_JSON:
    case KQ_DYN_ARRAY:
    case KQ_DYN_BAG: break;
    }
    return KQ_T_DYNAMIC;
}

static void add_slot(struct slots *s, kq_str key, kq_type type) {
    const char *name = intern(key.p, key.n);
    for (size_t i = 0; i < s->list.n; i++) {
        struct slot *known = &s->list.v[i];
        if (known->name != name) continue;
        if (known->type == KQ_T_NONE) known->type = type;
        if (type != KQ_T_NONE && known->type != type) known->type = KQ_T_DYNAMIC;
        return;
    }
    VEC_PUSH(s->arena, &s->list, ((struct slot){name, type}));
}

static void add_bag(struct slots *s, kq_arena *scratch, kq_dyn d) {
    if (d.tag == KQ_DYN_JSON) d = kq_dyn_expand(scratch, d);
    if (d.tag != KQ_DYN_BAG) return;
    for (uint32_t i = 0; i < d.n; i++) add_slot(s, d.u.members[i].key, type_of_value(&d.u.members[i].value));
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct slot *)a)->name, ((const struct slot *)b)->name);
}

/* The slots of the column's values; false: they are not known, or too many to look at. */
static bool find_slots(struct binder *b, const struct column *bag, struct slots *s) {
    enum { MOST_CELLS = 10000, MOST_SLOTS = 500 };
    const struct bound_query *q = b->at.query, *values = q ? data_of(q) : NULL;
    if (!values || !all_rows_come(q)) return false;
    size_t at = 0, columns = q->source.n;
    while (at < columns && q->source.cols[at] != bag) at++;
    const ast_expr_list *cells = &values->data->u.data.values;
    if (at == columns || cells->n > MOST_CELLS) return false;
    kq_arena *scratch = kq_arena_new();
    bool known = true;
    for (size_t i = at; i < cells->n && known; i += columns) {
        const struct ast_expr *e = bound_literal(cells->v[i]);
        known = e && e->kind == EX_DYNAMIC && s->list.n <= MOST_SLOTS;
        if (known) add_bag(s, scratch, e->u.lit.value.u.d);
    }
    kq_arena_free(scratch);
    return known;
}

static const char *text_arg(const struct ast_expr *call, size_t i) {
    return i < plugin_arg_count(call) && !call->u.call.args.v[i]->names.n ? bound_text(plugin_arg(call, i)) : NULL;
}

/* Columns that the bags do not replace are the input's own. */
static void keep_others(struct binder *b, const struct slots *s, const char *prefix, struct row_type *out) {
    for (size_t i = 0; i < out->n; i++) {
        bool replaced = false;
        for (size_t k = 0; k < s->list.n && !replaced; k++)
            replaced = intern_s(arena_printf(b->arena, "%s%s", prefix, s->list.v[k].name)) == out->cols[i]->name;
        struct column *source = replaced ? NULL : find_column(b->at.row, out->cols[i]->name);
        if (source) out->cols[i] = source;
    }
}

bool plugin_unpack_constant(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    struct slots s = {.arena = b->arena};
    const struct column *bag = plugin_column(call, 0);
    if (!bag || !find_slots(b, bag, &s)) return false;
    for (size_t i = 1; i < plugin_arg_count(call); i++)
        if (plugin_arg(call, i)->kind == EX_DYNAMIC) return false; /* slots that are left out */
    if (s.list.n > 0) qsort(s.list.v, s.list.n, sizeof *s.list.v, by_name);
    const char *prefix = text_arg(call, 1) ? text_arg(call, 1) : "";
    if (plugin_replaces_source(call)) keep_others(b, &s, prefix, out);
    for (size_t i = 0; i < s.list.n; i++) {
        const char *name = intern_s(arena_printf(b->arena, "%s%s", prefix, s.list.v[i].name));
        const kq_type type = s.list.v[i].type == KQ_T_NONE ? KQ_T_DYNAMIC : s.list.v[i].type;
        struct column *source = find_column(out, name);
        if (!source)
            row_push(b, out, column_new(b, name, type));
        else if (plugin_replaces_source(call))
            source->type = type; /* made for this row */
    }
    out->open = false;
    return true;
}
