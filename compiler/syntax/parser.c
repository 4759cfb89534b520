/* Drives the automaton of kql.y over the token list. Here, not in the grammar, is what depends on context: a word is a
 * keyword only where one may stand (kql.md 1); a tabular operator that is not compiled yet is swallowed up to the next
 * '|' as one token, so that the rest of the query is still checked; and after an error the parser goes on behind the
 * group or operator in which it was found. */
#include "parser.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_QUERY_BYTES = 4 * 1024 * 1024 };

struct feeder {
    struct parser *p;
    void *automaton;
    size_t at;   /* next token of p->tokens */
    int last;    /* kind last fed; TOKEN_END: none */
    bool in_let; /* inside `let name =`, before its value */
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
            syntax_report(p, DIAG_E0201, p->tokens.v[f->at - 1].span, "an operator is expected after '|'");
            diag_hint(p->diag, "such as where, extend, project, summarize");
        }
        return swallow(f, TK_ERROR, find_end(p, f->at), NULL);
    }
    struct text word;
    size_t tokens;
    int kind = find_operator(f, &word, &tokens);
    if (!kind) return unknown_operator(f, word);
    const char *name = intern(word.p, word.n);
    return swallow(f, kind, kind == TK_OTHER_OP ? find_end(p, f->at) : f->at + tokens, name);
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

/* `union T`, `range x from`, ...: also names of columns and functions, so what follows must fit. */
static bool starts_source(struct feeder *f, struct text word, size_t tokens) {
    if (!word_source(word.p, word.n) || !accepts(f, TK_OTHER_SOURCE)) return false;
    const struct token *next = peek(f, tokens);
    if (text_is(word, "range")) return next->kind == TK_NAME && is_name(peek(f, tokens + 1), "from");
    if (text_is(word, "datatable") || text_is(word, "externaldata") || text_is(word, "external_data"))
        return next->kind == TK_LP;
    if (text_is(word, "evaluate")) return next->kind == TK_NAME;
    const char *normal;
    if (next->kind == TK_NAME && word_keyword(next->name, &normal) == TK_STROP) return false; /* search has "x" */
    return next->kind == TK_NAME || next->kind == TK_LP || next->kind == TK_STRING || next->kind == TK_STAR ||
           next->kind == TK_LB;
}

static bool statement_token(struct feeder *f, struct token *t) {
    const struct token *word = peek(f, 0), *next = peek(f, 1);
    if (is_name(word, "let") && (next->kind == TK_NAME || next->kind == TK_LB)) {
        *t = *word;
        t->kind = TK_LET;
        f->at++;
        f->in_let = true;
        return true;
    }
    bool other =
        (is_name(word, "set") && next->kind == TK_NAME) || (is_name(word, "declare") && next->kind == TK_NAME) ||
        (is_name(word, "alias") && is_name(next, "database")) || (is_name(word, "restrict") && is_name(next, "access"));
    if (!other) return false;
    size_t end = find_end(f->p, f->at);
    while (f->p->tokens.v[end].kind != TK_SEMI && f->p->tokens.v[end].kind != TOKEN_END) end = find_end(f->p, end + 1);
    *t = swallow(f, TK_OTHER_STATEMENT, end, word->name);
    return true;
}

/* `(params) { body }` and `view (params) { body }` after `let name =`. */
static bool function_token(struct feeder *f, struct token *t) {
    size_t open = is_name(peek(f, 0), "view") ? 1 : 0;
    if (peek(f, open)->kind != TK_LP) return false;
    size_t body = peek(f, open)->mate + 1;
    if (f->p->tokens.v[body].kind != TK_LBRACE) return false;
    *t = swallow(f, TK_FUNCTION, f->p->tokens.v[body].mate + 1, intern_s("function"));
    return true;
}

