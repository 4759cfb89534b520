/* The functions a query may call without defining them: built in (functions.def) or from --functions. Knows their
 * names, their parameters as text and what they return; parsing and binding the texts is the binder's.
 * Included by: schema, sema, the commands. */
#ifndef KQLC_SCHEMA_FUNCTIONS_H
#define KQLC_SCHEMA_FUNCTIONS_H

#include "schema.h"

enum schema_function_kind {
    FN_COLUMNS, /* returns a table of `columns` */
    FN_OPEN,    /* the same, with more columns than are known */
    FN_BODY     /* returns what `body` does */
};
struct schema_function {
    const char *name;   /* interned */
    const char *params; /* KQL without the parentheses: "T:(*), n:long=3"; "" for none */
    enum schema_function_kind kind;
    const struct schema_column *columns; /* not for FN_BODY */
    size_t column_count;
    const char *body;   /* FN_BODY: KQL without the braces */
    const char *origin; /* "file:line" for messages; NULL: built in */
};

const struct schema_function *schema_function_find(const struct schema *s, const char *name); /* NULL: none */
/* The closest function name for did-you-mean, or NULL. */
const char *schema_function_suggest(const struct schema *s, const char *name);
size_t schema_function_count(const struct schema *s); /* in name order */
const struct schema_function *schema_function_at(const struct schema *s, size_t i);

/* Adds functions; of several of one name the last one stands. PATH is
 *   a .json file: {"name": {"params": text, "cols": [[name, type]...] or "body": text, "kind": text}},
 *   a .yaml or .yml file: a parser as published (FunctionName, FunctionQuery; ParserName, ParserParams, ParserQuery),
 *   a .kql, .csl or .txt file: `let Name = (params) { body };`, `.create-or-alter function Name(params) { body }`, any
 *   number of them, or else the body of a function without parameters that is named like the file,
 *   or a folder of such files, read in name order; files of other kinds and YAML that is no parser are passed over.
 * False and a message in *error on failure. */
bool schema_functions_load(struct schema *s, const char *path, char **error);

#endif
