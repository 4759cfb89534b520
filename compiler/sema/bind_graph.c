/* Graphs: make-graph, what changes them, and graph-to-table. A graph travels in a row as row_type.graph: it has no
 * columns that an operator for tables could name. */
#include "columns.h"
#include "operators.h"

const struct graph_type *piped_graph(struct binder *b, const struct ast_op *op) {
    if (b->at.row && b->at.row->graph) return b->at.row->graph;
    if (!b->at.row || !b->at.row->open) {
        diag_report(b->diag, DIAG_E0217, op->keyword.span);
        diag_hint(b->diag, "%s works on a graph: ... | make-graph Source --> Target | %s", op->keyword.text,
                  op->keyword.text);
    }
    struct graph_type *g = ARENA_NEW(b->arena, struct graph_type);
    g->edges.open = g->nodes.open = true; /* nothing more is said about it */
    return g;
}

static struct graph_type *graph_new(struct binder *b, const struct graph_type *from) {
    struct graph_type *g = ARENA_NEW(b->arena, struct graph_type);
    if (from) *g = *from;
    return g;
}

static kq_type bind_end(struct binder *b, struct ast_expr *e) {
    if (!e) return KQ_T_NONE;
    struct column *c = bind_key(b, e, "make-graph");
    return c ? c->type : KQ_T_NONE;
}

/* with T on key, ... */
static void add_node_tables(struct binder *b, const struct ast_op *op, struct graph_type *g) {
    row_list tables = {0};
    for (size_t i = 0; i < op->parts.n; i++) {
        const struct ast_part *part = op->parts.v[i];
        if (!part->a) continue;
        struct bound_query *table = bind_table(b, part->a);
        VEC_PUSH(b->arena, &tables, &table->out);
        struct place saved = b->at;
        b->at.row = &table->out;
        if (part->b) bind_key(b, part->b, "make-graph");
        b->at = saved;
    }
    if (!tables.n) return;
    g->nodes = unify_name(b, &tables);
    g->has_nodes = true;
}

void bind_make_graph(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    kq_type id = bind_end(b, ast->from);
    bind_end(b, ast->to);
    struct graph_type *g = graph_new(b, NULL);
    if (b->at.row) g->edges = *b->at.row;
    add_node_tables(b, ast, g);
    const char *node_id = param_text(op_param(ast, "with_node_id"));
    if (node_id) {
        row_push(b, &g->nodes, column_new(b, node_id, id));
        g->has_nodes = true;
    }
    op->out.graph = g;
    if (!ast->query) return;
    /* partitioned-by column (sub-query): it takes the graph, or the edges as rows */
    if (ast->c) bind_any(b, ast->c);
    check_subquery(b, ast->query, OPERATORS_PIPED);
    struct place saved = b->at;
    struct row_type graph = g->edges;
    graph.graph = g;
    b->at.row = &graph;
    op->right = bind_query(b, ast->query);
    op->out = op->right->out;
    b->at = saved;
}

void bind_graph_mark_components(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    struct graph_type *g = graph_new(b, piped_graph(b, op->ast));
    const char *name = param_text(op_param(op->ast, "with_component_id"));
    struct row_type nodes = row_copy(b, &g->nodes);
    row_push(b, &nodes, column_new(b, name ? name : intern_s("ComponentId"), KQ_T_LONG));
    g->nodes = nodes;
    g->has_nodes = true;
    op->out.graph = g;
}

/* The condition sees the columns of what it filters. (Microsoft's editor finds no name in it at all.) */
void bind_graph_where(struct binder *b, struct bound_op *op) {
    const struct graph_type *g = piped_graph(b, op->ast);
    struct row_type scope = op->ast->kind == OP_GRAPH_WHERE_NODES ? g->nodes : g->edges;
    struct place saved = b->at;
    b->at.row = &scope;
    if (op->ast->predicate) bind_bool(b, op->ast->predicate, op->ast->keyword.text);
    b->at = saved;
    op->out.graph = g;
}

/* ---- graph-to-table */

static const char *output_param(const struct ast_part *part, const char *name) {
    for (size_t i = 0; i < part->items.n; i++) {
        const struct ast_named *p = part->items.v[i];
        if (p->names.n && p->names.v[0].text == intern_s(name) && p->value->kind == EX_NAME)
            return p->value->u.name.name;
    }
    return NULL;
}

static void add_id(struct binder *b, const struct ast_part *part, const char *param, struct row_type *out) {
    const char *name = output_param(part, param);
    if (name) row_push(b, out, column_new(b, name, KQ_T_LONG));
}

static struct row_type output_table(struct binder *b, const struct ast_part *part, const struct graph_type *g) {
    struct row_type out = {0};
    bool nodes = part->option == intern_s("nodes");
    const struct row_type *from = nodes ? &g->nodes : &g->edges;
    if (nodes) {
        add_id(b, part, "with_node_id", &out);
    } else {
        add_id(b, part, "with_source_id", &out);
        add_id(b, part, "with_target_id", &out);
    }
    for (size_t i = 0; i < from->n; i++) row_push(b, &out, from->cols[i]);
    out.open = from->open;
    return out;
}

/* One table is the result; two have names, by which what stands behind uses them. */
void bind_graph_to_table(struct binder *b, struct bound_op *op) {
    const struct graph_type *g = piped_graph(b, op->ast);
    const ast_part_list *parts = &op->ast->parts;
    for (size_t i = 0; i < parts->n; i++) {
        const struct ast_part *part = parts->v[i];
        struct row_type table = output_table(b, part, g);
        if (parts->n == 1)
            op->out = table;
        else if (!part->name.text)
            diag_report(b->diag, DIAG_E0201, part->span, "of several output tables each needs a name: nodes as N");
        else
            declare_table(b, part->name, query_of_row(b, SOURCE_OTHER, "graph-to-table", table, part->span));
    }
}
