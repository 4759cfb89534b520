/* Lexer and parser: query text -> AST. Reports E02xx; never fails otherwise. Returns a script even after errors (with
 * EX_ERROR nodes) so that sema can go on when it makes sense; callers check diag_errors().
 * Included by: syntax, sema, plan, driver. */
#ifndef KQLC_SYNTAX_H
#define KQLC_SYNTAX_H

#include "ast.h"
#include "diag.h"

struct ast_script *syntax_parse(struct arena *a, struct text query, struct diag *d);
/* A stored function: the text between its braces, and its parameters without their parentheses. Errors in them are not
 * the user's, so the diag is one of the caller's own. */
struct ast_script *syntax_parse_body(struct arena *a, struct text body, struct diag *d);
struct ast_schema *syntax_parse_parameters(struct arena *a, struct text parameters, struct diag *d);

/* A deep copy, without what sema fills in (ast_clone.c). */
struct ast_script *clone_script(struct arena *a, const struct ast_script *s);
/* The same for texts of their own, a stored function's parameters and body: all places are `at`, where it is called. */
struct ast_schema *clone_schema_at(struct arena *a, const struct ast_schema *s, struct span at);
struct ast_script *clone_script_at(struct arena *a, const struct ast_script *s, struct span at);

/* The present spelling of an operator that has several (ast_dump.c). */
const char *ast_op_keyword(enum ast_op_kind kind);
void ast_dump(const struct ast_script *s, struct strbuf *out);

/* Where bytes [from, to) of a string literal's value stand in the query; the whole literal when `literal` is not the
 * place of one with that value. */
struct span string_literal_part(struct text query, struct span literal, struct text value, size_t from, size_t to);

/* For tests and tools: kinds and spans of all tokens, one a line. */
void syntax_dump_tokens(struct text query, struct strbuf *out);

#endif
