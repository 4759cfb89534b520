/* Where syntax errors are reported: at Microsoft's places (SyntaxElement.SetLocation, QueryParser.cs of
 * Kusto-Query-Language). A token that is missing is missing at the one that stands instead or, when that is not near,
 * behind the token before; an expression or a name is missing behind the token before; what is left over when a
 * statement is complete stands where it stands. */
#include "parser.h"

#include <string.h>

struct span syntax_behind(const struct parser *p, size_t at) {
    uint32_t end = at ? p->tokens.v[at - 1].span.end : 0;
    return (struct span){end, end, false};
}

struct span syntax_place_property(const struct parser *p, struct span of) {
    size_t at = 0, end = p->tokens.n - 1;
    while (at < end) {
        size_t middle = (at + end) / 2;
        if (p->tokens.v[middle].span.start < of.start)
            at = middle + 1;
        else
            end = middle;
    }
    const struct token *t = &p->tokens.v[at];
    return t->around ? syntax_behind(p, at) : syntax_place(p, t, at);
}

struct span syntax_place(const struct parser *p, const struct token *t, size_t at) {
    struct span behind = syntax_behind(p, at);
    if (at == 0) return t->span;
    size_t next = at;
    while (p->tokens.v[next].missing) next++; /* TOKEN_END is not */
    if (next > at && t->kind != TOKEN_BAD) t = &p->tokens.v[next];
    const char *gap = p->text.p + behind.end;
    size_t n = t->span.start - behind.end;
    bool far = memchr(gap, '\n', n) || memchr(gap, '\r', n) || (n > 1 && strchr(" \t/", *gap));
    return far ? behind : t->span; /* one character of space, which may be a non-breaking one, is near */
}

bool syntax_follows_name(const struct token *t) {
    const char *normal;
    switch (t->kind) {
    case TK_NAME: return word_keyword(t->name, &normal) || strcmp(t->name, "matches") == 0;
    case TK_EQ:
    case TK_EQOP:
    case TK_RELOP:
    case TK_STROP:
    case TK_INOP:
    case TK_BETWEEN:
    case TK_STAR:
    case TK_SLASH:
    case TK_PERCENT:
    case TK_DOT:
    case TK_COMMA:
    case TK_COLON:
    case TK_PIPE: return true;
    case TK_RP:
    case TK_RB:
    case TK_RBRACE: return !t->missing;
    default: return false;
    }
}

/* A keyword in front of `next` begins an expression or a statement, be it as a name without its brackets. */
static bool keyword_starts(void *automaton, const struct token *t, const struct token *next) {
    size_t n = strlen(t->name);
    int clause = word_clause(t->name, n);
    return word_operator(t->name, n) || clause == TK_DATATABLE || clause == TK_EXTERNALDATA ||
           clause == TK_SUBQUERY_CALL || clause == TK_SET || word_is_special(t->name) || word_is_bool(t->name) ||
           syntax_follows_name(next) || (next->kind == TK_ASSIGN && kql_accepts(automaton, TK_COMMA));
}

static bool starts_statement(const struct parser *p, void *automaton, const struct token *t, size_t at) {
    switch (t->kind) {
    case TK_WORD:
    case TK_EXTENDED: return keyword_starts(automaton, t, &p->tokens.v[at + 1]);
    case TOKEN_BAD:
    case TK_COMMA:
    case TK_SEMI:
    case TK_RP:
    case TK_RB:
    case TK_RBRACE:
    case TK_LBRACE:
    case TK_PIPE:
    case TK_STAR: return false;
    case TK_NAME:
    case TK_GROUP_NAME: return true;
    default: return t->name == NULL || (t->name[0] >= 'a' && t->name[0] <= 'z');
    }
}

/* `[a, b]` where a value must stand: Microsoft's parser reads a name in brackets and misses its end behind the value;
 * what stands behind a complete one is left over. */
static struct span place_of_bracket(const struct parser *p, size_t at) {
    const struct token *next = &p->tokens.v[at + 1];
    bool value = next->kind == TK_STRING || next->kind == TK_LITERAL || next->kind == TK_NAME;
    if (next->kind == TK_LB && next->mate == at + 3 && next[1].kind == TK_STRING) /* [['a b'] */
        return syntax_place(p, &p->tokens.v[at + 4], at + 4);
    if (!value) return syntax_behind(p, at + 1);
    if (next[1].kind == TK_RB && !next[1].missing) return next[2].kind == TK_ASSIGN ? next[2].span : next->span;
    return syntax_place(p, &next[1], at + 2);
}

/* `{name}`, which a client was to replace: Microsoft's parser takes it for a value and then refuses it. */
static bool is_client_parameter(const struct parser *p, size_t at) {
    const struct token *t = &p->tokens.v[at]; /* brackets are balanced: what is behind one exists */
    return t->kind == TK_LBRACE && t[1].kind == TK_NAME && t[2].kind == TK_RBRACE;
}

static bool keyword_begins_operand(const struct parser *p, const struct token *t, size_t at) {
    int clause = word_clause(t->name, strlen(t->name));
    const struct token *next = &p->tokens.v[at + 1];
    return clause == TK_DATATABLE || clause == TK_EXTERNALDATA || clause == TK_SUBQUERY_CALL || word_is_bool(t->name) ||
           (token_is(&p->tokens.v[at], "dynamic") && next->kind == TK_LP) || syntax_follows_name(next);
}

