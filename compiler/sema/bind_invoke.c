/* invoke f(args): f(T, args) with the rows piped in as T (kql.md 5.11). */
#include "columns.h"
#include "operators.h"

/* The input as an argument that is bound already: an expression of no kind of its own, whose table is set. */
static struct ast_named *input_argument(struct binder *b) {
    struct ast_expr *e = ARENA_NEW(b->arena, struct ast_expr);
    struct ast_named *n = ARENA_NEW(b->arena, struct ast_named);
    *e = (struct ast_expr){.kind = EX_ERROR, .span = b->at.input};
    e->table = query_of_input(b, "invoke", b->at.input);
    *n = (struct ast_named){.value = e, .span = b->at.input};
    return n;
}

static struct ast_expr *with_input(struct binder *b, const struct ast_expr *call) {
    struct ast_expr *e = ARENA_NEW(b->arena, struct ast_expr);
    *e = *call;
    e->u.call.args = (ast_named_list){0};
    VEC_PUSH(b->arena, &e->u.call.args, input_argument(b));
    for (size_t i = 0; i < call->u.call.args.n; i++) VEC_PUSH(b->arena, &e->u.call.args, call->u.call.args.v[i]);
    return e;
}

void bind_invoke(struct binder *b, struct bound_op *op) {
    check_op_params(b, op->ast);
    struct ast_expr *call = op->ast->call;
    op->out.open = true;
    if (call->kind != EX_CALL || !b->at.row) {
        bind_any(b, call);
        return;
    }
    struct ast_expr *whole = with_input(b, call);
    struct place saved = b->at;
    b->at.row = NULL;
    bind_any(b, whole);
    b->at = saved;
    call->symbol = whole->symbol;
    call->type = whole->type;
    call->table = whole->table;
    if (whole->type != KQ_T_NONE) op->out.open = false;
    if (whole->table) op->out = whole->table->out;
}
