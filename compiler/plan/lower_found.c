/* Columns that a plug-in gives and that only its data would tell (bag_unpack, pivot): those that the operators behind
 * it name, which sema gathers in open rows and gives no type. They get one here, and so do the values made of them,
 * operator by operator as lowering goes on. */
#include "ast_walk.h"
#include "lower.h"

#include <string.h>

/* ---- what is named behind an operator -----------------------------------------------------------------------------
 */

/* Whether the rows of such an operator are those that it takes, as far as columns go that nobody has declared. */
static bool hands_on(enum ast_op_kind kind) {
    switch (kind) {
    case OP_WHERE:
    case OP_EXTEND:
    case OP_SERIALIZE:
    case OP_SORT:
    case OP_TOP:
    case OP_TAKE:
    case OP_AS:
    case OP_RENDER:
    case OP_PROJECT_AWAY:
    case OP_PROJECT_REORDER:
    case OP_MV_EXPAND:
    case OP_PARSE:
    case OP_PARSE_WHERE: return true;
    default: return false;
    }
}

static bool holds(struct column *const *cols, size_t n, const struct column *c) {
    for (size_t i = 0; i < n; i++)
        if (cols[i] == c) return true;
    return false;
}

static bool defines(const struct bound_op *op, const struct column *c) {
    for (size_t i = 0; i < op->defs.n; i++)
        if (op->defs.v[i].col == c) return true;
    for (size_t i = 0; i < op->results.n; i++)
        if (op->results.v[i].col == c) return true;
    for (size_t i = 0; i < op->aggs.n; i++)
        if (holds(op->aggs.v[i].outs.v, op->aggs.v[i].outs.n, c)) return true;
    for (size_t i = 0; i < op->join_from.n && i < op->out.n; i++)
        if (op->out.cols[i] == c) return true;
    if (holds(op->gathered.v, op->gathered.n, c)) return true;
    return false;
}

bool lower_is_complete(const struct bound_query *q) {
    for (size_t i = q->ops.n; i-- > 0;) {
        if (!q->ops.v[i]->out.open) return true;
        const struct bound_op *op = q->ops.v[i];
        switch (op->ast->kind) {
        case OP_PROJECT:
        case OP_PROJECT_KEEP:
        case OP_SUMMARIZE:
        case OP_DISTINCT:
        case OP_MAKE_SERIES: return true;
        case OP_JOIN:
        case OP_LOOKUP:
            if (op->right->out.open && !lower_is_complete(op->right)) return false;
            break;
        case OP_UNION:
            for (size_t k = 0; k < op->legs.n; k++) {
                const struct bound_query *leg = op->legs.v[k].query;
                if (leg && leg->out.open && !lower_is_complete(leg)) return false;
            }
            break;
        default:
            if (!hands_on(op->ast->kind) && op->ast->kind != OP_PROJECT_RENAME) return false;
            break;
        }
    }
    if (q->kind == SOURCE_INNER) return lower_is_complete(q->inner);
    if (q->kind == SOURCE_LOCAL) return lower_is_complete(q->local->table);
    return !q->source.open;
}

struct search {
    struct lowering *l;
    column_vec *out;
};

static void add(const struct search *s, struct column *c) {
    for (size_t i = 0; i < s->out->n; i++)
        if (s->out->v[i] == c) return;
    VEC_PUSH(s->l->arena, s->out, c);
}

/* column_ifexists("x", ...) of a column that is in no row yet. */
static void note_question(void *search, struct ast_expr *e) {
    const struct search *s = search;
    struct call_symbol *symbol = e->kind == EX_CALL ? (struct call_symbol *)e->symbol : NULL;
    ast_each_operand(e, note_question, search);
    if (!symbol || !symbol->decl || symbol->column) return;
    if (symbol->decl->special != SPECIAL_COLUMN_IFEXISTS && symbol->decl->special != SPECIAL_COLUMNIFEXISTS) return;
    const char *name = e->u.call.args.n ? bound_text(e->u.call.args.v[0]->value) : NULL;
    for (size_t i = 0; name && i < s->out->n; i++)
        if (s->out->v[i]->name == name) symbol->column = s->out->v[i];
    if (!name || symbol->column) return;
    symbol->column = bound_column(s->l->bound, name, KQ_T_NONE);
    symbol->maybe = true;
    add(s, symbol->column);
}

static void note_questions(const struct search *s, const struct ast_op *op) {
    if (op->a && !op->a->table) note_question((void *)s, op->a);
    for (size_t i = 0; i < op->items.n; i++) note_question((void *)s, op->items.v[i]->value);
    for (size_t i = 0; i < op->by.n; i++) note_question((void *)s, op->by.v[i]->value);
}

/* The columns of `row` that came in while the operators behind were bound. */
static void note_row(const struct search *s, const struct row_type *row, const struct row_type *before,
                     const struct bound_op *op, bool handed_on) {
    for (size_t i = 0; i < row->n; i++) {
        struct column *c = row->cols[i];
        if (c->type != KQ_T_NONE || holds(before->cols, before->n, c) || defines(op, c)) continue;
        if (handed_on)
            add(s, c);
        else
            lower_refuse(s->l, DIAG_U0005, op->ast->span, c->name);
    }
}

