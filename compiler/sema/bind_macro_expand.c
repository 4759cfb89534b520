/* macro-expand G as X (statements): the statements once for each member of the entity group, which X stands for there;
 * the results together, as union has them (docs: macro-expand-operator). */
#include "columns.h"
#include "operators.h"
#include "syntax.h"

/* entity_group [...] itself, or a variable that holds one. */
static const struct ast_expr *group_of(struct ast_expr *e) {
    const struct name_symbol *symbol = e->kind == EX_NAME ? e->symbol : NULL;
    const struct ast_expr *value = symbol && symbol->local ? symbol->local->scalar : e;
    return value && value->kind == EX_CALL && value->u.call.name == intern_s("entity_group") ? value : NULL;
}

static const char *scope_name(const struct ast_op *op) {
    if (op->name.text) return op->name.text;
    return op->key && op->key->kind == EX_NAME ? op->key->u.name.name : NULL;
}

static void declare_member(struct binder *b, const struct ast_op *op, enum entity entity) {
    struct local *l = ARENA_NEW(b->arena, struct local);
    *l = (struct local){.kind = LOCAL_ENTITY, .name = scope_name(op), .span = op->name.span, .entity = entity};
    l->used = ARENA_NEW(b->arena, bool);
    declare_local(b, l);
}

/* The rows of the statements for one member. */
static void expand(struct binder *b, const struct ast_op *op, struct ast_script *script, enum entity entity,
                   row_list *rows) {
    struct place saved = b->at;
    struct scope scope;
    scope_enter(b, &scope);
    declare_member(b, op, entity);
    b->at.row = NULL;
    struct ast_expr *value = NULL;
    bind_script(b, script, &value);
    b->at = saved;
    if (!value) return;
    if (value->table)
        VEC_PUSH(b->arena, rows, &value->table->out);
    else if (value->type != KQ_T_NONE)
        diag_report(b->diag, DIAG_E0217, value->span);
}

void bind_macro_expand(struct binder *b, struct bound_op *op) {
    const struct ast_op *ast = op->ast;
    check_op_params(b, ast);
    if (!ast->key || !ast->script) {
        op->out.open = true;
        return;
    }
    bind_any(b, ast->key);
    const struct ast_expr *group = group_of(ast->key);
    row_list rows = {0};
    for (size_t i = 0; group && i < group->u.call.args.n; i++) {
        enum entity entity = entity_of(group->u.call.args.v[i]->value);
        if (entity != ENTITY_DATABASE) entity = ENTITY_OTHER_DATABASE;
        struct ast_script *script = i ? clone_script(b->arena, ast->script) : ast->script;
        expand(b, ast, script, entity, &rows);
    }
    if (!group) expand(b, ast, ast->script, ENTITY_OTHER_DATABASE, &rows); /* checked all the same */
    op->out = unify_name_type(b, &rows);
    op->out.open = !group; /* Microsoft: columns that no member's statements name do not come out */
}
