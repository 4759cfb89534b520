/* Messages of the parser: "unexpected X; expected Y", from what the automaton could take instead. */
#include "parser.h"

#include <string.h>

bool syntax_quiet(const struct parser *p, struct span span) {
    if (!p->diag) return true;
    for (size_t i = 0; i < p->quiet.n; i++)
        if (span.start >= p->quiet.v[i].start && span.start < p->quiet.v[i].end) return true;
    return false;
}

void syntax_report(struct parser *p, enum diag_code code, struct span span, ...) {
    if (syntax_quiet(p, span)) return;
    va_list ap;
    va_start(ap, span);
    diag_vreport(p->diag, code, span, ap);
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

/* What the message may offer. Behind an operand nearly every token fits; then only the likely ones are named. */
static const struct {
    int token;
    bool behind_operand;
    const char *text;
} offers[] = {
    {TK_PIPE, true, "'|'"}, {TK_COMMA, true, "','"},   {TK_RP, true, "')'"},      {TK_RB, true, "']'"},
    {TK_LP, false, "'('"},  {TK_ASSIGN, false, "'='"}, {TK_DOTDOT, true, "'..'"}, {TK_BY, true, "'by'"},
    {TK_ON, true, "'on'"},  {TK_SEMI, false, "';'"},
};

static void put_offers(void *automaton, struct strbuf *out) {
    const char *words[16];
    size_t n = 0;
    bool operand_done = kql_accepts(automaton, TK_PLUS) && !kql_accepts(automaton, TK_LITERAL);
    bool expression = kql_accepts(automaton, TK_LITERAL) && kql_accepts(automaton, TK_NAME);
    if (expression)
        words[n++] = "an expression";
    else if (kql_accepts(automaton, TK_NAME))
        words[n++] = "a name";
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        if (operand_done ? !offers[i].behind_operand : expression && offers[i].token == TK_LP) continue;
        if (kql_accepts(automaton, offers[i].token)) words[n++] = offers[i].text;
    }
    if (operand_done) words[n++] = "an operator";
    for (size_t i = 0; i < n; i++) {
        strbuf_puts(out, i == 0 ? "; expected " : i + 1 == n ? " or " : ", ");
        strbuf_puts(out, words[i]);
    }
}

static void report_unclosed(struct parser *p, size_t opener, struct span place) {
    const struct token *open = &p->tokens.v[opener];
    if (syntax_quiet(p, place)) return;
    syntax_report(p, DIAG_E0207, place, token_text(p, open));
    struct position opened = source_locate(diag_source(p->diag), open->span.start, false);
    diag_hint(p->diag, "the '%s' in line %u, column %u", token_text(p, open), (unsigned)opened.line,
              (unsigned)opened.col);
    VEC_PUSH(p->arena, &p->quiet, ((struct span){place.start, UINT32_MAX, false})); /* where it ends is a guess */
}

void syntax_unclosed(struct parser *p, size_t opener, const struct token *t, size_t at) {
    report_unclosed(p, opener, syntax_place_unclosed(p, t, at));
}

void syntax_unexpected(struct parser *p, void *automaton, const struct token *t, size_t at) {
    struct span place = syntax_place_missing(p, automaton, t, at);
    if (syntax_quiet(p, t->span) || syntax_quiet(p, place)) return;
    uint32_t around = p->tokens.v[at].around;
    if (p->tokens.v[at].missing) around = p->tokens.v[at].mate + 1;
    bool operand = kql_accepts(automaton, TK_LITERAL) || kql_accepts(automaton, TK_NAME);
    if (around && !operand && p->tokens.v[p->tokens.v[around - 1].mate].missing) {
        report_unclosed(p, around - 1, place);
        return;
    }
    struct strbuf b = {0};
    strbuf_printf(&b, "unexpected %s", describe(p, t));
    put_offers(automaton, &b);
    diag_report(p->diag, DIAG_E0201, place, b.p);
    strbuf_free(&b);
    if (kql_accepts(automaton, TK_DOTDOT)) { /* the brackets of between: what comes up to the next operator follows */
        const char *bar = memchr(p->text.p + t->span.start, '|', p->text.n - t->span.start);
        VEC_PUSH(p->arena, &p->quiet,
                 ((struct span){t->span.start, bar ? (uint32_t)(bar - p->text.p) : UINT32_MAX, false}));
    }
    const char *advice = syntax_advice(p, automaton, t, at, place);
    if (advice) diag_hint(p->diag, "%s", advice);
}

