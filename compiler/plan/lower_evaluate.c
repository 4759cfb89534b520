/* evaluate: the plug-ins that are compiled, each in a function of its own; refuse.c refuses the others. Here those that
 * take a bag apart. Which columns a plug-in gives may depend on the data: then they are the declared ones, or those
 * that the operators behind it name (lower_found.c). */
#include "lower.h"
#include "px.h"
#include "select.h"

#include <string.h>

typedef struct plan_op *lower_plugin(struct lowering *l, const struct bound_op *b, struct plan_op *input);

static const struct {
    const char *name;
    lower_plugin *lower;
} plugins[] = {
    {"bag_unpack", lower_bag_unpack}, {"pivot", lower_pivot},   {"ipv4_lookup", lower_ip_lookup},
    {"ipv6_lookup", lower_ip_lookup}, {"narrow", lower_narrow}, {"rows_near", lower_rows_near},
};

static lower_plugin *plugin_named(const char *name) {
    for (size_t i = 0; i < sizeof plugins / sizeof *plugins; i++)
        if (strcmp(plugins[i].name, name) == 0) return plugins[i].lower;
    return NULL;
}

bool plan_runs_plugin(const char *name) { return plugin_named(name) != NULL; }

struct plan_op *lower_evaluate(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    lower_plugin *lower = plugin_named(b->ast->call->u.call.name);
    return lower ? lower(l, b, input) : input; /* refused already */
}

/* ---- arguments ----------------------------------------------------------------------------------------------------
 */

const struct ast_expr *lower_plugin_arg(const struct ast_expr *call, const char *name, size_t position) {
    const ast_named_list *args = &call->u.call.args;
    for (size_t i = 0; i < args->n; i++)
        if (args->v[i]->names.n && strcmp(args->v[i]->names.v[0].text, name) == 0) return args->v[i]->value;
    for (size_t i = 0, at = 0; i < args->n; i++) {
        if (args->v[i]->names.n) continue;
        if (at++ == position) return args->v[i]->value;
    }
    return NULL;
}

struct column *lower_plugin_column(const struct ast_expr *call, size_t i) {
    const struct ast_expr *e = i < call->u.call.args.n ? without_parentheses(call->u.call.args.v[i]->value) : NULL;
    const struct name_symbol *symbol = e && e->kind == EX_NAME ? e->symbol : NULL;
    return symbol ? symbol->column : NULL;
}

/* ---- bag_unpack (docs: bag-unpack-plugin.md) ----------------------------------------------------------------------
 */

enum conflict { CONFLICT_ERROR, CONFLICT_REPLACE, CONFLICT_KEEP };

struct unpacking {
    struct lowering *l;
    const struct bound_op *b;
    const struct ast_expr *call;
    const struct plan_op *input;
    struct column *bag;
    const char *prefix;
    enum conflict conflict;
    const struct px *ignored;
};

static enum conflict conflict_of(struct lowering *l, const struct ast_expr *call) {
    const struct ast_expr *e = lower_plugin_arg(call, "columnsConflict", 2);
    const char *text = bound_text(e);
    if (!e || (text && !strcmp(text, "error"))) return CONFLICT_ERROR;
    if (text && !strcmp(text, "replace_source")) return CONFLICT_REPLACE;
    if (text && !strcmp(text, "keep_source")) return CONFLICT_KEEP;
    lower_refuse(l, DIAG_U0001, e->span, "bag_unpack with such a columnsConflict");
    return CONFLICT_ERROR;
}

static struct column *input_column(const struct unpacking *u, const char *name) {
    for (size_t i = 0; i < u->input->col_count; i++)
        if (u->input->cols[i]->name == name && u->input->cols[i] != u->bag) return u->input->cols[i];
    return NULL;
}

static bool is_ignored(const struct unpacking *u, const char *key) {
    if (!u->ignored || u->ignored->kind != PX_CONST || u->ignored->value.u.d.tag != KQ_DYN_ARRAY) return false;
    const kq_dyn *list = &u->ignored->value.u.d;
    for (uint32_t i = 0; i < list->n; i++) {
        const kq_dyn *item = &list->u.items[i];
        if (item->tag == KQ_DYN_STRING && item->u.s.n == strlen(key) && !memcmp(item->u.s.p, key, item->u.s.n))
            return true;
    }
    return false;
}

