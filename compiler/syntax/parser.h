/* The parser's state, shared by the files of syntax/ only. */
#ifndef KQLC_PARSER_H
#define KQLC_PARSER_H

#include "diag.h"
#include "lex.h"
#include "syntax.h"

typedef VEC(struct token) token_list;

struct parser {
    struct arena *arena;
    struct diag *diag; /* NULL: report nothing (token dump) */
    struct text text;  /* the query, NUL-terminated */
    token_list tokens; /* all tokens, brackets balanced; the last one is TOKEN_END */
    struct ast_script *script;
    struct ast_schema *parameters; /* of syntax_parse_parameters */
    /* Syntax errors in these places only follow from an error that was reported precisely. */
    VEC(struct span) quiet;
    token_list bad; /* characters that are no token, closers too many, `!x`: `mate` is the token they stand before */
    size_t bad_reported; /* how many of them were: it takes the grammar to say where (feed_errors.c) */
    bool too_deep;       /* reported once */
};

/* ---- tokens.c: all tokens of the text, literals evaluated, brackets paired. Reports lexical errors. */
void tokenize(struct parser *p);

/* ---- literal.c */
/* Makes t->lit for TK_LITERAL (but dynamic) and TK_STRING from the token's text. Reports E0204, E0206. */
void literal_evaluate(struct parser *p, struct token *t);
struct ast_expr *literal_new(struct parser *p, enum ast_expr_kind kind, struct span span);

/* ---- string_literal.c: the text of a string token, escapes resolved. Reports E0204. */
struct text string_value(struct parser *p, struct span span);

/* ---- dynamic_literal.c: dynamic(...) whose name stands at tokens[at]; makes one literal. */
struct ast_expr *dynamic_literal(struct parser *p, size_t at);

/* ---- words.c */
/* Grammar token of a word that is an operator inside expressions; 0: none. *normal: its normal spelling. */
int word_keyword(const char *word, const char **normal);
/* "!has" and its kin: TK_STROP, TK_INOP or TK_BETWEEN; 0: no such operator. */
int word_negated(const char *text, const char **normal);
/* Grammar token of a word that is part of a statement or clause (by, on, granny-asc, ...); 0: none. */
int word_clause(const char *word, size_t n);
/* Grammar token of a tabular operator; 0: none. */
int word_operator(const char *word, size_t n);
/* Where an operator may stand; word is the name of one. */
enum word_place { WORD_PIPED, WORD_STARTS, WORD_BOTH };
enum word_place word_place(int token);
/* ---- words_as_names.c
 * What kind of name a word is that is no keyword where it stands: TK_NAME, TK_EXTENDED or TK_WORD. */
int word_name_kind(const char *word);
/* Keywords that may be referred to, but not defined, without brackets. */
bool word_is_special(const char *word);
bool word_is_bool(const char *word);
bool word_is_keyword(const char *word); /* of any kind, also those that are names everywhere */
/* The operator that may have been meant. */
struct closest word_suggest(const char *word);
/* `name=` may be a parameter of the operator. */
bool word_parameter(int operator_token, const char *name, size_t n);

/* ---- feeder.c: feeds all tokens to the automaton. `first`: TK_PARAMETERS_ONLY, TK_BODY_ONLY, or 0. */
void feed_tokens(struct parser *p, int first);

/* ---- syntax_errors.c */
/* Reports unless the place is quiet. */
void syntax_report(struct parser *p, enum diag_code code, struct span span, ...);
bool syntax_quiet(const struct parser *p, struct span span);
/* The characters of p->bad that stand before tokens[at] or earlier. */
void syntax_report_bad(struct parser *p, void *automaton, int last, size_t at);
/* "unexpected X; expected Y": t cannot come next in the state of the automaton; it stands at tokens[at]. */
void syntax_unexpected(struct parser *p, void *automaton, const struct token *t, size_t at);
/* ---- syntax_advice.c: what may have been meant, or NULL. */
const char *syntax_advice(struct parser *p, void *automaton, const struct token *t, size_t at, struct span place);
/* The bracket at tokens[opener] has no end; it was needed before tokens[at]. */
void syntax_unclosed(struct parser *p, size_t opener, const struct token *t, size_t at);
const char *token_text(struct parser *p, const struct token *t);

bool token_is(const struct token *t, const char *name); /* feeder.c */

/* ---- syntax_places.c: where to report; `at`: the index of the token before which something is missing or bad */
struct span syntax_behind(const struct parser *p, size_t at);              /* the token before */
struct span syntax_place_property(const struct parser *p, struct span of); /* what stands at `of` is no property */
struct span syntax_place(const struct parser *p, const struct token *t, size_t at);
/* t stands there instead of what the automaton can take. */
struct span syntax_place_missing(const struct parser *p, void *automaton, const struct token *t, size_t at);
struct span syntax_place_bad(const struct parser *p, void *automaton, int last, const struct token *bad);
struct span syntax_place_unclosed(const struct parser *p, const struct token *t, size_t at);
/* t stands behind names only, so that Microsoft takes a keyword before it for a name. */
bool syntax_follows_name(const struct token *t);

/* ---- the generated automaton (kql.y) */
void *KqlAlloc(void *(*allocate)(size_t));
void KqlFree(void *automaton, void (*release)(void *));
void Kql(void *automaton, int token, struct token value, struct parser *p);
bool kql_accepts(void *automaton, int token);
bool kql_accepts_both(void *automaton, int token, int next);
/* Drops the top of the stack until `error_token` and then `next` are possible; false (and nothing dropped) if never. */
bool kql_unwind(void *automaton, int error_token, int next);

#endif
