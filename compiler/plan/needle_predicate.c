/* What a predicate requires to be true, and what to be false (opt_needles.c, rules 7 to 12). */
#include "needles.h"

#include <string.h>

static struct needs when_false(struct needle_scope *s, const struct px *e);

static struct needs nothing(void) { return (struct needs){0}; }

static bool is_bool(const struct px *e, bool v) {
    return e->kind == PX_CONST && e->type == KQ_T_BOOL && !e->value.null && e->value.u.b == v;
}

/* ---- texts */

/* "" is in every text. */
static bool is_literal(const struct px *e) {
    return e->kind == PX_CONST && e->type == KQ_T_STRING && e->value.u.s.n > 0;
}
static bool is_empty_text(const struct px *e) {
    return e->kind == PX_CONST && e->type == KQ_T_STRING && e->value.u.s.n == 0;
}

static struct needs holds(struct needle_scope *s, const struct px *text, const struct px *literal, bool start) {
    if (!is_literal(literal)) return nothing();
    struct needle_text want = {literal->value.u.s.p, literal->value.u.s.n, .start = start};
    struct needs r = needs_of_text(s, text, want), there = needs_of_value(s, text);
    return needs_both(r, &there);
}

static bool is_text_operator(const char *token, bool *start) {
    static const struct {
        const char *token;
        bool start;
    } tokens[] = {
        {"==", true},         {"=~", true},
        {"has", false},       {"has_cs", false},
        {"contains", false},  {"contains_cs", false},
        {"startswith", true}, {"startswith_cs", true},
        {"endswith", false},  {"endswith_cs", false},
        {"hasprefix", false}, {"hasprefix_cs", false},
        {"hassuffix", false}, {"hassuffix_cs", false},
    };
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        if (strcmp(token, tokens[i].token) != 0) continue;
        *start = tokens[i].start;
        return true;
    }
    return false;
}

struct matched {
    struct needle_scope *s;
    const struct px *text;
};

static struct needs in_match(void *context, const char *p, size_t n) {
    const struct matched *m = context;
    return needs_of_text(m->s, m->text, (struct needle_text){p, n, .start = false});
}

/* `token` is the operator's, or that of its opposite when the negated form has to be false. */
static struct needs of_texts(struct needle_scope *s, const char *token, const struct px *e) {
    bool start = false;
    if (strcmp(token, "matches regex") == 0 && is_literal(e->args[1])) {
        struct matched m = {s, e->args[0]};
        return needs_of_regex(s, e->args[1]->value.u.s.p, e->args[1]->value.u.s.n, in_match, &m);
    }
    if (!is_text_operator(token, &start)) return nothing();
    struct needs r = holds(s, e->args[0], e->args[1], start);
    bool symmetric = strcmp(token, "==") == 0 || strcmp(token, "=~") == 0;
    if (!symmetric || !is_literal(e->args[0])) return r;
    return holds(s, e->args[1], e->args[0], start);
}

/* ---- equality of other types: null equals nothing */

static struct needs of_equality(struct needle_scope *s, const struct px *a, const struct px *b) {
    struct needs r = needs_of_value(s, a), other = needs_of_value(s, b);
    r = needs_both(r, &other);
    if (a->type == KQ_T_GUID && b->kind == PX_CONST && !b->value.null) {
        struct needs guid = needs_of_guid(s, a, &b->value);
        r = needs_both(r, &guid);
    }
    if (a->type == KQ_T_BOOL && (is_bool(b, true) || is_bool(b, false))) {
        struct needs state = b->value.u.b ? needs_of_predicate(s, a) : when_false(s, a);
        r = needs_both(r, &state);
    }
    return r;
}

static struct needs equal(struct needle_scope *s, const struct px *e) {
    if (e->args[0]->type == KQ_T_STRING) return of_texts(s, "==", e);
    struct needs r = of_equality(s, e->args[0], e->args[1]), turned = of_equality(s, e->args[1], e->args[0]);
    return needs_both(r, &turned);
}

/* ---- lists: in, in~, has_any want one of the items, has_all wants each */

static struct needs of_item(struct needle_scope *s, const struct px *e, const struct px *item, bool equality) {
    if (item->type == KQ_T_STRING) return holds(s, e->args[0], item, equality);
    return item->kind == PX_CONST ? of_equality(s, e->args[0], item) : nothing();
}

static struct needs of_list(struct needle_scope *s, const char *token, const struct px *e) {
    bool all = strcmp(token, "has_all") == 0, equality = strcmp(token, "in") == 0 || strcmp(token, "in~") == 0;
    if (e->n < 2 || !(all || equality || strcmp(token, "has_any") == 0)) return nothing();
    struct needs *items = ARENA_ARRAY(s->arena, struct needs, e->n);
    for (size_t i = 1; i < e->n; i++) items[i - 1] = of_item(s, e, e->args[i], equality);
    if (!all) return needs_either(s, items, e->n - 1);
    struct needs r = items[0];
    for (size_t i = 1; i + 1 < e->n; i++) r = needs_both(r, &items[i]);
    return r;
}

/* ---- and, or, conditions */

typedef VEC(struct needs) alternatives;

