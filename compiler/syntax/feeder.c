/* Drives the automaton of kql.y over the token list. Here, not in the grammar, is what depends on context: a word is a
 * keyword only where one may stand (kql.md 1; feed_words.c), some tokens that touch are one (feed_touching.c), and
 * after an error the parser goes on behind the group or operator in which it was found (feed_errors.c). */
#include "feeder.h"

#include <stdlib.h>
#include <string.h>

struct token *feeder_peek(struct feeder *f, size_t ahead) {
    size_t i = f->at + ahead, last = f->p->tokens.n - 1;
    return &f->p->tokens.v[i < last ? i : last];
}

bool token_is(const struct token *t, const char *name) { return t->kind == TK_NAME && strcmp(t->name, name) == 0; }

bool feeder_accepts(struct feeder *f, int kind) { return kql_accepts(f->automaton, kind); }

/* The index of the '|', ';', end, or closing bracket that ends what stands at `i`, groups skipped. */
size_t feeder_end(const struct parser *p, size_t i) {
    for (;; i++) {
        const struct token *t = &p->tokens.v[i];
        switch (t->kind) {
        case TK_LP:
        case TK_LB:
        case TK_LBRACE: i = t->mate; break;
        case TK_PIPE:
        case TK_SEMI:
        case TK_RP:
        case TK_RB:
        case TK_RBRACE:
        case TOKEN_END: return i;
        default: break;
        }
    }
}

/* One token out of all from f->at to `end` (exclusive). */
struct token feeder_swallow(struct feeder *f, int kind, size_t end, const char *name) {
    struct token t = *feeder_peek(f, 0);
    if (end > f->at)
        t.span.end = f->p->tokens.v[end - 1].span.end;
    else
        t.span.end = t.span.start;
    t.kind = kind;
    t.name = name;
    f->at = end;
    return t;
}

bool tokens_touch(const struct token *left, const struct token *right) { return left->span.end == right->span.start; }

/* Where an expression may start, '*' stands before an operator (`* has "x"`) or for all columns. */
static bool star_fits(struct feeder *f) {
    const struct token *next = feeder_peek(f, 1);
    const char *normal;
    int kind = next->kind == TK_NAME ? word_keyword(next->name, &normal) : next->kind;
    if (next->missing) return true; /* that is reported */
    if (token_is(next, "matches")) kind = TK_STROP;
    return kql_accepts_both(f->automaton, TK_STAR, kind);
}

/* The parenthesis at f->at holds names and nothing else: (a, ['b c']). */
static bool holds_names(struct feeder *f) {
    size_t i = f->at + 1, end = feeder_peek(f, 0)->mate;
    for (;; i++) {
        const struct token *t = &f->p->tokens.v[i];
        if (t->kind == TK_LB)
            i = t->mate;
        else if (t->kind != TK_NAME)
            return i == end && i == f->at + 1;
        if (++i == end) return true;
        if (f->p->tokens.v[i].kind != TK_COMMA) return false;
    }
}

/* Behind the parenthesis of a sub-query an operator stands first, and nothing else. */
static bool starts_sub_query(struct feeder *f) {
    return f->last == TK_LP && feeder_peek(f, 0)->kind == TK_NAME && feeder_accepts(f, TK_WHERE) &&
           !feeder_accepts(f, TK_NAME);
}

/* The next token in its context; moves f->at behind it. */
static struct token next_token(struct feeder *f) {
    struct token t;
    size_t n;
    if (f->last == TK_PIPE || starts_sub_query(f)) return feed_operator(f);
    if (feed_statement(f, &t)) return t;
    t = *feeder_peek(f, 0);
    if (feeder_accepts(f, TK_WILDCARD) && (n = feed_wildcard(f)) > 0) {
        t = feeder_swallow(f, TK_WILDCARD, f->at + n, NULL);
        t.name = intern(f->p->text.p + t.span.start, t.span.end - t.span.start);
        return t;
    }
    switch (t.kind) {
    case TK_NAME: return feed_word(f);
    case TK_MINUS:
    case TK_RELOP:
    case TK_RB:
        if (feed_arrow(f, &t)) return t;
        break;
    case TK_LB:
        if (feed_bracketed_name(f, &t)) return t;
        break;
    case TK_LP:
        if (feeder_accepts(f, TK_FUNCTION_LP) && feed_starts_parameters(f, 0))
            t.kind = TK_FUNCTION_LP;
        else if (f->p->tokens.v[t.mate + 1].kind == TK_ASSIGN && holds_names(f) && feeder_accepts(f, TK_TUPLE))
            t.kind = TK_TUPLE; /* (a, b) = f() */
        break;
    case TK_STAR:
        if (feeder_accepts(f, TK_LITERAL) && !kql_accepts_both(f->automaton, TK_STAR, TOKEN_END) && !star_fits(f))
            t.kind = TK_PERCENT; /* it cannot stand here either */
        break;
    default: break;
    }
    if (t.kind != TOKEN_END) f->at++;
    return t;
}

void feeder_feed(struct feeder *f, struct token t) {
    Kql(f->automaton, t.kind, t, f->p);
    bool clause = t.kind == TK_AS && f->last != TK_PIPE; /* `nodes as N` belongs to the operator before it */
    if (!clause && t.name && word_operator(t.name, strlen(t.name)) == t.kind) f->last_operator = t.kind;
    f->last = t.kind;
}

/* A keyword that may be given as a name stands where it would have to be one that exists. */
static bool bare_keyword(struct feeder *f, struct token t) {
    return t.kind == TK_EXTENDED && feeder_peek(f, 0)->kind != TK_ASSIGN && feeder_accepts(f, TK_LITERAL);
}

static void run(struct feeder *f) {
    for (;;) {
        size_t start = f->at;
        syntax_report_bad(f->p, f->automaton, f->last, start);
        struct token t = next_token(f);
        if (feeder_accepts(f, t.kind) && !bare_keyword(f, t)) {
            if (t.missing) syntax_unclosed(f->p, t.mate, &t, start);
            feeder_feed(f, t);
            if (t.kind == TOKEN_END) return;
        } else if (!feed_repair(f, t, start) && !feed_recover(f, t, start)) {
            return;
        }
    }
}

void feed_tokens(struct parser *p, int first) {
    struct feeder f = {.p = p, .automaton = KqlAlloc(malloc), .last = TOKEN_END};
    if (!f.automaton) abort();
    if (first) feeder_feed(&f, (struct token){.kind = first});
    run(&f);
    syntax_report_bad(p, NULL, 0, p->tokens.n);
    KqlFree(f.automaton, free);
}
