/* ipv4_lookup and ipv6_lookup: a join in which the right side's key is a network and the left side's an address (docs:
 * ipv4-lookup-plugin.md, ipv6-lookup-plugin.md). A row for each network that holds the address, the smallest first. */
#include "lower.h"
#include "px.h"

#include <string.h>

struct ip_lookup {
    struct lowering *l;
    const struct bound_op *b;
    const char *version; /* "4" or "6" */
};

/* The address and the length of the network that a text names, as columns; null when it names none. */
static struct plan_op *add_networks(const struct ip_lookup *u, struct plan_op *input, struct column *text,
                                    struct column *columns[2]) {
    static const char *const parts[] = {"network", "prefix"};
    struct lowering *l = u->l;
    struct plan_op *op = lower_op(l, PO_EXTEND, u->b->ast->span, input);
    op->defs = ARENA_ARRAY(l->arena, struct po_def, 2);
    op->cols = ARENA_ARRAY(l->arena, struct column *, input->col_count + 2);
    if (input->col_count) memcpy(op->cols, input->cols, input->col_count * sizeof *op->cols);
    op->col_count = input->col_count;
    for (size_t i = 0; i < 2; i++) {
        const char *name = intern_s(arena_printf(l->arena, "$ip%s_%s", u->version, parts[i]));
        const struct catalog_row *row = catalog_find(CAT_FUNCTION, name);
        struct px **args = ARENA_ARRAY(l->arena, struct px *, 1);
        args[0] = lower_convert(l, px_column(l->arena, text, u->b->ast->span), KQ_T_STRING);
        columns[i] = bound_column(l->bound, parts[i], row->ret);
        op->defs[op->def_count++] = (struct po_def){columns[i], px_call(l->arena, row, args, 1, u->b->ast->span)};
        op->cols[op->col_count++] = columns[i];
    }
    return op;
}

/* return_unmatched=true, or true behind the keys. */
static bool keeps_unmatched(const struct ast_expr *call) {
    for (size_t i = 3; i < call->u.call.args.n; i++) {
        const struct ast_expr *e = bound_literal(call->u.call.args.v[i]->value);
        if (e && e->kind == EX_BOOL) return e->u.lit.value.u.b && !e->u.lit.value.null;
    }
    return false;
}

struct plan_op *lower_ip_lookup(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_expr *call = b->ast->call, *table = call->u.call.args.n ? call->u.call.args.v[0]->value : NULL;
    struct ip_lookup u = {l, b, !strcmp(call->u.call.name, "ipv4_lookup") ? "4" : "6"};
    struct column *address = lower_plugin_column(call, 1), *network = lower_plugin_column(call, 2);
    if (!table || !table->table || !address || !network || b->ast->schema || b->join_from.n != b->out.n) {
        lower_refuse(l, DIAG_U0001, call->span, arena_printf(l->arena, "%s of such arguments", call->u.call.name));
        return input;
    }
    for (size_t i = 3; i < call->u.call.args.n; i++) {
        if (call->u.call.args.v[i]->value->kind == EX_BOOL) continue;
        lower_refuse(l, DIAG_U0001, call->u.call.args.v[i]->span,
                     arena_printf(l->arena, "%s with more keys", call->u.call.name));
        return input;
    }
    struct plan_op *op = lower_op(l, PO_JOIN, b->ast->span, NULL);
    struct column *left[2], *right[2];
    struct plan_op *networks = lower_query(l, table->table);
    if (l->failed) return input;
    op->input = add_networks(&u, input, lower_instance(l, address), left);
    op->right = add_networks(&u, networks, lower_instance(l, network), right);
    op->join_kind = keeps_unmatched(call) ? JOIN_LEFTOUTER : JOIN_INNER;
    op->networks = true;
    op->least_prefix = u.version[0] == '4' ? 96 : 0;
    op->key_count = 2;
    op->keys = ARENA_ARRAY(l->arena, struct po_key, 2);
    for (size_t i = 0; i < 2; i++) op->keys[i] = (struct po_key){left[i], right[i]};
    op->cols = ARENA_ARRAY(l->arena, struct column *, b->out.n + 1);
    op->join_from = ARENA_ARRAY(l->arena, struct column *, b->out.n + 1);
    op->join_left = ARENA_ARRAY(l->arena, bool, b->out.n + 1);
    for (size_t i = 0; i < b->out.n; i++) {
        if (b->out.cols[i]->type == KQ_T_DECIMAL || b->out.cols[i]->type == KQ_T_NONE) continue;
        op->cols[op->col_count] = lower_instance(l, b->out.cols[i]);
        op->join_from[op->col_count] = lower_instance(l, b->join_from.v[i]);
        op->join_left[op->col_count++] = b->join_left.v[i];
    }
    return op;
}
