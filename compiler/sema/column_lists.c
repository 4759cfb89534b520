/* Declared columns, rows with a name, and small checks that several operators share. */
#include "columns.h"

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

/* ---- rows with a name */

void declare_row(struct binder *b, struct ast_name name, const struct row_type *row) {
    if (!name.text) return;
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.outer = b->at.locals, .kind = LOCAL_ROW, .name = name.text, .span = name.span, .row = row};
    l->used = ARENA_NEW(b->arena, bool);
    b->at.locals = l;
}

bool bind_row_member(struct binder *b, struct ast_expr *e) {
    const struct ast_expr *object = e->u.path.object;
    if (object->kind != EX_NAME) return false;
    if (b->at.row && find_column(b->at.row, object->u.name.name)) return false;
    const struct local *l = find_local(b, object->u.name.name);
    if (!l || l->kind != LOCAL_ROW) return false;
    struct column *c = find_column(l->row, e->u.path.name);
    if (!c && !l->row->open) {
        const char *row_name = arena_printf(b->arena, "'%s'", l->name);
        report_unknown_column(b, l->row, row_name, e->u.path.name, e->u.path.name_span);
    }
    struct name_symbol *symbol = ARENA_NEW(b->arena, struct name_symbol);
    symbol->column = c;
    e->symbol = symbol;
    e->type = c ? c->type : KQ_T_NONE;
    return true;
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
    case OP_PRINT:
    case OP_RANGE:
    case OP_MACRO_EXPAND:
    case OP_ASSERT_SCHEMA:
    case OP_GRAPH_SHORTEST_PATHS:
    case OP_GRAPH_MARK_COMPONENTS:
    case OP_GRAPH_WHERE_NODES:
    case OP_GRAPH_WHERE_EDGES:
    case OP_GRAPH_MERGE: return false;
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
