/* All tokens of a query in one list: literals evaluated, adjacent strings joined, operators in their normal spelling,
 * brackets paired. After this every bracket has its partner: missing ones are reported and put in, superfluous ones
 * are reported and dropped, so that the parser can skip over groups. */
#include "parser.h"

#include <string.h>

struct tokenizer {
    struct parser *p;
    VEC(uint32_t) open; /* indices of brackets that wait for their partner */
    bool stop;
};

static struct token *at(struct tokenizer *z, size_t i) { return &z->p->tokens.v[i]; }

static void push(struct tokenizer *z, struct token t) {
    t.around = z->open.n ? z->open.v[z->open.n - 1] + 1 : 0;
    VEC_PUSH(z->p->arena, &z->p->tokens, t);
}

static int closer_of(int kind) { return kind == TK_LP ? TK_RP : kind == TK_LB ? TK_RB : TK_RBRACE; }

static void quiet_from(struct parser *p, uint32_t start, uint32_t end) {
    struct span *last = p->quiet.n ? &p->quiet.v[p->quiet.n - 1] : NULL;
    if (last && start >= last->start && start <= last->end) { /* many in a row are one */
        if (end > last->end) last->end = end;
        return;
    }
    VEC_PUSH(p->arena, &p->quiet, ((struct span){start, end, false}));
}

/* Ends the innermost open bracket with a closer (its own token, or an empty one at `place`). */
static void close_bracket(struct tokenizer *z, struct token t) {
    uint32_t opener = z->open.v[--z->open.n];
    t.kind = closer_of(at(z, opener)->kind);
    t.mate = opener;
    at(z, opener)->mate = (uint32_t)z->p->tokens.n;
    push(z, t);
}

/* The innermost open bracket never ends: ends it at `place`. The parser reports it where the text stops to fit. */
static void close_missing(struct tokenizer *z, uint32_t place) {
    close_bracket(z, (struct token){.span = {place, place, false}, .missing = true});
}

static void take_opener(struct tokenizer *z, struct token t) {
    if (z->open.n >= SYNTAX_MAX_DEPTH) {
        syntax_report(z->p, DIAG_E0210, t.span, SYNTAX_MAX_DEPTH);
        quiet_from(z->p, 0, UINT32_MAX);
        z->p->too_deep = true;
        z->stop = true;
        return;
    }
    push(z, t);
    VEC_PUSH(z->p->arena, &z->open, (uint32_t)z->p->tokens.n - 1);
}

/* Reported when the grammar gets there. */
static void push_bad(struct tokenizer *z, struct token t) {
    t.mate = (uint32_t)z->p->tokens.n;
    t.around = z->open.n ? z->open.v[z->open.n - 1] + 1 : 0;
    VEC_PUSH(z->p->arena, &z->p->bad, t);
}

