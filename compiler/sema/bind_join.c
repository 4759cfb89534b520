/* join and lookup: the columns that come out (kql.md 5.5). A right column whose name is taken becomes name1, name2,
 * ..., passing over names that either side has. lookup leaves the right side's keys out. */
#include "columns.h"
#include "operators.h"

#include <string.h>

static enum join_kind kind_named(const char *name) {
    static const struct {
        const char *name;
        enum join_kind kind;
    } kinds[] = {{"inner", JOIN_INNER},         {"leftouter", JOIN_LEFTOUTER},    {"rightouter", JOIN_RIGHTOUTER},
                 {"fullouter", JOIN_FULLOUTER}, {"leftsemi", JOIN_LEFTSEMI},      {"rightsemi", JOIN_RIGHTSEMI},
                 {"leftanti", JOIN_LEFTANTI},   {"anti", JOIN_LEFTANTI},          {"leftantisemi", JOIN_LEFTANTI},
                 {"rightanti", JOIN_RIGHTANTI}, {"rightantisemi", JOIN_RIGHTANTI}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(name, kinds[i].name) == 0) return kinds[i].kind;
    return JOIN_INNERUNIQUE; /* an unknown one is reported already */
}

static enum join_kind kind_of(const struct ast_op *op, enum join_kind otherwise) {
    const char *kind = param_word(op_param(op, "kind"));
    return kind ? kind_named(kind) : otherwise;
}

static void add_output(struct binder *b, struct bound_op *op, const char *name, struct column *from, bool left) {
    row_push(b, &op->out, column_like(b, name, from));
    VEC_PUSH(b->arena, &op->join_from, from);
    VEC_PUSH(b->arena, &op->join_left, left);
}

static const char *free_name(struct binder *b, const struct row_type *out, const struct row_type *right,
                             const char *base) {
    const char *name = base;
    for (unsigned k = 1; find_column(out, name) || (k > 1 && find_column(right, name)); k++)
        name = intern_s(arena_printf(b->arena, "%s%u", base, k));
    return name;
}

/* A name that parse gave a second time is numbered as one of the right side is. */
static void add_left(struct binder *b, struct bound_op *op) {
    struct name_table seen = {.arena = b->arena};
    for (size_t i = 0; b->at.row && i < b->at.row->n; i++) {
        const char *name = b->at.row->cols[i]->name;
        bool again = name_table_find(&seen, name) != NULL;
        name_table_add(&seen, name, i);
        if (again) name = free_name(b, &op->out, &op->right->out, name);
        add_output(b, op, name, b->at.row->cols[i], true);
    }
    op->out.open = op->out.open || (b->at.row && b->at.row->open);
}

static bool is_key(const struct bound_op *op, const struct column *c) {
    for (size_t i = 0; i < op->right_keys.n; i++)
        if (op->right_keys.v[i] == c) return true;
    return false;
}

static void add_right(struct binder *b, struct bound_op *op, bool keys) {
    const struct row_type *right = &op->right->out;
    for (size_t i = 0; i < right->n; i++) {
        if (!keys && is_key(op, right->cols[i])) continue;
        add_output(b, op, free_name(b, &op->out, right, right->cols[i]->name), right->cols[i], false);
    }
    op->out.open = op->out.open || right->open;
}

/* Reported by bind_table; it has no columns then, not all. */
static bool is_value(const struct ast_expr *e) { return without_parentheses(e)->type != KQ_T_NONE; }

static void bind_right_side(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    op->right =
        op->ast->right ? bind_table(b, op->ast->right) : query_unknown(b, "the right side", op->ast->keyword.span);
    if (op->ast->right && is_value(op->ast->right)) op->right->out = (struct row_type){0};
    bind_join_keys(b, op, &op->right->out);
}

void bind_join(struct binder *b, struct bound_op *op) {
    bind_right_side(b, op);
    enum join_kind kind = op->join_kind = kind_of(op->ast, JOIN_INNERUNIQUE);
    if (!op_param(op->ast, "kind")) diag_report(b->diag, DIAG_W0301, op->ast->keyword.span);
    if (kind != JOIN_RIGHTSEMI && kind != JOIN_RIGHTANTI) add_left(b, op);
    if (kind != JOIN_LEFTSEMI && kind != JOIN_LEFTANTI) add_right(b, op, true);
}

void bind_lookup(struct binder *b, struct bound_op *op) {
    bind_right_side(b, op);
    op->join_kind = kind_of(op->ast, JOIN_LEFTOUTER);
    add_left(b, op);
    add_right(b, op, false);
}