/* ---- words inside expressions */
static struct token name_token(struct feeder *f) {
    struct token t = *peek(f, 0), *next = peek(f, 1);
    const char *normal;
    if (strcmp(t.name, "dynamic") == 0 && next->kind == TK_LP && accepts(f, TK_LITERAL)) {
        t.lit = dynamic_literal(f->p, f->at);
        t.span = t.lit->span;
        t.kind = TK_LITERAL;
        f->at = next->mate + 1;
        return t;
    }
    if (strcmp(t.name, "hint") == 0 && next->kind == TK_DOT && peek(f, 2)->kind == TK_NAME &&
        peek(f, 3)->kind == TK_ASSIGN && accepts(f, TK_HINT))
        return swallow(f, TK_HINT, f->at + 3, t.name);
    if (strcmp(t.name, "matches") == 0 && is_name(next, "regex") && accepts(f, TK_STROP))
        return swallow(f, TK_STROP, f->at + 2, intern_s("matches regex"));
    f->at++;
    if (strcmp(t.name, "kind") == 0 && next->kind == TK_ASSIGN && accepts(f, TK_KIND)) {
        t.kind = TK_KIND;
        return t;
    }
    if (strcmp(t.name, "typeof") == 0 && next->kind == TK_LP && accepts(f, TK_TYPEOF)) {
        t.kind = TK_TYPEOF;
        return t;
    }
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
    }
    return t;
}

static bool query_may_start(struct feeder *f) {
    return f->last == TOKEN_END || f->last == TK_SEMI || f->last == TK_LP || f->last == TK_COMMA ||
           f->last == TK_ASSIGN;
}

/* The next token in its context; moves f->at behind it. */
static struct token next_token(struct feeder *f) {
    struct token t;
    if (f->last == TK_PIPE) return operator_token(f);
    if ((f->last == TOKEN_END || f->last == TK_SEMI) && statement_token(f, &t)) return t;
    if (f->in_let && f->last == TK_ASSIGN) {
        f->in_let = false;
        if (accepts(f, TK_FUNCTION) && function_token(f, &t)) return t;
    }
    t = *peek(f, 0);
    if (t.kind == TK_NAME && query_may_start(f)) {
        size_t tokens;
        struct text word = hyphenated(f, &tokens);
        if (starts_source(f, word, tokens)) {
            const char *name = intern(word.p, word.n);
            return swallow(f, TK_OTHER_SOURCE, find_end(f->p, f->at), name);
        }
        if (is_name(&t, "print") && accepts(f, TK_PRINT) && starts_expression(peek(f, 1)))
            return swallow(f, TK_PRINT, f->at + 1, t.name);
    }
    if (t.kind == TK_NAME) return name_token(f);
    if (t.kind == TK_LP && t.mate && f->p->tokens.v[t.mate + 1].kind == TK_ASSIGN && accepts(f, TK_TUPLE))
        t.kind = TK_TUPLE; /* (a, b) = f() */
    if (t.kind != TOKEN_END) f->at++;
    return t;
}

static void feed(struct feeder *f, struct token t) {
    Kql(f->automaton, t.kind, t, f->p);
    f->last = t.kind;
}

/* ---- errors */

/* `where a = 1`; `T where x`: what is meant is plain, so parsing goes on with it. */
static bool repair(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    if (t.kind == TK_ASSIGN && accepts(f, TK_EQOP)) {
        syntax_report(p, DIAG_E0208, t.span);
        t.kind = TK_EQOP;
        t.name = intern_s("==");
        feed(f, t);
        return true;
    }
    if (p->tokens.v[start].kind != TK_NAME || !accepts(f, TK_PIPE)) return false;
    struct text word;
    size_t tokens, behind = f->at;
    f->at = start;
    int kind = find_operator(f, &word, &tokens);
    if (!kind) {
        f->at = behind;
        return false;
    }
    struct span span = {t.span.start, t.span.start + (uint32_t)word.n, false};
    syntax_report(p, DIAG_E0209, span, arena_strndup(p->arena, word.p, word.n));
    feed(f, (struct token){.kind = TK_PIPE, .span = {span.start, span.start, false}});
    return true;
}

