/* Plug-ins that turn the input's rows round: bag_unpack, pivot, narrow; and the miners of patterns. */
#include "plugins.h"

bool plugin_replaces_source(const struct ast_expr *call) {
    for (size_t i = 1; i < plugin_arg_count(call); i++)
        if (bound_text(plugin_arg(call, i)) == intern_s("replace_source")) return true;
    return false;
}

/* Columns out of a bag are known when the data is read: the row is open. Where they may replace the input's, those are
 * other columns behind it. */
static void bag_unpack(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    const struct column *bag = plugin_column(call, 0);
    const bool replaces = plugin_replaces_source(call);
    for (size_t i = 0; i < b->at.row->n; i++) {
        struct column *c = b->at.row->cols[i];
        if (c != bag) row_push(b, out, replaces ? column_like(b, c->name, c) : c);
    }
    out->open = true;
}

/* The columns named, else all but the one pivoted and the aggregate's; more come from the data. */
static void pivot(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    const struct column *key = plugin_column(call, 0), *measured = NULL;
    const struct ast_expr *aggregate = plugin_arg(call, 1);
    if (aggregate && aggregate->kind == EX_CALL && aggregate->u.call.args.n) measured = plugin_column(aggregate, 0);
    for (size_t i = 2; i < plugin_arg_count(call); i++) plugin_add_column(b, out, plugin_column(call, i));
    bool named = out->n > 0;
    for (size_t i = 0; !named && i < b->at.row->n; i++) {
        struct column *c = b->at.row->cols[i];
        if (c != key && c != measured) row_push(b, out, c);
    }
    out->open = true;
}

static void mined(struct binder *b, const char *columns, struct row_type *out) {
    plugin_add_new(b, out, columns);
    plugin_add_row(b, out, b->at.row);
    out->open = b->at.row->open;
}

static void same_row(struct binder *b, struct row_type *out) {
    plugin_add_row(b, out, b->at.row);
    out->open = b->at.row->open;
}

static void dcount_intersect(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    same_row(b, out);
    for (size_t i = 0; i < plugin_arg_count(call); i++)
        row_push(b, out, column_new(b, intern_s(arena_printf(b->arena, "s%zu", i)), KQ_T_LONG));
}

bool plugin_rows(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    *out = (struct row_type){0};
    if (plugin_is(call, "bag_unpack"))
        bag_unpack(b, call, out);
    else if (plugin_is(call, "pivot"))
        pivot(b, call, out);
    else if (plugin_is(call, "narrow"))
        plugin_add_new(b, out, "Row:long Column:string Value:string");
    else if (plugin_is(call, "autocluster") || plugin_is(call, "basket"))
        mined(b, "SegmentId:long Count:long Percent:real", out);
    else if (plugin_is(call, "diffpatterns"))
        mined(b, "SegmentId:long CountA:long CountB:long PercentA:real PercentB:real PercentDiffAB:real", out);
    else if (plugin_is(call, "dcount_intersect"))
        dcount_intersect(b, call, out);
    else if (plugin_is(call, "identity") || plugin_is(call, "identity_v3") || plugin_is(call, "rows_near"))
        same_row(b, out);
    else if (plugin_is(call, "estimate_rows_count"))
        plugin_add_new(b, out, "EstimatedRowsCount:long");
    else
        return plugin_is(call, "preview"); /* what it gives has no columns */
    return true;
}
