/* Expressions as text, in prefix form, for ast_dump.c. */
#include "ast_dump.h"

void dump_exprs(const ast_expr_list *l, const char *between, struct strbuf *out) {
    for (size_t i = 0; i < l->n; i++) {
        if (i) strbuf_puts(out, between);
        dump_expr(l->v[i], out);
    }
}

static void dump_names(const ast_name_list *l, struct strbuf *out) {
    if (l->n > 1) strbuf_putc(out, '(');
    for (size_t i = 0; i < l->n; i++) {
        if (i) strbuf_puts(out, ", ");
        dump_name(l->v[i].text, out);
    }
    if (l->n > 1) strbuf_putc(out, ')');
    if (l->n) strbuf_puts(out, " = ");
}

void dump_named(const ast_named_list *l, struct strbuf *out) {
    static const char *const orders[] = {"", " asc", " desc", " granny-asc", " granny-desc"};
    static const char *const nulls[] = {"", " nulls first", " nulls last"};
    for (size_t i = 0; i < l->n; i++) {
        const struct ast_named *n = l->v[i];
        if (i) strbuf_puts(out, ", ");
        dump_names(&n->names, out);
        dump_expr(n->value, out);
        strbuf_puts(out, orders[n->order]);
        strbuf_puts(out, nulls[n->nulls]);
        if (n->extra) strbuf_puts(out, " default "), dump_expr(n->extra, out);
        if (n->to) strbuf_puts(out, " to "), dump_expr(n->to, out);
    }
}

void dump_schema(const struct ast_schema *s, struct strbuf *out) {
    strbuf_putc(out, '(');
    for (size_t i = 0; i < s->columns.n; i++) {
        const struct ast_column *c = &s->columns.v[i];
        if (i) strbuf_puts(out, ", ");
        if (!c->name.text) {
            strbuf_putc(out, '*');
            continue;
        }
        dump_name(c->name.text, out);
        strbuf_putc(out, ':');
        if (c->table)
            dump_schema(c->table, out);
        else
            dump_type(c->type, out);
        if (c->fallback) strbuf_puts(out, " = "), dump_expr(c->fallback, out);
    }
    strbuf_putc(out, ')');
}

static void dump_data(const struct ast_expr *e, struct strbuf *out) {
    strbuf_puts(out, e->kind == EX_DATATABLE ? "datatable" : "externaldata");
    dump_schema(e->u.data.schema, out);
    strbuf_puts(out, " [");
    dump_exprs(&e->u.data.values, ", ", out);
    strbuf_putc(out, ']');
    if (!e->u.data.properties.n) return;
    strbuf_puts(out, " with (");
    dump_named(&e->u.data.properties, out);
    strbuf_putc(out, ')');
}

static void dump_in(const struct ast_expr *e, struct strbuf *out) {
    strbuf_printf(out, "(%s ", e->u.in.op);
    dump_expr(e->u.in.left, out);
    for (size_t i = 0; i < e->u.in.items.n; i++) {
        strbuf_putc(out, ' ');
        dump_expr(e->u.in.items.v[i], out);
    }
    strbuf_putc(out, ')');
}

static void dump_between(const struct ast_expr *e, struct strbuf *out) {
    strbuf_printf(out, "(%sbetween ", e->u.between.negated ? "!" : "");
    dump_expr(e->u.between.left, out);
    strbuf_putc(out, ' ');
    dump_expr(e->u.between.low, out);
    strbuf_putc(out, ' ');
    dump_expr(e->u.between.high, out);
    strbuf_putc(out, ')');
}

static void dump_typeof(const struct ast_expr *e, struct strbuf *out) {
    strbuf_puts(out, "typeof(");
    if (e->u.type_literal.schema)
        dump_schema(e->u.type_literal.schema, out);
    else
        dump_type(e->u.type_literal.type, out);
    strbuf_putc(out, ')');
}

static void dump_path(const struct ast_expr *e, struct strbuf *out) {
    dump_expr(e->u.path.object, out);
    strbuf_putc(out, '.');
    if (e->u.path.wildcard)
        strbuf_printf(out, "<%s>", e->u.path.name);
    else
        dump_name(e->u.path.name, out);
}

void dump_expr(const struct ast_expr *e, struct strbuf *out) {
    switch (e->kind) {
    case EX_ERROR: strbuf_puts(out, "<error>"); break;
    case EX_STAR: strbuf_puts(out, "*"); break;
    case EX_NAME: dump_name(e->u.name.name, out); break;
    case EX_WILDCARD: strbuf_printf(out, "<%s>", e->u.name.name); break;
    case EX_TYPEOF: dump_typeof(e, out); break;
    case EX_DATATABLE:
    case EX_EXTERNALDATA: dump_data(e, out); break;
    case EX_PATH: dump_path(e, out); break;
    case EX_INDEX:
        dump_expr(e->u.index.object, out);
        strbuf_putc(out, '[');
        dump_expr(e->u.index.index, out);
        strbuf_putc(out, ']');
        break;
    case EX_CALL:
        if (e->u.call.object) dump_expr(e->u.call.object, out), strbuf_putc(out, '.');
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
    case EX_BETWEEN: dump_between(e, out); break;
    case EX_PAREN: dump_expr(e->u.inner, out); break;
    case EX_SUBQUERY:
        strbuf_putc(out, '{');
        dump_query(e->u.query, out);
        strbuf_putc(out, '}');
        break;
    default: dump_literal(e, out); break;
    }
}
