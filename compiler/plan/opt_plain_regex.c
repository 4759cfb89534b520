/* Pass "plain-regex": `matches regex` with a constant pattern that is no more than a few texts becomes a plain search
 * for each of them: "cmd|^powershell" is contains_cs or startswith_cs. The searches are faster, needles come from them,
 * and a detector without other patterns links no RE2. Leaves: the same values. */
#include "px.h"

#include <kq/regex.h>

#include <string.h>

enum { MOST_LITERALS = 8 }; /* each is a search of its own; more are faster in RE2, which looks for all at once */

static struct px *call_of(struct arena *a, const struct px *like, enum cat_family family, const char *name,
                          struct px *const *args, size_t n) {
    struct px **own = ARENA_ARRAY(a, struct px *, n);
    memcpy(own, args, n * sizeof *own);
    return px_call_named(a, family, name, own, n, like->span);
}

static bool is_text(const struct px *e) { return e->kind == PX_CONST && e->type == KQ_T_STRING; }

static struct px *text_like(struct arena *a, const struct px *pattern, kq_str s) {
    struct px *text = ARENA_NEW(a, struct px);
    *text = *pattern;
    text->value.u.s = (kq_str){arena_strndup(a, s.p, s.n), s.n};
    return text;
}

static struct px *search(struct arena *a, const struct px *match, const kq_regex_literal *literal) {
    static const char *const tokens[2][2][2] = {/* at the start, at the end, folded */
                                                {{"contains_cs", "contains"}, {"endswith_cs", "endswith"}},
                                                {{"startswith_cs", "startswith"}, {"==", "=~"}}};
    const char *token = tokens[literal->at_start][literal->at_end][literal->fold];
    struct px *args[] = {match->args[0], text_like(a, match->args[1], literal->text)};
    return call_of(a, match, CAT_OPERATOR, token, args, 2);
}

/* x matches regex "a|^b" is x contains_cs "a" or x startswith_cs "b". NULL: the pattern is more than texts. */
static struct px *plain_match(struct arena *a, kq_arena *scratch, struct px *match) {
    if (!is_text(match->args[1]) || match->args[0]->type != KQ_T_STRING) return NULL;
    kq_regex_literal literals[MOST_LITERALS];
    size_t n = kq_regex_literals(scratch, match->args[1]->value.u.s, literals, MOST_LITERALS);
    struct px *any = n > 0 ? search(a, match, &literals[0]) : NULL;
    for (size_t i = 1; i < n && any; i++) {
        struct px *args[] = {any, search(a, match, &literals[i])};
        any = args[1] ? call_of(a, match, CAT_OPERATOR, "or", args, 2) : NULL;
    }
    return any;
}

/* Where the pattern is one text and the rewrite names no group, it is replace_string(). */
static struct px *plain_replace(struct arena *a, kq_arena *scratch, struct px *e, size_t source, size_t pattern,
                                size_t rewrite) {
    struct px *text = e->args[pattern], *with = e->args[rewrite];
    kq_regex_literal literal;
    if (!is_text(text) || !is_text(with) || kq_regex_literals(scratch, text->value.u.s, &literal, 1) != 1) return NULL;
    if (literal.text.n == 0 || literal.at_start || literal.at_end || literal.fold) return NULL;
    if (with->value.u.s.n > 0 && memchr(with->value.u.s.p, '\\', with->value.u.s.n)) return NULL;
    struct px *args[] = {e->args[source], text_like(a, text, literal.text), with};
    return call_of(a, e, CAT_FUNCTION, "replace_string", args, 3);
}

/* countof(text, search, "normal") is countof(text, search). */
static struct px *plain_count(struct arena *a, struct px *e) {
    if (e->n != 3 || !is_text(e->args[2])) return NULL;
    kq_str kind = e->args[2]->value.u.s;
    return kind.n == 5 && memcmp(kind.p, "regex", 5) == 0 ? NULL : call_of(a, e, CAT_FUNCTION, "countof", e->args, 2);
}

/* NULL: e stays as it is. */
static struct px *plain(struct arena *a, struct px *e) {
    if (e->kind != PX_CALL) return NULL;
    struct px *out = NULL;
    kq_arena *scratch = kq_arena_new();
    if (px_is_op(e, "matches regex")) out = plain_match(a, scratch, e);
    if (px_is_function(e, "replace_regex")) out = plain_replace(a, scratch, e, 0, 1, 2);
    if (px_is_function(e, "replace") && e->n == 3) out = plain_replace(a, scratch, e, 2, 0, 1);
    if (px_is_function(e, "countof")) out = plain_count(a, e);
    kq_arena_free(scratch);
    return out;
}

static struct px *rewrite(struct arena *a, struct px *e) {
    struct px *other = plain(a, e);
    if (other) e = other;
    struct px *copy = e;
    for (size_t i = 0; i < e->n; i++) {
        struct px *arg = rewrite(a, e->args[i]);
        if (arg == e->args[i]) continue;
        if (copy == e) { /* parts may be shared */
            copy = ARENA_NEW(a, struct px);
            *copy = *e;
            copy->args = ARENA_ARRAY(a, struct px *, e->n);
            memcpy(copy->args, e->args, e->n * sizeof *copy->args);
        }
        copy->args[i] = arg;
    }
    return copy;
}

static void rewrite_expr(void *arena, struct px **e) { *e = rewrite(arena, *e); }

static void rewrite_op(void *arena, struct plan_op **op) {
    po_each_input(*op, rewrite_op, arena);
    po_each_expr(*op, rewrite_expr, arena);
}

void opt_plain_regex(struct arena *a, struct plan *p) { rewrite_op(a, &p->root); }
