/* Plug-ins over users and time: activity, sessions, funnels, sequences. Most give the timeline's column, the columns of
 * the dimensions (the last arguments), and counts of their own. */
#include "plugins.h"

/* Those of the common form. Two rows of one name differ in their number of arguments. */
static const struct activity {
    const char *name;
    size_t most_args;  /* of this form; 0: any number */
    size_t dimensions; /* the first argument that is one */
    const char *columns;
} activities[] = {
    {"active_users_count", 0, 8, "dcount:long"},
    {"activity_counts_metrics", 0, 5, "count:long dcount:long new_dcount:long aggregated_dcount:long"},
    {"activity_engagement", 4, 4, "dcount_activities_inner:long dcount_activities_outer:long activity_ratio:real"},
    {"activity_engagement", 0, 6, "dcount_activities_inner:long dcount_activities_outer:long activity_ratio:real"},
    {"activity_metrics", 4, 4, "dcount_values:long dcount_newvalues:long retention_rate:real churn_rate:real"},
    {"activity_metrics", 0, 5, "dcount_values:long dcount_newvalues:long retention_rate:real churn_rate:real"},
    {"session_count", 0, 6, "count_sessions:long"},
    {"sliding_window_counts", 0, 6, "Count:long Dcount:long"},
};

static void add_dimensions(struct binder *b, const struct ast_expr *call, size_t from, struct row_type *out) {
    for (size_t i = from; i < plugin_arg_count(call); i++) plugin_add_column(b, out, plugin_column(call, i));
}

static bool common_form(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    for (size_t i = 0; i < sizeof activities / sizeof activities[0]; i++) {
        const struct activity *a = &activities[i];
        if (!plugin_is(call, a->name) || (a->most_args && plugin_arg_count(call) > a->most_args)) continue;
        plugin_add_column(b, out, plugin_column(call, 1));
        add_dimensions(b, call, a->dimensions, out);
        plugin_add_new(b, out, a->columns);
        return true;
    }
    return false;
}

static const char *arg_name(struct binder *b, const struct ast_expr *call, size_t i) {
    const struct ast_named *arg = call->u.call.args.v[i];
    const char *name = arg->names.n ? arg->names.v[0].text : result_name(b, arg->value);
    return name ? name : "";
}

static void add_typed(struct binder *b, struct row_type *out, const char *name, kq_type type) {
    row_push(b, out, column_new(b, intern_s(name), type));
}

/* from_t and to_t in place of the timeline; the cohort may stand before the dimensions, a table behind them. */
static void new_activity_metrics(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    if (plugin_arg_count(call) > 1) {
        const char *timeline = arg_name(b, call, 1);
        kq_type t = plugin_arg(call, 1)->type;
        add_typed(b, out, arena_printf(b->arena, "from_%s", timeline), t);
        add_typed(b, out, arena_printf(b->arena, "to_%s", timeline), t);
    }
    add_dimensions(b, call, 5, out);
    plugin_add_new(b, out,
                   "dcount_new_values:long dcount_retained_values:long dcount_churn_values:long "
                   "retention_rate:real churn_rate:real");
}

static void funnel_sequence(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    plugin_add_column(b, out, plugin_column(call, 1));
    const struct ast_expr *state = plugin_arg(call, 6);
    if (state) {
        add_typed(b, out, "prev", state->type);
        add_typed(b, out, "next", state->type);
    }
    plugin_add_new(b, out, "dcount:long samples:dynamic");
}

static void funnel_sequence_completion(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    plugin_add_column(b, out, plugin_column(call, 1));
    if (plugin_arg_count(call) > 5) add_typed(b, out, arg_name(b, call, 5), KQ_T_STRING);
    plugin_add_new(b, out, "Period:timespan dcount:long");
}

/* Dimensions, then the time of each step, then how long it took. */
static void sequence_detect(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    size_t n = plugin_arg_count(call), steps = n > 3 ? 4 : n;
    while (steps < n && plugin_arg(call, steps)->type == KQ_T_BOOL) steps++;
    add_dimensions(b, call, steps, out);
    const char *timeline = n > 0 ? arg_name(b, call, 0) : NULL;
    for (size_t i = 3; i < steps && timeline; i++) {
        const char *name = arena_printf(b->arena, "%s_%s", arg_name(b, call, i), timeline);
        add_typed(b, out, name, plugin_arg(call, 0)->type);
    }
    plugin_add_new(b, out, "Duration:timespan");
}

static const char *literal_text(struct binder *b, const struct ast_expr *call, size_t i) {
    const struct ast_expr *e = plugin_arg(call, i);
    if (!e || e->kind != EX_LONG || e->u.lit.value.null) return "0";
    return arena_printf(b->arena, "%lld", (long long)e->u.lit.value.u.i);
}

static void rolling_percentile(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    plugin_add_column(b, out, plugin_column(call, 2));
    add_dimensions(b, call, 5, out);
    const struct column *value = plugin_column(call, 0);
    const char *name = arena_printf(b->arena, "rolling_%s_percentile_%s_%s", literal_text(b, call, 4),
                                    value ? value->name : "value", literal_text(b, call, 1));
    add_typed(b, out, name, value ? value->type : KQ_T_LONG);
}

bool plugin_activity(struct binder *b, const struct ast_expr *call, struct row_type *out) {
    *out = (struct row_type){0};
    if (common_form(b, call, out)) return true;
    static const struct {
        const char *name;
        void (*columns)(struct binder *, const struct ast_expr *, struct row_type *);
    } others[] = {
        {"new_activity_metrics", new_activity_metrics},
        {"funnel_sequence", funnel_sequence},
        {"funnel_sequence_completion", funnel_sequence_completion},
        {"sequence_detect", sequence_detect},
        {"rolling_percentile", rolling_percentile},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (plugin_is(call, others[i].name)) {
            others[i].columns(b, call, out);
            return true;
        }
    return false;
}