void lower_found_columns(struct lowering *l, kq_type type, column_vec *out) {
    const struct bound_query *q = l->query;
    struct search s = {l, out};
    struct bound_op *op = q->ops.v[l->at];
    for (size_t i = l->at + 1; i < q->ops.n && q->ops.v[i - 1]->out.open; i++) {
        const struct bound_op *next = q->ops.v[i];
        note_questions(&s, next->ast);
        if (!next->out.open || next->ast->kind == OP_EVALUATE) break; /* a plug-in's new columns are its own */
        note_row(&s, &next->out, &q->ops.v[i - 1]->out, next, hands_on(next->ast->kind));
        if (!hands_on(next->ast->kind)) break;
    }
    if (q->out.open && q->ops.n > 0) /* a let: what its references name */
        note_row(&s, &q->out, &q->ops.v[q->ops.n - 1]->out, q->ops.v[q->ops.n - 1], true);
    l->found = true;
    for (size_t i = 0; i < op->out.n; i++)
        if (op->out.cols[i]->type == KQ_T_NONE) op->out.cols[i]->type = type;
    for (size_t i = 0; i < out->n; i++) out->v[i]->type = type;
}

bool lower_is_made(const struct plan_op *op, const struct column *c) {
    for (; op; op = op->input) {
        for (size_t i = 0; i < op->def_count; i++)
            if (op->defs[i].col == c) return true;
        for (size_t i = 0; i < op->agg_count; i++)
            if (holds(op->aggs[i].outs, op->aggs[i].out_count, c)) return true;
        if (holds(op->outs, op->out_count, c) || holds(op->table_cols, op->table_col_count, c)) return true;
        if (op->kind == PO_JOIN || op->kind == PO_UNION) return holds(op->cols, op->col_count, c);
        if (op->kind == PO_PROJECT || op->kind == PO_SUMMARIZE) {
            if (!holds(op->cols, op->col_count, c) || op->kind == PO_SUMMARIZE) return false;
        }
    }
    return false;
}

/* ---- types of what is made of them --------------------------------------------------------------------------------
 */

static void settle(void *context, struct ast_expr *e);

/* The common type of the branches of iff, case and coalesce. */
static kq_type branches(const struct ast_expr *e, bool coalesce) {
    const ast_named_list *args = &e->u.call.args;
    kq_type t = KQ_T_DYNAMIC;
    for (size_t i = coalesce ? 0 : 1; i < args->n; i += coalesce || i + 2 >= args->n ? 1 : 2)
        t = common_type(t, args->v[i]->value->type);
    return t;
}

static kq_type type_of_call(const struct ast_expr *e) {
    const struct call_symbol *symbol = e->symbol;
    if (!symbol || !symbol->decl) return KQ_T_NONE;
    switch (symbol->decl->special) {
    case SPECIAL_IFF:
    case SPECIAL_IIF:
    case SPECIAL_CASE: return branches(e, false);
    case SPECIAL_COALESCE: return branches(e, true);
    default: return e->u.call.args.n ? e->u.call.args.v[0]->value->type : KQ_T_NONE;
    }
}

static bool is_dynamic(const struct ast_expr *e) { return e->type == KQ_T_DYNAMIC; }

static void settle(void *context, struct ast_expr *e) {
    if (e->table) return;
    ast_each_operand(e, settle, context);
    if (e->type != KQ_T_NONE) return;
    const struct name_symbol *symbol = e->symbol;
    switch (e->kind) {
    case EX_NAME:
        if (symbol && symbol->column) e->type = symbol->column->type;
        break;
    case EX_PAREN: e->type = e->u.inner->type; break;
    case EX_PATH: e->type = is_dynamic(e->u.path.object) ? KQ_T_DYNAMIC : KQ_T_NONE; break;
    case EX_INDEX: e->type = is_dynamic(e->u.index.object) ? KQ_T_DYNAMIC : KQ_T_NONE; break;
    case EX_CALL: e->type = type_of_call(e); break;
    case EX_BINARY: e->type = is_dynamic(e->u.op.left) || is_dynamic(e->u.op.right) ? KQ_T_DYNAMIC : KQ_T_NONE; break;
    default: break;
    }
}

static void settle_named(const ast_named_list *list) {
    for (size_t i = 0; i < list->n; i++) {
        settle(NULL, list->v[i]->value);
        if (list->v[i]->extra) settle(NULL, list->v[i]->extra);
    }
}

/* Keys are compared as their text: a dynamic is no key. */
static void settle_defs(bound_defs *defs, bool keys) {
    for (size_t i = 0; i < defs->n; i++) {
        struct bound_def *d = &defs->v[i];
        if (d->col->type != KQ_T_NONE) continue;
        const kq_type t = d->copy ? d->copy->type : d->value ? d->value->type : KQ_T_NONE;
        d->col->type = keys && t == KQ_T_DYNAMIC ? KQ_T_STRING : t;
    }
}

static void settle_aggs(struct bound_op *op) {
    for (size_t i = 0; i < op->aggs.n; i++) {
        struct bound_agg *agg = &op->aggs.v[i];
        for (size_t k = 0; k < agg->outs.n; k++) {
            const struct bound_arg *arg = k < agg->args.n ? &agg->args.v[k] : NULL;
            if (arg && agg->outs.v[k]->type == KQ_T_NONE)
                agg->outs.v[k]->type = arg->col ? arg->col->type : arg->expr->type;
        }
    }
}

void lower_settle_types(const struct bound_op *bound) {
    struct bound_op *op = (struct bound_op *)bound;
    const struct ast_op *ast = op->ast;
    if (ast->a && !ast->a->table) settle(NULL, ast->a);
    settle_named(&ast->items);
    settle_named(&ast->by);
    settle_aggs(op);
    settle_defs(&op->defs, ast->kind == OP_SUMMARIZE || ast->kind == OP_DISTINCT);
    settle_defs(&op->results, false);
    for (size_t i = 0; i < op->join_from.n && i < op->out.n; i++)
        if (op->out.cols[i]->type == KQ_T_NONE) op->out.cols[i]->type = op->join_from.v[i]->type;
}
