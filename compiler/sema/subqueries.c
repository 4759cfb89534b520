/* Which operators may stand in the sub-queries of mv-apply, partition, fork, facet and make-graph (kql.md 5.11). */
#include "columns.h"

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
