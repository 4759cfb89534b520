/* Drives the automaton of kql.y over the token list. Here, not in the grammar, is what depends on context: a word is a
 * keyword only where one may stand (kql.md 1), some tokens that touch are one (`mv-expand`, `-[`, `Sec*`), and after an
 * error the parser goes on behind the group or operator in which it was found. */
#include "parser.h"

#include <stdlib.h>
#include <string.h>

struct feeder {
    struct parser *p;
    void *automaton;
    size_t at;         /* next token of p->tokens */
    int last;          /* kind last fed; TOKEN_END: none */
    int last_operator; /* TK_... of the tabular operator last fed */
};

static struct token *peek(struct feeder *f, size_t ahead) {
    size_t i = f->at + ahead, last = f->p->tokens.n - 1;
    return &f->p->tokens.v[i < last ? i : last];
}

static bool is_name(const struct token *t, const char *name) {
    return t->kind == TK_NAME && strcmp(t->name, name) == 0;
}

static bool accepts(struct feeder *f, int kind) { return kql_accepts(f->automaton, kind); }

/* The index of the '|', ';', end, or closing bracket that ends what stands at `i`, groups skipped. */
static size_t find_end(const struct parser *p, size_t i) {
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
static struct token swallow(struct feeder *f, int kind, size_t end, const char *name) {
    struct token t = *peek(f, 0);
    if (end > f->at)
        t.span.end = f->p->tokens.v[end - 1].span.end;
    else
        t.span.end = t.span.start;
    t.kind = kind;
    t.name = name;
    f->at = end;
    return t;
}

/* ---- operator position */

/* The word at f->at with what hyphens join to it ("project-away"). Sets how many tokens it takes. */
static struct text hyphenated(struct feeder *f, size_t *tokens) {
    struct span span = peek(f, 0)->span;
    size_t n = 1;
    while (peek(f, n)->kind == TK_MINUS && peek(f, n)->span.start == span.end && peek(f, n + 1)->kind == TK_NAME &&
           peek(f, n + 1)->span.start == peek(f, n)->span.end) {
        span.end = peek(f, n + 1)->span.end;
        n += 2;
    }
    *tokens = n;
    return text_of(f->p->text.p + span.start, span.end - span.start);
}

static int find_operator(struct feeder *f, struct text *word, size_t *tokens) {
    *word = hyphenated(f, tokens);
    int kind = word_operator(word->p, word->n);
    if (kind || *tokens == 1) return kind;
    struct text first = text_of(word->p, peek(f, 0)->span.end - peek(f, 0)->span.start);
    kind = word_operator(first.p, first.n);
    if (!kind) return 0;
    *word = first;
    *tokens = 1;
    return kind;
}

static struct token unknown_operator(struct feeder *f, struct text word) {
    struct parser *p = f->p;
    struct span span = peek(f, 0)->span;
    span.end = span.start + (uint32_t)word.n;
    const char *name = arena_strndup(p->arena, word.p, word.n > 60 ? 60 : word.n);
    syntax_report(p, DIAG_E0202, span, name);
    const char *closest = word_suggest(name);
    if (closest && !syntax_quiet(p, span)) diag_hint(p->diag, "did you mean '%s'?", closest);
    return swallow(f, TK_ERROR, find_end(p, f->at), NULL);
}

static struct token operator_token(struct feeder *f) {
    struct parser *p = f->p;
    if (peek(f, 0)->kind != TK_NAME) {
        struct span span = peek(f, 0)->span;
        if (!syntax_quiet(p, span)) {
            uint32_t end = p->tokens.v[f->at - 1].span.end;
            syntax_report(p, DIAG_E0201, (struct span){end, end, false}, "an operator is expected after '|'");
            diag_hint(p->diag, "such as where, extend, project, summarize");
        }
        return swallow(f, TK_ERROR, find_end(p, f->at), NULL);
    }
    struct text word;
    size_t tokens;
    int kind = find_operator(f, &word, &tokens);
    if (!kind) return unknown_operator(f, word);
    return swallow(f, kind, f->at + tokens, intern(word.p, word.n));
}

/* ---- the start of a statement or query */
static bool starts_expression(const struct token *t) {
    switch (t->kind) {
    case TK_NAME:
    case TK_LITERAL:
    case TK_STRING:
    case TK_LP:
    case TK_LB:
    case TK_MINUS:
    case TK_PLUS:
    case TK_STAR: return true;
    default: return false;
    }
}

/* `union T`, `range x from`, ...: some are also names of columns and functions, so what follows must fit. */
static bool starts_query(struct feeder *f, int kind, size_t tokens) {
    if (word_place(kind) == WORD_PIPED) return false;
    const struct token *next = peek(f, tokens);
    const char *normal;
    if (kind == TK_UNION) return true; /* no name */
    if (kind == TK_RANGE) return (next->kind == TK_NAME || next->kind == TK_LB) && next->kind != TK_LP;
    if (kind == TK_EVALUATE || kind == TK_MACRO_EXPAND) return next->kind == TK_NAME;
    if (next->kind == TK_NAME && word_keyword(next->name, &normal) == TK_STROP) return false; /* search has "x" */
    if (kind == TK_PRINT && next->kind == TK_STAR) return false;
    return starts_expression(next);
}

static bool statement_token(struct feeder *f, struct token *t) {
    const struct token *word = peek(f, 0), *next = peek(f, 1);
    bool found = false;
    if (word->kind != TK_NAME || !accepts(f, TK_LET)) return false;
    if (is_name(word, "let")) found = next->kind == TK_NAME || next->kind == TK_LB;
    if (is_name(word, "set")) found = next->kind == TK_NAME;
    if (is_name(word, "declare")) found = is_name(next, "query_parameters") || is_name(next, "pattern");
    if (is_name(word, "alias")) found = is_name(next, "database");
    if (is_name(word, "restrict")) found = is_name(next, "access");
    if (!found) return false;
    *t = swallow(f, word_clause(word->name, strlen(word->name)), f->at + 1, word->name);
    return true;
}

/* The parenthesis at `ahead` holds the parameters of a function: (), (*...), (name:...). */
static bool function_parenthesis(struct feeder *f, size_t ahead) {
    if (peek(f, ahead)->kind != TK_LP) return false;
    const struct token *first = peek(f, ahead + 1);
    size_t name = first->kind == TK_NAME ? 1 : first->kind == TK_LB && peek(f, ahead + 2)->kind == TK_STRING ? 3 : 0;
    if (name)
        return peek(f, ahead + 1 + name)->kind == TK_COLON && (name == 3 || word_name_kind(first->name) != TK_WORD);
    return first->kind == TK_RP || first->kind == TK_STAR;
}

/* ---- tokens that touch */
static bool touch(const struct token *left, const struct token *right) { return left->span.end == right->span.start; }

/* `Sec*`, `*_d`, `*`: how many tokens the pattern takes; 0: none. */
static size_t wildcard_tokens(struct feeder *f) {
    bool star = false;
    size_t n = 0;
    for (;; n++) {
        const struct token *t = peek(f, n);
        if (n > 0 && !touch(peek(f, n - 1), t)) break;
        if (t->kind != TK_NAME && t->kind != TK_STAR && !(n > 0 && t->kind == TK_LITERAL)) break;
        if (t->kind == TK_NAME && word_name_kind(t->name) == TK_WORD) break;
        star = star || t->kind == TK_STAR;
    }
    return star ? n : 0;
}

/* The tokens at f->at spell `text` without gaps: how many they are; 0: they do not. */
static size_t spelled(struct feeder *f, const char *text) {
    size_t n = 0;
    uint32_t start = peek(f, 0)->span.start, length = (uint32_t)strlen(text);
    if (f->p->text.n - start < length || strncmp(f->p->text.p + start, text, length) != 0) return 0;
    while (peek(f, n)->span.end < start + length) n++;
    return peek(f, n)->span.end == start + length ? n + 1 : 0;
}

static bool arrow_token(struct feeder *f, struct token *t) {
    static const struct {
        const char *text;
        int kind;
    } arrows[] = {{"<-[", TK_EDGE_OPEN}, {"-[", TK_EDGE_OPEN}, {"]->", TK_EDGE_CLOSE}, {"]-", TK_EDGE_CLOSE},
                  {"-->", TK_EDGE},      {"<--", TK_EDGE},     {"--", TK_EDGE}};
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
        size_t n = spelled(f, arrows[i].text);
        if (n == 0 || !accepts(f, arrows[i].kind)) continue;
        *t = swallow(f, arrows[i].kind, f->at + n, intern_s(arrows[i].text));
        return true;
    }
    return false;
}

