/* The syntax tree as text, for --dump ast and the parser's tests: one line a statement or operator, expressions in
 * prefix form. Spans are left out on purpose. */
#include "syntax.h"

#include <string.h>

static void dump_query(const struct ast_query *q, struct strbuf *out);

static void dump_name(const char *name, struct strbuf *out) {
    size_t n = strlen(name);
    if (n && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$") == n) {
        strbuf_puts(out, name);
        return;
    }
    strbuf_putc(out, '[');
    strbuf_json(out, name, n);
    strbuf_putc(out, ']');
}

static void dump_dynamic(const kq_dyn *d, struct strbuf *out) {
    switch (d->tag) {
    case KQ_DYN_NULL: strbuf_puts(out, "null"); break;
    case KQ_DYN_BOOL: strbuf_puts(out, d->u.b ? "true" : "false"); break;
    case KQ_DYN_LONG: strbuf_printf(out, "%lld", (long long)d->u.i); break;
    case KQ_DYN_REAL: strbuf_printf(out, "%.17g", d->u.r); break;
    case KQ_DYN_DATETIME: strbuf_printf(out, "datetime(%lld)", (long long)d->u.i); break;
    case KQ_DYN_TIMESPAN: strbuf_printf(out, "timespan(%lld)", (long long)d->u.i); break;
    case KQ_DYN_GUID: strbuf_puts(out, "guid"); break;
    case KQ_DYN_STRING:
    case KQ_DYN_JSON: strbuf_json(out, d->u.s.p, d->u.s.n); break;
    case KQ_DYN_ARRAY:
        strbuf_putc(out, '[');
        for (uint32_t i = 0; i < d->n; i++) {
            if (i) strbuf_putc(out, ',');
            dump_dynamic(&d->u.items[i], out);
        }
        strbuf_putc(out, ']');
        break;
    case KQ_DYN_BAG:
        strbuf_putc(out, '{');
        for (uint32_t i = 0; i < d->n; i++) {
            if (i) strbuf_putc(out, ',');
            strbuf_json(out, d->u.members[i].key.p, d->u.members[i].key.n);
            strbuf_putc(out, ':');
            dump_dynamic(&d->u.members[i].value, out);
        }
        strbuf_putc(out, '}');
        break;
    }
}

static void dump_literal(const struct ast_expr *e, struct strbuf *out) {
    static const char hex[] = "0123456789abcdef";
    const kq_value *v = &e->u.lit.value;
    const char *word = e->kind == EX_BOOL       ? "bool"
                       : e->kind == EX_INT      ? "int"
                       : e->kind == EX_LONG     ? "long"
                       : e->kind == EX_REAL     ? "real"
                       : e->kind == EX_DECIMAL  ? "decimal"
                       : e->kind == EX_DATETIME ? "datetime"
                       : e->kind == EX_TIMESPAN ? "timespan"
                       : e->kind == EX_GUID     ? "guid"
                                                : "dynamic";
    if (e->kind == EX_STRING) {
        strbuf_json(out, e->u.lit.s.p, e->u.lit.s.n);
        return;
    }
    bool bare = e->kind == EX_LONG && !v->null;
    if (!bare) strbuf_printf(out, "%s(", word);
    if (v->null) {
        strbuf_puts(out, "null");
    } else if (e->u.lit.now_literal) {
        strbuf_puts(out, "now");
    } else if (e->kind == EX_BOOL) {
        strbuf_puts(out, v->u.b ? "true" : "false");
    } else if (e->kind == EX_REAL) {
        strbuf_printf(out, "%.17g", v->u.r);
    } else if (e->kind == EX_DECIMAL) {
        strbuf_put(out, e->u.lit.s.p, e->u.lit.s.n);
    } else if (e->kind == EX_GUID) {
        for (int i = 0; i < 16; i++) strbuf_printf(out, "%c%c", hex[v->u.guid[i] >> 4], hex[v->u.guid[i] & 15]);
    } else if (e->kind == EX_DYNAMIC) {
        dump_dynamic(&v->u.d, out);
    } else {
        strbuf_printf(out, "%lld", (long long)v->u.i);
    }
    if (!bare) strbuf_putc(out, ')');
}

static void dump_expr(const struct ast_expr *e, struct strbuf *out);

static void dump_named(const ast_named_list *l, struct strbuf *out) {
    for (size_t i = 0; i < l->n; i++) {
        const struct ast_named *n = l->v[i];
        if (i) strbuf_puts(out, ", ");
        if (n->name_count > 1) strbuf_putc(out, '(');
        for (size_t k = 0; k < n->name_count; k++) {
            if (k) strbuf_puts(out, ", ");
            dump_name(n->names[k], out);
        }
        if (n->name_count > 1) strbuf_putc(out, ')');
        if (n->name_count) strbuf_puts(out, " = ");
        dump_expr(n->value, out);
    }
}

static void dump_in(const struct ast_expr *e, struct strbuf *out) {
    strbuf_printf(out, "(%s ", e->u.in.op);
    dump_expr(e->u.in.left, out);
    if (e->u.in.query) {
        strbuf_puts(out, " {");
        dump_query(e->u.in.query, out);
        strbuf_putc(out, '}');
    }
    for (size_t i = 0; i < e->u.in.items.n; i++) {
        strbuf_putc(out, ' ');
        dump_expr(e->u.in.items.v[i], out);
    }
    strbuf_putc(out, ')');
}

