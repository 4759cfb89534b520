/* Prints plan expressions as KQL would write them, for `--dump plan` and `kqlc explain`. */
#include "px.h"

#include "decimal.h"
#include "dyn.h"
#include "guid.h"
#include "number.h"
#include "timetext.h"

#include <ctype.h>
#include <string.h>

void px_print_column(const struct column *c, const struct colset *unique, struct strbuf *out) {
    bool plain = c->name[0] != '\0' && !isdigit((unsigned char)c->name[0]);
    for (const char *p = c->name; *p; p++) plain = plain && (isalnum((unsigned char)*p) || *p == '_');
    if (plain) {
        strbuf_puts(out, c->name);
    } else {
        strbuf_putc(out, '[');
        strbuf_json(out, c->name, strlen(c->name));
        strbuf_putc(out, ']');
    }
    for (size_t i = 0; unique && i < unique->n; i++) {
        if (unique->cols[i] != c && strcmp(unique->cols[i]->name, c->name) == 0) {
            strbuf_printf(out, "#%u", (unsigned)c->id);
            return;
        }
    }
}

void px_print_value(const kq_value *v, struct strbuf *out) {
    char text[64];
    if (v->null && v->type != KQ_T_STRING && v->type != KQ_T_DYNAMIC) {
        strbuf_printf(out, "%s(null)", type_name(v->type));
        return;
    }
    switch (v->type) {
    case KQ_T_BOOL: strbuf_puts(out, v->u.b ? "true" : "false"); return;
    case KQ_T_INT: strbuf_printf(out, "int(%lld)", (long long)v->u.i); return;
    case KQ_T_LONG: strbuf_printf(out, "%lld", (long long)v->u.i); return;
    case KQ_T_REAL: strbuf_put(out, text, kq_format_real(v->u.r, text)); return;
    case KQ_T_DATETIME:
        strbuf_puts(out, "datetime(");
        strbuf_put(out, text, kq_format_datetime(v->u.i, text));
        strbuf_putc(out, ')');
        return;
    case KQ_T_TIMESPAN:
        strbuf_puts(out, "time(");
        strbuf_put(out, text, kq_format_timespan(v->u.i, text));
        strbuf_putc(out, ')');
        return;
    case KQ_T_STRING: strbuf_json(out, v->u.s.p ? v->u.s.p : "", v->u.s.n); return;
    case KQ_T_GUID:
        strbuf_puts(out, "guid(");
        strbuf_put(out, text, kq_format_guid(v->u.guid, text));
        strbuf_putc(out, ')');
        return;
    case KQ_T_DYNAMIC: {
        kq_buf b = {0};
        kq_dyn_put_json(&b, v->u.d);
        strbuf_puts(out, "dynamic(");
        strbuf_put(out, b.p ? b.p : "", b.n);
        strbuf_putc(out, ')');
        kq_buf_free(&b);
        return;
    }
    case KQ_T_DECIMAL: {
        kq_buf b = {0};
        kq_put_decimal(&b, v->u.m);
        strbuf_puts(out, "decimal(");
        strbuf_put(out, b.p ? b.p : "", b.n);
        strbuf_putc(out, ')');
        kq_buf_free(&b);
        return;
    }
    case KQ_T_NONE: break;
    }
    strbuf_puts(out, "?");
}

static void print_args(struct px *const *args, size_t n, const struct colset *unique, struct strbuf *out) {
    strbuf_putc(out, '(');
    for (size_t i = 0; i < n; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print(args[i], unique, out);
    }
    strbuf_putc(out, ')');
}

/* An operand: in parentheses when it is an operator itself, so that no precedence is needed to read it. */
static void print_operand(const struct px *e, const struct colset *unique, struct strbuf *out) {
    bool wrap = e->kind == PX_LIST || e->kind == PX_LIST_DYN ||
                (e->kind == PX_CALL && e->row->family == CAT_OPERATOR && !px_is_member(e) && !px_is_element(e));
    if (wrap) strbuf_putc(out, '(');
    px_print(e, unique, out);
    if (wrap) strbuf_putc(out, ')');
}

static void print_member(const struct px *e, const struct colset *unique, struct strbuf *out) {
    print_operand(e->args[0], unique, out);
    const struct px *key = e->args[1];
    bool plain = key->kind == PX_CONST && key->type == KQ_T_STRING && key->value.u.s.n > 0;
    for (size_t i = 0; plain && i < key->value.u.s.n; i++) {
        char c = key->value.u.s.p[i];
        plain = isalpha((unsigned char)c) || c == '_' || (i > 0 && isdigit((unsigned char)c));
    }
    if (plain) {
        strbuf_putc(out, '.');
        strbuf_put(out, key->value.u.s.p, key->value.u.s.n);
        return;
    }
    strbuf_putc(out, '[');
    px_print(key, unique, out);
    strbuf_putc(out, ']');
}

