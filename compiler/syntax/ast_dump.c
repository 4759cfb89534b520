/* The syntax tree as text, for --dump ast and the parser's tests: one line a statement, expressions in prefix form. One
 * printer for all operators: fields that an operator has not are empty. Spans are left out on purpose. */
#include "ast_dump.h"

#include <string.h>

static void dump_script(const struct ast_script *s, const char *between, struct strbuf *out);

const char *ast_op_keyword(enum ast_op_kind kind) {
    static const char *const keywords[OP_COUNT_OF_KINDS] = {
        [OP_ERROR] = "<error>",
#define TABULAR(kind, keyword, bind, place) [OP_##kind] = keyword,
#include "tabular.def"
    };
    return keywords[kind];
}

static void label(const char *text, const struct ast_expr *e, struct strbuf *out) {
    if (!e) return;
    strbuf_puts(out, text);
    dump_expr(e, out);
}

static void label_list(const char *text, const ast_named_list *l, struct strbuf *out) {
    if (!l->n) return;
    strbuf_puts(out, text);
    dump_named(l, out);
}

static void dump_part(const struct ast_part *t, struct strbuf *out) {
    static const char *const kinds[] = {"star",   "text",  "column", "level", "step",
                                        "branch", "table", "node",   "edge",  "pattern"};
    strbuf_printf(out, " [%s", kinds[t->kind]);
    if (t->name.text) strbuf_putc(out, ' '), dump_name(t->name.text, out);
    if (t->type_span.end) strbuf_putc(out, ':'), dump_type(t->type, out);
    if (t->optional) strbuf_puts(out, " optional");
    if (t->option) strbuf_printf(out, " %s", t->option);
    label(" ", t->a, out);
    label(" / ", t->b, out);
    label_list(" : ", &t->items, out);
    if (t->query) strbuf_puts(out, " {"), dump_query(t->query, out), strbuf_putc(out, '}');
    for (size_t i = 0; i < t->parts.n; i++) dump_part(t->parts.v[i], out);
    strbuf_putc(out, ']');
}

static void dump_op(const struct ast_op *op, struct strbuf *out) {
    strbuf_puts(out, ast_op_keyword(op->kind));
    for (size_t i = 0; i < op->params.n; i++) {
        strbuf_printf(out, " %s=", op->params.v[i].name.text);
        dump_expr(op->params.v[i].value, out);
    }
    if (op->name.text) strbuf_putc(out, ' '), dump_name(op->name.text, out);
    label(" ", op->a, out);
    label(" b: ", op->b, out);
    label(" c: ", op->c, out);
    if (op->in_range) strbuf_puts(out, " in-range");
    if (op->smart) strbuf_puts(out, " smart");
    label_list(" ", &op->items, out);
    if (op->axis) label_list(" axis: ", &(ast_named_list){.v = (struct ast_named *[]){op->axis}, .n = 1}, out);
    label_list(" by ", &op->by, out);
    label_list(" away: ", &op->away, out);
    if (op->on.n) strbuf_puts(out, " on "), dump_exprs(&op->on, ", ", out);
    if (op->schema) strbuf_puts(out, " schema: "), dump_schema(op->schema, out);
    label_list(" with: ", &op->with, out);
    if (op->query) strbuf_puts(out, " {"), dump_query(op->query, out), strbuf_putc(out, '}');
    if (op->script) strbuf_puts(out, " {{"), dump_script(op->script, "; ", out), strbuf_puts(out, "}}");
    for (size_t i = 0; i < op->parts.n; i++) dump_part(op->parts.v[i], out);
}

void dump_query(const struct ast_query *q, struct strbuf *out) {
    if (q->source) dump_expr(q->source, out);
    for (size_t i = 0; i < q->ops.n; i++) {
        if (i || q->source) strbuf_puts(out, " | ");
        dump_op(q->ops.v[i], out);
    }
}

static void dump_function(const struct ast_function *f, struct strbuf *out) {
    if (f->is_view) strbuf_puts(out, "view ");
    dump_schema(f->parameters, out);
    strbuf_puts(out, " {");
    dump_script(f->body, "; ", out);
    strbuf_putc(out, '}');
}

static void dump_statement(const struct ast_statement *s, struct strbuf *out) {
    static const char *const words[] = {
#define AST_STATEMENT(kind, name) [ST_##kind] = name,
#include "ast.def"
    };
    if (s->kind != ST_QUERY) strbuf_printf(out, "%s ", words[s->kind]);
    if (s->name.text) dump_name(s->name.text, out);
    if (s->name.text && (s->value || s->function)) strbuf_puts(out, " = ");
    if (s->value && s->value->kind == EX_SUBQUERY)
        dump_query(s->value->u.query, out);
    else if (s->value)
        dump_expr(s->value, out);
    if (s->function) dump_function(s->function, out);
    if (s->parameters) dump_schema(s->parameters, out);
    dump_exprs(&s->tables, ", ", out);
}

static void dump_script(const struct ast_script *s, const char *between, struct strbuf *out) {
    for (size_t i = 0; i < s->statements.n; i++) {
        if (i) strbuf_puts(out, between);
        dump_statement(s->statements.v[i], out);
    }
}

void ast_dump(const struct ast_script *s, struct strbuf *out) {
    dump_script(s, ";\n", out);
    if (s->statements.n) strbuf_putc(out, '\n');
}