static void dump_expr(const struct ast_expr *e, struct strbuf *out) {
    static const char *const types[] = {"none",     "bool",     "int",    "long", "real",   "decimal",
                                        "datetime", "timespan", "string", "guid", "dynamic"};
    switch (e->kind) {
    case EX_ERROR: strbuf_puts(out, "<error>"); break;
    case EX_STAR: strbuf_puts(out, "*"); break;
    case EX_NAME: dump_name(e->u.name.name, out); break;
    case EX_TYPEOF: strbuf_printf(out, "typeof(%s)", types[e->u.type_literal]); break;
    case EX_PATH:
        dump_expr(e->u.path.object, out);
        strbuf_putc(out, '.');
        dump_name(e->u.path.name, out);
        break;
    case EX_INDEX:
        dump_expr(e->u.index.object, out);
        strbuf_putc(out, '[');
        dump_expr(e->u.index.index, out);
        strbuf_putc(out, ']');
        break;
    case EX_CALL:
        strbuf_printf(out, "%s(", e->u.call.name);
        dump_named(&e->u.call.args, out);
        strbuf_putc(out, ')');
        break;
    case EX_UNARY:
    case EX_BINARY:
        strbuf_printf(out, "(%s ", e->u.op.op);
        dump_expr(e->u.op.left, out);
        if (e->kind == EX_BINARY) {
            strbuf_putc(out, ' ');
            dump_expr(e->u.op.right, out);
        }
        strbuf_putc(out, ')');
        break;
    case EX_IN: dump_in(e, out); break;
    case EX_BETWEEN:
        strbuf_printf(out, "(%sbetween ", e->u.between.negated ? "!" : "");
        dump_expr(e->u.between.left, out);
        strbuf_putc(out, ' ');
        dump_expr(e->u.between.low, out);
        strbuf_putc(out, ' ');
        dump_expr(e->u.between.high, out);
        strbuf_putc(out, ')');
        break;
    case EX_PAREN: dump_expr(e->u.inner, out); break;
    case EX_SUBQUERY:
        strbuf_putc(out, '{');
        dump_query(e->u.query, out);
        strbuf_putc(out, '}');
        break;
    default: dump_literal(e, out); break;
    }
}

static void dump_join(const struct ast_op *op, struct strbuf *out) {
    static const char *const kinds[] = {"innerunique", "inner",     "leftouter", "rightouter", "fullouter",
                                        "leftsemi",    "rightsemi", "leftanti",  "rightanti"};
    strbuf_printf(out, "join kind=%s {", kinds[op->u.join.kind]);
    dump_query(op->u.join.right, out);
    strbuf_puts(out, "} on ");
    for (size_t i = 0; i < op->u.join.keys.n; i++) {
        if (i) strbuf_puts(out, ", ");
        dump_name(op->u.join.keys.v[i].left, out);
        strbuf_puts(out, " == ");
        dump_name(op->u.join.keys.v[i].right, out);
    }
}

static void dump_op(const struct ast_op *op, struct strbuf *out) {
    switch (op->kind) {
    case OP_WHERE:
        strbuf_puts(out, "where ");
        dump_expr(op->u.predicate, out);
        break;
    case OP_EXTEND:
    case OP_PROJECT:
    case OP_PRINT:
        strbuf_puts(out, op->kind == OP_EXTEND ? "extend " : op->kind == OP_PROJECT ? "project " : "print ");
        dump_named(&op->u.list.items, out);
        break;
    case OP_SUMMARIZE:
        strbuf_puts(out, "summarize ");
        dump_named(&op->u.summarize.aggs, out);
        if (op->u.summarize.by.n) {
            strbuf_puts(out, op->u.summarize.aggs.n ? " by " : "by ");
            dump_named(&op->u.summarize.by, out);
        }
        break;
    case OP_JOIN: dump_join(op, out); break;
    case OP_UNSUPPORTED: strbuf_printf(out, "<%s>", op->u.unsupported.name); break;
    }
}

static void dump_query(const struct ast_query *q, struct strbuf *out) {
    switch (q->source) {
    case SRC_TABLE: dump_name(q->table, out); break;
    case SRC_UNSUPPORTED: strbuf_printf(out, "<%s>", q->table); break;
    case SRC_ERROR: strbuf_puts(out, "<error>"); break;
    case SRC_PRINT:
        strbuf_puts(out, "print ");
        dump_named(&q->print, out);
        break;
    case SRC_QUERY:
        strbuf_putc(out, '{');
        dump_query(q->inner, out);
        strbuf_putc(out, '}');
        break;
    }
    for (size_t i = 0; i < q->ops.n; i++) {
        strbuf_puts(out, " | ");
        dump_op(q->ops.v[i], out);
    }
}

void ast_dump(const struct ast_script *s, struct strbuf *out) {
    for (size_t i = 0; i < s->lets.n; i++) {
        const struct ast_let *l = s->lets.v[i];
        strbuf_puts(out, "let ");
        dump_name(l->name, out);
        strbuf_puts(out, " = ");
        if (l->scalar)
            dump_expr(l->scalar, out);
        else if (l->tabular)
            dump_query(l->tabular, out);
        else
            strbuf_printf(out, "<%s>", l->unsupported ? l->unsupported : "error");
        strbuf_puts(out, ";\n");
    }
    if (!s->query) return;
    dump_query(s->query, out);
    strbuf_putc(out, '\n');
}