static void print_call(const struct px *e, const struct colset *unique, struct strbuf *out) {
    if (px_is_member(e) || px_is_element(e)) {
        print_member(e, unique, out);
    } else if (e->row->family == CAT_OPERATOR && e->n == 2) {
        print_operand(e->args[0], unique, out);
        strbuf_printf(out, " %s ", e->row->name);
        print_operand(e->args[1], unique, out);
    } else if (px_is_op(e, "between") || px_is_op(e, "!between")) {
        print_operand(e->args[0], unique, out);
        strbuf_printf(out, " %s (", e->row->name);
        px_print(e->args[1], unique, out);
        strbuf_puts(out, " .. ");
        px_print(e->args[2], unique, out);
        strbuf_putc(out, ')');
    } else if (e->row->family == CAT_OPERATOR && e->n == 1) {
        strbuf_puts(out, e->row->name);
        print_operand(e->args[0], unique, out);
    } else {
        strbuf_puts(out, e->row->name);
        print_args(e->args, e->n, unique, out);
    }
}

void px_print(const struct px *e, const struct colset *unique, struct strbuf *out) {
    switch (e->kind) {
    case PX_CONST: px_print_value(&e->value, out); return;
    case PX_COL: px_print_column(e->col, unique, out); return;
    case PX_CALL: print_call(e, unique, out); return;
    case PX_CASE:
        strbuf_puts(out, "case");
        print_args(e->args, e->n, unique, out);
        return;
    case PX_COALESCE:
        strbuf_puts(out, "coalesce");
        print_args(e->args, e->n, unique, out);
        return;
    case PX_LIST:
    case PX_LIST_DYN:
        print_operand(e->args[0], unique, out);
        strbuf_printf(out, " %s ", e->row->name);
        print_args(e->args + 1, e->n - 1, unique, out);
        return;
    }
}

void po_print_agg(const struct po_agg *g, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < g->out_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        px_print_column(g->outs[i], unique, out);
    }
    strbuf_printf(out, " = %s", g->row->name);
    print_args(g->args, g->n, unique, out);
    if (!g->ranks) return;
    strbuf_puts(out, " at ");
    print_args(g->ranks, g->out_count, unique, out);
}

const char *join_kind_name(enum join_kind k) {
    switch (k) {
    case JOIN_INNERUNIQUE: return "innerunique";
    case JOIN_INNER: return "inner";
    case JOIN_LEFTOUTER: return "leftouter";
    case JOIN_RIGHTOUTER: return "rightouter";
    case JOIN_FULLOUTER: return "fullouter";
    case JOIN_LEFTSEMI: return "leftsemi";
    case JOIN_RIGHTSEMI: return "rightsemi";
    case JOIN_LEFTANTI: return "leftanti";
    case JOIN_RIGHTANTI: return "rightanti";
    }
    return "?";
}

void plan_columns(const struct plan_op *op, struct colset *out) {
    if (op->input) plan_columns(op->input, out);
    if (op->right) plan_columns(op->right, out);
    for (size_t i = 0; i < op->leg_count; i++) plan_columns(op->legs[i].input, out);
    for (size_t i = 0; i < op->col_count; i++) colset_add(out, op->cols[i]);
}

void po_print_sort(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    if (op->limited)
        strbuf_printf(out, "%s %llu", op->order_count ? "top" : "take", (unsigned long long)op->limit);
    else
        strbuf_puts(out, "sort");
    for (size_t i = 0; i < op->order_count; i++) {
        strbuf_puts(out, i > 0 ? ", " : " by ");
        px_print_column(op->order[i].col, unique, out);
        strbuf_puts(out, op->order[i].descending ? " desc" : " asc");
        strbuf_puts(out, op->order[i].nulls_first ? " nulls first" : " nulls last");
    }
}

void po_print_join_keys(const struct plan_op *op, const struct colset *unique, struct strbuf *out) {
    for (size_t i = 0; i < op->key_count; i++) {
        if (i > 0) strbuf_puts(out, ", ");
        strbuf_puts(out, "$left.");
        px_print_column(op->keys[i].left, unique, out);
        strbuf_puts(out, " == $right.");
        px_print_column(op->keys[i].right, unique, out);
    }
}
