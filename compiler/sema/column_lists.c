/* Declared columns, rows with a name, and small checks that several operators share. */
#include "columns.h"
#include "operators.h"

void columns_from_schema(struct binder *b, const struct ast_schema *s, struct row_type *row) {
    struct name_table declared = {.arena = b->arena};
    for (size_t i = 0; i < s->columns.n; i++) {
        const struct ast_column *c = &s->columns.v[i];
        if (!c->name.text) continue;
        if (name_table_find(&declared, c->name.text)) {
            diag_report(b->diag, DIAG_E0304, c->name.span, c->name.text);
            continue;
        }
        name_table_add(&declared, c->name.text, i);
        row_push(b, row, column_new(b, c->name.text, c->type));
    }
}

void add_parsed_column(struct binder *b, struct row_type *row, const char *name, kq_type type) {
    for (size_t i = 0; i < row->n; i++)
        if (row->cols[i]->name == name && row->cols[i]->type == type) row->cols[i] = column_new(b, name, type);
    row_push(b, row, column_new(b, name, type));
}

const char *param_text(const struct ast_param *p) {
    if (!p || !p->value) return NULL;
    if (p->value->kind == EX_NAME) return p->value->u.name.name;
    if (p->value->kind == EX_STRING) return intern(p->value->u.lit.s.p, p->value->u.lit.s.n);
    return NULL;
}

bool need_type(struct binder *b, const struct ast_expr *e, struct span span, kq_type want, const char *what) {
    if (e->type == want || e->type == KQ_T_NONE) return true;
    if (want == KQ_T_BOOL) return diag_report(b->diag, DIAG_E0404, span, what, type_with_article(b, e->type));
    return diag_report(b->diag, DIAG_E0415, span, what, type_with_article(b, want), type_with_article(b, e->type));
}

/* ---- names for rows and for columns of other rows */

static void declare(struct binder *b, struct local l) {
    struct local *local = ARENA_NEW(b->arena, struct local);
    *local = l;
    local->used = ARENA_NEW(b->arena, bool);
    declare_local(b, local);
}

void declare_row(struct binder *b, struct ast_name name, const struct row_type *row) {
    declare(b, (struct local){.kind = LOCAL_ROW, .name = name.text, .span = name.span, .row = row});
}

void declare_column(struct binder *b, struct column *c, struct span span) {
    declare(b, (struct local){.kind = LOCAL_COLUMN, .name = c->name, .span = span, .type = c->type, .column = c});
}

struct column *bind_key(struct binder *b, struct ast_expr *e, const char *what) {
    bind_any(b, e);
    struct column *c = e->kind == EX_NAME ? named_column(e) : NULL;
    bool unknown = e->kind == EX_ERROR || (e->type == KQ_T_NONE && !e->table);
    if (!c && !unknown) diag_report(b->diag, DIAG_E0308, e->span);
    if (c && c->type == KQ_T_DYNAMIC) diag_report(b->diag, DIAG_E0410, e->span, what);
    return c;
}

/* ---- graphs */

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

/* ---- sub-queries */

/* What Microsoft allows in fork and facet: less than behind a pipe. */
static bool forkable(enum ast_op_kind k) {
    switch (k) {
    case OP_AS:
    case OP_COUNT:
    case OP_DISTINCT:
    case OP_EXECUTE_AND_CACHE:
    case OP_EXTEND:
    case OP_WHERE:
    case OP_INVOKE:
    case OP_MV_EXPAND:
    case OP_PARSE:
    case OP_PARSE_WHERE:
    case OP_PARSE_KV:
    case OP_PROJECT:
    case OP_PROJECT_AWAY:
    case OP_PROJECT_BY_NAMES:
    case OP_PROJECT_KEEP:
    case OP_PROJECT_RENAME:
    case OP_PROJECT_REORDER:
    case OP_REDUCE:
    case OP_SAMPLE_DISTINCT:
    case OP_SAMPLE:
    case OP_SORT:
    case OP_SUMMARIZE:
    case OP_TAKE:
    case OP_TOP_HITTERS:
    case OP_TOP_NESTED:
    case OP_TOP: return true;
    default: return false;
    }
}

static bool pipeable(enum ast_op_kind k) {
    switch (k) {
    case OP_MACRO_EXPAND:
    case OP_ASSERT_SCHEMA:
    case OP_GRAPH_SHORTEST_PATHS:
    case OP_GRAPH_MARK_COMPONENTS:
    case OP_GRAPH_WHERE_NODES:
    case OP_GRAPH_WHERE_EDGES: return false;
    default: return true;
    }
}

void check_subquery(struct binder *b, const struct ast_query *q, enum subquery_operators allowed) {
    for (size_t i = 0; i < q->ops.n; i++) {
        const struct ast_op *op = q->ops.v[i];
        if (op->kind == OP_ERROR) continue;
        bool fits = allowed == OPERATORS_FORK ? forkable(op->kind) : pipeable(op->kind);
        if (!fits) diag_report(b->diag, DIAG_E0220, op->keyword.span, op->keyword.text);
    }
    if (!q->source || q->source->kind == EX_ERROR) return;
    diag_report(b->diag, DIAG_E0220, q->source->span, "a source");
    diag_hint(b->diag, "the sub-query starts with an operator: it takes the rows piped in");
}
