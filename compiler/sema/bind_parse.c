/* parse, parse-where (kql.md 5.8): the pattern's arrangement, and its columns. */
#include "columns.h"
#include "operators.h"

static bool is_text_column(const struct ast_part *p) {
    return p->kind == PART_COLUMN && (p->type_span.end == p->type_span.start || p->type == KQ_T_STRING);
}

/* What may stand beside what: a column follows a text, a `*` stands before one. */
static void check_place(struct binder *b, const ast_part_list *parts, size_t i) {
    const struct ast_part *part = parts->v[i];
    const struct ast_part *before = i > 0 ? parts->v[i - 1] : NULL;
    const struct ast_part *after = i + 1 < parts->n ? parts->v[i + 1] : NULL;
    if (part->kind == PART_STAR) {
        if (after && after->kind != PART_TEXT) {
            diag_report(b->diag, DIAG_E0416, part->span, "after '*' the pattern needs a text to stop at");
        } else if (before && is_text_column(before)) {
            diag_report(b->diag, DIAG_E0416, part->span, "'*' after a string column: where the column ends is open");
            diag_hint(b->diag, "put a text between the column and '*'");
        }
    } else if (part->kind == PART_COLUMN && before && before->kind != PART_TEXT) {
        diag_report(b->diag, DIAG_E0416, part->span, "a column in a pattern follows a text");
    }
}

static void declare_part(struct binder *b, struct name_table *declared, struct bound_op *op, size_t i) {
    const struct ast_part *part = op->ast->parts.v[i];
    if (part->kind != PART_COLUMN || !part->name.text) return;
    if (name_table_find(declared, part->name.text)) {
        diag_report(b->diag, DIAG_E0304, part->name.span, part->name.text);
        return;
    }
    name_table_add(declared, part->name.text, 0);
    bool typed = part->type_span.end > part->type_span.start;
    add_parsed_column(b, op, part->name.text, typed ? part->type : KQ_T_STRING, i);
}

void bind_parse(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    bind_expr(b, ast->text);
    if (b->at.row) op->out = row_copy(b, b->at.row);
    struct name_table declared = {.arena = b->arena};
    for (size_t i = 0; i < ast->parts.n; i++) {
        check_place(b, &ast->parts, i);
        declare_part(b, &declared, op, i);
    }
}