/* The other quote of a text in typographic quotes or backquotes belongs to the same slip. */
static void quiet_closing_quote(struct parser *p, const struct token *t, const char *s) {
    static const char *const pairs[][2] = {{"\xE2\x80\x9C", "\xE2\x80\x9D"},
                                           {"\xE2\x80\x98", "\xE2\x80\x99"},
                                           {"\xE2\x80\x9D", "\xE2\x80\x9D"},
                                           {"`", "`"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (strncmp(s, pairs[i][0], strlen(pairs[i][0])) != 0) continue;
        const char *begin = p->text.p + t->span.end, *line = strpbrk(begin, "\r\n");
        const char *other = strstr(begin, pairs[i][1]);
        if (other && (!line || other < line))
            quiet_from(p, t->span.end, (uint32_t)(other - p->text.p) + (uint32_t)strlen(pairs[i][1]));
        return;
    }
}

static void take_bad(struct tokenizer *z, struct token t) {
    struct parser *p = z->p;
    push_bad(z, t);
    uint32_t next = t.span.end;
    while (next < p->text.n && strchr(" \t\r\n", p->text.p[next])) next++;
    quiet_from(p, t.span.end, next + 1); /* the token after it is unexpected only because this one is */
    if (t.kind == TOKEN_BAD) quiet_closing_quote(p, &t, token_text(p, &t));
}

static void take_closer(struct tokenizer *z, struct token t) {
    size_t i = z->open.n;
    while (i > 0 && closer_of(at(z, z->open.v[i - 1])->kind) != t.kind) i--;
    if (i == 0) {
        take_bad(z, t);
        return;
    }
    while (z->open.n > i) close_missing(z, t.span.start);
    close_bracket(z, t);
}

/* `@'it's'`: the quote in the middle ended the string. Returns where, or 0. */
static uint32_t quote_inside(const struct parser *p, const struct token *t) {
    char quote = p->text.p[t->span.end > t->span.start ? t->span.start : 0];
    for (size_t i = p->tokens.n; i > 0; i--) {
        const struct token *s = &p->tokens.v[i - 1], *next = &p->tokens.v[i];
        if (memchr(p->text.p + s->span.start, '\n', t->span.start - s->span.start)) return 0;
        if (i == p->tokens.n || s->kind != TK_STRING || s->span.end != next->span.start) continue;
        if (next->kind != TK_NAME && next->kind != TK_LITERAL) continue;
        if (p->text.p[s->span.start] == '@' && p->text.p[s->span.end - 1] == quote) return s->span.end;
    }
    return 0;
}

/* The string swallowed the rest of its line, closing brackets included: ends those that the line opened, and stays
 * quiet up to the next operator. */
static void report_open_string(struct parser *p, const struct token *t) {
    const char *text = token_text(p, t), *nul = memchr(p->text.p + t->span.start, 0, t->span.end - t->span.start);
    if (t->kind == TOKEN_OPEN_LITERAL) {
        struct span end = {t->span.end, t->span.end, false};
        syntax_report(p, DIAG_E0206, end, "the literal has no ')'");
        if (!syntax_quiet(p, end)) diag_note(p->diag, t->span, "it begins here");
        return;
    }
    if (nul) { /* why the string has no end */
        uint32_t at = (uint32_t)(nul - p->text.p);
        syntax_report(p, DIAG_E0205, (struct span){at, at + 1, false}, "with code 0");
        return;
    }
    uint32_t early = quote_inside(p, t);
    if (early) {
        syntax_report(p, DIAG_E0201, (struct span){early, early + 1, false}, "the string ends before this");
        if (!syntax_quiet(p, t->span)) diag_hint(p->diag, "inside @%c...%c that quote is doubled", *text, *text);
        quiet_from(p, early, t->span.end);
        return;
    }
    struct span end = {t->span.end, t->span.end, false}; /* where the quote is missing: Microsoft's place */
    syntax_report(p, DIAG_E0203, end);
    if (syntax_quiet(p, end)) return;
    diag_note(p->diag, t->span, "it begins here");
    if (strstr(text, "\\'") || strstr(text, "\\\""))
        diag_hint(p->diag, "a backslash escapes the quote after it; write @'C:\\' for text with backslashes");
    else
        diag_hint(p->diag, "end it with %c; text over several lines stands between ```",
                  *text == '@' ? text[1] : *text);
}

static void take_open_string(struct tokenizer *z, struct token t) {
    report_open_string(z->p, &t);
    const char *text = z->p->text.p, *line = text + t.span.start;
    while (line > text && line[-1] != '\n') line--;
    t.kind = TK_STRING;
    t.lit = literal_new(z->p, EX_STRING, t.span);
    t.lit->u.lit.value = (kq_value){.type = KQ_T_STRING, .u = {.s = {"", 0}}};
    t.lit->u.lit.s = text_of("", 0);
    push(z, t);
    while (z->open.n && at(z, z->open.v[z->open.n - 1])->span.start >= (uint32_t)(line - text))
        close_missing(z, t.span.end);
    const char *bar = memchr(text + t.span.end, '|', z->p->text.n - t.span.end);
    quiet_from(z->p, t.span.start + 1, bar ? (uint32_t)(bar - text) : UINT32_MAX);
}

/* "&&", "||" */
static struct token take_c_operator(struct tokenizer *z, struct token t) {
    t.name = intern_s(t.kind == TK_AND ? "and" : "or");
    push_bad(z, t);
    return t;
}

/* "!has", "in~"; after a '!' that is no operator the word stands alone. */
static struct token take_word_operator(struct tokenizer *z, struct token t) {
    struct parser *p = z->p;
    const char *text = token_text(p, &t);
    t.name = intern_s(text);
    if (text[0] != '!') return t; /* in~ */
    int kind = word_negated(text, &t.name);
    if (kind) {
        t.kind = kind;
        return t;
    }
    const char *normal;
    kind = word_keyword(text + 1, &normal);
    push_bad(z, (struct token){.kind = kind ? kind : TK_NAME, .span = t.span, .name = t.name});
    t.kind = kind ? kind : TK_NAME;
    t.name = kind ? normal : intern_s(text + 1);
    t.span.start++;
    return t;
}

/* A string right behind a string continues it (kql.md 1, adjacent literals). */
static struct token take_string(struct parser *p, struct lexer *lx, struct token t) {
    struct strbuf joined = {0};
    for (;;) {
        struct lexer ahead = *lx;
        struct token next;
        lex_next(&ahead, &next);
        if (next.kind != TK_STRING) break;
        *lx = ahead;
        if (!joined.p) strbuf_put(&joined, t.lit->u.lit.s.p, t.lit->u.lit.s.n);
        literal_evaluate(p, &next);
        strbuf_put(&joined, next.lit->u.lit.s.p, next.lit->u.lit.s.n);
        t.span.end = next.span.end;
    }
    if (!joined.p) return t;
    t.lit = literal_new(p, EX_STRING, t.span);
    t.lit->u.lit.s = text_of(arena_strndup(p->arena, joined.p, joined.n), joined.n);
    t.lit->u.lit.value = (kq_value){.type = KQ_T_STRING, .u = {.s = {t.lit->u.lit.s.p, joined.n}}};
    strbuf_free(&joined);
    return t;
}

static void take(struct tokenizer *z, struct lexer *lx, struct token t) {
    struct parser *p = z->p;
    switch (t.kind) {
    case TOKEN_BAD: take_bad(z, t); return;
    case TOKEN_OPEN_STRING:
    case TOKEN_OPEN_LITERAL: take_open_string(z, t); return;
    case TK_LP:
    case TK_LB:
    case TK_LBRACE: take_opener(z, t); return;
    case TK_RP:
    case TK_RB:
    case TK_RBRACE: take_closer(z, t); return;
    case TK_LITERAL: literal_evaluate(p, &t); break;
    case TK_STRING:
        literal_evaluate(p, &t);
        t = take_string(p, lx, t);
        break;
    case TK_AND:
    case TK_OR: t = take_c_operator(z, t); break;
    case TK_INOP: t = take_word_operator(z, t); break;
    case TK_EQOP:
        t.name = intern_s(token_text(p, &t));
        if (t.name == intern_s("<>")) t.name = intern_s("!=");
        if (strcmp(t.name, "==") == 0) t.kind = TK_EQ;
        break;
    default: t.name = intern_s(token_text(p, &t)); break;
    }
    push(z, t);
}

/* In a folded block or a quoted scalar the lines of the file are one line of the query: `//` hides those behind it. */
static void warn_folded_comment(struct parser *p) {
    if (!p->diag || !diag_source(p->diag)) return;
    uint32_t from = 0;
    for (size_t i = 0; i < p->tokens.n; from = p->tokens.v[i++].span.end) {
        uint32_t to = p->tokens.v[i].span.start;
        const char *comment = to > from ? memmem(p->text.p + from, to - from, "//", 2) : NULL;
        if (!comment) continue;
        const char *end = comment + strcspn(comment, "\r\n");
        uint32_t at = (uint32_t)(comment - p->text.p), last = (uint32_t)(end - p->text.p) - 1;
        struct position first = source_locate(diag_source(p->diag), at, false);
        unsigned last_line = diag_line(p->diag, (struct span){last, last, false});
        bool wrapped =
            first.line_text.n && first.line_text.p[first.line_text.n - 1] == '\\'; /* "...\ is no line's end */
        if (last_line <= first.line || wrapped) continue;
        diag_report(p->diag, DIAG_W0205, (struct span){at, at + 2, false}, last_line);
        return;
    }
}

void tokenize(struct parser *p) {
    struct tokenizer z = {.p = p};
    struct lexer lx = {.text = p->text.p, .cursor = p->text.p, .limit = p->text.p + p->text.n};
    struct token t;
    for (lex_next(&lx, &t); t.kind != TOKEN_END && !z.stop; lex_next(&lx, &t)) take(&z, &lx, t);
    uint32_t end = (uint32_t)p->text.n;
    while (z.open.n) close_missing(&z, end);
    push(&z, (struct token){.kind = TOKEN_END, .span = {end, end, false}});
    warn_folded_comment(p);
    bool mark = lx.first_space.start == 0 && p->text.n >= 3 && memcmp(p->text.p, "\xEF\xBB\xBF", 3) == 0;
    if (mark) lx.unicode_spaces--; /* a byte order mark begins the file */
    if (lx.unicode_spaces == 0) return;
    if (mark) lx.first_space = (struct span){0, 3, false};
    const char *more = lx.unicode_spaces == 1 ? "" : arena_printf(p->arena, " and %zu more", lx.unicode_spaces - 1);
    syntax_report(p, DIAG_W0203, lx.first_space, arena_printf(p->arena, "a space that is not a plain one%s", more));
}

static const char *kind_name(int kind) {
    switch (kind) {
    case TK_NAME: return "name";
    case TK_STRING: return "string";
    case TK_LITERAL: return "literal";
    case TOKEN_BAD: return "bad";
    case TOKEN_OPEN_STRING: return "open-string";
    case TOKEN_OPEN_LITERAL: return "open-literal";
    default: return "punctuation";
    }
}

void syntax_dump_tokens(struct text query, struct strbuf *out) {
    struct arena *a = arena_new();
    const char *text = arena_strndup(a, query.p, query.n);
    struct lexer lx = {.text = text, .cursor = text, .limit = text + query.n};
    struct token t;
    for (lex_next(&lx, &t); t.kind != TOKEN_END; lex_next(&lx, &t)) {
        strbuf_printf(out, "%s %u-%u ", kind_name(t.kind), (unsigned)t.span.start, (unsigned)t.span.end);
        strbuf_json(out, text + t.span.start, t.span.end - t.span.start);
        strbuf_putc(out, '\n');
    }
    arena_free(a);
}
