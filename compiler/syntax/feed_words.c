/* Words: operators, clauses, statements, parameters and names, told apart by what the automaton can take. */
#include "feeder.h"

#include <string.h>

/* ---- operator position */

/* The word at f->at with what hyphens join to it ("project-away"). Sets how many tokens it takes. */
static struct text hyphenated(struct feeder *f, size_t *tokens) {
    struct span span = feeder_peek(f, 0)->span;
    size_t n = 1;
    while (feeder_peek(f, n)->kind == TK_MINUS && feeder_peek(f, n)->span.start == span.end &&
           feeder_peek(f, n + 1)->kind == TK_NAME && feeder_peek(f, n + 1)->span.start == feeder_peek(f, n)->span.end &&
           n < 9) { /* no keyword has more parts */
        span.end = feeder_peek(f, n + 1)->span.end;
        n += 2;
    }
    *tokens = n;
    return text_of(f->p->text.p + span.start, span.end - span.start);
}

int feed_find_operator(struct feeder *f, struct text *word, size_t *tokens) {
    *word = hyphenated(f, tokens);
    int kind = word_operator(word->p, word->n);
    if (kind || *tokens == 1) return kind;
    struct text first = text_of(word->p, feeder_peek(f, 0)->span.end - feeder_peek(f, 0)->span.start);
    kind = word_operator(first.p, first.n);
    if (!kind) return 0;
    *word = first;
    *tokens = 1;
    return kind;
}

static struct token unknown_operator(struct feeder *f, struct text word) {
    struct parser *p = f->p;
    struct span span = feeder_peek(f, 0)->span;
    span.end = span.start + (uint32_t)word.n;
    const char *name = arena_strndup(p->arena, word.p, word.n > 60 ? 60 : word.n);
    if (word_is_keyword(feeder_peek(f, 0)->name) || *name == '@') { /* the operator is missing before it */
        uint32_t end = p->tokens.v[f->at - 1].span.end;
        span = (struct span){end, end, false};
    }
    syntax_report(p, DIAG_E0202, span, name);
    struct closest c = word_suggest(name);
    if (!syntax_quiet(p, span)) diag_did_you_mean(p->diag, &c);
    return feeder_swallow(f, TK_ERROR, feeder_end(p, f->at), NULL);
}

/* `T | count()` */
static struct token count_call(struct feeder *f) {
    struct span place = syntax_behind(f->p, f->at);
    syntax_report(f->p, DIAG_E0201, place, "the operator count has no parentheses");
    if (!syntax_quiet(f->p, place)) diag_hint(f->p->diag, "to count by groups: summarize count() by ...");
    return feeder_swallow(f, TK_ERROR, feeder_end(f->p, f->at), NULL);
}

struct token feed_operator(struct feeder *f) {
    struct parser *p = f->p;
    if (feeder_peek(f, 0)->kind != TK_NAME) {
        struct span span = feeder_peek(f, 0)->span;
        if (!syntax_quiet(p, span)) {
            uint32_t end = p->tokens.v[f->at - 1].span.end;
            syntax_report(p, DIAG_E0201, (struct span){end, end, false}, "an operator is expected after '|'");
            diag_hint(p->diag, "such as where, extend, project, summarize");
        }
        return feeder_swallow(f, TK_ERROR, feeder_end(p, f->at), NULL);
    }
    struct text word;
    size_t tokens;
    int kind = feed_find_operator(f, &word, &tokens);
    if (kind == TK_COUNT && feeder_peek(f, tokens)->kind == TK_LP) return count_call(f);
    if (!kind) return unknown_operator(f, word);
    return feeder_swallow(f, kind, f->at + tokens, intern(word.p, word.n));
}

/* ---- the start of a statement or query */
static bool starts_statement(const struct feeder *f) { return f->last == TOKEN_END || f->last == TK_SEMI; }

/* `evaluate f()`, `range x from`: these are names of columns and functions as well, so what follows must fit. */
static bool starts_query(struct feeder *f, int kind, size_t tokens) {
    if (word_place(kind) == WORD_PIPED) return false;
    const struct token *next = feeder_peek(f, tokens);
    if (kind == TK_RANGE) return token_is(feeder_peek(f, tokens + (next->kind == TK_LB ? 3 : 1)), "from");
    if (kind == TK_EVALUATE || kind == TK_MACRO_EXPAND) return next->kind == TK_NAME;
    return true;
}

