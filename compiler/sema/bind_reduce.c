/* reduce: patterns of texts and how often they occur (docs: reduce-operator). */
#include "operators.h"

void bind_reduce(struct binder *b, struct bound_op *op) {
    struct ast_expr *text = op->ast->text;
    check_op_params(b, op->ast);
    if (text) {
        bind_any(b, text);
        if (text->table || (text->type != KQ_T_STRING && text->type != KQ_T_NONE))
            diag_report(b->diag, DIAG_E0415, text->span, "reduce", "a string", kind_of_value(b, text));
    }
    bool source = param_word(op_param(op->ast, "kind")) == intern_s("source");
    for (size_t i = 0; source && b->at.row && i < b->at.row->n; i++) row_push(b, &op->out, b->at.row->cols[i]);
    row_push(b, &op->out, column_new(b, intern_s("Pattern"), KQ_T_STRING));
    row_push(b, &op->out, column_new(b, intern_s("Count"), KQ_T_LONG));
    row_push(b, &op->out, column_new(b, intern_s("Representative"), KQ_T_STRING));
}