/* ['any text'] where a name may stand */
static bool bracketed_name(struct feeder *f, struct token *t) {
    const struct token *open = peek(f, 0), *string = peek(f, 1);
    if (string->kind != TK_STRING || open->mate != f->at + 2 || !accepts(f, TK_NAME)) return false;
    struct text s = string->lit->u.lit.s;
    const struct token *close = peek(f, 2);
    if (close->missing) syntax_unclosed(f->p, f->at, close, f->at + 2);
    *t = swallow(f, TK_NAME, f->at + 3, intern(s.p, s.n));
    t->bracketed = true;
    if (s.n == 0) syntax_report(f->p, DIAG_E0206, t->span, "a name must not be empty");
    return true;
}

/* ---- words */
static bool parameter_token(struct feeder *f, struct token *t) {
    const struct token *word = peek(f, 0), *last = word;
    size_t n = 1;
    if (is_name(word, "hint") && peek(f, 1)->kind == TK_DOT && peek(f, 2)->kind == TK_NAME) n = 3, last = peek(f, 2);
    if (peek(f, n)->kind != TK_ASSIGN || !accepts(f, TK_PARAM)) return false;
    const char *text = f->p->text.p + word->span.start;
    if (!word_parameter(f->last_operator, text, last->span.end - word->span.start)) return false;
    *t = swallow(f, TK_PARAM, f->at + n, intern(text, last->span.end - word->span.start));
    return true;
}

