/* dynamic(...) (kql.md 1; docs: dynamic.md): JSON out of KQL's own tokens, so that its strings may have either quote
 * and be verbatim, and datetime(...), 1d, guid(...), real(nan) and dynamic(...) may stand inside. Recursion is bounded
 * by the nesting that tokens.c allows. */
#include "parser.h"

#include <string.h>

static bool value(struct parser *p, size_t *at, kq_dyn *out);

static struct token *token(struct parser *p, size_t at) { return &p->tokens.v[at]; }

static bool refuse(struct parser *p, size_t at, const char *message) {
    syntax_report(p, DIAG_E0206, syntax_place(p, token(p, at), at), message);
    return false;
}

/* What is missing, a value or a key, is missing behind the token before. */
static bool refuse_missing(struct parser *p, size_t at, const char *message) {
    uint32_t end = token(p, at - 1)->span.end;
    syntax_report(p, DIAG_E0206, (struct span){end, end, false}, message);
    return false;
}

/* What stands here is no value. In front of an array's first one its end was expected as well, at this token. */
static bool refuse_value(struct parser *p, size_t at, const char *message) {
    return (token(p, at - 1)->kind == TK_LB ? refuse : refuse_missing)(p, at, message);
}

static kq_dyn scalar(const struct ast_expr *lit) {
    const kq_value *v = &lit->u.lit.value;
    kq_dyn d = {.tag = KQ_DYN_NULL};
    if (v->null) return d;
    switch (lit->kind) {
    case EX_BOOL: d.tag = KQ_DYN_BOOL, d.u.b = v->u.b; break;
    case EX_LONG: d.tag = KQ_DYN_LONG, d.u.i = v->u.i; break;
    case EX_REAL: d.tag = KQ_DYN_REAL, d.u.r = v->u.r; break;
    case EX_DATETIME: d.tag = KQ_DYN_DATETIME, d.u.i = v->u.i; break;
    case EX_TIMESPAN: d.tag = KQ_DYN_TIMESPAN, d.u.i = v->u.i; break;
    case EX_GUID: d.tag = KQ_DYN_GUID, memcpy(d.u.guid, v->u.guid, 16); break;
    default: d.tag = KQ_DYN_STRING, d.u.s = v->u.s; break;
    }
    return d;
}

static bool literal(struct parser *p, size_t *at, kq_dyn *out) {
    struct token *t = token(p, *at);
    if (t->lit->kind == EX_INT) return refuse_value(p, *at, "a dynamic literal cannot hold an int");
    if (t->lit->kind == EX_DECIMAL || t->lit->u.lit.now_literal)
        return refuse(p, *at, "a dynamic literal cannot hold this value");
    *out = scalar(t->lit);
    ++*at;
    return true;
}

static bool signed_number(struct parser *p, size_t *at, kq_dyn *out) {
    struct token *t = token(p, *at + 1);
    if (t->kind != TK_LITERAL || !(t->lit->kind == EX_LONG || t->lit->kind == EX_REAL))
        return refuse_value(p, *at, "a number is expected after the sign");
    *out = scalar(t->lit);
    if (out->tag == KQ_DYN_REAL)
        out->u.r = -out->u.r;
    else
        out->u.i = (int64_t)(0 - (uint64_t)out->u.i);
    *at += 2;
    return true;
}

static bool array(struct parser *p, size_t *at, kq_dyn *out) {
    VEC(kq_dyn) items = {0};
    size_t end = token(p, *at)->mate;
    for (++*at; *at < end;) {
        kq_dyn item;
        if (!value(p, at, &item)) return false;
        VEC_PUSH(p->arena, &items, item);
        if (*at == end) break;
        if (token(p, *at)->kind != TK_COMMA) return refuse(p, *at, "',' or ']' is expected here in a dynamic array");
        ++*at;
        if (*at == end) return refuse_value(p, *at, "a value is expected after ','");
    }
    ++*at;
    *out = (kq_dyn){.tag = KQ_DYN_ARRAY, .n = (uint32_t)items.n, .u = {.items = items.v}};
    return true;
}

