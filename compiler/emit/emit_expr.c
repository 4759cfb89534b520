/* Expressions: one KQL expression becomes one C expression of nested calls. Very deep ones get temporaries, because
 * compilers limit nesting (clang: 256 brackets). */
#include "emit_internal.h"

#include <stdlib.h>
#include <string.h>

#define DEEPEST 40

const char *null_test(struct emitter *e, kq_type t, const char *value) {
    if (t == KQ_T_STRING) return NULL;
    if (t == KQ_T_DYNAMIC) return fmt(e, "%s.tag == KQ_DYN_NULL", value);
    return fmt(e, "%s.null", value);
}

/* Writes e into b and returns its nesting depth. */
static unsigned put_expr(struct scope *s, const struct px *e, struct strbuf *b);

static unsigned put_arg(struct scope *s, const struct px *e, struct strbuf *b) {
    struct strbuf t = {0};
    unsigned depth = put_expr(s, e, &t);
    if (depth < DEEPEST) {
        strbuf_put(b, t.p, t.n);
        strbuf_free(&t);
        return depth;
    }
    const char *name = names_unique(s->e->a, &s->names, "t", "");
    scope_statement(s, "const %s %s = %s;", c_type(e->type), name, t.p);
    strbuf_free(&t);
    strbuf_puts(b, name);
    return 0;
}

static unsigned put_args(struct scope *s, struct px *const *args, size_t n, struct strbuf *b) {
    unsigned depth = 0;
    for (size_t i = 0; i < n; i++) {
        if (i) strbuf_puts(b, ", ");
        unsigned d = put_arg(s, args[i], b);
        if (d > depth) depth = d;
    }
    return depth;
}

/* n values of one type as a C array: a static table when all are constants, a compound literal otherwise. */
static unsigned put_array(struct scope *s, struct px *const *args, size_t n, kq_type type, struct strbuf *b) {
    if (n == 0) {
        strbuf_puts(b, "NULL");
        return 0;
    }
    bool constant = true;
    for (size_t i = 0; i < n && constant; i++) constant = args[i]->kind == PX_CONST;
    if (constant) {
        const kq_value **v = ARENA_ARRAY(s->e->a, const kq_value *, n);
        for (size_t i = 0; i < n; i++) v[i] = &args[i]->value;
        strbuf_puts(b, emit_table(s->e, v, n, type));
        return 0;
    }
    strbuf_printf(b, "(const %s[]){", c_type(type));
    unsigned depth = put_args(s, args, n, b);
    strbuf_puts(b, "}");
    return depth + 1;
}

/* Keys and values by turns, all as dynamic (AP(STRING, JSON) in functions.def). */
static unsigned put_pairs(struct scope *s, const struct px *e, struct strbuf *b) {
    strbuf_puts(b, "(const kq_dyn[]){");
    unsigned depth = 0;
    for (size_t i = 0; i < e->n; i++) {
        if (i) strbuf_puts(b, ", ");
        bool box = e->args[i]->type == KQ_T_STRING;
        if (box) strbuf_puts(b, "{.tag = KQ_DYN_STRING, .u = {.s = ");
        unsigned d = put_arg(s, e->args[i], b);
        if (box) strbuf_puts(b, "}}");
        if (d > depth) depth = d;
    }
    strbuf_puts(b, "}");
    return depth + 3;
}

void emit_regex_call(struct emitter *e) { e->uses_regex = true; }

static unsigned put_call(struct scope *s, const struct px *e, struct strbuf *b) {
    if (strncmp(e->row->symbol, "kq_re_", 6) == 0) emit_regex_call(s->e);
    strbuf_printf(b, "%s(x", e->row->symbol);
    s->uses_x = true;
    if (e->row->family == CAT_FUNCTION && e->row->effects == EFFECTS_VOLATILE) s->e->in_order = true;
    if (strcmp(e->row->id, "GEO_INFO_FROM_IP_ADDRESS") == 0) s->e->asks_geo_ip = true;
    unsigned depth = 0;
    switch (e->row->shape) {
    case SHAPE_PAIRS:
        strbuf_puts(b, ", ");
        depth = put_pairs(s, e, b);
        strbuf_printf(b, ", %zu", e->n);
        break;
    case SHAPE_VARIADIC:
        strbuf_puts(b, ", ");
        depth = put_array(s, e->args, e->n, e->n > 0 ? e->args[0]->type : KQ_T_DYNAMIC, b);
        strbuf_printf(b, ", %zu", e->n);
        break;
    default:
        if (e->n > 0) strbuf_puts(b, ", ");
        depth = put_args(s, e->args, e->n, b);
    }
    strbuf_puts(b, ")");
    return depth + 1;
}