/* `x == has == y`: an operator as a name without its brackets. */
static bool keyword_operator_is_name(const struct parser *p, const struct token *t, size_t at) {
    if (t->kind == TOKEN_BAD || !t->name || t->name[0] < 'a' || t->name[0] > 'z') return false;
    if (t->kind == TK_NAME || t->kind == TK_WORD || t->kind == TK_EXTENDED) return false;
    size_t behind = at;
    while (p->tokens.v[behind].span.start < t->span.end && p->tokens.v[behind].kind != TOKEN_END) behind++;
    return p->tokens.v[behind].kind == TK_ASSIGN || syntax_follows_name(&p->tokens.v[behind]);
}

/* The token that is missing stands before an expression, and t cannot begin that either: it is missing as well, and
 * what is missing first is reported. */
static bool operand_is_missing_too(const struct parser *p, void *automaton, const struct token *t, size_t at) {
    static const int before[] = {TK_ASSIGN, TK_LP, TK_BY, TK_OF, TK_TO, TK_STEP, TK_DOTDOT, TK_ON, TK_COLON, TK_EDGE};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        int kind = before[i];
        if (!kql_accepts(automaton, kind) || (kind == TK_COLON && kql_accepts(automaton, TK_PLUS))) continue;
        if (kind == TK_ON && !kql_accepts(automaton, TK_COMMA)) return true; /* lookup's is one with its clause */
        if (kind == TK_ON && !kql_accepts_both(automaton, kind, TK_NAME))    /* mv-apply's is, with its sub-query */
            return t->kind == TOKEN_BAD || !kql_accepts_both(automaton, TK_COMMA, t->kind);
        if (kind == TK_LP && kql_accepts_both(automaton, kind, TK_WHERE) && !kql_accepts_both(automaton, kind, TK_NAME))
            return true;                                                               /* so is a sub-query */
        if (kind == TK_LP && kql_accepts_both(automaton, kind, TK_COMMA)) return true; /* and a schema */
        if (kql_accepts_both(automaton, kind, TK_LITERAL) ? kql_accepts_both(automaton, kind, TK_RP)
                                                          : !kql_accepts_both(automaton, kind, TK_NAME))
            continue;
        if (t->kind == TK_WORD || t->kind == TK_EXTENDED)
            return !keyword_begins_operand(p, t, at) && !(kind == TK_ASSIGN && word_operator(t->name, strlen(t->name)));
        if (t->kind == TK_LB) return false; /* a name in brackets, though not a good one */
        if (t->kind == TOKEN_BAD || !kql_accepts_both(automaton, kind, t->kind)) return true;
    }
    return false;
}

struct span syntax_place_missing(const struct parser *p, void *automaton, const struct token *t, size_t at) {
    static const int ends[] = {TOKEN_END, TK_SEMI, TK_PIPE, TK_RP, TK_RB, TK_RBRACE};
    bool optional = false, outside = (t->kind == TOKEN_BAD ? t->around : p->tokens.v[at].around) == 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) optional = optional || kql_accepts(automaton, ends[i]);
    bool literal = kql_accepts(automaton, TK_LITERAL), name = kql_accepts(automaton, TK_NAME);
    bool operand = literal || name || kql_accepts(automaton, TK_TYPEOF);
    if (at == 0) return t->span;
    const struct token *last = &p->tokens.v[at - 1];
    if (outside && t->kind != TOKEN_END && last->kind == TK_SEMI) return t->span;
    if (token_is(last, "let") || token_is(last, "range")) operand = false; /* names, when no name follows */
    if (t->kind == TK_LB && literal) return place_of_bracket(p, at);
    if (is_client_parameter(p, at)) return t->span;
    bool one_more = t->kind == TK_COMMA && last->kind != TK_COMMA; /* of a list that may end */
    if (token_is(last, "render") && kql_accepts(automaton, TK_WORD)) return syntax_place(p, t, at); /* the chart */
    if (last->kind == TK_LP && at > 1 && token_is(last - 1, "typeof")) return syntax_place(p, t, at);
    if (operand && keyword_operator_is_name(p, t, at)) return t->span;
    if (operand && (!optional || one_more)) return syntax_behind(p, at);
    if (!literal && kql_accepts(automaton, TK_STRING) && kql_accepts(automaton, TK_LP)) /* render ... with */
        return syntax_behind(p, at);
    if (!operand && !optional && operand_is_missing_too(p, automaton, t, at))
        return last->span.end < t->span.start ? syntax_behind(p, at) : t->span;
    if (outside && optional && t->kind != TOKEN_END && !starts_statement(p, automaton, t, at)) return t->span;
    return syntax_place(p, t, at);
}

struct span syntax_place_bad(const struct parser *p, void *automaton, int last, const struct token *bad) {
    struct token t = *bad;
    t.kind = TOKEN_BAD;
    if (p->text.p[bad->span.start] == '|' && kql_accepts(automaton, TK_PIPE)) { /* two pipes without an operator */
        t.span.start++;
        return t.span;
    }
    return last == TK_PIPE ? syntax_behind(p, bad->mate) : syntax_place_missing(p, automaton, &t, bad->mate);
}

/* f(a, * is no argument without its end: what is missing is an expression instead of the star. */
struct span syntax_place_unclosed(const struct parser *p, const struct token *t, size_t at) {
    bool star = at > 1 && p->tokens.v[at - 1].kind == TK_STAR &&
                (p->tokens.v[at - 2].kind == TK_COMMA || p->tokens.v[at - 2].kind == TK_LP);
    return star ? syntax_behind(p, at - 1) : syntax_place(p, t, at);
}
