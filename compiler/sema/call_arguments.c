/* Arguments of user functions: which parameter each is for, and whether it fits (Binder_FunctionCalls.cs). Scalars are
 * converted to the parameter's type, so any will do; a table must have the columns that the parameter declares. */
#include "user_call.h"

#include <string.h>

bool is_table_parameter(const struct ast_column *p) { return p->table != NULL; }

bool has_table_parameter(const struct ast_schema *parameters) {
    for (size_t i = 0; i < parameters->columns.n; i++)
        if (is_table_parameter(&parameters->columns.v[i])) return true;
    return false;
}

size_t required_parameters(const struct ast_schema *parameters) {
    size_t n = 0;
    for (size_t i = 0; i < parameters->columns.n; i++) n += parameters->columns.v[i].fallback == NULL;
    return n;
}

static void bind_values(struct binder *b, struct user_call *call, ast_named_list *args) {
    struct place saved = b->at;
    b->at.tabular = NULL;
    for (size_t i = 0; args && i < args->n; i++) {
        const struct ast_named *item = args->v[i];
        bind_any(b, item->value);
        struct user_argument arg = {.value = item->value, .span = item->value->span};
        arg.table = item->value->table;
        arg.type = item->value->type;
        if (item->names.n) arg.name = item->names.v[0];
        VEC_PUSH(b->arena, &call->args, arg);
    }
    b->at = saved;
}

static size_t find_parameter(const struct ast_schema *parameters, const char *name) {
    size_t i = 0;
    while (i < parameters->columns.n && parameters->columns.v[i].name.text != name) i++;
    return i;
}

/* "f(x, [n])" */
static void hint_parameters(struct binder *b, const struct user_call *call) {
    const char *s = "";
    size_t least = required_parameters(call->parameters);
    for (size_t i = 0; i < call->parameters->columns.n; i++) {
        const char *name = call->parameters->columns.v[i].name.text;
        s = arena_printf(b->arena, i < least ? "%s%s%s" : "%s%s[%s]", s, i ? ", " : "", name ? name : "?");
    }
    diag_hint(b->diag, "%s(%s)", call->name, s);
}

static void hint_parameter(struct binder *b, const struct user_call *call, const char *wanted) {
    const char *closest = NULL;
    size_t best = strlen(wanted) / 3 + 1;
    for (size_t i = 0; i < call->parameters->columns.n; i++) {
        const char *name = call->parameters->columns.v[i].name.text;
        size_t d = name ? edit_distance(name, wanted, best) : best;
        if (d < best) best = d, closest = name;
    }
    if (closest)
        diag_hint(b->diag, "did you mean '%s'?", closest);
    else
        hint_parameters(b, call);
}

static bool check_count(struct binder *b, const struct user_call *call) {
    size_t least = required_parameters(call->parameters), most = call->parameters->columns.n, n = call->args.n;
    if (n >= least && n <= most) return true;
    diag_report(b->diag, DIAG_E0403, call->name_span, call->name, count_of_arguments(b->arena, least, most), n);
    hint_parameters(b, call);
    return false;
}

/* Named arguments may stand in any order; behind one that is out of order all must have names. */
static bool match_parameters(struct binder *b, struct user_call *call, bool report) {
    size_t n = call->parameters->columns.n;
    bool ok = true, moved = false, reported = false;
    call->of_parameter = ARENA_ARRAY(b->arena, const struct user_argument *, n + 1);
    for (size_t i = 0; i < call->args.n; i++) {
        const struct user_argument *arg = &call->args.v[i];
        size_t at = arg->name.text ? find_parameter(call->parameters, arg->name.text) : i;
        if (arg->name.text && at == n && report) {
            ok = diag_report(b->diag, DIAG_E0314, arg->name.span,
                             arena_printf(b->arena, "%s() has no parameter '%s'", call->name, arg->name.text));
            hint_parameter(b, call, arg->name.text);
        }
        if (!arg->name.text && moved && !reported && report) {
            ok = diag_report(b->diag, DIAG_E0314, arg->span, "behind an argument that is out of order all need names");
            reported = true;
        }
        if (arg->name.text && at != i) moved = true;
        if (at < n && !call->of_parameter[at] && (arg->name.text || !moved)) call->of_parameter[at] = arg;
    }
    return ok;
}

static bool has_column(const struct row_type *row, const struct ast_column *c) {
    const struct column *found = find_column(row, c->name.text);
    return found && (found->type == c->type || found->type == KQ_T_NONE || c->type == KQ_T_NONE);
}

static bool check_table(struct binder *b, const struct ast_column *p, const struct user_argument *arg) {
    if (!arg->table) {
        /* what is not known was reported at the same place */
        return arg->type == KQ_T_NONE ? false : diag_report(b->diag, DIAG_E0217, arg->span);
    }
    for (size_t i = 0; i < p->table->columns.n; i++) {
        const struct ast_column *c = &p->table->columns.v[i];
        if (!c->name.text || has_column(&arg->table->out, c)) continue;
        return diag_report(b->diag, DIAG_E0419, arg->span, c->name.text, type_name(c->type));
    }
    return true;
}

static bool check_tables(struct binder *b, const struct user_call *call) {
    bool ok = true;
    for (size_t i = 0; i < call->parameters->columns.n; i++) {
        const struct ast_column *p = &call->parameters->columns.v[i];
        const struct user_argument *arg = call->of_parameter[i];
        if (arg && is_table_parameter(p)) ok = check_table(b, p, arg) && ok;
    }
    return ok;
}

static void check_missing(struct binder *b, const struct user_call *call) {
    for (size_t i = 0; i < call->parameters->columns.n; i++) {
        const struct ast_column *p = &call->parameters->columns.v[i];
        if (call->of_parameter[i] || p->fallback || !p->name.text) continue;
        diag_report(b->diag, DIAG_E0314, call->name_span,
                    arena_printf(b->arena, "%s() has no argument for '%s'", call->name, p->name.text));
    }
}

void bind_arguments(struct binder *b, struct user_call *call, ast_named_list *args) {
    bool bare = call->e->kind != EX_CALL;
    bind_values(b, call, args);
    if (bare && required_parameters(call->parameters) > 0) {
        diag_report(b->diag, DIAG_E0310, call->name_span, call->name);
        match_parameters(b, call, false);
        return;
    }
    bool ok = check_count(b, call);
    ok = match_parameters(b, call, ok) && ok;
    if (ok && check_tables(b, call)) check_missing(b, call);
}
