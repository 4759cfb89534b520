/* Builds the parts of operators that have several clauses of a kind, for the grammar's actions. */
#include "ast_build.h"

static struct ast_part *part_new(struct parser *p, enum ast_part_kind kind, struct span span) {
    struct ast_part *t = ARENA_NEW(p->arena, struct ast_part);
    t->kind = kind;
    t->span = span;
    return t;
}

/* ---- parse */
struct ast_part *ast_part(struct parser *p, enum ast_part_kind kind, struct token t) {
    return part_new(p, kind, t.span);
}

struct ast_part *ast_part_text(struct parser *p, struct token t) {
    struct ast_part *part = part_new(p, PART_TEXT, t.span);
    part->a = ast_literal(p, t);
    return part;
}

struct ast_part *ast_part_column(struct parser *p, struct token name, const struct token *type) {
    struct ast_part *part = part_new(p, PART_COLUMN, name.span);
    part->name = ast_name_of(name);
    if (!type) return part;
    part->type = ast_type_of(p, *type);
    part->type_span = type->span;
    part->span = span_join(part->span, type->span);
    return part;
}

/* ---- top-nested */
struct ast_part *ast_level(struct parser *p, struct token of, struct ast_named *count, struct ast_named *column) {
    struct ast_part *part = part_new(p, PART_LEVEL, span_join(count ? count->span : of.span, column->span));
    if (count) part->a = count->value;
    part->items = ast_named_append(p, part->items, column);
    return part;
}

struct ast_part *ast_level_by(struct parser *p, struct ast_part *level, struct ast_expr *others, struct ast_named *by) {
    if (others) level->b = others;
    level->items = ast_named_append(p, level->items, by);
    level->span = span_join(level->span, by->span);
    return level;
}

/* ---- scan */
struct ast_part *ast_step_name(struct parser *p, struct token k, struct token name, bool optional) {
    struct ast_part *step = part_new(p, PART_STEP, span_join(k.span, name.span));
    step->name = ast_name_of(name);
    step->optional = optional;
    return step;
}

struct ast_part *ast_step_output(struct parser *p, struct ast_part *step, struct token output) {
    (void)p;
    step->option = output.name;
    return step;
}

struct ast_part *ast_step(struct parser *p, struct ast_part *step, struct ast_expr *condition,
                          const ast_named_list *assignments) {
    (void)p;
    step->a = condition;
    step->span = span_join(step->span, condition->span);
    if (!assignments) return step;
    step->items = *assignments;
    step->span = span_join(step->span, assignments->v[assignments->n - 1]->span);
    return step;
}

/* ---- fork, make-graph, graph-to-table */
struct ast_query *ast_branch_of(struct parser *p, struct ast_expr *source, struct ast_query *pipes) {
    if (!pipes && source->kind == EX_SUBQUERY) return source->u.query;
    if (!pipes) pipes = ARENA_NEW(p->arena, struct ast_query);
    ast_pipeline(p, source, pipes);
    return pipes;
}

struct ast_part *ast_branch(struct parser *p, struct token open, const struct token *name, struct ast_query *q,
                            struct token close) {
    struct ast_part *part = part_new(p, PART_BRANCH, span_join(name ? name->span : open.span, close.span));
    if (name) part->name = ast_name_of(*name);
    part->query = q;
    return part;
}

struct ast_part *ast_node_table(struct parser *p, struct ast_expr *table, struct ast_expr *id) {
    struct ast_part *part = part_new(p, PART_TABLE, span_join(table->span, id->span));
    part->a = table;
    part->b = id;
    return part;
}

/* graph-to-table: `nodes as N with_node_id=id`: option is nodes or edges, items the parameters */
struct ast_part *ast_output_table(struct parser *p, struct token what, const struct token *name,
                                  const struct op_params *params) {
    struct ast_part *part = part_new(p, PART_TABLE, name ? span_join(what.span, name->span) : what.span);
    if (name) part->name = ast_name_of(*name);
    part->option = what.name;
    for (size_t i = 0; i < params->list.n; i++) {
        const struct ast_param *a = &params->list.v[i];
        struct ast_named *n = ast_unnamed(p, a->value);
        VEC_PUSH(p->arena, &n->names, a->name);
        n->span = span_join(a->name.span, a->value->span);
        part->items = ast_named_append(p, part->items, n);
        part->span = span_join(part->span, n->span);
    }
    return part;
}

/* ---- graph patterns */
struct ast_part *ast_graph_path(struct parser *p, struct ast_part *node) {
    struct ast_part *path = part_new(p, PART_PATTERN, node->span);
    VEC_PUSH(p->arena, &path->parts, node);
    return path;
}

struct ast_part *ast_graph_path_append(struct parser *p, struct ast_part *path, struct ast_part *edge,
                                       struct ast_part *node) {
    VEC_PUSH(p->arena, &path->parts, edge);
    VEC_PUSH(p->arena, &path->parts, node);
    path->span = span_join(path->span, node->span);
    return path;
}

struct ast_part *ast_node(struct parser *p, struct token open, const struct token *name, struct token close) {
    struct ast_part *part = part_new(p, PART_NODE, span_join(open.span, close.span));
    if (name) part->name = ast_name_of(*name);
    return part;
}

/* option: the arrow as its two ends would be written without a bracket */
struct ast_part *ast_edge(struct parser *p, struct token t, const struct token *name) {
    struct ast_part *part = part_new(p, PART_EDGE, t.span);
    if (name) part->name = ast_name_of(*name);
    part->option = t.name;
    return part;
}

struct ast_part *ast_edge_range(struct parser *p, struct ast_part *edge, struct ast_expr *low, struct ast_expr *high) {
    (void)p;
    edge->optional = true;
    edge->a = low;
    edge->b = high;
    return edge;
}

struct ast_part *ast_edge_close(struct parser *p, struct ast_part *edge, struct token t) {
    (void)p;
    bool from = edge->option[0] == '<', to = t.name[1] == '-' && t.name[2] == '>';
    edge->option = intern_s(from ? "<--" : to ? "-->" : "--");
    edge->span = span_join(edge->span, t.span);
    return edge;
}
