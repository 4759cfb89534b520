/* ingestion_time(): when the record of a row was ingested (docs: ingestion-time-function.md). A record tells it in
 * _IngestionTime; without that its TimeGenerated is the nearest (kql.md 6), else null. The function has no argument
 * that leads there, so a scan in a query that calls it brings the time as one more column, which the operators that
 * keep a table's rows hand on unseen. */
#include "lower.h"
#include "px.h"

#include <string.h>

static struct column *find(const struct plan_op *op, const char *name) {
    for (size_t i = 0; i < op->col_count; i++)
        if (op->cols[i]->name == name && op->cols[i]->type == KQ_T_DATETIME) return op->cols[i];
    return NULL;
}

static void add_column(struct lowering *l, struct plan_op *op, struct column *c) {
    struct column **cols = ARENA_ARRAY(l->arena, struct column *, op->col_count + 1);
    if (op->col_count) memcpy(cols, op->cols, op->col_count * sizeof *cols);
    cols[op->col_count++] = c;
    op->cols = cols;
}

static void add_def(struct lowering *l, struct plan_op *op, struct column *c, struct px *e) {
    struct po_def *defs = ARENA_ARRAY(l->arena, struct po_def, op->def_count + 1);
    if (op->def_count) memcpy(defs, op->defs, op->def_count * sizeof *defs);
    defs[op->def_count++] = (struct po_def){c, e};
    op->defs = defs;
    add_column(l, op, c);
}

struct plan_op *lower_ingestion_scan(struct lowering *l, struct plan_op *scan) {
    if (!l->asks_ingestion) return scan;
    const char *name = intern_s("_IngestionTime");
    struct column *told = find(scan, name), *generated = find(scan, intern_s("TimeGenerated"));
    if (!told) {
        told = bound_column(l->bound, name, KQ_T_DATETIME);
        add_column(l, scan, told);
        scan->table_cols = scan->cols;
        scan->table_col_count = scan->col_count;
    }
    scan->ingested = told;
    if (!generated) return scan;
    struct px *either = ARENA_NEW(l->arena, struct px);
    *either = (struct px){.kind = PX_COALESCE, .type = KQ_T_DATETIME, .span = scan->span, .n = 2};
    either->args = ARENA_ARRAY(l->arena, struct px *, 2);
    either->args[0] = px_column(l->arena, told, scan->span);
    either->args[1] = px_column(l->arena, generated, scan->span);
    struct plan_op *op = lower_op(l, PO_EXTEND, scan->span, scan);
    op->cols = scan->cols;
    op->col_count = scan->col_count;
    op->ingested = bound_column(l->bound, intern_s("ingestion_time"), KQ_T_DATETIME);
    add_def(l, op, op->ingested, either);
    return op;
}

void lower_ingestion_carry(struct lowering *l, enum ast_op_kind kind, struct plan_op *op, const struct plan_op *input) {
    struct column *c = input ? input->ingested : NULL; /* invoke has its rows as an argument */
    if (!c || op == input) return;
    switch (kind) {
    case OP_WHERE: break; /* shares the columns of its input */
    case OP_EXTEND:
    case OP_SERIALIZE:
    case OP_SORT:
    case OP_TOP:
    case OP_TAKE: add_column(l, op, c); break;
    case OP_PROJECT:
    case OP_PROJECT_AWAY:
    case OP_PROJECT_KEEP:
    case OP_PROJECT_RENAME:
    case OP_PROJECT_REORDER: add_def(l, op, c, px_column(l->arena, c, op->span)); break;
    default: return; /* other rows than the table's */
    }
    op->ingested = c;
}

/* Rows that come from no record, or from any number of them. */
static bool never_ingested(const struct plan_op *op) {
    while (op && !op->supplied && op->kind != PO_ROW && op->kind != PO_VALUES && op->kind != PO_SUMMARIZE) {
        if (op->kind != PO_WHERE && op->kind != PO_EXTEND && op->kind != PO_PROJECT && op->kind != PO_SORT)
            return false;
        op = op->input;
    }
    return true;
}

void lower_ingestion_legs(struct lowering *l, struct plan_op *op) {
    bool any = false;
    for (size_t i = 0; i < op->leg_count; i++) { /* each a PROJECT of what the union takes */
        const struct plan_op *rows = op->legs[i].input->input;
        if (!rows->ingested && !never_ingested(rows)) return;
        any = any || rows->ingested;
    }
    if (!any) return;
    const char *name = intern_s("ingestion_time");
    for (size_t i = 0; i < op->leg_count; i++) {
        struct plan_op *leg = op->legs[i].input;
        struct column *c = leg->input->ingested, *own = c ? bound_column(l->bound, name, KQ_T_DATETIME) : NULL;
        op->legs[i].from[op->col_count] = own; /* NULL: null */
        if (own) add_def(l, leg, own, px_column(l->arena, c, op->span));
    }
    op->ingested = bound_column(l->bound, name, KQ_T_DATETIME);
    add_column(l, op, op->ingested);
}

struct px *lower_ingestion_time(struct lowering *l, const struct ast_expr *e) {
    if (l->rows && l->rows->ingested) return px_column(l->arena, l->rows->ingested, e->span);
    if (!never_ingested(l->rows))
        lower_refuse(l, DIAG_U0002, e->span, "ingestion_time() of rows that several tables make");
    struct px *null = ARENA_NEW(l->arena, struct px); /* docs: null outside of a table */
    *null = (struct px){.kind = PX_CONST, .type = KQ_T_DATETIME, .span = e->span};
    null->value = (kq_value){KQ_T_DATETIME, true, {.i = 0}};
    return null;
}
