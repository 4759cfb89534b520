/* Lexer and parser: query text -> AST. Reports E02xx; never fails otherwise. Returns a script even after errors (with
 * EX_ERROR nodes) so that sema can go on when it makes sense; callers check diag_errors(). */
#ifndef KQLC_SYNTAX_H
#define KQLC_SYNTAX_H

#include "ast.h"
#include "diag.h"

struct ast_script *syntax_parse(struct arena *a, struct text query, struct diag *d);
void ast_dump(const struct ast_script *s, struct strbuf *out);

/* For tests and tools: kinds and spans of all tokens, one a line. */
void syntax_dump_tokens(struct text query, struct strbuf *out);

#endif
