/* parse-kv: keys and how pairs are told apart (docs: parse-kv-operator). */
#include "lower.h"

#include <kq/regex.h>

#include <string.h>

static struct text literal_text(struct lowering *l, const struct ast_named *option) {
    const struct ast_expr *e = bound_literal(option->value);
    if (e && e->kind == EX_STRING) return e->u.lit.s;
    lower_refuse(l, DIAG_U0001, option->span, "parse-kv with an option that is not a constant");
    return text_of("", 0);
}

static size_t first_character(struct text t) {
    size_t n = t.n > 0 ? 1 : 0;
    while (n < t.n && ((unsigned char)t.p[n] & 0xc0) == 0x80) n++;
    return n;
}

/* One character opens and closes; of two the first opens and the second closes. */
static void add_quote(struct lowering *l, struct po_parse *x, const struct ast_named *option) {
    const struct text t = literal_text(l, option);
    const size_t n = first_character(t);
    if (n == 0) return;
    x->quotes[x->quote_count++] = (struct po_quote){text_of(t.p, n), n < t.n ? text_of(t.p + n, t.n - n) : t};
}

static void set_regex(struct lowering *l, struct po_parse *x, const struct ast_named *option) {
    x->by_regex = true;
    x->regex = literal_text(l, option);
    kq_regex *re = lower_check_pattern(l, x->regex, option->value->span);
    if (re && kq_regex_groups(re) != 2)
        lower_refuse(l, DIAG_E0428, option->value->span,
                     "parse-kv needs two groups in brackets, the key and the value");
    kq_regex_free(re);
}

static void add_option(struct lowering *l, struct po_parse *x, const struct ast_named *option) {
    const char *name = option->names.n ? option->names.v[0].text : "";
    const struct ast_expr *value = bound_literal(option->value);
    if (strcmp(name, "pair_delimiter") == 0) {
        x->pair = literal_text(l, option);
    } else if (strcmp(name, "kv_delimiter") == 0) {
        x->between = literal_text(l, option);
    } else if (strcmp(name, "quote") == 0) {
        add_quote(l, x, option);
    } else if (strcmp(name, "escape") == 0) {
        const struct text t = literal_text(l, option);
        if (t.n > 0) x->escapes[x->escape_count++] = t;
    } else if (strcmp(name, "greedy") == 0) {
        x->greedy = value && value->kind == EX_BOOL && value->u.lit.value.u.b;
    } else if (strcmp(name, "regex") == 0) {
        set_regex(l, x, option);
    }
}

struct plan_op *lower_parse_kv(struct lowering *l, const struct bound_op *b, struct plan_op *input) {
    const struct ast_op *ast = b->ast;
    struct plan_op *op = lower_parse_op(l, b, input);
    struct po_parse *x = op->parse;
    const size_t n = ast->schema ? ast->schema->columns.n : 0;
    x->by_key = true;
    x->keys = ARENA_ARRAY(l->arena, struct text, n + 1);
    x->types = ARENA_ARRAY(l->arena, kq_type, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct ast_column *c = &ast->schema->columns.v[i];
        if (!c->name.text) continue;
        x->keys[x->value_count] = text_of(c->name.text, strlen(c->name.text));
        x->types[x->value_count++] = c->type;
    }
    x->quotes = ARENA_ARRAY(l->arena, struct po_quote, ast->with.n + 1);
    x->escapes = ARENA_ARRAY(l->arena, struct text, ast->with.n + 1);
    for (size_t i = 0; i < ast->with.n; i++) add_option(l, x, ast->with.v[i]);
    if ((x->pair.n == 0) != (x->between.n == 0))
        lower_refuse(l, DIAG_U0001, ast->span, "parse-kv with one of the two delimiters");
    if (x->by_regex && (x->pair.n || x->quote_count || x->escape_count || x->greedy))
        lower_refuse(l, DIAG_U0001, ast->span, "parse-kv with a regular expression and other options");
    if (x->greedy && x->pair.n == 0)
        lower_refuse(l, DIAG_U0001, ast->span, "parse-kv with greedy and without delimiters");
    return op;
}