/* The slot of the bag that becomes a column of this name, or NULL. */
static struct px *slot(const struct unpacking *u, const char *name, kq_type type) {
    struct lowering *l = u->l;
    const struct span span = u->call->span;
    const size_t n = strlen(u->prefix);
    if (strncmp(name, u->prefix, n) != 0 || is_ignored(u, name + n)) return NULL;
    struct px **args = ARENA_ARRAY(l->arena, struct px *, 2);
    args[0] = px_column(l->arena, u->bag, span);
    args[1] = px_constant(l->arena, kq_box_string((kq_str){name + n, strlen(name + n)}), span);
    return lower_convert(l, px_call(l->arena, select_member(KQ_T_STRING), args, 2, span), type);
}

/* A column of the input: the bag may have a slot of its name. With a declaration it is there or it is not; without one
 * each row tells (assumed: bags of one table are alike). */
static struct px *source_column(const struct unpacking *u, struct column *source, kq_type type) {
    struct lowering *l = u->l;
    struct px *e = lower_convert(l, px_column(l->arena, source, u->call->span), type);
    struct px *s = u->conflict == CONFLICT_REPLACE && !u->b->ast->schema ? slot(u, source->name, type) : NULL;
    if (!s) return e;
    struct px *either = ARENA_NEW(l->arena, struct px);
    *either = (struct px){.kind = PX_COALESCE, .type = type, .span = e->span, .n = 2};
    either->args = ARENA_ARRAY(l->arena, struct px *, 2);
    either->args[0] = s;
    either->args[1] = e;
    return either;
}

static bool is_declared(const struct unpacking *u, const char *name) {
    const struct ast_schema *schema = u->b->ast->schema;
    for (size_t i = 0; schema && i < schema->columns.n; i++)
        if (schema->columns.v[i].name.text == name) return true;
    return false;
}

static struct px *unpacked(const struct unpacking *u, const struct column *c) {
    struct column *source = input_column(u, c->name);
    const bool declared = u->b->ast->schema ? is_declared(u, c->name) : !u->b->out.open; /* the bags are known */
    if (source && !(declared && u->conflict == CONFLICT_REPLACE)) return source_column(u, source, c->type);
    struct px *e = slot(u, c->name, c->type);
    if (e) return e;
    lower_refuse(u->l, DIAG_U0005, u->call->span, c->name);
    return px_column(u->l->arena, u->bag, u->call->span);
}

struct plan_op *lower_bag_unpack(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_expr *call = b->ast->call, *prefix = lower_plugin_arg(call, "OutputColumnPrefix", 1);
    struct unpacking u = {.l = l, .b = b, .call = call, .input = input, .conflict = conflict_of(l, call)};
    const struct ast_expr *ignored = lower_plugin_arg(call, "ignoredProperties", 3);
    u.bag = lower_plugin_column(call, 0);
    u.prefix = prefix ? bound_text(prefix) : "";
    if (ignored) u.ignored = px_folded(l->arena, lower_expr(l, ignored));
    if (!u.bag || u.bag->type != KQ_T_DYNAMIC || !u.prefix) {
        lower_refuse(l, DIAG_U0001, call->span, "bag_unpack of such arguments");
        return input;
    }
    u.bag = lower_instance(l, u.bag);
    column_vec found = {0};
    lower_found_columns(l, KQ_T_DYNAMIC, &found);
    struct plan_op *op = lower_op(l, PO_PROJECT, b->ast->span, input);
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->out.n + found.n + 1);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, b->out.n + found.n + 1);
    for (size_t i = 0; i < b->out.n + found.n && !l->failed; i++) {
        struct column *from = i < b->out.n ? b->out.cols[i] : found.v[i - b->out.n], *c = lower_instance(l, from);
        struct px *e = NULL;
        if (c->type == KQ_T_NONE) c->type = from->type;
        for (size_t k = 0; k < input->col_count && !e; k++)
            if (input->cols[k] == c) e = px_column(l->arena, c, call->span);
        if (!e) e = unpacked(&u, c);
        op->cols[op->col_count++] = c;
        op->defs[op->def_count++] = (struct po_def){c, e};
    }
    return op;
}
