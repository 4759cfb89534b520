/* Calls of the functions and aggregates of the catalogues, typed by their declarations as Microsoft's binder does
 * (kql.md 2, 6); where aggregates and plug-ins may stand; what to say of others. */
#include "call_match.h"
#include "columns.h"
#include "operators.h"
#include "plugins.h"
#include "sema_internal.h"

/* ---- arguments --------------------------------------------------------------------------------------------------- */

static void bind_args(struct binder *b, const ast_named_list *args) {
    for (size_t i = 0; i < args->n; i++) {
        struct ast_expr *value = args->v[i]->value;
        if (value->kind != EX_STAR) bind_any(b, value); /* where `*` may stand is the signature's business */
    }
}

static struct matcher matcher_of(struct binder *b, const ast_named_list *args) {
    struct argument *list = ARENA_ARRAY(b->arena, struct argument, args->n + 1);
    for (size_t i = 0; i < args->n; i++) {
        const struct ast_expr *e = args->v[i]->value;
        list[i] = (struct argument){e, value_type_of(e), e->shape};
    }
    return (struct matcher){list, args->n, ARENA_ARRAY(b->arena, const struct sig_param *, args->n + 1), false};
}

static bool all_known(const struct matcher *m) {
    for (size_t i = 0; i < m->n; i++)
        if (m->args[i].type == VT_UNKNOWN || m->args[i].type == VT_WRONG) return false;
    return true;
}

static unsigned least_arguments(const struct signatures *all) {
    unsigned least = all->v[0].min;
    for (unsigned i = 1; i < all->n; i++)
        if (all->v[i].min < least) least = all->v[i].min;
    return least;
}

/* No signature, or several, fit: named at the function. */
static void report_no_form(struct binder *b, const struct ast_expr *e, const struct catalog_decl *decl,
                           const struct matcher *m) {
    unsigned least = least_arguments(signatures_of(decl));
    if (m->n == 0 && least > 0) {
        diag_report(b->diag, DIAG_E0403, e->u.call.name_span, decl->name, count_of_arguments(b->arena, least, SIZE_MAX),
                    m->n);
        diag_hint(b->diag, "%s", signatures_text(b->arena, decl, false));
    } else if (all_known(m)) {
        diag_report(b->diag, DIAG_E0402, e->u.call.name_span, decl->name, argument_types(b->arena, m, ", "));
        diag_hint(b->diag, "it takes %s", signatures_text(b->arena, decl, true));
    }
}

static struct result check_call(struct binder *b, struct ast_expr *e, const struct catalog_decl *decl) {
    struct matcher m = matcher_of(b, &e->u.call.args);
    struct match match;
    match_signatures(&m, signatures_of(decl), &match);
    if (match.best) {
        check_arguments(b, decl, e->u.call.name_span, match.best, &m);
        return refined_result(b, decl, result_of(b, match.best, &m), &m);
    }
    report_no_form(b, e, decl, &m);
    return common_result(b, &match, &m);
}

/* The symbol of a catalogue call. */
static struct call_symbol *set_decl(struct binder *b, struct ast_expr *e, const struct catalog_decl *decl) {
    struct call_symbol *symbol = ARENA_NEW(b->arena, struct call_symbol);
    symbol->decl = decl;
    e->symbol = symbol;
    return symbol;
}

/* The column that column_ifexists("x", ...) asks for. */
static struct column *column_asked_for(struct binder *b, const struct ast_expr *e) {
    const char *name = e->u.call.args.n ? bound_text(e->u.call.args.v[0]->value) : NULL;
    struct column *c = name && b->at.row ? find_column(b->at.row, name) : NULL;
    if (c && b->at.aggregates == AGGREGATES_ALLOWED) diag_report(b->diag, DIAG_E0407, e->span, name);
    return c;
}

static bool asks_for_column(const struct catalog_decl *decl) {
    return decl->special == SPECIAL_COLUMN_IFEXISTS || decl->special == SPECIAL_COLUMNIFEXISTS ||
           decl->special == SPECIAL_ISCOLUMNEXISTS;
}

static void type_call(struct binder *b, struct ast_expr *e, const struct catalog_decl *decl) {
    struct result r = check_call(b, e, decl);
    if (r.type == VT_TUPLE) {
        if (!tuple_call_type(b, e, &e->type)) e->type = KQ_T_NONE;
        return;
    }
    e->type = scalar_type(r.type);
    e->shape = r.type == VT_TYPE ? &shape_type : e->type == KQ_T_DYNAMIC ? r.shape : NULL;
}

/* ---- aggregates -------------------------------------------------------------------------------------------------- */

bool is_aggregate(const struct binder *b, const struct ast_expr *e) {
    return e->kind == EX_CALL && !e->u.call.object && b->at.aggregates == AGGREGATES_ALLOWED &&
           catalog_declared(CAT_AGGREGATE, e->u.call.name);
}

/* Whose columns the operator makes: several values of arg_max, arg_min, take_any and their old names. */
static bool leaves_arguments(const struct catalog_decl *decl, size_t n) {
    return n > 1 && decl->special != SPECIAL_NONE && decl->special != SPECIAL_TAKE_ANYIF;
}

