/* Errors of the grammar: repairs of slips whose meaning is plain, and recovery. */
#include "feeder.h"

#include <string.h>

/* `extend a-b = 1`: the name that ends before the '=' at `at`, when it has hyphens. */
static bool hyphenated_name(struct parser *p, size_t at, struct span *name) {
    size_t first = at;
    while (first > 0 && (p->tokens.v[first - 1].kind == TK_NAME || p->tokens.v[first - 1].kind == TK_MINUS) &&
           (first == at || tokens_touch(&p->tokens.v[first - 1], &p->tokens.v[first])))
        first--;
    if (at - first < 3 || p->tokens.v[first].kind != TK_NAME || p->tokens.v[at - 1].kind != TK_NAME) return false;
    *name = span_join(p->tokens.v[first].span, p->tokens.v[at - 1].span);
    return true;
}

static void hint_assignment(struct parser *p, struct span span, size_t at) {
    if (syntax_quiet(p, span) || at == 0) return;
    const struct token *name = &p->tokens.v[at - 1];
    if (name->kind == TK_STRING)
        diag_hint(p->diag, "a name with odd characters stands in brackets: [%s]", token_text(p, name));
    else if (at == 1 || p->tokens.v[at - 2].kind == TK_SEMI)
        diag_hint(p->diag, "variables are defined by let: let %s = ...;", token_text(p, name));
}

/* `where a = 1`, `extend a-b = 1`: goes on as if it were a comparison. */
static bool repair_assignment(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    struct span name;
    if (t.kind != TK_ASSIGN || !feeder_accepts(f, TK_EQ)) return false;
    if (hyphenated_name(p, start, &name)) {
        const char *text = arena_strndup(p->arena, p->text.p + name.start, name.end - name.start);
        syntax_report(p, DIAG_E0201, name,
                      arena_printf(p->arena, "a name with hyphens stands in brackets: ['%s']", text));
    } else {
        syntax_report(p, DIAG_E0208, syntax_place_missing(p, f->automaton, &t, start));
        hint_assignment(p, t.span, start);
    }
    t.kind = TK_EQ;
    t.name = intern_s("==");
    feeder_feed(f, t);
    return true;
}

static struct span place_of_keyword(struct feeder *f, struct token t, size_t start) {
    const struct token *next = feeder_peek(f, 0);
    if (f->last == TK_LET) return t.span; /* then it is no statement: the name `let`, and the rest is left over */
    if (word_is_bool(t.name))             /* a complete value, where one may stand */
        return next->kind == TK_ASSIGN && feeder_accepts(f, TK_LITERAL) ? next->span : syntax_behind(f->p, start);
    bool named = next->kind == TK_ASSIGN && kql_accepts_both(f->automaton, TK_EXTENDED, TK_ASSIGN);
    return named || syntax_follows_name(next) ? t.span : syntax_behind(f->p, start);
}

/* `where long == 1`: a keyword where a name is meant. Microsoft reports it, or the missing expression. */
static bool repair_keyword(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    const struct token *next = feeder_peek(f, 0);
    if ((t.kind != TK_WORD && t.kind != TK_EXTENDED) || !feeder_accepts(f, TK_NAME)) return false;
    bool operand = next->kind == TK_NAME || next->kind == TK_LP || next->kind == TK_LB || next->kind == TK_STRING ||
                   next->kind == TK_LITERAL || next->kind == TOKEN_END;
    const char *normal;
    if (operand && !(next->kind == TK_NAME && word_keyword(next->name, &normal))) return false;
    syntax_report(p, DIAG_E0201, place_of_keyword(f, t, start),
                  arena_printf(p->arena, "'%s' is a keyword; as a name it is ['%s']", t.name, t.name));
    t.kind = TK_NAME;
    feeder_feed(f, t);
    return true;
}

/* `T where x`: what is meant is plain, so parsing goes on with it. */
static bool repair_pipe(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    if (p->tokens.v[start].kind != TK_NAME || !feeder_accepts(f, TK_PIPE)) return false;
    struct text word;
    size_t tokens, behind = f->at;
    f->at = start;
    int kind = feed_find_operator(f, &word, &tokens);
    if (!kind) {
        f->at = behind;
        return false;
    }
    t.span.end = t.span.start + (uint32_t)word.n;
    struct span place = syntax_place(p, &t, start);
    syntax_report(p, DIAG_E0209, place, arena_strndup(p->arena, word.p, word.n));
    if (kind == TK_AS && !syntax_quiet(p, place)) diag_hint(p->diag, "for another name: new_name = old_name");
    feeder_feed(f, (struct token){.kind = TK_PIPE, .span = {t.span.start, t.span.start, false}});
    return true;
}

bool feed_repair(struct feeder *f, struct token t, size_t start) {
    return repair_assignment(f, t, start) || repair_keyword(f, t, start) || repair_pipe(f, t, start);
}

/* Reports the token at `start`, which cannot stand there, and goes on at the next '|', ';' or closing bracket around
 * it. False at the end of the text. */
bool feed_recover(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    syntax_unexpected(p, f->automaton, &t, start);
    struct token error = {.kind = TK_ERROR, .span = t.span};
    for (size_t i = start;; i++) {
        i = feeder_end(p, i);
        const struct token *end = &p->tokens.v[i];
        int kind = end->kind;
        f->at = i;
        if (kind == TK_RP && end[1].kind == TK_ASSIGN) /* (a b) = f(): these were no names, so '=' cannot fit */
            VEC_PUSH(p->arena, &p->quiet, ((struct span){end->span.end, end[1].span.end, false}));
        if (kql_accepts(f->automaton, kind)) return true;
        if (kql_unwind(f->automaton, TK_ERROR, kind)) {
            feeder_feed(f, error);
            return true;
        }
        if (kind == TOKEN_END) return false;
    }
}
