/* Statements in order. A let binds a calculation; what stands behind it sees it, what stands before does not (docs:
 * let-statement). A function's body is bound where it is declared, with its parameters' types, and reported there. */
#include "shape.h"
#include "signature.h"
#include "syntax.h"
#include "user_call.h"

/* Microsoft's Conversion.Compatible. */
static bool is_compatible(const struct ast_expr *e, kq_type parameter) {
    kq_type value = e->type;
    bool many = e->shape && e->shape->kind != DYN_VALUE; /* an array or a bag */
    if (e->shape == &shape_type) return false;
    if (many) return parameter == KQ_T_DYNAMIC || parameter == KQ_T_NONE;
    return value == parameter || value == KQ_T_NONE || parameter == KQ_T_NONE || value == KQ_T_DYNAMIC ||
           parameter == KQ_T_DYNAMIC || (type_is_number(value) && type_is_number(parameter));
}

/* A literal: what a name stands for is not looked at. */
static void bind_default(struct binder *b, const struct ast_column *p) {
    struct ast_expr *e = p->fallback;
    if (e->kind == EX_NAME) {
        diag_report(b->diag, DIAG_E0414, e->span, "the default value of a parameter", "literal");
        return;
    }
    kq_type t = bind_expr(b, e);
    bool is_table = is_table_parameter(p);
    if (is_table || !is_compatible(e, p->type))
        diag_report(b->diag, DIAG_E0423, e->span, p->name.text, is_table ? "a table" : type_with_article(b, p->type),
                    type_with_article(b, t));
}

static void bind_parameters(struct binder *b, const struct ast_schema *parameters) {
    bool tables = true;
    for (size_t i = 0; i < parameters->columns.n; i++) {
        const struct ast_column *p = &parameters->columns.v[i];
        if (is_table_parameter(p) && !tables)
            diag_report(b->diag, DIAG_E0201, span_join(p->name.span, p->table->span),
                        "parameters that are tables come first");
        tables = is_table_parameter(p);
        if (p->fallback) bind_default(b, p);
    }
}

static void declare_unknown_parameters(struct binder *b, const struct ast_schema *parameters, bool with_defaults) {
    for (size_t i = 0; i < parameters->columns.n; i++) {
        struct local *l = parameter_local(b, &parameters->columns.v[i], NULL);
        if (!with_defaults) l->scalar = NULL;
        declare_local(b, l);
    }
}

static void bind_declaration(struct binder *b, const struct ast_function *f) {
    struct scope scope;
    struct place saved = b->at;
    size_t default_names = b->default_names;
    b->default_names = 0;
    scope_enter(b, &scope);
    bind_parameters(b, f->parameters);
    declare_unknown_parameters(b, f->parameters, false);
    struct ast_expr *value = NULL;
    bind_script(b, clone_script(b->arena, f->body), &value);
    b->at = saved;
    b->default_names = default_names;
}

static struct local *local_of_value(struct binder *b, struct ast_expr *value) {
    struct local *l = ARENA_NEW(b->arena, struct local);
    bind_any(b, value);
    *l = (struct local){.kind = LOCAL_SCALAR, .type = value->type, .scalar = value, .entity = entity_of(value)};
    if (l->entity != ENTITY_NONE && !(value->table && value->table->out.open)) { /* a pattern is both */
        l->kind = LOCAL_ENTITY;
    } else if (value->table) {
        l->kind = LOCAL_TABLE;
        l->table = value->table;
        l->scalar = NULL;
    }
    return l;
}

static struct local *local_of_function(struct binder *b, const struct ast_function *f) {
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.kind = LOCAL_FUNCTION, .function = f};
    bind_declaration(b, f);
    return l;
}

static void bind_let(struct binder *b, const struct ast_statement *s) {
    struct local *l = NULL;
    if (s->function)
        l = local_of_function(b, s->function);
    else if (s->value)
        l = local_of_value(b, s->value);
    if (!l) return;
    l->name = s->name.text;
    l->span = s->name.span;
    l->is_let = true;
    l->used = ARENA_NEW(b->arena, bool);
    declare_let(b, l);
}

static void bind_pattern(struct binder *b, const struct ast_statement *s) {
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.kind = LOCAL_PATTERN, .name = s->name.text, .span = s->name.span};
    if (s->parameters) l->parameters = s->parameters->columns.n;
    declare_local(b, l);
}

static void bind_statement(struct binder *b, struct ast_statement *s, struct ast_expr **value) {
    switch (s->kind) {
    case ST_LET: bind_let(b, s); break;
    case ST_QUERY:
        if (!s->value) break;
        bind_any(b, s->value);
        *value = s->value;
        break;
    case ST_SET: diag_report(b->diag, DIAG_W0201, s->span); break;
    case ST_PARAMETERS:
        bind_parameters(b, s->parameters);
        declare_unknown_parameters(b, s->parameters, true);
        break;
    case ST_PATTERN: bind_pattern(b, s); break;
    case ST_RESTRICT:
        for (size_t i = 0; i < s->tables.n; i++)
            if (s->tables.v[i]->kind == EX_NAME || s->tables.v[i]->kind == EX_CALL) bind_any(b, s->tables.v[i]);
        break;
    case ST_ALIAS:
        if (s->value) bind_any(b, s->value);
        break;
    case ST_ERROR: break;
    }
}

void bind_script(struct binder *b, struct ast_script *s, struct ast_expr **value) {
    *value = NULL;
    for (size_t i = 0; i < s->statements.n; i++) bind_statement(b, s->statements.v[i], value);
    warn_unused_lets(b);
}
