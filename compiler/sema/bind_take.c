/* take, sample, sample-distinct and count: how many rows (kql.md 5.2). */
#include "operators.h"

void bind_take(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    bind_integer(b, op->ast->count, op->ast->kind == OP_SAMPLE ? "sample" : "take");
    pass_row(b, op);
}

/* Binds what must be a column of the input. False: it is not; an unknown name is reported as such. */
bool bind_column_of(struct binder *b, struct ast_expr *e) {
    bind_any(b, e);
    if (named_column(e)) return true;
    if (!is_error(b, e)) diag_report(b->diag, DIAG_E0308, e->span);
    return false;
}

void bind_sample_distinct(struct binder *b, struct bound_op *op) {
    struct ast_expr *of = op->ast->of;
    struct row_type out = {0};
    check_op_params(b, op->ast);
    bind_integer(b, op->ast->count, "sample-distinct");
    if (of) {
        if (bind_column_of(b, of) && of->type == KQ_T_DYNAMIC)
            diag_report(b->diag, DIAG_E0410, of->span, "sample-distinct");
        struct column *c = column_of(of);
        const char *name = c ? NULL : inner_name(b, of);
        row_push(b, &out, c ? c : column_new(b, name ? name : intern_s("Column1"), of->type));
    }
    set_row(b, op, &out);
}

void bind_count(struct binder *b, struct bound_op *op) {
    const char *name = op->ast->name.text ? op->ast->name.text : intern_s("Count");
    row_push(b, &op->out, column_new(b, name, KQ_T_LONG));
}
