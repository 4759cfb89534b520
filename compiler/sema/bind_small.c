/* Operators that hardly touch the row: as, getschema, render, consume, assert-schema, execute-and-cache (kql.md 5.2).
 */
#include "operators.h"

#include <string.h>

/* The name stands for the rows so far, in all that follows in the statement. */
void bind_as(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    pass_row(b, op);
    if (!op->ast->name.text) return;
    declare_table(b, op->ast->name, query_of_input(b, "as", op->ast->span));
}

static void add_column(struct binder *b, struct bound_op *op, const char *name, kq_type t) {
    row_push(b, &op->out, column_new(b, intern_s(name), t));
}

void bind_getschema(struct binder *b, struct bound_op *op) {
    if (b->at.row) op->input = row_copy(b, b->at.row);
    if (param_word(op_param(op->ast, "kind")) == intern_s("csl")) {
        add_column(b, op, "Schema", KQ_T_STRING);
        return;
    }
    add_column(b, op, "ColumnName", KQ_T_STRING);
    add_column(b, op, "ColumnOrdinal", KQ_T_LONG);
    add_column(b, op, "DataType", KQ_T_STRING);
    add_column(b, op, "ColumnType", KQ_T_STRING);
}

static bool is_chart(const char *name) {
    static const char *const charts[] = {
        "table",        "list",       "barchart",  "piechart",         "ladderchart",  "timechart", "linechart",
        "anomalychart", "pivotchart", "areachart", "stackedareachart", "scatterchart", "timepivot", "columnchart",
        "timeline",     "3Dchart",    "card",      "treemap",          "plotly",       "graph",     "sankey"};
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++)
        if (strcmp(name, charts[i]) == 0) return true;
    return false;
}

void bind_render(struct binder *b, struct bound_op *op) {
    const struct ast_name *chart = &op->ast->name;
    if (chart->text && !is_chart(chart->text)) {
        diag_report(b->diag, DIAG_E0219, chart->span, chart->text, "render");
        diag_hint(b->diag, "timechart, barchart, columnchart, piechart, table, ...");
    }
    check_op_params(b, op->ast);
    pass_row(b, op);
}

/* Nothing comes out. */
void bind_consume(struct binder *b, struct bound_op *op) { check_op_params(b, op->ast); }

void bind_assert_schema(struct binder *b, struct bound_op *op) { pass_row(b, op); }

void bind_execute_and_cache(struct binder *b, struct bound_op *op) { pass_row(b, op); }
