/* The pieces of the dump. For syntax/ only. */
#ifndef KQLC_AST_DUMP_H
#define KQLC_AST_DUMP_H

#include "syntax.h"

/* ---- ast_dump_literal.c */
void dump_name(const char *name, struct strbuf *out);
void dump_literal(const struct ast_expr *e, struct strbuf *out);
void dump_type(kq_type type, struct strbuf *out);

/* ---- ast_dump_expr.c */
void dump_expr(const struct ast_expr *e, struct strbuf *out);
void dump_exprs(const ast_expr_list *l, const char *between, struct strbuf *out);
void dump_named(const ast_named_list *l, struct strbuf *out);
void dump_schema(const struct ast_schema *s, struct strbuf *out);

/* ---- ast_dump.c */
void dump_query(const struct ast_query *q, struct strbuf *out);

#endif
