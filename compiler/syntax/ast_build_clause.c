/* Builds the clauses that only one operator has, for the grammar's actions. */
#include "ast_build.h"

#include <string.h>

/* `where x = 1` names its predicate, by the grammar; surely it was meant to compare. What is no bool is an error, which
 * the binder reports. */
struct ast_op *ast_op_where(struct parser *p, struct ast_op *op, struct ast_named *predicate) {
    if (predicate->names.n) op->name = predicate->names.v[0];
    return ast_op_a(p, op, predicate);
}

/* The old `join (T) where $left.a == $right.b`: the conditions of `on`. */
struct ast_op *ast_op_join_where(struct parser *p, struct ast_op *op, struct ast_expr *predicate) {
    return ast_op_on(p, op, ast_exprs_append(p, (ast_expr_list){0}, predicate));
}

struct ast_op *ast_op_of(struct parser *p, struct ast_op *op, struct ast_named *count, struct ast_named *of,
                         struct ast_named *by) {
    ast_op_a(p, op, count);
    ast_op_limit(p, op, of->value);
    op->b = of->value;
    if (!by) return op;
    ast_op_item(p, op, by);
    op->c = by->value;
    return op;
}

/* summarize's old `bin=1h` and the id that tools add: kept as parameters. */
static struct ast_op *late_param(struct parser *p, struct ast_op *op, struct token name, struct ast_expr *value) {
    VEC_PUSH(p->arena, &op->params, ((struct ast_param){ast_name_of(name), value}));
    op->span = span_join(op->span, value->span);
    return op;
}

struct ast_op *ast_op_bin(struct parser *p, struct ast_op *op, struct token name, struct ast_expr *value) {
    return late_param(p, op, name, value);
}

struct ast_op *ast_op_id(struct parser *p, struct ast_op *op, struct token name, struct ast_expr *value) {
    return late_param(p, op, name, value);
}

static void set_bounds(struct parser *p, struct ast_op *op, struct ast_expr *from, struct ast_expr *to,
                       struct ast_expr *step) {
    if (from) ast_op_a_expr(p, op, from);
    if (to) ast_op_limit(p, op, to);
    op->c = step;
    ast_op_item(p, op, ast_unnamed(p, step)); /* for its span and height only */
    op->items.n--;
}

struct ast_op *ast_op_range(struct parser *p, struct ast_op *op, struct ast_expr *from, struct ast_expr *to,
                            struct ast_expr *step) {
    set_bounds(p, op, from, to, step);
    return op;
}

/* ---- make-series */
struct ast_op *ast_series_axis(struct parser *p, struct ast_op *op, struct ast_named *axis) {
    ast_op_item(p, op, axis); /* for its span and height only */
    op->items.n--;
    op->axis = axis;
    return op;
}

struct ast_op *ast_series_step(struct parser *p, struct ast_op *op, struct ast_expr *from, struct ast_expr *to,
                               struct ast_expr *step) {
    set_bounds(p, op, from, to, step);
    return op;
}

struct ast_op *ast_series_range(struct parser *p, struct ast_op *op, struct ast_named *from, struct ast_named *to,
                                struct ast_named *step, struct token close) {
    set_bounds(p, op, from->value, to->value, step->value);
    op->in_range = true;
    return ast_op_ends(p, op, close);
}

/* ---- find, facet, render */
struct ast_op *ast_find_away(struct parser *p, struct ast_op *op, ast_named_list away) {
    (void)p;
    op->away = away;
    op->span = span_join(op->span, away.v[away.n - 1]->span);
    return op;
}

struct ast_op *ast_find_smart(struct parser *p, struct ast_op *op, struct token smart) {
    op->smart = true;
    return ast_op_ends(p, op, smart);
}

struct ast_op *ast_facet_with(struct parser *p, struct ast_op *op, struct ast_op *with) {
    struct token last = {.span = with->span};
    return ast_op_query(p, op, ast_sub(p, with), last);
}

/* What charts have, with the width of their values: 'n' a list of names, '1' one value. */
static char chart_property(const char *name) {
    static const char *const rows[] = {"1kind",           "1title",  "1accumulate", "1with",     "nby",
                                       "1xtitle",         "1ytitle", "1xcolumn",    "nycolumns", "nseries",
                                       "nanomalycolumns", "1xaxis",  "1yaxis",      "1legend",   "1ysplit",
                                       "1ymin",           "1ymax",   "1xmin",       "1xmax"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i] + 1, name) == 0) return *rows[i];
    return 0;
}

struct ast_op *ast_render_with(struct parser *p, struct ast_op *op, ast_named_list more) {
    ast_named_list with = op->with;
    char last = 0;
    for (size_t i = 0; i < more.n; i++) {
        struct ast_named *n = more.v[i];
        char width = n->names.n ? chart_property(n->names.v[0].text) : last; /* ycolumns=a, b */
        bool fits = n->names.n ? width != 0 : width == 'n';
        if (!fits) syntax_report(p, DIAG_E0201, syntax_place_property(p, n->span), "this is no property of a chart");
        last = width;
        VEC_PUSH(p->arena, &with, n);
    }
    return ast_op_with(p, op, with);
}

/* ---- graphs */
/* `a -- b`, an undirected graph, differs in the parameter "--" */
struct ast_op *ast_make_graph(struct parser *p, struct ast_op *op, struct ast_expr *from, struct token edge,
                              struct ast_expr *to) {
    ast_op_limit(p, ast_op_a_expr(p, op, from), to);
    if (edge.name[2] != '>') late_param(p, op, edge, ast_name(p, edge));
    return op;
}

struct ast_op *ast_op_node_id(struct parser *p, struct ast_op *op, struct token name, struct token value) {
    return late_param(p, op, name, ast_name(p, value));
}

struct ast_op *ast_graph_partition(struct parser *p, struct ast_op *op, struct ast_expr *key, struct ast_query *q,
                                   struct token close) {
    op->c = key;
    return ast_op_query(p, op, q, close);
}
