/* parse, parse-where, parse-kv: what to look for as a static table, a call that fills an array of values, and the
 * columns as elements of it. */
#include "emit_internal.h"

static void put_text(struct strbuf *b, struct text t) { put_str_initializer(b, t.p, t.n); }

static const char *type_constant(kq_type t) {
    static const char *const names[] = {
        [KQ_T_BOOL] = "BOOL",         [KQ_T_INT] = "INT",         [KQ_T_LONG] = "LONG",
        [KQ_T_REAL] = "REAL",         [KQ_T_DECIMAL] = "DECIMAL", [KQ_T_DATETIME] = "DATETIME",
        [KQ_T_TIMESPAN] = "TIMESPAN", [KQ_T_STRING] = "STRING",   [KQ_T_GUID] = "GUID",
        [KQ_T_DYNAMIC] = "DYNAMIC",
    };
    return names[t];
}

static void put_parts(struct emitter *e, const char *name, const struct po_parse *x) {
    struct strbuf b = {0};
    for (size_t i = 0; i < x->part_count; i++) {
        const struct po_part *p = &x->parts[i];
        strbuf_puts(&b, i ? ", {" : "{");
        if (p->column)
            strbuf_printf(&b, ".type = KQ_T_%s", type_constant(p->type));
        else if (p->star)
            strbuf_puts(&b, ".star = true");
        else
            strbuf_puts(&b, ".text = "), put_text(&b, p->text);
        strbuf_putc(&b, '}');
    }
    cw_statement(&e->constants, 0, fmt(e, "static const kq_parse_part %s_parts[] = {%s};", name, b.p));
    cw_line(&e->constants, "static const kq_parse_pattern %s = {%s_parts, %zu, %s};", name, name, x->part_count,
            x->relaxed ? "true" : "false");
    strbuf_free(&b);
}

static void put_texts(struct emitter *e, const char *name, const char *what, const struct text *t, size_t n) {
    if (n == 0) return;
    struct strbuf b = {0};
    for (size_t i = 0; i < n; i++) strbuf_puts(&b, i ? ", " : ""), put_text(&b, t[i]);
    cw_statement(&e->constants, 0, fmt(e, "static const kq_str %s_%s[] = {%s};", name, what, b.p));
    strbuf_free(&b);
}

static void put_types(struct emitter *e, const char *name, const struct po_parse *x) {
    struct strbuf b = {0};
    for (size_t i = 0; i < x->value_count; i++)
        strbuf_printf(&b, "%sKQ_T_%s", i ? ", " : "", type_constant(x->types[i]));
    cw_statement(&e->constants, 0, fmt(e, "static const kq_type %s_types[] = {%s};", name, x->value_count ? b.p : "0"));
    strbuf_free(&b);
}

static void put_groups(struct emitter *e, const char *name, const struct po_parse *x) {
    struct strbuf b = {0};
    for (size_t i = 0; i < x->value_count; i++) strbuf_printf(&b, "%s%u", i ? ", " : "", x->groups[i]);
    cw_statement(&e->constants, 0,
                 fmt(e, "static const uint32_t %s_groups[] = {%s};", name, x->value_count ? b.p : "0"));
    put_types(e, name, x);
    strbuf_free(&b);
}

static void put_keys(struct emitter *e, const char *name, const struct po_parse *x) {
    struct strbuf q = {0}, d = {0};
    struct text *open = ARENA_ARRAY(e->a, struct text, x->quote_count + 1);
    struct text *close = ARENA_ARRAY(e->a, struct text, x->quote_count + 1);
    for (size_t i = 0; i < x->quote_count; i++) open[i] = x->quotes[i].open, close[i] = x->quotes[i].close;
    put_texts(e, name, "keys", x->keys, x->value_count);
    put_texts(e, name, "open", open, x->quote_count);
    put_texts(e, name, "close", close, x->quote_count);
    put_texts(e, name, "escapes", x->escapes, x->escape_count);
    put_types(e, name, x);
    strbuf_puts(&d, ".pair = "), put_text(&d, x->pair);
    strbuf_puts(&d, ", .between = "), put_text(&d, x->between);
    strbuf_puts(&q, "");
    if (x->quote_count) strbuf_printf(&q, ", .open = %s_open, .close = %s_close", name, name);
    if (x->escape_count) strbuf_printf(&q, ", .escapes = %s_escapes", name);
    cw_statement(&e->constants, 0,
                 fmt(e,
                     "static const kq_kv_pattern %s = {.keys = %s_keys, .types = %s_types, .key_count = %zu, %s%s, "
                     ".quote_count = %zu, .escape_count = %zu, .greedy = %s};",
                     name, name, name, x->value_count, d.p, q.p, x->quote_count, x->escape_count,
                     x->greedy ? "true" : "false"));
    strbuf_free(&q);
    strbuf_free(&d);
}

static const char *put_call(struct scope *s, const struct po_parse *x, const char *pattern, const char *text,
                            const char *values) {
    if (x->by_key)
        put_keys(s->e, pattern, x);
    else
        put_parts(s->e, pattern, x);
    return fmt(s->e, "%s(x, &%s, %s, %s)", x->by_key ? "kq_parse_kv" : "kq_parse", pattern, text, values);
}

static const char *put_regex(struct scope *s, const struct po_parse *x, const char *pattern, const char *text,
                             const char *values) {
    struct emitter *e = s->e;
    const char *regex = emit_string(e, x->regex.p, x->regex.n);
    emit_regex_call(e);
    if (x->by_key) {
        put_keys(e, pattern, x);
        scope_statement(s, "kq_kv %s_kv = kq_kv_begin(x, &%s, %s);", values, pattern, values);
        return fmt(e, "kq_re_each_pair(x, %s, %s, kq_kv_take, &%s_kv)", regex, text, values);
    }
    put_groups(e, pattern, x);
    scope_statement(s, "kq_str %s_texts[%zu];", values, x->value_count + 1);
    scope_statement(s, "const bool %s_found = kq_re_captures(x, %s, %s, %s_groups, %s_texts, %zu);", values, regex,
                    text, pattern, values, x->value_count);
    return fmt(e, "kq_parse_texts(x, %s_found, %s_types, %s_texts, %zu, %s)", values, pattern, values, x->value_count,
               values);
}

void parse_local(struct scope *s, const struct plan_op *op) {
    struct emitter *e = s->e;
    const struct po_parse *x = op->parse;
    scope_need_expr(s, op->exprs[0]);
    scope_compute(s);
    scope_stage(s, op);
    s->uses_x = true;
    const char *pattern = names_unique(e->a, &e->names, fmt(e, "%sP_", e->o->prefix), "pattern");
    const char *values = names_unique(e->a, &s->names, "parsed", "");
    const char *text = emit_expr(s, op->exprs[0]);
    scope_statement(s, "kq_value %s[%zu];", values, x->value_count + 1);
    const char *call = x->by_regex ? put_regex(s, x, pattern, text, values) : put_call(s, x, pattern, text, values);
    if (x->where)
        scope_statement(s, "if (!%s) return;", call);
    else
        scope_statement(s, "(void)%s;", call);
    for (size_t i = 0; i < op->out_count; i++)
        scope_bind_local(s, op->outs[i],
                         fmt(e, "kq_unbox_%s(&%s[%zu])", c_suffix(op->outs[i]->type), values, x->from[i]));
}
