/* Calls of stored functions (--functions, and those of Sentinel). Their texts are parsed once for a schema, and what
 * they give is found once, unless it depends on the call: then the body is bound on a copy each time. */
#include "stored.h"
#include "syntax.h"
#include "user_call.h"

bool stored_is_callable(struct binder *b, const struct schema_function *f) {
    return required_parameters(stored_find(b, f)->parameters) == 0;
}

static void give_row(struct binder *b, struct user_call *call, struct row_type row) {
    share_row(b, call->parameters, &row);
    call->e->table = query_of_row(b, SOURCE_OTHER, call->name, row, call->e->span);
    call->e->table->call = call->e;
}

/* _GetWatchlist('name'): the columns that --watchlist declares for it; else any. */
static bool give_watchlist(struct binder *b, struct user_call *call) {
    if (call->name != intern_s("_GetWatchlist") || call->args.n == 0) return false;
    const char *name = bound_text(call->args.v[0].value);
    const struct schema_table *t = name ? schema_watchlist_find(b->schema, name) : NULL;
    if (!t) return false;
    give_row(b, call, row_of_columns(b, t->columns, t->column_count, false));
    return true;
}

static void give_known(struct binder *b, struct user_call *call, const struct stored *s) {
    if (s->is_table)
        give_row(b, call, row_of_columns(b, s->columns, s->column_count, s->open));
    else
        call->e->type = s->type;
}

/* A function that calls itself gives nothing there, so what those around it give is not what they always do. */
static bool is_running(struct binder *b, const struct schema_function *f) {
    for (const struct call_frame *c = b->at.frames; c; c = c->outer)
        if (c->stored == f) return b->expansion.cut = true;
    return false;
}

static void bind_stored_body(struct binder *b, struct user_call *call, struct call_symbol *symbol, struct stored *s) {
    if (is_running(b, symbol->stored)) return;
    struct call_frame frame = {b->at.frames, symbol->stored};
    struct expansion around = b->expansion;
    b->expansion = (struct expansion){.depends = has_table_parameter(s->parameters)};
    symbol->body = clone_script(b->arena, stored_body(b, s));
    struct diag *quiet = b->quiet;
    b->quiet = NULL; /* a new one, to see what is wrong in this body */
    symbol->result = expand_body(b, call, symbol, NULL, &frame);
    if (b->quiet) stored_note_error(b, s, b->quiet);
    b->quiet = quiet;
    struct expansion done = b->expansion;
    b->expansion.depends = done.depends || around.depends;
    b->expansion.cut = b->at.frames && (done.cut || around.cut);
    take_result(b, call, symbol);
    if (done.depends || b->expansion.cut || b->nested_calls || b->operators > MAX_OPERATORS) return;
    stored_remember(b, s, call->e);
    symbol->body = NULL; /* as at the calls that follow */
    symbol->result = NULL;
    give_known(b, call, s);
}

void bind_stored(struct binder *b, struct user_call *call, struct call_symbol *symbol, ast_named_list *args) {
    struct stored *s = stored_find(b, symbol->stored);
    call->parameters = s->parameters;
    call->e->type = KQ_T_NONE;
    call->e->table = NULL;
    bind_arguments(b, call, args);
    if (give_watchlist(b, call)) return;
    if (s->known)
        give_known(b, call, s);
    else
        bind_stored_body(b, call, symbol, s);
    if (s->wrong) diag_report(b->diag, DIAG_W0303, call->name_span, call->name, s->wrong);
}
