/* Raw tokens of a query. The lexer knows words, literals and punctuation, but no keywords: which words are keywords
 * depends on where they stand (kql.md 1), and the parser decides that. For syntax/ only. */
#ifndef KQLC_LEX_H
#define KQLC_LEX_H

#include "ast.h"
#include "base.h"
#include "kql.h" /* token numbers, from the grammar */

/* Token numbers that never reach the grammar. */
enum {
    TOKEN_END = 0,
    TOKEN_BAD = -1,          /* bytes that no token starts with */
    TOKEN_OPEN_STRING = -2,  /* a string without its end */
    TOKEN_OPEN_LITERAL = -3, /* datetime( without its parenthesis */
};

enum literal_form { LIT_NONE, LIT_LONG, LIT_HEX, LIT_REAL, LIT_TIMESPAN, LIT_WRAPPED, LIT_BOOL, LIT_DYNAMIC };

struct token {
    int kind; /* TK_... of the grammar or one of the above */
    enum literal_form form;
    struct span span;
    const char *name;     /* TK_NAME and operators: interned text, operators in their normal spelling */
    struct ast_expr *lit; /* TK_LITERAL, TK_STRING: the value */
    uint32_t mate;        /* brackets: index of the partner */
    uint32_t around;      /* 1 + index of the innermost bracket it stands in; 0: none */
    bool missing;         /* a closing bracket that the text has not */
    bool bracketed;       /* a name written as ['name'] */
};

struct lexer {
    const char *text;   /* NUL-terminated: text[n] == 0 */
    const char *cursor; /* next byte */
    const char *limit;  /* text + n; a NUL byte before it is an error, not the end */
    /* spaces other than ASCII's, outside strings and comments: how many, and the first */
    size_t unicode_spaces;
    struct span first_space;
};

/* The next token that is not white space or a comment; TOKEN_END at the end, again and again. Fills kind, form, span.
 */
void lex_next(struct lexer *lx, struct token *t);

#endif