/* The word is an operator or a clause of one here, not a name. */
static bool clause_token(struct feeder *f, struct token *t) {
    size_t tokens;
    struct text word = hyphenated(f, &tokens);
    int kind = word_operator(word.p, word.n);
    const struct token *next = peek(f, tokens);
    bool name_fits = accepts(f, TK_NAME);
    if (kind && name_fits && accepts(f, kind) && word_place(kind) != WORD_PIPED && !starts_query(f, kind, tokens))
        kind = 0;
    if (!kind || !accepts(f, kind)) kind = word_clause(word.p, word.n);
    if (!kind || !accepts(f, kind)) return false;
    switch (kind) {
    case TK_LET:
    case TK_SET:
    case TK_DECLARE:
    case TK_RESTRICT:
    case TK_ALIAS:
        if (name_fits) return false; /* statements were looked at before */
        break;
    case TK_VIEW:
        if (!function_parenthesis(f, 1)) return false;
        break;
    case TK_DATATABLE:
    case TK_EXTERNALDATA:
    case TK_MATERIALIZE:
    case TK_TYPEOF:
        if (next->kind != TK_LP) return false;
        break;
    case TK_SUBQUERY_CALL:
        if (next->kind != TK_LP && !is_name(next, "kind")) return false;
        break;
    case TK_ENTITY_GROUP:
        if (next->kind != TK_LB) return false;
        break;
    case TK_BIN:
        if (next->kind != TK_ASSIGN) return false;
        break;
    default:
        if (name_fits && next->kind == TK_ASSIGN) return false;
        break;
    }
    *t = swallow(f, kind, f->at + tokens, intern(word.p, word.n));
    return true;
}