static unsigned put_list(struct scope *s, const struct px *e, struct strbuf *b) {
    s->uses_x = true;
    strbuf_printf(b, "%s%s(x, ", e->row->symbol, e->kind == PX_LIST_DYN ? "_dyn" : "");
    unsigned depth = put_arg(s, e->args[0], b);
    strbuf_puts(b, ", ");
    unsigned items =
        e->kind == PX_LIST_DYN ? put_arg(s, e->args[1], b) : put_array(s, e->args + 1, e->n - 1, e->args[0]->type, b);
    if (e->kind == PX_LIST) strbuf_printf(b, ", %zu", e->n - 1);
    strbuf_puts(b, ")");
    return (items > depth ? items : depth) + 1;
}

/* Operands of nested calls of one operator, in order. */
typedef VEC(const struct px *) operand_list;

static bool joins(const struct px *e, const char *token) {
    return e->kind == PX_CALL && e->n == 2 && e->row->family == CAT_OPERATOR && !strcmp(e->row->name, token);
}

static void collect_operands(struct scope *s, const struct px *e, const char *token, operand_list *out) {
    if (joins(e, token)) {
        collect_operands(s, e->args[0], token, out);
        collect_operands(s, e->args[1], token, out);
    } else {
        VEC_PUSH(s->e->a, out, e);
    }
}

static const char *temporary_condition(struct scope *s, const struct strbuf *t) {
    const char *name = names_unique(s->e->a, &s->names, "t", "");
    scope_statement(s, "const bool %s = %s;", name, t->p);
    return name;
}

/* What only asks whether e is true need not know whether it is false or null: `and` is && and `or` is ||, which leave
 * out what does not matter any more. */
static unsigned put_condition(struct scope *s, const struct px *e, struct strbuf *b) {
    const bool all = joins(e, "and");
    if (!all && !joins(e, "or")) {
        strbuf_puts(b, "kq_true(");
        unsigned depth = put_arg(s, e, b);
        strbuf_puts(b, ")");
        return depth + 1;
    }
    operand_list list = {0};
    struct strbuf t = {0};
    unsigned depth = 0;
    collect_operands(s, e, all ? "and" : "or", &list);
    strbuf_puts(&t, "(");
    for (size_t i = 0; i < list.n; i++) {
        if (i > 0 && i % DEEPEST == 0) { /* a long chain in pieces */
            strbuf_puts(&t, ")");
            const char *name = temporary_condition(s, &t);
            strbuf_free(&t);
            strbuf_printf(&t, "(%s", name);
            depth = 0;
        }
        if (i > 0) strbuf_puts(&t, all ? " && " : " || ");
        unsigned d = put_condition(s, list.v[i], &t);
        if (d > depth) depth = d;
    }
    strbuf_puts(&t, ")");
    if (depth < DEEPEST) {
        strbuf_put(b, t.p, t.n);
    } else {
        strbuf_puts(b, temporary_condition(s, &t));
        depth = 0;
    }
    strbuf_free(&t);
    return depth + 1;
}

/* iff and case: the first true condition, as a chain of ?: (null is not true; docs: case-function). A long chain is
 * deep for the C compiler too, so its tail may go into a temporary. */
