/* Messages of the parser: "unexpected X; expected Y", from what the automaton could take instead. */
#include "parser.h"

#include <string.h>

bool syntax_quiet(const struct parser *p, struct span span) {
    if (!p->diag) return true;
    for (size_t i = 0; i < p->quiet.n; i++)
        if (span.start >= p->quiet.v[i].start && span.start < p->quiet.v[i].end) return true;
    return false;
}

/* diag_report takes its arguments by va_list only inside; all our formats take one argument at most. */
void syntax_report(struct parser *p, enum diag_code code, struct span span, ...) {
    if (syntax_quiet(p, span)) return;
    va_list ap;
    va_start(ap, span);
    if (code == DIAG_E0210 || code == DIAG_E0218)
        diag_report(p->diag, code, span, va_arg(ap, int));
    else if (code == DIAG_E0203 || code == DIAG_E0208 || code == DIAG_E0211 || code == DIAG_E0212 ||
             code == DIAG_E0215 || code == DIAG_E0217 || code == DIAG_W0201)
        diag_report(p->diag, code, span);
    else
        diag_report(p->diag, code, span, va_arg(ap, const char *));
    va_end(ap);
}

const char *token_text(struct parser *p, const struct token *t) {
    return arena_strndup(p->arena, p->text.p + t->span.start, t->span.end - t->span.start);
}

static const char *describe(struct parser *p, const struct token *t) {
    if (t->kind == TOKEN_END) return "end of the query";
    size_t n = t->span.end - t->span.start;
    if (n == 0) return "end of the expression";
    const char *s = p->text.p + t->span.start;
    size_t shown = 0;
    while (shown < n && shown < 40 && (unsigned char)s[shown] >= 0x20) shown++;
    while (shown > 0 && shown < n && ((unsigned char)s[shown] & 0xC0) == 0x80) shown--;
    return arena_printf(p->arena, "'%.*s%s'", (int)shown, s, shown < n ? "..." : "");
}

/* What the message offers, in this order. */
static const struct {
    int token;
    const char *text;
} offers[] = {
    {TK_PIPE, "'|'"},  {TK_COMMA, "','"},   {TK_RP, "')'"},         {TK_RB, "']'"},
    {TK_LP, "'('"},    {TK_ASSIGN, "'='"},  {TK_DOTDOT, "'..'"},    {TK_BY, "'by'"},
    {TK_ON, "'on'"},   {TK_SEMI, "';'"},
};

static void offer(struct strbuf *b, const char *text, size_t *count) {
    strbuf_puts(b, (*count)++ ? ", " : "; expected ");
    strbuf_puts(b, text);
}

void syntax_unexpected(struct parser *p, void *automaton, const struct token *t) {
    if (syntax_quiet(p, t->span)) return;
    struct strbuf b = {0};
    size_t count = 0;
    strbuf_printf(&b, "unexpected %s", describe(p, t));
    bool expression = kql_accepts(automaton, TK_LITERAL) && kql_accepts(automaton, TK_NAME);
    if (expression)
        offer(&b, "an expression", &count);
    else if (kql_accepts(automaton, TK_NAME))
        offer(&b, "a name", &count);
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        if (expression && offers[i].token == TK_LP) continue; /* '(' begins an expression */
        if (!kql_accepts(automaton, offers[i].token)) continue;
        /* behind an operand almost everything may come: name what fits a list or a group best */
        offer(&b, offers[i].text, &count);
    }
    if (!expression && kql_accepts(automaton, TK_PLUS)) offer(&b, "an operator", &count);
    struct span span = t->span;
    if (t->kind == TOKEN_END && span.start) span.start--; /* something to put the caret under */
    diag_report(p->diag, DIAG_E0201, span, b.p);
    strbuf_free(&b);
}