static struct token name_token(struct feeder *f) {
    struct token t = *peek(f, 0), *next = peek(f, 1);
    const char *normal;
    if (parameter_token(f, &t)) return t;
    if (strcmp(t.name, "hint") == 0 && touch(peek(f, 0), next) && next->kind == TK_DOT && peek(f, 2)->kind == TK_NAME) {
        size_t n = peek(f, 2)->span.end - t.span.start; /* hint.strategy is one keyword */
        const char *word = f->p->text.p + t.span.start;
        if (word_parameter(0, word, n)) return swallow(f, TK_WORD, f->at + 3, intern(word, n));
    }
    if (strcmp(t.name, "in") == 0 && is_name(next, "range") && peek(f, 2)->kind == TK_LP && accepts(f, TK_IN_RANGE))
        return swallow(f, TK_IN_RANGE, f->at + 2, t.name);
    if (clause_token(f, &t)) return t;
    if (strcmp(t.name, "dynamic") == 0 && next->kind == TK_LP && accepts(f, TK_LITERAL)) {
        t.lit = dynamic_literal(f->p, f->at);
        t.span = t.lit->span;
        t.kind = TK_LITERAL;
        for (f->at++; f->at <= next->mate; f->at++)
            if (peek(f, 0)->missing) syntax_unclosed(f->p, peek(f, 0)->mate, peek(f, 0), f->at);
        return t;
    }
    if (strcmp(t.name, "matches") == 0 && is_name(next, "regex") && accepts(f, TK_STROP))
        return swallow(f, TK_STROP, f->at + 2, intern_s("matches regex"));
    f->at++;
    static const char *const bools[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    for (size_t i = 0; i < sizeof bools / sizeof *bools; i++) {
        if (strcmp(t.name, bools[i]) != 0 || !accepts(f, TK_LITERAL) || next->kind == TK_ASSIGN) continue;
        t.kind = TK_LITERAL;
        t.form = LIT_BOOL;
        literal_evaluate(f->p, &t);
        return t;
    }
    int kind = word_keyword(t.name, &normal);
    if (kind && accepts(f, kind)) {
        t.kind = kind;
        t.name = normal;
        return t;
    }
    if (accepts(f, TK_GROUP_NAME) && next->kind == TK_LP && strcmp(t.name, "cluster") != 0 &&
        strcmp(t.name, "database") != 0 && strcmp(t.name, "entity_group") != 0)
        t.kind = TK_GROUP_NAME;
    else
        t.kind = word_name_kind(t.name);
    if (t.kind == TK_WORD && next->kind != TK_ASSIGN && (f->last == TK_DOT || accepts(f, TK_LITERAL)) &&
        word_is_special(t.name))
        t.kind = TK_NAME;
    return t;
}

/* Where an expression may start, '*' stands before an operator (`* has "x"`) or for all columns. */
static bool star_fits(struct feeder *f) {
    const struct token *next = peek(f, 1);
    const char *normal;
    int kind = next->kind == TK_NAME ? word_keyword(next->name, &normal) : next->kind;
    if (is_name(next, "matches")) kind = TK_STROP;
    return kql_accepts_both(f->automaton, TK_STAR, kind);
}

/* The next token in its context; moves f->at behind it. */
static struct token next_token(struct feeder *f) {
    struct token t;
    size_t n;
    if (f->last == TK_PIPE) return operator_token(f);
    if (statement_token(f, &t)) return t;
    t = *peek(f, 0);
    if (accepts(f, TK_WILDCARD) && (n = wildcard_tokens(f)) > 0) {
        t = swallow(f, TK_WILDCARD, f->at + n, NULL);
        t.name = intern(f->p->text.p + t.span.start, t.span.end - t.span.start);
        return t;
    }
    switch (t.kind) {
    case TK_NAME: return name_token(f);
    case TK_MINUS:
    case TK_RELOP:
    case TK_RB:
        if (arrow_token(f, &t)) return t;
        break;
    case TK_LB:
        if (bracketed_name(f, &t)) return t;
        break;
    case TK_LP:
        if (accepts(f, TK_FUNCTION_LP) && function_parenthesis(f, 0))
            t.kind = TK_FUNCTION_LP;
        else if (f->p->tokens.v[t.mate + 1].kind == TK_ASSIGN && accepts(f, TK_TUPLE))
            t.kind = TK_TUPLE; /* (a, b) = f() */
        break;
    case TK_STAR:
        if (accepts(f, TK_NAME) && !star_fits(f)) t.kind = TK_PERCENT; /* it cannot stand here either */
        break;
    default: break;
    }
    if (t.kind != TOKEN_END) f->at++;
    return t;
}

static void feed(struct feeder *f, struct token t) {
    Kql(f->automaton, t.kind, t, f->p);
    bool clause = t.kind == TK_AS && f->last != TK_PIPE; /* `nodes as N` belongs to the operator before it */
    if (!clause && t.name && word_operator(t.name, strlen(t.name)) == t.kind) f->last_operator = t.kind;
    f->last = t.kind;
}

/* ---- errors */

/* `extend a-b = 1`: the name that ends before the '=' at `at`, when it has hyphens. */
static bool hyphenated_name(struct parser *p, size_t at, struct span *name) {
    size_t first = at;
    while (first > 0 && (p->tokens.v[first - 1].kind == TK_NAME || p->tokens.v[first - 1].kind == TK_MINUS) &&
           (first == at || touch(&p->tokens.v[first - 1], &p->tokens.v[first])))
        first--;
    if (at - first < 3 || p->tokens.v[first].kind != TK_NAME || p->tokens.v[at - 1].kind != TK_NAME) return false;
    *name = span_join(p->tokens.v[first].span, p->tokens.v[at - 1].span);
    return true;
}

/* `where a = 1`, `extend a-b = 1`: goes on as if it were a comparison. */
static bool repair_assignment(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    struct span name;
    if (t.kind != TK_ASSIGN || !accepts(f, TK_EQ)) return false;
    if (hyphenated_name(p, start, &name)) {
        const char *text = arena_strndup(p->arena, p->text.p + name.start, name.end - name.start);
        syntax_report(p, DIAG_E0201, name,
                      arena_printf(p->arena, "a name with hyphens stands in brackets: ['%s']", text));
    } else {
        syntax_report(p, DIAG_E0208, t.span);
    }
    t.kind = TK_EQ;
    t.name = intern_s("==");
    feed(f, t);
    return true;
}

/* `where long == 1`: a keyword where a name is meant. */
static bool repair_keyword(struct feeder *f, struct token t) {
    struct parser *p = f->p;
    const struct token *next = peek(f, 0);
    if ((t.kind != TK_WORD && t.kind != TK_EXTENDED) || !accepts(f, TK_NAME)) return false;
    bool operand = next->kind == TK_NAME || next->kind == TK_LP || next->kind == TK_LB || next->kind == TK_STRING ||
                   next->kind == TK_LITERAL || next->kind == TOKEN_END;
    const char *normal;
    if (operand && !(next->kind == TK_NAME && word_keyword(next->name, &normal))) return false;
    syntax_report(p, DIAG_E0201, t.span,
                  arena_printf(p->arena, "'%s' is a keyword; as a name it is ['%s']", t.name, t.name));
    t.kind = TK_NAME;
    feed(f, t);
    return true;
}

/* `T where x`: what is meant is plain, so parsing goes on with it. */
static bool repair_pipe(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    if (p->tokens.v[start].kind != TK_NAME || !accepts(f, TK_PIPE)) return false;
    struct text word;
    size_t tokens, behind = f->at;
    f->at = start;
    int kind = find_operator(f, &word, &tokens);
    if (!kind) {
        f->at = behind;
        return false;
    }
    t.span.end = t.span.start + (uint32_t)word.n;
    syntax_report(p, DIAG_E0209, syntax_place(p, &t, start), arena_strndup(p->arena, word.p, word.n));
    feed(f, (struct token){.kind = TK_PIPE, .span = {t.span.start, t.span.start, false}});
    return true;
}

static bool repair(struct feeder *f, struct token t, size_t start) {
    return repair_assignment(f, t, start) || repair_keyword(f, t) || repair_pipe(f, t, start);
}

/* Reports the token at `start`, which cannot stand there, and goes on at the next '|', ';' or closing bracket around
 * it. False at the end of the text. */
static bool recover(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    syntax_unexpected(p, f->automaton, &t, start);
    if (start > 0 && is_name(&p->tokens.v[start - 1], "not") && !syntax_quiet(p, t.span))
        diag_hint(p->diag, "not is a function: not(...)");
    struct token error = {.kind = TK_ERROR, .span = t.span};
    for (size_t i = start;; i++) {
        i = find_end(p, i);
        int kind = p->tokens.v[i].kind;
        f->at = i;
        if (kql_accepts(f->automaton, kind)) return true;
        if (kql_unwind(f->automaton, TK_ERROR, kind)) {
            feed(f, error);
            return true;
        }
        if (kind == TOKEN_END) return false;
    }
}

/* A keyword that may be given as a name stands where it would have to be one that exists. */
static bool bare_keyword(struct feeder *f, struct token t) {
    return t.kind == TK_EXTENDED && peek(f, 0)->kind != TK_ASSIGN && accepts(f, TK_LITERAL);
}

static void run(struct feeder *f) {
    for (;;) {
        size_t start = f->at;
        struct token t = next_token(f);
        if (accepts(f, t.kind) && !bare_keyword(f, t)) {
            if (t.missing) syntax_unclosed(f->p, t.mate, &t, start);
            feed(f, t);
            if (t.kind == TOKEN_END) return;
        } else if (!repair(f, t, start) && !recover(f, t, start)) {
            return;
        }
    }
}

void feed_tokens(struct parser *p, int first) {
    struct feeder f = {.p = p, .automaton = KqlAlloc(malloc), .last = TOKEN_END};
    if (!f.automaton) abort();
    if (first) feed(&f, (struct token){.kind = first});
    run(&f);
    KqlFree(f.automaton, free);
}
