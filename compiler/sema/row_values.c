/* arg_max, arg_min, take_any and their old forms: values of one row, under the columns' own names (kql.md 5.4). `*`
 * stands for the columns of the row that neither the keys nor another argument has brought. */
#include "operators.h"

struct row_values {
    const ast_named_list *args;
    const column_list *keys; /* or NULL */
    tuple_fields *out;
    VEC(const struct column *) brought;
    const char *kind;   /* "max", "min": arg_max and arg_min. NULL: take_any */
    const char *prefix; /* old form: of the other columns' names, "t_" in argmax(t, ...). NULL: none */
    bool is_any, is_old, star;
};

static bool is_brought(const struct row_values *v, const struct column *c) {
    for (size_t i = 0; i < v->brought.n; i++)
        if (v->brought.v[i] == c) return true;
    return false;
}

static bool is_key(const struct row_values *v, const struct column *c) {
    for (size_t i = 0; v->keys && i < v->keys->n; i++)
        if (v->keys->v[i] == c) return true;
    return false;
}

/* Beside `*`, what is there already is left out; the column that is compared never is. */
static bool may_bring(const struct row_values *v, size_t argument, const struct column *c) {
    if (!v->star || (argument == 0 && !v->is_any)) return true;
    return !is_brought(v, c) && !is_key(v, c);
}

static void push(struct binder *b, struct row_values *v, size_t argument, struct tuple_field f) {
    if (v->prefix && argument > 0) {
        f.name = intern_s(arena_printf(b->arena, "%s_%s", v->prefix, f.name));
        f.origin = NULL;
    }
    VEC_PUSH(b->arena, v->out, f);
}

static void bring_star(struct binder *b, struct row_values *v, size_t argument) {
    const struct column *compared = v->is_old ? named_column(v->args->v[0]->value) : NULL;
    for (size_t i = 0; b->at.row && i < b->at.row->n; i++) {
        struct column *c = b->at.row->cols[i];
        if (c == compared || is_brought(v, c) || is_key(v, c)) continue;
        VEC_PUSH(b->arena, &v->brought, c);
        push(b, v, argument, (struct tuple_field){c->name, c->type, c, {.col = c}, c->shape});
    }
}

/* A column, under its own name or under a given one. Brought twice it is a new column each time, which gets a number.
 */
static void bring_column(struct binder *b, struct row_values *v, size_t argument, struct column *c) {
    if (!may_bring(v, argument, c)) return;
    const struct ast_named *arg = v->args->v[argument];
    bool again = is_brought(v, c) || is_key(v, c);
    if (!is_brought(v, c)) VEC_PUSH(b->arena, &v->brought, c);
    const char *name = arg->names.n ? arg->names.v[0].text : c->name;
    push(b, v, argument,
         (struct tuple_field){name, c->type, again || arg->names.n ? NULL : c, {.expr = arg->value}, c->shape});
}

static const char *unnamed(struct binder *b, const struct row_values *v, size_t argument) {
    if (v->is_any) return intern_s(arena_printf(b->arena, "%sarg%zu", v->is_old ? "" : "any_", argument));
    if (v->is_old) return intern_s(argument ? arena_printf(b->arena, "arg%zu", argument) : "");
    if (argument == 0) return intern_s(arena_printf(b->arena, "%s_", v->kind));
    const struct ast_named *compared = v->args->v[0];
    const char *name = compared->names.n ? compared->names.v[0].text : inner_name(b, compared->value);
    return intern_s(arena_printf(b->arena, "%s_%s_arg%zu", v->kind, name ? name : "", argument));
}

static void bring_value(struct binder *b, struct row_values *v, size_t argument) {
    const struct ast_named *arg = v->args->v[argument];
    const char *name = arg->names.n ? arg->names.v[0].text : inner_name(b, arg->value);
    if (!name) name = unnamed(b, v, argument);
    push(b, v, argument, (struct tuple_field){name, arg->value->type, NULL, {.expr = arg->value}, arg->value->shape});
}

void row_value_fields(struct binder *b, const struct catalog_decl *decl, const ast_named_list *args,
                      const column_list *keys, tuple_fields *out) {
    const char *name = decl->name;
    struct row_values v = {.args = args, .keys = keys, .out = out};
    v.is_old = name == intern_s("any") || name == intern_s("argmax") || name == intern_s("argmin");
    v.is_any = name == intern_s("any") || name == intern_s("take_any");
    v.kind = name == intern_s("arg_min") || name == intern_s("argmin") ? "min" : "max";
    for (size_t i = 0; i < args->n; i++) v.star = v.star || args->v[i]->value->kind == EX_STAR;
    for (size_t i = 0; i < args->n; i++) {
        struct column *c = column_of(args->v[i]->value);
        if (args->v[i]->value->kind == EX_STAR)
            bring_star(b, &v, i);
        else if (c)
            bring_column(b, &v, i, c);
        else
            bring_value(b, &v, i);
        if (i == 0 && v.is_old && !v.is_any && out->n) v.prefix = out->v[0].name;
    }
}
