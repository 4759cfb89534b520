/* graph-match, graph-shortest-paths: nodes and edges of the pattern are rows with names, seen by the condition and by
 * project. */
#include "ast_walk.h"
#include "columns.h"
#include "operators.h"

static void declare_pattern(struct binder *b, const struct ast_part *pattern, const struct graph_type *g) {
    for (size_t i = 0; i < pattern->parts.n; i++) {
        const struct ast_part *part = pattern->parts.v[i];
        if (part->name.text) declare_row(b, part->name, part->kind == PART_NODE ? &g->nodes : &g->edges);
        if (part->a) bind_integer(b, part->a, "the range of an edge");
        if (part->b) bind_integer(b, part->b, "the range of an edge");
    }
}

/* An edge that stands for several: its columns are arrays. */
static bool is_long_edge(const struct ast_op *op, const char *name) {
    for (size_t i = 0; i < op->parts.n; i++)
        for (size_t k = 0; k < op->parts.v[i]->parts.n; k++) {
            const struct ast_part *part = op->parts.v[i]->parts.v[k];
            bool several = part->optional || part->a || part->b;
            if (part->kind == PART_EDGE && several && part->name.text == name) return true;
        }
    return false;
}

struct edge_search {
    const struct ast_op *op;
    bool found;
};

static void look_for_edge(void *context, struct ast_expr *e) {
    struct edge_search *s = context;
    if (e->kind == EX_NAME && is_long_edge(s->op, e->u.name.name)) s->found = true;
    ast_each_operand(e, look_for_edge, s);
}

/* x.a is x_a, x.d.foo[0] is x_d_foo_0; other values have the names that they have everywhere. */
static const char *value_name(struct binder *b, const struct ast_expr *e) {
    if (e->kind == EX_PATH) {
        const char *object = value_name(b, e->u.path.object);
        return object ? intern_s(arena_printf(b->arena, "%s_%s", object, e->u.path.name)) : e->u.path.name;
    }
    if (e->kind == EX_INDEX) {
        const char *object = value_name(b, e->u.index.object);
        const struct ast_expr *i = e->u.index.index;
        const char *index = i->kind == EX_LONG     ? arena_printf(b->arena, "%lld", (long long)i->u.lit.value.u.i)
                            : i->kind == EX_STRING ? arena_strndup(b->arena, i->u.lit.s.p, i->u.lit.s.n)
                                                   : "";
        return intern_s(arena_printf(b->arena, "%s_%s", object ? object : "", index));
    }
    if (e->kind == EX_NAME) return e->u.name.name;
    return result_name(b, e);
}

static bool is_written_out(const struct ast_expr *e) { return e->kind != EX_NAME && bound_literal(e); }

static void project_value(struct binder *b, struct projection *p, const struct ast_op *op,
                          const struct ast_named *item) {
    const struct ast_expr *e = item->value;
    struct edge_search s = {op, false};
    look_for_edge(&s, item->value);
    kq_type type = s.found ? KQ_T_DYNAMIC : e->type;
    if (item->names.n)
        project_explicit(b, p, item->names.v[0], type);
    else if (!is_written_out(e)) /* a constant has no name, and Microsoft leaves it out */
        project_derived(b, p, value_name(b, e), type);
}

void bind_graph_match(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    const struct graph_type *g = piped_graph(b, ast);
    struct place saved = b->at;
    struct scope scope;
    scope_enter(b, &scope);
    b->at.row = NULL;
    b->at.graph_match = g;
    for (size_t i = 0; i < ast->parts.n; i++) declare_pattern(b, ast->parts.v[i], g);
    if (ast->predicate) bind_bool(b, ast->predicate, ast->keyword.text);
    bind_items(b, &ast->items);
    check_values(b, &ast->items);
    struct projection p = {0};
    for (size_t i = 0; i < ast->items.n; i++) project_value(b, &p, ast, ast->items.v[i]);
    b->at = saved;
    op->out = p.out;
    if (!ast->items.n) op->out.graph = g;
}
