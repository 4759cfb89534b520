/* Pass "plain-regex": `matches regex` with a constant pattern that is no more than a few texts becomes a plain search
 * for each of them: "cmd|^powershell" is contains_cs or startswith_cs. The searches are faster, needles come from them,
 * and a detector without other patterns links no RE2. Leaves: the same values. */
#include "px.h"

#include <kq/regex.h>

#include <string.h>

enum { MOST_LITERALS = 8 }; /* each is a search of its own; more are faster in RE2, which looks for all at once */

static struct px *call_of(struct arena *a, const struct px *like, const char *token, struct px *left,
                          struct px *right) {
    for (const struct catalog_row *r = catalog_find(CAT_OPERATOR, intern_s(token)); r; r = catalog_next(r)) {
        if (r->shape != SHAPE_FIXED || r->param_count != 2 || cat_param_type(r->params[0]) != left->type ||
            cat_param_type(r->params[1]) != right->type)
            continue;
        struct px *e = ARENA_NEW(a, struct px);
        *e = (struct px){.kind = PX_CALL, .type = r->ret, .span = like->span, .row = r, .n = 2};
        e->args = ARENA_ARRAY(a, struct px *, 2);
        e->args[0] = left;
        e->args[1] = right;
        return e;
    }
    return NULL;
}

static struct px *search(struct arena *a, const struct px *match, const kq_regex_literal *literal) {
    static const char *const tokens[2][2][2] = {/* at the start, at the end, folded */
                                                {{"contains_cs", "contains"}, {"endswith_cs", "endswith"}},
                                                {{"startswith_cs", "startswith"}, {"==", "=~"}}};
    struct px *text = ARENA_NEW(a, struct px);
    *text = *match->args[1];
    text->value.u.s = (kq_str){arena_strndup(a, literal->text.p, literal->text.n), literal->text.n};
    return call_of(a, match, tokens[literal->at_start][literal->at_end][literal->fold], match->args[0], text);
}

/* NULL: the pattern is more than texts. */
static struct px *searches(struct arena *a, struct px *match) {
    if (!px_is_op(match, "matches regex") || match->args[1]->kind != PX_CONST || match->args[0]->type != KQ_T_STRING ||
        match->args[1]->type != KQ_T_STRING)
        return NULL;
    kq_arena *scratch = kq_arena_new();
    kq_regex_literal literals[MOST_LITERALS];
    size_t n = kq_regex_literals(scratch, match->args[1]->value.u.s, literals, MOST_LITERALS);
    struct px *any = NULL;
    for (size_t i = 0; i < n; i++) {
        struct px *one = search(a, match, &literals[i]);
        any = one && any ? call_of(a, match, "or", any, one) : one;
        if (!any) break;
    }
    kq_arena_free(scratch);
    return any;
}

static struct px *rewrite(struct arena *a, struct px *e) {
    struct px *plain = searches(a, e);
    if (plain) e = plain;
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