static unsigned put_case(struct scope *s, const struct px *e, struct strbuf *b) {
    size_t branches = (e->n - 1) / 2, at = branches;
    const char *tail = NULL;
    unsigned tail_depth = 0;
    for (;;) { /* from the end to the front, in pieces of at most DEEPEST / 2 branches */
        size_t from = at > DEEPEST / 2 ? at - DEEPEST / 2 : 0;
        struct strbuf t = {0};
        unsigned depth = 0;
        strbuf_puts(&t, "(");
        for (size_t i = from; i < at; i++) {
            unsigned d = put_condition(s, e->args[2 * i], &t);
            if (d > depth) depth = d;
            strbuf_puts(&t, " ? ");
            d = put_arg(s, e->args[2 * i + 1], &t);
            if (d > depth) depth = d;
            strbuf_puts(&t, " : ");
        }
        if (tail) {
            strbuf_puts(&t, tail);
        } else {
            tail_depth = put_arg(s, e->args[e->n - 1], &t);
        }
        if (tail_depth > depth) depth = tail_depth;
        strbuf_puts(&t, ")");
        if (from == 0) {
            strbuf_put(b, t.p, t.n);
            strbuf_free(&t);
            return depth + 2 + (unsigned)(at - from);
        }
        tail = names_unique(s->e->a, &s->names, "t", "");
        tail_depth = 0;
        scope_statement(s, "const %s %s = %s;", c_type(e->type), tail, t.p);
        strbuf_free(&t);
        at = from;
    }
}

/* coalesce(a, b, c) is coalesce_T(a, coalesce_T(b, c)) of a small helper in the file. */
static unsigned put_coalesce(struct scope *s, const struct px *e, struct strbuf *b) {
    struct emitter *em = s->e;
    em->coalesce[e->type] = true;
    const char *tail = NULL;
    unsigned tail_depth = 0;
    for (size_t i = e->n; i-- > 0;) {
        struct strbuf t = {0};
        unsigned depth = put_arg(s, e->args[i], &t);
        if (!tail) {
            tail = fmt(em, "%s", t.p);
            tail_depth = depth;
        } else {
            tail = fmt(em, "%scoalesce_%s(%s, %s)", em->o->prefix, c_suffix(e->type), t.p, tail);
            tail_depth = (depth > tail_depth ? depth : tail_depth) + 1;
        }
        strbuf_free(&t);
        if (tail_depth < DEEPEST || i == 0) continue;
        const char *name = names_unique(em->a, &s->names, "t", "");
        scope_statement(s, "const %s %s = %s;", c_type(e->type), name, tail);
        tail = name;
        tail_depth = 0;
    }
    strbuf_puts(b, tail);
    return tail_depth;
}

static unsigned put_expr(struct scope *s, const struct px *e, struct strbuf *b) {
    switch (e->kind) {
    case PX_CONST: strbuf_puts(b, emit_const(s->e, &e->value)); return 0;
    case PX_COL: strbuf_puts(b, scope_value(s, e->col)); return 0;
    case PX_CALL: return put_call(s, e, b);
    case PX_CASE: return put_case(s, e, b);
    case PX_COALESCE: return put_coalesce(s, e, b);
    case PX_LIST:
    case PX_LIST_DYN: return put_list(s, e, b);
    }
    abort();
}

const char *emit_expr(struct scope *s, const struct px *e) {
    struct strbuf b = {0};
    put_expr(s, e, &b);
    const char *text = fmt(s->e, "%s", b.p);
    strbuf_free(&b);
    return text;
}

const char *emit_condition(struct scope *s, const struct px *e) {
    struct strbuf b = {0};
    put_condition(s, e, &b);
    const char *text = fmt(s->e, "%s", b.p);
    strbuf_free(&b);
    return text;
}

void emit_helpers(struct emitter *e) {
    struct cwriter *w = &e->constants;
    bool any = false;
    for (int t = 0; t < EMIT_TYPES; t++) {
        if (!e->coalesce[t]) continue;
        kq_type type = (kq_type)t;
        if (!any) cw_blank(w);
        any = true;
        /* docs: coalesce-function, "the first non-null (or non-empty for string)" */
        cw_open(w, "static inline %s %scoalesce_%s(%s a, %s b) {", c_type(type), e->o->prefix, c_suffix(type),
                c_type(type), c_type(type));
        cw_line(w, "return %s ? b : a;", type == KQ_T_STRING ? "a.n == 0" : null_test(e, type, "a"));
        cw_close(w, "");
    }
}