/* Reports the token at `start`, which cannot stand there, and goes on at the next '|', ';' or closing bracket around
 * it. False at the end of the text. */
static bool recover(struct feeder *f, struct token t, size_t start) {
    struct parser *p = f->p;
    syntax_unexpected(p, f->automaton, &t);
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

static void run(struct feeder *f) {
    for (;;) {
        size_t start = f->at;
        struct token t = next_token(f);
        if (accepts(f, t.kind)) {
            feed(f, t);
            if (t.kind == TOKEN_END) return;
        } else if (!repair(f, t, start) && !recover(f, t, start)) {
            return;
        }
    }
}

/* 5w and 1D are names to KQL; when the query defines no such name a timespan was meant. */
static void check_suspects(struct parser *p) {
    for (size_t i = 0; i < p->suspects.n && i < 100; i++) {
        const struct token *t = &p->suspects.v[i];
        bool defined = false;
        for (size_t k = 0; k < p->defined.n; k++) defined = defined || p->defined.v[k] == t->name;
        if (defined) continue;
        syntax_report(p, DIAG_E0214, t->span, t->name);
        if (syntax_quiet(p, t->span)) continue;
        size_t digits = strspn(t->name, "0123456789");
        unsigned long n = strtoul(t->name, NULL, 10);
        char first = t->name[digits];
        if ((first == 'w' || first == 'W') && n < 100000)
            diag_hint(p->diag, "there is no unit for weeks; write %lud", n * 7);
        else
            diag_hint(p->diag, "the units are d, h, m, s, ms, microsecond, tick, in lower case");
    }
}

/* Rules come as UTF-8; anything else is reported once, at its first byte. */
static bool valid_utf8(const char *s, size_t n, size_t *bad) {
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    while (p < end) {
        unsigned char c = *p;
        size_t k = c < 0x80 ? 1 : c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
        bool good = k > 0 && (size_t)(end - p) >= k;
        for (size_t i = 1; good && i < k; i++) good = (p[i] & 0xC0) == 0x80;
        if (good && k >= 3) /* overlong forms, surrogates, beyond U+10FFFF */
            good = !(c == 0xE0 && p[1] < 0xA0) && !(c == 0xED && p[1] > 0x9F) && !(c == 0xF0 && p[1] < 0x90) &&
                   !(c == 0xF4 && p[1] > 0x8F);
        if (!good) {
            *bad = (size_t)(p - (const unsigned char *)s);
            return false;
        }
        p += k;
    }
    return true;
}

struct ast_script *syntax_parse(struct arena *a, struct text query, struct diag *d) {
    struct parser p = {.arena = a, .diag = d, .script = ARENA_NEW(a, struct ast_script)};
    size_t bad;
    if (query.n > MAX_QUERY_BYTES) {
        syntax_report(&p, DIAG_E0218, (struct span){0, 0, false}, MAX_QUERY_BYTES);
        return p.script;
    }
    p.text = text_of(arena_strndup(a, query.p, query.n), query.n);
    if (!valid_utf8(p.text.p, p.text.n, &bad)) {
        syntax_report(&p, DIAG_E0215, (struct span){(uint32_t)bad, (uint32_t)bad + 1, false});
        return p.script;
    }
    tokenize(&p);
    if (p.too_deep) return p.script;
    struct feeder f = {.p = &p, .automaton = KqlAlloc(malloc), .last = TOKEN_END};
    if (!f.automaton) abort();
    run(&f);
    KqlFree(f.automaton, free);
    check_suspects(&p);
    if (!p.script->query && diag_errors(d) == 0)
        syntax_report(&p, DIAG_E0212, (struct span){(uint32_t)p.text.n, (uint32_t)p.text.n, false});
    return p.script;
}