bool feed_statement(struct feeder *f, struct token *t) {
    const struct token *word = feeder_peek(f, 0), *next = feeder_peek(f, 1);
    bool found = false;
    if (word->kind != TK_NAME || !feeder_accepts(f, TK_LET)) return false;
    if (token_is(word, "let")) found = next->kind == TK_NAME || next->kind == TK_LB;
    if (token_is(word, "set")) found = next->kind == TK_NAME;
    if (token_is(word, "declare")) found = token_is(next, "query_parameters") || token_is(next, "pattern");
    if (token_is(word, "alias")) found = token_is(next, "database");
    if (token_is(word, "restrict")) found = token_is(next, "access");
    if (!found) return false;
    *t = feeder_swallow(f, word_clause(word->name, strlen(word->name)), f->at + 1, word->name);
    return true;
}

/* The parenthesis at `ahead` holds the parameters of a function: (), (*...), (name:...). */
bool feed_starts_parameters(struct feeder *f, size_t ahead) {
    if (feeder_peek(f, ahead)->kind != TK_LP) return false;
    const struct token *first = feeder_peek(f, ahead + 1);
    size_t name = first->kind == TK_NAME                                                 ? 1
                  : first->kind == TK_LB && feeder_peek(f, ahead + 2)->kind == TK_STRING ? 3
                                                                                         : 0;
    if (name)
        return feeder_peek(f, ahead + 1 + name)->kind == TK_COLON &&
               (name == 3 || word_name_kind(first->name) != TK_WORD);
    return first->kind == TK_RP || first->kind == TK_STAR;
}

/* ---- words */
static bool parameter_token(struct feeder *f, struct token *t) {
    const struct token *word = feeder_peek(f, 0), *last = word;
    size_t n = 1;
    if (token_is(word, "hint") && feeder_peek(f, 1)->kind == TK_DOT && feeder_peek(f, 2)->kind == TK_NAME)
        n = 3, last = feeder_peek(f, 2);
    if (feeder_peek(f, n)->kind != TK_ASSIGN || !feeder_accepts(f, TK_PARAM)) return false;
    const char *text = f->p->text.p + word->span.start;
    if (!word_parameter(f->last_operator, text, last->span.end - word->span.start)) return false;
    *t = feeder_swallow(f, TK_PARAM, f->at + n, intern(text, last->span.end - word->span.start));
    return true;
}

/* The word is an operator or a clause of one here, not a name. */
static bool clause_token(struct feeder *f, struct token *t) {
    size_t tokens;
    struct text word = hyphenated(f, &tokens);
    int kind = word_operator(word.p, word.n);
    const struct token *next = feeder_peek(f, tokens);
    bool name_fits = feeder_accepts(f, TK_NAME);
    if (kind && name_fits && feeder_accepts(f, kind) && word_place(kind) != WORD_PIPED &&
        !starts_query(f, kind, tokens))
        kind = 0;
    if (!kind || !feeder_accepts(f, kind)) kind = word_clause(word.p, word.n);
    if (!kind || !feeder_accepts(f, kind)) return false;
    switch (kind) {
    case TK_LET:
    case TK_SET:
    case TK_DECLARE:
    case TK_RESTRICT:
    case TK_ALIAS:
        if (name_fits) return false; /* statements were looked at before */
        break;
    case TK_VIEW:
        if (!feed_starts_parameters(f, 1)) return false;
        break;
    case TK_TYPEOF:
        if (next->kind != TK_LP) return false;
        break;
    case TK_ENTITY_GROUP:
        if (next->kind != TK_LB) return false;
        break;
    case TK_BIN:
        if (next->kind != TK_ASSIGN) return false;
        break;
    default:
        if (starts_statement(f) && word_name_kind(t->name) != TK_NAME) break;
        if (name_fits && next->kind == TK_ASSIGN) return false;
        break;
    }
    *t = feeder_swallow(f, kind, f->at + tokens, intern(word.p, word.n));
    return true;
}

