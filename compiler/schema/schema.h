/* The names a query may use without defining them: tables and their columns, built in (tables.def) or from --schema
 * files, and the columns of watchlists. Functions are in functions.h.
 * Included by: schema, sema, driver, the commands. */
#ifndef KQLC_SCHEMA_H
#define KQLC_SCHEMA_H

#include "base.h"
#include "diag.h"
#include "type_names.h"

#include <kq/value.h>

struct schema_column {
    const char *name; /* interned */
    kq_type type;
};
struct schema_table {
    const char *name; /* interned */
    const struct schema_column *columns;
    size_t column_count;
    bool open; /* more columns than these: a name that is not among them is no error */
};
struct schema;

/* Loading is done once, before the first query; looking up fills in only what depends on nothing else, so forked
 * processes may share a schema. */
struct schema *schema_new(struct arena *a); /* with the built-in tables and functions */

enum schema_dialect { DIALECT_SENTINEL, DIALECT_M365 };
/* "sentinel" or "m365"; false: neither. */
bool schema_dialect_from_name(const char *name, enum schema_dialect *out);
/* What the dialect adds to built-in tables (m365.def); before the first look-up. */
void schema_set_dialect(struct schema *s, enum schema_dialect d);

/* Adds or overrides tables from a file: JSON {"Table":{"Column":"type"}}, or CSV with the columns table, column and
 * type when the first line has no brace. False and a message in *error on failure. */
bool schema_load(struct schema *s, const char *path, char **error);
const struct schema_table *schema_find(struct schema *s, const char *name); /* case-sensitive; NULL: none */
/* The closest table name for did-you-mean, or NULL. */
const char *schema_suggest(struct schema *s, const char *name);
/* Calls `visit` for the tables that the pattern (`*` stands for any characters) names, in the order in which
 * Microsoft's binder takes them: built-in tables as declared, then those of files. Returns how many. */
size_t schema_match(const struct schema *s, const char *pattern,
                    void (*visit)(void *context, const struct schema_table *t), void *context);
/* All tables in name order, for `kqlc list tables`. */
size_t schema_count(struct schema *s);
const struct schema_table *schema_at(struct schema *s, size_t i);

/* --watchlist NAME=FILE.csv: declares what _GetWatchlist('NAME') returns, the fixed columns and one string column for
 * each of the file's header. False and a message in *error on failure. */
bool schema_watchlist_add(struct schema *s, const char *assignment, char **error);
const struct schema_table *schema_watchlist_find(const struct schema *s, const char *name); /* NULL: not declared */

/* Every file that was loaded, in that order: path and text. For keys of caches. */
void schema_each_file(const struct schema *s, void (*visit)(void *context, const char *path, struct text text),
                      void *context);

/* What the binder has found out about the schema's functions: kept here because it lives as long. */
void **schema_binder_slot(struct schema *s);
struct arena *schema_arena(const struct schema *s);

#endif