typedef VEC(kq_member) member_list;

/* Of duplicate keys the last value stays, at the place of the first (kql.md 4). Linear search is for short bags; long
 * ones are only scanned for the first thousand members, which no rule comes near. */
static void add_member(struct parser *p, member_list *members, kq_member m) {
    for (size_t i = 0; i < members->n && i < 1000; i++) {
        kq_str key = members->v[i].key;
        if (key.n != m.key.n || (key.n && memcmp(key.p, m.key.p, key.n) != 0)) continue;
        members->v[i].value = m.value;
        return;
    }
    VEC_PUSH(p->arena, members, m);
}

static bool bag(struct parser *p, size_t *at, kq_dyn *out) {
    member_list members = {0};
    size_t end = token(p, *at)->mate;
    for (++*at; *at < end;) {
        kq_member m;
        struct token *key = token(p, *at);
        if (key->kind != TK_STRING) return refuse_missing(p, *at, "a key in quotes is expected here in a property bag");
        m.key = key->lit->u.lit.value.u.s;
        ++*at;
        if (token(p, *at)->kind != TK_COLON) return refuse(p, *at, "':' is expected after the key");
        ++*at;
        if (!value(p, at, &m.value)) return false;
        if (members.n >= 1000000) return refuse(p, *at, "too many properties");
        add_member(p, &members, m);
        if (*at == end) break;
        if (token(p, *at)->kind != TK_COMMA) return refuse(p, *at, "',' or '}' is expected here in a property bag");
        ++*at;
        if (*at == end) return refuse_missing(p, *at, "a key is expected after ','");
    }
    ++*at;
    *out = (kq_dyn){.tag = KQ_DYN_BAG, .n = (uint32_t)members.n, .u = {.members = members.v}};
    return true;
}

static bool named(struct parser *p, size_t *at, kq_dyn *out) {
    const char *name = token(p, *at)->name;
    *out = (kq_dyn){.tag = KQ_DYN_NULL};
    bool is_true = strcmp(name, "true") == 0 || strcmp(name, "True") == 0 || strcmp(name, "TRUE") == 0;
    bool is_false = strcmp(name, "false") == 0 || strcmp(name, "False") == 0 || strcmp(name, "FALSE") == 0;
    if (is_true || is_false) {
        out->tag = KQ_DYN_BOOL;
        out->u.b = is_true;
    } else if (strcmp(name, "dynamic") == 0 && token(p, *at + 1)->kind == TK_LP) {
        size_t end = token(p, *at + 1)->mate;
        *at += 2;
        if (!value(p, at, out)) return false;
        if (*at != end) return refuse(p, *at, "')' is expected here");
    } else if (strcmp(name, "null") != 0) {
        return refuse_value(p, *at, "a dynamic literal holds constants only");
    }
    ++*at;
    return true;
}

static bool value(struct parser *p, size_t *at, kq_dyn *out) {
    switch (token(p, *at)->kind) {
    case TK_LITERAL:
    case TK_STRING: return literal(p, at, out);
    case TK_MINUS: return signed_number(p, at, out);
    case TK_LB: return array(p, at, out);
    case TK_LBRACE: return bag(p, at, out);
    case TK_NAME: return named(p, at, out);
    default: return refuse_value(p, *at, "a value is expected in the dynamic literal");
    }
}

struct ast_expr *dynamic_literal(struct parser *p, size_t at) {
    struct token *open = token(p, at + 1);
    struct ast_expr *e = literal_new(p, EX_DYNAMIC, span_join(token(p, at)->span, token(p, open->mate)->span));
    e->u.lit.value.type = KQ_T_DYNAMIC;
    kq_dyn d = {.tag = KQ_DYN_NULL};
    size_t i = at + 2, end = open->mate;
    if (value(p, &i, &d)) {
        if (i != end)
            refuse(p, i, "')' is expected here");
        else
            e->u.lit.value.u.d = d;
    }
    return e;
}
