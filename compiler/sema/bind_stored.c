/* Calls of stored functions (--functions, and those of Sentinel). Their texts are parsed once for a schema, and what
 * they give is found once, unless it depends on the call. A body is bound on a copy at each call, for the plan. */
#include "stored.h"
#include "syntax.h"
#include "user_call.h"

bool stored_is_callable(struct binder *b, const struct schema_function *f) {
    return required_parameters(stored_find(b, f)->parameters) == 0;
}

static void give_row(struct binder *b, struct user_call *call, const struct stored *s, struct row_type row) {
    share_row(b, s, &row);
    call->e->table = query_of_row(b, SOURCE_OTHER, call->name, row, call->e->span);
    call->e->table->call = call->e;
}

/* _GetWatchlist('name'): the columns that --watchlist declares for it; else any. */
static bool give_watchlist(struct binder *b, struct user_call *call, const struct stored *s) {
    if (call->name != intern_s("_GetWatchlist") || call->args.n == 0) return false;
    const char *name = bound_text(call->args.v[0].value);
    const struct schema_table *t = name ? schema_watchlist_find(b->schema, name) : NULL;
    if (!t) return false;
    give_row(b, call, s, row_of_columns(b, t->columns, t->column_count, false));
    call->e->table->kind = SOURCE_SUPPLIED;
    call->e->table->watchlist = name;
    return true;
}

static void give_known(struct binder *b, struct user_call *call, const struct stored *s) {
    if (s->is_table)
        give_row(b, call, s, row_of_columns(b, s->columns, s->column_count, s->open));
    else
        call->e->type = s->type;
}

/* A function that calls itself gives nothing there, so what those around it give is not what they always do. */
static bool is_running(struct binder *b, const struct schema_function *f) {
    for (const struct call_frame *c = b->at.frames; c; c = c->outer)
        if (c->stored == f) return b->expansion.cut = true;
    return false;
}

/* Binds a copy of the body as it stands in its own text: what is wrong in it, and what every call gives when that does
 * not depend on the call. */
static void learn(struct binder *b, struct user_call *call, struct stored *s) {
    struct call_symbol symbol = {.body = clone_script(b->arena, stored_body(b, s))};
    struct diag *quiet = b->quiet;
    b->quiet = NULL; /* a new one, to see what is wrong in this body */
    b->expansion = (struct expansion){.depends = has_table_parameter(s->parameters)};
    struct call_frame frame = {b->at.frames, s->function};
    symbol.result = expand_body(b, call, &symbol, NULL, &frame);
    if (b->quiet) stored_note_error(b, s, b->quiet);
    b->quiet = quiet;
    s->learned = true;
    take_result(b, call, &symbol);
    if (b->expansion.depends || b->expansion.cut || b->nested_calls || b->operators > MAX_OPERATORS) return;
    stored_remember(b, s, call->e);
}

/* The body for this call, for lowering: it stands where the call does. */
static void expand(struct binder *b, struct user_call *call, struct call_symbol *symbol, struct stored *s) {
    struct call_frame frame = {b->at.frames, s->function};
    symbol->body = clone_script_at(b->arena, stored_body(b, s), call->e->span);
    symbol->result = expand_body(b, call, symbol, NULL, &frame);
    take_result(b, call, symbol);
}

/* Where many calls have been expanded already, one more counts as what is known of it; lowering refuses it. */
static bool is_too_much(const struct binder *b, const struct stored *s) {
    return s->known && (b->operators > MAX_OPERATORS / 2 || b->nested_calls);
}

static void bind_stored_body(struct binder *b, struct user_call *call, struct call_symbol *symbol, struct stored *s) {
    if (is_running(b, symbol->stored)) return;
    struct expansion around = b->expansion;
    b->expansion = (struct expansion){.depends = has_table_parameter(s->parameters)};
    if (!s->learned) learn(b, call, s);
    if (is_too_much(b, s))
        give_known(b, call, s);
    else
        expand(b, call, symbol, s);
    b->expansion.depends = b->expansion.depends || around.depends;
    b->expansion.cut = b->at.frames && (b->expansion.cut || around.cut);
}

/* The parameters for this call, with their default values bound. */
static const struct ast_schema *parameters_of(struct binder *b, const struct stored *s, struct span at) {
    struct ast_schema *parameters = clone_schema_at(b->arena, s->parameters, at);
    struct place saved = b->at;
    b->at.row = b->at.right = NULL;
    b->at.aggregates = AGGREGATES_REFUSED;
    struct diag *diag = b->diag;
    b->diag = diag_new(b->arena, NULL);
    for (size_t i = 0; i < parameters->columns.n; i++)
        if (parameters->columns.v[i].fallback) bind_any(b, parameters->columns.v[i].fallback);
    b->diag = diag;
    b->at = saved;
    return parameters;
}

void bind_stored(struct binder *b, struct user_call *call, struct call_symbol *symbol, ast_named_list *args) {
    struct stored *s = stored_find(b, symbol->stored);
    call->parameters = parameters_of(b, s, call->e->span);
    call->e->type = KQ_T_NONE;
    call->e->table = NULL;
    bind_arguments(b, call, args);
    if (give_watchlist(b, call, s)) return;
    if (s->function->kind == FN_BODY)
        bind_stored_body(b, call, symbol, s);
    else if (s->function->kind == FN_COLUMNS)
        bind_records(b, call, symbol, row_of_columns(b, s->columns, s->column_count, false));
    else
        give_known(b, call, s);
    if (s->wrong) diag_report(b->diag, DIAG_W0303, call->name_span, call->name, s->wrong);
}
