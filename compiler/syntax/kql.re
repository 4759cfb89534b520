/* KQL's tokens (kql.md 1; docs: KqlTokens.g4 of Kusto-Query-Language). Finds their ends and kinds; values are made in
 * literal.c. The text is NUL-terminated and no rule matches NUL, so scanning cannot pass the end; a NUL byte inside
 * the text is reported as a bad byte. */
#include "lex.h"

/*!re2c
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = p;
    re2c:define:YYMARKER = marker;
    re2c:define:YYCTXMARKER = context;
    re2c:yyfill:enable = 0;

    nbsp     = "\xC2\xA0" | "\xE1\x9A\x80" | "\xE1\xA0\x8E" | "\xE2\x80" [\x80-\x8B\xA8\xA9] | "\xE2\x80\xAF"
             | "\xE2\x81\x9F" | "\xE3\x80\x80" | "\xEF\xBB\xBF";
    space    = [ \t\r\n\f] | nbsp;
    digit    = [0-9];
    hex      = [0-9A-Fa-f];
    word     = [A-Za-z_$] [A-Za-z0-9_]* | digit+ [A-Za-z_] [A-Za-z0-9_]*;
    exponent = [eE] [+-]? digit+;
    real     = digit+ "." digit* exponent? | digit+ exponent;
    unit     = "d" | "day" | "days" | "h" | "hr" | "hrs" | "hour" | "hours" | "m" | "min" | "minute" | "minutes"
             | "s" | "sec" | "second" | "seconds" | "ms" | "milli" | "millis" | "millisec" | "millisecond"
             | "milliseconds" | "micro" | "micros" | "microsec" | "microsecond" | "microseconds"
             | "nano" | "nanos" | "nanosec" | "nanosecond" | "nanoseconds" | "tick" | "ticks";
    timespan = digit+ ("." digit+)? unit;
    plain_dq = ["] ([^"\\\r\n\x00] | "\\" [^\r\n\x00])* ["];
    plain_sq = ['] ([^'\\\r\n\x00] | "\\" [^\r\n\x00])* ['];
    verb_dq  = "@" ["] ([^"\r\n\x00] | ["]["])* ["];
    verb_sq  = "@" ['] ([^'\r\n\x00] | [']['])* ['];
    secret   = [hH]?;
    wrapper  = "bool" | "int" | "int32" | "long" | "int64" | "real" | "double" | "decimal" | "datetime" | "date"
             | "timespan" | "time" | "guid";
*/

/* Ends a comment at LF, CR, U+2028 or U+2029. */
static const char *skip_comment(const char *p, const char *limit) {
    for (; p < limit; p++) {
        if (*p == '\n' || *p == '\r') break;
        if (limit - p >= 3 && p[0] == '\xE2' && p[1] == '\x80' && (p[2] == '\xA8' || p[2] == '\xA9')) break;
    }
    return p;
}

/* Past the closing ``` or ~~~, or NULL. */
static const char *skip_multiline(const char *p, const char *limit, char fence) {
    for (; limit - p >= 3; p++)
        if (p[0] == fence && p[1] == fence && p[2] == fence) return p + 3;
    return NULL;
}

/* The end of the line, where an unterminated string is given up. */
static const char *skip_line(const char *p, const char *limit) {
    while (p < limit && *p != '\n' && *p != '\r') p++;
    return p;
}

/* The whole of a character that no token starts with. */
static const char *skip_character(const char *start, const char *limit) {
    const char *p = start + 1;
    if (((unsigned char)*start & 0xC0) == 0xC0)
        while (p < limit && ((unsigned char)*p & 0xC0) == 0x80) p++;
    return p;
}

void lex_next(struct lexer *lx, struct token *t) {
    const char *p, *marker = lx->cursor, *context, *start;
    int kind;
    enum literal_form form = LIT_NONE;
    (void)context;
again:
    start = p = lx->cursor;
    if (p >= lx->limit) {
        kind = TOKEN_END;
        p = start;
        goto done;
    }
    /*!re2c
        [ \t\r\n\f]+      { lx->cursor = p; goto again; }
        nbsp {
            if (lx->unicode_spaces++ == 0)
                lx->first_space = (struct span){(uint32_t)(start - lx->text), (uint32_t)(p - lx->text), false};
            lx->cursor = p;
            goto again;
        }
        "//"                { lx->cursor = skip_comment(p, lx->limit); goto again; }

        wrapper "(" [^)\r\n\x00]* ")" { kind = TK_LITERAL; form = LIT_WRAPPED; goto done; }
        wrapper "("  { p = skip_line(p, lx->limit); kind = TOKEN_OPEN_LITERAL; goto done; }
        timespan            { kind = TK_LITERAL; form = LIT_TIMESPAN; goto done; }
        "0" [xX] hex+       { kind = TK_LITERAL; form = LIT_HEX; goto done; }
        digit+ / ".."       { kind = TK_LITERAL; form = LIT_LONG; goto done; }
        digit+ / "." [A-Za-z_] { kind = TK_LITERAL; form = LIT_LONG; goto done; }
        digit+              { kind = TK_LITERAL; form = LIT_LONG; goto done; }
        real                { kind = TK_LITERAL; form = LIT_REAL; goto done; }
        word                { kind = TK_NAME; goto done; }

        secret (plain_dq | plain_sq | verb_dq | verb_sq) { kind = TK_STRING; goto done; }
        secret ("```" | "~~~") {
            p = skip_multiline(p, lx->limit, p[-1]);
            kind = p ? TK_STRING : TOKEN_OPEN_STRING;
            if (!p) p = lx->limit;
            goto done;
        }
        secret "@"? ["']    { p = skip_line(p, lx->limit); kind = TOKEN_OPEN_STRING; goto done; }

        "("   { kind = TK_LP; goto done; }
        ")"   { kind = TK_RP; goto done; }
        "["   { kind = TK_LB; goto done; }
        "]"   { kind = TK_RB; goto done; }
        "{"   { kind = TK_LBRACE; goto done; }
        "}"   { kind = TK_RBRACE; goto done; }
        ","   { kind = TK_COMMA; goto done; }
        ";"   { kind = TK_SEMI; goto done; }
        ":"   { kind = TK_COLON; goto done; }
        "."   { kind = TK_DOT; goto done; }
        ".."  { kind = TK_DOTDOT; goto done; }
        "|"   { kind = TK_PIPE; goto done; }
        "||"  { kind = TK_OR; goto done; }
        "&&"  { kind = TK_AND; goto done; }
        "="   { kind = TK_ASSIGN; goto done; }
        "==" | "!=" | "<>"  { kind = TK_EQOP; goto done; }
        "=~" | "!~"         { kind = TK_STROP; goto done; }
        "<" | "<=" | ">" | ">=" { kind = TK_RELOP; goto done; }
        "+"   { kind = TK_PLUS; goto done; }
        "-"   { kind = TK_MINUS; goto done; }
        "*"   { kind = TK_STAR; goto done; }
        "/"   { kind = TK_SLASH; goto done; }
        "%"   { kind = TK_PERCENT; goto done; }
        "=>"  { kind = TK_ARROW; goto done; }
        "!" [a-z_]+ "~"? | "in~"  { kind = TK_INOP; goto done; }
        "@"   { kind = TK_NAME; goto done; } /* a name to Microsoft's lexer */
        *     { p = skip_character(start, lx->limit); kind = TOKEN_BAD; goto done; }
    */
done:
    lx->cursor = p;
    *t = (struct token){.kind = kind,
                        .form = form,
                        .span = {(uint32_t)(start - lx->text), (uint32_t)(p - lx->text), false}};
}