struct token feed_word(struct feeder *f) {
    struct token t = *feeder_peek(f, 0), *next = feeder_peek(f, 1);
    const char *normal;
    if (parameter_token(f, &t)) return t;
    if (strcmp(t.name, "hint") == 0 && tokens_touch(feeder_peek(f, 0), next) && next->kind == TK_DOT &&
        feeder_peek(f, 2)->kind == TK_NAME) {
        size_t n = feeder_peek(f, 2)->span.end - t.span.start; /* hint.strategy is one keyword */
        const char *word = f->p->text.p + t.span.start;
        if (word_parameter(0, word, n)) return feeder_swallow(f, TK_WORD, f->at + 3, intern(word, n));
    }
    if (strcmp(t.name, "in") == 0 && token_is(next, "range") && feeder_peek(f, 2)->kind == TK_LP &&
        feeder_accepts(f, TK_IN_RANGE))
        return feeder_swallow(f, TK_IN_RANGE, f->at + 2, t.name);
    if (clause_token(f, &t)) return t;
    if (strcmp(t.name, "dynamic") == 0 && next->kind == TK_LP && feeder_accepts(f, TK_LITERAL)) {
        t.lit = dynamic_literal(f->p, f->at);
        t.span = t.lit->span;
        t.kind = TK_LITERAL;
        for (f->at++; f->at <= next->mate; f->at++)
            if (feeder_peek(f, 0)->missing) syntax_unclosed(f->p, feeder_peek(f, 0)->mate, feeder_peek(f, 0), f->at);
        return t;
    }
    if (strcmp(t.name, "matches") == 0 && token_is(next, "regex") && feeder_accepts(f, TK_STROP))
        return feeder_swallow(f, TK_STROP, f->at + 2, intern_s("matches regex"));
    size_t tokens;
    struct text word = hyphenated(f, &tokens);
    if (tokens > 1 && word_operator(word.p, word.n)) { /* mv-expand is one keyword, and no name */
        t = feeder_swallow(f, TK_WORD, f->at + tokens, intern(word.p, word.n));
        if (word_name_kind(t.name) == TK_EXTENDED) t.kind = TK_EXTENDED;
        return t;
    }
    f->at++;
    if (word_is_bool(t.name) && feeder_accepts(f, TK_LITERAL) && next->kind != TK_ASSIGN) {
        t.kind = TK_LITERAL;
        t.form = LIT_BOOL;
        literal_evaluate(f->p, &t);
        return t;
    }
    int kind = word_keyword(t.name, &normal);
    if (kind && feeder_accepts(f, kind)) {
        t.kind = kind;
        t.name = normal;
        return t;
    }
    if (f->last == TK_INVOKE && next->kind != TK_LP) {
        struct span place = syntax_behind(f->p, f->at - 1);
        syntax_report(f->p, DIAG_E0201, place, arena_printf(f->p->arena, "a call is expected: %s(...)", t.name));
        VEC_PUSH(f->p->arena, &f->p->quiet, ((struct span){t.span.start, next->span.start + 1, false}));
    }
    if (feeder_accepts(f, TK_GROUP_NAME) && next->kind == TK_LP && strcmp(t.name, "cluster") != 0 &&
        strcmp(t.name, "database") != 0 && strcmp(t.name, "entity_group") != 0)
        t.kind = TK_GROUP_NAME;
    else
        t.kind = word_name_kind(t.name);
    /* a chart's old properties follow it bare; a word without '=' is none of them, but a second query */
    if (f->last_operator == TK_RENDER && next->kind != TK_ASSIGN && feeder_accepts(f, TK_PIPE)) t.kind = TK_GROUP_NAME;
    if (f->last == TK_RENDER && (word_operator(t.name, strlen(t.name)) || word_clause(t.name, strlen(t.name)) || kind))
        t.kind = TK_PERCENT; /* is no chart, so it cannot stand here */
    if (t.kind == TK_WORD && next->kind != TK_ASSIGN && (f->last == TK_DOT || feeder_accepts(f, TK_LITERAL)) &&
        word_is_special(t.name))
        t.kind = TK_NAME;
    return t;
}