/* The operands of a chain of `or` (or of `and`, when it has to be false). */
static void collect(struct needle_scope *s, const struct px *e, const char *token, bool truth, alternatives *out) {
    if (e->n == 2 && px_is_op(e, token)) {
        collect(s, e->args[0], token, truth, out);
        collect(s, e->args[1], token, truth, out);
        return;
    }
    struct needs one = truth ? needs_of_predicate(s, e) : when_false(s, e);
    VEC_PUSH(s->arena, out, one);
}

static struct needs any_of_chain(struct needle_scope *s, const struct px *e, const char *token, bool truth) {
    alternatives list = {0};
    collect(s, e, token, truth, &list);
    return needs_either(s, list.v, list.n);
}

static struct needs of_branches(struct needle_scope *s, const struct px *e) {
    struct needs *items = ARENA_ARRAY(s->arena, struct needs, e->n);
    size_t n = 0;
    for (size_t i = 0; i + 1 < e->n; i += 2) {
        struct needs condition = needs_of_predicate(s, e->args[i]), value = needs_of_predicate(s, e->args[i + 1]);
        items[n++] = needs_both(condition, &value);
    }
    items[n++] = needs_of_predicate(s, e->args[e->n - 1]);
    return needs_either(s, items, n);
}

static struct needs of_first(struct needle_scope *s, const struct px *e) {
    struct needs *items = ARENA_ARRAY(s->arena, struct needs, e->n + 1);
    for (size_t i = 0; i < e->n; i++) items[i] = needs_of_predicate(s, e->args[i]);
    return e->n > 0 ? needs_either(s, items, e->n) : nothing();
}

static bool is_emptiness(const struct px *e, bool negated) {
    if (e->n != 1) return false;
    bool null = negated ? px_is_function(e, "isnotnull") || px_is_function(e, "notnull") : px_is_function(e, "isnull");
    if (null) return e->args[0]->type != KQ_T_STRING; /* a string is never null */
    return negated ? px_is_function(e, "isnotempty") || px_is_function(e, "notempty") : px_is_function(e, "isempty");
}

static struct needs of_operator(struct needle_scope *s, const char *token, const struct px *e) {
    if (e->kind == PX_LIST) return of_list(s, token, e);
    if (e->kind != PX_CALL || e->n != 2) return nothing();
    if (strcmp(token, "==") == 0) return equal(s, e);
    return e->args[0]->type == KQ_T_STRING ? of_texts(s, token, e) : nothing();
}

/* Every call that null makes null tells that its arguments are there, whether it is true or false. */
static struct needs answered(struct needle_scope *s, const struct px *e) {
    return e->kind == PX_CALL && e->row->nulls == NULLS_STRICT ? needs_of_value(s, e) : nothing();
}

struct needs needs_of_predicate(struct needle_scope *s, const struct px *e) {
    if (s->steps++ > NEEDLE_STEPS_MAX) return nothing();
    if (e->kind == PX_CONST) return is_bool(e, true) ? nothing() : needs_impossible();
    if (e->kind == PX_CASE && e->n > 0) return of_branches(s, e);
    if (e->kind == PX_COALESCE) return of_first(s, e);
    if (e->n == 2 && px_is_op(e, "or")) return any_of_chain(s, e, "or", true);
    if (e->n == 2 && px_is_op(e, "and")) {
        struct needs a = needs_of_predicate(s, e->args[0]), b = needs_of_predicate(s, e->args[1]);
        return needs_both(a, &b);
    }
    if (e->n == 1 && px_is_function(e, "not")) return when_false(s, e->args[0]);
    if (is_emptiness(e, true)) return needs_of_value(s, e->args[0]);
    if (e->row && e->row->family == CAT_OPERATOR && e->row->name[0] != '!') {
        struct needs r = of_operator(s, e->row->name, e), there = answered(s, e);
        return needs_both(r, &there);
    }
    if (e->n == 2 && px_is_op(e, "!=") && (is_empty_text(e->args[0]) || is_empty_text(e->args[1])))
        return needs_of_value(s, e->args[is_empty_text(e->args[0]) ? 1 : 0]);
    return answered(s, e);
}

static struct needs when_false(struct needle_scope *s, const struct px *e) {
    if (s->steps++ > NEEDLE_STEPS_MAX) return nothing();
    if (e->kind == PX_CONST) return is_bool(e, false) ? nothing() : needs_impossible();
    if (e->n == 1 && px_is_function(e, "not")) return needs_of_predicate(s, e->args[0]);
    if (e->n == 2 && px_is_op(e, "and")) return any_of_chain(s, e, "and", false);
    if (e->n == 2 && px_is_op(e, "or")) {
        struct needs a = when_false(s, e->args[0]), b = when_false(s, e->args[1]);
        return needs_both(a, &b);
    }
    if (is_emptiness(e, false)) return needs_of_value(s, e->args[0]);
    if (e->row && e->row->family == CAT_OPERATOR && e->row->name[0] == '!') {
        /* "!=" is the opposite of "==", "!~" of "=~", any other of what follows the mark */
        const char *token = e->row->name + 1;
        if (strcmp(token, "=") == 0) token = "==";
        if (strcmp(token, "~") == 0) token = "=~";
        struct needs r = of_operator(s, token, e), there = answered(s, e);
        return needs_both(r, &there);
    }
    return answered(s, e);
}