/* ---- characters that are no token */

static void hint_bad(struct parser *p, const char *s, bool after_assign) {
    static const char *const quotes[] = {"\"", "'", "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D"};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (strncmp(s, quotes[i], strlen(quotes[i])) == 0)
            diag_hint(p->diag, "strings stand in plain quotes: \"...\" or '...'");
    if (*s == '!') diag_hint(p->diag, after_assign ? "the operator is !=" : "KQL has no prefix '!'; write not(...)");
    if (*s == '`') diag_hint(p->diag, "strings stand in plain quotes, names with odd characters in brackets: ['a b']");
    if (*s == '?') diag_hint(p->diag, "write iff(condition, then, else)");
    if (*s == '@') diag_hint(p->diag, "'@' begins a verbatim string: @'...'");
    if (*s == '~') diag_hint(p->diag, "the operator is one word: =~");
    if (*s == '#') diag_hint(p->diag, "comments begin with //");
    if (*s == '\\') diag_hint(p->diag, "a backslash stands only inside strings; are these quotes escaped twice?");
}

/* "&&", "||" */
static void report_c_operator(struct parser *p, const struct token *bad, struct span place) {
    syntax_report(p, DIAG_E0201, place, arena_printf(p->arena, "'%s' is not a KQL operator", token_text(p, bad)));
    if (!syntax_quiet(p, place)) diag_hint(p->diag, "write '%s'", bad->name);
}

/* `!x`, where x is no word that can be negated. */
static void report_bad_word(struct parser *p, const struct token *bad, struct span place) {
    const char *text = token_text(p, bad);
    syntax_report(p, DIAG_E0202, place, text);
    if (syntax_quiet(p, place)) return;
    if (bad->kind == TK_NAME)
        diag_hint(p->diag, "KQL has no prefix '!'; write not(...)");
    else
        diag_hint(p->diag, "write not(x %s ...)", text + 1);
}

void syntax_report_bad(struct parser *p, void *automaton, int last, size_t at) {
    for (; p->bad_reported < p->bad.n && p->bad.v[p->bad_reported].mate <= at; p->bad_reported++) {
        const struct token *bad = &p->bad.v[p->bad_reported];
        struct span place = bad->span;
        if (bad->mate == at && automaton) place = syntax_place_bad(p, automaton, last, bad);
        if (syntax_quiet(p, bad->span)) continue;
        if (bad->kind == TK_RP || bad->kind == TK_RB || bad->kind == TK_RBRACE) {
            syntax_report(p, DIAG_E0207, place, token_text(p, bad));
            continue;
        }
        if (bad->name && p->text.p[bad->span.start] != '!') {
            report_c_operator(p, bad, place);
            continue;
        }
        if (bad->name) {
            report_bad_word(p, bad, place);
            continue;
        }
        unsigned char c = (unsigned char)p->text.p[bad->span.start];
        const char *s = token_text(p, bad);
        bool control = c < 0x20 || c == 0x7F;
        syntax_report(p, DIAG_E0205, place,
                      control ? arena_printf(p->arena, "with code %u", c) : arena_printf(p->arena, "'%s'", s));
        if (!syntax_quiet(p, place)) hint_bad(p, s, bad->span.start > 0 && p->text.p[bad->span.start - 1] == '=');
    }
}
