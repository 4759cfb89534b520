/* Calls of the functions that a script defines. A body is bound anew, on a copy, at each call: its result's names and
 * types depend on the arguments, as in Microsoft's expansions (FunctionCallExpansion.cs). */
#include "syntax.h"
#include "user_call.h"

static struct bound_query *declared_table(struct binder *b, const struct ast_column *p) {
    return query_of_row(b, SOURCE_OTHER, p->name.text, row_of_schema(b, p->table), p->name.span);
}

struct local *parameter_local(struct binder *b, const struct ast_column *p, const struct user_argument *arg) {
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.name = p->name.text, .span = p->name.span, .type = p->type, .is_parameter = true};
    if (is_table_parameter(p)) {
        l->kind = arg && !arg->table ? LOCAL_SCALAR : LOCAL_TABLE;
        l->table = arg ? arg->table : declared_table(b, p);
        if (arg) l->type = arg->type;
    } else {
        l->kind = LOCAL_SCALAR;
        l->scalar = arg ? arg->value : p->fallback;
    }
    return l;
}

static void declare_parameters(struct binder *b, struct user_call *call, struct call_symbol *symbol) {
    for (size_t i = 0; i < call->parameters->columns.n; i++) {
        struct local *l = parameter_local(b, &call->parameters->columns.v[i], call->of_parameter[i]);
        declare_local(b, l);
        VEC_PUSH(b->arena, &symbol->parameters, l);
    }
}

static struct diag *quiet_sink(struct binder *b) {
    if (!b->quiet) b->quiet = diag_new(b->arena, diag_source(b->diag));
    return b->quiet;
}

/* Microsoft stops where its own stack would end; a hostile script must not reach ours. */
static bool may_expand(struct binder *b, const struct ast_script *body) {
    if (b->at.calls >= MAX_CALL_NESTING || b->at.depth + body->depth > MAX_EXPANDED_DEPTH) b->nested_calls = true;
    return !b->nested_calls && ++b->operators <= MAX_OPERATORS;
}

struct ast_expr *expand_body(struct binder *b, struct user_call *call, struct call_symbol *symbol,
                             const struct local *outer, const struct call_frame *frames) {
    if (!may_expand(b, symbol->body)) return NULL;
    struct place saved = b->at;
    struct diag *diag = b->diag;
    struct scope scope = {outer, outer};
    size_t default_names = b->default_names;
    shared_rows shared = b->bound->shared;
    b->default_names = 0;
    b->bound->shared = (shared_rows){0}; /* what is found in open rows stays inside the body */
    b->diag = quiet_sink(b);
    b->at = (struct place){.scope = &scope, .row_name = "", .frames = frames};
    b->at.calls = saved.calls + 1;
    b->at.depth = saved.depth + symbol->body->depth;
    declare_parameters(b, call, symbol);
    struct ast_expr *value = NULL;
    bind_script(b, symbol->body, &value);
    b->at = saved;
    b->diag = diag;
    b->default_names = default_names;
    b->bound->shared = shared;
    return value;
}

void take_result(struct binder *b, struct user_call *call, struct call_symbol *symbol) {
    struct ast_expr *e = call->e, *value = symbol->result;
    e->type = KQ_T_NONE;
    e->table = NULL;
    if (value && value->table)
        e->table = query_of_query(b, call->name, value->table, e->span);
    else if (value)
        e->type = value->type;
}

static void set_symbol(struct binder *b, struct ast_expr *e, struct call_symbol *call) {
    if (e->kind == EX_CALL) {
        e->symbol = call;
        return;
    }
    struct name_symbol *name = ARENA_NEW(b->arena, struct name_symbol);
    name->call = call;
    e->symbol = name;
}

static void bind_let_call(struct binder *b, struct ast_expr *e, const struct local *l, ast_named_list *args) {
    struct user_call call = {.e = e, .name = l->name, .name_span = e->span, .parameters = l->function->parameters};
    if (e->kind == EX_CALL) call.name_span = e->u.call.name_span;
    struct call_symbol *symbol = ARENA_NEW(b->arena, struct call_symbol);
    symbol->function = l;
    symbol->body = clone_script(b->arena, l->function->body);
    bind_arguments(b, &call, args);
    symbol->result = expand_body(b, &call, symbol, l->outer, b->at.frames);
    set_symbol(b, e, symbol);
    take_result(b, &call, symbol);
    if (e->table && !has_table_parameter(call.parameters)) share_query(b, l, e->table);
}

void bind_stored_call(struct binder *b, struct ast_expr *e, const struct schema_function *f, ast_named_list *args) {
    struct user_call call = {.e = e, .name = f->name, .name_span = e->span};
    if (e->kind == EX_CALL) call.name_span = e->u.call.name_span;
    if (e->kind == EX_PATH) call.name_span = e->u.path.name_span;
    struct call_symbol *symbol = ARENA_NEW(b->arena, struct call_symbol);
    symbol->stored = f;
    bind_stored(b, &call, symbol, args);
    set_symbol(b, e, symbol);
}

/* declare pattern: which body it stands for is not worked out; a table of any columns. */
static void bind_pattern_call(struct binder *b, struct ast_expr *e, const struct local *l, ast_named_list *args) {
    for (size_t i = 0; i < args->n; i++) bind_any(b, args->v[i]->value);
    if (args->n != l->parameters)
        diag_report(b->diag, DIAG_E0403, e->u.call.name_span, l->name,
                    count_of_arguments(b->arena, l->parameters, l->parameters), args->n);
    struct call_symbol *symbol = ARENA_NEW(b->arena, struct call_symbol);
    symbol->entity = ENTITY_OTHER_DATABASE; /* what stands behind a dot is part of the pattern */
    e->symbol = symbol;
    e->table = query_of_row(b, SOURCE_OTHER, l->name, (struct row_type){.open = true}, e->span);
}

bool bind_user_call(struct binder *b, struct ast_expr *e, ast_named_list *args) {
    const char *name = e->kind == EX_CALL ? e->u.call.name : e->u.name.name;
    const struct local *l = find_local(b, name); /* a variable of that name hides a function */
    bool is_pattern = l && l->kind == LOCAL_PATTERN && args;
    if (l && l->used) *l->used = true;
    if (is_pattern)
        bind_pattern_call(b, e, l, args);
    else if (l && l->kind == LOCAL_FUNCTION)
        bind_let_call(b, e, l, args);
    if (is_pattern || (l && l->kind == LOCAL_FUNCTION)) return true;
    const struct schema_function *f = schema_function_find(b->schema, name);
    if (!f) return false;
    bind_stored_call(b, e, f, args);
    return true;
}