kq_type bind_aggregate(struct binder *b, struct ast_expr *e, struct bound_agg *out) {
    const struct catalog_decl *decl = catalog_declared(CAT_AGGREGATE, e->u.call.name);
    enum aggregates outside = b->at.aggregates;
    b->at.aggregates = AGGREGATES_INSIDE;
    set_decl(b, e, decl);
    bind_args(b, &e->u.call.args);
    type_call(b, e, decl);
    b->at.aggregates = outside;
    *out = (struct bound_agg){.call = e, .decl = decl};
    for (size_t i = 0; i < e->u.call.args.n && !leaves_arguments(decl, e->u.call.args.n); i++)
        VEC_PUSH(b->arena, &out->args, ((struct bound_arg){e->u.call.args.v[i]->value, NULL}));
    return e->type;
}

/* An aggregate inside an expression: round(avg(x)), tostring(take_any(x)). Its value gets a column of its own. */
static void bind_inner_aggregate(struct binder *b, struct ast_expr *e) {
    struct bound_agg agg;
    bind_aggregate(b, e, &agg);
    if (!b->at.summarize) return;
    const char *name = result_name(b, e);
    struct column *col = column_shaped(b, name ? name : agg.decl->name, e->type, e->shape);
    VEC_PUSH(b->arena, &agg.outs, col);
    VEC_PUSH(b->arena, &b->at.summarize->aggs, agg);
}

/* ---- calls that name nothing here -------------------------------------------------------------------------------- */

static void report_misplaced_aggregate(struct binder *b, const struct ast_expr *e) {
    diag_report(b->diag, DIAG_E0406, e->u.call.name_span, e->u.call.name);
    diag_hint(b->diag, b->at.aggregates == AGGREGATES_INSIDE ? "aggregates do not nest: summarize twice"
                                                             : "aggregate with summarize first, then use the result");
}

static void bind_unknown_call(struct binder *b, struct ast_expr *e) {
    const char *name = e->u.call.name;
    bind_args(b, &e->u.call.args);
    if (catalog_declared(CAT_AGGREGATE, name)) {
        report_misplaced_aggregate(b, e);
    } else if (catalog_declared(CAT_PLUGIN, name)) {
        diag_report(b->diag, DIAG_E0421, e->u.call.name_span, name);
    } else if (name[0] != '_' || name[1] != '_') { /* Microsoft's own functions: names like __x are let pass */
        report_unknown_function(b, name, e->u.call.name_span);
    }
}

static const struct catalog_decl *function_named(const struct binder *b, const char *name) {
    const struct catalog_decl *decl = name[0] == '$' ? NULL : catalog_declared(CAT_FUNCTION, name);
    return decl && decl->graph && !b->at.graph_match ? NULL : decl;
}

/* What the first argument of all, any and map stands for: an edge or a node of the pattern, or inner_nodes(edge). */
static const struct row_type *element_row(const struct binder *b, const struct ast_expr *e) {
    const struct name_symbol *name = e->kind == EX_NAME ? e->symbol : NULL;
    if (name) return name->row;
    const struct call_symbol *call = e->kind == EX_CALL ? e->symbol : NULL;
    bool nodes = call && call->decl && call->decl->name == intern_s("inner_nodes");
    return nodes ? &b->at.graph_match->nodes : NULL;
}

/* all(e, condition), any(e, condition), map(e, value): the second argument sees the columns of the first one. */
static void bind_graph_args(struct binder *b, const ast_named_list *args) {
    const struct row_type *outside = b->at.row;
    for (size_t i = 0; i < args->n; i++) {
        struct ast_expr *value = args->v[i]->value;
        bind_any(b, value);
        const struct row_type *row = i == 0 && args->n == 2 ? element_row(b, value) : NULL;
        if (row) b->at.row = row;
    }
    b->at.row = outside;
}

/* Aggregates where they are allowed, then built-in functions, then the user's: `let strlen = ...` does not hide strlen.
 */
void bind_call(struct binder *b, struct ast_expr *e) {
    if (bind_table_call(b, e)) return;
    e->type = KQ_T_NONE;
    if (is_aggregate(b, e)) {
        bind_inner_aggregate(b, e);
        return;
    }
    const struct catalog_decl *decl = function_named(b, e->u.call.name);
    if (decl) {
        struct call_symbol *symbol = set_decl(b, e, decl);
        if (decl->graph)
            bind_graph_args(b, &e->u.call.args);
        else
            bind_args(b, &e->u.call.args);
        type_call(b, e, decl);
        if (asks_for_column(decl)) symbol->column = column_asked_for(b, e);
    } else if (!bind_user_call(b, e, &e->u.call.args)) {
        bind_unknown_call(b, e);
    }
}

/* ---- plug-ins ---------------------------------------------------------------------------------------------------- */

const struct catalog_decl *bind_plugin(struct binder *b, struct ast_expr *call) {
    const char *name = call->u.call.name;
    const struct catalog_decl *decl = catalog_declared(CAT_PLUGIN, name);
    if (!decl) {
        bool known = catalog_declared(CAT_FUNCTION, name) || catalog_declared(CAT_AGGREGATE, name);
        bind_args(b, &call->u.call.args);
        diag_report(b->diag, DIAG_E0426, call->u.call.name_span,
                    arena_printf(b->arena, known ? "'%s' is not a plug-in" : "no plug-in '%s'", name));
        const char *close = catalog_suggest(CAT_PLUGIN, name);
        if (close) diag_hint(b->diag, "did you mean %s()?", close);
        return NULL;
    }
    set_decl(b, call, decl);
    bind_plugin_args(b, call);
    check_call(b, plugin_without_options(b, call), decl);
    return decl;
}
